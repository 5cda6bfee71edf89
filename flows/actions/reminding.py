"""Putting off the reminders of an open step, with a reason."""

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from flows.actions.stepping import commitment_of
from flows.models import Deadline, Task
from flows.timers import ladder_of, next_rung
from workflow import policies
from workflow.errors import Invalid, NotPermitted, TransitionRefused
from workflow.models import Commitment, User
from workflow.services import journal, suspensions
from workflow.services.calendar import local_day
from workflow.status import Act


def snooze(commitment_pk: int, *, until: date, reason: str, actor: User, now: datetime) -> Commitment:
    """No reminder of the person's own open steps of the commitment goes out before the day `until`.

    The due date stays, and so do the reminders from it on. Raises NotVisible; NotPermitted when no step is the person's
    own; TransitionRefused when none is open; Invalid for a day that is not between tomorrow and the due date, and
    without a reason.
    """
    with commitment_of(commitment_pk) as commitment:
        scope = policies.require(actor, Act.VIEW_COMMITMENTS, commitment.agency_id)
        suspensions.require_running(commitment, local_day(now))
        steps = list(Task.objects.open().filter(commitment=commitment).select_related("commitment__plan", "plan"))
        own = [task for task in steps if scope.allows(task.act, task.agency_id)]
        if not steps:
            raise TransitionRefused(
                "nothing_open", _("No step is open here any more."), remedy=_("Look at what happened meanwhile.")
            )
        if not own:
            raise NotPermitted(
                _("No step of yours is open here."),
                code="not_the_holder",
                remedy=_("Reminders of others go to those who hold the step."),
            )
        if not reason.strip():
            raise Invalid("reason_missing", _("Putting off needs a reason."), remedy=_("Write why it has to wait."))
        put_off = [task for task in own if task.due_on is not None and local_day(now) < until <= task.due_on]
        if not put_off:
            raise Invalid(
                "snooze_day",
                _("Reminders can be put off to a day after today and not beyond the due date."),
                remedy=_("Choose an earlier day; the due date itself is always reminded of."),
            )
        for task in put_off:
            rung, day = next_rung(task.due_on, until, ladder_of(task))
            Deadline.objects.filter(task=task).update(rung=rung, next_on=day)
        data = {"until": until, "tasks": [task.pk for task in put_off]}
        journal.record(commitment, "reminders_put_off", actor=actor, now=now, remark=reason.strip(), data=data)
    return commitment
