"""Taking back what one handed in, or asking for its return."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from flows.actions import withdrawing
from flows.actions.returning import leads_back
from flows.item_acts.base import ItemAct
from flows.models import Task
from flows.words import some, title
from workflow.models import User
from workflow.services import remarks
from workflow.services.duty_words import period_words
from workflow.status import Act


class WhichForm(forms.Form):
    """Which of several; nothing is asked where there is one."""

    step = forms.TypedChoiceField(
        label=gettext_lazy("What is taken back"), coerce=int, widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Choose what you take back."),
            "invalid_choice": gettext_lazy("It can no longer be taken back: choose one of those shown."),
        },
    )  # fmt: skip

    def __init__(self, *args: Any, steps: list[Task], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(steps) < 2:
            del self.fields["step"]
        else:
            self.fields["step"].choices = [(step.pk, about(step)) for step in steps]  # type: ignore[attr-defined]


def about(step: Task) -> str:
    """What tells that which lies at the step from others of its kind: whose or of when it is; empty where there is one
    at a time."""
    process = step.process
    if process.contribution is not None:
        return str(process.contribution.agency)
    if process.duty_period is not None:
        return f"{process.duty_period.duty.phrase} {period_words(process.duty_period)}"
    if process.report is not None:
        return period_words(process.report.period)
    return str(process.slip or "")


class _Withdraw(ItemAct):
    """撤回 by who handed it in, until whoever decides has opened it."""

    confirm = gettext_lazy("Confirm: take back")
    form_class = WhichForm
    node: ClassVar[str]
    reader: ClassVar[Any] = gettext_lazy("the head")
    """With whom it lies."""
    action: ClassVar[Callable[..., Any]]

    @property
    def steps(self) -> list[Task]:
        """Where it lies with whoever decides, unread."""
        own = withdrawing.own_returnable(self.commitment, list(self.situation.tasks), self.situation.scope.user_id)
        return [task for task in own if task.node == self.node and not withdrawing.is_read(task)]

    def is_possible(self) -> bool:
        """Something lies there."""
        return bool(self.steps)

    def form(self, data: Mapping[str, Any] | None = None) -> forms.Form:
        """Which of them, where there are several."""
        return WhichForm(data, steps=self.steps)

    def hint(self) -> str:
        """Until when."""
        return _("Until %(who)s has opened it; your text is kept") % {"who": self.reader}

    def consequence(self) -> str:
        """What comes back."""
        return _(
            "It comes back to you with everything you wrote, and you hand it in again when it is right. The date that "
            "counts stays. Once %(who)s has opened it, it can no longer be taken back."
        ) % {"who": self.reader}

    def perform(self, typed: Mapping[str, Any], *, actor: User, now: datetime) -> str:
        """Take it back."""
        type(self).action(self.commitment.pk, actor=actor, now=now, task_pk=typed.get("step"))
        return _("Taken back. Your text is where you wrote it.")


class WithdrawPlan(_Withdraw):
    """撤回实施方案."""

    name = "withdraw-plan"
    label = gettext_lazy("Take back the implementation plan")
    right = Act.WRITE_PLAN
    node = "sign_plan"
    action = staticmethod(withdrawing.withdraw_plan)


class WithdrawReport(_Withdraw):
    """撤回进展报告."""

    name = "withdraw-report"
    label = gettext_lazy("Take back the progress report")
    right = Act.SUBMIT_REPORT
    node = "sign_report"
    action = staticmethod(withdrawing.withdraw_report)


class WithdrawClaim(_Withdraw):
    """撤回办结申请."""

    name = "withdraw-claim"
    label = gettext_lazy("Take back the claim of completion")
    right = Act.CLAIM_COMPLETION
    node = "inspect"
    reader = gettext_lazy("an inspector")
    action = staticmethod(withdrawing.withdraw_claim)

    def is_possible(self) -> bool:
        """Also, the process it was issued under knows the way back."""
        waiting = [task for task in self.situation.tasks if task.node == "await_inspection" and task.finished is None]
        return super().is_possible() and all(leads_back(task.process.flow_class) for task in waiting)


class WithdrawRectification(_Withdraw):
    """撤回整改."""

    name = "withdraw-rectification"
    label = gettext_lazy("Take back the rectification")
    right = Act.RECTIFY
    node = "recheck"
    reader = gettext_lazy("an inspector")
    action = staticmethod(withdrawing.withdraw_rectification)


class WithdrawSlipAnswer(_Withdraw):
    """撤回督办单答复."""

    name = "withdraw-slip-answer"
    label = gettext_lazy("Take back the answer to the slip")
    right = Act.ANSWER_SLIP
    node = "sign_slip"
    action = staticmethod(withdrawing.withdraw_slip_answer)


class WithdrawDuty(_Withdraw):
    """撤回经常性任务本期."""

    name = "withdraw-duty"
    label = gettext_lazy("Take back the period of the duty")
    right = Act.FULFIL_DUTY
    node = "sign_duty"
    action = staticmethod(withdrawing.withdraw_duty)


class WithdrawPart(_Withdraw):
    """撤回分工."""

    name = "withdraw-part"
    label = gettext_lazy("Take back the own part of the work")
    right = Act.STATE_PART
    node = "confirm_part"
    reader = gettext_lazy("the office")
    action = staticmethod(withdrawing.withdraw_part)


class WithdrawContribution(_Withdraw):
    """撤回配合材料."""

    name = "withdraw-contribution"
    label = gettext_lazy("Take back the contribution")
    right = Act.CONTRIBUTE
    node = "take_in"
    reader = gettext_lazy("the lead agency")
    action = staticmethod(withdrawing.withdraw_contribution)

    @property
    def agency_id(self) -> int:
        """The partner the person contributes for, where he does."""
        scope = self.situation.scope
        partners = {pk for task in self.situation.tasks if (pk := withdrawing.contributes(task.process)) is not None}
        able = (pk for pk in partners if scope.allows(self.right, pk))
        return min(able, default=min(partners & scope.home_agency_ids, default=super().agency_id))


class AskReturnForm(forms.Form):
    """Why."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=remarks.LONGEST, widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("Write why it should come back.")},
    )  # fmt: skip


