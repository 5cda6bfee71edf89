"""Pages saved from the web: what the page shows, block by block, without what surrounds the document."""

import email
import email.policy
import re
from dataclasses import dataclass, field
from typing import Any

import lxml.etree
import lxml.html

from workflow.reading.decode import decode, storable
from workflow.reading.loading.builder import Builder, GridCell
from workflow.reading.loading.limits import MAX_COLUMNS, MAX_DEPTH
from workflow.reading.loading.numerals import number_text
from workflow.reading.loading.refusals import refusal
from workflow.reading.source import Source

Element = Any

# fmt: off
DROPPED = frozenset((
    "head", "script", "style", "noscript", "nav", "footer", "template", "svg", "math", "audio", "video", "canvas",
    "iframe", "object", "embed", "form", "button", "select", "input", "textarea", "option", "map", "area", "dialog",
    "menu",
))
BLOCKS = frozenset((
    "p", "div", "section", "article", "main", "header", "aside", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li",
    "dl", "dt", "dd", "pre", "blockquote", "center", "address", "figure", "figcaption", "fieldset", "details", "table",
    "summary", "caption", "tr", "td", "th", "body", "html", "hr", "form",
))
# fmt: on
HIDDEN = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all)", re.IGNORECASE)
# What Word lists below its pages: notes, comments, headers; and the marks in the text that lead there.
BESIDE = re.compile(
    r"mso-element\s*:\s*(?:(?:foot|end)note|comment|header|footer)|mso-special-character\s*:\s*comment", re.IGNORECASE
)
MARKS = re.compile(r"Mso(?:Comment|Footnote|Endnote)Reference", re.IGNORECASE)
AROUND = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|navigation|menu|sidebar|breadcrumbs?|crumbs?|share|footer|foot|copyright|toolbar|qrcode|pager"
    r"|pagination|related|recommend)(?:$|[\s_-])",
    re.IGNORECASE,
)
CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]{2,30})", re.IGNORECASE)
SPACE = re.compile(r"[ \t\r\n\f]+")
LINK_SHARE = 0.85
LEAST_LINKS = 4
LONG = 500
"""More characters than page furniture has."""
CONTAINERS = ("div", "ul", "ol", "section", "aside", "dl", "td", "header")
LIST_STYLES = {
    "1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman",
    "cjk-ideographic": "chineseCounting", "simp-chinese-informal": "chineseCounting",
}  # fmt: skip


def load_html(data: bytes) -> Source:
    """A saved page; the encoding is the one it declares where that holds, otherwise the detected one."""
    return from_markup(_decoded(data))


def load_mhtml(data: bytes) -> Source:
    """A page saved as one file (.mht): the first HTML part of the message."""
    message = email.message_from_bytes(data, policy=email.policy.compat32)
    for part in message.walk():
        if part.get_content_type() == "text/html":
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes):
                return load_html(payload)
    raise refusal("no_text")


def _decoded(data: bytes) -> str:
    try:
        # Pages are often saved in another encoding than they declare; what is valid UTF-8 is nothing else.
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    declared = CHARSET.search(data[:4096])
    if declared and not data.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        name = declared[1].decode("ascii").lower()
        name = {"gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs"}.get(name, name)
        try:
            return data.decode(name)
        except (LookupError, UnicodeDecodeError):
            pass
    return decode(data)


def from_markup(markup: str) -> Source:
    """The source of a page's markup."""
    parser = lxml.html.HTMLParser(
        encoding="utf-8", no_network=True, huge_tree=True, remove_comments=True, remove_pis=True
    )
    try:
        # Bytes of our own making: a str that declares an encoding is refused by the parser.
        root = lxml.html.document_fromstring(storable(markup).encode(), parser=parser)
    except (lxml.etree.ParserError, lxml.etree.XMLSyntaxError, ValueError, AssertionError):
        raise refusal("no_text") from None
    builder = Builder("html")
    _Page(builder).walk(root)
    return builder.source()


@dataclass(slots=True)
class _Lines:
    """Text in the making: inline pieces gather to a line until a block begins or ends."""

    done: list[str] = field(default_factory=list)
    line: list[str] = field(default_factory=list)

    def text(self, text: str, *, kept: bool = False) -> None:
        if text:
            self.line.append(text if kept else SPACE.sub(" ", text))

    def end(self) -> None:
        line = "".join(self.line)
        self.line.clear()
        if line.strip():
            self.done.append("\n".join(part.strip(" ") for part in re.sub(r" {2,}", " ", line).split("\n")))

    def take(self) -> list[str]:
        self.end()
        done, self.done = self.done, []
        return done


