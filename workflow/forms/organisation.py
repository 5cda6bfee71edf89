"""Forms of the register. They clean what was typed; what is allowed is decided by the services."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from workflow.errors import Refused
from workflow.models import Agency, AgencySet, User
from workflow.services.agencies import AgencyFacts
from workflow.services.register_rights import Place
from workflow.status import OFFICE_ROLES, AgencyKind, JurisdictionLevel, Role

FIRST_DAY, LAST_DAY = date(1949, 10, 1), date(2100, 12, 31)
account_name = RegexValidator(
    r"^[A-Za-z0-9][A-Za-z0-9_.@+-]*$", _("Use letters, digits and . _ - only, such as the name in pinyin.")
)


def refuse(form: forms.Form, refused: Refused) -> None:
    """Show a refusal of a service in the error summary of the form, with what to do next."""
    form.add_error(None, str(refused))


class DayInput(forms.DateInput):
    """The browser's own date field."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(
            attrs={"min": FIRST_DAY.isoformat(), "max": LAST_DAY.isoformat(), **(attrs or {})}, format="%Y-%m-%d"
        )


class DayField(forms.DateField):
    """A date of this or the last century, written year-month-day."""

    widget = DayInput

    def clean(self, value: Any) -> Any:
        """Raises ValidationError for a day outside the years people mean."""
        day = super().clean(value)
        if day and not FIRST_DAY <= day <= LAST_DAY:
            raise forms.ValidationError(_("Choose a day between 1949 and 2100."))
        return day


class LinesField(forms.CharField):
    """Several names, one a line (or separated by 、); cleaned to a list without repeats."""

    def __init__(self, *, rows: int = 3, longest: int = 120, **kwargs: Any) -> None:
        self.longest = longest
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), max_length=10_000, **kwargs)

    def clean(self, value: Any) -> Any:
        """Raises ValidationError naming the first line that is too long."""
        text = super().clean(value).replace("、", "\n").replace("，", "\n")
        names = list(dict.fromkeys(filter(None, map(str.strip, text.splitlines()))))
        for name in names:
            if len(name) > self.longest:
                raise forms.ValidationError(_("This name is too long: %(name)s") % {"name": name[:40]})
        return names


class AgencyForm(forms.Form):
    """Names, kind and place in the order of one agency."""

    name = forms.CharField(label=_("Full name"), max_length=120)
    short_name = forms.CharField(
        label=_("Short name"), max_length=60, help_text=_("Lists and forms show the agency by this name.")
    )
    kind = forms.ChoiceField(label=pgettext_lazy("column", "Kind"), choices=AgencyKind.choices)
    order = forms.IntegerField(
        label=_("Place in lists"), min_value=0, max_value=100_000, help_text=_("Smaller numbers come first.")
    )
    code = forms.CharField(label=_("Code"), max_length=40, required=False)

    def facts(self) -> AgencyFacts:
        """What was typed, for the service."""
        found = self.cleaned_data
        return AgencyFacts(found["name"], found["short_name"], AgencyKind(found["kind"]), found["order"], found["code"])

    @classmethod
    def of(cls, agency: Agency) -> "AgencyForm":
        """The form filled with what is stored."""
        names = ("name", "short_name", "kind", "order", "code")
        return cls(initial={name: getattr(agency, name) for name in names})


