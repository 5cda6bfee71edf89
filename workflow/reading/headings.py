"""Where a heading ends and its text begins."""

import re
from collections import Counter

from workflow.reading.brackets import outermost
from workflow.reading.labels import LABEL
from workflow.reading.latin import is_latin
from workflow.reading.markers import marker_at
from workflow.reading.offsets import Span
from workflow.reading.outline import Node, Outline
from workflow.reading.parties import HAS_LEVEL, is_subject, looks_like_organ, split_parties
from workflow.reading.phases import is_stage
from workflow.reading.sentences import strip

LONGEST = 34
LONGEST_WITH_COMMA = 32
DUTY = re.compile(r"牵头|负责|落实|责任|配合|主办|协办|承办")
FULL_STOP = re.compile(r"[。！？!?]")
COLON = re.compile(r"([^。；;，,：:\n]{2,30})[：:](?!\s*$)(?!(?<=\d.)\d)")
UNCLOSED = re.compile(r"[(（][^()（）]*$")
COMMA = re.compile(r"[，,。；;：:]")
GOES_ON = re.compile(r"[的和与”》]|及(?!时)")
GAP = re.compile(r"([^\s。；;，,：:]{4,30})(?P<gap>[ \u00a0]+|[\t\u3000]+)(?=\S)")
LIST_OPENING = re.compile(r"(?:以下|如下|下列|包括|分别[是为]|主要[是为有])[^，,]{0,12}$")
LATIN = re.compile(r"([A-Z][^.:;,\n]{3,60})[.:]\s+(?=[A-Z])")
LATIN_STOP = re.compile(r"[.．]\s")
LATIN_ORDER = re.compile(r"\b(?:shall|must|will|should|is|are|by)\b")
# A sentence with one of these orders something: it is text, however short.
ORDER = re.compile(
    r"应(?:当|于|在|由|按|将|予)|必须|不得|(?<![主重需])要[在于按对把将]|\d[%％]|工作日|[年月]底|年内|[月日]前|每[年季月周]|小时内|实行[“「][日周旬月季]"
)
TIME = re.compile(r"\d\s?[月日]底?前|年底前|年内|工作日内")
TIMED = re.compile(
    r"([^()（）。，,：:；;]{2,24}[(（][^()（）。]{0,16}\d{1,2}月[^()（）。]{0,28}[)）])\s?[。：:]?(?=\s?[^。：:\s])"
)
GENERAL = re.compile(r"(?:总体要求|指导思想|基本原则|总体目标|工作目标|总体思路|工作思路)(?![的和与及、，,：:。是为])")
# 归集数据.每季度更新…: a point typed for the full stop behind a heading. In 一.任务 and 五.一 it belongs to a number.
POINT = re.compile(
    r"(?P<heading>[\u3400-\u9fff“”《》（）、]{3,33}[\u3400-\u9fff”》）](?<![一二三四五六七八九十百零〇]))"
    r"[.．][ \u00a0]?(?=[\u3400-\u9fff“《])"
)
LEAST_BEHIND = 8
# `准备阶段（3月底前）` is a heading with its time in brackets, not an order.
PHASE = re.compile(r"阶段[(（][^()（）]{2,40}[)）]$")


def find_headings(text: str, outline: Outline) -> None:
    """Set `heading_at` and `body` of every node."""
    for node in outline.nodes():
        node.heading_at, node.body = _split(text, node)
    _guess_from_siblings(text, outline)


def _split(text: str, node: Node) -> tuple[Span | None, list[Span]]:
    first, rest = node.paragraphs[0], node.paragraphs[1:]
    if first[0] >= first[1]:
        return None, rest
    timed = bool(rest) and not node.children and not node.is_over_table and _is_timed(text, first)
    if (rest or node.children or node.is_over_table) and not timed and _is_bare_heading(text, first):
        return _without_stop(text, first), rest
    if rest or node.children:
        titled = _before_duty(text, first)
        if titled:
            return titled[0], [titled[1], *rest]
    heading = (
        _stage(text, node, first)
        or _first_sentence(text, first)
        or _before_colon(text, first)
        or _before_gap(text, first)
        or _latin(text, first)
        or _general(text, first)
    )
    if heading is None:
        return None, [first, *rest]
    body = strip(text, (_after_stop(text, heading[1], first[1]), first[1]))
    own = [body] if body[0] < body[1] else []
    return heading, [*own, *rest]


