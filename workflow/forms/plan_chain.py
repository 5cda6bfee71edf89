"""Handing in an upper-level document to compare with."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from workflow.forms.imports import UploadForm


class UpperForm(UploadForm):
    """The file, and what it is called where the plan says so already."""

    title = forms.CharField(
        label=_("Title"), max_length=300, required=False, help_text=_("Empty: as the document says itself")
    )
    number = forms.CharField(label=_("Document number"), max_length=60, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, offices=[], **kwargs)
        self.fields["document"].label = _("Upper-level document")
        self.fields["document"].error_messages["required"] = _("Choose the file of the upper-level document.")
