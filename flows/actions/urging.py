"""催办: the office asks whoever holds an open step to do it, with a pause between two urgings of one item."""

from collections.abc import Sequence
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from flows.actions.stepping import commitment_of
from flows.models import Task
from flows.timers import AT_AGENCY
from workflow import policies
from workflow.errors import TransitionRefused
from workflow.ladder import HEAD, HOLDER
from workflow.models import Commitment, JournalEntry, User
from workflow.scope import Scope
from workflow.services import journal, suspensions
from workflow.services.calendar import calendar_in_force, local_day
from workflow.services.remarks import require_short
from workflow.status import Act
from workflow.words import day_words


def urge(commitment_pk: int, *, remark: str = "", actor: User, now: datetime) -> Commitment:
    """Tell whoever holds the open step that is due first, and the head of an agency that holds it, to get it done.

    It moves no date, and put-off reminders do not hold it back. Raises NotVisible, NotPermitted; TransitionRefused when
    nothing is open, when only steps of one's own are, and within the plan's pause since the item was last urged;
    Invalid for a remark that is too long.
    """
    with commitment_of(commitment_pk) as commitment:
        scope = policies.require(actor, Act.URGE, commitment.agency_id)
        suspensions.require_running(commitment, local_day(now))
        step = _step_of_others(commitment, scope)
        _require_pause(commitment, now)
        require_short(remark)
        at_agency = step.flow_task.lane in AT_AGENCY
        data = {
            "act": step.act,
            "node": step.node,
            "task": step.pk,
            "agency": step.agency_id,
            "due_on": step.due_on,
            "to": [HOLDER, HEAD] if at_agency else [HOLDER],
            "at_office": not at_agency,
        }
        journal.record(commitment, "urged", actor=actor, now=now, remark=remark.strip(), data=data)
    return commitment


def first_of_others(steps: list[Task], scope: Scope) -> Task | None:
    """The open step somebody else holds that is due first; None without one."""
    others = [task for task in steps if task.act and not scope.allows(task.act, task.agency_id)]
    return min(others, key=lambda task: (task.due_on or date.max, task.pk), default=None)


def steps_to_urge(commitments: Sequence[Commitment], scope: Scope) -> list[Task | None]:
    """The step that would be urged of each commitment, in their order; one query."""
    open_steps: dict[int, list[Task]] = {}
    for task in Task.objects.open().filter(commitment__in=commitments).select_related("agency"):
        open_steps.setdefault(task.commitment_id or 0, []).append(task)
    return [first_of_others(open_steps.get(one.pk, []), scope) for one in commitments]


def _step_of_others(commitment: Commitment, scope: Scope) -> Task:
    steps = list(Task.objects.open().filter(commitment=commitment))
    step = first_of_others(steps, scope)
    if step is not None:
        return step
    if any(task.act for task in steps):
        raise TransitionRefused(
            "own_step", _("The open step is your own."), remedy=_("Nobody needs to be urged: do the step.")
        )
    raise TransitionRefused(
        "nothing_open", _("No step is open here any more."), remedy=_("Look at what happened meanwhile.")
    )


def _require_pause(commitment: Commitment, now: datetime) -> None:
    """An item that is urged every day is soon not read; raises TransitionRefused until the pause is over."""
    last = JournalEntry.objects.filter(commitment=commitment, act="urged").order_by("-pk").first()
    if last is None:
        return
    on, urged_on = local_day(now), local_day(last.at)
    again = calendar_in_force().add_working_days(urged_on, commitment.plan.urge_pause_days).due_on
    if on < again:
        raise TransitionRefused(
            "urged_lately",
            _("%(who)s urged this item on %(day)s.") % {"who": last.actor_name, "day": day_words(urged_on, on)},
            remedy=_("It can be urged again from %(day)s.") % {"day": day_words(again, on)},
        )
