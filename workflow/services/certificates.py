"""What a certificate says about one clock: the sentence of the plan, the count by the stored calendar, agreement."""

import hashlib
from dataclasses import dataclass

from django.db.models import Q

from workflow import policies
from workflow.deadlines import DueDate, Reset, Stop, WorkCalendar, YearNotice, changed, working_days_with_stops
from workflow.errors import NotVisible
from workflow.models import Clock, Extension, ImportDraft, Plan, Reopening, Suspension, User
from workflow.services import lineage
from workflow.services.calendar import calendar_at, calendar_in_force
from workflow.services.recounting import changes_of, is_stop, original_by
from workflow.services.releases import Passage, of_item
from workflow.services.suspensions import is_from
from workflow.status import ClockKind, ClockRule, ExtensionOutcome, SuspensionOutcome

PLAN_RULE = "implementation_plan_working_days"
STOP_NAMES = ("from", "until", "since", "till")
"""In this order they go into the check code: a database need not keep that in which they were stored."""
SENTENCE_ENDS = "。！？；\n"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the document around the words that set the date."""

    before: str
    words: str
    after: str


@dataclass(frozen=True, slots=True)
class Pause:
    """When the clock stood still, and where that moved its date; `suspension` says who granted it and why."""

    stop: Stop
    old: DueDate
    new: DueDate
    suspension: Suspension | None


@dataclass(frozen=True, slots=True)
class Certificate:
    """One clock explained: `due` counted anew by the calendar it was counted with, by rule and start alone; a term of
    working days that was only stopped is counted around its stops.

    `runs_to` is the date with all that moved it, `today` the same by the calendar in force now; `extensions` are those
    granted, `pauses` the stops, in their order.
    """

    clock: Clock
    due: DueDate
    today: DueDate
    sentence: Sentence | None
    notices: tuple[tuple[int, YearNotice | None], ...]
    runs_to: DueDate
    extensions: tuple[Extension, ...] = ()
    pauses: tuple[Pause, ...] = ()
    reopenings: tuple[Reopening, ...] = ()
    """Those that gave a later day."""
    gates: tuple[Passage, ...] = ()
    """Of the clock of publication: what has to be passed before."""

    @property
    def agrees(self) -> bool:
        """The stored date, and moment, is the one the count and what was granted give."""
        counted = (self.runs_to.due_on, self.runs_to.due_at, self.runs_to.provisional)
        return counted == (self.clock.due_on, self.clock.due_at, self.clock.provisional)

    @property
    def calendar_has_changed(self) -> bool:
        """The calendar in force now would give another date; a finished clock keeps the one it had."""
        return self.today.due_on != self.runs_to.due_on

    @property
    def check_code(self) -> str:
        """Twelve characters that stand for the facts; another fact gives another code."""
        facts = (
            self.clock.pk,
            self.clock.rule,
            self.clock.amount,
            self.clock.start_on.isoformat(),
            self.clock.due_on.isoformat(),
            self.clock.provisional,
            self.clock.calendar_version,
            *([self.clock.due_at.isoformat()] if self.clock.due_at else ()),
            *([self.clock.extended_to.isoformat()] if self.clock.extended_to else ()),
            *("".join(one[name] for name in STOP_NAMES if name in one) for one in self.clock.changes if is_stop(one)),
        )
        code = hashlib.sha256(repr(facts).encode()).hexdigest()[:12].upper()
        return " ".join((code[:4], code[4:8], code[8:]))


def certificate_of(user: User, pk: int) -> Certificate:
    """The certificate of a clock whose commitment the person may see; NotVisible (404) otherwise."""
    rows = Clock.objects.select_related(
        "commitment__item",
        "commitment__agency",
        "commitment__plan__office__jurisdiction",
        "response__event__reported_by",
    )
    clock = rows.filter(pk=pk).first()
    if clock is None:
        raise NotVisible
    policies.require_readable(user, clock.commitment)
    calendar = calendar_at(clock.calendar_version)
    changes, original = changes_of(clock), original_by(clock, calendar)
    due = original
    if clock.rule == ClockRule.WORKING_DAYS and changes and all(isinstance(one, Stop) for one in changes):
        stops = [one for one in changes if isinstance(one, Stop)]
        due = working_days_with_stops(clock.start_on, clock.amount, calendar, stops)
    years = sorted({day.day.year for day in due.days})
    return Certificate(
        clock=clock,
        due=due,
        today=changed(original_by(clock, calendar_in_force()), changes, calendar_in_force()),
        sentence=_sentence(clock),
        notices=tuple((year, calendar.years.get(year)) for year in years),
        runs_to=changed(original, changes, calendar),
        extensions=_granted(clock),
        pauses=_pauses(clock, original, calendar),
        reopenings=_reopened(clock),
        gates=tuple(of_item(clock.commitment)[1]) if clock.kind == ClockKind.PUBLICATION else (),
    )


def _reopened(clock: Clock) -> tuple[Reopening, ...]:
    """Reopenings that gave a new final date; no query for a clock that was never run to a later day."""
    if clock.extended_to is None or clock.kind != ClockKind.COMPLETION:
        return ()
    rows = Reopening.objects.filter(_until_now(clock, "reopened_at"), until__isnull=False)
    return tuple(rows.select_related("reopened_by").order_by("reopened_at", "pk"))


def _until_now(clock: Clock, moment: str) -> Q:
    """Rows of the commitment, and those from before it began of the commitments it goes back to: a later day of the
    implementation plan goes along with a part split off alone."""
    commitment = clock.commitment
    others = lineage.holders(commitment, same_agency=clock.kind != ClockKind.COMPLETION)[1:]
    earlier = Q(**{"commitment__in": others, f"{moment}__lte": commitment.opened_at})
    return Q(commitment=commitment) | earlier


def _granted(clock: Clock) -> tuple[Extension, ...]:
    """Who granted a later day, when and why, also to the agencies that had the share before; no query for a clock that
    was never extended."""
    if clock.extended_to is None:
        return ()
    earlier = Q(clock__kind=clock.kind) & _until_now(clock, "decided_at")
    rows = Extension.objects.filter(Q(clock=clock) | earlier, outcome=ExtensionOutcome.GRANTED).select_related(
        "decided_by", "asked_by"
    )
    return tuple(rows.order_by("decided_at", "pk"))


def _pauses(clock: Clock, due: DueDate, calendar: WorkCalendar) -> tuple[Pause, ...]:
    """Each stop with the date before and after it; no query for a clock that never stood still."""
    changes = changes_of(clock)
    stops = [one for one in changes if isinstance(one, Stop)]
    if not stops:
        return ()
    own = clock.commitment_id
    rows = Suspension.objects.filter(
        commitment__in=lineage.holders(clock.commitment), outcome=SuspensionOutcome.GRANTED
    ).select_related("asked_by", "decided_by", "resumed_by")
    # Its own before that of an item it was split off from, which goes on and may rest from the same day.
    granted = sorted(rows, key=lambda row: (row.commitment_id != own, -row.pk))
    found: list[Pause] = []
    for change in changes:
        moved = changed(due, [change], calendar)
        if isinstance(change, Reset):
            found = []
        if isinstance(change, Stop):
            found.append(Pause(change, due, moved, next((row for row in granted if is_from(change, row)), None)))
        due = moved
    return tuple(found)


def _sentence(clock: Clock) -> Sentence | None:
    """The words of the plan; for the implementation plan the document's rule in its whole sentence."""
    if clock.phrase:
        return Sentence("", clock.phrase, "")
    if clock.kind == ClockKind.IMPLEMENTATION_PLAN:
        return _rule_of(clock.commitment.plan)
    if clock.kind == ClockKind.COMPLETION:
        stated = clock.commitment.item.deadlines.order_by("pk").first()
        return Sentence("", stated.phrase, "") if stated else None
    return None


def _rule_of(plan: Plan) -> Sentence | None:
    draft = (
        ImportDraft.objects.filter(plan=plan)
        .select_related("document")
        .defer("document__content", "document__raw_text", "document__tables")
        .first()
    )
    if draft is None:
        return None
    for rule in draft.reading.get("rules", []):
        if rule.get("kind") == PLAN_RULE and str(rule.get("value")) == str(plan.plan_working_days):
            return _around(draft.text, rule.get("at") or [0, 0], str(rule.get("phrase", "")))
    return None


def _around(text: str, at: list[int], phrase: str) -> Sentence:
    start, end = at
    if not 0 <= start < end <= len(text):
        return Sentence("", phrase, "")
    begin = max(text.rfind(sign, 0, start) for sign in SENTENCE_ENDS) + 1
    ends = [found for sign in SENTENCE_ENDS if (found := text.find(sign, end)) >= 0]
    stop = min(ends) + 1 if ends else len(text)
    return Sentence(text[begin:start].lstrip(), text[start:end], text[end:stop].rstrip())