class _Page:
    """One walk over a page; tables of data are handed to the builder where they stand."""

    def __init__(self, builder: Builder) -> None:
        self._builder = builder
        self._entries: dict[Element, int] = {}
        self._weights: dict[Element, _Weight] = {}

    def walk(self, root: Element) -> None:
        self._weights = _weighed(root)
        lines = _Lines()
        self._element(root, lines, 0, top=True)
        self._flush(lines)

    def _flush(self, lines: _Lines) -> None:
        for line in lines.take():
            self._builder.paragraph(line)

    def _element(self, element: Element, lines: _Lines, depth: int, *, top: bool, kept: bool = False) -> None:
        tag = element.tag if isinstance(element.tag, str) else ""
        if not tag or _is_left_out(element, tag, self._weights[element]):
            return
        if depth > MAX_DEPTH * 8:
            lines.text("".join(element.itertext()))
            return
        if tag == "br":
            lines.line.append("\n")
            return
        if tag == "table" and top and (cells := self._cells(element, depth)) is not None:
            self._flush(lines)
            caption = element.find("caption")
            if caption is not None:
                self._builder.paragraph(_inline(caption))
            self._builder.table(cells)
            return
        block = tag in BLOCKS
        if block:
            lines.end()
        if tag == "li":
            lines.text(self._list_number(element))
        kept = kept or tag == "pre"
        lines.text(element.text or "", kept=kept)
        for child in element:
            self._element(child, lines, depth + 1, top=top, kept=kept)
            lines.text(child.tail or "", kept=kept)
        if block:
            lines.end()

    def _cells(self, table: Element, depth: int) -> list[GridCell] | None:
        """The cells of a table of data; None for one that lays out the page."""
        if table.find(".//table") is not None:
            return None
        rows = list(table.iter("tr"))
        placed: list[tuple[Element, int, int, int, int]] = []
        taken: dict[int, int] = {}
        for number, row in enumerate(rows):
            column = 0
            for cell in row:
                if cell.tag not in ("td", "th"):
                    continue
                while taken.get(column, 0) > number and column < MAX_COLUMNS:
                    column += 1
                if column == MAX_COLUMNS:
                    break
                across, down = _number(cell.get("colspan"), MAX_COLUMNS), _number(cell.get("rowspan"), len(rows))
                down = min(down or len(rows), len(rows) - number)
                across = min(max(across, 1), MAX_COLUMNS)
                across = min(across, MAX_COLUMNS - column)
                placed.append((cell, number, column, down, across))
                for covered in range(column, column + across):
                    taken[covered] = number + down
                column += across
        widths = {cell[1]: cell[2] + cell[4] for cell in placed}
        if len(rows) < 2 or max(widths.values(), default=0) < 2:
            return None
        cells = [GridCell(self._cell_text(cell, depth), *place) for cell, *place in placed]
        filled = [cell.text for cell in cells if cell.text.strip()]
        # A page laid out with a table holds the whole document in one of its cells.
        if any(text.count("\n") > 30 and len(text) > 3000 for text in filled):
            return None
        return cells

    def _cell_text(self, cell: Element, depth: int) -> str:
        lines = _Lines()
        self._element(cell, lines, depth + 1, top=False)
        return "\n".join(lines.take())

    def _list_number(self, item: Element) -> str:
        """The number a browser shows before an entry of an ordered list."""
        parent = item.getparent()
        if parent is None or parent.tag != "ol":
            return ""
        style = (parent.get("style", "") + ";" + item.get("style", "")).replace(" ", "").lower()
        if "list-style:none" in style or "list-style-type:none" in style:
            return ""
        before = self._entries.get(parent, 0)
        self._entries[parent] = before + 1
        kind = next((name for sign, name in LIST_STYLES.items() if len(sign) > 1 and sign in style), "")
        kind = kind or LIST_STYLES.get(parent.get("type", "1"), "decimal")
        written = number_text(_number(parent.get("start"), 9999) + before, kind)
        return f"{written}、" if kind == "chineseCounting" else f"{written}. "


@dataclass(slots=True)
class _Weight:
    """What an element holds, with all inside it."""

    length: int = 0
    linked: int = 0
    links: int = 0
    sentences: bool = False
    tables: bool = False


def _weighed(root: Element) -> dict[Element, _Weight]:
    """The weight of every element, each looked at once: from the last to the first, so that children come before
    their parents."""
    weights: dict[Element, _Weight] = {}
    for element in reversed(list(root.iter())):
        weight = weights.setdefault(element, _Weight())
        own = element.text or ""
        for child in element:
            inner = weights[child]
            weight.length += inner.length
            weight.linked += inner.linked
            weight.links += inner.links
            weight.sentences |= inner.sentences
            weight.tables |= inner.tables or child.tag == "table"
            own += child.tail or ""
        weight.length += len("".join(own.split()))
        weight.sentences |= "。" in own or "附件" in own
        if element.tag == "a" and not element.get("href", "#").startswith("#"):
            weight.linked, weight.links = weight.length, 1
    return weights


def _is_left_out(element: Element, tag: str, weight: _Weight) -> bool:
    if tag in DROPPED and not (tag == "form" and weight.length > LONG):
        return True
    attributes = element.attrib
    style = attributes.get("style", "")
    if (
        "hidden" in attributes
        or attributes.get("aria-hidden") == "true"
        or HIDDEN.search(style)
        or BESIDE.search(style)
    ):
        return True
    if MARKS.fullmatch(attributes.get("class", "")):
        return True
    if tag not in CONTAINERS:
        return False
    name = f"{attributes.get('class', '')} {attributes.get('id', '')}"
    if AROUND.search(name) and weight.length < LONG:
        return True
    # A menu or a list of other pages: nearly all of its text are links, none of them a sentence.
    return (
        weight.links >= LEAST_LINKS
        and weight.linked >= LINK_SHARE * max(weight.length, 1)
        and weight.length < LONG * 10
        and not weight.sentences
        and not weight.tables
    )


def _inline(element: Element) -> str:
    return SPACE.sub(" ", "".join(element.itertext())).strip()


def _number(value: str | None, most: int) -> int:
    written = (value or "1").strip()
    return min(int(written), most) if written.isascii() and written.isdecimal() and len(written) < 6 else 1
