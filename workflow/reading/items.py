"""From the outline to the items: what is a task, who answers for it, by when, and what is left to ask."""

import re
from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise

from workflow.reading.assignments import Found, find_assignments
from workflow.reading.brackets import Bracket
from workflow.reading.closing import is_formality
from workflow.reading.combining import only_help
from workflow.reading.doubts import doubt
from workflow.reading.labels import find_labels, names_time
from workflow.reading.latin import is_latin, latin_sentences
from workflow.reading.model import Assignment, Deadline, Doubt, Item, Phase, Recurrence, Vague
from workflow.reading.offsets import Span
from workflow.reading.outline import Node, Outline
from workflow.reading.owners import Place, Practice, agency_heading, find_owners, is_told, passed_down
from workflow.reading.phases import phase_deadline, read_phase
from workflow.reading.recurrences import find_recurrences
from workflow.reading.sentences import sentences, strip
from workflow.reading.tables_due import cell_deadlines, cell_wording, is_unread
from workflow.reading.timing import Calendar, find_deadlines, masked
from workflow.reading.unread_times import Unread
from workflow.reading.vague import wording_of

# Sections that say why and in what spirit; they hold no task of anyone.
GENERAL = re.compile(
    r"^(?:.{0,4}(?:总体|指导|基本)(?:要求|思想|思路|原则|目标|方针)|工作(?:目标|思路|原则)|主要目标|重要意义|目标要求|(?:试点|整治|治理|推动|推进|创建|建设|发展|改革|行动|计划|攻坚|提升|预期)目标|计划(?:缘起|依据|目的)|总则|附则|依据|目的|目标|背景|缘起|前言|指导思想(?:和|与).{2,8}|.{0,6}重要意义)$"
    r"|^(?i:purpose|background|introduction|objectives?|aims?|scope|context|vision|preamble|principles)\.?$"
)
# 依本市第25次市政会议决议办理。: why, and nothing to do.
BASIS = re.compile(
    r"(?:兹)?(?:依据?(?![法规托靠照次])|奉|复(?![查核垦耕工检训评审]))(?:(?!逐|限期|并(?!入))[^，,；;。]){4,80}(?:决议|决定|计划|要点|办法|条例|规定|规则|纲要|白皮书|方案|函|指示|裁示)"
    r"[」》”]?(?:[（(][^（）()]{2,40}[）)])?(?:意旨|精神)?办理。?"
)
# A bracket beside that of the agencies which only says by when: （6月底前完成）.
TIME_ALONE = re.compile(
    r"\s?[（(【\[](?:完成时限[:：])?[^（）()，,；;。]{2,24}(?:前|内|底|完成|日|月)(?:完成)?[）)】\]]\s?。?"
)
# Where what stands behind a label of a time ends.
VALUE_END = re.compile(r"[。；;）)】\]\n]")
COUNTED = re.compile(r"[一二三四五六七八九十]{1,2}是(?!否)")
CLOSING_NUMBER = "末段"
PARAGRAPH_NUMBER = "段"
Progress = Callable[[int], None]


@dataclass(slots=True)
class Built:
    """Items and phases, and the spans that were read as something else, by name."""

    items: list[Item] = field(default_factory=list)
    phases: list[Phase] = field(default_factory=list)
    waived: list[tuple[Span, str]] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Context:
    """What all items of a document are read with."""

    text: str
    calendar: Calendar
    numbering: dict[int, list[Doubt]]
    practice: Practice


def build_items(context: Context, outline: Outline, progress: Progress) -> Built:
    """The items of the numbered part of a document, in document order."""
    built = Built()
    general = _general_nodes(context.text, outline)
    inherited: dict[int, Found] = {}
    phases: dict[int, Phase] = {}
    for node in outline.nodes():
        text = context.text
        if node.parent is not None and id(node.parent) in inherited:
            inherited[id(node)] = inherited[id(node.parent)]
        if id(node) in general:
            built.waived.append((node.at, "preamble"))
            built.doubts += context.numbering.get(id(node), [])
            continue
        phase = read_phase(text, node, context.calendar, built.phases[-1] if built.phases else None)
        if phase:
            built.phases.append(phase)
        over = phase or phases.get(id(node.parent))
        if over:
            phases[id(node)] = over
        if node.children:
            _read_section(context, node, built, inherited)
        else:
            _read_leaf(context, node, built, inherited.get(id(node)), over)
        progress(node.at[1])
    return built


def _general_nodes(text: str, outline: Outline) -> set[int]:
    """Nodes in a section of general remarks; one that assigns something is not general after all."""
    general: set[int] = set()
    for node in outline.nodes():
        if (node.parent is not None and id(node.parent) in general) or _is_general(text, node):
            general.add(id(node))
    return general


