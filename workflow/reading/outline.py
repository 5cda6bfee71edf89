"""The outline of a document: which paragraph stands under which number."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from workflow.reading.markers import Marker, marker_at
from workflow.reading.offsets import Span
from workflow.reading.sentences import strip


@dataclass(slots=True, eq=False)
class Node:
    """A numbered place of the outline and the paragraphs up to the next number.

    `paragraphs[0]` is what follows the number in its own paragraph and may be empty.
    """

    marker: Marker
    parent: "Node | None"
    paragraphs: list[Span]
    children: list["Node"] = field(default_factory=list)
    heading_at: Span | None = None
    body: list[Span] = field(default_factory=list)
    heading_guessed: bool = False
    # A table stands right below the heading: its rows are the tasks.
    is_over_table: bool = False

    @property
    def path(self) -> str:
        """`二/（一）/3`; a decimal number already holds the numbers above it."""
        labels: list[str] = []
        node: Node | None = self
        while node is not None:
            labels.append(node.marker.label)
            if (
                node.marker.kind == "decimal"
                and node.parent is not None
                and node.parent.marker.kind in {"arabic", "decimal"}
            ):
                node = _above_decimals(node)
            else:
                node = node.parent
        return "/".join(reversed(labels))

    @property
    def at(self) -> Span:
        """From the number to the end of the heading or of the last own paragraph."""
        ends = [self.marker.at[1], *(at[1] for at in self.body), self.heading_at[1] if self.heading_at else 0]
        return self.marker.at[0], max(ends)

    def walk(self) -> Iterator["Node"]:
        """This node and all below it, in document order."""
        waiting = [self]
        while waiting:
            node = waiting.pop()
            yield node
            waiting += reversed(node.children)


def _above_decimals(node: Node) -> Node | None:
    above: Node | None = node
    while above is not None and above.marker.kind in {"arabic", "decimal"}:
        above = above.parent
    return above


@dataclass(slots=True)
class Outline:
    """The top nodes, and the paragraphs before the first number."""

    before: list[Span]
    roots: list[Node]

    def nodes(self) -> Iterator[Node]:
        """All nodes in document order."""
        for root in self.roots:
            yield from root.walk()


def build(text: str, paragraphs: list[Span]) -> Outline:
    """Sort paragraphs under the numbers that open them.

    Which kind of number stands under which is taken from the document: a kind that is open already closes down to its
    own level; a new kind goes below what it follows. Only a larger unit that turns up late (`一、` after `1.`) asks the
    usual order of kinds, unless it directly follows a bare heading.
    """
    outline = Outline([], [])
    open_nodes: list[Node] = []
    parents: dict[str, str | None] = {}
    for at in paragraphs:
        marker = marker_at(text, at)
        if marker is None:
            if open_nodes:
                open_nodes[-1].paragraphs.append(at)
            else:
                outline.before.append(at)
            continue
        _close_to(text, open_nodes, marker, parents)
        parent = open_nodes[-1] if open_nodes else None
        node = Node(marker, parent, [strip(text, (marker.at[1], at[1]))])
        parents.setdefault(marker.kind, parent.marker.kind if parent else None)
        (parent.children if parent else outline.roots).append(node)
        open_nodes.append(node)
    return outline


def _close_to(text: str, open_nodes: list[Node], marker: Marker, parents: dict[str, str | None]) -> None:
    """Close every open node that `marker` cannot stand under."""
    if marker.kind == "decimal":
        depth = marker.label.count(".")
        while open_nodes and open_nodes[-1].marker.rank >= marker.rank and _depth(open_nodes[-1]) >= depth:
            open_nodes.pop()
        return
    kinds = [node.marker.kind for node in open_nodes]
    if marker.kind in kinds:
        del open_nodes[kinds.index(marker.kind) :]
        return
    parent = parents.get(marker.kind)
    if parent in kinds:
        del open_nodes[kinds.index(parent) + 1 :]
        return
    if open_nodes and marker.kind not in parents and _is_bare(text, open_nodes[-1]) and marker.value == 1:
        return
    while open_nodes and open_nodes[-1].marker.rank >= marker.rank:
        open_nodes.pop()


def _depth(node: Node) -> int:
    return node.marker.label.count(".") if node.marker.kind == "decimal" else 0


def _is_bare(text: str, node: Node) -> bool:
    """Whether the node is a heading with nothing under it yet."""
    start, end = node.paragraphs[0]
    return len(node.paragraphs) == 1 and end - start <= 60 and "。" not in text[start : max(start, end - 1)]
