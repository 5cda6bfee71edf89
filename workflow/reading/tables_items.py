"""From the entries of a table to items: who its cells name, by when, and what is left to ask."""

import re
from dataclasses import dataclass, replace
from itertools import pairwise

from workflow.reading.assignments import Found, find_assignments
from workflow.reading.combining import Agreed, hear_sentences, names_of, only_help, under_section
from workflow.reading.doubts import doubt
from workflow.reading.model import Assignment, Deadline, Doubt, Item, Mode, Recurrence
from workflow.reading.offsets import Span
from workflow.reading.parties import Parties
from workflow.reading.recurrences import find_recurrences
from workflow.reading.sentences import paragraphs, strip
from workflow.reading.tables_columns import AGENCIES, Role
from workflow.reading.tables_due import cell_deadlines, cell_wording, is_unread
from workflow.reading.tables_entries import Entry
from workflow.reading.tables_parties import (
    Named,
    is_cut,
    is_fragment,
    is_nobody,
    is_unfinished,
    joined,
    read_names,
    unknown_members,
)
from workflow.reading.timing import Calendar, find_deadlines, masked
from workflow.reading.told import find_told
from workflow.reading.unread_times import Unread

# 排在第一位的为牵头单位: said once, in a note or a title, for every cell of responsible agencies.
FIRST_LEADS = re.compile(
    r"(?:第一|首|最前|前)(?:位|个|家|列|名)?(?:的)?(?:责任)?(?:单位|部门)?(?:的)?(?:即)?(?:为|是|系)(?:总)?(?:牵头|主办|主责)"
    r"|(?:排|列)(?:名|序)?(?:在)?(?:第一|首位|最前|前面)[^。；;\n]{0,10}牵头"
)
NAMES_TIME = re.compile(r"(?<![每按逐])(?:年[底内末]|[一二三四]季度|月[底末]|[上下]半年)")
PART = re.compile(r"[^，,；;。\n]+")
STAGED = re.compile(r"[(（](?P<time>[^（）()\n]{2,24})[)）]")
TIMED = re.compile(r"\d[年月日]|年[底内末]|季度|工作日")
RECENT = 24
LONGEST_PHRASE = 600
MOST_TOLD = 8


@dataclass(slots=True)
class Desk:
    """What all items of a table are read with; `recent` are agency cells seen so far, proposed where one is missing."""

    text: str
    calendar: Calendar
    columns: frozenset[Role]
    first_leads: bool
    recent: dict[str, None]


@dataclass(frozen=True, slots=True)
class _Who:
    assignments: tuple[Assignment, ...]
    doubts: tuple[Doubt, ...]
    parts: tuple[Assignment, ...] = ()
    """Who answers for parts of the work only, by its sentences."""


def item_of(desk: Desk, entry: Entry, number: str) -> Item:
    """The item that an entry makes."""
    text = desk.text
    found = _brackets(text, entry.texts)
    text_at = _text_span(text, entry, found)
    who = _heard(desk, entry, found, _who(desk, entry, text_at), text_at)
    raised = [*entry.doubts, *who.doubts, *_broken(text, entry, text_at)]
    deadlines, recurrences, timing_doubts = _timing(desk, entry, found, who.assignments)
    heading_at = entry.heading_at
    return Item(
        number=number,
        heading=text[slice(*heading_at)] if heading_at else None,
        text=text[slice(*text_at)],
        at=entry.at,
        text_at=text_at,
        heading_at=heading_at,
        assignments=(*who.assignments, *who.parts),
        deadlines=tuple(deadlines),
        recurrences=tuple(recurrences),
        doubts=(*raised, *timing_doubts),
        vague=tuple(word for at in entry.cells.get("deadline", []) for word in cell_wording(text, at)),
    )


