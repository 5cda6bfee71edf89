"""The rows of a flattened table, put together by numbers, by what looks like a list of agencies, and by section titles.

Where the cells of a row can be laid out in more than one way, the row is doubted and nobody is made to lead.
"""

import re
from dataclasses import dataclass, field

from workflow.reading.doubts import doubt
from workflow.reading.markers import KINDS
from workflow.reading.offsets import Span
from workflow.reading.parties import is_collective
from workflow.reading.tables_columns import AGENCIES, TEXTS, Column, Role
from workflow.reading.tables_entries import Entry
from workflow.reading.tables_flat_cells import Piece, is_rest, pieces
from workflow.reading.tables_parties import is_nobody, read_names
from workflow.reading.tables_rows import Rows, Section

HAN_BRACKET = KINDS.index("han_bracket")
SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦"
    "邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
PEOPLE = re.compile(rf"[{SURNAMES}][\u3400-\u9fff]{{1,2}}(?:[、，,\s\d]+[{SURNAMES}][\u3400-\u9fff]{{1,2}})*[\d\s]*")


@dataclass(slots=True)
class _Reader:
    text: str
    columns: tuple[Column, ...]
    out: Rows = field(default_factory=Rows)
    sections: list[Section] = field(default_factory=list)
    heading: Piece | None = None
    row: list[Piece] = field(default_factory=list)
    texts: int = 0
    has_body: bool = False
    family: int = 0

    def append(self, piece: Piece) -> None:
        """Add a cell to the row begun."""
        self.row.append(piece)
        self.texts += piece.is_text
        self.has_body = self.has_body or piece.look == "body"

    def has(self, *wanted: str) -> bool:
        """Whether the table has a column of one of these roles."""
        return any(column.role in wanted for column in self.columns)

    def first(self, *wanted: str) -> int:
        """The place of the first column of these roles; behind all others if there is none."""
        return next((i for i, column in enumerate(self.columns) if column.role in wanted), len(self.columns))

    @property
    def tasks(self) -> list[Role]:
        """The columns that speak of the task, in order."""
        return [column.role for column in self.columns if column.role in TEXTS]


def read_flat_rows(text: str, columns: tuple[Column, ...], lines: list[Span]) -> Rows:
    """The entries of a flattened table below its header."""
    reader = _Reader(text, columns)
    counted = reader.has("number")
    for piece in pieces(text, columns, lines):
        if piece.look == "number" or (not counted and reader.row and _starts_row(reader, piece)):
            _close(reader)
        reader.append(piece)
    _close(reader)
    return reader.out


def _starts_row(reader: _Reader, piece: Piece) -> bool:
    """Whether a cell cannot stand in the row begun: its column lies before that of the last cell, or is taken."""
    last = reader.row[-1]
    place, before = _place(reader, piece), _place(reader, last)
    if place != before:
        return place < before and not _is_aside(reader, piece)
    if not piece.is_text:
        return False
    return reader.has_body or (last.label is None and reader.texts >= len(reader.tasks))


def _place(reader: _Reader, piece: Piece) -> int:
    if piece.is_text:
        return reader.first("person", "note") if reader.texts and _is_aside(reader, piece) else reader.first(*TEXTS)
    return reader.first("deadline", "start") if piece.look == "due" else reader.first(*AGENCIES)


def _is_aside(reader: _Reader, piece: Piece) -> bool:
    """A name of a person, or 无, behind the agencies: of columns that the reading keeps but does not use."""
    written = reader.text[slice(*piece.at)]
    if piece.label is not None or not reader.has("person", "note"):
        return False
    return is_nobody(written) or (reader.has("person") and len(written) <= 12 and PEOPLE.fullmatch(written) is not None)


def _close(reader: _Reader) -> None:
    """Read the row begun and begin the next."""
    row, reader.row, reader.texts, reader.has_body = reader.row, [], 0, False
    if not row:
        return
    counted = row[0].look == "number"
    following = _trailing_section(reader, row) if counted else []
    row = row[: len(row) - len(following)]
    number = row[0] if counted else None
    texts = [p for p in row if p.is_text and (p is row[0] or not _is_aside(reader, p))]
    answers = [p for p in row if p.look in {"agency", "due"}]
    if not texts or (not answers and number is None and all(_is_section(p) for p in texts)):
        for piece in texts:
            _section(reader, piece)
        reader.out.named += [(p.at, "table") for p in row if p.look == "number"]
    else:
        kept = set(texts)
        for part in _parts(reader, row) if number else [row]:
            _entry(reader, part, number, [p for p in part if p in kept])
    for piece in following:
        _section(reader, piece)


def _parts(reader: _Reader, row: list[Piece]) -> list[list[Piece]]:
    """A counted row whose number is merged over several: text behind the agencies begins the next one."""
    places = [index for index, column in enumerate(reader.columns) if column.role in TEXTS]
    if not places or max(places) > reader.first(*AGENCIES):
        return [row]
    parts: list[list[Piece]] = [[]]
    answered = False
    for piece in row:
        if piece.is_text and answered and not _is_aside(reader, piece):
            parts.append([])
            answered = False
        answered = answered or piece.look in {"agency", "due"}
        parts[-1].append(piece)
    return [one for part in parts for one in _single(part)] if len(parts) > 1 else parts


def _single(part: list[Piece]) -> list[list[Piece]]:
    """Where rows share a number, a second text is not a second paragraph but a row whose other cells are lost."""
    found: list[list[Piece]] = [[]]
    for piece in part:
        last = found[-1][-1] if found[-1] else None
        if last is not None and last.look == piece.look == "body" and piece.label is None:
            found.append([])
        found[-1].append(piece)
    return found


