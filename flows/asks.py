"""What each open step asks of the person it waits for, in the words of lists and first pages."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from flows.models import Task
from workflow.models import ProgressReport
from workflow.services import clocks
from workflow.services.calendar import local_day
from workflow.services.duty_words import meter_words, period_words
from workflow.status import PlanStatus
from workflow.words import day_words, filled


@dataclass(frozen=True, slots=True)
class Ask:
    """`what` is asked; `kind` names the paper in hand; `agree` is the verb of the decision, empty where the step is a
    form of its own; `in_bulk` labels the button for several at once, empty where each has to be done by itself."""

    what: Any
    kind: Any
    agree: Any = ""
    in_bulk: Any = ""
    confirm: bool = False
    """Several at once are shown with their consequence before they are done."""

    @property
    def is_decision(self) -> bool:
        """It can be answered with yes or a return."""
        return bool(self.agree)


ASKS: Mapping[str, Ask] = {
    "acknowledge": Ask(
        gettext_lazy("Acknowledge receipt"), gettext_lazy("New commitment"), in_bulk=gettext_lazy("Acknowledge all")
    ),
    "write_plan": Ask(gettext_lazy("Hand in the implementation plan"), gettext_lazy("Implementation plan")),
    "sign_plan": Ask(
        gettext_lazy("Sign the implementation plan"),
        gettext_lazy("Implementation plan"),
        pgettext_lazy("decision", "Sign"),
        gettext_lazy("Sign all"),
        confirm=True,
    ),
    "approve_plan": Ask(
        gettext_lazy("Decide the implementation plan"),
        gettext_lazy("Implementation plan"),
        pgettext_lazy("decision", "Agree"),
        gettext_lazy("Agree to all"),
        confirm=True,
    ),
    "publish_plan": Ask(gettext_lazy("Record the publication"), gettext_lazy("Implementation plan")),
    "execute": Ask(gettext_lazy("Carry out and claim completion"), gettext_lazy("In execution")),
    "submit_report": Ask(gettext_lazy("Report progress"), gettext_lazy("Progress report")),
    "sign_report": Ask(
        gettext_lazy("Sign the progress report"),
        gettext_lazy("Progress report"),
        pgettext_lazy("decision", "Sign"),
        gettext_lazy("Sign all"),
        confirm=True,
    ),
    "inspect": Ask(gettext_lazy("Inspect the claim"), gettext_lazy("Completion claim")),
    "rectify": Ask(gettext_lazy("Rectify the finding"), gettext_lazy("Finding")),
    "recheck": Ask(gettext_lazy("Recheck the rectification"), gettext_lazy("Rectification")),
    "close": Ask(
        gettext_lazy("Decide the closure"),
        gettext_lazy("Closure"),
        pgettext_lazy("decision", "Agree"),
        gettext_lazy("Close all"),
        confirm=True,
    ),
    "sign_extension": Ask(
        gettext_lazy("Sign the request for an extension"),
        gettext_lazy("Extension"),
        in_bulk=gettext_lazy("Sign all"),
        confirm=True,
    ),
    "advise_extension": Ask(
        gettext_lazy("Give an opinion on an extension"),
        gettext_lazy("Extension"),
        in_bulk=gettext_lazy("Give an opinion on all"),
        confirm=True,
    ),
    "grant_extension": Ask(
        gettext_lazy("Decide an extension"),
        gettext_lazy("Extension"),
        in_bulk=gettext_lazy("Grant all"),
        confirm=True,
    ),
    "sign_suspension": Ask(gettext_lazy("Sign the request for a suspension"), gettext_lazy("Suspension")),
    "grant_suspension": Ask(gettext_lazy("Decide a suspension"), gettext_lazy("Suspension")),
    "sign_dispute": Ask(gettext_lazy("Sign a dispute of an assignment"), gettext_lazy("Dispute")),
    "answer_dispute": Ask(gettext_lazy("Answer a dispute of an assignment"), gettext_lazy("Dispute")),
    "rule_dispute": Ask(gettext_lazy("Rule on a dispute of an assignment"), gettext_lazy("Dispute")),
    "fulfil_duty": Ask(gettext_lazy("Fulfil the recurring duty"), gettext_lazy("Recurring duty")),
    "sign_duty": Ask(
        gettext_lazy("Sign for the recurring duty"),
        gettext_lazy("Recurring duty"),
        pgettext_lazy("decision", "Sign"),
        gettext_lazy("Sign all"),
        confirm=True,
    ),
    "review_release": Ask(gettext_lazy("Review what is to be published"), gettext_lazy("Publication")),
    "answer_slip": Ask(gettext_lazy("Answer the supervision slip"), gettext_lazy("Supervision slip")),
    "answer_event": Ask(gettext_lazy("Record what was done on the event"), gettext_lazy("Event")),
    "sign_slip": Ask(
        gettext_lazy("Sign the answer to the supervision slip"),
        gettext_lazy("Supervision slip"),
        pgettext_lazy("decision", "Sign"),
        gettext_lazy("Sign all"),
        confirm=True,
    ),
    "accept_slip": Ask(
        gettext_lazy("Decide the answer to the supervision slip"),
        gettext_lazy("Supervision slip"),
        pgettext_lazy("decision", "Accept"),
        gettext_lazy("Accept all"),
        confirm=True,
    ),
    "state_part": Ask(gettext_lazy("State the own part of the work"), gettext_lazy("Division of work")),
    "confirm_part": Ask(
        gettext_lazy("Confirm the division of work"),
        gettext_lazy("Division of work"),
        pgettext_lazy("decision", "Confirm"),
        gettext_lazy("Confirm all"),
        confirm=True,
    ),
    "contribute": Ask(gettext_lazy("Contribute to the lead's work"), gettext_lazy("Contribution")),
    "take_in": Ask(
        gettext_lazy("Take the contribution in"),
        gettext_lazy("Contribution"),
        gettext_lazy("Take in"),
        gettext_lazy("Take all in"),
        confirm=True,
    ),
    "countersign": Ask(gettext_lazy("Countersign the implementation plan"), gettext_lazy("Countersignature")),
    "review": Ask(gettext_lazy("Check and submit the work plan"), gettext_lazy("Work plan")),
    "approve": Ask(gettext_lazy("Decide the work plan"), gettext_lazy("Work plan"), pgettext_lazy("decision", "Agree")),
    "issue": Ask(gettext_lazy("Issue the work plan"), gettext_lazy("Work plan")),
}

BULK_NODES = tuple(node for node, ask in ASKS.items() if ask.in_bulk)
DECISION_NODES = tuple(node for node, ask in ASKS.items() if ask.is_decision)


def ask_of(task: Task) -> Ask:
    """What the step asks; a step of an older version of a flow is named by its own title."""
    known = ASKS.get(task.node)
    return known or Ask(getattr(task.flow_task, "task_title", task.node), "")


def what_is_asked(task: Task) -> str:
    """The request with its draft or period: 报送实施方案（第 2 稿）, 报送 9 月进展. Needs the report at hand."""
    report = task.process.report
    if report is not None and task.node == "submit_report":
        return _("Report progress of %(period)s") % {"period": period_label(report)}
    if report is not None and task.node == "sign_report":
        return _("Sign the report of %(period)s") % {"period": period_label(report)}
    period = task.process.duty_period
    if period is not None:
        return _("%(what)s of %(period)s, %(meter)s: %(phrase)s") % {
            "what": ask_of(task).what,
            "period": period_words(period),
            "meter": meter_words(period),
            "phrase": period.duty.phrase,
        }
    response = task.process.event_response
    if response is not None:
        about = {"event": response.event.name, "phrase": response.phrase}
        return filled(_("Record what was done on “%(event)s”: %(phrase)s"), about)
    revision = task.commitment.plan_revision if task.commitment is not None else 0
    if task.node == "write_plan" and revision and task.finished is None:
        return _("Hand in the implementation plan (draft %(n)d)") % {"n": revision + 1}
    return str(ask_of(task).what)


def period_label(report: ProgressReport) -> str:
    """9 月, 2026 年第 3 季度, 2026 年; a month with its year when its report is due in another year."""
    year, _dash, part = report.period.partition("-")
    if part.startswith("Q"):
        return _("quarter %(n)s of %(year)s") % {"n": part[1:], "year": year}
    if not part:
        return _("the year %(year)s") % {"year": year}
    same = report.period_start.year == report.due_on.year
    pattern = pgettext("date format", "F") if same else pgettext("date format", "F Y")
    return date_format(report.period_start, pattern)


def consequence(task: Task, now: datetime) -> str:
    """What agreeing does and who is next, for the person about to do it. Needs commitment, agency and plan at hand."""
    agency = str(task.agency or "")
    plan = task.commitment.plan if task.commitment is not None else task.plan
    if plan is None:
        return ""
    if task.node == "approve_plan":
        due = clocks.desk_due(now, plan.publish_working_days)
        return _("Then %(agency)s has to publish the plan within %(n)d working days, by %(day)s.") % {
            "agency": agency,
            "n": plan.publish_working_days,
            "day": day_words(due.due_on, local_day(now)),
        }
    return {
        "close": _("Agreeing closes the commitment; all its papers are sealed and kept."),
        "approve": _("Then the clerk issues the plan; the clocks run from the day of its publication."),
        "sign_plan": _("Then the plan goes to the office for approval."),
        "sign_report": _("Then the report counts as the latest progress in the ledger."),
        "sign_duty": _("Then the period is closed with what was done."),
        "sign_slip": _("Then the answer goes to the office."),
        "accept_slip": _("Then the slip is done; it is kept with its answer."),
        "confirm_part": _("Then the division of work holds; the agency is told."),
        "take_in": _("Then the contribution is done; it is kept with the item."),
        "acknowledge": _("Receipt is confirmed; the clock has run since the publication of the plan."),
    }.get(task.node, "")


def consequence_of_all(node: str) -> str:
    """The same for several at once."""
    return {
        "approve_plan": _("Then each agency has to publish its plan within the working days the work plan gives."),
        "close": _("Agreeing closes these commitments; all their papers are sealed and kept."),
        "sign_plan": _("Then these plans go to the office for approval."),
        "sign_report": _("Then these reports count as the latest progress in the ledger."),
        "sign_duty": _("Then these periods are closed with what was done."),
        "sign_slip": _("Then these answers go to the office."),
        "accept_slip": _("Then these slips are done; they are kept with their answers."),
        "confirm_part": _("Then these divisions of work hold; the agencies are told."),
        "take_in": _("Then these contributions are done; they are kept with their items."),
        "sign_extension": _("Then the inspectors give an opinion on each, and the leader decides."),
        "advise_extension": _("Then the leader decides each of them with your opinion in view."),
        "grant_extension": _("Then these dates, their open steps and reminders move; each agency is told both dates."),
    }.get(node, "")


REASONS: Mapping[str, tuple[tuple[str, Any], ...]] = {
    "plan": (
        ("division", gettext_lazy("The division of work is unclear.")),
        ("dates", gettext_lazy("The dates are not reasonable.")),
        ("measures", gettext_lazy("The measures are not concrete.")),
        ("evidence", gettext_lazy("The evidence is not sufficient.")),
    ),
    "report": (
        ("vague", gettext_lazy("The progress is described too vaguely.")),
        ("figures", gettext_lazy("The figures do not add up.")),
        ("evidence", gettext_lazy("The evidence is not sufficient.")),
    ),
    "duty": (
        ("short", gettext_lazy("The number is not reached.")),
        ("evidence", gettext_lazy("The evidence is not sufficient.")),
    ),
    "division": (
        ("gap", gettext_lazy("A part of the work is left to nobody.")),
        ("overlap", gettext_lazy("It overlaps with the part of another agency.")),
    ),
    "answer": (
        ("points", gettext_lazy("Not every point is answered.")),
        ("measures", gettext_lazy("The measures are not concrete.")),
        ("evidence", gettext_lazy("The evidence is not sufficient.")),
    ),
    "closure": (
        ("result", gettext_lazy("The result falls short of what was promised.")),
        ("evidence", gettext_lazy("The evidence is not sufficient.")),
        ("public", gettext_lazy("The result has not been published.")),
    ),
    "document": (
        ("division", gettext_lazy("The division of work is unclear.")),
        ("dates", gettext_lazy("The dates are not reasonable.")),
        ("items", gettext_lazy("Items are missing or doubled.")),
    ),
}
"""Reasons given with one press; the code travels, the sentence is stored."""

_REASONS_AT = {
    "sign_plan": "plan",
    "approve_plan": "plan",
    "sign_report": "report",
    "sign_duty": "duty",
    "sign_slip": "answer",
    "accept_slip": "answer",
    "take_in": "answer",
    "confirm_part": "division",
    "close": "closure",
    "approve": "document",
}


def reasons_for(node: str) -> tuple[tuple[str, Any], ...]:
    """(code, sentence) pairs of the ready reasons at the step."""
    return REASONS.get(_REASONS_AT.get(node, ""), ())


def returned_to(task: Task) -> str:
    """Who gets it back."""
    if task.plan is not None and task.plan.status == PlanStatus.SUBMITTED:
        return _("the supervision clerk")
    return _("the officer of %(agency)s") % {"agency": task.agency}
