"""Deciding steps from lists and first pages: one by one, or several of the same step, each in its own transaction."""

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.db import OperationalError
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from flows.actions import commitment as steps
from flows.actions import dividing, duties, extension, parts, reports, slips, urging
from flows.actions import plan as planning
from flows.asks import ASKS, BULK_NODES, reasons_for
from flows.models import HUMAN, PAUSED, Task
from workflow import policies
from workflow.errors import Invalid, NotVisible, Refused
from workflow.models import Commitment, User
from workflow.policies import scope_of
from workflow.scope import Scope
from workflow.status import Act

logger = logging.getLogger(__name__)

MOST_AT_ONCE = 200
LARGEST_ID = 2**63 - 1

AGREE: dict[str, Callable[..., Any]] = {
    "sign_plan": steps.sign_plan,
    "approve_plan": steps.approve_plan,
    "close": steps.close,
    "sign_report": reports.sign_report,
    "sign_duty": duties.sign,
    "sign_slip": slips.sign,
    "accept_slip": slips.accept,
    "take_in": parts.take_in,
    "confirm_part": dividing.confirm,
    "approve": planning.approve,
    "sign_extension": extension.sign,
    "advise_extension": extension.advise,
    "grant_extension": extension.grant,
}
SEND_BACK: dict[str, Callable[..., Any]] = {
    "sign_plan": steps.return_plan,
    "approve_plan": steps.return_plan,
    "close": steps.return_to_execution,
    "sign_report": reports.return_report,
    "sign_duty": duties.send_back,
    "sign_slip": slips.send_back,
    "accept_slip": slips.send_back,
    "take_in": parts.send_back,
    "confirm_part": dividing.send_back,
    "approve": planning.send_back,
    "sign_extension": extension.refuse,
    "advise_extension": extension.refuse,
    "grant_extension": extension.refuse,
}
REQUESTS = ("sign_extension", "advise_extension", "grant_extension")
"""Steps where a no refuses for good instead of returning."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What was chosen for one of several: `agree`, `return` or `skip`, and the words for this one alone."""

    way: str = "agree"
    words: str = ""


Entry = TypeVar("Entry", Task, Commitment)


@dataclass(slots=True)
class Result(Generic[Entry]):
    """What came of one act on several: the entries where it was done, and those refused with the reason of each."""

    done: list[Entry] = field(default_factory=list)
    refused: list[tuple[Entry, Refused]] = field(default_factory=list)


def visible_steps(scope: Scope, ids: Iterable[int]) -> list[Task]:
    """The human steps of these ids in their order. Raises NotVisible when one is missing or not the person's to see."""
    wanted = _readable(ids)
    found = {
        task.pk: task
        for task in Task.objects.filter(pk__in=wanted, flow_task_type__in=(HUMAN, PAUSED)).select_related(
            "agency",
            "commitment__plan",
            "plan",
            "process__report",
            "process__duty_period__duty",
            "process__extension__clock",
        )
        if scope.allows(Act.VIEW_COMMITMENTS, task.agency_id) or scope.allows(task.act, task.agency_id)
    }
    if len(found) != len(wanted):
        raise NotVisible
    return [found[pk] for pk in wanted]


def steps_for_bulk(scope: Scope, ids: Sequence[int]) -> list[Task]:
    """The chosen steps, checked to be one step that may be done several at once. Raises NotVisible, Invalid."""
    _require_few(ids)
    tasks = visible_steps(scope, ids)
    nodes = {task.node for task in tasks}
    if len(nodes) > 1:
        raise Invalid(
            "several_steps",
            _("Only the same step can be done for several at once."),
            remedy=_("Choose entries with the same step."),
        )
    if not nodes <= set(BULK_NODES):
        raise Invalid(
            "not_in_bulk", _("This step has to be done one by one."), remedy=_("Open the entries one after the other.")
        )
    return tasks


def commitments_for_bulk(actor: User, act: Act, ids: Sequence[int]) -> list[Commitment]:
    """The chosen commitments in their order. Raises NotVisible when one is missing or foreign, NotPermitted when the
    person may not do `act` on one, Invalid when they are too many."""
    _require_few(ids)
    wanted = _readable(ids)
    found = Commitment.objects.filter(pk__in=wanted).select_related("item", "agency", "plan").in_bulk()
    if len(found) != len(wanted):
        raise NotVisible
    for agency_id in sorted({commitment.agency_id for commitment in found.values()}):
        policies.require(actor, act, agency_id)
    return [found[pk] for pk in wanted]


def _require_few(ids: Sequence[int]) -> None:
    if len(ids) > MOST_AT_ONCE:
        raise Invalid(
            "too_many",
            _("At most %(n)d steps can be done at once.") % {"n": MOST_AT_ONCE},
            remedy=_("Choose fewer, then the rest."),
        )


