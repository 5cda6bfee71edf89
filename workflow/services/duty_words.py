"""Duties that return in words: which period, how often, how it stands."""

from collections.abc import Mapping
from datetime import date

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext, pgettext_lazy

from workflow.models import Duty, DutyPeriod
from workflow.status import DutyOutcome
from workflow.words import day_words

PACES: Mapping[str, Promise] = {
    "ok": pgettext_lazy("duty", "On pace"),
    "soon": pgettext_lazy("duty", "Behind pace"),
    "late": pgettext_lazy("duty", "Number cannot be kept"),
    "done": pgettext_lazy("duty", "Number reached"),
    "soft": pgettext_lazy("duty", "Not reached (as a rule only)"),
    "none": pgettext_lazy("duty", "Cancelled"),
}
"""The words of an open period's lights."""


def period_words(period: DutyPeriod | str, length: str = "") -> str:
    """2026年第37周, 2026年9月, 2026年第3季度, 2026年, of a period or of its name."""
    name = period if isinstance(period, str) else period.name
    year, _dash, part = name.partition("-")
    if part.startswith("W"):
        return _("week %(n)d of %(year)s") % {"n": int(part[1:]), "year": year}
    if part.startswith("Q"):
        return _("quarter %(n)s of %(year)s") % {"n": part[1:], "year": year}
    if part:
        return date_format(date(int(year), int(part), 1), pgettext("date format", "F Y"))
    return _("the year %(year)s") % {"year": year}


def demand_words(duty: Duty) -> str:
    """Monthly, at least 2 times."""
    length = str(duty.get_length_display())
    if duty.is_review:
        return _("%(length)s review") % {"length": length}
    if duty.needed == 1:
        return _("%(length)s, once") % {"length": length}
    return _("%(length)s, %(n)d times") % {"length": length, "n": duty.needed}


def meter_words(period: DutyPeriod) -> str:
    """1 of 2 times done."""
    return ngettext("%(done)d of %(n)d time done", "%(done)d of %(n)d times done", period.needed) % {
        "done": period.count,
        "n": period.needed,
    }


def state_words(period: DutyPeriod, light: str) -> str:
    """How an open period keeps pace, or how a closed one ended; short is said with the number missing."""
    if period.is_open:
        return str(PACES[light])
    if period.outcome in (DutyOutcome.SHORT, DutyOutcome.NOTHING) and light == "soft":
        return str(PACES["soft"])
    if period.outcome == DutyOutcome.SHORT:
        return _("Short by %(n)d") % {"n": period.missing}
    return str(period.get_outcome_display())


def first_words(duty: Duty, on: date) -> str:
    """From when it is asked for, where the period it became known in is left out."""
    if not duty.starts_later:
        return ""
    return _("Fewer than half of the working days of the period were left: asked for from %(day)s.") % {
        "day": day_words(duty.first_on, on)
    }
