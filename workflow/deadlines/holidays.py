"""The public holidays of the law, as far as they are known before a year's notice, and their names."""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from types import MappingProxyType
from typing import NamedTuple

from chinese_calendar import get_solar_terms
from django.utils.translation import gettext, gettext_noop

# The data are Chinese, as in the official notice; other languages get a label.
NEW_YEAR, SPRING, QINGMING, LABOUR = "元旦", "春节", "清明节", "劳动节"
DRAGON_BOAT, MID_AUTUMN, NATIONAL, VICTORY = "端午节", "中秋节", "国庆节", "抗战胜利纪念日"

_LABELS = {
    NEW_YEAR: gettext_noop("New Year's Day"),
    SPRING: gettext_noop("Spring Festival"),
    QINGMING: gettext_noop("Qingming Festival"),
    LABOUR: gettext_noop("Labour Day"),
    DRAGON_BOAT: gettext_noop("Dragon Boat Festival"),
    MID_AUTUMN: gettext_noop("Mid-Autumn Festival"),
    NATIONAL: gettext_noop("National Day"),
    VICTORY: gettext_noop("70th anniversary of victory in the war of resistance"),
}


class _Moon(NamedTuple):
    """The days of a year that follow the moon."""

    spring: date
    dragon_boat: date
    mid_autumn: date


# First day of the first, fifth of the fifth and fifteenth of the eighth month of the lunisolar calendar.
_MOON = {
    2027: _Moon(date(2027, 2, 6), date(2027, 6, 9), date(2027, 9, 15)),
    2028: _Moon(date(2028, 1, 26), date(2028, 5, 28), date(2028, 10, 3)),
    2029: _Moon(date(2029, 2, 13), date(2029, 6, 16), date(2029, 9, 22)),
    2030: _Moon(date(2030, 2, 3), date(2030, 6, 5), date(2030, 9, 12)),
    2031: _Moon(date(2031, 1, 23), date(2031, 6, 24), date(2031, 10, 1)),
    2032: _Moon(date(2032, 2, 11), date(2032, 6, 12), date(2032, 9, 19)),
    2033: _Moon(date(2033, 1, 31), date(2033, 6, 1), date(2033, 9, 8)),
    2034: _Moon(date(2034, 2, 19), date(2034, 6, 20), date(2034, 9, 27)),
    2035: _Moon(date(2035, 2, 8), date(2035, 6, 10), date(2035, 9, 16)),
    2036: _Moon(date(2036, 1, 28), date(2036, 5, 30), date(2036, 10, 4)),
    2037: _Moon(date(2037, 2, 15), date(2037, 6, 18), date(2037, 9, 24)),
    2038: _Moon(date(2038, 2, 4), date(2038, 6, 7), date(2038, 9, 13)),
    2039: _Moon(date(2039, 1, 24), date(2039, 5, 27), date(2039, 10, 2)),
    2040: _Moon(date(2040, 2, 12), date(2040, 6, 14), date(2040, 9, 20)),
}
# The regulation in force since 2025 gives thirteen days; earlier years have their notices anyway.
_LAW_SINCE = 2025
# chinesecalendar computes solar terms up to this year.
_LAST_SOLAR_TERMS = 2100


@cache
def statutory_holidays(year: int) -> Mapping[date, str]:
    """The thirteen days off of 全国年节及纪念日放假办法 (as amended 2024), by date, with their Chinese names.

    What a year's notice adds (days in lieu, days moved together, weekend days worked) is not in it. Years without a
    lunar date in the table above give the holidays of the solar calendar only; years before the amendment give none.
    """
    if year < _LAW_SINCE:
        return MappingProxyType({})
    days = {date(year, 1, 1): NEW_YEAR, date(year, 5, 1): LABOUR, date(year, 5, 2): LABOUR}
    if year <= _LAST_SOLAR_TERMS:
        terms = get_solar_terms(date(year, 4, 1), date(year, 4, 10))
        days |= {day: QINGMING for day, term in terms if term == "清明"}
    moon = _MOON.get(year)
    if moon:
        # New Year's Eve and the first three days of the first month.
        days |= {moon.spring + timedelta(days=offset): SPRING for offset in range(-1, 3)}
        days |= {moon.dragon_boat: DRAGON_BOAT, moon.mid_autumn: MID_AUTUMN}
    days |= {date(year, 10, number): NATIONAL for number in (1, 2, 3)}
    return MappingProxyType(dict(sorted(days.items())))


def holiday_label(name: str) -> str:
    """A holiday's name in the current language; names the law does not know are given back as they are."""
    return gettext(_LABELS[name]) if name in _LABELS else name