def _is_bare_heading(text: str, at: Span) -> bool:
    """A paragraph that is nothing but a heading."""
    start, end = _without_stop(text, at)
    written = text[start:end]
    return end - start <= 60 and not FULL_STOP.search(written) and "；" not in written and not holds_duty(text, at)


def _is_timed(text: str, at: Span) -> bool:
    """Whether a paragraph says by when, otherwise than in brackets: then it is a task, and no heading of one."""
    return TIME.search(re.sub(r"[(（][^()（）]{0,40}[)）]", "", text[slice(*at)])) is not None


def holds_duty(text: str, at: Span) -> bool:
    """Whether a bracket that names a duty, or agencies at the end, stands in the span; headings carry none."""
    brackets = outermost(text, at)
    if brackets and not text[brackets[-1].at[1] : at[1]].strip(" 。；;") and _names_agencies(text, brackets[-1].inner):
        return True
    return any(DUTY.search(text[slice(*bracket.inner)]) for bracket in brackets)


def _names_agencies(text: str, at: Span) -> bool:
    """Whether a bracket holds names of agencies and nothing else."""
    names = split_parties(text[slice(*at)]).names
    return bool(names) and all(is_subject(name) and HAS_LEVEL.match(name) for name in names)


def _before_duty(text: str, at: Span) -> tuple[Span, Span] | None:
    """A heading whose own paragraph ends with the bracket of who is responsible: heading, and the bracket."""
    brackets = outermost(text, at)
    if (
        not brackets
        or not (DUTY.search(text[slice(*brackets[-1].inner)]) or _names_agencies(text, brackets[-1].inner))
        or text[brackets[-1].at[1] : at[1]].strip(" 。；;")
    ):
        return None
    heading = _without_stop(text, strip(text, (at[0], brackets[-1].at[0])))
    written = text[slice(*heading)]
    if not 2 <= len(written) <= LONGEST or FULL_STOP.search(written) or TIME.search(written):
        return None
    return heading, (brackets[-1].at[0], at[1])


def _without_stop(text: str, at: Span) -> Span:
    start, end = at
    while end > start and text[end - 1] in "。：:；;":
        end -= 1
    return start, end


def _after_stop(text: str, position: int, limit: int) -> int:
    if LATIN_STOP.match(text, position, limit):
        position += 1
    while position < limit and (text[position] in "。：:！？!?" or text[position].isspace()):
        position += 1
    return position


def _first_sentence(text: str, at: Span) -> Span | None:
    """A short first sentence with more text behind it."""
    match = FULL_STOP.search(text, at[0], min(at[1], at[0] + LONGEST + 1))
    if match is None or not text[match.end() : match.end() + 40].strip() or match.end() >= at[1]:
        return None
    behind = strip(text, (match.end(), at[1]))
    if text[behind[0]] in "(（" and marker_at(text, behind) is None:
        return None
    heading = (at[0], match.start())
    written = text[slice(*heading)]
    commas = sum(written.count(sign) for sign in "，,；;：:")
    limit = LONGEST_WITH_COMMA if commas else LONGEST
    if PHASE.search(written):
        return heading
    if commas > 1 or not 2 <= len(written) <= limit or ORDER.search(written) or holds_duty(text, heading):
        return None
    return heading


def _before_colon(text: str, at: Span) -> Span | None:
    match = COLON.match(text, *at)
    if match is None or LIST_OPENING.search(match[1]) or ORDER.search(match[1]) or UNCLOSED.search(match[1]):
        return None
    label = LABEL.search(text, match.start(), match.end())
    if label and label.end() >= match.end():
        # `建立档案 责任单位：…`: the colon is that of the label.
        return None
    return match.span(1)


