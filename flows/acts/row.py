"""What the table of acts says of one of them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from workflow.status import Act


@dataclass(frozen=True, slots=True)
class ActRow:
    """One act.

    `verb` does it (None: the system by itself); `records` are its entries in the journal, one for each node of `nodes`
    or one for all; without nodes it can be done at any step of an open commitment. `outcome` is what the gateway
    behind the step reads, `opens` a flow that begins beside. `effect` says what else it does, `undo` how it is taken
    back.
    """

    verb: Callable[..., Any] | None
    records: tuple[str, ...]
    nodes: tuple[str, ...] = ()
    right: Act | None = None
    outcome: str = "forward"
    opens: Any = None
    effect: str = ""
    undo: str = ""
    separate: bool = False
    """Nobody does it who had a hand in what is decided."""
    of_ended: bool = False
    """It is done to a commitment that was closed or discontinued."""

    def record_at(self, node: str) -> str:
        """The journal entry the act writes when it is done at `node`."""
        return self.records[self.nodes.index(node)] if len(self.records) > 1 else self.records[0]


TRANSFERS = (
    "ends as transferred; every open step of it and of the flows beside it is cancelled, and the commitment of the "
    "other agency is opened, its clocks counted from the start of the old one"
)
REPORT_AGAIN = "the head returns it"
