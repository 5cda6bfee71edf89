"""Word's automatic numbers. They stand nowhere in the text of a document: numbering.xml says how they look, the
paragraph or its style which list and level it belongs to, and the number follows from the paragraphs before."""

import re
from dataclasses import dataclass, field
from typing import Any

from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml

from workflow.reading.loading.numerals import number_text

Element = Any

PLACE = re.compile(r"%([1-9])")
LEVELS = 9
MAX_STYLES = 50


@dataclass(slots=True)
class Level:
    """How one level of a list counts and looks."""

    start: int = 1
    kind: str = "decimal"
    pattern: str = ""
    follows: str = "tab"
    style: str = ""
    restarts: int | None = None
    """After which level it starts again: 0 never, None after every higher one."""
    arabic: bool = False


@dataclass(slots=True)
class List:
    """A list as a paragraph names it (`w:num`): the counters it shares, its levels, the starts it sets anew."""

    shared: str
    levels: dict[int, Level]
    starts: dict[int, int] = field(default_factory=dict)


class Numbering:
    """The lists of a document, and how far each has counted."""

    def __init__(self, lists: dict[str, List], styles: dict[str, tuple[str | None, int | None]], default: str) -> None:
        self._lists = lists
        self._styles = styles
        self._default = default
        self._counts: dict[str, list[int | None]] = {}
        self._begun: set[str] = set()

    @classmethod
    def of(cls, document: Any) -> "Numbering":
        """The numbering of an opened document; without one no paragraph has a number."""
        package = document.part
        root = _part(package, "numbering")
        styles_root = _part(package, "styles")
        styles, default = _styles(styles_root) if styles_root is not None else ({}, "")
        return cls(_lists(root, styles) if root is not None else {}, styles, default)

    def next_number(self, settings: Element | None) -> str:
        """The number of the next paragraph with these settings (`w:pPr`), counted on; empty where it has none."""
        name, depth = self._place(settings)
        chosen = self._lists.get(name or "")
        if chosen is None:
            return ""
        depth = min(max(depth, 0), LEVELS - 1)
        level = chosen.levels.get(depth)
        if level is None:
            return ""
        counts = self._counts.setdefault(chosen.shared, [None] * LEVELS)
        if name not in self._begun:
            self._begun.add(str(name))
            for place in chosen.starts:
                counts[place] = None
        before = counts[depth]
        counts[depth] = chosen.starts.get(depth, level.start) if before is None else before + 1
        for place in range(depth):
            if counts[place] is None:
                counts[place] = chosen.starts.get(place, chosen.levels.get(place, Level()).start)
        for place in range(depth + 1, LEVELS):
            restarts = chosen.levels.get(place, Level()).restarts
            if restarts is None or depth < restarts:
                counts[place] = None
        return _written(level, chosen.levels, counts)

    def _place(self, settings: Element | None) -> tuple[str | None, int]:
        """List and level of a paragraph: its own, otherwise its style's."""
        name = depth = None
        style = self._default
        if settings is not None:
            if (element := settings.find(qn("w:pStyle"))) is not None:
                style = element.get(qn("w:val"), "")
            name, depth = _reference(settings)
        if name is None:
            inherited, inherited_depth = self._styles.get(style, (None, None))
            name = inherited
            if depth is None and inherited is not None:
                depth = inherited_depth if inherited_depth is not None else self._linked_level(inherited, style)
        return name, depth or 0

    def _linked_level(self, name: str, style: str) -> int:
        levels = self._lists[name].levels if name in self._lists else {}
        return next((depth for depth, level in levels.items() if level.style == style), 0)


def _written(level: Level, levels: dict[int, Level], counts: list[int | None]) -> str:
    if level.kind in ("bullet", "none") and not PLACE.search(level.pattern):
        return "" if level.kind == "bullet" else level.pattern.strip()
    if level.kind == "bullet":
        return ""

    def one(match: re.Match[str]) -> str:
        place = int(match[1]) - 1
        kind = levels.get(place, Level()).kind
        return number_text(counts[place] or 0, "decimal" if level.arabic and kind != "decimalZero" else kind)

    text = PLACE.sub(one, level.pattern).strip()
    return text + " " if text and level.follows == "space" and not text.endswith(("、", "）", ")")) else text


def _part(package: Any, kind: str) -> Element | None:
    for relation in package.rels.values():
        if relation.reltype.endswith(f"/{kind}") and not relation.is_external:
            return parse_xml(relation.target_part.blob)
    return None


