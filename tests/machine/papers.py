"""Papers and requests of an item of the plain model: reports, later dates, suspensions, slips, disputes, reviews of
what is published."""

from dataclasses import dataclass
from datetime import date

from tests.machine.dates import Clock


@dataclass
class Report:
    """The report of one period."""

    clock: Clock
    submitted_by: str = ""
    percent: int = 0
    signed: bool = False
    difficult: bool = False
    answered: bool = False

    @property
    def wants_answer(self) -> bool:
        """It tells of difficulties that nobody has answered."""
        return self.signed and self.difficult and not self.answered


@dataclass
class Request:
    """An open request for a later date."""

    asked_on: date
    hands: list[str]
    answer_by: date


@dataclass
class StopRequest:
    """An open request to suspend the work."""

    until: date
    hands: list[str]


@dataclass
class Slip:
    """An open supervision slip."""

    issued_by: str
    answer_by: date
    served: bool = False
    answered_by: str = ""
    signed_by: str = ""


@dataclass
class Dispute:
    """A dispute of the assignment, open or decided: the hands of both rounds, and what they led to."""

    asked_by: str
    hands: list[str]
    open: bool = True
    upheld: bool = False
    """Decided as the office or the leader would have it, and not ended by anybody else."""
    again_by: str = ""
    again_until: date | None = None

    @property
    def ruled(self) -> bool:
        """The leader has decided, for good."""
        return self.again_by != "" and self.upheld

    def may_go_on(self, today: date) -> bool:
        """The leader may still be asked."""
        return self.upheld and not self.again_by and self.again_until is not None and today <= self.again_until


@dataclass
class Release:
    """What was prepared for the publication of a draft."""

    prepared_by: str
    withheld: bool
    deidentified: bool
    outcome: str = ""
    reviewed: bool = False
    """Another person let it pass."""
    objected: bool = False