def _is_general(text: str, node: Node) -> bool:
    if node.heading_at is None or not GENERAL.match(text[slice(*node.heading_at)].strip()):
        return False
    return not any(
        find_assignments(text, below.body).assignments or any(_sets_quotas(text, at) for at in below.body)
        for below in node.walk()
    )


def _sets_quotas(text: str, paragraph: Span) -> bool:
    """Whether a paragraph says how often somebody has to do something at least: a duty, though it stands among aims."""
    returning = find_recurrences(text, masked(text, paragraph), paragraph, ()).recurrences
    return any(one.kind == "per_period_min" and one.who for one in returning)


def _read_section(context: Context, node: Node, built: Built, inherited: dict[int, Found]) -> None:
    """A place with numbers below it: its heading is no task; text of its own may be one."""
    found = find_assignments(context.text, node.body)
    own_text = _text_span(context.text, node.body, found.brackets) if node.body else (0, 0)
    timed = own_text[0] < own_text[1] and (
        bool(_timing(context, [own_text], Found(), ())[0])
        or (not found.assignments and is_told(context.text, node.body, context.practice))
    )
    built.doubts += context.numbering.get(id(node), []) if not (found.assignments or timed) else []
    headed = None if found.assignments else agency_heading(context.text, node.heading_at, (0, 0))
    above = inherited.get(id(node))
    if found.assignments or headed:
        inherited[id(node)] = passed_down(found, above) if headed is None else Found((headed,))
    if (found.assignments and own_text[0] < own_text[1]) or timed:
        above = above if only_help(found.assignments) else None
        doubts = _node_doubts(context, node)
        built.items.append(_item(context, node.path, node.at, node.heading_at, node.body, doubts, above))
        return
    if node.heading_at:
        built.waived.append(((node.marker.at[0], node.heading_at[1]), "heading"))
    elif not node.body:
        built.waived.append((node.marker.at, "heading"))
    built.waived += [(at, "heading" if found.assignments else "introduction") for at in node.body]


def _node_doubts(context: Context, node: Node) -> list[Doubt]:
    raised = list(context.numbering.get(id(node), []))
    if node.heading_guessed and node.heading_at:
        raised.append(doubt("heading_guessed", [context.text[slice(*node.heading_at)]], node.heading_at))
    return raised


def _read_leaf(context: Context, node: Node, built: Built, inherited: Found | None, phase: Phase | None) -> None:
    """A place with nothing below it: one item, or one for each paragraph that names its own agencies."""
    text = context.text
    rules = {at for at in node.body if context.practice.says_only_rules(text, at)}
    formal = node.body and all(at in rules or is_formality(text, at) for at in node.body)
    if node.heading_at is None and len(node.body) == 1 and BASIS.fullmatch(text, *node.body[0]):
        built.waived.append((node.at, "preamble"))
        built.doubts += context.numbering.get(id(node), [])
        return
    if formal and not find_assignments(text, node.body).assignments:
        built.waived.append((node.at, "rule" if rules else "closing"))
        built.doubts += context.numbering.get(id(node), [])
        return
    built.waived += [(at, "rule") for at in rules]
    node.body = [at for at in node.body if at not in rules]
    doubts = _node_doubts(context, node)
    deadline = phase_deadline(phase, text) if phase else None
    if not node.body:
        if node.heading_at is None or node.is_over_table:
            built.waived.append((node.at, "heading"))
            built.doubts += doubts
            return
        built.items.append(_item(context, node.path, node.at, None, [node.heading_at], doubts, inherited, deadline))
        return
    parts = _own_paragraphs(text, node.body)
    parts = parts if len(parts) > 1 else _counted_paragraphs(context, node.body)
    if len(parts) < 2:
        built.items.append(_item(context, node.path, node.at, node.heading_at, node.body, doubts, inherited, deadline))
        return
    start = node.at[0]
    for index, paragraphs in enumerate(parts, start=1):
        at = (start, paragraphs[-1][1])
        number = f"{node.path}/{PARAGRAPH_NUMBER}{index}"
        built.items.append(_item(context, number, at, node.heading_at, paragraphs, doubts, inherited, deadline))
        start, doubts = at[1], []


