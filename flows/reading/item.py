"""The item page, read in a number of queries that does not depend on how much has happened."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Case, Exists, OuterRef, Q, Value, When
from django.utils.translation import gettext as _

from flows.item_acts import offered
from flows.item_acts.base import Situation
from flows.models import HUMAN, Task
from flows.reading import duties, following, header, holders, parts, steps, tabs
from flows.reading import events as event_reading
from flows.reading import slips as slip_reading
from flows.reading.extension import open_requests
from flows.reading.people import People, people_of
from flows.reading.suspension import open_request
from flows.words import WORDS, join, request_of, some
from workflow.errors import NotVisible
from workflow.models import AssignmentParty, Clock, Commitment, Follow, ItemDeadline, ItemRecurrence, UpperLink
from workflow.models.plan_chain import shown_title
from workflow.querysets import only_one
from workflow.scope import Behalf, Scope
from workflow.services import disputes, releases, signatures, suspensions
from workflow.services.item_values import DATED
from workflow.status import Act, PartyRole
from workflow.words import beginning

ASSIGNED = (
    "dispute__proposed",
    "dispute__asked_by",
    "transferred_from__agency",
    "transferred_from__dispute",
    "transferred_to__agency",
)
"""How the share came to the agency and whether that is disputed, read along in one query."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One open step of the person: what is asked, why it came back, what follows."""

    task: Task
    request: str
    button: Any
    then: str
    days: int | None
    """Working days until it is due, negative when over."""
    at_once: bool
    """The button itself does it: nothing has to be written."""
    behalf: Behalf | None
    """For whom the person would do it as a deputy."""


@dataclass(frozen=True, slots=True)
class Parties:
    """Who the item names beside the agency itself: leads, those who answer for a share of their own, and helpers."""

    lead: str
    responsible: str
    partners: str
    optional: str
    """Those who may follow by analogy."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An item of an upper-level document that the item answers; `title` is the document's, in its brackets."""

    title: str
    number: str
    heading: str
    text: str


def commitment_for(pk: int, scope: Scope) -> Any:
    """The commitment when the person may see its agency's work, with counts and whether it is followed.

    Raises NotVisible (404) otherwise.
    """
    follows = Follow.objects.filter(commitment=OuterRef("pk"), user_id=scope.user_id)
    others = AssignmentParty.objects.filter(assignment__item=OuterRef("item"), left_out_reason="")
    others = others.exclude(agency=OuterRef("agency"))
    found = only_one(
        tabs.with_counts(Commitment.objects.read_by(scope))
        .annotate(is_followed=Exists(follows), names_others=Exists(others))
        .select_related(
            "plan__office", "plan__issued_by", "plan__created_by", "item", "agency", "accepted_by", "assignee"
        )
        .select_related("merged_into__item", "item__split_from")
        .select_related(*ASSIGNED)
        .filter(pk=pk)
    )
    if found is None:
        raise NotVisible
    return found


def tasks_of(commitment: Commitment) -> list[Task]:
    """Every task of the commitment, oldest first, with who completed it; they carry the commitment itself."""
    tasks = sorted(
        Task.objects.filter(commitment=commitment)
        .select_related(
            "owner",
            "seen_by",
            "process__report",
            "process__extension__clock",
            "process__suspension",
            "process__slip",
            "process__event_response__event",
            "process__contribution__agency",
            "process__countersignature__signer__agency",
            "process__duty_period__duty",
            "process__release",
            "process__division",
        )
        .order_by(),
        key=lambda task: task.pk,
    )
    for task in tasks:
        task.commitment = commitment
    return tasks