def _is_section(piece: Piece) -> bool:
    return piece.look == "title" and piece.label is not None and piece.label.rank <= HAN_BRACKET


def _trailing_section(reader: _Reader, row: list[Piece]) -> list[Piece]:
    """Titles behind a counted row that stand above the next one."""
    above_number = reader.first("category") < reader.first("number")
    first_answer = next((i for i, p in enumerate(row) if p.look in {"agency", "due"}), len(row))
    first_text = next((i for i, p in enumerate(row) if p.is_text), len(row))
    start = len(row)
    while start - 1 > first_text:
        piece = row[start - 1]
        if piece.look != "title" or not (_is_section(piece) or (above_number and start - 1 > first_answer)):
            break
        start -= 1
    return row[start:]


def _section(reader: _Reader, piece: Piece) -> None:
    rank = piece.label.rank if piece.label else -1
    while reader.sections and reader.sections[-1].rank >= rank:
        reader.sections.pop()
    reader.sections.append(Section(rank, piece.label.label if piece.label else None))
    reader.family += 1
    reader.heading = None
    reader.out.named.append((piece.at, "heading"))


def _entry(reader: _Reader, row: list[Piece], number: Piece | None, texts: list[Piece]) -> None:
    """One entry out of a row; titles more than the columns hold are sections above it."""
    if not texts:
        reader.out.named += [(piece.at, "table") for piece in row]
        return
    first_answer = next((p.at[0] for p in row if p.look in {"agency", "due"}), None)
    leading = [p for p in texts if first_answer is None or p.at[0] < first_answer] or texts
    roles = reader.tasks
    if number is None:
        above = max(len(leading) - max(len(roles), 1), 0)
        above = next((i for i, p in enumerate(leading[:above]) if p.look != "title"), above)
        for piece in leading[:above]:
            _section(reader, piece)
        leading = leading[above:]
    named = dict(zip(reversed(roles), reversed(leading), strict=False)) if len(leading) <= len(roles) else {}
    body = leading[-1:] if named else leading
    heading = named.get("heading")
    if not named and "heading" in roles and len(leading) > 1 and leading[0].look == "title":
        heading, body = leading[0], leading[1:]
    if "category" in named and named["category"] is not body[0]:
        _section(reader, named["category"])
    if heading is not None and heading is not body[0]:
        reader.heading = heading
    elif number is not None and number in row:
        reader.heading = None
    kept = [p for p in row if p.at[0] >= min(b.at[0] for b in body) or p in (number, heading)]
    entry = Entry((min(p.at[0] for p in kept), max(p.at[1] for p in kept)), texts=[p.at for p in body])
    entry.path = tuple(section.label for section in reader.sections if section.label)
    entry.family = reader.family
    _number(reader, entry, number, body[0])
    times = [piece for piece in row if piece.look == "due"]
    if len(times) > 1 and reader.has("start") and reader.first("start") < reader.first("deadline"):
        entry.add("start", times.pop(0).at)
    for piece in times:
        entry.add("deadline", piece.at)
    _agencies(reader, entry, [p for p in row if p.look == "agency"])
    reader.out.entries.append(entry)


def _number(reader: _Reader, entry: Entry, number: Piece | None, body: Piece) -> None:
    heading = reader.heading
    if heading is not None:
        entry.heading_at = heading.label.rest if heading.label else heading.at
        entry.number = heading.label.label if heading.label else None
    if number is not None:
        entry.number = re.sub(r"\D", "", reader.text[slice(*number.at)])
    if number is not None or body.label is None or body.label.rest[0] >= body.label.rest[1]:
        return
    if entry.number is not None:
        # 1. 2. 3. below one heading count on under its number.
        entry.path = (*entry.path, entry.number)
    entry.number = body.label.label
    entry.texts[0] = body.label.rest[0], entry.texts[0][1]


def _agencies(reader: _Reader, entry: Entry, cells: list[Piece]) -> None:
    """Lay the cells of agencies out in their columns, and doubt every layout that is not the only one."""
    columns = [column for column in reader.columns if column.role in AGENCIES]
    if len(columns) < 2 or not cells:
        for piece in cells:
            entry.add(columns[0].role if columns else "note", piece.at)
        return
    if len(cells) == len(columns):
        for column, piece in zip(columns, cells, strict=True):
            entry.add(column.role, piece.at)
        return
    titles = [column.title for column in columns]
    hull = cells[0].at[0], cells[-1].at[1]
    entry.doubts.append(doubt("cell_column", titles, hull))
    leads_first = columns[0].role == "lead" or (columns[0].role == "responsible" and columns[1].role == "co")
    if len(cells) < len(columns) and leads_first and not _is_crowd(reader.text, cells[0]):
        for column, piece in zip(columns, cells, strict=False):
            entry.add(column.role, piece.at)
        return
    # Nobody is made to lead: as far as the lines tell, all of them share the task.
    for piece in cells:
        entry.add("responsible" if reader.has("lead") and reader.has("responsible") else "co", piece.at)


def _is_crowd(text: str, piece: Piece) -> bool:
    """A set of agencies or an open list: it leads as seldom as it stands in the first column."""
    named = read_names(text, [piece.at])
    return named.is_open or not named.names or (any(is_collective(n) for n in named.names) and not is_rest(text, piece))
