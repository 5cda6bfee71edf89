"""What a document refers to: the upper-level documents it rests on, the meeting that approved it, what is attached."""

import re
from bisect import bisect_right
from collections.abc import Iterator

from workflow.reading.model import Attachment, Citation
from workflow.reading.offsets import Span

OPEN, CLOSE = r"[〔﹝\[［【(（]", r"[〕﹞\]］】)）]"
ORGAN_SIGN = r"[\u3400-\u9fff]{2,14}(?:[ \u3000]?[\u3400-\u9fff]{1,6})?"
NUMBER = (
    rf"(?:{ORGAN_SIGN}[ \u3000]?{OPEN} ?(?:19|20)\d{{2}} ?{CLOSE} ?第? ?\d{{1,4}} ?号"
    r"|[\u3400-\u9fff]{2,14}令第? ?\d{1,4} ?号)"
)
# In Taiwan titles stand in 「」, as quotations do: what is no document by its name, number or standing is none.
TITLE = re.compile(r"《(?P<title>[^《》\n]{2,120})》|「(?P<quoted>[^「」\n]{2,120})」")
NUMBER_BEHIND = re.compile(rf"\s?[（(]\s?(?P<number>{NUMBER})[^（）()]{{0,20}}[)）]")
NUMBER_BEFORE = re.compile(rf"(?P<number>{NUMBER})$")
# The year and count of a number; the sign of the organ is looked for in front of it.
YEAR_AND_COUNT = re.compile(rf"[ \u3000]?{OPEN} ?(?:19|20)\d{{2}} ?{CLOSE} ?第? ?\d{{1,4}} ?号")
SIGN_BEFORE = re.compile(rf"{ORGAN_SIGN}$")
RESTS_ON = re.compile(
    r"(?:根据|按照|依据|依照|遵照|参照|对照|贯彻|落实|执行|结合|衔接|按|为|符合|学习|围绕|对标|以|依(?!法|托|靠|次|规|申请))(?:好|了|实施|执行|落实)?[^，。；;《》「」]{0,24}$"
)
IS_DOCUMENT = re.compile(
    r"(?:意见|方案|通知|要点|条例|办法|规定|规划|决定|纲要|法|计划|细则|标准|指引|规范|目录|清单|通告|公告|批复|函|制度|报告|决议|措施|任务|分工|解释|指南|纲领|大纲|白皮书|须知|注意事项|若干.{0,8})"
    r"(?:[(（][^()（）]{1,16}[)）])?$"
)
JOINS = re.compile(r"[、，,和与及以]{0,2}(?:以及|及其|并|等)?[、，,]?\s?")
LEADING_WORDS = re.compile(
    r"^(?:.*?(?:文号|字号|根据|按照|依据|依照|落实|贯彻|执行|转发|印发|参照|结合|见|及|和|与|以|按|依|的|《|「|为|了|在))(?=[\u3400-\u9fff]{2,})"
)
APPROVED = re.compile(
    r"(?:已|业|并)?经(?P<body>[^，,。；;《》「」：:\n]{2,44}?)(?:(?:研究|讨论|审议|审核|审定)(?:并)?)*(?:同意|批准|通过|审定)"
)
PASSED = re.compile(
    r"[（(](?:[^（）()\n]{0,24}?日)?(?P<body>[^（）()，。\n]{3,44}?会议?)(?:研究|讨论|审议|修订|表决)*(?:通过|批准|同意)[^（）()\n]{0,12}[)）]"
)
DATED = re.compile(r"^(?:于)?(?:\d{4}年)?(?:\d{1,2}月\d{1,2}日)?(?:的|由)?")
NOBODY = re.compile(r"^(?:研究|讨论|审议|审核|会议|认真|集体|协商|充分|反复|请示|报|报请|有关|批准|依法|双方|领导)+$")
ATTACHED = re.compile(r"附\s?[件表录]\s?(?P<number>\d{1,2}|[一二三四五六七八九十])?\s?[:：．.、]?\s?")
LISTED = re.compile(r"(?P<number>\d{1,2}|[一二三四五六七八九十]{1,2})\s?[.．、]\s?(?P<title>\S.{1,80})")
REFERRED = re.compile(
    r"(?:详?见|按|依据|参见|附)附\s?[件表]\s?(?P<number>\d{0,2})|[(（](?:详?见)?附\s?[件表]\s?(?P<number2>\d{0,2})[)）]"
)


def find_citations(text: str, own_title: str | None, own_number: str | None) -> tuple[Citation, ...]:
    """The documents a plan says it rests on, each where it is named first, in text order.

    A title in 《》 or 「」 counts with a document number beside it, or behind 根据, 按照, 落实 and the like where it is
    named as documents are; so does a number alone. The document itself does not.
    """
    found: list[Citation] = []
    seen: set[str] = set()
    chained_to = -1
    for match in TITLE.finditer(text):
        number, at = _number_beside(text, match)
        is_chained = chained_to >= 0 and JOINS.fullmatch(text, chained_to, match.start()) is not None
        leads = RESTS_ON.search(text[max(0, match.start() - 40) : match.start()]) is not None
        title = match["title"] or match["quoted"]
        is_document = IS_DOCUMENT.search(title) is not None
        if number or (is_document and (leads or is_chained)):
            chained_to = at[1]
            _add(found, seen, Citation(title, number, at), own_title, own_number)
    covered = sorted(citation.at for citation in found)
    for match in YEAR_AND_COUNT.finditer(text):
        sign = SIGN_BEFORE.search(text[max(0, match.start() - 24) : match.start()])
        if sign is None:
            continue
        number, place = _bare_number(sign.group() + match.group())
        start = match.start() - len(sign.group()) + place
        if not any(a <= start < b for a, b in _around(covered, start)):
            _add(found, seen, Citation(None, number, (start, match.end())), own_title, own_number)
    return tuple(sorted(found, key=lambda citation: citation.at))


