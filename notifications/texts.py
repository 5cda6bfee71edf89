"""What a notification says, in the language of whoever reads it now."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from notifications.models import Notification
from notifications.recipients import BY_ACT, COPIED, FOLLOWS, JOB_ENDED, OWN_ACCOUNT, OWNER
from workflow.services.calendar import local_day
from workflow.services.duty_words import period_words
from workflow.status import Act, CommentOutcome, JobStatus, Role
from workflow.words import day_words, filled

SENTENCES: Mapping[str, Promise] = {
    "commitment_opened": gettext_lazy("%(actor)s hands to %(agency)s: %(item)s, implementation plan by %(due_on)s"),
    "joint_leads_named": gettext_lazy(
        "%(actor)s hands it to %(agency)s and your agency as joint leads, whose heads all sign the implementation "
        "plan: %(item)s"
    ),
    "partners_named": gettext_lazy(
        "%(actor)s asks your agency to contribute to the work of %(agency)s by %(due_on)s: %(item)s, “%(remark)s”"
    ),
    "acknowledged": gettext_lazy("%(agency)s acknowledged receipt: %(item)s"),
    "plan_handed_in": gettext_lazy("%(actor)s asks for your signature on the implementation plan: %(item)s"),
    "plan_signed": gettext_lazy("%(agency)s asks for approval of its implementation plan: %(item)s"),
    "plan_returned_by_head": gettext_lazy("%(actor)s returned the implementation plan: %(item)s, “%(remark)s”"),
    "plan_returned_by_office": gettext_lazy("%(actor)s returned the implementation plan: %(item)s, “%(remark)s”"),
    "plan_approved": gettext_lazy("%(actor)s approved the implementation plan, please publish it: %(item)s"),
    "plan_published": gettext_lazy("%(agency)s published its implementation plan: %(item)s"),
    "report_opened": gettext_lazy("Progress report of %(period)s is due by %(due_on)s: %(item)s"),
    "report_handed_in": gettext_lazy("%(actor)s asks for your signature on the report of %(period)s: %(item)s"),
    "report_signed": gettext_lazy("%(agency)s reported progress of %(period)s: %(item)s"),
    "report_returned": gettext_lazy("%(actor)s returned the report of %(period)s: %(item)s, “%(remark)s”"),
    "completion_claimed": gettext_lazy("%(agency)s claims completion, please inspect: %(item)s"),
    "finding_raised": gettext_lazy("%(actor)s raised a finding, rectify by %(due_on)s: %(item)s, “%(remark)s”"),
    "rectified": gettext_lazy("%(agency)s handed in a rectification, please recheck: %(item)s"),
    "recheck_returned": gettext_lazy("%(actor)s returned the rectification: %(item)s, “%(remark)s”"),
    "recheck_accepted": gettext_lazy("%(actor)s accepted the rectification: %(item)s"),
    "inspection_accepted": gettext_lazy("%(actor)s accepted the completion: %(item)s"),
    "closed": gettext_lazy("%(actor)s closed: %(item)s"),
    "returned_to_execution": gettext_lazy("%(actor)s returned it to execution: %(item)s, “%(remark)s”"),
    "discontinued": gettext_lazy("%(actor)s discontinued: %(item)s, “%(remark)s”"),
    "due_date_moved": gettext_lazy("The due date was counted again: %(item)s"),
    "extension_asked": gettext_lazy(
        "%(actor)s asks for your signature on an extension from %(due_on)s to %(asked_on)s: %(item)s"
    ),
    "extension_signed": gettext_lazy(
        "%(agency)s asks for an extension from %(due_on)s to %(asked_on)s, your opinion is needed: %(item)s"
    ),
    "extension_advised": gettext_lazy(
        "%(agency)s asks for an extension from %(due_on)s to %(asked_on)s, please decide: %(item)s"
    ),
    "extension_granted": gettext_lazy(
        "%(actor)s granted the extension, due on %(new_on)s instead of %(old_on)s: %(item)s"
    ),
    "extension_refused_by_head": gettext_lazy(
        "%(actor)s refused the extension, %(due_on)s counts on: %(item)s, “%(remark)s”"
    ),
    "extension_refused_by_inspector": gettext_lazy(
        "%(actor)s refused the extension, %(due_on)s counts on: %(item)s, “%(remark)s”"
    ),
    "extension_refused": gettext_lazy("%(actor)s refused the extension, %(due_on)s counts on: %(item)s, “%(remark)s”"),
    "extension_withdrawn": gettext_lazy("%(actor)s withdrew the request for an extension: %(item)s"),
    "extension_lapsed": gettext_lazy(
        "The request for an extension lapsed undecided, the original date %(due_on)s counts: %(item)s"
    ),
    "suspension_asked": gettext_lazy(
        "%(actor)s asks to suspend the work until %(until)s, please decide: %(item)s, “%(remark)s”"
    ),
    "suspension_signed": gettext_lazy("%(agency)s asks to suspend the work until %(until)s, please decide: %(item)s"),
    "difficulties_answered": gettext_lazy("%(actor)s answers your difficulties: %(item)s, “%(remark)s”"),
    "event_registered": gettext_lazy(
        "%(actor)s registered “%(event)s”; please do what hangs on it by %(event_due)s and record it: %(item)s"
    ),
    "event_corrected": gettext_lazy("%(actor)s corrected the entry of the event “%(event)s”: %(item)s, “%(remark)s”"),
    "event_answered": gettext_lazy("%(agency)s recorded what was done on “%(event)s”: %(item)s, “%(remark)s”"),
    "item_split": gettext_lazy("%(actor)s split off an item of its own, %(into)s, from: %(item)s, “%(remark)s”"),
    "item_merged": gettext_lazy("%(actor)s merged into %(into)s: %(item)s, “%(remark)s”"),
    "handed_out": gettext_lazy("%(actor)s hands you: %(item)s"),
    "part_stated": gettext_lazy("%(agency)s stated its part of the work, please confirm: %(item)s"),
    "part_confirmed": gettext_lazy("%(actor)s confirmed the division of work: %(item)s"),
    "part_returned": gettext_lazy("%(actor)s returned the division of work: %(item)s, “%(remark)s”"),
    "contribution_asked": gettext_lazy(
        "%(agency)s asks your agency to contribute by %(due_on)s: %(item)s, “%(remark)s”"
    ),
    "contribution_handed_in": gettext_lazy("%(partner)s handed in its contribution: %(item)s"),
    "contribution_taken_in": gettext_lazy("%(agency)s took in your agency's contribution: %(item)s"),
    "contribution_returned": gettext_lazy("%(agency)s returned your agency's contribution: %(item)s, “%(remark)s”"),
    "contribution_waived": gettext_lazy("%(agency)s no longer asks for the contribution: %(item)s, “%(remark)s”"),
    "contribution_escalated": gettext_lazy(
        "%(agency)s escalates a contribution not handed in by %(due_on)s, %(partner)s: %(item)s"
    ),
    "signer_added": gettext_lazy("%(agency)s will ask your agency to countersign its plan: %(item)s, “%(remark)s”"),
    "countersign_asked": gettext_lazy("%(agency)s asks for your countersignature by %(due_on)s: %(item)s"),
    "countersigned": gettext_lazy("%(partner)s countersigned the implementation plan: %(item)s"),
    "countersign_withheld": gettext_lazy("%(partner)s withheld its countersignature: %(item)s, “%(remark)s”"),
    "slip_issued": gettext_lazy("%(actor)s issued %(number)s, please answer by %(due_on)s: %(item)s, “%(remark)s”"),
    "slip_served": gettext_lazy("%(actor)s opened %(number)s: %(item)s"),
    "slip_answered": gettext_lazy("%(actor)s asks for your signature on the answer to %(number)s: %(item)s"),
    "slip_signed": gettext_lazy("%(agency)s answered %(number)s, please decide: %(item)s"),
    "slip_accepted": gettext_lazy("%(actor)s accepted the answer to %(number)s: %(item)s"),
    "slip_answer_returned_by_head": gettext_lazy("%(actor)s returned the answer to %(number)s: %(item)s, “%(remark)s”"),
    "slip_answer_returned": gettext_lazy("%(actor)s returned the answer to %(number)s: %(item)s, “%(remark)s”"),
    "slip_withdrawn": gettext_lazy("%(actor)s withdrew %(number)s: %(item)s, “%(remark)s”"),
    "plan_returned_to_head": gettext_lazy(
        "%(actor)s returns the implementation plan to the head: %(item)s, “%(remark)s”"
    ),
    "returned_to_inspector": gettext_lazy("%(actor)s has the inspectors look again: %(item)s, “%(remark)s”"),
    "reopened": gettext_lazy("%(actor)s has the work go on: %(item)s, “%(remark)s”"),
    "suspended": gettext_lazy("%(actor)s suspended the work until %(until)s, no clock runs meanwhile: %(item)s"),
    "suspension_refused_by_head": gettext_lazy(
        "%(actor)s refused the suspension, the work goes on: %(item)s, “%(remark)s”"
    ),
    "suspension_refused": gettext_lazy("%(actor)s refused the suspension, the work goes on: %(item)s, “%(remark)s”"),
    "suspension_withdrawn": gettext_lazy("%(actor)s withdrew the request for a suspension: %(item)s"),
    "suspension_lapsed": gettext_lazy("The request for a suspension lapsed undecided, the work goes on: %(item)s"),
    "resumed": gettext_lazy("%(actor)s resumed the work, the running step is due on %(due_on)s: %(item)s"),
    "suspension_ended": gettext_lazy("The suspension is over, the running step is due on %(due_on)s: %(item)s"),
    "transferred": gettext_lazy("%(actor)s transferred it from %(agency)s to %(to)s: %(item)s, “%(remark)s”"),
    "taken_over": gettext_lazy(
        "%(actor)s transfers to %(agency)s, from %(from)s: %(item)s, implementation plan by %(due_on)s, “%(remark)s”"
    ),
    "agency_succeeded": gettext_lazy("%(from)s is now %(to)s, which goes on with it: %(item)s"),
    "agencies_succeeded": gettext_lazy(
        "%(actor)s entered a reorganisation: %(from)s → %(to)s, %(number)s open items; %(remark)s"
    ),
    "dispute_asked": gettext_lazy("%(actor)s asks for your signature on a dispute of the assignment: %(item)s"),
    "dispute_signed": gettext_lazy("%(agency)s disputes the assignment, please answer; %(due_on)s counts on: %(item)s"),
    "dispute_refused_by_head": gettext_lazy(
        "%(actor)s did not sign the dispute, %(due_on)s counts on: %(item)s, “%(remark)s”"
    ),
    "dispute_upheld": gettext_lazy(
        "%(actor)s upheld the assignment, the leader can be asked until %(until)s, %(due_on)s counts on: %(item)s, "
        "“%(remark)s”"
    ),
    "dispute_again": gettext_lazy("%(agency)s asks for the ruling of the leader on the assignment: %(item)s"),
    "dispute_ruled": gettext_lazy(
        "%(actor)s upheld the assignment for good, %(due_on)s counts on: %(item)s, “%(remark)s”"
    ),
    "dispute_withdrawn": gettext_lazy("%(actor)s withdrew the dispute of the assignment: %(item)s"),
    "duty_opened": gettext_lazy("Recurring duty of %(duty_period)s, due by %(due_on)s: %(phrase)s, %(item)s"),
    "duty_record_struck": gettext_lazy(
        "%(actor)s struck a record of %(duty_period)s, %(meter)s: %(phrase)s, %(item)s, “%(remark)s”"
    ),
    "duty_handed_in": gettext_lazy(
        "%(actor)s asks for your signature on %(duty_period)s, %(meter)s: %(phrase)s, %(item)s"
    ),
    "duty_returned": gettext_lazy("%(actor)s returned %(duty_period)s: %(phrase)s, %(item)s, “%(remark)s”"),
    "duty_signed": gettext_lazy("%(agency)s closed %(duty_period)s, %(meter)s: %(phrase)s, %(item)s"),
    "duty_lapsed": gettext_lazy("The system closed %(duty_period)s, %(meter)s: %(phrase)s, %(item)s"),
    "release_prepared": gettext_lazy("%(actor)s asks you to review what is to be published: %(item)s"),
    "release_ready": gettext_lazy("%(actor)s prepared the publication: %(item)s"),
    "release_passed": gettext_lazy("%(actor)s reviewed it, the publication can be recorded: %(item)s, “%(remark)s”"),
    "release_returned": gettext_lazy(
        "%(actor)s returned what was to be published, please prepare it anew: %(item)s, “%(remark)s”"
    ),
    "release_withdrawn": gettext_lazy("%(actor)s withdrew what was to be published: %(item)s"),
    "plan_withheld": gettext_lazy("%(agency)s does not publish its implementation plan: %(item)s, “%(remark)s”"),
    "release_objected": gettext_lazy("%(actor)s objects that it was not published: %(item)s, “%(remark)s”"),
    "item_changed": gettext_lazy("%(actor)s issued version %(version)s of the plan, which changes: %(item)s"),
    "plan_submitted": gettext_lazy("%(actor)s asks for approval of the work plan: %(plan)s"),
    "plan_approved_document": gettext_lazy("%(actor)s approved the work plan, it can be issued: %(plan)s"),
    "plan_returned_document": gettext_lazy("%(actor)s returned the work plan: %(plan)s, “%(remark)s”"),
    "plan_issued": gettext_lazy("%(actor)s issued the work plan, %(commitments)s commitments: %(plan)s"),
    "consultation_opened": gettext_lazy("%(actor)s asks for your agency's comments until %(closes_on)s: %(plan)s"),
    "agencies_asked": gettext_lazy(
        "The draft now names your agency; %(actor)s asks for its comments until %(closes_on)s: %(plan)s"
    ),
    "consultation_closed": gettext_lazy("%(actor)s closed the consultation early: %(plan)s, “%(remark)s”"),
    "comment_added": gettext_lazy("%(agency)s commented on the draft: %(plan)s"),
    "comment_changed": gettext_lazy("%(agency)s changed a comment on the draft: %(plan)s"),
    "comment_withdrawn": gettext_lazy("%(agency)s withdrew a comment on the draft: %(plan)s"),
    "no_comment_answered": gettext_lazy("%(agency)s has no comment on the draft: %(plan)s"),
    "comment_decided": gettext_lazy("%(actor)s decided a comment of your agency: %(plan)s, %(outcome)s"),
    "reminders_put_off": gettext_lazy("%(actor)s put off reminders until %(until)s: %(item)s, “%(remark)s”"),
    "plan_withdrawn": gettext_lazy("%(actor)s took back the implementation plan: %(item)s"),
    "report_withdrawn": gettext_lazy("%(actor)s took back the report of %(period)s: %(item)s"),
    "claim_withdrawn": gettext_lazy("%(actor)s took back the claim of completion: %(item)s"),
    "claim_returned": gettext_lazy("%(actor)s returned the claim of completion: %(item)s, “%(remark)s”"),
    "rectification_withdrawn": gettext_lazy("%(actor)s took back the rectification: %(item)s"),
    "slip_answer_withdrawn": gettext_lazy("%(actor)s took back the answer to %(number)s: %(item)s"),
    "duty_withdrawn": gettext_lazy("%(actor)s took back %(duty_period)s: %(phrase)s, %(item)s"),
    "part_withdrawn": gettext_lazy("%(actor)s took back the part of %(agency)s in the division of work: %(item)s"),
    "contribution_withdrawn": gettext_lazy("%(partner)s took back its contribution: %(item)s"),
    "return_asked": gettext_lazy("%(actor)s asks you to return it: %(task)s, %(item)s, “%(remark)s”"),
    "post_empty": gettext_lazy("Nobody at %(agency)s can do “%(task)s”; steps that wait for it: %(steps)s"),
    "post_empties": gettext_lazy(
        "From %(since)s nobody at %(agency)s can do “%(task)s”; steps that wait for it: %(steps)s"
    ),
    "copied": gettext_lazy("%(actor)s copied to you: %(item)s"),
    "corrected": gettext_lazy("%(actor)s corrects an entry: %(item)s, “%(remark)s”"),
    "urged": gettext_lazy("%(actor)s urges: %(task)s, %(item)s"),
    "delegated": gettext_lazy("%(actor)s has you act as %(post)s from %(first)s to %(last)s: “%(remark)s”"),
    "delegation_ended": gettext_lazy("%(actor)s ended the delegation: %(post)s"),
    "password_reset": gettext_lazy(
        "%(actor)s gave your account a new one-time password on %(at)s, the old one no longer works; if you did not "
        "ask for it, ask why at once and have the password changed"
    ),
}
MOVED = gettext_lazy("Due on %(new_on)s instead of %(old_on)s: %(item)s")
"""Of one date that moved; a recount may move several of an item."""
EMPTY_POSTS = ("post_empty", "post_empties")
TO_AGENCIES = ("consultation_opened", "agencies_asked", "consultation_closed", "comment_decided")
FROM_AGENCIES = ("comment_added", "comment_changed", "comment_withdrawn", "no_comment_answered")
"""Acts of a consultation: the one lead to the agency's page of it, the other to the office's."""
REMARKED: Mapping[str, Promise] = {
    "urged": gettext_lazy("%(actor)s urges: %(task)s, %(item)s, “%(remark)s”"),
    "copied": gettext_lazy("%(actor)s copied to you: %(item)s, “%(remark)s”"),
}
"""The same where something was said with it."""
LIGHT: Mapping[str, Promise] = {
    "commitment_opened": gettext_lazy("%(actor)s hands to %(agency)s, to be done by %(due_on)s: %(item)s"),
    "taken_over": gettext_lazy(
        "%(actor)s transfers to %(agency)s, from %(from)s, to be done by %(due_on)s: %(item)s, “%(remark)s”"
    ),
}
"""The same of what needs no implementation plan."""
OPTIONAL: Mapping[str, Promise] = {
    "commitment_opened": gettext_lazy("%(actor)s has %(agency)s follow by analogy: %(item)s"),
    "taken_over": gettext_lazy(
        "%(actor)s has %(agency)s follow by analogy in the place of %(from)s: %(item)s, “%(remark)s”"
    ),
}
"""Of a commitment that is opened for one told to follow by analogy (参照执行)."""
REMINDERS: tuple[tuple[int, Promise], ...] = (
    (-2, gettext_lazy("Due on %(due_on)s, in %(days)s working days: %(task)s, %(subject)s")),
    (-1, gettext_lazy("Due on %(due_on)s, the next working day: %(task)s, %(subject)s")),
    (0, gettext_lazy("Due today: %(task)s, %(subject)s")),
    (999, gettext_lazy("Overdue since %(due_on)s: %(task)s, %(subject)s")),
)
"""The first line whose number is not below the rung (working days from the due date)."""
ESCALATED: tuple[tuple[int, Promise], ...] = (
    (-1, gettext_lazy("%(agency)s owes it by %(due_on)s: %(task)s, %(subject)s")),
    (0, gettext_lazy("%(agency)s owes it today: %(task)s, %(subject)s")),
    (999, gettext_lazy("%(agency)s has owed it since %(due_on)s: %(task)s, %(subject)s")),
)
"""The same for those above the one the step waits for."""
JOBS: Mapping[str, Promise] = {
    JobStatus.DONE: gettext_lazy("Done: %(job)s"),
    JobStatus.FAILED: gettext_lazy("Failed: %(job)s"),
    JobStatus.CANCELLED: gettext_lazy("Cancelled: %(job)s"),
}
UNKNOWN = gettext_lazy("%(actor)s: news on %(subject)s")
REASONS: Mapping[str, Promise] = {
    Role.OFFICER: gettext_lazy("You are told as an officer of %(agency)s."),
    Role.HEAD: gettext_lazy("You are told as head of %(agency)s."),
    "agency": gettext_lazy("You are told because your agency was asked."),
    "handed": gettext_lazy("You are told because it was handed to you."),
    Role.CLERK: gettext_lazy("You are told as supervision clerk."),
    Role.LEADER: gettext_lazy("You are told as leader."),
    Role.INSPECTOR: gettext_lazy("You are told as inspector."),
    BY_ACT: gettext_lazy("You are told because the step is yours to do."),
    OWNER: gettext_lazy("You are told because you started the job."),
    OWN_ACCOUNT: gettext_lazy("You are told because it is your account."),
    COPIED: gettext_lazy("You are told because a colleague copied it to you."),
    FOLLOWS: gettext_lazy("You are told because you follow this item."),
}
RELATED = ("entry", "job", "commitment__item", "commitment__agency", "plan")
"""What the sentences need, loaded with the list in one query."""


def with_texts(ids: Iterable[int]) -> list[Notification]:
    """These notifications, newest first, with all that their sentences need; one query."""
    return list(Notification.objects.filter(pk__in=list(ids)).select_related(*RELATED).order_by("-pk"))


def headline(told: Notification, number: int = 1, *, quoting: bool = True) -> str:
    """The sentence of one notification; `number` notifications of one act for several items become one sentence.

    Without `quoting` what people wrote as a remark is left out, for channels outside the system.
    """
    if told.event == JOB_ENDED:
        return filled(str(JOBS.get(told.job.status if told.job else "", UNKNOWN)), _words(told))
    if told.event == "reminded":
        rung = int(told.entry.data.get("rung", 0)) if told.entry else 0
        lines = REMINDERS if told.reason == BY_ACT else ESCALATED
        return filled(str(next(text for most, text in lines if rung <= most)), _words(told))
    words = _words(told)
    if not quoting:
        words["remark"] = "…"
    if told.event == "due_date_moved" and number == 1 and words["new_on"] != words["old_on"]:
        return filled(str(MOVED), words)
    if told.event in REMARKED and number == 1 and words["remark"]:
        return filled(str(REMARKED[told.event]), words)
    if number > 1:
        words["item"] = ngettext("%(n)d item", "%(n)d items", number) % {"n": number}
    if told.entry is not None and told.entry.data.get("optional") and told.event in OPTIONAL:
        return filled(str(OPTIONAL[told.event]), words)
    if told.entry is not None and told.entry.data.get("light") and told.event in LIGHT:
        return filled(str(LIGHT[told.event]), words)
    return filled(str(SENTENCES.get(told.event, UNKNOWN)), words)


def why(told: Notification, number: int = 1) -> str:
    """Why this person was told, and that several became one."""
    key = "agency" if told.event in TO_AGENCIES else "handed" if told.event == "handed_out" else told.reason
    reason = str(REASONS[key]) % _words(told) if key in REASONS else ""
    if number > 1:
        return _("%(reason)s %(n)d notices in one.") % {"reason": reason, "n": number}
    return reason


def target(told: Notification) -> str:
    """The address of what the notification is about."""
    if told.job_id is not None:
        return reverse("job", args=[told.job_id])
    if told.commitment_id is not None:
        return reverse("item", args=[told.commitment_id])
    if told.plan_id is not None and told.event in TO_AGENCIES:
        return reverse("consultation_agency", args=[told.plan_id])
    if told.plan_id is not None and told.event in FROM_AGENCIES:
        return reverse("consultation", args=[told.plan_id])
    if told.plan_id is not None:
        return reverse("plan", args=[told.plan_id])
    if told.event in EMPTY_POSTS and told.entry is not None:
        return reverse("agency", args=[told.entry.data["agency"]])
    if told.event == "agencies_succeeded":
        return reverse("ledger")
    if told.event in ("delegated", "delegation_ended"):
        return reverse("delegations")
    if told.event == "password_reset":
        return reverse("password_change")
    return reverse("notifications")


def _words(told: Notification) -> dict[str, str]:
    entry, commitment = told.entry, told.commitment
    data: dict[str, Any] = entry.data if entry else {}
    item = commitment.item.title if commitment else ""
    plan = told.plan.title if told.plan else ""
    act = str(data.get("act", ""))
    dates = data.get("dates", [])
    moved: dict[str, Any] = dates[0] if len(dates) == 1 else {}
    return {
        "actor": (entry.actor_name if entry else "") or _("The system"),
        "at": _moment(told.created_at),
        "agency": _agency(told, data),
        "closes_on": _day(data.get("closes_on"), local_day(told.created_at)),
        "outcome": str(CommentOutcome(made).label) if (made := data.get("outcome")) in CommentOutcome.values else "",
        "item": item,
        "plan": plan,
        "subject": item or plan,
        "job": told.job.title if told.job else "",
        "remark": _short(entry.remark if entry else ""),
        "period": str(data.get("period", "")),
        "duty_period": period_words(str(data["period"])) if "duty" in data else "",
        "meter": _("%(done)d of %(n)d done") % {"done": data["count"], "n": data["needed"]} if "needed" in data else "",
        "phrase": _short(str(data.get("phrase", ""))),
        "commitments": str(data.get("commitments", "")),
        "version": str(data.get("version", "")),
        "number": str(data.get("number", "")),
        "into": f"{data['into_number']} {data['into_title']}".strip() if "into_number" in data else "",
        "partner": str(data.get("partner") or pgettext("between names", ", ").join(data.get("partners", ()))),
        "steps": str(data.get("steps", "")),
        "from": str(data.get("from", "")),
        "to": str(data.get("to", "")),
        "post": f"{data.get('agency_name', '')}{Role(role).label}" if (role := data.get("role")) in Role.values else "",
        "first": _day(data.get("first"), local_day(told.created_at)),
        "last": _day(data.get("last"), local_day(told.created_at)),
        "since": _day(data.get("since"), local_day(told.created_at)),
        "asked_on": _day(data.get("asked_on"), local_day(told.created_at)),
        "old_on": _day(moved.get("old"), local_day(told.created_at)),
        "new_on": _day(moved.get("new"), local_day(told.created_at)),
        "due_on": _day(data.get("due_on"), local_day(told.created_at)),
        "event": str(data.get("event_name", "")),
        "event_due": _event_due(data, local_day(told.created_at)),
        "until": _day(data.get("until"), local_day(told.created_at)),
        "days": str(abs(int(data.get("rung") or 0))),
        "task": str(Act(act).label) if act in Act.values else "",
    }


def _event_due(data: Mapping[str, Any], on: date) -> str:
    """The date of what hangs on an event; of a term of hours its last moment."""
    due_at = parse_datetime(str(data.get("due_at") or ""))
    return _moment(due_at) if due_at is not None else _day(data.get("due_on"), on)


def _agency(told: Notification, data: Mapping[str, Any]) -> str:
    """Whose work it is about; a step of the office itself, or of a plan, lies with the office."""
    if data.get("at_office"):
        return _("The office")
    return str(told.commitment.agency) if told.commitment else str(data.get("agency_name", ""))


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 80 else line[:79] + "…"


def _moment(at: datetime) -> str:
    local = timezone.localtime(at)
    # With its year always: the sentence may be read when the year is over.
    return f"{date_format(local, pgettext('date format', 'j M Y'))} {date_format(local, 'H:i')}"


def _day(value: Any, on: date) -> str:
    try:
        day = date.fromisoformat(str(value))
    except ValueError:
        return ""
    return day_words(day, on)