def _readable(ids: Iterable[int]) -> list[int]:
    """Each once. Raises NotVisible for one that no column holds: a query would fail instead of finding nothing."""
    wanted = list(dict.fromkeys(ids))
    if any(pk > LARGEST_ID for pk in wanted):
        raise NotVisible
    return wanted


def ways_of(node: str) -> tuple[tuple[str, str], ...]:
    """What can be chosen for each of several entries at the step: the way and its word."""
    if node not in SEND_BACK:
        return ()
    no = pgettext("decision", "Refuse") if node in REQUESTS else pgettext("decision", "Return")
    return (("agree", pgettext("decision", "Agree")), ("return", no), ("skip", pgettext("decision", "Leave for later")))


def faults_of(tasks: Iterable[Task], choices: Mapping[int, Choice]) -> dict[int, str]:
    """What is wrong with the choices, by the id of the step: an unknown way, or words that have to be written."""
    found: dict[int, str] = {}
    for task in tasks:
        choice = choices.get(task.pk, Choice())
        if choice.way not in {way for way, _word in ways_of(task.node)} | {"agree"}:
            found[task.pk] = _("Choose one of the ways shown.")
        elif choice.way == "return" and not choice.words.strip():
            found[task.pk] = _("A no needs a reason.")
        elif choice.way == "agree" and task.node == "advise_extension" and not choice.words.strip():
            found[task.pk] = _("The leader needs your opinion.")
    return found


def decide_all(
    tasks: Iterable[Task], choices: Mapping[int, Choice] | None = None, *, actor: User, now: datetime
) -> Result[Task]:
    """Do the step for each as chosen, each with its own words; agree where nothing was chosen."""
    chosen = choices or {}

    def act(task: Task) -> None:
        choice = chosen.get(task.pk, Choice())
        words = choice.words.strip()[:2000]
        if task.node == "acknowledge":
            steps.acknowledge(task.pk, actor=actor, now=now)
        elif choice.way == "return":
            SEND_BACK[task.node](task.pk, actor=actor, now=now, reason=words)
        else:
            AGREE[task.node](task.pk, actor=actor, now=now, remark=words)

    return _each([task for task in tasks if chosen.get(task.pk, Choice()).way != "skip"], act)


def urge_all(commitments: Iterable[Commitment], *, remark: str, actor: User, now: datetime) -> Result[Commitment]:
    """Urge each with the same words."""
    return _each(commitments, lambda one: urging.urge(one.pk, remark=remark, actor=actor, now=now))


def slip_all(
    commitments: Iterable[Commitment], demands: Mapping[int, str], *, actor: User, now: datetime
) -> Result[Commitment]:
    """Issue a slip on each, with the demand written for it."""
    return _each(commitments, lambda one: slips.issue(one.pk, demand=demands[one.pk], actor=actor, now=now))


def _each(entries: Iterable[Entry], act: Callable[[Entry], object]) -> Result[Entry]:
    """Do it for each, every one in its own transaction: what is refused does not hold up the rest."""
    result: Result[Entry] = Result()
    for entry in entries:
        try:
            act(entry)
        except Refused as refused:
            result.refused.append((entry, refused))
        except OperationalError:
            logger.exception("%r could not be locked", entry)
            busy = Refused("busy", _("Somebody else is working on it right now."), remedy=_("Try again in a moment."))
            result.refused.append((entry, busy))
        else:
            result.done.append(entry)
    return result


def decide(task_pk: int, decision: str, *, actor: User, now: datetime, note: str, reason: str) -> Task:
    """Agree with an optional note, or return with a reason (a ready reason's code, or a text).

    Raises NotVisible, NotPermitted, TransitionRefused, Invalid.
    """
    (task,) = visible_steps(scope_of(actor), [task_pk])
    acts = {"agree": AGREE, "return": SEND_BACK}.get(decision)
    if acts is None or task.node not in acts:
        raise Invalid(
            "not_a_decision", _("This step is not decided here."), remedy=_("Open the entry and do the step there.")
        )
    if decision == "agree":
        acts[task.node](task.pk, actor=actor, now=now, remark=note.strip()[:2000])
    else:
        ready = dict(reasons_for(task.node))
        acts[task.node](task.pk, actor=actor, now=now, reason=str(ready.get(reason, reason))[:2000])
    return task


def outcome_label(task: Task) -> str:
    """How a completed step ended, in a word."""
    ask = ASKS.get(task.node)
    return {
        "return": pgettext("outcome", "Returned"),
        "withdraw": pgettext("outcome", "Taken back"),
        "agree": pgettext("outcome", "Agreed"),
        "refuse": pgettext("outcome", "Refused"),
        "accept": pgettext("outcome", "Accepted"),
        "finding": pgettext("outcome", "Finding raised"),
        "uphold": pgettext("outcome", "Assignment upheld"),
        "transfer": pgettext("outcome", "Transferred"),
    }.get(task.outcome, pgettext("outcome", "Agreed") if ask and ask.is_decision else pgettext("outcome", "Done"))
