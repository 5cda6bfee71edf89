"""Whether the outline counts on without a gap."""

from workflow.reading.doubts import doubt
from workflow.reading.markers import CIRCLED, Marker
from workflow.reading.model import Doubt
from workflow.reading.outline import Node, Outline

HAN = "零一二三四五六七八九"


def check_numbering(outline: Outline) -> dict[int, list[Doubt]]:
    """Doubts by `id` of the node that follows a gap or repeats a number.

    A count may start anew under each heading or run on through the document; both are in use.
    """
    raised: dict[int, list[Doubt]] = {}
    last_of_kind: dict[str, int] = {}
    last_among: dict[tuple[int, str], int] = {}
    for node in outline.nodes():
        marker = node.marker
        family = (id(node.parent) if node.parent else 0, marker.kind)
        before = last_among.get(family)
        runs_on = last_of_kind.get(marker.kind)
        if before is None:
            expected = {1, (runs_on or 0) + 1}
        else:
            expected = {before + 1}
        if marker.value not in expected:
            kind = "numbering_repeat" if before is not None and marker.value <= before else "numbering_gap"
            missing = node.path if kind == "numbering_repeat" else _path(node, max(expected))
            raised.setdefault(id(node), []).append(doubt(kind, [missing], marker.at))
        last_among[family] = marker.value
        last_of_kind[marker.kind] = marker.value
    return raised


def _path(node: Node, value: int) -> str:
    """The path the missing number would have."""
    above = node.path[: len(node.path) - len(node.marker.label)]
    return above + _label(node.marker, value)


def _label(marker: Marker, value: int) -> str:
    if marker.kind == "circled":
        return CIRCLED[value - 1] if value <= len(CIRCLED) else str(value)
    written = str(value) if any(char.isdecimal() for char in marker.label) else to_han(value)
    if marker.kind == "decimal":
        return marker.label.rpartition(".")[0] + f".{value}"
    if marker.kind == "named":
        return marker.label[:2] + written
    if marker.label.startswith("第"):
        return f"第{written}{'部分' if marker.label.endswith('部分') else marker.label[-1]}"
    if marker.kind in {"han_bracket", "arabic_bracket"}:
        return f"（{written}）"
    return f"{written}）" if marker.kind == "half_bracket" else written


def to_han(value: int) -> str:
    """21 → 二十一, up to 999."""
    hundreds, rest = divmod(value, 100)
    tens, ones = divmod(rest, 10)
    written = f"{HAN[hundreds]}百" if hundreds else ""
    if tens:
        written += ("" if tens == 1 and not hundreds else HAN[tens]) + "十"
    elif hundreds and ones:
        written += "零"
    return written + (HAN[ones] if ones else "") or HAN[0]
