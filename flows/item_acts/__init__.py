"""What people may do with a commitment beside its steps: one class an act, listed in the order of the menu."""

from collections.abc import Mapping

from flows.item_acts.answering import AnswerDifficulties
from flows.item_acts.base import ItemAct, Situation
from flows.item_acts.copying import Copy
from flows.item_acts.correcting import Correct
from flows.item_acts.disputing import AskDispute, AskRuling, WithdrawDispute
from flows.item_acts.ending import Discontinue
from flows.item_acts.extending import AskExtension, WithdrawExtension
from flows.item_acts.handing_out import HandOut
from flows.item_acts.parting import AddSigner, AskContribution, Escalate, WaiveContribution
from flows.item_acts.rearranging import Merge, Split
from flows.item_acts.releasing import ObjectToRelease, PrepareRelease, WithdrawRelease
from flows.item_acts.reminding import Snooze
from flows.item_acts.reopening import Reopen
from flows.item_acts.slipping import IssueSlip, WithdrawSlip
from flows.item_acts.suspending import AskSuspension, Resume, WithdrawSuspension
from flows.item_acts.transferring import Transfer
from flows.item_acts.urging import Urge
from flows.item_acts.withdrawing import (
    AskReturn,
    WithdrawClaim,
    WithdrawContribution,
    WithdrawDuty,
    WithdrawPart,
    WithdrawPlan,
    WithdrawRectification,
    WithdrawReport,
    WithdrawSlipAnswer,
)

ITEM_ACTS: Mapping[str, type[ItemAct]] = {
    kind.name: kind
    for kind in (
        WithdrawPlan,
        WithdrawReport,
        WithdrawClaim,
        WithdrawRectification,
        WithdrawSlipAnswer,
        WithdrawDuty,
        WithdrawPart,
        WithdrawContribution,
        AskReturn,
        PrepareRelease,
        WithdrawRelease,
        ObjectToRelease,
        HandOut,
        AskContribution,
        Escalate,
        WaiveContribution,
        AddSigner,
        Urge,
        AnswerDifficulties,
        IssueSlip,
        WithdrawSlip,
        AskExtension,
        WithdrawExtension,
        AskSuspension,
        WithdrawSuspension,
        Resume,
        Snooze,
        Copy,
        Correct,
        AskDispute,
        AskRuling,
        WithdrawDispute,
        Transfer,
        Split,
        Merge,
        Discontinue,
        Reopen,
    )
}


def offered(situation: Situation) -> list[ItemAct]:
    """The acts the person may do with the commitment now, in the order of the menu."""
    kinds = [kind for kind in ITEM_ACTS.values() if kind.in_menu]
    if situation.commitment.suspended_on is not None:
        kinds = [kind for kind in kinds if kind.while_suspended]
    return [act for act in (kind(situation) for kind in kinds) if act.is_allowed() and act.is_possible()]
