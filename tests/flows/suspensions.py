"""What the tests of suspensions share: every invariant at once, words without space, a clock by its kind."""

from datetime import date
from typing import Any

from flows.verification import verify_deadlines, verify_facts, verify_suspended_steps, verify_waits
from tests.flows.pages import words_of
from workflow.models import Clock, Commitment
from workflow.services.suspension_checks import verify_suspensions
from workflow.services.verification import verify_clocks
from workflow.status import ClockKind

UNTIL = date(2026, 10, 30)


def clean() -> list[Any]:
    """Every breach the invariants find."""
    checks = (
        verify_suspensions,
        verify_suspended_steps,
        verify_clocks,
        verify_waits,
        verify_deadlines,
        verify_facts,
    )
    return [breach for check in checks for breach in check()]


def said_on(answer: Any) -> str:
    """What a page says, without any space: dates stand in elements of their own."""
    return words_of(answer).replace(" ", "")


def clock_of(commitment: Commitment, kind: ClockKind) -> Clock:
    return Clock.objects.get(commitment=commitment, kind=kind)