def _heard(desk: Desk, entry: Entry, found: Found, who: _Who, text_at: Span) -> _Who:
    """Who answers by the cells, with what the brackets and the sentences of the text add; and what is asked then."""
    text, lines = desk.text, _lines(desk.text, entry.texts)
    assignments, raised = who.assignments, list(who.doubts)
    named = {name for a in assignments for name in (*a.lead, *a.co)}
    more = [a for a in found.assignments if not {*a.lead, *a.co} <= named]
    if more:
        assignments = (*assignments, *(_covering(a, text_at) for a in more))
        raised += found.doubts
    agreed = hear_sentences(text, lines, found.brackets, assignments) if assignments else Agreed(())
    raised += agreed.doubts
    answered = not only_help(agreed.assignments)
    if more or (only_help(who.assignments) and answered):
        raised = [one for one in raised if one.kind != "cell_missing"]
    asked = {one.kind for one in (*raised, *entry.doubts)} & {"cell_missing", "cell_column"}
    if not asked and not (assignments and answered):
        told = names_of(one.assignment for one in find_told(text, lines))
        raised.append(doubt("no_owner", told[:MOST_TOLD], entry.at))
    return _Who(agreed.assignments, tuple(raised), agreed.parts)


def _broken(text: str, entry: Entry, text_at: Span) -> list[Doubt]:
    """A text that breaks off, or goes on in another row with other cells between its parts."""
    parted = any(text[a[1] : b[0]].strip() for a, b in pairwise(entry.texts))
    if not parted and not is_cut(text[slice(*text_at)]):
        return []
    parts = [text[max(at[0], at[1] - 30) : at[1]] for at in entry.texts[:4]]
    return [doubt("cell_cut", parts, text_at)]


def _lines(text: str, spans: list[Span]) -> list[Span]:
    return [(at[0] + line[0], at[0] + line[1]) for at in spans for line in paragraphs(text[slice(*at)])]


def _brackets(text: str, texts: list[Span]) -> Found:
    return find_assignments(text, _lines(text, texts))


def _text_span(text: str, entry: Entry, found: Found) -> Span:
    """The text cells without a bracket of responsibility at their end, inside of the place of the entry."""
    start, end = entry.texts[0][0], max(at[1] for at in entry.texts)
    if found.brackets and not text[found.brackets[-1].at[1] : end].strip(" 。；;\n\t"):
        before = strip(text, (start, max(found.brackets[-1].at[0], start)))
        end = before[1] if before[1] > before[0] else end
    entry.reach((start, end))
    return start, end


def _covering(assignment: Assignment, text_at: Span) -> Assignment:
    covers = assignment.covers
    within = text_at[0] <= covers[0] < covers[1] <= text_at[1]
    return replace(assignment, covers=covers if within else text_at)


def _who(desk: Desk, entry: Entry, text_at: Span) -> _Who:
    cells: dict[Role, Named] = {role: read_names(desk.text, entry.cells.get(role, [])) for role in AGENCIES}
    doubts = _cell_doubts(desk.text, cells)
    mode, lead, co = _roles(desk, cells)
    has_column = not desk.columns.isdisjoint(AGENCIES)
    principal = cells["lead"].everyone or (cells["responsible"].everyone if "lead" not in desk.columns else [])
    asked = any(one.kind == "cell_column" for one in entry.doubts)
    if has_column and not principal and not asked:
        told = names_of(one.assignment for one in find_told(desk.text, _lines(desk.text, entry.texts)))
        doubts.append(doubt("cell_missing", dict.fromkeys([*told[:MOST_TOLD], *desk.recent]), entry.at))
    at = _place(desk.text, entry, cells)
    for role in AGENCIES:
        _remember(desk, cells[role].at)
    if not lead and not co:
        return _of_section(entry, doubts, text_at)
    names = [*lead, *co]
    is_divided = any(named.divided for named in cells.values())
    if mode == "joint" and len(names) > 1 and principal and not asked and not is_divided:
        doubts.append(doubt("mode_unstated", names, at))
    is_open = [desk.text[slice(*at)][:200] for named in cells.values() if named.is_open for at in named.at[:1]]
    phrase = desk.text[slice(*at)]
    if unknown := unknown_members(names):
        doubts.append(doubt("open_collective", unknown, at))
    if is_open:
        doubts.append(doubt("open_list", is_open, at))
    collective = Parties(tuple(names)).collective
    helping = {*cells["lead"].co, *cells["responsible"].co, *cells["co"].everyone} - {*cells["responsible"].names}
    helpers = tuple(name for name in co if name in helping)
    named = Assignment(mode, tuple(lead), tuple(co), collective, bool(is_open), phrase, at, text_at, helpers=helpers)
    if entry.section is not None and only_help([named]):
        return _of_section(entry, doubts, text_at, (named,))
    return _Who((named,), tuple(doubts))


