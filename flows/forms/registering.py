"""The form on which an event is entered into the register, and on which an entry is corrected."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from flows.forms.base import DateInput, MomentInput
from workflow.models import PlanEvent
from workflow.services import events
from workflow.services.event_hanging import Offer, Reported
from workflow.words import short_list

MOMENT = _("Write day and time as 2026-10-30 14:05.")


class EventForm(forms.Form):
    """What happened, or is planned: which of the events the plan names it is, when it happened and was known."""

    depends: ClassVar[frozenset[str]] = frozenset({"words", "happened_at", "known_at", "planned_on"})

    words = forms.MultipleChoiceField(
        label=_("Event in the plan"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("All it is: what hangs on it is shown next, before anything is entered."),
        error_messages={"invalid_choice": _("Choose one of the events shown.")},
    )  # fmt: skip
    name = forms.CharField(
        label=_("In your own words"), max_length=120, required=False,
        help_text=_("Which case it is, so that everybody knows it again; otherwise the words of the plan"),
    )  # fmt: skip
    happened_at = forms.DateTimeField(
        label=_("Happened at"), required=False, widget=MomentInput(), error_messages={"invalid": MOMENT}
    )
    known_at = forms.DateTimeField(
        label=_("Known at"), required=False, widget=MomentInput(), error_messages={"invalid": MOMENT},
        help_text=_("When the agency or the office heard of it; terms count from when it happened"),
    )  # fmt: skip
    planned_on = forms.DateField(
        label=_("Or planned for"), required=False, widget=DateInput(),
        error_messages={"invalid": _("Write the date as 2026-10-30.")},
    )  # fmt: skip
    note = forms.CharField(
        label=_("Note"), max_length=events.LONGEST, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    void = forms.BooleanField(label=_("It did not take place"), required=False)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        offers: Sequence[Offer],
        corrects: PlanEvent | None,
        preset: Sequence[str] = (),
        auto_id: str | bool = "id_%s",
    ) -> None:
        initial: dict[str, Any] = {}
        if corrects is not None:
            initial = {
                "words": list(preset),
                "name": corrects.name,
                "happened_at": _local(corrects.happened_at),
                "known_at": _local(corrects.known_at),
                "planned_on": corrects.planned_on,
            }
        super().__init__(data, initial=initial, auto_id=auto_id)
        self.corrects = corrects
        self.fields["words"].choices = [(offer.key, offer.label) for offer in offers]  # type: ignore[attr-defined]
        if corrects is None:
            del self.fields["void"]
        else:
            note = self.fields["note"]
            note.label = _("What was wrong with the earlier entry")
            note.required = True
            note.error_messages["required"] = _("Write in the note what was wrong with the earlier entry.")

    def told(self) -> Reported:
        """What the person reports, after `is_valid`; of something that did not take place the moments stay."""
        data, earlier = self.cleaned_data, self.corrects
        if earlier is not None and data["void"]:
            return Reported(
                name=earlier.name,
                happened_at=earlier.happened_at,
                known_at=earlier.known_at,
                planned_on=earlier.planned_on,
                note=data["note"],
                corrects=earlier.pk,
                void=True,
            )
        words: list[str] = data["words"]
        happened: datetime | None = data["happened_at"]
        planned: date | None = data["planned_on"]
        return Reported(
            name=(data["name"].strip() or short_list(words))[:120],
            words=words,
            happened_at=happened,
            known_at=data["known_at"],
            planned_on=planned,
            note=data["note"],
            corrects=earlier.pk if earlier is not None else None,
        )


def _local(moment: datetime | None) -> datetime | None:
    return timezone.localtime(moment) if moment is not None else None
