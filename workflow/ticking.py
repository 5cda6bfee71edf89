"""Chores of the ticker: each app registers its own, the ticker runs them all."""

from collections.abc import Callable
from datetime import datetime

Chore = Callable[[datetime], int]
_chores: dict[str, Chore] = {}


def register_chore(name: str, chore: Chore) -> None:
    """`chore(now)` does what is due and returns how much; it claims its rows, so any number of tickers may run."""
    _chores[name] = chore


def chores() -> dict[str, Chore]:
    """All registered chores by name, in order of registration."""
    return dict(_chores)
