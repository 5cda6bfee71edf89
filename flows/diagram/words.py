"""The words of a picture: lanes and outcomes."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

LANES = {
    "officer": _("Agency: officer"),
    "head": _("Agency: head"),
    "office": _("Office: leader"),
    "inspector": _("Office: inspector"),
    "clerk": _("Office: clerk"),
    "leader": _("Office: leader"),
}
OUTCOMES = {
    "forward": _("Agreed"),
    "return": _("Returned"),
    "to_head": _("Returned to the head"),
    "to_inspector": _("Returned to the inspectors"),
    "accept": _("Accepted"),
    "finding": _("Finding"),
    "office": _("Asked by the office"),
    "agency": _("Asked by the agency"),
    "refuse": pgettext_lazy("extension", "Refused"),
    "uphold": pgettext_lazy("outcome", "Assignment upheld"),
    "transfer": pgettext_lazy("outcome", "Transferred"),
}
