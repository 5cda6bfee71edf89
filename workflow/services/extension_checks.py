"""What must always hold of extensions, for `manage.py verify`."""

from datetime import date
from typing import Any

from django.db.models import F, Max, Q
from django.utils.translation import gettext as _

from workflow.models import Clock, Extension, Reopening
from workflow.querysets import goes_on
from workflow.services import lineage
from workflow.services.verification import Breach, Counted
from workflow.status import ClockKind, ExtensionOutcome


def verify_extensions() -> Counted:
    """A clock runs to the latest day granted for it, or carried over in a transfer or a split, and to no other; nothing
    is asked of a commitment that ended; what was granted was decided in time, by a person."""
    granted = Extension.objects.filter(outcome=ExtensionOutcome.GRANTED)
    clocks = Clock.objects.annotate(
        granted_to=Max("extensions__asked_on", filter=Q(extensions__outcome=ExtensionOutcome.GRANTED))
    )
    differing = clocks.filter(
        Q(extended_to__isnull=True, granted_to__isnull=False)
        | Q(extended_to__isnull=False, granted_to__isnull=True)
        | ~Q(extended_to=F("granted_to"))
    )
    found = differing.exclude(extended_to__isnull=True, granted_to__isnull=True).select_related("commitment__item")
    for clock in found.order_by("pk"):
        if clock.extended_to == _given(clock):
            continue
        message = _("The clock was extended to %(stored)s, but %(granted)s was granted.") % {
            "stored": clock.extended_to,
            "granted": clock.granted_to,  # type: ignore[attr-defined]
        }
        yield Breach("extension_clock", message, f"clock:{clock.pk}")
    for pk in (
        Extension.objects.filter(~goes_on("commitment__"), outcome="").order_by("pk").values_list("pk", flat=True)
    ):
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


def _given(clock: Any) -> date | None:
    """The latest day granted for the clock (`granted_to`), given when the item was reopened, or granted to the agency
    before: a completion that was extended keeps its day when the item is transferred."""
    days = [clock.granted_to]
    if clock.kind == ClockKind.COMPLETION:
        reopened = Reopening.objects.filter(commitment=clock.commitment_id, until__isnull=False)
        days += reopened.values_list("until", flat=True)
    if clock.kind == ClockKind.COMPLETION and clock.commitment.transferred_from_id is not None:
        before = Clock.objects.filter(commitment=clock.commitment.transferred_from_id, kind=clock.kind)
        days += before.values_list("extended_to", flat=True)
    return max((day for day in days if day is not None), default=None) or _given_before_split(clock)


def _given_before_split(clock: Any) -> date | None:
    """The day the clock runs to, where it was given to the item this one was split off from."""
    origin = lineage.split_off_from(clock.commitment)
    if origin is None or clock.extended_to is None:
        return None
    earlier = Clock.objects.filter(commitment=origin, kind=clock.kind, subject=clock.subject)
    given = {change.get("to") for one in earlier for change in one.changes}
    return clock.extended_to if clock.extended_to.isoformat() in given else None
