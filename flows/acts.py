"""Every act on a work plan and its commitments: from which step, by which right, what it writes, how it is undone.

The table of `docs/acts.md` is written from this one, and the tests do every act and compare.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from flows.actions import (
    answering,
    commitment,
    copying,
    correcting,
    dispute,
    dividing,
    duties,
    events,
    extension,
    handing_out,
    inspection,
    parts,
    plan,
    rearranging,
    releasing,
    reminding,
    reopening,
    reports,
    returning,
    slips,
    suspension,
    transferring,
    urging,
    withdrawing,
)
from flows.commitment import CommitmentFlowV2
from flows.dispute import DisputeFlowV1, RulingFlowV1
from flows.event import EventFlowV1
from flows.extension import ExtensionFlowV1
from flows.inspection import InspectionFlowV1, RectificationFlowV1
from flows.nodes import DeadlineView, Gateway, Stop, Wait
from flows.parts import ContributionFlowV1, CountersignFlowV1
from flows.registry import FLOWS, nodes
from flows.release import ReleaseFlowV1
from flows.slip import SlipFlowV1
from flows.suspension import SuspensionFlowV1
from workflow.policies import OWN_ACTS, REACH_ACTS
from workflow.status import Act, Role

AWAITED: dict[Any, tuple[Any, str]] = {
    InspectionFlowV1: (CommitmentFlowV2, "await_inspection"),
    RectificationFlowV1: (InspectionFlowV1, "await_rectification"),
}
"""Where the flow that waits for the end of another one stands."""


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

ROWS: tuple[ActRow, ...] = (
    ActRow(plan.submit, ("plan_submitted",), ("review",), undo="the leader returns it"),
    ActRow(
        plan.approve,
        ("plan_approved_document",),
        ("approve",),
        effect="keeps the meeting and the sets of agencies as approved",
        separate=True,
        undo="not; a change is a new version",
    ),
    ActRow(
        plan.send_back,
        ("plan_returned_document",),
        ("approve",),
        outcome="return",
        effect="needs a reason",
        undo="the clerk submits again",
    ),
    ActRow(
        plan.issue,
        ("plan_issued",),
        ("issue",),
        opens=CommitmentFlowV2,
        effect="opens every commitment and starts its clocks from the day of publication; a version changes the plan "
        "in force instead",
        undo="not; single commitments are discontinued",
    ),
    ActRow(commitment.acknowledge, ("acknowledged",), ("acknowledge",), effect="moves no clock", undo="not needed"),
    ActRow(
        commitment.hand_in_plan,
        ("plan_handed_in",),
        ("write_plan",),
        effect="one document may serve several commitments",
        undo="the head or the office returns it",
    ),
    ActRow(commitment.sign_plan, ("plan_signed",), ("sign_plan",), separate=True, undo="the office returns the plan"),
    ActRow(
        commitment.return_plan,
        ("plan_returned_by_head", "plan_returned_by_office"),
        ("sign_plan", "approve_plan"),
        outcome="return",
        effect="needs a reason; the date of the implementation plan counts on",
        undo="the officer hands in again",
    ),
    ActRow(
        returning.return_plan_to_head,
        ("plan_returned_to_head",),
        ("approve_plan",),
        outcome="to_head",
        effect="needs a reason; the officer's plan stands and is signed anew",
        undo="the head signs again",
    ),
    ActRow(
        commitment.approve_plan,
        ("plan_approved",),
        ("approve_plan",),
        effect="starts the clock of publication",
        separate=True,
        undo="not; what was approved is published",
    ),
    ActRow(
        commitment.publish_plan,
        ("plan_published",),
        ("publish_plan",),
        effect="refused until it passed the gates of the plan; the report of the running period is opened by the next "
        "tick",
        undo="not",
    ),
    ActRow(
        releasing.withhold,
        ("plan_withheld",),
        ("publish_plan",),
        effect="of what passed its review as not published, with the legal reason; the work goes on without an address",
        undo="not; an inspector may object",
    ),
    ActRow(
        releasing.prepare,
        ("release_prepared",),
        right=Act.PUBLISH_PLAN,
        opens=ReleaseFlowV1,
        effect="of an approved plan where the work plan sets gates; without a gate that asks for a review, and nothing "
        "withheld, it has passed at once",
        undo="who prepared it withdraws it",
    ),
    ActRow(
        releasing.accept,
        ("release_passed",),
        ("review_release",),
        outcome="agree",
        effect="needs its basis; the publication can be recorded",
        separate=True,
        undo="the officer prepares it anew",
    ),
    ActRow(
        releasing.send_back,
        ("release_returned",),
        ("review_release",),
        outcome="return",
        effect="needs a reason; after changes, or not to be published",
        separate=True,
        undo="the officer prepares it anew",
    ),
    ActRow(
        releasing.withdraw,
        ("release_withdrawn",),
        right=Act.PUBLISH_PLAN,
        effect="by who prepared it, while it is under review; its open step is cancelled",
        undo="the officer prepares it anew",
    ),
    ActRow(
        releasing.object_to,
        ("release_objected",),
        right=Act.INSPECT,
        effect="to what was not published, once; needs a reason; moves nothing",
        undo="not needed",
    ),
    ActRow(
        reports.submit_report, ("report_handed_in",), ("submit_report",), effect="shows as progress", undo=REPORT_AGAIN
    ),
    ActRow(
        reports.sign_report,
        ("report_signed",),
        ("sign_report",),
        effect="counts as the latest progress",
        separate=True,
        undo="not; the next report corrects it",
    ),
    ActRow(
        reports.return_report,
        ("report_returned",),
        ("sign_report",),
        outcome="return",
        effect="needs a reason",
        undo="the officer reports again",
    ),
    ActRow(
        commitment.claim_completion,
        ("completion_claimed",),
        ("execute",),
        opens=InspectionFlowV1,
        undo="a finding, or the leader returns it",
    ),
    ActRow(
        inspection.accept,
        ("inspection_accepted",),
        ("inspect",),
        outcome="accept",
        separate=True,
        undo="the leader does not close",
    ),
    ActRow(
        inspection.raise_finding,
        ("finding_raised",),
        ("inspect",),
        outcome="finding",
        opens=RectificationFlowV1,
        effect="starts the clock of the rectification",
        undo="the recheck accepts",
    ),
    ActRow(inspection.rectify, ("rectified",), ("rectify",), undo="the recheck returns it"),
    ActRow(
        inspection.accept_rectification,
        ("recheck_accepted",),
        ("recheck",),
        outcome="accept",
        separate=True,
        undo="the leader does not close",
    ),
    ActRow(
        inspection.return_rectification,
        ("recheck_returned",),
        ("recheck",),
        outcome="return",
        effect="needs a reason",
        undo="the officer rectifies again",
    ),
    ActRow(
        commitment.close,
        ("closed",),
        ("close",),
        effect="open reports are cancelled; papers are sealed",
        separate=True,
        undo="the leader reopens it",
    ),
    ActRow(
        returning.return_to_inspector,
        ("returned_to_inspector",),
        ("close",),
        outcome="to_inspector",
        opens=InspectionFlowV1,
        effect="needs a reason; the claim stands and is inspected anew",
        undo="the inspectors accept it again",
    ),
    ActRow(
        commitment.return_to_execution,
        ("returned_to_execution",),
        ("close",),
        outcome="return",
        effect="needs a reason; the date of completion counts on",
        undo="the officer claims again",
    ),
    ActRow(
        withdrawing.withdraw_plan,
        ("plan_withdrawn",),
        ("sign_plan",),
        right=Act.WRITE_PLAN,
        outcome="return",
        effect="by who handed it in, until the head has opened it; the text is kept, the date counts on",
        undo="the officer hands in again",
    ),
    ActRow(
        withdrawing.withdraw_report,
        ("report_withdrawn",),
        ("sign_report",),
        right=Act.SUBMIT_REPORT,
        outcome="return",
        effect="by who handed it in, until the head has opened it; the text is kept, the date counts on",
        undo="the officer hands in again",
    ),
    ActRow(
        withdrawing.ask_return,
        ("return_asked",),
        right=Act.VIEW_COMMITMENTS,
        effect="by who handed in the plan or report that head or leader has to decide; needs a reason; once a step; "
        "moves nothing",
        undo="not needed; whoever decides may go on",
    ),
    ActRow(
        urging.urge,
        ("urged",),
        right=Act.URGE,
        effect="tells whoever holds the open step that is due first, and the head of the agency; moves no date; again "
        "only after the pause of the plan",
        undo="not needed",
    ),
    ActRow(
        copying.copy,
        ("copied",),
        right=Act.COPY,
        effect="those chosen are told and follow it from now on; opens nothing to anybody, also of what has ended",
        undo="each stops following",
    ),
    ActRow(
        correcting.correct,
        ("corrected",),
        right=Act.VIEW_COMMITMENTS,
        effect="of an own entry, which stays; needs a text; changes no fact and moves no date, also of what has ended",
        undo="a further correction",
    ),
    ActRow(
        reminding.snooze,
        ("reminders_put_off",),
        right=Act.VIEW_COMMITMENTS,
        effect="needs a reason and an own open step; no reminder before the day chosen, the due date and its reminders "
        "stay",
        undo="not needed; it ends by itself",
    ),
    ActRow(
        commitment.discontinue,
        ("discontinued",),
        right=Act.DISCONTINUE,
        effect="needs a reason; every open step of the commitment and of the flows beside it is cancelled",
        undo="the leader reopens it",
    ),
    ActRow(
        reopening.reopen,
        ("reopened",),
        right=Act.REOPEN,
        of_ended=True,
        effect="needs a reason, and a new final date where the old one has passed; goes on where the work of the "
        "agency stood: acknowledge, implementation plan, publication, or carrying out and claiming completion anew",
        undo="it is closed or discontinued again",
    ),
    ActRow(
        answering.answer_difficulties,
        ("difficulties_answered",),
        right=Act.ANSWER_DIFFICULTIES,
        effect="of a signed report, once; stands beside the report; also after the item has ended",
        undo="a correction",
    ),
    ActRow(
        events.register,
        ("event_registered",),
        right=Act.REPORT_EVENT,
        opens=EventFlowV1,
        effect="of something that happened or is planned; starts one clock for each sentence of open items that was "
        "chosen, all at once, of an agency those of its own items alone; refused with the earliest day possible when "
        "a planned day leaves too little time; moves no other date",
        undo="a further entry corrects it: what is open on it ends, and starts anew from the corrected moment",
    ),
    ActRow(
        events.answer,
        ("event_answered",),
        ("answer_event",),
        effect="says what was done and when; the clock ends",
        undo="not; what was recorded stays",
    ),
    ActRow(
        rearranging.split,
        ("item_split",),
        right=Act.REARRANGE,
        effect="needs a text and a reason, until completion is claimed; opens a further item and its commitment at the "
        "agency, whose dates count from the issue",
        undo="the new item is merged back",
    ),
    ActRow(
        rearranging.merge,
        ("item_merged",),
        right=Act.REARRANGE,
        effect="into another open item of the agency in the plan; needs a reason; ends as discontinued, every open "
        "step of it and of the flows beside it is cancelled",
        undo="the leader reopens it",
    ),
    ActRow(
        handing_out.hand_out,
        ("handed_out",),
        right=Act.HAND_OUT,
        effect="to a section, an officer of the agency, or both; its steps stay those of every officer, so that "
        "nothing hangs when somebody moves on; moves nothing",
        undo="it is handed out anew",
    ),
    ActRow(
        dividing.state,
        ("part_stated",),
        ("state_part",),
        effect="of a clause several agencies carry out 按职责分工; asked for by the issue; moves no date",
        undo="the office returns it",
    ),
    ActRow(
        dividing.confirm,
        ("part_confirmed",),
        ("confirm_part",),
        separate=True,
        effect="beside the parts of the others; from then on the implementation plan can be approved",
        undo="not",
    ),
    ActRow(
        dividing.send_back,
        ("part_returned",),
        ("confirm_part",),
        outcome="return",
        effect="needs a reason; the day counts on",
        undo="the officer states it again",
    ),
    ActRow(
        parts.ask,
        ("contribution_asked",),
        right=Act.ASSEMBLE,
        opens=ContributionFlowV1,
        effect="of an agency the plan names for the item, by a working day up to the final date; needs a demand; one "
        "of an agency at a time, until completion is claimed; the issue asks every partner named; moves no date "
        "and no light of the item",
        undo="the lead says that it is no longer needed",
    ),
    ActRow(parts.hand_in, ("contribution_handed_in",), ("contribute",), undo="the lead returns it"),
    ActRow(
        parts.take_in,
        ("contribution_taken_in",),
        ("take_in",),
        separate=True,
        effect="the contribution is kept with the item",
        undo="not; another one is asked for",
    ),
    ActRow(
        parts.send_back,
        ("contribution_returned",),
        ("take_in",),
        outcome="return",
        effect="needs a reason; the day counts on",
        undo="the partner hands it in again",
    ),
    ActRow(
        parts.waive,
        ("contribution_waived",),
        right=Act.ASSEMBLE,
        effect="needs a reason; its open step is cancelled",
        undo="it is asked for again",
    ),
    ActRow(
        parts.escalate,
        ("contribution_escalated",),
        right=Act.ASSEMBLE,
        effect="of every partner that is late, once for each; moves nothing",
        undo="not needed",
    ),
    ActRow(
        parts.add_signer,
        ("signer_added",),
        right=Act.ADD_SIGNER,
        opens=CountersignFlowV1,
        effect="needs a reason and an agency in force, until the own head has signed; it signs every draft "
        "from now on, one that lies with the head at once; the head may sign without it when its days are over or it "
        "withheld",
        undo="not",
    ),
    ActRow(
        parts.sign,
        ("countersigned",),
        ("countersign",),
        separate=True,
        effect="on the draft in hand; the head of the lead signs after every joint lead",
        undo="a new draft is signed anew",
    ),
    ActRow(
        parts.withhold,
        ("countersign_withheld",),
        ("countersign",),
        effect="needs a reason, shown to the agency and the office; of a joint lead the plan cannot be signed so",
        undo="a new draft is signed anew",
    ),
    ActRow(
        slips.issue,
        ("slip_issued",),
        right=Act.ISSUE_SLIP,
        opens=SlipFlowV1,
        effect="needs a demand; gets the next number of the office; red where the item is overdue, yellow where a step "
        "beside it is or its progress lies 25 points behind the days gone by, blue where it is due soon, and refused "
        "where it is none of these; one at a time on an item; moves no date; served when the agency opens it",
        undo="who issued it withdraws it",
    ),
    ActRow(
        slips.withdraw,
        ("slip_withdrawn",),
        right=Act.ISSUE_SLIP,
        effect="by who issued it, until the agency has opened it; needs a reason; the number stays; its open step is "
        "cancelled",
        undo="another one is issued",
    ),
    ActRow(slips.answer, ("slip_answered",), ("answer_slip",), undo="the head returns it"),
    ActRow(
        slips.sign,
        ("slip_signed",),
        ("sign_slip",),
        separate=True,
        undo="the office returns it",
    ),
    ActRow(
        slips.accept,
        ("slip_accepted",),
        ("accept_slip",),
        separate=True,
        effect="the slip is kept with its answer",
        undo="not; another slip is issued",
    ),
    ActRow(
        slips.send_back,
        ("slip_answer_returned_by_head", "slip_answer_returned"),
        ("sign_slip", "accept_slip"),
        outcome="return",
        effect="needs a reason; the date counts on",
        undo="the officer answers again",
    ),
    ActRow(
        transferring.transfer,
        ("transferred",),
        right=Act.TRANSFER,
        effect="needs a reason and an agency in force that never had the item; " + TRANSFERS,
        undo="not; it can be transferred on, never back",
    ),
    ActRow(
        dispute.ask,
        ("dispute_asked",),
        right=Act.DISPUTE,
        opens=DisputeFlowV1,
        effect="within the working days of the plan after the issue, before the implementation plan, once; moves "
        "nothing",
        undo="who asked withdraws it; handing in the implementation plan ends it",
    ),
    ActRow(
        dispute.sign,
        ("dispute_signed",),
        ("sign_dispute",),
        outcome="agree",
        separate=True,
        undo="the clerk upholds the assignment",
    ),
    ActRow(
        dispute.refuse,
        ("dispute_refused_by_head",),
        ("sign_dispute",),
        outcome="refuse",
        effect="needs a reason; ends the dispute",
        undo="not",
    ),
    ActRow(
        dispute.uphold,
        ("dispute_upheld",),
        ("answer_dispute",),
        outcome="uphold",
        effect="needs reasons; ends the first round",
        separate=True,
        undo="the officer asks the leader",
    ),
    ActRow(
        dispute.ask_again,
        ("dispute_again",),
        right=Act.DISPUTE,
        opens=RulingFlowV1,
        effect="within three working days of the answer, before the implementation plan; moves nothing",
        undo="who asked withdraws it; handing in the implementation plan ends it",
    ),
    ActRow(
        dispute.rule,
        ("dispute_ruled",),
        ("rule_dispute",),
        outcome="uphold",
        effect="needs reasons; kept as a precedent",
        separate=True,
        undo="not",
    ),
    ActRow(
        dispute.transfer,
        ("transferred", "transferred"),
        ("answer_dispute", "rule_dispute"),
        outcome="transfer",
        effect="needs reasons, kept as a precedent; " + TRANSFERS,
        separate=True,
        undo="not",
    ),
    ActRow(
        dispute.withdraw,
        ("dispute_withdrawn",),
        right=Act.DISPUTE,
        effect="by who asked, while it is undecided; its open step is cancelled",
        undo="not; an item is disputed once",
    ),
    ActRow(
        extension.ask,
        ("extension_asked",),
        right=Act.ASK_EXTENSION,
        opens=ExtensionFlowV1,
        effect="before the date has passed, one request a date; moves nothing",
        undo="who asked withdraws it",
    ),
    ActRow(
        extension.sign,
        ("extension_signed",),
        ("sign_extension",),
        outcome="agree",
        separate=True,
        undo="inspector or leader refuses",
    ),
    ActRow(
        extension.advise,
        ("extension_advised",),
        ("advise_extension",),
        outcome="agree",
        effect="needs an opinion",
        separate=True,
        undo="the leader refuses",
    ),
    ActRow(
        extension.grant,
        ("extension_granted",),
        ("grant_extension",),
        outcome="agree",
        effect="moves the clock, the open step and its reminders to the new date; the certificate keeps the original",
        separate=True,
        undo="not",
    ),
    ActRow(
        extension.refuse,
        ("extension_refused_by_head", "extension_refused_by_inspector", "extension_refused"),
        ("sign_extension", "advise_extension", "grant_extension"),
        outcome="refuse",
        effect="needs a reason; the present date counts on",
        undo="the officer asks again",
    ),
    ActRow(
        extension.withdraw,
        ("extension_withdrawn",),
        right=Act.ASK_EXTENSION,
        effect="by who asked, while it is undecided; its open step is cancelled",
        undo="the officer asks again",
    ),
    ActRow(
        suspension.ask,
        ("suspension_asked",),
        right=Act.ASK_SUSPENSION,
        opens=SuspensionFlowV1,
        effect="needs a cause and a last day within a year; what the office asks for goes to the leader at once; stops "
        "nothing",
        undo="who asked withdraws it",
    ),
    ActRow(
        suspension.sign,
        ("suspension_signed",),
        ("sign_suspension",),
        outcome="agree",
        separate=True,
        undo="the leader refuses",
    ),
    ActRow(
        suspension.grant,
        ("suspended",),
        ("grant_suspension",),
        outcome="agree",
        effect="every clock of the commitment stands still from today on, its open steps rest and nobody is reminded",
        separate=True,
        undo="it is resumed",
    ),
    ActRow(
        suspension.refuse,
        ("suspension_refused_by_head", "suspension_refused"),
        ("sign_suspension", "grant_suspension"),
        outcome="refuse",
        effect="needs a reason; every clock runs on",
        undo="it is asked for again",
    ),
    ActRow(
        suspension.withdraw,
        ("suspension_withdrawn",),
        right=Act.ASK_SUSPENSION,
        effect="by who asked, while it is undecided; its open step is cancelled",
        undo="it is asked for again",
    ),
    ActRow(
        suspension.resume,
        ("resumed",),
        right=Act.RESUME,
        effect="of a suspended commitment; its running clocks move later by the working days they lost, its steps are "
        "open again",
        undo="a new request for a suspension",
    ),
    ActRow(
        duties.record,
        ("duty_recorded",),
        right=Act.FULFIL_DUTY,
        effect="one time a recurring duty was done, in a period the officer has; the same form sent twice counts once",
        undo="who recorded it strikes it",
    ),
    ActRow(
        duties.strike,
        ("duty_record_struck",),
        right=Act.FULFIL_DUTY,
        effect="by who recorded it, until the period is handed over; needs a reason; the record stays and counts no "
        "more",
        undo="it is recorded again",
    ),
    ActRow(
        duties.hand_in,
        ("duty_handed_in",),
        ("fulfil_duty",),
        effect="closes the period for records; needs a word where it is short",
        undo="the head returns it",
    ),
    ActRow(
        duties.sign,
        ("duty_signed",),
        ("sign_duty",),
        effect="closes the period with what was done",
        separate=True,
        undo="not",
    ),
    ActRow(
        duties.send_back,
        ("duty_returned",),
        ("sign_duty",),
        outcome="return",
        effect="needs a reason; the due day counts on",
        undo="the officer hands it over again",
    ),
)

OF_AGENCIES: dict[str, tuple[str, str, str]] = {
    "agencies_succeeded": (
        "who runs the register (clerk), on the day it is in force or after it",
        "a merger, split or renaming with its legal ground: open commitments go over to the successor as they are, "
        "with clocks, papers, steps (also resting ones) and history, and what ended stays; where two of one item meet, "
        "the one the clerk chose goes on and the other is discontinued; posts end, and go on where the clerk chose; "
        "sets get the successor, former names lead to it",
        "not; a later reorganisation",
    ),
    "agency_succeeded": (
        "by itself with the reorganisation, or when a commitment of an agency that is no more is reopened",
        "the commitment goes over; its history names both agencies",
        "not",
    ),
}
"""Acts on agencies: who does it, its effect, how it is undone."""

BY_ITSELF: dict[str, str] = {
    "event_corrected": "a further entry of the register corrects the event something hung on",
    "item_taken_in": "another item of the agency was merged into this one",
    "countersign_asked": "an implementation plan that others sign too was handed in, or one was asked to sign it while "
    "it lay with the head",
    "slip_served": "somebody of the agency who answers or signs opened it for the first time",
    "commitment_opened": "the issue of the plan opens it",
    "report_opened": "the ticker, for the running period of a commitment being carried out",
    "release_ready": "a publication was prepared that nobody has to review",
    "taken_over": "the commitment of another agency was transferred",
    "post_empty": "the ticker, on working days, when nobody can do open steps of an agency; again after five",
    "post_empties": "the ticker, up to five working days before nobody can do open steps of an agency",
    "reminded": "the ticker, at the rungs of the plan's ladder; each tells those it names",
    "due_date_moved": "the notice of a year was entered",
    "extension_lapsed": "the ticker, when the date passed with the request undecided",
    "suspension_lapsed": "the ticker, when the last day asked for passed with the request undecided",
    "suspension_ended": "the ticker, after the last day of a suspension",
    "duty_opened": "the ticker, when a period of a recurring duty begins",
    "duty_lapsed": "the ticker, when a period is over and nobody signed for it; it is closed with what was done",
    "item_changed": "a version of the plan was issued",
    "plan_amended": "a version of the plan was issued",
}
"""What the system records by itself, and what makes it."""

OF_POSTS: dict[str, tuple[str, str, str]] = {
    "delegated": (
        "whoever holds a post that takes part in the work, for himself",
        "needs a colleague of the same agency who does not hold the same post, a reason, a first day at most 92 days "
        "ahead and at most 92 days; the colleague may what the post may on those days, except the register, the "
        "calendar, the journal and drafts; what he does carries both names, and the hands of both count",
        "either of the two ends it; it ends by itself after its last day",
    ),
    "delegation_ended": (
        "who gave it or holds it; who runs the register; by itself with the post or the account of either",
        "the colleague may nothing more from that day on; what was done stays",
        "it is given again",
    ),
}
"""Acts on a post and not on a commitment: who does it, its effect, how it is undone."""


def right_of(row: ActRow, node: str = "") -> Act:
    """The right the act needs: that of the step it is done at, or the row's own. Raises KeyError for neither."""
    if row.right is not None:
        return row.right
    return human_nodes()[node or row.nodes[0]].act


