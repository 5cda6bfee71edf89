"""Decisions: agree or return. The head signs, the office approves and closes."""

from collections.abc import Callable
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from flows.actions import commitment as steps
from flows.actions import reports, returning
from flows.actions.returning import leads_to
from flows.asks import reasons_for
from flows.forms.base import Done, Step
from flows.reading.following import approval_words
from workflow.models import Commitment


class AgreeForm(forms.Form):
    """A remark nobody has to write."""

    remark = forms.CharField(
        label=pgettext_lazy("decision", "Remark"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class InstructForm(AgreeForm):
    """The same of a leader, whose remark instructs."""

    remark = forms.CharField(
        label=gettext_lazy("Instruction"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )


class ReturnForm(forms.Form):
    """A reason that has to be given: written, or one of those offered."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("A return needs a reason: write what has to be changed.")},
    )  # fmt: skip


class ReturnTo(ReturnForm):
    """A return with a choice of desks; without one it goes to the first."""

    desks: ClassVar[tuple[tuple[str, Any], ...]] = ()
    to = forms.ChoiceField(
        label=gettext_lazy("Return to"), required=False, widget=forms.RadioSelect,
        error_messages={"invalid_choice": gettext_lazy("Choose one of the desks shown.")},
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = list(self.desks)  # type: ignore[attr-defined]
        self.fields["to"].initial = self.desks[0][0]
        # One desk is always chosen on the page; whoever posts without it means the first.
        self.fields["to"].required = not self.is_bound


class ReturnPlan(ReturnTo):
    """An implementation plan goes back to the officer, who writes it anew, or to the head, who signs it anew."""

    desks = (
        ("officer", gettext_lazy("The officer, who revises the plan")),
        ("to_head", gettext_lazy("The head, who signs it anew")),
    )


class ReturnResult(ReturnTo):
    """A result goes back to the agency, or to the inspectors."""

    desks = (
        ("officer", gettext_lazy("The agency, which claims completion again")),
        ("to_inspector", gettext_lazy("The inspectors, who look again")),
    )


class Decision(Step):
    """Agree or return, each in two taps."""

    frame = "flows/step_decide.html"
    agree_form: ClassVar[type[forms.Form]] = AgreeForm
    yes: ClassVar[Any] = pgettext_lazy("decision", "Agree")
    sure: ClassVar[Any] = pgettext_lazy("decision", "Confirm agreement")
    return_form: ClassVar[type[forms.Form]] = ReturnForm
    no: ClassVar[Any] = pgettext_lazy("decision", "Return")
    no_sure: ClassVar[Any] = gettext_lazy("Return with this reason")
    still: ClassVar[Any] = gettext_lazy("You can still return it.")
    both: ClassVar[bool] = False
    """Both ways decide for good: whoever had a hand in it takes neither."""

    def build(self) -> None:
        """Only the form of the decision taken is checked."""
        sheet = self.sheet
        self.decision = sheet.value("decision") if sheet.bound else ""
        quick = sheet.value("quick")
        ready = dict(reasons_for(self.node))
        if sheet.bound and sheet.typed is not None and quick in ready:
            self.decision = "return"
            sheet.typed["reason"] = "\n".join(filter(None, [str(ready[quick]), sheet.value("reason").strip()]))
        self.agreeing = self._make(self.agree_form, self.decision == "agree", "agree_%s")
        self.returning = self._make(self.return_form, self.decision == "return", "return_%s")

    def _make(self, kind: type[forms.Form], bound: bool, auto_id: str) -> forms.Form:
        task = self.sheet.task
        if issubclass(kind, ReturnTo) and task is not None and not leads_to(task.process.flow_class, kind.desks[-1][0]):
            kind = ReturnForm
        if bound:
            return kind(data=self.sheet.typed, auto_id=auto_id)
        typed = self.sheet.typed
        start = {name: typed[name] for name in kind.base_fields if name in typed} if typed is not None else {}
        return kind(initial=start, auto_id=auto_id)

    def forms(self) -> list[Any]:
        """The form of the decision taken."""
        return [{"agree": self.agreeing, "return": self.returning}[self.decision]] if self.is_decided() else []

    def is_decided(self) -> bool:
        """Whether a button of a decision was pressed."""
        return self.decision in ("agree", "return")

    def edit(self) -> bool:
        """Nothing was decided: the page again."""
        return not self.is_decided()

    def perform(self) -> Done:
        """Call the act of the decision."""
        if self.decision == "agree":
            return self.agree(self.agreeing.cleaned_data)
        return self.send_back(self.returning.cleaned_data["reason"])

    def agree(self, data: dict[str, Any]) -> Done:
        """The act of agreeing."""
        raise NotImplementedError

    def send_back(self, reason: str) -> Done:
        """The act of returning."""
        raise NotImplementedError

    def returned(self, act: Callable[..., Commitment], reason: str) -> Done:
        """Return by `act`, and say so."""
        commitment = act(self.sheet.pk, actor=self.sheet.actor, now=self.sheet.now, reason=reason)
        message = _("Returned to %(agency)s with your reason; everything written is kept.") % {
            "agency": commitment.agency
        }
        return Done(message, commitment)

    def context(self) -> dict[str, Any]:
        """The two forms, which one is open, the reasons of one press."""
        return {
            "agreeing": self.agreeing,
            "returning": self.returning,
            "decision": self.decision,
            "quick": reasons_for(self.node),
            "yes": self.yes,
            "sure": self.sure,
            "no": self.no,
            "no_sure": self.no_sure,
            "still": self.still,
            "both": self.both,
        }


class RefusalForm(forms.Form):
    """Why it is refused; `wanting` is said when nothing was written."""

    wanting: ClassVar[Any] = ""
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].error_messages["required"] = self.wanting


class Answer(Decision):
    """An answer to a request: agree, or refuse for good, which ends it."""

    no = pgettext_lazy("decision", "Refuse")
    no_sure = gettext_lazy("Refuse with this reason")
    still = gettext_lazy("You can still refuse it.")


class SignPlan(Decision):
    """负责人签批实施方案."""

    node = "sign_plan"
    template = "flows/parts/show_plan.html"
    yes = pgettext_lazy("decision", "Sign")
    sure = pgettext_lazy("decision", "Confirm signature")

    def agree(self, data: dict[str, Any]) -> Done:
        """Sign; the office approves next."""
        sheet = self.sheet
        commitment = steps.sign_plan(sheet.pk, actor=sheet.actor, now=sheet.now, remark=data["remark"])
        return Done(_("Signed. Next: approval by the office."), commitment)

    def send_back(self, reason: str) -> Done:
        """To the officer."""
        return self.returned(steps.return_plan, reason)


class ApprovePlan(Decision):
    """领导审批实施方案."""

    node = "approve_plan"
    template = "flows/parts/show_plan.html"
    agree_form = InstructForm
    return_form = ReturnPlan

    def agree(self, data: dict[str, Any]) -> Done:
        """Approve; the agency publishes next."""
        sheet = self.sheet
        commitment = steps.approve_plan(sheet.pk, actor=sheet.actor, now=sheet.now, remark=data["remark"])
        words = approval_words(str(commitment.agency), commitment.plan.publish_working_days, sheet.today)
        return Done(words, commitment)

    def send_back(self, reason: str) -> Done:
        """To the officer or the head."""
        to_head = self.returning.cleaned_data.get("to") == "to_head"
        return self.returned(returning.return_plan_to_head if to_head else steps.return_plan, reason)


class SignReport(Decision):
    """负责人签批进展."""

    node = "sign_report"
    template = "flows/parts/show_report.html"
    yes = pgettext_lazy("decision", "Sign")
    sure = pgettext_lazy("decision", "Confirm signature")

    def agree(self, data: dict[str, Any]) -> Done:
        """Sign; it is the latest progress from now on."""
        sheet = self.sheet
        commitment = reports.sign_report(sheet.pk, actor=sheet.actor, now=sheet.now, remark=data["remark"])
        return Done(_("Signed: the report now counts as the latest progress."), commitment)

    def send_back(self, reason: str) -> Done:
        """To the officer."""
        return self.returned(reports.return_report, reason)


class Close(Decision):
    """办结."""

    node = "close"
    template = "flows/parts/show_result.html"
    agree_form = InstructForm
    return_form = ReturnResult
    yes = pgettext_lazy("decision", "Close the item")
    sure = pgettext_lazy("decision", "Confirm closing")

    def agree(self, data: dict[str, Any]) -> Done:
        """Close the commitment."""
        sheet = self.sheet
        commitment = steps.close(sheet.pk, actor=sheet.actor, now=sheet.now, remark=data["remark"])
        return Done(_("Closed. Everything handed in is kept."), commitment)

    def send_back(self, reason: str) -> Done:
        """Back to the agency, which claims again, or to the inspectors."""
        if self.returning.cleaned_data.get("to") == "to_inspector":
            sheet = self.sheet
            commitment = returning.return_to_inspector(sheet.pk, actor=sheet.actor, now=sheet.now, reason=reason)
            return Done(_("Returned to the inspectors with your reason; the agency is told."), commitment)
        return self.returned(steps.return_to_execution, reason)
