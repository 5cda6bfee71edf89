"""The calendar a new installation starts with: every year whose official notice chinesecalendar knows."""

from datetime import date
from functools import cache
from importlib.metadata import version
from types import MappingProxyType

from chinese_calendar import constants

from workflow.deadlines.calendar import WorkCalendar, YearNotice
from workflow.deadlines.holidays import (
    DRAGON_BOAT,
    LABOUR,
    MID_AUTUMN,
    NATIONAL,
    NEW_YEAR,
    QINGMING,
    SPRING,
    VICTORY,
)

_CHINESE = {
    "New Year's Day": NEW_YEAR,
    "Spring Festival": SPRING,
    "Tomb-sweeping Day": QINGMING,
    "Labour Day": LABOUR,
    "Dragon Boat Festival": DRAGON_BOAT,
    "Mid-autumn Festival": MID_AUTUMN,
    "National Day": NATIONAL,
    "Anti-Fascist 70th Day": VICTORY,
}


def _notice(year: int) -> YearNotice:
    holidays: dict[date, str] = {
        day: _CHINESE[name] for day, name in sorted(constants.holidays.items()) if day.year == year
    }
    return YearNotice(
        year=year,
        holidays=MappingProxyType(holidays),
        make_up_days=frozenset(day for day in constants.workdays if day.year == year),
        source=f"国务院办公厅关于{year}年部分节假日安排的通知 (chinesecalendar {version('chinesecalendar')})",
        version=1,
    )


@cache
def seeded() -> WorkCalendar:
    """Version 1 of the calendar, from 2004 to the last year the installed chinesecalendar covers."""
    years = sorted({day.year for day in constants.holidays})
    return WorkCalendar(version=1, years=MappingProxyType({year: _notice(year) for year in years}))