def roles_with(right: Act) -> list[tuple[Role, bool]]:
    """The roles that hold a right, and whether on every agency of the office's reach (True) or on their own."""
    own = [(role, False) for role, acts in OWN_ACTS.items() if right in acts]
    return own + [(role, True) for role, acts in REACH_ACTS.items() if right in acts]


def human_nodes() -> dict[str, DeadlineView]:
    """Every step of a person, by name."""
    return {node.name: node for flow in FLOWS for node in nodes(flow) if isinstance(node, DeadlineView)}


def next_steps(row: ActRow, node: str) -> list[str]:
    """The names of the steps that open when the act is done at `node`, read off the graphs of the flows."""
    found = list(_first_steps(row.opens)) if row.opens is not None else []
    if node:
        flow = next(flow for flow in FLOWS if node in {one.name for one in nodes(flow)})
        found += _behind(flow, node, row.outcome)
    return list(dict.fromkeys(found))


def _first_steps(flow: Any) -> Iterator[str]:
    return _behind(flow, "start", "forward")


def _behind(flow: Any, name: str, outcome: str) -> Iterator[str]:
    """The human steps behind a node, over gateways, and over the end of the flow into the one that waits for it."""
    node = next(one for one in nodes(flow) if one.name == name)
    targets = [edge.dst for edge in node._outgoing()]
    if isinstance(node, Gateway):
        labels = {target: label for label, target in node.labels.items()}
        named = [target for target in targets if labels.get(target.name) == outcome]
        targets = named or [target for target in targets if target.name not in labels] or targets
    for target in targets:
        if isinstance(target, DeadlineView):
            yield target.name
        elif isinstance(target, Gateway):
            yield from _behind(flow, target.name, outcome)
        elif isinstance(target, Stop) and flow in AWAITED:
            parent, waiting = AWAITED[flow]
            yield from _behind(parent, waiting, outcome)
        elif isinstance(target, Wait):
            continue
