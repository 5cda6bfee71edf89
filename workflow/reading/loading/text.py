"""Plain text, Markdown, tables drawn with `|`, and rows parted by commas or tabs."""

import csv
import re
from collections.abc import Callable, Iterator, Sequence

from workflow.reading.decode import decode
from workflow.reading.loading.builder import Builder
from workflow.reading.loading.grids import grid
from workflow.reading.loading.limits import MAX_CHARACTERS
from workflow.reading.loading.refusals import refusal
from workflow.reading.source import Source
from workflow.reading.tables_columns import is_task_header, kind_of

PIPE_ROW = re.compile(r"\s*[|｜│┃].*[|｜│┃]\s*")
PIPE = re.compile(r"(?<!\\)[|｜│┃]")
RULE_SIGNS = frozenset("-|｜:+ \t\u3000─━┌┬┐├┼┤└┴┘┏┳┓┣╋┫┗┻┛╔╦╗╠╬╣╚╩╝═│┃")
RULE_LINES = ("--", "─", "━", "═")
HEADING = re.compile(r"^ {0,3}#{1,6}[ \t]+(.*?)[ \t]*#*[ \t]*$")
EMPHASIS = re.compile(r"(\*\*|__)(?=\S)(.{1,400}?)(?<=\S)\1")
QUOTE = re.compile(r"^ {0,3}>[ \t]?")
SLANTED = re.compile(r"(?<![*0-9A-Za-z\\])\*(?=[^\s*])([^*\n]{1,200}?)(?<=[^\s*\\])\*(?![*0-9A-Za-z])")
BULLET = re.compile(r"^\s{0,24}[-*+][ \t]+(?:\[[ xX]\][ \t]+)?(?=\S)")
LINE = re.compile(r"^ {0,3}(?:(?:- *){3,}|(?:\* *){3,}|(?:_ *){3,})$")
LINK = re.compile(r"(?P<picture>!)?\[(?P<shown>[^\[\]\n]{1,300})\]\([^()\s]{1,500}(?: \"[^\"\n]{0,100}\")?\)")
CODE = re.compile(r"`([^`\n]{1,300})`")
# What is said about the file in front of it: lines of names and values between two rules.
FRONT = re.compile(
    r"(?:\ufeff)?---[ \t]*\n(?P<facts>(?:[\w-]{1,40}:.{0,500}\n|[ \t]+\S.{0,500}\n|- .{0,500}\n){1,60})"
    r"---[ \t]*(?:\n|$)"
)
TITLE = re.compile(r"^title:\s*[\"']?(?P<title>.+?)[\"']?\s*$", re.MULTILINE)
BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
# Without one of these a line has no mark.
MARKS = frozenset("#>*_`[\\")
ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+.!|>~-])")
LEAST_ROWS = 3
LEAST_TABS = 2


def load_text(data: bytes) -> Source:
    """Text as it stands. Where tables are drawn in it with `|` or tabs they become tables and the rest stays."""
    return from_text(decode(data), "text")


def load_markdown(data: bytes) -> Source:
    """Markdown: marks of headings, quotations, lists, links and emphasis go, tables become tables. Of the facts in
    front of it the title stays where the text does not say it."""
    text = decode(data).replace("\r\n", "\n")
    front = FRONT.match(text)
    if front:
        title = TITLE.search(front["facts"])
        text = text[front.end() :]
        if title and title["title"] not in text:
            text = f"{title['title']}\n{text}"
    return from_text(text, "markdown")


def load_csv(data: bytes, filename: str) -> Source:
    """A file of rows: one table; titles above its header are paragraphs."""
    text = decode(data)
    first = next((line for line in text.splitlines() if line.strip()), "")
    sign = "\t" if filename.lower().endswith((".tsv", ".tab")) or first.count("\t") > first.count(",") else ","
    if sign == "," and "," not in text and "；" not in text and ";" in text:
        sign = ";"
    builder = Builder("text")
    builder.table(grid(_rows(text, sign)))
    return builder.source()