class NewAgencyForm(AgencyForm):
    """A new agency with its aliases, in one of the jurisdictions the person runs."""

    jurisdiction = forms.TypedChoiceField(label=pgettext_lazy("column", "Jurisdiction"), coerce=int)
    aliases = LinesField(
        label=pgettext_lazy("column", "Aliases"),
        required=False,
        help_text=_("Other names documents write, one a line."),
    )

    def __init__(self, *args: Any, places: Sequence[Place], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.fields["jurisdiction"]
        assert isinstance(chosen, forms.TypedChoiceField)  # noqa: S101 -- declared above
        chosen.choices = [(place.jurisdiction.pk, place.label) for place in places]


class PlaceForm(forms.Form):
    """A new jurisdiction below one the person runs."""

    name = forms.CharField(label=_("Full name"), max_length=120)
    short_name = forms.CharField(label=_("Short name"), max_length=40, required=False)
    level = forms.ChoiceField(label=_("Level"), choices=JurisdictionLevel.choices)
    parent = forms.TypedChoiceField(label=_("Belongs to"), coerce=int)

    def __init__(self, *args: Any, places: Sequence[Place], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.fields["parent"]
        assert isinstance(chosen, forms.TypedChoiceField)  # noqa: S101 -- declared above
        chosen.choices = [(place.jurisdiction.pk, place.label) for place in places]


class AliasForm(forms.Form):
    """One more name of an agency."""

    alias = forms.CharField(label=_("Another name"), max_length=120)


class EndForm(forms.Form):
    """The last day something is valid."""

    last_day = DayField(label=_("Last day"))


class EndWithReasonForm(EndForm):
    """The last day, and why."""

    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class ReasonForm(forms.Form):
    """Why an account is deactivated."""

    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class NewPersonForm(forms.Form):
    """A post at an agency for a new or a registered person."""

    full_name = forms.CharField(label=pgettext_lazy("column", "Person"), max_length=80)
    username = forms.CharField(
        label=pgettext_lazy("column", "Account"),
        max_length=150,
        validators=[account_name],
        help_text=_("A registered account gets one more post; a new one is made otherwise."),
    )
    role = forms.ChoiceField(label=pgettext_lazy("column", "Role"))
    title = forms.CharField(label=pgettext_lazy("column", "Post"), max_length=80, required=False)
    email = forms.EmailField(label=_("E-mail address"), required=False)
    valid_from = DayField(label=_("Holds it from"))

    def __init__(self, *args: Any, agency: Agency, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        role = self.fields["role"]
        assert isinstance(role, forms.ChoiceField)  # noqa: S101 -- declared above
        at_office = agency.kind == AgencyKind.OFFICE
        role.choices = [(choice.value, choice.label) for choice in Role if at_office or choice not in OFFICE_ROLES]


class PersonForm(forms.Form):
    """Name and addresses of a person."""

    full_name = forms.CharField(label=pgettext_lazy("column", "Person"), max_length=80)
    email = forms.EmailField(label=_("E-mail address"), required=False)
    phone = forms.CharField(label=_("Telephone"), max_length=40, required=False)

    @classmethod
    def of(cls, person: User) -> "PersonForm":
        """The form filled with what is stored."""
        return cls(initial={name: getattr(person, name) for name in ("full_name", "email", "phone")})


class SetForm(forms.Form):
    """Name, kind and other wordings of a set of agencies."""

    name = forms.CharField(label=_("Name"), max_length=120, help_text=_("As plans write it, such as 各县区政府."))
    kind = forms.ChoiceField(
        label=_("All agencies of the kind"),
        choices=[("", _("None: only those listed")), *AgencyKind.choices],
        required=False,
    )
    aliases = LinesField(label=_("Other wordings"), required=False, help_text=_("One a line."))

    @classmethod
    def of(cls, agency_set: AgencySet) -> "SetForm":
        """The form filled with what is stored."""
        aliases = "\n".join(alias.name for alias in agency_set.aliases.order_by("pk"))
        return cls(initial={"name": agency_set.name, "kind": agency_set.kind, "aliases": aliases})


class NewSetForm(SetForm):
    """A new set, by kind, by list, or both, in one of the jurisdictions the person runs."""

    jurisdiction = forms.TypedChoiceField(label=pgettext_lazy("column", "Jurisdiction"), coerce=int)
    members = LinesField(
        label=_("Agencies listed"), rows=5, required=False, help_text=_("Full name, short name or alias, one a line.")
    )

    def __init__(self, *args: Any, places: Sequence[Place], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.fields["jurisdiction"]
        assert isinstance(chosen, forms.TypedChoiceField)  # noqa: S101 -- declared above
        chosen.choices = [(place.jurisdiction.pk, place.label) for place in places]


class SetMembersForm(forms.Form):
    """Agencies to list in a set from a day on."""

    members = LinesField(label=_("Agencies to add"), rows=4, help_text=_("Full name, short name or alias, one a line."))
    valid_from = DayField(label=_("Members from"))


class ImportForm(forms.Form):
    """A register as Excel or CSV."""

    file = forms.FileField(
        label=_("Excel or CSV file"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv"}),
        help_text=_("At most 2 MB and 2,000 rows."),
        allow_empty_file=True,
        error_messages={"required": _("Choose the file that holds the register.")},
    )
