"""The form by which an agency registers its responsible leader."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from workflow.forms.organisation import DayField
from workflow.services.leaders import Named


class LeaderForm(forms.Form):
    """Who, since when, and where it was published."""

    name = forms.CharField(
        label=pgettext_lazy("person", "Name"),
        max_length=80,
        error_messages={"required": _("Enter the name of the responsible leader.")},
    )
    post = forms.CharField(
        label=pgettext_lazy("leaders", "Post"),
        max_length=80,
        error_messages={"required": _("Enter the post, such as deputy director.")},
    )
    since = DayField(
        label=_("From which day on"),
        error_messages={"required": _("Choose a day."), "invalid": _("Choose a day.")},
    )
    published_on = DayField(label=_("Published on"), required=False, error_messages={"invalid": _("Choose a day.")})
    published_at = forms.URLField(
        label=_("Address of the publication"), required=False, max_length=500, assume_scheme="https",
        error_messages={"invalid": _("Enter a whole address, beginning with https://.")},
    )  # fmt: skip

    def named(self) -> Named:
        """What was typed, once it is valid."""
        return Named(**self.cleaned_data)
