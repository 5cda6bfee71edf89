"""What must always hold of extensions, for `manage.py verify`."""

from django.db.models import F, Max, Q
from django.utils.translation import gettext as _

from workflow.models import Clock, Extension
from workflow.services.verification import Breach, Counted
from workflow.status import ExtensionOutcome


def verify_extensions() -> Counted:
    """A clock runs to the latest day granted for it and to no other; nothing is asked of a commitment that ended; what
    was granted was decided in time, by a person."""
    granted = Extension.objects.filter(outcome=ExtensionOutcome.GRANTED)
    clocks = Clock.objects.annotate(
        granted_to=Max("extensions__asked_on", filter=Q(extensions__outcome=ExtensionOutcome.GRANTED))
    )
    differing = clocks.filter(
        Q(extended_to__isnull=True, granted_to__isnull=False)
        | Q(extended_to__isnull=False, granted_to__isnull=True)
        | ~Q(extended_to=F("granted_to"))
    )
    for clock in differing.exclude(extended_to__isnull=True, granted_to__isnull=True).order_by("pk"):
        message = _("The clock was extended to %(stored)s, but %(granted)s was granted.") % {
            "stored": clock.extended_to,
            "granted": clock.granted_to,  # type: ignore[attr-defined]
        }
        yield Breach("extension_clock", message, f"clock:{clock.pk}")
    ended = Q(commitment__closed_at__isnull=False) | Q(commitment__discontinued_at__isnull=False)
    for pk in Extension.objects.filter(ended, outcome="").order_by("pk").values_list("pk", flat=True):
        yield Breach("extension_of_ended", _("The request is open, but its item has ended."), f"extension:{pk}")
    for extension in granted.select_related("clock").order_by("pk").iterator(chunk_size=500):
        where = f"extension:{extension.pk}"
        if extension.moved_from is not None and extension.asked_on <= extension.moved_from:
            yield Breach("extension_backwards", _("The extension moved the date to an earlier day."), where)
        if None in (extension.decided_by_id, extension.signed_by_id, extension.advised_by_id):
            yield Breach("extension_unsigned", _("The extension was granted without all its signatures."), where)
        hands = {extension.asked_by_id, extension.signed_by_id, extension.advised_by_id, extension.decided_by_id}
        if len(hands) < 4:
            yield Breach("extension_same_hands", _("One person had two parts in the extension."), where)
    return Extension.objects.count()
