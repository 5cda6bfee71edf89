"""What the agency reports: progress, completion, rectification."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from flows.actions import commitment as steps
from flows.actions import inspection as inspecting
from flows.actions import reports
from flows.asks import period_label
from flows.forms.base import Done, Step
from flows.forms.papers import Papers, cited_by
from workflow.errors import NotVisible
from workflow.models import CompletionClaim, Finding, ProgressReport, Rectification


class ReportForm(forms.Form):
    """The progress of one period."""

    text = forms.CharField(
        label=gettext_lazy("What was done in this period"), max_length=8000, widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": gettext_lazy("Write what was done in this period.")},
    )  # fmt: skip
    difficulties = forms.CharField(
        label=gettext_lazy("Difficulties"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    percent = forms.IntegerField(
        label=gettext_lazy("Progress in percent"), min_value=0, max_value=100,
        help_text=gettext_lazy("of the whole item, 0 to 100"),
        error_messages={
            "required": gettext_lazy("Give a number from 0 to 100."),
            "invalid": gettext_lazy("Give a number from 0 to 100."),
            "min_value": gettext_lazy("Give a number from 0 to 100."),
            "max_value": gettext_lazy("Give a number from 0 to 100."),
        },
    )  # fmt: skip


class TextForm(forms.Form):
    """One text that has to be written."""

    text = forms.CharField(label="", max_length=8000, widget=forms.Textarea(attrs={"rows": 6}))

    def __init__(self, *args: Any, label: Any, missing: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = label
        self.fields["text"].error_messages["required"] = missing


class Writing(Step):
    """A text with its evidence."""

    form: forms.Form
    papers: Papers

    def forms(self) -> list[Any]:
        """The one form."""
        return [self.form]

    def context(self) -> dict[str, Any]:
        """The form and its files."""
        return {"form": self.form, "papers": self.papers}


class SubmitReport(Writing):
    """报送进展."""

    node = "submit_report"
    template = "flows/parts/form_submit_report.html"

    @property
    def report(self) -> ProgressReport:
        """The report of the period."""
        report: ProgressReport | None = self.sheet.open_task.process.report
        if report is None:
            raise NotVisible
        return report

    def build(self) -> None:
        """A returned report starts with what was written."""
        report = self.report
        self.form = self.sheet.form(
            ReportForm,
            {
                "text": report.text,
                "difficulties": report.difficulties,
                "percent": self.sheet.commitment.progress_percent if report.percent is None else report.percent,
            },
        )
        again = report.submitted_by_id is not None and self.sheet.typed is None
        preset = cited_by(self.sheet.commitment, f"report:{report.pk}") if again else []
        self.papers = Papers(self.sheet, preset=preset)

    def perform(self) -> Done:
        """Hand the report in."""
        sheet = self.sheet
        commitment = reports.submit_report(
            sheet.pk, **self.form.cleaned_data, files=self.papers.ids, actor=sheet.actor, now=sheet.now
        )
        return Done(_("Handed in. Next: signature of the head."), commitment)

    def heading(self) -> str:
        """Which period."""
        return _("Progress report %(period)s") % {"period": period_label(self.report)}


class ClaimCompletion(Writing):
    """申请办结."""

    node = "execute"
    template = "flows/parts/form_text.html"

    def build(self) -> None:
        """After a return the last claim is the start of the next."""
        sheet = self.sheet
        last = None
        if not sheet.bound and sheet.typed is None:
            last = CompletionClaim.objects.filter(commitment=sheet.commitment).order_by("-pk").first()
        self.form = sheet.form(
            TextForm,
            {"text": last.text if last else ""},
            label=gettext_lazy("What was achieved"),
            missing=gettext_lazy("Write what was achieved."),
        )
        self.papers = Papers(sheet, preset=cited_by(sheet.commitment, f"claim:{last.pk}") if last else [])

    def perform(self) -> Done:
        """Claim completion; an inspection opens."""
        sheet = self.sheet
        commitment = steps.claim_completion(
            sheet.pk, text=self.form.cleaned_data["text"], files=self.papers.ids, actor=sheet.actor, now=sheet.now
        )
        return Done(_("Completion claimed. Next: inspection by the office."), commitment)

    def heading(self) -> str:
        """What the page is for."""
        return _("Claim completion")


class Rectify(Writing):
    """报送整改."""

    node = "rectify"
    template = "flows/parts/form_text.html"

    @property
    def finding(self) -> Finding:
        """What has to be put right."""
        finding: Finding | None = self.sheet.open_task.process.finding
        if finding is None:
            raise NotVisible
        return finding

    def build(self) -> None:
        """After a return the last attempt is the start of the next."""
        sheet = self.sheet
        last = None
        if not sheet.bound and sheet.typed is None:
            last = Rectification.objects.filter(finding=self.finding).order_by("-attempt").first()
        self.form = sheet.form(
            TextForm,
            {"text": last.text if last else ""},
            label=gettext_lazy("What was put right"),
            missing=gettext_lazy("Write what was put right."),
        )
        preset = cited_by(sheet.commitment, f"rectification:{last.pk}") if last else []
        self.papers = Papers(sheet, preset=preset)

    def perform(self) -> Done:
        """Report it; the inspector rechecks."""
        sheet = self.sheet
        commitment = inspecting.rectify(
            sheet.pk, text=self.form.cleaned_data["text"], files=self.papers.ids, actor=sheet.actor, now=sheet.now
        )
        return Done(_("Rectification reported. Next: recheck by the inspector."), commitment)

    def context(self) -> dict[str, Any]:
        """The finding beside the form."""
        return super().context() | {"finding": self.finding}
