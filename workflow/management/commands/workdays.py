"""`manage.py workdays DATE N`: the N-th working day after a date, with the certificate. Needs no database."""

import re
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from workflow.deadlines import DayKind, DueDate, WorkCalendar, seeded, working_days_after

MOST_DAYS = 2500  # ten years; a longer term is a slip of the keyboard
ISO_DATE = re.compile(r"20\d{2}-\d{2}-\d{2}", re.ASCII)


def iso_date(text: str) -> date:
    """A date of this century written as 2016-07-08; anything else is refused."""
    refusal = ArgumentTypeError(_("“%(text)s” is no date of this century. Write it as 2016-07-08.") % {"text": text})
    if not ISO_DATE.fullmatch(text):
        raise refusal
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise refusal from None


def working_days(text: str) -> int:
    """A number of working days from 0 to `MOST_DAYS`."""
    if re.fullmatch(r"\d{1,9}", text, re.ASCII) and int(text) <= MOST_DAYS:
        return int(text)
    raise ArgumentTypeError(
        _("“%(text)s” is no number of working days. Write a whole number from 0 to %(most)s.")
        % {"text": text, "most": MOST_DAYS}
    )


def certificate_lines(due: DueDate, calendar: WorkCalendar) -> Iterator[str]:
    """The account of the counting, one line per day, sums, and a warning when the date is provisional."""
    yield _("Start: %(day)s, not counted itself") % {"day": _day(due.start_on)}
    yield ngettext("Term: %(count)s working day", "Term: %(count)s working days", due.amount) % {"count": due.amount}
    for year in sorted({due.start_on.year, *(day.day.year for day in due.days)}):
        notice = calendar.years.get(year)
        source = (
            notice.source if notice else _("no official notice yet: Monday to Friday without the statutory holidays")
        )
        yield _("Calendar of %(year)s: %(source)s") % {"year": year, "source": source}
    yield ""
    for day in due.days:
        if day.kind is DayKind.MAKE_UP:
            verdict = _("working day %(number)s (%(reason)s)") % {"number": day.number, "reason": day.reason}
        elif day.counted:
            verdict = _("working day %(number)s") % {"number": day.number}
        else:
            verdict = _("not counted: %(reason)s") % {"reason": day.reason}
        yield f"{_day(day.day)}  {verdict}"
    yield ""
    yield _(
        "Total: %(total)s days, of these %(counted)s counted (%(make_up)s weekend days worked), "
        "%(weekends)s weekend days and %(holidays)s days of public holidays not counted"
    ) % {
        "total": len(due.days),
        "counted": due.counted,
        "make_up": due.make_up_days,
        "weekends": due.weekend_days_skipped,
        "holidays": due.holidays_skipped,
    }
    if due.provisional:
        years = _(", ").join(str(year) for year in due.provisional_years)
        yield _(
            "Provisional: the official holiday notice for %(years)s has not been entered. "
            "The date is counted again when it is."
        ) % {"years": years}
    yield _("Due date:")


def _day(day: date) -> str:
    return f"{day.isoformat()} {WEEKDAYS[day.weekday()]}"


class Command(BaseCommand):
    """The last line of the output is the due date alone, as 2016-08-19."""

    help = _("The N-th working day after a date, with the certificate; the last line is the due date.")
    requires_system_checks = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("start_on", metavar="DATE", type=iso_date, help=_("day of the event, as 2016-07-08"))
        parser.add_argument("amount", metavar="N", type=working_days, help=_("number of working days"))

    def handle(self, *_args: Any, **options: Any) -> None:
        calendar = seeded()
        due = working_days_after(options["start_on"], options["amount"], calendar)
        for line in certificate_lines(due, calendar):
            self.stdout.write(line)
        self.stdout.write(due.due_on.isoformat())