def _of_section(entry: Entry, doubts: list[Doubt], text_at: Span, own: tuple[Assignment, ...] = ()) -> _Who:
    """Where a row names nobody, or only helpers (`own`), those in the title of its section, for a person to confirm."""
    if entry.section is None:
        return _Who(own, tuple(doubts))
    over = tuple(_covering(one, text_at) for one in entry.section.assignments)
    assignments = under_section(own, over) if own else over
    if not assignments:
        return _Who(own, tuple(doubts))
    names = [name for one in over for name in (*one.lead, *one.co)]
    kept = [one for one in doubts if one.kind != "cell_missing"]
    return _Who(assignments, (*kept, doubt("inherited_owner", names, entry.at), *entry.section.doubts))


def _cell_doubts(text: str, cells: dict[Role, Named]) -> list[Doubt]:
    raised: list[Doubt] = []
    for named in cells.values():
        if named.cut:
            raised.append(doubt("cell_cut", named.cut, named.at[0] if named.at else None))
        if named.strange:
            raised.append(doubt("unread_party", named.strange, named.at[0] if named.at else None))
    return raised


def _roles(desk: Desk, cells: dict[Role, Named]) -> tuple[Mode, list[str], list[str]]:
    """Mode, leading and other parties out of what the columns say and what the cells themselves add."""
    first, second, third = cells["lead"], cells["responsible"], cells["co"]
    lead = [*first.lead, *first.names, *second.lead]
    helpers = [*second.names, *first.co, *second.co, *third.everyone]
    each = any(named.each for named in cells.values())
    if not lead and second.names and not second.divided:
        if "co" in desk.columns and "lead" not in desk.columns:
            # 责任单位 beside 配合单位: who answers for it has helpers, which is what leading means here.
            lead, helpers = second.names, [*second.co, *third.everyone]
        elif desk.first_leads and "lead" not in desk.columns:
            lead, helpers = second.names[:1], [*second.names[1:], *second.co, *third.everyone]
    lead = list(dict.fromkeys(lead))
    helpers = [name for name in dict.fromkeys(helpers) if name not in lead]
    if not lead:
        return "joint", [], helpers
    return "lead_each" if each else "lead_with" if helpers else "lead", lead, helpers


def _place(text: str, entry: Entry, cells: dict[Role, Named]) -> Span:
    """Where the agencies stand: all their cells where nothing of the task lies between them, else those that lead."""
    spans = [at for role in AGENCIES for at in cells[role].at]
    if not spans:
        return entry.at[1], entry.at[1]
    hull = min(at[0] for at in spans), max(at[1] for at in spans)
    texts = entry.texts[0][0], max(at[1] for at in entry.texts)
    apart = hull[1] <= texts[0] or hull[0] >= texts[1]
    inside = entry.at[0] <= hull[0] and hull[1] <= entry.at[1]
    if apart and inside and hull[1] - hull[0] <= LONGEST_PHRASE:
        return hull
    return spans[0]


def _remember(desk: Desk, cells: list[Span]) -> None:
    for at in cells[:3]:
        written = joined(desk.text[at[0] : min(at[1], at[0] + 120)])
        is_whole = not is_unfinished(written) and not is_fragment(written)
        if is_whole and written not in desk.recent:
            if len(desk.recent) >= RECENT:
                del desk.recent[next(iter(desk.recent))]
            desk.recent[written] = None


