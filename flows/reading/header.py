"""The head of an item: light, due date, remaining working days, and the clock that explains the date."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from flows.main_line import HOLDERS
from flows.models import Task
from flows.reading.limit import is_explained
from flows.words import WORDS
from workflow.deadlines import light, remaining_days
from workflow.models import Clock, Commitment
from workflow.services.calendar import calendar_in_force
from workflow.status import ClockKind, Stage


@dataclass(frozen=True, slots=True)
class Due:
    """One line: what is due when, how it stands and what explains it: a legal clock, or the step itself (by id) whose
    desk has a limit."""

    what: Any
    on: date | None
    provisional: bool
    light: str
    days: int | None
    clock: Clock | None
    step: int | None = None


STAGE_WORDS = {
    Stage.ISSUED: "acknowledge",
    Stage.PLANNING: "write_plan",
    Stage.PUBLICATION: "publish_plan",
    Stage.EXECUTING: "execute",
    Stage.INSPECTION: "inspect",
    Stage.ACCEPTED: "close",
}

CLOCKS = {
    Stage.ISSUED: ClockKind.IMPLEMENTATION_PLAN,
    Stage.PLANNING: ClockKind.IMPLEMENTATION_PLAN,
    Stage.APPROVAL: ClockKind.IMPLEMENTATION_PLAN,
    Stage.PUBLICATION: ClockKind.PUBLICATION,
    Stage.EXECUTING: ClockKind.COMPLETION,
    Stage.INSPECTION: ClockKind.COMPLETION,
    Stage.ACCEPTED: ClockKind.COMPLETION,
}


def node_of(commitment: Commitment) -> str:
    """The step of the main line the commitment stands at, from its facts; empty once it has ended."""
    stage = commitment.stage_of_work
    if stage is Stage.APPROVAL:
        return "approve_plan" if commitment.plan_signed_at else "sign_plan"
    return STAGE_WORDS.get(stage, "")


def state_of(commitment: Commitment, on: date) -> str:
    """The light of the commitment on the day `on`; `none` when nothing is due, it was discontinued or transferred, or
    is only followed by analogy."""
    if not commitment.is_binding or commitment.discontinued_at or commitment.transferred_at:
        return "none"
    if commitment.closed_at:
        return "done"
    if commitment.is_past_completion(on):
        return "late"
    if commitment.suspended_on is not None:
        due_on = commitment.current_due_on
        return "late" if due_on is not None and due_on < commitment.suspended_on else "ok"
    return _state(commitment.current_due_on, commitment, on)


def _state(due_on: date | None, commitment: Commitment, on: date) -> str:
    if due_on is None:
        return "none"
    return light(
        due_on,
        on,
        finished_on=None,
        soon_working_days=commitment.plan.soon_working_days,
        calendar=calendar_in_force(),
    ).value


def due_of_item(commitment: Commitment, tasks: list[Task], clocks: list[Clock], on: date) -> Due:
    """The due line of the item page: the date that is asked next, or the final one when that is what makes it late."""
    due_on = commitment.current_due_on if commitment.is_binding else None
    if commitment.is_past_completion(on) and commitment.late_since(on) == commitment.completion_on:
        return Due(
            what=WORDS["execute"].due,
            on=commitment.completion_on,
            provisional=commitment.completion_provisional,
            light=state_of(commitment, on),
            days=commitment.days_to(commitment.completion_on, on, calendar_in_force()),
            clock=next((clock for clock in reversed(clocks) if clock.kind == ClockKind.COMPLETION), None),
        )
    open_rectify = next((task for task in tasks if task.finished is None and task.node in ("rectify", "recheck")), None)
    node = open_rectify.node if open_rectify else node_of(commitment)
    kind = ClockKind.RECTIFICATION if node == "rectify" else CLOCKS.get(commitment.stage_of_work)
    kind = ClockKind.COMPLETION if commitment.is_light and kind == ClockKind.IMPLEMENTATION_PLAN else kind
    clock = next((found for found in reversed(clocks) if found.kind == kind and found.due_on == due_on), None)
    lying = [task for task in tasks if task.finished is None and task.due_on == due_on and task.node in HOLDERS]
    return Due(
        what=WORDS[node].due if node else _("Ended"),
        on=due_on,
        provisional=commitment.is_binding and commitment.current_provisional,
        light=state_of(commitment, on),
        days=commitment.days_to(due_on, on, calendar_in_force()) if due_on is not None else None,
        clock=clock,
        step=lying[0].pk if clock is None and lying and is_explained(lying[0]) else None,
    )


def due_of_task(task: Task, clocks: list[Clock], on: date) -> Due:
    """The due line of a step page; `clocks` are those of the commitment, empty for a plan's own step."""
    subject = task.process
    kinds = {
        "write_plan": ClockKind.IMPLEMENTATION_PLAN,
        "publish_plan": ClockKind.PUBLICATION,
        "execute": ClockKind.COMPLETION,
    }
    kind = kinds.get(task.node)
    clock = next((found for found in clocks if found.kind == kind), None)
    if task.node == "submit_report":
        clock = next((found for found in clocks if found.report_id == subject.report_id), None)
    if task.node == "rectify":
        clock = next((found for found in clocks if found.finding_id == subject.finding_id), None)
    if task.node == "answer_event":
        clock = next((found for found in clocks if found.response_id == subject.event_response_id), None)
    commitment = task.commitment
    if task.due_on is None or commitment is None:
        soon = task.plan.soon_working_days if task.plan else 5
        state = "none"
        if task.due_on is not None:
            state = light(task.due_on, on, finished_on=None, soon_working_days=soon, calendar=calendar_in_force()).value
    else:
        state = _state(task.due_on, commitment, on)
    own = task.pk if clock is None and is_explained(task) else None
    return Due(WORDS[task.node].due, task.due_on, task.provisional, state, days_left(task.due_on, on), clock, own)


def days_left(due_on: date | None, on: date) -> int | None:
    """Working days from `on` to the due date of a step; None without a date."""
    return remaining_days(due_on, on, calendar_in_force()) if due_on is not None else None
