"""Answering the difficulties an agency reported."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from flows.actions import answering
from flows.asks import period_label
from flows.item_acts.base import ItemAct
from workflow.models import ProgressReport, User
from workflow.status import Act


class AnswerForm(forms.Form):
    """What is done about them."""

    text = forms.CharField(
        label=gettext_lazy("Answer"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("Write what the office does, or whom it asks.")},
    )  # fmt: skip


class AnswerDifficulties(ItemAct):
    """答复困难 by the office."""

    name = "answer-difficulties"
    label = gettext_lazy("Answer the difficulties")
    confirm = gettext_lazy("Send the answer")
    right = Act.ANSWER_DIFFICULTIES
    form_class = AnswerForm
    while_suspended = True

    def _report(self) -> ProgressReport | None:
        """The latest report whose difficulties wait for an answer; the steps of the item carry their reports."""
        found = {task.process.report.pk: task.process.report for task in self.situation.tasks if task.process.report}
        return next((found[pk] for pk in sorted(found, reverse=True) if found[pk].wants_answer), None)

    def is_possible(self) -> bool:
        """A signed report names difficulties nobody has answered, also after the item has ended."""
        return self._report() is not None

    def hint(self) -> str:
        """Which report."""
        report = self._report()
        return _("Reported for %(period)s") % {"period": period_label(report)} if report else ""

    def consequence(self) -> str:
        """The difficulties, and who is told."""
        report = self._report()
        if report is None:
            return ""
        return _(
            "%(agency)s reported for %(period)s: “%(text)s” Your answer stands beside it; officer and head are told."
        ) % {
            "agency": self.commitment.agency,
            "period": period_label(report),
            "text": report.difficulties,
        }

    def perform(self, typed: Mapping[str, Any], *, actor: User, now: datetime) -> str:
        """Answer them."""
        report = self._report()
        answering.answer_difficulties(
            self.commitment.pk, report.pk if report else 0, text=typed["text"], actor=actor, now=now
        )
        return _("Answered. %(agency)s is told.") % {"agency": self.commitment.agency}
