"""The list of steps of a commitment: what was, what is now, what comes; from its facts and its task rows."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from flows.models import HUMAN, PAUSED, Task
from flows.reading.header import node_of
from flows.reading.people import People
from flows.words import some
from workflow.models import Commitment
from workflow.services.calendar import local_day
from workflow.status import Act, ReportPeriod, Stage
from workflow.words import day_words


@dataclass(frozen=True, slots=True)
class Event:
    """One line under a step: something that happened on its way, or a report that runs beside it."""

    on: date
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """One step. `state` is was, now or later; `who` names people; `on` the day it was done or is due."""

    key: str
    title: Any
    state: str
    who: str
    on: date | None = None
    limit: str = ""
    events: tuple[Event, ...] = field(default=())


TITLES = {
    "issue": pgettext_lazy("step list", "Assigned"),
    "acknowledge": pgettext_lazy("step list", "Acknowledged"),
    "write_plan": pgettext_lazy("step list", "Implementation plan"),
    "sign_plan": pgettext_lazy("step list", "Head signs"),
    "approve_plan": pgettext_lazy("step list", "Office approves"),
    "publish_plan": pgettext_lazy("step list", "Plan published"),
    "execute": pgettext_lazy("step list", "Carried out"),
    "inspect": pgettext_lazy("step list", "Inspected"),
    "close": pgettext_lazy("step list", "Closed"),
}
ORDER = tuple(TITLES)
OF_LIGHT = ("issue", "acknowledge", "execute", "inspect", "close")
"""The steps of a light commitment, which has no implementation plan."""

REPORTING = {
    ReportPeriod.MONTH: pgettext_lazy("step list", "Carried out, monthly reports"),
    ReportPeriod.QUARTER: pgettext_lazy("step list", "Carried out, quarterly reports"),
    ReportPeriod.YEAR: pgettext_lazy("step list", "Carried out, yearly reports"),
}

ACTS = {
    "acknowledge": Act.ACKNOWLEDGE,
    "write_plan": Act.WRITE_PLAN,
    "sign_plan": Act.SIGN_PLAN,
    "approve_plan": Act.APPROVE_PLAN,
    "publish_plan": Act.PUBLISH_PLAN,
    "execute": Act.CLAIM_COMPLETION,
    "inspect": Act.INSPECT,
    "close": Act.CLOSE,
}

LOOPS = {
    "write_plan": ("write_plan", "sign_plan", "approve_plan"),
    "execute": ("execute", "inspect", "close"),
    "inspect": ("inspect", "rectify", "recheck"),
}
"""Steps whose rounds are told under the first of them."""

BACK = ("return", "withdraw")
DID = {
    ("write_plan", "forward"): gettext_lazy("%(name)s handed in draft %(number)s"),
    ("sign_plan", "forward"): gettext_lazy("signed by %(name)s"),
    ("sign_plan", "return"): gettext_lazy("returned by %(name)s"),
    ("sign_plan", "withdraw"): gettext_lazy("taken back by %(name)s"),
    ("approve_plan", "forward"): gettext_lazy("approved by %(name)s"),
    ("approve_plan", "return"): gettext_lazy("returned by %(name)s"),
    ("execute", "forward"): gettext_lazy("completion claimed by %(name)s"),
    ("close", "return"): gettext_lazy("returned by %(name)s"),
    ("inspect", "return"): gettext_lazy("returned by %(name)s"),
    ("inspect", "withdraw"): gettext_lazy("taken back by %(name)s"),
    ("inspect", "accept"): gettext_lazy("accepted by %(name)s"),
    ("inspect", "finding"): gettext_lazy("finding raised by %(name)s"),
    ("rectify", "forward"): gettext_lazy("rectification reported by %(name)s"),
    ("recheck", "accept"): gettext_lazy("rectification accepted by %(name)s"),
    ("recheck", "return"): gettext_lazy("rectification returned by %(name)s"),
    ("recheck", "withdraw"): gettext_lazy("rectification taken back by %(name)s"),
    ("submit_report", "forward"): gettext_lazy("report handed in by %(name)s"),
}


def lines(commitment: Commitment, tasks: list[Task], people: People, on: date) -> list[Line]:
    """The nine steps in order, five of a light commitment; `tasks` are all of it, oldest first, with their owners."""
    human = [task for task in tasks if task.flow_task_type in (HUMAN, PAUSED)]
    node = node_of(commitment)
    order = OF_LIGHT if commitment.is_light else ORDER
    at = order.index(node) if node else len(order)
    if commitment.stage in (Stage.DISCONTINUED, Stage.TRANSFERRED):
        at = _reached(commitment)
    return [_line(key, _state(index, at, commitment), commitment, human, people, on) for index, key in enumerate(order)]


def _reached(commitment: Commitment) -> int:
    """How far a discontinued or transferred commitment had come: steps before are done, the rest never happens."""
    if commitment.is_light:
        light = (commitment.opened_at, commitment.acknowledged_at, commitment.claimed_at, commitment.accepted_at)
        return next((index for index, fact in enumerate(light) if fact is None), len(light))
    facts = (
        commitment.opened_at,
        commitment.acknowledged_at,
        commitment.plan_submitted_at,
        commitment.plan_signed_at,
        commitment.plan_approved_at,
        commitment.plan_published_at,
        commitment.claimed_at,
        commitment.accepted_at,
    )
    return next((index for index, fact in enumerate(facts) if fact is None), len(facts))


def _state(index: int, at: int, commitment: Commitment) -> str:
    if index < at:
        return "was"
    if index == at and commitment.is_open:
        return "now"
    return "later"


def _line(key: str, state: str, commitment: Commitment, tasks: list[Task], people: People, on: date) -> Line:
    title = TITLES[key]
    if key == "execute" and not commitment.is_light:
        title = REPORTING.get(ReportPeriod(commitment.plan.report_period), title)
    done = next((task for task in reversed(tasks) if task.node == key and task.finished), None)
    events = tuple(_events(key, state, tasks))
    if state == "was":
        if key == "issue":
            issuer = commitment.plan.issued_by
            return Line(key, title, state, str(issuer or ""), local_day(commitment.opened_at), events=events)
        if key == "inspect" and commitment.accepted_at:
            accepted = str(commitment.accepted_by or "")
            return Line(key, title, state, accepted, local_day(commitment.accepted_at), events=events)
        who = done.doer if done else ""
        return Line(key, title, state, who, _day(done.finished if done else None), events=events)
    who = some(people.who(ACTS[key]))
    if state == "now":
        running = [task for task in tasks if task.finished is None and task.node in LOOPS.get(key, (key,))]
        if running:
            who = some(people.who(running[0].act))
            events += _opened(running[0])
        again = commitment.plan_revision if key == "write_plan" else 0
        draft = _("draft %(number)d") % {"number": again + 1} if again else ""
        due = commitment.current_due_on if commitment.is_binding else None
        return Line(key, title, state, who, due, draft, events)
    return Line(key, title, state, who, limit=_limit(key, commitment, on) if commitment.is_open else "", events=events)


def _opened(task: Task) -> tuple[Event, ...]:
    """Who holds the step has opened it."""
    if task.seen_at is None:
        return ()
    return (Event(local_day(task.seen_at), _("opened by %(name)s") % {"name": task.seen_by or ""}),)


def _limit(key: str, commitment: Commitment, on: date) -> str:
    plan = commitment.plan
    days = {
        "sign_plan": plan.sign_working_days,
        "approve_plan": plan.approve_working_days,
        "inspect": plan.inspect_working_days,
    }.get(key)
    if days:
        return _("within %(days)d working days") % {"days": days}
    if key == "close" and commitment.is_binding:
        return _("by %(day)s") % {"day": day_words(commitment.completion_on, on)}
    if key == "publish_plan":
        return _("within %(days)d working days of approval") % {"days": plan.publish_working_days}
    return ""


def _events(key: str, state: str, tasks: list[Task]) -> Iterator[Event]:
    """What happened in the rounds of a loop, when there was more than the straight way; reports under execution."""
    if key == "execute" and state != "later":
        yield from _reports(tasks)
    loop = LOOPS.get(key)
    if loop is None or (key == "inspect" and state == "later"):
        return
    rounds = [task for task in tasks if task.node in loop and task.finished and (task.node, task.outcome) in DID]
    # A claim that came back without a result is told where it was made, every other result under the inspection.
    rounds = [task for task in rounds if task.node != "inspect" or (key == "execute") is (task.outcome in BACK)]
    if not any(task.outcome in (*BACK, "finding") for task in rounds):
        return
    draft = 0
    for task in rounds:
        draft += task.node == "write_plan"
        text = str(DID[task.node, task.outcome]) % {"name": task.doer, "number": draft}
        yield Event(_day(task.finished) or date.min, text)


def _reports(tasks: list[Task]) -> Iterator[Event]:
    for task in tasks:
        if task.node == "submit_report" and task.finished is None and task.due_on:
            yield Event(task.due_on, _("progress report due"))


def _day(moment: datetime | None) -> date | None:
    return local_day(moment) if moment else None
