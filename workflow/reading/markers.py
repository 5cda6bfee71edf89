"""Outline numbers at the start of a paragraph: 第一章, 第一条, 一、, （一） ㈠, 1. 1、 ⒈, 1.1, （1） ⑴, ①, 第一阶段."""

import re
from dataclasses import dataclass

from workflow.reading.numerals import FORMAL, parse_number
from workflow.reading.offsets import Span

HAN_NUMBER = r"[一二三四五六七八九十百零〇]{1,5}"

# Larger units first; a kind's place here is its rank where the document itself does not show the nesting.
KINDS = (
    "part",
    "chapter",
    "section",
    "article",
    "formal",
    "han",
    "han_bracket",
    "stage",
    "named",
    "arabic",
    "decimal",
    "arabic_bracket",
    "half_bracket",
    "circled",
)
UNITS = {
    "编": "part", "部分": "part", "章": "chapter", "节": "section", "条": "article", "阶段": "stage", "步": "stage",
}  # fmt: skip
CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
# One character that holds number and brackets or stop.
WHOLE = {
    **{
        char: ("han_bracket", number)
        for char, number in zip("㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩", "一二三四五六七八九十", strict=True)
    },
    **{chr(0x2474 + index): ("arabic_bracket", str(index + 1)) for index in range(20)},
    **{chr(0x2488 + index): ("arabic", str(index + 1)) for index in range(20)},
}

# What is counted, not numbered: 3 个, 12 月.
MEASURE = "亿万千百元个项年月日号周天倍次吨公平份件家名人场期处所条户米亩套辆台座栋届级度点时分种类"
MARKER = re.compile(
    rf"(?P<unit>第(?P<unit_number>{HAN_NUMBER}|\d{{1,3}})(?P<unit_kind>[编章节条]|部分|阶段|步(?!骤)))(?!任务|工作|目标|[以的是])"
    r"(?=[\s、.．:：《“（(\u3400-\u9fff])[ \t\u3000]*[、.．:：]?"
    rf"|(?P<named>(?:任务|事项|行动|举措|工程|项目)(?P<named_number>{HAN_NUMBER}|\d{{1,2}}))[ ]?[:：、.．]"
    r"|(?P<formal>[壹贰叁参肆伍陆柒捌玖拾]{1,3})[、.．]"
    rf"|(?P<han>{HAN_NUMBER})"
    r"(?:[ \u3000]?[、.．]|[,，][ \u3000]{0,3}(?=[\u3400-\u9fff（）()]{2,24}$)|[ \u3000]{1,3}(?=[\u3400-\u9fff]))"
    rf"|[（(][ ]?(?P<han_bracket>{HAN_NUMBER})[ ]?[)）][、.．]?"
    r"|(?P<decimal>\d{1,2}(?:[.．]\d{1,2}){1,3})"
    r"(?:[ \t\u3000]+|[、.．]|(?=[\u3400-\u9fff])(?![亿万千百元个项年月日倍次吨公平]))"
    r"|(?P<arabic>\d{1,3})(?:[ ]?、|[.．](?!\d)|[.．](?=(?:1[0-2]|[1-9])月|20\d\d年)"
    r"|(?<!\d{3})[ \u3000]{1,3}(?=[\u3400-\u9fff]{3})"
    rf"(?![{MEASURE}]))"
    r"|[（(][ ]?(?P<arabic_bracket>\d{1,3})[ ]?[)）][、.．]?"
    r"|(?P<half_bracket>\d{1,3})[)）]"
    rf"|(?P<circled>[{CIRCLED}])"
    rf"|(?P<whole>[{''.join(WHOLE)}])[、.．]?"
)
# The kinds that the number's own form tells.
WRITTEN_KINDS = tuple(kind for kind in KINDS if kind in MARKER.groupindex)


@dataclass(frozen=True, slots=True)
class Marker:
    """An outline number: its kind, its value among its siblings, how the path writes it, and where it stands."""

    kind: str
    value: int
    label: str
    at: Span

    @property
    def rank(self) -> int:
        """Place among the kinds, larger units first."""
        return KINDS.index(self.kind)


def marker_at(text: str, at: Span) -> Marker | None:
    """The outline number a paragraph starts with, if it does."""
    match = MARKER.match(text, *at)
    return None if match is None else read_marker(match)


def read_marker(match: re.Match[str]) -> Marker | None:
    """The outline number that a match of `MARKER` is; None for a number that is none, such as 〇."""
    if match["whole"]:
        return _of_kind(*WHOLE[match["whole"]], match.span())
    if match["unit"]:
        return _marker(UNITS[match["unit_kind"]], match["unit_number"], match["unit"], match.span())
    if match["named"]:
        return _marker("named", match["named_number"], match["named"], match.span())
    for kind in WRITTEN_KINDS:
        if match[kind]:
            return _of_kind(kind, match[kind], match.span())
    return None


def _of_kind(kind: str, written: str, at: Span) -> Marker | None:
    if kind == "circled":
        return Marker(kind, CIRCLED.index(written) + 1, written, at)
    if kind == "decimal":
        parts = re.split(r"[.．]", written)
        return _marker(kind, parts[-1], ".".join(parts), at)
    label = f"（{written}）" if kind in {"han_bracket", "arabic_bracket"} else written
    return _marker(kind, written, label + ("）" if kind == "half_bracket" else ""), at)


def _marker(kind: str, written: str, label: str, at: Span) -> Marker | None:
    value = parse_number("".join(FORMAL.get(char, char) for char in written))
    return Marker(kind, value, label, at) if value else None
