"""The ladder of reminders of a work plan: on which working days around a due date who is reminded."""

import re
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

HOLDER, HEAD, CLERK, LEADER = "holder", "head", "clerk", "leader"
WHO = (HOLDER, HEAD, CLERK, LEADER)
"""From the one the step waits for upwards: the agency's head, the office's clerk, the leader."""
FARTHEST = 60
MOST = 12

_BETWEEN = re.compile(r"[\s,，、;；]+")
_NUMBER = re.compile(r"[-−－]?\d{1,3}")


def rungs(text: str) -> tuple[int, ...]:
    """The rungs of a field such as 「-7 -1 0 1」, in order and once each: working days from the due date, negative
    before it. Raises ValidationError for anything else, for more than twelve, and beyond sixty days."""
    found: set[int] = set()
    for piece in filter(None, _BETWEEN.split(text)):
        if not _NUMBER.fullmatch(piece):
            raise ValidationError(
                _("“%(piece)s” is no number of working days. Write numbers with spaces between, such as -7 -1 0 1."),
                code="rung",
                params={"piece": piece[:20]},
            )
        found.add(int(piece.replace("−", "-").replace("－", "-")))
    if any(abs(day) > FARTHEST for day in found):
        raise ValidationError(
            _("A reminder goes out at most %(n)d working days before or after the due date."),
            code="rung_far",
            params={"n": FARTHEST},
        )
    if len(found) > MOST:
        raise ValidationError(
            _("At most %(n)d reminders; more would not be read."), code="rungs_many", params={"n": MOST}
        )
    return tuple(sorted(found))


def valid_rungs(text: str) -> None:
    """For a column that holds rungs. Raises ValidationError."""
    rungs(text)


def ladder(plan: Any, *, at_agency: bool) -> Mapping[int, tuple[str, ...]]:
    """Who is reminded at each rung of a step, in the order of the rungs. A step of the office has no head above it."""
    found: dict[int, list[str]] = {}
    for who in WHO:
        if who == HEAD and not at_agency:
            continue
        for rung in rungs(getattr(plan, f"remind_{who}")):
            found.setdefault(rung, []).append(who)
    return {rung: tuple(found[rung]) for rung in sorted(found)}
