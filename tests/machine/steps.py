"""The steps of the plain model: whose hands each puts the item in, and the right each demands."""

from dataclasses import dataclass
from datetime import date

from tests.machine.owed import Contribution

HOLDERS = {
    "acknowledge": "officer",
    "write_plan": "officer",
    "sign_plan": "head",
    "approve_plan": "leader",
    "publish_plan": "officer",
    "execute": "officer",
    "inspect": "inspector",
    "rectify": "officer",
    "recheck": "inspector",
    "close": "leader",
}
"""In whose hands each step of the main line puts the item."""
RIGHTS = dict.fromkeys(HOLDERS, "") | {
    "acknowledge": "acknowledge",
    "write_plan": "write_plan",
    "sign_plan": "sign_plan",
    "approve_plan": "approve_plan",
    "publish_plan": "publish_plan",
    "execute": "claim_completion",
    "inspect": "inspect",
    "rectify": "rectify",
    "recheck": "recheck",
    "close": "close",
    "submit_report": "submit_report",
    "sign_report": "sign_report",
    "sign_extension": "sign_extension",
    "advise_extension": "advise_extension",
    "grant_extension": "grant_extension",
    "sign_suspension": "sign_suspension",
    "grant_suspension": "grant_suspension",
    "sign_dispute": "sign_dispute",
    "answer_dispute": "answer_dispute",
    "rule_dispute": "rule_dispute",
    "answer_slip": "answer_slip",
    "sign_slip": "sign_slip",
    "accept_slip": "accept_slip",
    "fulfil_duty": "fulfil_duty",
    "sign_duty": "sign_duty",
    "contribute": "contribute",
    "take_in": "assemble",
    "countersign": "countersign",
    "state_part": "state_part",
    "confirm_part": "confirm_division",
    "review_release": "review_release",
    "answer_event": "answer_event",
}
"""The right each step demands."""


@dataclass
class Step:
    """An open step. `key` tells reports, requests and partners apart; `place` is where it lies when not at the agency
    of the item; `pk` is the product's own number."""

    node: str
    due: date | None
    key: str = ""
    pk: int = 0
    seen: bool = False
    anew: bool = False
    """It was decided there before, and came back for another decision."""
    asked_back: bool = False
    place: str = ""
    owes: Contribution | None = None
    """What a partner owes or handed in here."""

    @property
    def is_read(self) -> bool:
        """Whoever decides has read it, or it lies above the head."""
        return self.seen or self.anew or self.node in ("approve_plan", "accept_slip")
