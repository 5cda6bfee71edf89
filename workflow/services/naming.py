"""One agency by the name somebody typed."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from workflow.errors import Invalid
from workflow.models import Agency
from workflow.services.matching import Register
from workflow.status import PartyMatch

SUGGESTED = 3
LISTED = 200
"""More names than these are not offered by the browser: the page stays small."""


def agency_typed(register: Register, typed: str) -> Agency:
    """The agency in force of this name, short name or alias. Raises Invalid for a set of agencies, and for a name that
    is not in the register, with those that may be meant."""
    match = register.match(typed)
    if match is None:
        raise Invalid(
            "agency_unknown",
            _("“%(name)s” is no agency in force in the register.") % {"name": typed.strip()},
            remedy=_suggestion(register, typed),
        )
    if match.kind == PartyMatch.AGENCY_SET:
        raise Invalid(
            "agency_set",
            _("“%(name)s” is a set of agencies.") % {"name": match.label},
            remedy=_("Name one agency."),
        )
    return Agency.objects.get(pk=match.id)


def _suggestion(register: Register, typed: str) -> str:
    found = register.find(typed, SUGGESTED) or register.suggest(typed, SUGGESTED)
    names = pgettext("between names", ", ").join(match.label for match in found if match.kind == PartyMatch.AGENCY)
    if names:
        return _("Perhaps you mean: %(names)s.") % {"names": names}
    return _("Write its name as it stands in the register, and look whether it is in force today.")


def agency_names(register: Register) -> list[str]:
    """The names offered while one is typed, those of the own jurisdiction first; any other can be typed as well."""
    found = [match.label for match in register.entries.values() if match.kind == PartyMatch.AGENCY]
    return found[:LISTED]