def _with_more(known: list[Recurrence], more: tuple[Recurrence, ...]) -> list[Recurrence]:
    """The duties with those another cell adds; one that also says by which day stands for the same without."""
    found = list(known)
    for one in more:
        same = [(o.kind, o.period, o.min_count) == (one.kind, one.period, one.min_count) for o in found]
        if not any(same):
            found.append(one)
        elif one.by and found[same.index(True)].by is None:
            found[same.index(True)] = one
    return found


def _timing(
    desk: Desk, entry: Entry, found: Found, assignments: tuple[Assignment, ...]
) -> tuple[list[Deadline], list[Recurrence], list[Doubt]]:
    """What the text orders by when, and what the cells of the columns of time say."""
    text = desk.text
    deadlines: list[Deadline] = []
    recurrences: list[Recurrence] = []
    doubts: list[Doubt] = []
    owners = (assignments[0].lead or assignments[0].co) if assignments else ()
    times = entry.cells.get("deadline", [])
    lines = _lines(text, entry.texts)
    told = find_deadlines(text, lines, desk.calendar)
    deadlines += told.deadlines
    doubts += told.doubts
    for at in entry.further:
        aims = cell_deadlines(text, at, desk.calendar)
        known = {(one.kind, one.value) for one in deadlines}
        deadlines += [one for one in aims.deadlines if (one.kind, one.value) not in known]
        unread_parts = _unread_parts(text, at, aims.deadlines)
        doubts += [*aims.doubts, *(doubt("date_unread", [text[slice(*part)][:40]], part) for part in unread_parts)]
    for at in times:
        cell = cell_deadlines(text, at, desk.calendar)
        known = {(one.kind, one.value) for one in deadlines}
        deadlines += [one for one in cell.deadlines if (one.kind, one.value) not in known]
        doubts += cell.doubts
        unread = not cell.deadlines and not is_nobody(text[slice(*at)]) and is_unread(text[slice(*at)])
        returning = find_recurrences(text, masked(text, at), at, owners) if unread else None
        if returning and not (returning.recurrences or returning.doubts):
            doubts.append(doubt("date_unread", [text[slice(*at)][:40]], at))
    if not deadlines:
        deadlines += _of_stage(desk, entry)
    beside = [at for role in AGENCIES for at in entry.cells.get(role, [])[:RECENT] if TIMED.search(text, *at)]
    told = find_deadlines(text, beside, desk.calendar)
    known = {(one.kind, one.value) for one in deadlines}
    deadlines += [one for one in told.deadlines if (one.kind, one.value) not in known]
    doubts += told.doubts
    due = None if times else sorted(one.at for one in deadlines)
    remarks = [at for at in _lines(text, entry.remarks) if find_told(text, [at])]
    for part in [*lines, *_lines(text, entry.further), *_lines(text, times), *remarks]:
        returning = find_recurrences(text, masked(text, part), part, owners, due, yearly=desk.calendar.is_yearly)
        recurrences = _with_more(recurrences, returning.recurrences)
        doubts += returning.doubts
    net = Unread(deadlines, recurrences, doubts)
    doubts += [one for part in lines for one in net.find(text, part)]
    return deadlines, recurrences, doubts


def _of_stage(desk: Desk, entry: Entry) -> list[Deadline]:
    """The last day of the stage that a row stands in: 准备阶段（2月底前） in the cell beside it."""
    found: list[Deadline] = []
    for at in entry.cells.get("category", []):
        for bracket in STAGED.finditer(desk.text, *at):
            told = cell_deadlines(desk.text, bracket.span("time"), desk.calendar).deadlines
            found += [replace(one, kind="phase", phrase=desk.text[slice(*at)], at=at, period=None) for one in told]
    return found


def _unread_parts(text: str, at: Span, read: tuple[Deadline, ...]) -> list[Span]:
    """The parts of a cell that name a time which was not read: 年底主体封顶."""
    parts = [strip(text, part.span()) for part in PART.finditer(text, *at)]
    return [
        part
        for part in parts
        if NAMES_TIME.search(text, *part) and not any(one.at[0] < part[1] and part[0] < one.at[1] for one in read)
    ]
