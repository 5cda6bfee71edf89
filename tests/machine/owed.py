"""What other agencies owe to an item of the plain model, what the agency owes before its plan is approved, and what it
owes again every month."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from tests.machine.dates import DAY, Days


@dataclass
class Contribution:
    """What a partner owes to an item, or owed."""

    partner: str
    due: date
    handed_in: bool = False
    handed_by: str = ""
    """Who handed it in last, also where it came back."""
    escalated: bool = False
    open: bool = True


@dataclass
class Signer:
    """Another agency that signs the drafts of the implementation plan; `signed` is what it said to the one in hand."""

    is_lead: bool
    signed: str = ""
    """`asked`, `signed`, `withheld`, `dropped`; empty before the first draft."""
    due: date = date.min

    def bars(self, today: date) -> bool:
        """The head has to wait for it."""
        if self.signed == "signed":
            return False
        return self.is_lead or (self.signed in ("", "asked") and today <= self.due)


@dataclass
class Division:
    """The part of the agency in a clause that several carry out."""

    due: date
    stated_by: str = ""
    outcome: str = ""


@dataclass
class Record:
    """One time it was done."""

    period: "Period"
    done_on: date
    by: str
    stands: bool = True


@dataclass
class Period:
    """A month of a duty. `closes` is the last day before it is closed with what was done."""

    name: str
    first: date
    last: date
    closes: date
    records: list[Record] = field(default_factory=list)
    handed_by: str = ""
    handed: bool = False
    outcome: str = ""

    @property
    def count(self) -> int:
        """How often it was done."""
        return sum(record.stands for record in self.records)

    def close(self, needed: int) -> None:
        """It is closed with what was done."""
        self.outcome = "met" if self.count >= needed else "short" if self.count else "nothing"


@dataclass
class Duty:
    """Something to be done so many times a month; `next_on` is where its next period begins."""

    needed: int
    next_on: date
    periods: dict[str, Period] = field(default_factory=dict)
    records: list[Record] = field(default_factory=list)

    @property
    def open_ones(self) -> list[Period]:
        """The periods nobody closed."""
        return [period for period in self.periods.values() if not period.outcome]

    def open_next(self) -> Period:
        """Its next period begins."""
        last = end_of_month(self.next_on)
        period = Period(f"{last:%Y-%m}", self.next_on, last, last)
        self.periods[period.name], self.next_on = period, last + DAY
        return period

    def begin_again(self, days: Days) -> None:
        """What began meanwhile is not asked for."""
        if self.next_on <= days.today:
            self.next_on = asked_from(days)


def end_of_month(day: date) -> date:
    """The last day of the month."""
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1) - DAY


def asked_from(days: Days) -> date:
    """From when something known since today is asked for: today, or from the next month on where fewer than half of the
    working days of this one are left."""
    last = end_of_month(days.today)
    left, whole = days.worked(days.today, last), days.worked(last.replace(day=1), last)
    return last + DAY if left * 2 < whole else days.today