def _own_paragraphs(text: str, body: list[Span]) -> list[list[Span]]:
    """The paragraphs of a body, together up to each that ends with a bracket of its own.

    A bracket alone on its line belongs to the text above it; text without a bracket at the end stays with the last.
    """
    parts: list[list[Span]] = [[]]
    for at in body:
        brackets = find_assignments(text, [at]).brackets
        parts[-1].append(at)
        if brackets and at[1] - brackets[-1].at[1] <= 1:
            parts.append([])
    parts = [part for part in parts if part]
    if len(parts) > 1 and not find_assignments(text, parts[-1]).brackets:
        rest = parts.pop()
        parts[-1] += rest
    if len(parts) > 1 and any(
        _text_span(text, part, find_assignments(text, part).brackets)[1] <= part[0][0] for part in parts
    ):
        return [body]
    return parts


def is_counted(text: str, at: Span) -> bool:
    """Whether a paragraph is one of 一是…, 二是…, 三是…"""
    return COUNTED.match(text, *at) is not None


def _counted_paragraphs(context: Context, body: list[Span]) -> list[list[Span]]:
    """The paragraphs of a body cut at 一是, 二是, where each of these tells somebody to act."""
    text = context.text
    starts = [index for index, at in enumerate(body) if is_counted(text, at)]
    if len(starts) < 2:
        return [body]
    cuts = [0, *starts[1:], len(body)]
    parts = [body[a:b] for a, b in pairwise(cuts)]
    if find_assignments(text, body).assignments or not all(is_told(text, part, context.practice) for part in parts):
        return [body]
    return parts


def paragraph_items(context: Context, paragraphs: list[Span], number: str) -> list[Item]:
    """Items out of paragraphs without a number: the closing ones, or those that assign a task all the same."""
    items: list[Item] = []
    for index, at in enumerate(paragraphs, start=1):
        several = number == PARAGRAPH_NUMBER or len(paragraphs) > 1
        doubts = [doubt("unnumbered", at=at)] if number == PARAGRAPH_NUMBER else []
        body = [context.practice.without_greeting(context.text, at)]
        items.append(_item(context, f"{number}{index}" if several else number, at, None, body, doubts))
    return items


def _item(
    context: Context,
    number: str,
    at: Span,
    heading_at: Span | None,
    body: list[Span],
    doubts: list[Doubt],
    inherited: Found | None = None,
    phase: Deadline | None = None,
) -> Item:
    text = context.text
    found = find_assignments(text, body)
    text_at = _text_span(text, body, found.brackets)
    if text_at[0] == text_at[1] and heading_at and heading_at[0] >= at[0]:
        # Nothing but who and by when below the heading: the heading is the task.
        text_at, heading_at = heading_at, None
        body = [text_at, *body]
    owners = find_owners(Place(text, at, heading_at, text_at, body), found, inherited, context.practice)
    assignments = owners.assignments
    raised = [*doubts, *owners.doubts]
    told = not found.assignments and any(one.kind == "owner_in_sentence" for one in owners.doubts)
    deadlines, recurrences, timing_doubts = _timing(
        context, body, found, assignments, told=told, staged=phase is not None
    )
    vague, unread = _labelled_times(context, body, deadlines, recurrences)
    return Item(
        number=number,
        heading=text[slice(*heading_at)] if heading_at else None,
        text=text[slice(*text_at)],
        at=at,
        text_at=text_at,
        heading_at=heading_at,
        assignments=(*assignments, *owners.parts),
        deadlines=(*deadlines, *([phase] if phase and not deadlines else [])),
        recurrences=tuple(recurrences),
        doubts=(*raised, *timing_doubts, *unread),
        vague=tuple(vague),
    )


def _labelled_times(
    context: Context, body: list[Span], deadlines: list[Deadline], recurrences: list[Recurrence]
) -> tuple[list[Vague], list[Doubt]]:
    """What stands behind 完成时限： and is no date: the wording nobody can measure, and what was not read at all."""
    text = context.text
    read = [*(one.at for one in deadlines), *(one.at for one in recurrences)]
    vague: list[Vague] = []
    doubts: list[Doubt] = []
    for paragraph in body:
        labels = list(find_labels(text, paragraph))
        for label, following in zip(labels, [*labels[1:], None], strict=False):
            if not names_time(label):
                continue
            limit = following.start() if following else paragraph[1]
            end = VALUE_END.search(text, label.end(), limit)
            at = strip(text, (label.end(), end.start() if end else limit))
            wording = list(cell_wording(text, at)) or list(wording_of(text, at))
            vague += wording
            known = bool(wording) or any(start < at[1] and at[0] < stop for start, stop in read)
            # A date that the text names already was taken out of the deadlines: the value is read once more.
            if not known and is_unread(text[slice(*at)]) and not cell_deadlines(text, at, context.calendar).deadlines:
                doubts.append(doubt("time_unread", [text[slice(*at)][:80]], at))
    return vague, doubts


