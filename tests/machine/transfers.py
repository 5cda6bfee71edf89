"""The office moves the share of one agency to another."""

from typing import Any

from hypothesis import strategies as st

from flows.actions import transferring
from tests.machine.case import BLANK, SHORT, Case, Turn
from tests.machine.model import Item, Model

PLACE: st.SearchStrategy[Any] = st.sampled_from(["county", "agency", "other", "county", "nowhere"])


def no_receiver(model: Model, item: Item, to: str) -> str:
    """Why the agency cannot take the share over; nothing when it can. What it had once does not come back."""
    if to == item.place:
        return "same_agency"
    if to not in model.places:
        return "out_of_reach"
    has_it = any(one.subject == item.subject and one.place == to for one in model.items)
    return "has_it_already" if has_it else ""


class Transfer(Case):
    name, right, good = "transfer", "transfer", {"to": "county", "reason": SHORT, "behind": None}
    # Mostly without a reason: what has ended leads nowhere, and its successor begins anew.
    fields = {
        "to": PLACE,
        "reason": st.sampled_from([BLANK] * 3 + [SHORT]),
        "behind": st.sampled_from([None, 0, 0, 1]),
    }

    def refusal(self, turn: Turn) -> str:
        item = turn.item
        if item.ended or item.rests:
            return "not_open" if item.ended else "suspended"
        if turn.typed["behind"]:
            return "moved_on"
        if not turn.typed["reason"].strip():
            return "reason_missing"
        return no_receiver(turn.model, item, turn.typed["to"])

    def call(self, turn: Turn) -> Any:
        behind, to = turn.typed["behind"], turn.model.places.get(turn.typed["to"], 0)
        seen = None if behind is None else len(turn.item.entries) - behind
        reason = turn.typed["reason"]
        return transferring.transfer(turn.item.pk, to, reason=reason, seen=seen, actor=turn.actor, now=turn.now)

    def done(self, turn: Turn) -> None:
        turn.model.take_over(turn.item, turn.typed["to"], turn.made.successor.pk, turn.who.name)


CASES: tuple[Case, ...] = (Transfer(),)
