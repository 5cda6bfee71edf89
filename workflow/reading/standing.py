"""What the document says once about all its assignments: the first named leads, the same bodies help everywhere."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from workflow.reading.combining import helped, principals
from workflow.reading.model import Assignment, Rule
from workflow.reading.offsets import Span
from workflow.reading.parties import looks_like_organ, split_parties

PART = r"[^，,。；;（()）\n]"
_LEADS = r"(?:总|主要)?(?:牵头|主办|主责)(?:负责)?(?:责任)?(?:单位|部门)?"
_FIRST = r"(?:第[一1](?:个|位|名|家)?|首位|首个|首家|最前面?|最先|首先)"
_GOES_ON = (
    rf"(?:[，,；;]?(?:其[他余]|后面|其后){PART}{{0,12}}?(?:为|是|作为|均为)?(?:配合|参与|参加|协办|协助|责任)(?:单位|部门)?)?"
    r"(?P<on>[，,；;]?\s?(?:下同|以下同|后同|以下相同|下文同))?"
)
FIRST_LEADS = re.compile(
    rf"{PART}{{0,18}}?(?:{_FIRST}(?:的|者)?(?:责任|排名)?(?:单位|部门)?(?:的|者)?(?:即?为|是|作为|系){_LEADS}"
    rf"|牵头(?:单位|部门)均?(?:为|是)?(?:排名|排序|名列|排|列)?在?{_FIRST}(?:的|者)?(?:单位|部门)?){_GOES_ON}"
)
_ALL = (
    r"(?P<scope>以上|上述|以下|下列|各项|所有|全部|本(?:方案|要点|计划|意见|通知|办法)(?:所列|确定|中)?(?:的)?(?:各项|所有)?)"
    rf"{PART}{{0,12}}?(?:任务|工作|事项|措施|项目|条款)(?:任务|事项|措施)?"
)
_HELPS = r"(?:负责|共同|积极|密切|协同|予以|做好|按职责)*(?:配合|协助|参与|协办)(?:落实|单位|部门)?"
_NAME = r"(?:[^，,。；;（()）\n]|[（(][^（()）\n]{0,20}[)）])"
_WHO = rf"(?P<who>(?!任务|工作|事项|措施|由|均|都){_NAME}{{2,120}}?)"
_WHO_ALL = rf"(?P<who>{_NAME}{{2,120}})"
_END = r"(?=[^，,。；;）)\n]{0,2}(?:[，,。；;）)\n]|$)"
_TASKS = rf"(?:以上|上述|各项|所有|全部){PART}{{0,8}}(?:任务|工作|事项|措施)"
HELPERS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_ALL}{PART}{{0,4}}?(?:均|都|皆|一律|统一)?(?:需要?|须|要|应)?由?{_WHO}{_HELPS}{_END})",
        rf"{_ALL}的?(?:配合|协办|参与)(?:单位|部门)(?:均|都|统一)?(?:为|是)[:：]?{_WHO_ALL}",
        rf"(?P<scope>)(?:配合|协办|参与)(?:单位|部门)(?:均|都|统一)(?:为|是)[:：]?{_WHO_ALL}",
        rf"(?P<scope>){_WHO}(?:均|都|统一)?(?:为|作为|是){_TASKS}的?(?:配合|协办|参与)(?:单位|部门)",
        rf"(?P<scope>){_WHO}(?:均|都|统一)?{_HELPS}(?P<on>{_TASKS}|[，,；;]\s?(?:下同|不再(?:一一|逐[一项条])列出))",
    )
)
EVERYTHING = re.compile(r"以上|上述|以下|下列|各项|所有|全部|下同|不再|(?:均|都|统一)[为是]")
# One of these words is in each of `HELPERS`.
OF_ALL = re.compile(rf"{EVERYTHING.pattern}|本(?:方案|要点|计划|意见|通知|办法)")
FILLER = "，"
SIGNS = "（()）。；;，,注：: \u3000\n"
# More statements than any document has; beyond them a text is no plan.
MOST = 20


@dataclass(frozen=True, slots=True)
class Standing:
    """The statements of a document about all its assignments, with the part of the document each holds for."""

    text: str = ""
    first_leads: tuple[tuple[Span, Span], ...] = ()
    helpers: tuple[tuple[tuple[str, ...], Span, Span], ...] = ()

    def fills(self, text: str, at: Span) -> bool:
        """Whether a span holds at least one statement and next to nothing beside."""
        rest, position = 0, at[0]
        inside = [rule.at for rule in self.rules if at[0] <= rule.at[0] < at[1]]
        for start, end in [*inside, (at[1], at[1])]:
            rest += len(text[position : max(position, start)].strip(SIGNS))
            position = max(position, end)
        return bool(inside) and rest <= 8

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The statements as rules of the document, in text order."""
        leads = [Rule("first_named_leads", True, self.text[slice(*at)], at) for at, _ in self.first_leads]
        helps = [Rule("helpers_for_all", "、".join(n), self.text[slice(*at)], at) for n, at, _ in self.helpers]
        return tuple(sorted([*leads, *helps], key=lambda rule: rule.at))

    def first_leads_at(self, place: int) -> Span | None:
        """The statement by which the first of several agencies named at a place leads."""
        return next((at for at, (start, end) in self.first_leads if start <= place < end), None)

    def apply(self, assignment: Assignment) -> Assignment:
        """The assignment with what the document says about all of them; `also_at` tells where."""
        return self._helped(self._led(assignment))

    def _led(self, a: Assignment) -> Assignment:
        at = self.first_leads_at(a.at[0])
        if a.mode != "joint" or at is None or not a.co:
            return a
        doers = principals(a)
        if not doers:
            return a
        first, others = doers[:1], tuple(name for name in a.co if name != doers[0])
        return replace(a, mode="lead_with" if others else "lead", lead=first, co=others, also_at=(*a.also_at, at))

    def _helped(self, a: Assignment) -> Assignment:
        for names, at, (start, end) in self.helpers:
            if start <= a.at[0] < end:
                a = helped(a, names, at)
        return a


