"""The language of responsibility: 牵头, 分别牵头, 按职责分工, 会同, 配合, 负责落实, and the labels 牵头单位：…

A phrase is cut into clauses, each clause into parties and the words that say what they do. The words decide the role.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

from workflow.reading.labels import HELPS, LABEL, LEADS, names_agencies, words_of
from workflow.reading.model import Mode
from workflow.reading.parties import Parties, looks_like_organ, split_parties

Role = Literal["lead", "co", "do", "unsaid"]

DUTY = re.compile(r"牵头|负责|落实|配合|会同|分工|责任|承办|主办|协办|参与|参加|协助|组织实施")
SHARED = r"(?:按照?|根据|依据?|依照)?(?:各自|有关|相关)?(?:的)?职[责能](?:分工|范围|权限)?"
# Longest first, so that 牵头负责 is taken as one word.
WORDS = (
    rf"(?:{SHARED}|按分工|分工|牵头(?:组织|负责|落实|办理|实施|抓总)?|总牵头|负责(?:落实|组织|实施|办理|牵头|推进|推动|完成|抓好)?|组织实施|组织落实|抓好落实"
    r"|贯彻落实|推进落实|具体(?:落实|负责|实施|承办)?|(?:共同|联合|分别|各自|分头|协同|积极|密切|统筹|全力|予以|做好|主要|直接)|配合(?:落实|实施|做好)?|参与(?:落实)?"
    r"|参加|协助|协办|(?:提供)?(?:技术|业务|数据|资金|网络)(?:支持|支撑|指导|保障)|协同配合|承办|主办|主责|落实|实施|推进|推动|办理|执行|完成|承担|督促|指导|工作|组织|抓好|各负其责|各司其职)"
)
TAIL = re.compile(rf"(?:{WORDS}[、，,]?){{1,8}}$")
EACH = re.compile(rf"分别|分头|各自|分工|各负其责|各司其职|{SHARED}")
# 牵头 or 负责 in the middle of a clause closes the group of those who do that.
INNER_LEAD = re.compile(rf"牵头(?:负责|组织)?[、]?(?!(?:{WORDS}[、]?){{0,6}}$)(?=[\u3400-\u9fff]{{2}})")
INNER_DUTY = re.compile(r"负责[、]?(?=[\u3400-\u9fff、]{2,60}(?:配合|参与|协助|协办))")
# 会同 is a county too, and 联合 begins names: before 县 both join only behind the name of an agency.
_JOINS = r"会同(?!县)|联合(?!县|村|社|会|体|国)"
IN_BRACKETS = re.compile(r"[（(][^（）()]{0,80}[)）]")
WITH = re.compile(
    rf"(?:{_JOINS}|(?<=[局委办厅部院府会社队站心行司室])(?:会同|联合)(?=县)|(?<=[局委办厅部院])商(?=[市区县省各有相]))"
    r"(?=[\u3400-\u9fff]{2})"
)
# 规划由A牵头，建设由B牵头: each leads its own part.
LEADS_PART = re.compile(r"[，,\s]*[\u3400-\u9fff]{2,12}?(?<![理自缘事经])由[市区县省州各国][^，,]*(?:牵头|主办)")
SCOPE = re.compile(r"推进|推动|组织|做好|开展|抓好|完成|实施|落实|建立|制定|加强|指导|督促|统筹|相关|有关")
OPENS_WITH = re.compile(rf"(?:{_JOINS}|商(?=[市区县省各有相]))(?=[\u3400-\u9fff]{{2}})")
OPENS_WITH_COUNTY = re.compile(r"(?:会同|联合)(?=县[\u3400-\u9fff])")
# 市数据局（牵头）、市财政局: the note behind a name says what it does.
NOTED = re.compile(
    r"[(（](?P<word>总?牵头|主办|主责|配合|协办|协助|参与)(?:单位|部门)?[)）](?!单位|部门|机关|[:：])[、，,；;]?"
)
CLAUSE_END = re.compile(r"[，,。；;]|(?<=牵头|负责|落实|配合)[ \u3000]+")
# A clause about time (2026年6月底前完成, 长期坚持) names nobody; `timing.py` reads it.
TIME = re.compile(r"\d+[年月日]|工作日|[年月]底|季度|长期|持续|每[年月周]")
# 县发改、水利、生态环境等部门: the word behind the list says what its members are.
STEMS = re.compile(r"(?:[\u3400-\u9fff]{2,6}、){1,12}[\u3400-\u9fff]{2,6}等(?:\d{1,2}个)?(?:有关|相关)?(?:部门|单位)")
SEGMENT_END = re.compile(r"[；;]|。(?=.)")


@dataclass(slots=True)
class Group:
    """The parties of one role, in the order they are named."""

    names: list[str] = field(default_factory=list)
    each: bool = False


@dataclass(frozen=True, slots=True)
class Duties:
    """What a phrase says: mode, parties by role, open list, and what could not be taken for a name."""

    mode: Mode
    lead: tuple[str, ...]
    co: tuple[str, ...]
    collective: tuple[str, ...]
    open_list: bool
    strange: tuple[str, ...]
    mode_stated: bool
    helpers: tuple[str, ...] = ()
    """Those of `co` who only help (配合, 会同, 参加)."""


def segments(phrase: str) -> list[tuple[int, int]]:
    """The parts of a phrase that name a duty of their own: `A牵头，B配合；C牵头，D配合` has two."""
    cuts = [0, *(match.end() for match in SEGMENT_END.finditer(phrase)), len(phrase)]
    parts = [(a, b) for a, b in pairwise(cuts) if phrase[a:b].strip()]
    leading = [LEADS.search(phrase, a, b) and not LABEL.search(phrase, a, b) for a, b in parts]
    return parts if len(parts) > 1 and all(leading) else [(0, len(phrase))]


def parse_duties(phrase: str) -> Duties | None:
    """Who does what in a phrase; None if it names no duty of anyone."""
    phrase = NOTED.sub(r"\g<word>，", phrase)
    groups: dict[Role, Group] = {"lead": Group(), "co": Group(), "do": Group(), "unsaid": Group()}
    is_open = False
    order: dict[str, None] = {}
    for role, each, parties in _roles(phrase):
        group = groups[role]
        order |= dict.fromkeys(parties.names)
        group.each = group.each or each
        group.names += [name for name in parties.names if name not in group.names]
        is_open = is_open or parties.open_list
    names = [name for group in groups.values() for name in group.names]
    strange = tuple(name for name in names if not looks_like_organ(name))
    if not names or (len(strange) > len(names) // 2 and not STEMS.search(phrase)):
        return None
    if not LABEL.search(phrase):
        # In words those who do it stand before those who help, whatever the order they are named in.
        order = dict.fromkeys([*groups["do"].names, *groups["unsaid"].names, *order])
    return _duties(groups, list(order), is_open=is_open, strange=strange)


def _duties(groups: dict[Role, Group], order: list[str], *, is_open: bool, strange: tuple[str, ...]) -> Duties:
    lead, co, do = groups["lead"], groups["co"], groups["do"]
    stated = bool(lead.names or co.names or do.names)
    do.names += [name for name in groups["unsaid"].names if name not in do.names]
    mode: Mode
    if lead.names:
        helpers = _without(order, lead.names)
        mode = "lead_each" if lead.each else "lead_with" if helpers else "lead"
        first, second = lead.names, helpers
    elif do.names and co.names and not do.each:
        # 由A负责，B配合: A answers for it and B helps, which is what leading means here.
        mode, first, second = "lead_with", do.names, _without(co.names, do.names)
    else:
        # A、B按职责分工负责，C配合: each answers for its own part, nobody leads the other.
        mode, first, second = "joint", [], do.names + _without(co.names, do.names)
    named = Parties(tuple(first) + tuple(second))
    helping = tuple(name for name in second if name in co.names and name not in do.names)
    return Duties(mode, tuple(first), tuple(second), named.collective, is_open, strange, stated, helping)


def _without(names: list[str], taken: list[str]) -> list[str]:
    return [name for name in names if name not in taken]


def _roles(phrase: str) -> Iterator[tuple[Role, bool, Parties]]:
    """Each group of parties with its role and whether it acts 分别."""
    if LABEL.search(phrase):
        yield from _labelled(phrase)
    else:
        yield from _spoken(phrase)


def _spoken(phrase: str) -> Iterator[tuple[Role, bool, Parties]]:
    """The groups of a phrase in words: `由A牵头，B、C配合`."""
    waiting: list[str] = []
    named: list[str] = []
    scoped = 0
    has_role = False
    for clause in _clauses(phrase):
        body, words = _cut_words(clause)
        scoped += LEADS_PART.match(clause) is not None
        with_others = OPENS_WITH.match(body)
        if with_others is None and any(group for group in named if not group.startswith("会同县")):
            with_others = OPENS_WITH_COUNTY.match(body)
        if with_others:
            body = body[with_others.end() :]
        elif not words:
            if _names_nobody(clause, split_parties(body)):
                continue
            waiting.append(body)
            named += split_parties(body).names
            continue
        if waiting and body and not (with_others or has_role) and HELPS.search(words) and not LEADS.search(words):
            # A、B，C协助: those in front of who helps do it.
            yield "unsaid", False, split_parties("、".join(waiting))
            waiting = []
        parties = split_parties("、".join([*waiting, body]))
        waiting = []
        named += parties.names
        if _names_nobody(clause, parties):
            continue
        role = "co" if with_others else _role_of(words)
        has_role = True
        yield role, EACH.search(words) is not None or (role == "lead" and scoped > 1), parties
    if waiting:
        rest = split_parties("、".join(waiting))
        yield "unsaid", False, Parties(tuple(n for n in rest.names if looks_like_organ(n)), rest.open_list)


def _names_nobody(clause: str, parties: Parties) -> bool:
    """A clause of time, or one that only says what is led: `牵头推进会议公开`."""
    if any(looks_like_organ(name) for name in parties.names):
        return False
    return TIME.search(clause) is not None or SCOPE.match(clause) is not None


def _role_of(words: str) -> Role:
    if LEADS.search(words):
        return "lead"
    return "co" if HELPS.search(words) else "do"


def _cut_words(clause: str) -> tuple[str, str]:
    """The parties of a clause and the words of duty behind them."""
    clause = clause.strip(" \u3000、，,。；;")
    tail = TAIL.search(clause)
    return (clause[: tail.start()].strip(" 、，,"), tail.group()) if tail else (clause, "")


def _clauses(phrase: str) -> Iterator[str]:
    """Cut at commas, and where one clause holds two groups: `A牵头B配合`, `A会同B落实`."""
    for part in CLAUSE_END.split(phrase):
        cuts = {match.end() for match in INNER_LEAD.finditer(part)} | {
            match.end() for match in INNER_DUTY.finditer(part)
        }
        cuts |= {match.start() for match in WITH.finditer(part) if match.start() > 1}
        start = 0
        for cut in [*sorted(cuts), len(part)]:
            piece = part[start:cut]
            start = cut
            if not piece.strip():
                continue
            # The parties before a bare 会同 lead; the words that close the clause speak of both sides.
            if cut < len(part) and WITH.match(part, cut) and not _cut_words(piece)[1]:
                piece += "牵头"
            yield piece


def _labelled(phrase: str) -> Iterator[tuple[Role, bool, Parties]]:
    """Each label with its parties. 承办 leads where others are named as 协办."""
    labels = list(LABEL.finditer(phrase))
    roles = [_label_role(words_of(label)) for label in labels]
    if "lead" not in roles and any("协办" in words_of(label) for label in labels):
        roles = ["lead" if "承办" in words_of(label) else role for label, role in zip(labels, roles, strict=True)]
    ahead = phrase[: labels[0].start()].strip(" 。；;，,、\n")
    if ahead:
        # `（市教育局；完成时限：6月底前）`: the agencies stand in front of the first label.
        yield from _spoken(ahead)
    for label, role, following in zip(labels, roles, [*labels[1:], None], strict=True):
        if not names_agencies(label):
            continue
        written = phrase[label.end() : following.start() if following else len(phrase)]
        joined = WITH.search(IN_BRACKETS.sub("", written), 1) is not None
        if (role == "do" and (LEADS.search(written) or HELPS.search(written))) or (role != "co" and joined):
            yield from _spoken(written)
            continue
        body, _ = _cut_words(written)
        yield role, False, split_parties(body)


def _label_role(words: str) -> Role:
    return "lead" if LEADS.search(words) else "co" if HELPS.search(words) else "do"
