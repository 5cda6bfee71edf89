"""Holding a step: lock the family's root row, read the task, check the policy, then let one act move the token."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, OperationalError
from django.utils.translation import gettext_lazy as _
from viewflow.workflow.exceptions import FlowLockFailed

from flows.base import BaseFlow
from flows.models import Process, Task
from workflow import policies
from workflow.errors import NotVisible, TransitionRefused
from workflow.models import Commitment, JournalEntry, User
from workflow.services import journal
from workflow.status import Act


@dataclass
class Held:
    """A locked step: nobody else can move any token of this family until the transaction ends."""

    task: Task
    process: Process
    actor: User
    now: datetime

    @property
    def commitment(self) -> Commitment:
        """The commitment of the step; a plan's own steps have none."""
        if self.process.commitment is None:
            raise NotVisible
        return self.process.commitment

    def advance(self, outcome: str = "forward", *, reason: str = "") -> None:
        """Complete the step and open the next one; `outcome` is what the gateway behind it reads, `reason` is shown
        at the step it returns to."""
        self.process.outcome, self.process.at = outcome, self.now
        self.task.outcome = outcome
        sent_by: Any = self.task
        sent_by.sent_by, sent_by.reason_given = str(self.actor), reason
        activation = self.task.flow_task.activation_class(self.task)
        activation.process = self.process
        activation.perform(self.actor, self.now)
        activation.execute()


@contextmanager
def hold(task_pk: int, *nodes: str, actor: User, now: datetime) -> Iterator[Held]:
    """Lock and read one open step.

    The root row is locked first and the task read afterwards: joining both in one locking SELECT deadlocks.
    Raises NotVisible (404) for a foreign or missing task, NotPermitted (403), TransitionRefused (409) when the step is
    no longer open or is not one of `nodes`, when the lock is not to be had in time, or when somebody who needs no token
    (a recount of due dates) wrote the same history in between: then the place in its chain is taken.
    """
    root = Task.objects.filter(pk=task_pk).values("root_id")[:1]
    try:
        with BaseFlow.lock(root):
            task = _read(task_pk)
            if task is None:
                raise NotVisible
            _require_open(task, nodes, actor)
            policies.require(actor, Act(task.act), task.agency_id)
            yield Held(task, share(task), actor, now)
    except (FlowLockFailed, OperationalError) as locked:
        raise TransitionRefused(
            "busy",
            _("Somebody is working on this right now."),
            remedy=_("What you wrote is kept. Try again in a moment."),
        ) from locked
    except IntegrityError as clash:
        if not journal.is_chain_clash(clash):
            raise
        raise TransitionRefused(
            "changed_meanwhile",
            _("This item was changed at the same moment."),
            remedy=_("What you wrote is kept. Try again in a moment."),
        ) from clash


def _require_open(task: Task, nodes: tuple[str, ...], actor: User) -> None:
    """The step is still open and one of `nodes`; to those who may not see it, it does not exist."""
    if task.finished is None and task.node in nodes:
        return
    scope = policies.scope_of(actor)
    if not scope.allows(Act.VIEW_COMMITMENTS, task.agency_id) and not scope.allows(task.act, task.agency_id):
        raise NotVisible
    raise TransitionRefused(
        "step_not_open",
        _("This step is no longer open: somebody was faster."),
        remedy=_("What you wrote is kept below. Look at what happened meanwhile."),
        happened=latest_entries(task),
    )


def _read(task_pk: int) -> Task | None:
    return (
        Task.objects.select_related(
            "process__report",
            "process__inspection",
            "process__finding",
            "commitment__item",
            "commitment__plan",
            "commitment__agency",
            "plan",
        )
        .filter(pk=task_pk)
        .first()
    )


def share(task: Task) -> Process:
    """The task's process, with commitment and plan taken from the task's own join, so that one object holds each."""
    process = task.process
    process.commitment = task.commitment
    if task.commitment is None:
        process.plan = task.plan
    return process


def latest_entries(task: Task, count: int = 5) -> list[JournalEntry]:
    """What happened to the task's commitment or plan lately, newest first."""
    entries = JournalEntry.objects.order_by("-id")
    if task.commitment_id:
        return list(entries.filter(commitment_id=task.commitment_id)[:count])
    return list(entries.filter(plan=task.plan)[:count])


def start(flow_class: Any, *, parent: Process | None, now: datetime, **links: Any) -> Process:
    """Start a flow as child of `parent` (sharing its lock) or as a root of its own."""

    process: Process = flow_class.start.run(parent=parent, now=now, links=links)
    return process


def resume(child: Process, *, outcome: str, now: datetime) -> None:
    """Go on in the parent that waits for `child`; same transaction and same lock, so nothing is lost in between."""
    parent = child.parent
    if parent is None or child.finished is None:
        return
    wait = Task.objects.filter(process=parent, flow_task_type="FUNCTION", finished__isnull=True).get()
    parent.commitment, parent.outcome, parent.at = child.commitment, outcome, now
    parent.inspection = child.inspection
    wait.process = parent
    carrier: Any = wait
    carrier.sent_by, carrier.reason_given = "", ""
    activation = wait.flow_task.activation_class(wait)
    activation.process = parent
    activation.resume(now)
    activation.execute()
    if parent.finished is not None:
        resume(parent, outcome=outcome, now=now)