def parties_of(commitment: Commitment) -> Parties:
    """The others as the document names them, sets of agencies by their name; each once, in its strongest part. The
    agency whose share was taken over is none of them any more."""
    rows = (
        AssignmentParty.objects.filter(assignment__item_id=commitment.item_id, left_out_reason="")
        .select_related("agency", "agency_set")
        .order_by("assignment__order", "order", "pk")
    )
    found: dict[str, dict[str, None]] = {role: {} for role in PartyRole}
    before = commitment.transferred_from
    own = {commitment.agency_id, commitment.opened_for_id}
    own |= {before.agency_id, before.opened_for_id} if before is not None else set()
    for party in rows:
        if party.agency_id is None or party.agency_id not in own:
            found[party.role][str(party.agency or party.agency_set or party.name)] = None
    seen: set[str] = set()
    told = []
    for names in found.values():
        told.append(join(name for name in names if name not in seen))
        seen |= names.keys()
    return Parties(*told)


def demands_of(commitment: Commitment) -> tuple[list[str], list[Answer]]:
    """What the text demands beside its final date, in its own words and order (limits after an event, quotas, returning
    duties; each once), and the items of upper levels it answers; one query for both."""
    limits = ItemDeadline.objects.filter(item=commitment.item_id).exclude(kind__in=DATED)
    returning = ItemRecurrence.objects.filter(item=commitment.item_id)
    links = UpperLink.objects.filter(item=commitment.item_id, confirmed_at__isnull=False)
    own = (Value(0), "span_start", "phrase", Value(""), Value(""), Value(""))
    upper = [f"upper_item__{name}" for name in ("document_id", "order", "document__title", "number", "heading", "text")]
    rows = limits.values_list(*own).union(returning.values_list(*own), links.values_list(*upper))
    demands: dict[str, None] = {}
    answers = []
    for document, _place, words, *item in sorted(rows, key=lambda row: (row[0], row[1] or 0, row[2])):
        if document:
            answers.append(Answer(shown_title(words), *item))
        else:
            demands[words] = None
    return list(demands), answers


def asked_of(tasks: list[Task], people: People, scope: Scope, on: date) -> list[Asked]:
    """The person's open steps here, the one due first in front."""
    mine = [
        task
        for task in tasks
        if task.finished is None
        and task.flow_task_type == HUMAN
        and scope.allows(task.act, task.agency_id)
        and task.node in WORDS
    ]
    mine.sort(key=lambda task: (task.due_on or date.max, task.pk))
    return [
        Asked(
            task,
            request_of(task),
            _button(task),
            following.follows(task, people, on),
            header.days_left(task.due_on, on),
            task.node == "acknowledge",
            scope.acting_for(task.act, task.agency_id),
        )
        for task in mine
    ]


def _button(task: Task) -> Any:
    if task.node == "answer_event" and task.process.event_response is not None:
        # Several may be open at once.
        return _("Record what was done: %(event)s") % {"event": beginning(task.process.event_response.event.name, 20)}
    drafts = task.commitment.plan_revision if task.commitment and task.node == "write_plan" else 0
    return _("Revise: draft %(number)d") % {"number": drafts + 1} if drafts else WORDS[task.node].button


def situation_for(pk: int, scope: Scope, on: date) -> Situation:
    """What an act of the item menu needs to know; NotVisible (404) for a foreign commitment. Three queries."""
    commitment = commitment_for(pk, scope)
    return Situation(commitment, tasks_of(commitment), people_of(commitment.agency_id, on), scope, on)


def due_of(situation: Situation) -> header.Due:
    """The due line above an act; one query."""
    clocks = list(Clock.objects.filter(commitment=situation.commitment).order_by("pk"))
    return header.due_of_item(situation.commitment, list(situation.tasks), clocks, situation.on)