def _around(covered: list[Span], position: int) -> Iterator[Span]:
    index = bisect_right(covered, position, key=lambda at: at[0]) - 1
    if index >= 0:
        yield covered[index]


def _number_beside(text: str, match: re.Match[str]) -> tuple[str | None, Span]:
    """The document number behind a title or right before it, and the span of both."""
    behind = NUMBER_BEHIND.match(text, match.end(), min(len(text), match.end() + 60))
    if behind:
        return re.sub(r"\s", "", behind["number"]), (match.start(), behind.end())
    start = max(0, match.start() - 40)
    before = NUMBER_BEFORE.search(text[start : match.start()])
    if before:
        number, place = _bare_number(before.group())
        return number, (start + before.start() + place, match.end())
    return None, match.span()


def _bare_number(written: str) -> tuple[str, int]:
    """A number without the words that lead up to it (按照国办发〔2026〕5号), and where it starts."""
    opening = LEADING_WORDS.match(re.split(OPEN, written, maxsplit=1)[0])
    start = opening.end() if opening else 0
    return re.sub(r"\s", "", written[start:]), start


def _add(found: list[Citation], seen: set[str], one: Citation, own_title: str | None, own_number: str | None) -> None:
    name = re.sub(r"\s", "", one.title or one.number or "")
    if name in seen or (one.number and one.number in seen):
        return
    if own_title and one.title and (name in own_title or own_title in name):
        return
    if own_number and one.number and _digits(one.number).endswith(_digits(own_number)):
        return
    seen.add(name)
    if one.number:
        seen.add(one.number)
    found.append(one)


def _digits(number: str) -> str:
    return re.sub(rf"{OPEN}|{CLOSE}|第|\s", "", number)


def find_approval(text: str, spans: list[Span]) -> tuple[str, Span] | None:
    """The meeting or body that approved the document: 已经市政府第3次常务会议审议通过 names the meeting."""
    for at in sorted(spans):
        for pattern in (APPROVED, PASSED):
            for match in pattern.finditer(text, at[0], min(at[1], at[0] + 600)):
                body = DATED.sub("", match["body"]).strip()
                if len(body) >= 2 and not NOBODY.match(body):
                    start = match.end("body") - len(match["body"].rstrip()) + match["body"].rstrip().rfind(body)
                    return body, (start, start + len(body))
    return None


def is_approval_line(line: str) -> bool:
    """A line below the title that says which meeting passed the document."""
    return len(line) <= 90 and PASSED.fullmatch(line) is not None


def find_attachments(text: str, lines: list[Span], paragraphs: list[Span]) -> tuple[Attachment, ...]:
    """What the lines of a list name as attached, and what the text refers to; each with whether it is part of the text.

    It is, where a later paragraph is its title or its number alone: `附件2`.
    """
    last = max((at[1] for at in lines), default=0)
    heads, titles = _attached_texts(text, [at for at in paragraphs if at[0] >= last])
    found = [one for at in lines for one in _listed(text, at, heads, titles)]
    numbers = {one.number for one in found}
    for match in REFERRED.finditer(text):
        number = match["number"] or match["number2"] or None
        if number in numbers or (found and number is None):
            continue
        numbers.add(number)
        found.append(Attachment(None, number, (number or "") not in heads, match.span()))
    return tuple(found)


def _attached_texts(text: str, paragraphs: list[Span]) -> tuple[set[str], set[str]]:
    """The numbers that stand alone above an attached text, and every short line that may be its title."""
    heads: set[str] = set()
    titles: set[str] = set()
    for index, at in enumerate(paragraphs):
        if at[1] - at[0] > 80:
            continue
        line = re.sub(r"\s", "", text[slice(*at)])
        head = ATTACHED.fullmatch(line)
        if head and index + 1 < len(paragraphs):
            heads.add(head["number"] or "")
        titles.add(line.strip("《》「」"))
    return heads, titles


def _listed(text: str, at: Span, heads: set[str], titles: set[str]) -> Iterator[Attachment]:
    start = at[0]
    label = ATTACHED.match(text, *at)
    number = label["number"] if label else None
    start = label.end() if label else start
    entry = LISTED.fullmatch(text, start, at[1])
    if entry:
        number, start = entry["number"], entry.start("title")
    title = re.sub(r"\s", "", text[start : at[1]]).strip("《》「」。；;") or None
    if title or number:
        is_there = (title is not None and title in titles) or (number or "") in heads
        yield Attachment(title, number, not is_there, (start if title else at[0], at[1]))