def _text_span(text: str, body: list[Span], brackets: tuple[Bracket, ...]) -> Span:
    """The body without a bracket of responsibility at its very start or end."""
    start, end = body[0][0], body[-1][1]
    if brackets and brackets[0].at[0] == start:
        start = brackets[0].at[1]
        while start < end and (text[start] in "。；;，," or text[start].isspace()):
            start += 1
    for bracket in reversed(brackets):
        behind = text[bracket.at[1] : end]
        if bracket.at[0] < start or (behind.strip(" 。；;，,、\n\u3000") and not TIME_ALONE.fullmatch(behind)):
            break
        end = bracket.at[0]
        while end > start and (text[end - 1] in "，,、" or text[end - 1].isspace()):
            end -= 1
    start, end = strip(text, (min(start, end), end))
    return start, end


def _timing(
    context: Context,
    body: list[Span],
    found: Found,
    assignments: tuple[Assignment, ...],
    *,
    told: bool = False,
    staged: bool = False,
) -> tuple[list[Deadline], list[Recurrence], list[Doubt]]:
    """Deadlines and returning duties; a bracket of responsibility may hold some, but none reaches into or out of it.

    Where sentences assign (`told`), each speaks of itself only. What is `staged` is no quota of a year.
    """
    parts = _around(body, found.brackets)
    if told:
        cut = [latin_sentences if is_latin(context.text, part) else sentences for part in parts]
        parts = [sentence for part, by in zip(parts, cut, strict=True) for sentence in by(context.text, part)]
    timed = find_deadlines(context.text, parts, context.calendar)
    recurrences: list[Recurrence] = []
    doubts = list(timed.doubts)
    due = None if staged else [one.at for one in timed.deadlines]
    for part in parts:
        owners = _tellers(assignments, part) if told else _owners(assignments, part)
        plain = masked(context.text, part)
        returning = find_recurrences(context.text, plain, part, owners, due, yearly=context.calendar.is_yearly)
        recurrences += returning.recurrences
        doubts += returning.doubts
    net = Unread(timed.deadlines, recurrences, doubts)
    doubts += [one for part in parts for one in net.find(context.text, part)]
    return _without_repeats(timed.deadlines, found.brackets), recurrences, doubts


def _without_repeats(deadlines: tuple[Deadline, ...], brackets: tuple[Bracket, ...]) -> list[Deadline]:
    """A bracket often repeats the date of the text as 完成时限; that is one deadline."""
    starts = [bracket.at[0] for bracket in brackets]

    def is_inside(deadline: Deadline) -> bool:
        index = bisect_right(starts, deadline.at[0]) - 1
        return index >= 0 and deadline.at[1] <= brackets[index].at[1]

    outside = {(d.kind, d.value) for d in deadlines if not is_inside(d)}
    return [d for d in deadlines if not is_inside(d) or (d.kind, d.value) not in outside]


def _around(body: list[Span], brackets: tuple[Bracket, ...]) -> list[Span]:
    """The paragraphs cut at the brackets, the inside of each on its own."""
    parts: list[Span] = []
    waiting = deque(brackets)
    for start, end in body:
        position = start
        while waiting and waiting[0].at[1] <= end:
            bracket = waiting.popleft()
            parts += [(position, bracket.at[0]), bracket.inner]
            position = bracket.at[1]
        parts.append((position, end))
    return [part for part in parts if part[0] < part[1]]


def _tellers(assignments: tuple[Assignment, ...], sentence: Span) -> tuple[str, ...]:
    """Who a sentence tells to act itself."""
    index = bisect_right(assignments, sentence[0] - 1, key=lambda a: a.covers[0])
    if index == len(assignments) or assignments[index].covers[0] >= sentence[1]:
        return ()
    return assignments[index].lead or assignments[index].co


def _owners(assignments: tuple[Assignment, ...], part: Span) -> tuple[str, ...]:
    """Who answers for a part of the text: the assignment that covers it, or else the first."""
    if not assignments:
        return ()
    own = assignments[max(bisect_right(assignments, part[1] - 1, key=lambda a: a.covers[0]) - 1, 0)]
    # Of those that cover the same text the first; there may be thousands.
    first = bisect_left(assignments, own.covers[0], key=lambda a: a.covers[0])
    same = (assignments[index] for index in range(first, len(assignments)) if assignments[index].covers == own.covers)
    own = next(same, own)
    if part[0] >= own.covers[1] and not part[0] <= own.at[0] < part[1]:
        own = assignments[0]
    return own.lead or own.co
