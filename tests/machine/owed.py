"""What other agencies owe to an item of the plain model, and what the agency owes before its plan is approved."""

from dataclasses import dataclass
from datetime import date


@dataclass
class Contribution:
    """What a partner owes to an item, or owed."""

    partner: str
    due: date
    handed_in: bool = False
    handed_by: str = ""
    """Who handed it in last, also where it came back."""
    escalated: bool = False
    open: bool = True


@dataclass
class Signer:
    """Another agency that signs the drafts of the implementation plan; `signed` is what it said to the one in hand."""

    is_lead: bool
    signed: str = ""
    """`asked`, `signed`, `withheld`, `dropped`; empty before the first draft."""
    due: date = date.min

    def bars(self, today: date) -> bool:
        """The head has to wait for it."""
        if self.signed == "signed":
            return False
        return self.is_lead or (self.signed in ("", "asked") and today <= self.due)


@dataclass
class Division:
    """The part of the agency in a clause that several carry out."""

    due: date
    stated_by: str = ""
    outcome: str = ""
