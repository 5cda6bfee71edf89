"""What is done to a commitment beside the steps of its main line, by whoever works on it or supervises it."""

from flows.actions import (
    answering,
    commitment,
    copying,
    correcting,
    dividing,
    events,
    handing_out,
    parts,
    rearranging,
    reminding,
    reopening,
    urging,
    withdrawing,
)
from flows.acts.row import ActRow
from flows.event import EventFlowV1
from flows.parts import ContributionFlowV1, CountersignFlowV1
from workflow.status import Act

BESIDE: tuple[ActRow, ...] = (
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
        withdrawing.withdraw_claim,
        ("claim_withdrawn",),
        ("inspect",),
        right=Act.CLAIM_COMPLETION,
        outcome="return",
        effect="by who claimed, until an inspector has opened it; the text is kept, the date counts on",
        undo="the officer claims again",
    ),
    ActRow(
        withdrawing.withdraw_rectification,
        ("rectification_withdrawn",),
        ("recheck",),
        right=Act.RECTIFY,
        outcome="return",
        effect="by who handed it in, until an inspector has opened it; the text is kept, the date counts on",
        undo="the officer rectifies again",
    ),
    ActRow(
        withdrawing.withdraw_slip_answer,
        ("slip_answer_withdrawn",),
        ("sign_slip",),
        right=Act.ANSWER_SLIP,
        outcome="return",
        effect="by who wrote it, until the head has opened it; the text is kept, the date counts on",
        undo="the officer answers again",
    ),
    ActRow(
        withdrawing.withdraw_duty,
        ("duty_withdrawn",),
        ("sign_duty",),
        right=Act.FULFIL_DUTY,
        outcome="return",
        effect="by who handed it over, until the head has opened it; the records can be changed again",
        undo="the officer hands it over again",
    ),
    ActRow(
        withdrawing.withdraw_part,
        ("part_withdrawn",),
        ("confirm_part",),
        right=Act.STATE_PART,
        outcome="return",
        effect="by who stated it, until the office has opened it; the text is kept, the day counts on",
        undo="the officer states it again",
    ),
    ActRow(
        withdrawing.withdraw_contribution,
        ("contribution_withdrawn",),
        ("take_in",),
        right=Act.CONTRIBUTE,
        outcome="return",
        effect="by who handed it in at the partner, until an officer of the lead has opened it; text and evidence are "
        "kept, the day counts on",
        undo="the partner hands in again",
    ),
    ActRow(
        withdrawing.ask_return,
        ("return_asked",),
        right=Act.VIEW_COMMITMENTS,
        effect="by who handed in what head, inspector, office or lead has to decide (plan, report, claim, "
        "rectification, answer to a slip, period of a duty, own part, contribution); needs a reason; once a step; "
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
        "agency stood: acknowledge, implementation plan, publication, or carrying out and claiming completion anew; a "
        "part of a divided clause nobody had confirmed is asked for again",
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
        undo="a further entry corrects it: what is open on it ends, and starts anew from the corrected moment, without "
        "the time the work was suspended since",
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
        "agency, with the dates of the old one",
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
)
