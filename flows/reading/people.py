"""Who holds what at an agency: the names behind each step, read in one query a page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from workflow import policies
from workflow.models import User
from workflow.status import Act

LINE = (
    Act.ACKNOWLEDGE,
    Act.WRITE_PLAN,
    Act.SIGN_PLAN,
    Act.APPROVE_PLAN,
    Act.PUBLISH_PLAN,
    Act.CLAIM_COMPLETION,
    Act.SUBMIT_REPORT,
    Act.SIGN_REPORT,
    Act.INSPECT,
    Act.RECTIFY,
    Act.RECHECK,
    Act.CLOSE,
    Act.ASK_EXTENSION,
    Act.SIGN_EXTENSION,
    Act.ADVISE_EXTENSION,
    Act.GRANT_EXTENSION,
    Act.ASK_SUSPENSION,
    Act.SIGN_SUSPENSION,
    Act.GRANT_SUSPENSION,
    Act.DISPUTE,
    Act.SIGN_DISPUTE,
    Act.ANSWER_DISPUTE,
    Act.RULE_DISPUTE,
    Act.FULFIL_DUTY,
    Act.SIGN_DUTY,
    Act.REVIEW_RELEASE,
    Act.ANSWER_SLIP,
    Act.SIGN_SLIP,
    Act.ACCEPT_SLIP,
    Act.ANSWER_EVENT,
    Act.ASSEMBLE,
    Act.STATE_PART,
    Act.CONFIRM_DIVISION,
)
"""Every act on the way of a commitment."""


@dataclass(frozen=True)
class People:
    """The people who may do each act on one agency."""

    by_act: Mapping[str, list[User]]

    def who(self, act: Act | str) -> list[User]:
        """Those who may do `act`, in order of name."""
        return self.by_act.get(str(act), [])

    @property
    def officers(self) -> list[User]:
        """经办人."""
        return self.who(Act.WRITE_PLAN)

    @property
    def heads(self) -> list[User]:
        """负责人."""
        return self.who(Act.SIGN_PLAN)

    @property
    def leaders(self) -> list[User]:
        """领导."""
        return self.who(Act.APPROVE_PLAN)

    @property
    def inspectors(self) -> list[User]:
        """督查员."""
        return self.who(Act.INSPECT)


def people_of(agency_id: int, on: date) -> People:
    """Everybody on the way of a commitment of this agency; one query."""
    return People(policies.people_by_act(LINE, agency_id, on))


def people_of_plan(office_id: int, on: date) -> People:
    """Everybody on the way of a work plan of this office; one query."""
    return People(policies.people_by_act((Act.DRAFT_DOCUMENT, Act.APPROVE_DOCUMENT, Act.ISSUE_DOCUMENT), office_id, on))
