"""Numbers as Chinese documents write them: 30, ３０, 三十, 二〇一六."""

import datetime

DIGITS = {
    "零": 0,
    "〇": 0,
    "○": 0,
    "一": 1,
    "二": 2,
    "两": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}
UNITS = {"十": 10, "百": 100}
# 壹、贰、叁: how large parts are numbered, above all in documents from Taiwan (參 is 参 when simplified).
FORMAL = dict(zip("壹贰叁参肆伍陆柒捌玖拾", "一二三三四五六七八九十", strict=True))

# One number of at most four characters, for use inside larger patterns.
NUMBER = r"(?:\d{1,4}|[一二两三四五六七八九十百零〇]{1,5})"


def parse_number(written: str) -> int | None:
    """The value of an Arabic or Chinese numeral below 10,000; None if it is not well-formed (`十三五` is not)."""
    if written.isdecimal():
        return int(written) if len(written) <= 4 else None
    if not written or any(char not in DIGITS and char not in UNITS for char in written):
        return None
    if not any(char in UNITS for char in written):
        return _positional(written)
    return _with_units(written)


def _positional(written: str) -> int | None:
    """`二〇一六` digit by digit; more than one digit only as a year is written."""
    if len(written) not in {1, 4}:
        return None
    value = 0
    for char in written:
        value = value * 10 + DIGITS[char]
    return value


def _with_units(written: str) -> int | None:
    """`三十`, `十一`, `一百零八`: units must fall, each with at most one digit before it."""
    total, digit, last_unit = 0, None, 1000
    for char in written:
        if char in UNITS:
            unit = UNITS[char]
            if unit >= last_unit or digit == 0 or (digit is None and total):
                return None
            total += (1 if digit is None else digit) * unit
            digit, last_unit = None, unit
        elif char in "零〇○":
            if digit is not None or not total:
                return None
        else:
            if digit is not None or last_unit == 1:
                return None
            digit = DIGITS[char]
    return total + (digit or 0)


def parse_date(year: int | None, month: int | None, day: int | None) -> datetime.date | None:
    """The date, or None where one part is missing or the day does not exist."""
    if year is None or month is None or day is None:
        return None
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None


def month_end(year: int, month: int) -> datetime.date | None:
    """The last day of a month; None for a month outside 1 to 12 or a year a calendar cannot hold."""
    if not 1 <= month <= 12 or not 1 <= year <= 9998:
        return None
    first_of_next = datetime.date(year + month // 12, month % 12 + 1, 1)
    return first_of_next - datetime.timedelta(days=1)
