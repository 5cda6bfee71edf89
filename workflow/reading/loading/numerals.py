"""Automatic numbers as Word and browsers write them."""

DIGITS = "〇一二三四五六七八九"
LEGAL_DIGITS = "零壹贰叁肆伍陆柒捌玖"
STEMS = "甲乙丙丁戊己庚辛壬癸"
BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
         (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
COUNTING = {
    "chineseCounting", "chineseCountingThousand", "taiwaneseCounting", "taiwaneseCountingThousand", "japaneseCounting",
    "ideographDigital", "taiwaneseDigital", "japaneseDigitalTenThousand", "koreanDigital2",
}  # fmt: skip
LEGAL = {"chineseLegalSimplified", "ideographLegalTraditional", "japaneseLegal"}
CIRCLES = {"decimalEnclosedCircle", "decimalEnclosedCircleChinese"}


def number_text(value: int, kind: str) -> str:
    """A number in one of Word's formats (`w:numFmt`); unknown formats count in Arabic digits."""
    if kind in COUNTING:
        return counting(value, DIGITS, "十百千")
    if kind in LEGAL:
        return counting(value, LEGAL_DIGITS, "拾佰仟")
    if kind in CIRCLES:
        return _enclosed(value, 0x2460, 20)
    return _other(value, kind)


def _other(value: int, kind: str) -> str:
    match kind:
        case "none" | "bullet":
            return ""
        case "decimalZero":
            return f"{value:02d}"
        case "upperRoman":
            return _roman(value).upper()
        case "lowerRoman":
            return _roman(value)
        case "upperLetter":
            return _letter(value)
        case "lowerLetter":
            return _letter(value).lower()
        case "ideographTraditional":
            return STEMS[(value - 1) % 10]
        case "ideographZodiac":
            return BRANCHES[(value - 1) % 12]
        case "decimalEnclosedParen":
            return _enclosed(value, 0x2474, 20)
        case "decimalEnclosedFullstop":
            return _enclosed(value, 0x2488, 20)
        case "ideographEnclosedCircle":
            return _enclosed(value, 0x3280, 10)
        case "decimalFullWidth" | "decimalFullWidth2":
            return "".join(chr(ord(digit) + 0xFEE0) for digit in str(value))
        case _:
            return str(value)


def counting(value: int, digits: str, units: str) -> str:
    """十一, 二十, 一百零五: numbers below ten thousand as they are counted."""
    if not 0 < value < 10_000:
        return digits[0] if value == 0 else str(value)
    written, zero = "", False
    for place in (3, 2, 1, 0):
        digit = value // 10**place % 10
        if digit:
            written += ("零" if zero and written else "") + digits[digit] + (units[place - 1] if place else "")
            zero = False
        else:
            zero = True
    ten = digits[1] + units[0]
    return written.removeprefix(digits[1]) if written.startswith(ten) and value < 20 and units[0] == "十" else written


def _enclosed(value: int, first: int, count: int) -> str:
    return chr(first + value - 1) if 1 <= value <= count else str(value)


def _roman(value: int) -> str:
    if not 0 < value < 5000:
        return str(value)
    written = ""
    for worth, sign in ROMAN:
        written += sign * (value // worth)
        value %= worth
    return written


def _letter(value: int) -> str:
    return chr(ord("A") + (value - 1) % 26) * ((value - 1) // 26 + 1) if 0 < value < 520 else str(value)
