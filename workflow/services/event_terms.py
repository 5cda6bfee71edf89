"""Terms that hang on an event, between how the reading states them, how a clock stores them, and how they count."""

from collections.abc import Mapping
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import ngettext

from workflow.deadlines import DueDate, EventTerm, Unit, WorkCalendar, days_after, due_before, event_term, hours_due
from workflow.models import Clock, ItemDeadline
from workflow.status import ClockRule

RULES: Mapping[tuple[Unit, bool], ClockRule] = {
    (Unit.WORKING_DAYS, False): ClockRule.WORKING_DAYS,
    (Unit.DAYS, False): ClockRule.CALENDAR_DAYS,
    (Unit.MONTHS, False): ClockRule.MONTHS,
    (Unit.HOURS, False): ClockRule.HOURS,
    (Unit.WORKING_DAYS, True): ClockRule.WORKING_DAYS_BEFORE,
    (Unit.DAYS, True): ClockRule.DAYS_BEFORE,
    (Unit.MONTHS, True): ClockRule.MONTHS_BEFORE,
    (Unit.HOURS, True): ClockRule.HOURS_BEFORE,
}
_TERMS = {rule: term for term, rule in RULES.items()}


def term_stated(limit: ItemDeadline) -> EventTerm | None:
    """The term of a time limit of an item; None where it hangs on no event."""
    return event_term(limit.kind, limit.value, limit.period, event=limit.event)


def rule_of(term: EventTerm) -> ClockRule:
    """How a clock stores the term, beside its amount."""
    return RULES[term.unit, term.before]


def term_of(clock: Clock) -> EventTerm:
    """The term of a clock that hangs on an event."""
    unit, before = _TERMS[ClockRule(clock.rule)]
    return EventTerm(unit, clock.amount, before)


def due_of(term: EventTerm, day: date, moment: datetime | None, calendar: WorkCalendar) -> DueDate:
    """The due date of a term, with its certificate. `day` is that of the event; a term of hours counts from its
    `moment`."""
    if term.before:
        return due_before(term, day, calendar)
    if term.unit is Unit.HOURS:
        if moment is None:
            raise ValueError("a term of hours starts at a moment")
        return hours_due(timezone.localtime(moment), term.amount, calendar)
    return days_after(term, day, calendar)


def term_words(term: EventTerm) -> str:
    """The term in words, in the current language."""
    n = term.amount
    words = {
        (Unit.WORKING_DAYS, False): ngettext("%(n)d working day after it", "%(n)d working days after it", n),
        (Unit.DAYS, False): ngettext("%(n)d day after it", "%(n)d days after it", n),
        (Unit.MONTHS, False): ngettext("%(n)d month after it", "%(n)d months after it", n),
        (Unit.HOURS, False): ngettext("%(n)d hour after it", "%(n)d hours after it", n),
        (Unit.WORKING_DAYS, True): ngettext("%(n)d working day before it", "%(n)d working days before it", n),
        (Unit.DAYS, True): ngettext("%(n)d day before it", "%(n)d days before it", n),
        (Unit.MONTHS, True): ngettext("%(n)d month before it", "%(n)d months before it", n),
        (Unit.HOURS, True): ngettext("%(n)d hour before it", "%(n)d hours before it", n),
    }
    return words[term.unit, term.before] % {"n": n}