def find_standing(text: str, sentences: list[Span]) -> Standing:
    """The statements of a document, each looked for inside one sentence."""
    first_leads: list[tuple[Span, Span]] = []
    helpers: list[tuple[tuple[str, ...], Span, Span]] = []
    for sentence in sentences:
        for match in _first(text, sentence):
            scope = (_bracket_start(text, match.start(), sentence[0]), len(text)) if match["on"] else (0, len(text))
            first_leads.append((match.span(), scope))
        helpers += _helping(text, sentence)
    return Standing(text, tuple(first_leads[:MOST]), tuple(helpers[:MOST]))


def _first(text: str, sentence: Span) -> Iterator[re.Match[str]]:
    if text.find("牵头", *sentence) >= 0 or text.find("主办", *sentence) >= 0:
        yield from FIRST_LEADS.finditer(text, *sentence)


def _helping(text: str, sentence: Span) -> Iterator[tuple[tuple[str, ...], Span, Span]]:
    """The first statement of a sentence about who helps with everything."""
    if not any(text.find(word, *sentence) >= 0 for word in ("配合", "协助", "参与", "协办")):
        return
    if OF_ALL.search(text, *sentence) is None:
        return
    for pattern in HELPERS:
        for match in pattern.finditer(text, *sentence):
            names = split_parties(match["who"]).names
            if names and all(looks_like_organ(name) for name in names):
                yield names, match.span(), _scope(match, len(text))
                return


def _scope(match: re.Match[str], length: int) -> Span:
    scope = match["scope"] or ""
    if scope in {"以上", "上述"}:
        return 0, match.start()
    return (match.end(), length) if scope in {"以下", "下列"} else (0, length)


def _bracket_start(text: str, place: int, start: int) -> int:
    """The assignment the statement stands in is the first it holds for."""
    opened = max(text.rfind(sign, max(start, place - 300), place) for sign in "（([【〔：")
    return opened if opened >= 0 else place


def without_standing(phrase: str) -> str:
    """A phrase with such statements blanked out, every place kept."""
    if any(sign in phrase for sign in "第首最"):
        phrase = FIRST_LEADS.sub(_blank, phrase)
    if EVERYTHING.search(phrase):
        for pattern in HELPERS:
            phrase = pattern.sub(_blank, phrase)
    return phrase


def _blank(match: re.Match[str]) -> str:
    return FILLER * len(match.group())
