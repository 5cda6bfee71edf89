"""Bulk issue: one commitment and one process per item and responsible agency, written in batches.

viewflow starts one process at a time, each with its own lock and statements; a plan of sixty items and sixty agencies
would take minutes. The rows written here are the same that `Begin` and the first step write.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from viewflow.workflow.fields import get_flow_ref

from flows.commitment import CommitmentFlowV1
from flows.models import Deadline, Process, Task
from flows.timers import next_rung
from workflow.models import Agency, Assignment, Clock, Commitment, Plan, PlanItem, User
from workflow.services import clocks, journal
from workflow.services.calendar import local_day
from workflow.services.commitments import opening_clocks

BATCH = 500


@dataclass(frozen=True, slots=True)
class Share:
    """One agency's share of one item, to be opened."""

    item: PlanItem
    assignment: Assignment | None
    agency: Agency
    role: str


def open_commitments(
    plan: Plan,
    shares: Sequence[Share],
    *,
    published_on: date,
    actor: User,
    now: datetime,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> int:
    """Open commitments for the shares; returns how many. Runs in the caller's transaction: all or none.

    Shares that already have a commitment (item and agency) are left alone, so that a repeated run opens nothing twice.
    """
    existing = set(Commitment.objects.filter(plan=plan).values_list("item_id", "agency_id"))
    wanted = [share for share in shares if (share.item.pk, share.agency.pk) not in existing]
    total = len(wanted)
    with transaction.atomic():
        for begin in range(0, total, BATCH):
            _open_batch(plan, wanted[begin : begin + BATCH], published_on, actor, now)
            progress(min(begin + BATCH, total), total)
    return total


def _open_batch(plan: Plan, shares: Iterable[Share], published_on: date, actor: User, now: datetime) -> None:
    plan_due = clocks.implementation_plan_due(plan, published_on)
    acknowledge_due = clocks.desk_due(now, plan.acknowledge_working_days)
    commitments: list[Commitment] = []
    stored_clocks: list[Clock] = []
    for share in shares:
        completion = clocks.completion_due(plan, share.item.due_on, published_on)
        commitment = Commitment(
            plan=plan,
            item=share.item,
            assignment=share.assignment,
            agency=share.agency,
            role=share.role,
            opened_at=now,
            changed_at=now,
            completion_on=completion.due_on,
            completion_provisional=completion.provisional,
            plan_due_on=plan_due.due_on,
            current_due_on=acknowledge_due.due_on,
            current_provisional=acknowledge_due.provisional,
        )
        commitments.append(commitment)
        stored_clocks += opening_clocks(commitment, plan_due, completion)
    entries = [
        journal.prepare(commitment, "commitment_opened", actor=actor, now=now, data={"due_on": commitment.plan_due_on})
        for commitment in commitments
    ]
    Commitment.objects.bulk_create(commitments)
    for clock in stored_clocks:
        clock.commitment = clock.commitment  # takes over the id the row has now
    Clock.objects.bulk_create(stored_clocks)
    for entry, commitment in zip(entries, commitments, strict=True):
        entry.commitment = commitment
    journal.record_many(entries)
    _start_processes(commitments, now)


def _start_processes(commitments: list[Commitment], now: datetime) -> None:
    processes = Process.objects.bulk_create(
        [
            Process(flow_class=get_flow_ref(CommitmentFlowV1), commitment=commitment, created=now)
            for commitment in commitments
        ]
    )
    for process in processes:
        process.root_id = process.pk
    Process.objects.filter(pk__in=[process.pk for process in processes]).update(root_id=F("pk"))
    started = [_task(CommitmentFlowV1.start, process, now, done=True) for process in processes]
    opened = [_task(CommitmentFlowV1.acknowledge, process, now, done=False) for process in processes]
    Task.objects.bulk_create(started)
    Task.objects.bulk_create(opened)
    today = local_day(now)
    deadlines = []
    for process, task in zip(processes, opened, strict=True):
        rung, day = next_rung(task.due_on, today)
        deadlines.append(Deadline(process=process, task=task, due_on=task.due_on, rung=rung, next_on=day))
    Deadline.objects.bulk_create(deadlines)


def _task(node: Any, process: Process, now: datetime, *, done: bool) -> Task:
    """A task row as the node itself would write it; `bulk_create` skips `save`, so the type is set by hand."""
    commitment = process.commitment
    assert commitment is not None  # noqa: S101 -- every process of this path has one
    task = Task(
        process=process,
        root_id=process.pk,
        flow_task=node,
        flow_task_type=node.task_type,
        node=node.name,
        commitment=commitment,
        agency_id=commitment.agency_id,
        subject=commitment.item.title[:300],
        number=commitment.item.number,
        created=now,
    )
    if done:
        task.status, task.started, task.finished = "DONE", now, now
    else:
        task.act, task.due_on = node.act, commitment.current_due_on
        task.provisional = commitment.current_provisional
    return task
