"""The main line of a commitment: the steps that hold it, and in whose hands each of them puts it.

Flows that run beside it (reports, requests) never hold the commitment itself; a new one need not be named here.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, TypeVar

from flows.commitment import (
    CommitmentFlowV1,
    CommitmentFlowV2,
    CommitmentFlowV3,
    LightCommitmentFlowV1,
    LightCommitmentFlowV2,
)
from flows.inspection import InspectionFlowV1, RectificationFlowV1
from flows.models import HUMAN, PAUSED, Task
from flows.nodes import DeadlineView
from flows.registry import nodes
from workflow.deadlines import Holding, Step, WorkCalendar, holding
from workflow.models import Commitment, Suspension
from workflow.services.calendar import local_day
from workflow.status import Holder

H = TypeVar("H", bound=Hashable)

ONE_DAY = timedelta(days=1)
FLOWS = (
    CommitmentFlowV1,
    CommitmentFlowV2,
    CommitmentFlowV3,
    LightCommitmentFlowV1,
    LightCommitmentFlowV2,
    InspectionFlowV1,
    RectificationFlowV1,
)
LANES = {
    "officer": Holder.OFFICER,
    "head": Holder.HEAD,
    "office": Holder.LEADER,
    "inspector": Holder.INSPECTOR,
}
"""Holder of each lane of these flows: what the office decides lies on the leader's desk."""
HOLDERS: Mapping[str, Holder] = {
    node.name: LANES[node.lane] for flow in FLOWS for node in nodes(flow) if isinstance(node, DeadlineView)
}
"""Holder of each step of the main line, by its name."""


GRANTING = "grant_suspension"
"""The step whose flow knows the days of a suspension."""
WAITING: Mapping[str, Holder] = {"contribute": Holder.OFFICER, "countersign": Holder.HEAD}
"""Steps of other agencies, and whom of the lead each keeps waiting."""


def steps_of_line(tasks: Iterable[Task]) -> list[Task]:
    """The human steps of the main line among the tasks of a commitment, in the order of their opening; those that rest
    are among them."""
    line = [task for task in tasks if task.flow_task_type in {HUMAN, PAUSED} and task.node in HOLDERS]
    return sorted(line, key=lambda task: (task.created, task.pk))


def stops_of(tasks: Iterable[Task]) -> list[Suspension]:
    """The suspensions granted of a commitment; its tasks carry process and suspension."""
    asked = [task.process.suspension for task in tasks if task.node == GRANTING]
    return [one for one in asked if one is not None and one.first_on is not None]


def stop(holder: H, first_on: date, last_on: date | None) -> Step[H]:
    """A suspension as what holds the commitment meanwhile: from the day it was granted, which counts no more."""
    return Step(holder, first_on, last_on + ONE_DAY if last_on else None)


def gaps(steps: Sequence[Step[H]], holder: H) -> list[Step[H]]:
    """The days between two lives of a commitment that had ended and was reopened, as steps of `holder`; the steps of
    its main line follow each other without a gap otherwise. `steps` are in the order of their opening."""
    found: list[Step[H]] = []
    reached: date | None = None
    for step in steps:
        if reached is not None and step.opened_on > reached:
            found.append(Step(holder, reached, step.opened_on))
        if step.ended_on is None:
            return found
        reached = max(reached or step.ended_on, step.ended_on)
    return found


def awaited(node: str, created: date, finished: date | None, due_on: date | None, *, must: bool) -> Step[str] | None:
    """The days on which a step of another agency kept the lead waiting: a contribution once it is late, and not while
    it lay with the lead before it came back; a signature from the day it was asked for, to its last day only where the
    head may then sign without (`must` is False)."""
    if due_on is None:
        return None
    first, last = (max(due_on + ONE_DAY, created) if node == "contribute" else created), finished
    if node == "countersign" and not must:
        last = min(last or due_on + ONE_DAY, due_on + ONE_DAY)
    return Step(node, first, last) if last is None or first < last else None


def kept_waiting(steps: Iterable[Step[H]], waits: Iterable[Step[Any]], holder: H) -> list[Step[H]]:
    """The parts of the steps that fall on days of waiting, as steps of who kept them waiting."""
    found = []
    for wait in waits:
        for step in steps:
            first = max(step.opened_on, wait.opened_on)
            ends = [end for end in (step.ended_on, wait.ended_on) if end is not None]
            last = min(ends, default=None)
            if last is None or first < last:
                found.append(Step(holder, first, last))
    return found


def held(commitments: Sequence[Commitment], on: date, calendar: WorkCalendar) -> dict[int, Holding[Holder]]:
    """Who held each commitment up to the day `on`, by its id; one query, however many they are."""
    steps: dict[int, list[Step[Holder]]] = {commitment.pk: [] for commitment in commitments}
    stops: dict[int, list[Step[Holder]]] = {commitment.pk: [] for commitment in commitments}
    waits: dict[int, list[Step[str]]] = {commitment.pk: [] for commitment in commitments}
    rows = Task.objects.filter(
        commitment__in=list(steps), flow_task_type__in=[HUMAN, PAUSED], node__in=[*HOLDERS, GRANTING, *WAITING]
    ).order_by("created", "pk")
    for pk, node, created, finished, due_on, first_on, last_on, must in rows.values_list(
        "commitment_id",
        "node",
        "created",
        "finished",
        "due_on",
        "process__suspension__first_on",
        "process__suspension__last_on",
        "process__countersignature__signer__is_lead",
    ):
        if node in HOLDERS:
            steps[pk].append(Step(HOLDERS[node], local_day(created), local_day(finished) if finished else None))
        elif node in WAITING:
            done = local_day(finished) if finished else None
            wait = awaited(node, local_day(created), done, due_on, must=bool(must))
            waits[pk] += [wait] if wait is not None else []
        elif first_on is not None:
            stops[pk].append(stop(Holder.SUSPENDED, first_on, last_on))
    return {
        commitment.pk: holding(
            # Behind the steps: who keeps them waiting goes before them, a suspension before all.
            [
                *steps[commitment.pk],
                *gaps(steps[commitment.pk], Holder.ENDED),
                *_partners(steps[commitment.pk], waits[commitment.pk]),
                *stops[commitment.pk],
            ],
            opened_on=local_day(commitment.opened_at),
            ended_on=commitment.ended_on,
            on=on,
            calendar=calendar,
        )
        for commitment in commitments
    }


def _partners(steps: Sequence[Step[Holder]], waits: Iterable[Step[str]]) -> list[Step[Holder]]:
    found: list[Step[Holder]] = []
    for wait in waits:
        own = [step for step in steps if step.holder is WAITING[wait.holder]]
        found += kept_waiting(own, [wait], Holder.PARTNER)
    return found