def _before_gap(text: str, at: Span) -> Span | None:
    match = GAP.match(text, *at)
    if match is None or ORDER.search(match[1]) or "。" not in text[match.end() : at[1]]:
        return None
    # One space is enough behind a short heading, but a list of agencies may be parted by spaces too.
    if match["gap"] == " " and (len(match[1]) > 16 or looks_like_organ(match[1])):
        return None
    return match.start(), match.start() + len(match[1].rstrip(".．"))


def _latin(text: str, at: Span) -> Span | None:
    """`Open budgets. The Finance Bureau shall …`: a few words in front of the sentences."""
    match = LATIN.match(text, *at)
    return match.span(1) if match and is_latin(text, at) and not LATIN_ORDER.search(match[1]) else None


def _stage(text: str, node: Node, at: Span) -> Span | None:
    """动员部署（3月底前）: the heading of a stage with its time."""
    match = TIMED.match(text, *at)
    if match is None or not ("阶段" in match[1] or is_stage(text, node)):
        return None
    return match.span(1)


def _general(text: str, at: Span) -> Span | None:
    """总体要求, 指导思想 and their like are headings even where nothing parts them from the text."""
    match = GENERAL.match(text, *at)
    return match.span() if match and match.end() < at[1] - 10 else None


def _guess_from_siblings(text: str, outline: Outline) -> None:
    """Where the stop between heading and text was lost, brothers with the same first and last word show the end.

    `强化…公开` three times and one `强化…公开及时…` without a stop: the heading ends at `公开`. A person confirms it.
    """
    families = [outline.roots, *(node.children for node in outline.nodes())]
    for family in families:
        _part_at_points(text, family)
        shown = [text[slice(*n.heading_at)] for n in family if n.heading_at and n.heading_at[1] - n.heading_at[0] >= 5]
        firsts = Counter(heading[:2] for heading in shown)
        lasts = {last for last, count in Counter(heading[-2:] for heading in shown).items() if count >= 2} | {"工作"}
        for node in family:
            if node.heading_at is None and node.body and firsts[text[node.body[0][0] : node.body[0][0] + 2]] >= 2:
                _guess(text, node, lasts)


def _part_at_points(text: str, family: list[Node]) -> None:
    """Headings that a point parts from their text, where a brother has a heading too. A person confirms each."""
    pointed = [(node, match) for node in family if (match := _point(text, node))]
    others = sum(node.heading_at is not None for node in family if all(node is not one for one, _ in pointed))
    if len(pointed) + others < 2:
        return
    for node, match in pointed:
        first = node.paragraphs[0]
        if node.heading_at is None:
            del node.body[0]
        node.heading_at, node.heading_guessed = match.span("heading"), True
        node.body.insert(0, (match.end(), first[1]))


def _point(text: str, node: Node) -> re.Match[str] | None:
    """The heading and the point behind it, if the node's first paragraph was read as text alone or heading alone."""
    first = node.paragraphs[0]
    is_text = node.heading_at is None and node.body[:1] == [first]
    is_sentence = node.heading_at == _without_stop(text, first) and text[first[1] - 1 : first[1]] in {"。", "."}
    match = POINT.match(text, *first) if is_text or is_sentence else None
    if match is None or first[1] - match.end() < LEAST_BEHIND or ORDER.search(match["heading"]):
        return None
    return match


def _guess(text: str, node: Node, lasts: set[str]) -> None:
    start, end = node.body[0]
    comma = COMMA.search(text, start, min(end, start + LONGEST))
    reach = comma.start() if comma else min(end, start + LONGEST)
    stop = min((at + 2 for last in lasts if (at := text.find(last, start + 4, reach)) >= 0), default=reach)
    rest_at = stop
    while rest_at < end and text[rest_at] in "、 \u3000":
        rest_at += 1
    if stop >= reach or end - rest_at < 10 or GOES_ON.match(text, stop):
        return
    node.heading_at, node.heading_guessed = (start, stop), True
    node.body[0] = (rest_at, end)
