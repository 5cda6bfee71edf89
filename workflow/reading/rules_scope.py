"""Whether a duty is one of the whole document: 各部门要建立台账 is, 建立隐患台账 inside one task is not."""

import re
from bisect import bisect_right
from collections.abc import Sequence

from workflow.reading.model import Item
from workflow.reading.offsets import Span
from workflow.reading.outline import Node, Outline

# Sections about how the plan is carried out, not about one of its tasks.
MANAGES = re.compile(
    r"保障|(?:工作|有关|相关|几点|具体|落实|纪律)要求|^要求|组织(?:领导|实施|推进|保障|协调)|加强领导|领导责任|责任(?:落实|追究)|落实责任"
    r"|(?:督[查导促]|考核|考评|监督(?=问|考|落|评))(?:问效|评估|考核|落实|问责|检查|机制|推进)*$|推进措施|工作机制|抓好落实|狠抓落实|组织与"
)
# Everyone as the subject of a part: 各部门要, 请各承办单位, 有牵头任务的部门还要. In 督促各部门 they are told about.
EVERYONE = re.compile(
    r"(?:^|[，,；;：:、.．）)]|请|后|前|起|对照)\s?(?:全[省市区县]|[省市区县]直|市政府|区政府|县政府)?"
    r"(?:各(?:级|地|部门|单位|机关|行政机关|有关|相关|成员|责任|牵头|承办|主办|参[与加]|省|市|区|县|镇|乡|街道|处室|科室)"
    r"|有[^，,；;。]{0,4}任务的(?:部门|单位))"
)
# 市政府办公室将对各部门落实情况进行督查: what the issuer does for all of it; 本要点公布后: the document's own clock.
ABOUT_ALL = re.compile(
    r"办公?[室厅]?[^，,。；;]{0,6}[将要]对?[^，,。；;]{0,10}各|(?:^|[，,])[自在于]?本(?:实施|工作|行动)?(?:要点|方案|意见|通知|计划|办法|规划|措施)[^，,]{0,8}(?:后|起)"
)
REACH = 240


class Scope:
    """The items and the outline of a document, asked whether what stands at a place holds for all of it."""

    def __init__(self, text: str, outline: Outline, items: Sequence[Item], free: Sequence[str]) -> None:
        """`free` are the starts of the numbers of items without a place in the outline that are no single task."""
        self._text = text
        self._items = sorted(items, key=lambda item: item.at)
        self._starts = [item.at[0] for item in self._items]
        self._nodes = list(outline.nodes())
        self._node_starts = [node.at[0] for node in self._nodes]
        self._free = tuple(free)

    def holds(self, at: Span, sentence: Span) -> bool:
        """Whether a duty at `at` in a sentence is one of the whole document."""
        item = self._item(at[0])
        if item is None or item.number.startswith(self._free):
            return True
        named = bool(item.assignments) and all(one.kind != "owner_in_sentence" for one in item.doubts)
        if self._manages(self._node(at[0], item), named=named):
            return True
        written = self._text[max(sentence[0], at[0] - REACH) : at[1]]
        return EVERYONE.search(written) is not None or ABOUT_ALL.search(written) is not None

    def _item(self, place: int) -> Item | None:
        index = bisect_right(self._starts, place) - 1
        if index < 0 or place >= self._items[index].at[1]:
            return None
        return self._items[index]

    def _node(self, place: int, item: Item) -> Node | None:
        index = bisect_right(self._node_starts, place) - 1
        node = self._nodes[index] if index >= 0 else None
        return node if node and node.at[0] <= item.at[0] and item.at[1] <= node.at[1] else None

    def _manages(self, node: Node | None, *, named: bool) -> bool:
        """Whether a section is about how the plan is carried out. The heading of a task that names who does it is no
        section: 加强监督检查（市场监管局牵头）."""
        node = node.parent if node and named else node
        while node is not None:
            if node.heading_at and MANAGES.search(self._text[slice(*node.heading_at)].strip(" 。：:\n")):
                return True
            node = node.parent
        return False