def from_text(text: str, kind: str) -> Source:
    """The source of a text."""
    lines = text.splitlines()
    blocks = list(_blocks(lines))
    if kind == "text" and not any(sign for sign, _ in blocks):
        if len(text) > MAX_CHARACTERS:
            raise refusal("too_long")
        return Source(text)
    builder = Builder(kind)
    for sign, block in blocks:
        if sign == "|":
            builder.table(grid(_pipe_cells(line) for line in block if not _is_rule(line)))
        elif sign == "\t":
            builder.table(grid(_rows("\n".join(block), sign)))
        else:
            for line in block:
                builder.paragraph(_unmarked(line) if kind == "markdown" else line)
    return builder.source()


def _blocks(lines: Sequence[str]) -> Iterator[tuple[str, Sequence[str]]]:
    """Runs of lines: tables drawn with pipes, rows of tabs, and the lines between."""
    index = 0
    while index < len(lines):
        end = _run(lines, index, _is_drawn)
        if end > index:
            yield "|" if _is_table(lines[index:end]) else "", lines[index:end]
            index = end
            continue
        tabs = lines[index].count("\t")
        if tabs >= LEAST_TABS:
            end = _run(lines, index, lambda line: line.count("\t") == tabs)  # noqa: B023 - used at once
            yield "\t" if end - index >= LEAST_ROWS else "", lines[index:end]
            index = end
            continue
        end = _run(lines, index, lambda line: not _is_drawn(line) and line.count("\t") < LEAST_TABS)
        yield "", lines[index:end]
        index = end


def _run(lines: Sequence[str], start: int, holds: Callable[[str], bool]) -> int:
    end = start
    while end < len(lines) and holds(lines[end]):
        end += 1
    return end


def _is_drawn(line: str) -> bool:
    return _is_piped(line) or _is_rule(line)


def _is_table(lines: Sequence[str]) -> bool:
    """Whether lines with pipes are a table: ruled off under its header, or of even rows that are framed or titled."""
    rows = [line for line in lines if not _is_rule(line)]
    widths = {len(_split_pipes(row)) for row in rows}
    framed = all(PIPE_ROW.fullmatch(row) for row in rows)
    even = len(widths) == 1 and (framed or _is_titled(rows))
    return len(rows) > 1 and max(widths) > 1 and (len(lines) > len(rows) or even)


def _is_titled(rows: Sequence[str]) -> bool:
    """Whether rows without a frame begin with the titles of a task table."""
    titles = _pipe_cells(rows[0])
    return len(rows) >= LEAST_ROWS and len(titles) >= LEAST_ROWS and is_task_header([kind_of(cell) for cell in titles])


def _is_piped(line: str) -> bool:
    return PIPE.search(line) is not None


def _is_rule(line: str) -> bool:
    return any(sign in line for sign in RULE_LINES) and RULE_SIGNS.issuperset(line)


def _split_pipes(line: str) -> list[str]:
    inner = line.strip()
    cells = PIPE.split(inner)
    if PIPE.match(inner):
        cells = cells[1:]
    if cells and not cells[-1].strip() and PIPE.search(inner[-1:]):
        cells = cells[:-1]
    return cells


def _pipe_cells(line: str) -> list[str]:
    return [_plain(BREAK.sub("\n", cell.strip())) for cell in _split_pipes(line)]


def _rows(text: str, sign: str) -> Iterator[list[str]]:
    csv.field_size_limit(max(len(text), 1))
    # Line ends inside quotation marks belong to the cell, so that the reader gets the text in lines with their ends.
    return csv.reader(text.splitlines(keepends=True), delimiter=sign)


def _unmarked(line: str) -> str:
    """A line of Markdown outside of tables: without marks, and without those of lists, rules and links."""
    if LINE.match(line):
        return ""
    return _plain(BULLET.sub("", QUOTE.sub("", line)))


def _plain(line: str) -> str:
    """A line without the marks of Markdown."""
    if MARKS.isdisjoint(line):
        return line
    line = QUOTE.sub("", line)
    if heading := HEADING.match(line):
        line = heading[1]
    line = LINK.sub(lambda link: "" if link["picture"] else link["shown"], line)
    line = SLANTED.sub(r"\1", EMPHASIS.sub(r"\2", CODE.sub(r"\1", line)))
    return ESCAPED.sub(r"\1", line)
