"""When a step is due."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Due:
    """The last day for a step; `provisional` while the calendar of a year is not published."""

    on: date | None
    provisional: bool = False
