"""English prose of a plan: its sentences, and the names of agencies in them."""

import re
from collections.abc import Iterator

from workflow.reading.offsets import Span
from workflow.reading.parties import Parties
from workflow.reading.sentences import strip

HAN = re.compile(r"[\u3400-\u9fff]")
SENTENCE = re.compile(r"(?:[^.;!?\n]|[.](?!\s+[A-Z(]|\s*$)|[!?](?!\s))+[.;!?]*")
WORD = r"(?!The\b)[A-Z][A-Za-z'’-]*"
NAME = rf"{WORD}(?:(?:\s(?:of|for|on)(?:\sthe)?|\s&)?\s{WORD}){{0,6}}"
_MEMBERS = (
    r"districts?|count(?:y|ies)|departments?|bureaus?|offices?|town(?:ship)?s?|villages?|municipalit(?:y|ies)|ministr(?:y|ies)"
    r"|schools?|councils?|boards?|committees?|hospitals?|librar(?:y|ies)|agenc(?:y|ies)|governments?|units?|institutions?|authorit(?:y|ies)"
)
MEMBERS = (
    rf"(?:[Aa]ll|[Ee]ach|[Ee]very|[Rr]elevant|[Oo]ther)\s(?:of\s)?(?:the\s)?(?:[a-z]+\s){{0,2}}?(?:{_MEMBERS})\b"
    r"(?:\sgovernments?|\soffices?)?"
)
PARTY = rf"(?:the\s|The\s)?(?:{MEMBERS}|{NAME})"
PARTIES = rf"(?<![\w'’-]){PARTY}(?:(?:,\s(?:and\s)?|\sand\s){PARTY}){{0,7}}"
ORGAN = re.compile(
    r"\b(?:Bureau|Office|Department|Ministry|Agency|Authority|Commission|Committee|Council|Administration|Secretariat"
    r"|Board|Government|Service|Institute|Cent(?:er|re)|Bank|Court|Inspectorate|Directorate|Division|University"
    r"|Utilit(?:y|ies)|Registry|Association|Chamber|Foundation|Museum|Hospital|Organi[sz]ation|Corporation|Company|Treasury|Police|Librar(?:y|ies)|Archives|Brigade|Trust|Commissioner|Ombudsman|Mayor)(?:e?s)?\b"
)
SEVERAL = re.compile(
    r"^(?:all|each|every|relevant|other)\b|\b(?:Offices|Departments|Governments|Councils|Bureaus|Agencies|Authorities"
    r"|Committees|Boards|Districts|Ministries)$",
    re.IGNORECASE,
)
OPEN = re.compile(r"^(?:relevant|other)\b", re.IGNORECASE)
PARTED = re.compile(r"(,\s(?:and\s)?|\sand\s)")


def is_latin(text: str, at: Span) -> bool:
    """Whether a span holds no Chinese character."""
    return HAN.search(text, *at) is None


def latin_sentences(text: str, at: Span) -> Iterator[Span]:
    """The sentences of an English paragraph, cut at semicolons too."""
    for match in SENTENCE.finditer(text, *at):
        start, end = strip(text, match.span())
        if start < end:
            yield start, end


def split_latin(written: str) -> Parties:
    """`the Finance Bureau, the Bureau of Culture and Tourism and all district governments` → the three; names that are
    none are left out."""
    names: list[str] = []
    before = ""
    for index, piece in enumerate(PARTED.split(written)):
        if index % 2:
            before += piece
            continue
        part = piece.strip(" ,.")
        if before and names and re.search(r"\bof\b", names[-1]) and not is_latin_agency(_bare(part)):
            names[-1] += before + part
        elif is_latin_agency(_bare(before + part)):
            names.append(_bare(before + part))
        else:
            # Market Regulation and Transport Bureau: the name goes on behind the word that joins it.
            before += part
            continue
        before = ""
    return Parties(tuple(dict.fromkeys(names)))


def _bare(name: str) -> str:
    return re.sub(r"^(?:,\s)?(?:and\s)?(?:[Tt]he\s)?", "", name.strip(" ,."))


def is_latin_agency(name: str) -> bool:
    """Whether a capitalised name is one of an authority, or words that stand for several."""
    return (ORGAN.search(name) is not None and name[:1].isupper()) or re.fullmatch(MEMBERS, name) is not None


def latin_collective(names: tuple[str, ...]) -> tuple[str, ...]:
    """The names that stand for more than one agency."""
    return tuple(name for name in names if SEVERAL.search(name))


def is_open_latin(name: str) -> bool:
    """Whether the document does not say who the members are."""
    return OPEN.search(name) is not None