def page(commitment: Any, scope: Scope, on: date, *, tab: str, older: str, now: datetime) -> dict[str, Any]:
    """Everything the item page shows on the day `on`, at the moment `now`, as template context."""
    tasks = tasks_of(commitment)
    people = people_of(commitment.agency_id, on)
    clocks = list(Clock.objects.filter(commitment=commitment).order_by("pk"))
    name = tabs.chosen(tab, commitment)
    lines = steps.lines(commitment, tasks, people, on)
    done = sum(line.state == "was" for line in lines)
    asked = asked_of(tasks, people, scope, on)
    demands, answers = demands_of(commitment)
    shared = parts.contributions_of(commitment, tasks, on)
    suspension = suspensions.in_force(commitment)
    hung = event_reading.of_item(
        commitment,
        tasks,
        clocks,
        [one.task.pk for one in asked],
        now,
        stopped_at=suspension.decided_at if suspension is not None else None,
    )
    return {
        "commitment": commitment,
        "due": header.due_of_item(commitment, tasks, clocks, on),
        "plan_clock": next((clock for clock in clocks if clock.kind == "implementation_plan"), None),
        "completion_clock": next((clock for clock in clocks if clock.kind == "completion"), None),
        "people": people,
        "parties": parties_of(commitment),
        "demands": demands,
        "answers": answers,
        "asked": asked,
        "extensions": open_requests(tasks),
        "suspension": suspension,
        "suspension_asked": open_request(tasks),
        "dispute": disputes.dispute_of(commitment),
        "contributions": shared,
        "late_contributions": sum(row.light == "late" for row in shared),
        "signs": signatures.signs_of(commitment, on),
        "is_own": scope.allows(Act.VIEW_COMMITMENTS, commitment.agency_id),
        "slips": slip_reading.of_item(commitment, tasks),
        "events": hung,
        "successor": getattr(commitment, "transferred_to", None),
        "sees_successor": _sees(getattr(commitment, "transferred_to", None), scope),
        "sees_predecessor": _sees(commitment.transferred_from, scope),
        "gates": releases.of_item(commitment)[1],
        "duties": duties.lines_of(commitment, tasks, scope, on),
        "lines": lines,
        "first_lines": [line for line in lines if line.state != "later"],
        "later_lines": [line for line in lines if line.state == "later"],
        "step_number": min(done + 1, len(lines)),
        "strip": holders.strip(commitment, tasks, people, on),
        "open_steps": [task for task in tasks if task.finished is None and task.act],
        "waiting": waiting_of(tasks, people, on),
        "tabs": tabs.tabs(commitment),
        "tab": name,
        "tab_template": f"flows/parts/tab_{name}.html",
        "topic": f"commitment:{commitment.pk}",
        "acts": offered(Situation(commitment, tasks, people, scope, on)),
        **tabs.content(name, commitment, older),
    }


@dataclass(frozen=True, slots=True)
class Waiting:
    """A step that waits, with whoever has it: names of the agency of the item, else the other agency."""

    task: Task
    who: str
    days: int | None


def waiting_of(tasks: list[Task], people: People, on: date) -> list[Waiting]:
    """The steps that wait for somebody, the one due first in front; without a query."""
    waiting = [task for task in tasks if task.finished is None and task.act]
    waiting.sort(key=lambda task: (task.due_on or date.max, task.pk))
    return [Waiting(task, _who_has(task, people), header.days_left(task.due_on, on)) for task in waiting]


def _who_has(task: Task, people: People) -> str:
    own = task.commitment.agency_id if task.commitment else None
    if task.agency_id == own:
        return some(people.who(task.act))
    process = task.process
    signature, contribution = process.countersignature, process.contribution
    return str(signature.signer.agency if signature else contribution.agency if contribution else "")


def _sees(other: Commitment | None, scope: Scope) -> bool:
    """Whether the person may follow the item to the agency that has it now, or had it: not by seeing it here."""
    return other is not None and scope.allows(Act.VIEW_COMMITMENTS, other.agency_id)


def other_open_plans(task: Task) -> list[Task]:
    """The agency's other open steps of writing an implementation plan, those of the same work plan first: one document
    may serve them all."""
    own = task.commitment.plan_id if task.commitment else 0
    elsewhere = Case(When(commitment__plan_id=own, then=0), default=1)
    return list(
        Task.objects.open()
        .filter(Q(act=Act.WRITE_PLAN), agency=task.agency)
        .exclude(pk=task.pk)
        .select_related("commitment__plan")
        .order_by(elsewhere, "due_on", "pk")[:200]
    )
