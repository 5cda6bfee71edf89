"""The head of a plan in English: its title, and the line that says who issued it and when."""

import datetime
import re
from dataclasses import dataclass, replace

from workflow.reading.latin import NAME, is_latin_agency
from workflow.reading.latin_times import MONTHS
from workflow.reading.model import Header
from workflow.reading.numerals import parse_date
from workflow.reading.offsets import Span

TITLE = re.compile(
    r"(?=[^\u3400-\u9fff]{8,200}$)(?i:.*\b(?:plan|programme|program|agenda|roadmap|strategy|framework|commitments)\b.*)(?<![.;:!?])"
)
ISSUED = re.compile(
    rf"(?:[Ii]ssued|[Pp]ublished|[Aa]dopted)\sby\s(?:the\s)?(?P<issuer>{NAME})"
    r"(?:,?\s(?:on\s)?(?P<date>(?P<day>\d{1,2})\s(?P<month>[A-Z][a-z]{2,8})\s(?P<year>20\d\d)))?\.?"
)
YEAR = re.compile(r"(?<![\d–-])20\d\d(?![\d–-]|\s(?:to|and)\s20)")
DATED = re.compile(r"(?P<date>(?P<day>\d{1,2})\s(?P<month>[A-Z][a-z]{2,8}),?\s(?P<year>20\d\d))\.?")
FIRST = 5
"""Paragraphs of a head that are looked at."""


@dataclass(frozen=True, slots=True)
class LatinHead:
    """What the head of a plan in English says, where each of it stands, and the one year it is for."""

    title: str
    issuer: str | None
    issued_on: datetime.date | None
    at: dict[str, Span]
    taken: tuple[Span, ...]
    year: int | None

    def put_into(self, header: Header) -> Header:
        """The header with these facts where it has none."""
        return replace(
            header,
            title=self.title,
            issuer=header.issuer or self.issuer,
            issued_on=header.issued_on or self.issued_on,
            at=self.at | header.at,
        )


def read_latin_head(text: str, left: list[Span]) -> LatinHead | None:
    """The head among the first paragraphs that the Chinese one had no use for; None without a title."""
    title = next((at for at in left[:3] if at[1] - at[0] <= 200 and TITLE.fullmatch(text, *at)), None)
    if title is None:
        return None
    at, taken = {"title": title}, [title]
    issued = next((match for one in left[:FIRST] if (match := ISSUED.fullmatch(text, *one))), None)
    on = _day(issued) if issued else None
    dated = next((match for one in left[:FIRST] if (match := DATED.fullmatch(text, *one)) and _day(match)), None)
    organ = next((one for one in left[:2] if one != title and _is_organ(text[slice(*one)])), None)
    if issued:
        at["issuer"] = issued.span("issuer")
        taken.append(issued.span())
        taken += [organ] if organ and text[slice(*organ)].strip().endswith(issued["issuer"]) else []
        at |= {"issued_on": issued.span("date")} if on and issued["date"] else {}
    elif organ:
        at["issuer"] = organ
        taken.append(organ)
    if on is None and dated:
        on = _day(dated)
        at["issued_on"] = dated.span("date")
        taken.append(dated.span())
    years = {match.group() for match in YEAR.finditer(text, *title)}
    year = int(years.pop()) if len(years) == 1 else None
    named = " ".join(text[slice(*title)].split())
    issuer = text[slice(*at["issuer"])] if "issuer" in at else None
    return LatinHead(named, issuer, on, at, tuple(taken), year)


def _is_organ(line: str) -> bool:
    return re.fullmatch(NAME, line.strip()) is not None and is_latin_agency(line.strip())


def _day(issued: re.Match[str]) -> datetime.date | None:
    name = (issued["month"] or "")[:3].lower()
    return parse_date(int(issued["year"]), MONTHS.index(name) + 1, int(issued["day"])) if name in MONTHS else None
