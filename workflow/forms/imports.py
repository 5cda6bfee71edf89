"""Forms of the import: the upload and the facts of the document."""

import re
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from workflow.forms.plans import DayInput
from workflow.models import Agency
from workflow.services.imports.state import Review
from workflow.services.imports.upload import EXTENSIONS

CITE = re.compile(r"(?P<title>.+?)(?:[（(](?P<number>[^（）()]+)[)）])?")
ACCEPTED = (*EXTENSIONS, "text/plain")
"""What the file chooser offers."""


class UploadForm(forms.Form):
    """One plan document."""

    document = forms.FileField(
        label=_("Plan document"),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ",".join(ACCEPTED)}),
        error_messages={"required": _("Choose the file that holds the plan.")},
    )
    office = forms.ModelChoiceField(label=_("Office"), queryset=Agency.objects.none(), empty_label=None)

    def __init__(self, *args: Any, offices: list[Agency], limit: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["document"].help_text = _(
            "Word (.docx, .doc, .wps), Excel (.xlsx, .xls, .ods), PDF with text, saved web page, or plain text; "
            "at most %(size)s MB"
        ) % {"size": max(1, limit // (1024 * 1024))}
        if len(offices) > 1:
            choice = self.fields["office"]
            assert isinstance(choice, forms.ModelChoiceField)  # noqa: S101 -- declared above
            choice.queryset = Agency.objects.filter(pk__in=[office.pk for office in offices])
        else:
            del self.fields["office"]

    @property
    def file(self) -> "UploadedFile[Any]":
        """The uploaded file."""
        file: UploadedFile[Any] = self.cleaned_data["document"]
        return file


class LinesField(forms.CharField):
    """Entries one a line; gives a list, each once."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=8000, widget=forms.Textarea(attrs={"rows": 2}), **kwargs)

    def clean(self, value: Any) -> Any:
        """The list of lines."""
        typed: str = super().clean(value)
        return list(dict.fromkeys(line.strip()[:200] for line in typed.splitlines() if line.strip()))


class CitesField(LinesField):
    """Documents one a line, `《…》（number）`; gives pairs of title and number."""

    def clean(self, value: Any) -> Any:
        """The list of pairs."""
        found = (CITE.fullmatch(line) for line in super().clean(value))
        return [(match["title"].strip(), (match["number"] or "")[:60]) for match in found if match]


class HeaderForm(forms.Form):
    """What the head of the document says."""

    title = forms.CharField(label=_("Title"), max_length=300)
    issuer = forms.CharField(label=_("Issuer"), max_length=120, required=False)
    document_number = forms.CharField(label=_("Document number"), max_length=60, required=False)
    written_on = forms.DateField(label=_("Written on"), required=False, widget=DayInput)
    published_on = forms.DateField(label=_("Published on"), required=False, widget=DayInput)
    approving_meeting = forms.CharField(label=_("Meeting or organ that approved it"), max_length=200, required=False)
    cites = CitesField(label=_("Rests on these documents"), help_text=_("One a line; the number in brackets behind it"))
    attachments = LinesField(label=_("Attachments"), help_text=_("One a line"))

    @staticmethod
    def initial_of(review: Review) -> dict[str, str]:
        """The facts as the form shows them."""
        cites = [
            f"{cite['title']}（{cite['number']}）" if cite["number"] else cite["title"] for cite in review["cites"]
        ]
        return review["header"] | {"cites": "\n".join(cites), "attachments": "\n".join(review["attachments"])}

    def values(self) -> dict[str, str]:
        """The facts with dates in ISO, without the two lists."""
        return {
            name: value.isoformat() if hasattr(value, "isoformat") else str(value or "")
            for name, value in self.cleaned_data.items()
            if name not in ("cites", "attachments")
        }
