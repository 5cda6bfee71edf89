"""Forms of a consultation. They clean what was typed; what is allowed is decided by the service."""

from django import forms
from django.utils.translation import gettext_lazy as _

from workflow.forms.plans import DayInput
from workflow.services.consultation import ITEM_LENGTH, MOST_WORKING_DAYS, QUOTE_LENGTH, TEXT_LENGTH
from workflow.status import CommentKind, CommentOutcome


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class OpenForm(forms.Form):
    """Until when comments are taken."""

    working_days = forms.IntegerField(
        label=_("Working days"), required=False, min_value=1, max_value=MOST_WORKING_DAYS, initial=5
    )
    closes_on = forms.DateField(label=_("Or until the day"), required=False, widget=DayInput)


class CloseForm(forms.Form):
    """Why it ends early."""

    reason = forms.CharField(label=_("Reason of the early end"), max_length=TEXT_LENGTH, widget=_area(2))


class CommentForm(forms.Form):
    """A comment; the item is given by the place it is written at."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("Kind of comment"), choices=CommentKind.choices)
    quote = forms.CharField(
        label=_("Words it is about"), required=False, max_length=QUOTE_LENGTH, widget=_area(2),
        help_text=_("Copied from the item; empty for the whole item."),
    )  # fmt: skip
    wording = forms.CharField(label=_("Proposed wording"), required=False, max_length=TEXT_LENGTH, widget=_area(3))
    reason = forms.CharField(label=_("Reason"), max_length=TEXT_LENGTH, widget=_area(2))


class DecideForm(forms.Form):
    """What becomes of a comment."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    outcome = forms.ChoiceField(label=_("Outcome"), choices=CommentOutcome.choices)
    reason = forms.CharField(
        label=_("Reason"), required=False, max_length=TEXT_LENGTH, widget=_area(2),
        help_text=_("The agency reads it. Needed unless the comment is adopted whole."),
    )  # fmt: skip


class RewordForm(forms.Form):
    """The item as it is to read from now on; `seen` is the text it is written over."""

    text = forms.CharField(label=_("Wording of the item"), max_length=ITEM_LENGTH, widget=_area(6))
    due_on = forms.DateField(label=_("Due on"), required=False, widget=DayInput)
    seen = forms.CharField(widget=forms.HiddenInput)