class AskReturn(ItemAct):
    """请求退回 by who handed it in, once it was read or lies higher up."""

    name = "ask-return"
    label = gettext_lazy("Ask for its return")
    confirm = gettext_lazy("Ask")
    right = Act.VIEW_COMMITMENTS
    form_class = AskReturnForm

    @property
    def own(self) -> list[Task]:
        """Where something the person handed in is decided."""
        return withdrawing.own_returnable(self.commitment, list(self.situation.tasks), self.situation.scope.user_id)

    def _task(self) -> Task | None:
        return next((task for task in self.own if withdrawing.is_read(task)), None)

    def is_possible(self) -> bool:
        """What the person handed in was read, or lies with the office."""
        return self._task() is not None

    @property
    def agency_id(self) -> int:
        """The agency the person handed it in for."""
        task = self._task()
        return (withdrawing.contributes(task.process) if task is not None else None) or super().agency_id

    def _holders(self, task: Task | None) -> str:
        return some(self.situation.people.who(task.act)) if task is not None else ""

    def hint(self) -> str:
        """Who decides."""
        return _("%(who)s decides whether it comes back") % {"who": self._holders(self._task())}

    def consequence(self) -> str:
        """What is asked back, who decides, and what counts meanwhile."""
        task = withdrawing.next_to_ask(self.commitment, self.own) or self._task()
        if task is None:
            return ""
        return _(
            "%(who)s is told at once and may return it to you: %(what)s. Nothing moves by asking, and the date that "
            "counts stays."
        ) % {"what": " ".join(filter(None, [title(task), about(task)])), "who": self._holders(task)}

    def perform(self, typed: Mapping[str, Any], *, actor: User, now: datetime) -> str:
        """Ask."""
        withdrawing.ask_return(self.commitment.pk, reason=typed["reason"], actor=actor, now=now)
        return _("Asked. You are told when it comes back.")