def _styles(root: Element) -> tuple[dict[str, tuple[str | None, int | None]], str]:
    """List and level of each paragraph style, also inherited ones; the name of the default style."""
    own: dict[str, tuple[str | None, int | None]] = {}
    parents: dict[str, str] = {}
    default = ""
    for style in root.iterchildren(qn("w:style")):
        name = style.get(qn("w:styleId"), "")
        settings = style.find(qn("w:pPr"))
        own[name] = _reference(settings) if settings is not None else (None, None)
        based = style.find(qn("w:basedOn"))
        if based is not None:
            parents[name] = based.get(qn("w:val"), "")
        if style.get(qn("w:default")) in ("1", "true") and style.get(qn("w:type")) == "paragraph":
            default = name
    found: dict[str, tuple[str | None, int | None]] = {}
    for name in own:
        current, list_name, depth = name, None, None
        for _ in range(MAX_STYLES):
            own_list, own_depth = own.get(current, (None, None))
            depth = own_depth if depth is None else depth
            if own_list is not None:
                list_name = own_list
                break
            if current not in parents:
                break
            current = parents[current]
        found[name] = (list_name, depth)
    return found, default


def _lists(root: Element, styles: dict[str, tuple[str | None, int | None]]) -> dict[str, List]:
    abstract: dict[str, dict[int, Level]] = {}
    links: dict[str, str] = {}
    for element in root.iterchildren(qn("w:abstractNum")):
        name = element.get(qn("w:abstractNumId"), "")
        abstract[name] = {_depth(level): _level(level) for level in element.iterchildren(qn("w:lvl"))}
        link = element.find(qn("w:numStyleLink"))
        if link is not None:
            links[name] = link.get(qn("w:val"), "")
    pointed: dict[str, str] = {}
    overrides: dict[str, Element] = {}
    for element in root.iterchildren(qn("w:num")):
        target = element.find(qn("w:abstractNumId"))
        if target is not None:
            name = element.get(qn("w:numId"), "")
            pointed[name], overrides[name] = target.get(qn("w:val"), ""), element
    found: dict[str, List] = {}
    for name, shared in pointed.items():
        if shared in links and not abstract.get(shared):
            # The list is defined where its style points.
            shared = pointed.get(styles.get(links[shared], (None, None))[0] or "", shared)  # noqa: PLW2901
        one = List(shared, dict(abstract.get(shared, {})))
        for override in overrides[name].iterchildren(qn("w:lvlOverride")):
            depth = _depth(override)
            if (level := override.find(qn("w:lvl"))) is not None:
                one.levels[depth] = _level(level)
            if (start := override.find(qn("w:startOverride"))) is not None:
                one.starts[depth] = _number(start, 1)
        found[name] = one
    return found


def _level(element: Element) -> Level:
    level = Level()
    for child in element:
        value = child.get(qn("w:val"), "")
        if child.tag == qn("w:start"):
            level.start = _number(child, 1)
        elif child.tag == qn("w:numFmt"):
            level.kind = value
        elif child.tag == qn("w:lvlText"):
            level.pattern = value
        elif child.tag == qn("w:suff"):
            level.follows = value
        elif child.tag == qn("w:pStyle"):
            level.style = value
        elif child.tag == qn("w:lvlRestart"):
            level.restarts = _number(child, 0)
        elif child.tag == qn("w:isLgl"):
            level.arabic = value not in ("0", "false", "off")
        elif child.tag.endswith("}AlternateContent"):
            # Newer formats (decimalEnclosedCircle and others) stand in a choice.
            for inner in child.iter(qn("w:numFmt")):
                level.kind = inner.get(qn("w:val"), level.kind)
                break
    return level


def _reference(settings: Element) -> tuple[str | None, int | None]:
    """The list (`0` takes a style's list away) and the level that settings name."""
    reference = settings.find(qn("w:numPr"))
    if reference is None:
        return None, None
    name, depth = reference.find(qn("w:numId")), reference.find(qn("w:ilvl"))
    return (name.get(qn("w:val")) if name is not None else None), (_number(depth, 0) if depth is not None else None)


def _depth(element: Element) -> int:
    written = element.get(qn("w:ilvl"), "0")
    return int(written) if written.isdecimal() and len(written) < 3 else 0


def _number(element: Element, default: int) -> int:
    written = str(element.get(qn("w:val"), ""))
    return int(written) if written.isascii() and written.isdecimal() and len(written) < 6 else default
