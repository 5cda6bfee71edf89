"""Holding a step: lock the family's root row, read the task, check the policy, then let one act move the token."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, OperationalError
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from viewflow.workflow.exceptions import FlowLockFailed
from viewflow.workflow.status import PROCESS

from flows.base import BaseFlow
from flows.models import PAUSED, WAIT, Process, Task
from flows.moves import Moves
from workflow import policies
from workflow.errors import NotVisible, TransitionRefused
from workflow.models import Commitment, JournalEntry, User
from workflow.services import (
    contributions,
    disputes,
    divisions,
    duties,
    events,
    extensions,
    journal,
    releases,
    signatures,
    slips,
    suspensions,
)
from workflow.services.acts import act_label
from workflow.services.calendar import local_day
from workflow.status import Act, DisputeOutcome
from workflow.words import day_words

LATELY = 5
"""So many of the latest entries are told to who comes too late."""


ALWAYS = (
    "process__extension__clock",
    "commitment__item",
    "commitment__plan",
    "commitment__agency",
    "plan",
)
"""What every act needs; an open request for a later date ends with what it is about."""
EVERY = "*"
SUBJECTS: Mapping[str, tuple[str, ...]] = {
    "sign_report": ("process__report",),
    "submit_report": ("process__report",),
    "inspect": ("process__inspection",),
    "rectify": ("process__finding", "process__inspection"),
    "recheck": ("process__finding", "process__inspection"),
    "sign_suspension": ("process__suspension",),
    "grant_suspension": ("process__suspension",),
    "sign_dispute": ("process__dispute",),
    "answer_dispute": ("process__dispute",),
    "rule_dispute": ("process__dispute",),
    "review_release": ("process__release",),
    "fulfil_duty": ("process__duty_period__duty",),
    "sign_duty": ("process__duty_period__duty",),
    "answer_slip": ("process__slip",),
    "sign_slip": ("process__slip",),
    "accept_slip": ("process__slip",),
    "answer_event": ("process__event_response__event",),
    "contribute": ("process__contribution__agency",),
    "take_in": ("process__contribution__agency",),
    "state_part": ("process__division",),
    "confirm_part": ("process__division",),
    "countersign": ("process__countersignature__signer__agency",),
    "grant_extension": (EVERY,),
}
"""What an act at the node is about; the grant of a later date moves every other open step, whatever that is about."""


@dataclass
class Held:
    """A locked step: nobody else can move any token of this family until the transaction ends.

    `family` are the other open steps of the same root: those that wait for this flow, and those beside it.
    """

    task: Task
    process: Process
    family: Sequence[Task]
    actor: User
    now: datetime

    @property
    def commitment(self) -> Commitment:
        """The commitment of the step; a plan's own steps have none."""
        if self.process.commitment is None:
            raise NotVisible
        return self.process.commitment

    @property
    def sender(self) -> str:
        """Under which name the next step says who sent it."""
        return journal.name_of(self.actor)

    def advance(self, outcome: str = "forward", *, reason: str = "", recorded: str = "") -> None:
        """Complete the step and open the next one; `outcome` is what the gateway behind it reads, `reason` is shown
        at the step it returns to. `recorded` is how the step is remembered where that is not the outcome."""
        self.process.outcome, self.process.at = outcome, self.now
        self.task.outcome = recorded or outcome
        sent_by: Any = self.task
        sent_by.sent_by, sent_by.reason_given = self.sender, reason
        activation = self.task.flow_task.activation_class(self.task)
        activation.process = self.process
        activation.perform(self.actor, self.now)
        activation.execute()


@contextmanager
def hold(
    task_pk: int,
    *nodes: str,
    actor: User,
    now: datetime,
    right: Act | None = None,
    place: Callable[[Process], int | None] | None = None,
) -> Iterator[Held]:
    """Lock and read one open step. The person needs the step's own right, or `right` where somebody else acts on it: at
    the agency where the step lies, or at the one `place` names.

    The root row is locked first and the task read afterwards: joining both in one locking SELECT deadlocks.
    Raises NotVisible (404) for a foreign or missing task, NotPermitted (403), TransitionRefused (409) when the step is
    no longer open or is not one of `nodes`, when the lock is not to be had in time, or when somebody who needs no token
    (a recount of due dates) wrote the same history in between: then the place in its chain is taken.
    """
    root = Task.objects.filter(pk=task_pk).values("root_id")[:1]
    try:
        with BaseFlow.lock(root):
            steps = {step.pk: step for step in _read(Q(pk=task_pk) | Q(root__in=root, finished__isnull=True), nodes)}
            task = steps.pop(task_pk, None)
            if task is None:
                raise NotVisible
            agency_id = place(task.process) if place is not None else task.agency_id
            _require_open(task, nodes, actor, now, agency_id)
            of = task.commitment.agency_id if task.commitment is not None else None
            policies.require(actor, right or Act(task.act), agency_id, of=of)
            process = share(task)
            process.moves, process.at = Moves(), now
            yield Held(task, process, tuple(steps.values()), actor, now)
            process.moves.write(now)
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


@contextmanager
def root_of(commitment_pk: int) -> Iterator[Process]:
    """Lock the main line of a commitment, for an act that is none of its steps. Raises NotVisible for a missing one,
    TransitionRefused when the lock is not to be had in time or its history was written at the same moment."""
    roots = Process.objects.filter(commitment_id=commitment_pk, parent__isnull=True)
    try:
        with BaseFlow.lock(roots.values("pk")[:1]):
            root = roots.select_related("commitment__item", "commitment__plan", "commitment__agency").first()
            if root is None:
                raise NotVisible
            yield root
    except (FlowLockFailed, OperationalError) as locked:
        raise TransitionRefused(
            "busy", _("Somebody is working on this right now."), remedy=_("Try again in a moment.")
        ) from locked
    except IntegrityError as clash:
        if not journal.is_chain_clash(clash):
            raise
        raise TransitionRefused(
            "changed_meanwhile", _("This item was changed at the same moment."), remedy=_("Try again in a moment.")
        ) from clash


@contextmanager
def commitment_of(commitment_pk: int) -> Iterator[Commitment]:
    """`root_of`, where the act needs the commitment alone. Raises what `root_of` raises."""
    with root_of(commitment_pk) as root:
        if root.commitment is None:
            raise NotVisible
        yield root.commitment


def _require_open(task: Task, nodes: tuple[str, ...], actor: User, now: datetime, agency_id: int | None) -> None:
    """The step is still open and one of `nodes`; to those who may not see it, nor act at the agency, it does not
    exist."""
    is_open = task.finished is None and task.node in nodes
    if is_open and task.flow_task_type != PAUSED:
        return
    scope = policies.scope_of(actor)
    own = task.commitment.agency_id if task.commitment is not None else None
    sees = any(scope.allows(Act.VIEW_COMMITMENTS, place) for place in (task.agency_id, own, agency_id))
    if not sees and not scope.allows(task.act, task.agency_id):
        raise NotVisible
    if is_open and task.commitment is not None:
        suspensions.require_running(task.commitment, local_day(now), happened=lately(task))
    raise TransitionRefused(
        "step_not_open",
        _("This step is no longer open: somebody was faster."),
        remedy=_("What you wrote is kept below. Look at what happened meanwhile."),
        happened=lately(task),
    )


def _read(which: Q, nodes: Collection[str]) -> list[Task]:
    """The steps with what an act at one of the nodes needs, and no table more: of thirty tables the plan of the query
    alone takes longer than the query."""
    about = {link for node in nodes for link in SUBJECTS.get(node, ())}
    if EVERY in about:
        about = {link for links in SUBJECTS.values() for link in links} - {EVERY}
    return sorted(
        Task.objects.select_related(*ALWAYS, *sorted(about)).filter(which).order_by(),
        key=lambda task: task.pk,
    )


def share(task: Task) -> Process:
    """The task's process, with commitment and plan taken from the task's own join, so that one object holds each."""
    process = task.process
    process.commitment = task.commitment
    if task.commitment is None:
        process.plan = task.plan
    return process


def lately(task: Task) -> list[str]:
    """What happened to the task's commitment or plan lately, newest first: when, who, what."""
    entries = JournalEntry.objects.order_by("-id")
    return _told(
        entries.filter(commitment_id=task.commitment_id) if task.commitment_id else entries.filter(plan=task.plan)
    )


def lately_to(commitment: Commitment) -> list[str]:
    """The same of a commitment."""
    return _told(JournalEntry.objects.filter(commitment=commitment).order_by("-id"))


def _told(entries: QuerySet[JournalEntry]) -> list[str]:
    return [
        _("%(when)s, %(who)s: %(what)s")
        % {
            "when": f"{day_words(local_day(entry.at), local_day(timezone.now()))} {timezone.localtime(entry.at):%H:%M}",
            "who": entry.actor_name or _("The system"),
            "what": act_label(entry.act),
        }
        for entry in entries[:LATELY]
    ]


def start(flow_class: Any, *, parent: Process | None, now: datetime, **links: Any) -> Process:
    """Start a flow as child of `parent` (sharing its lock) or as a root of its own.

    Inside an act on the parent its rows are written with all others of the act, otherwise at once.
    """
    moves: Moves | None = parent.moves if parent is not None else None
    own = moves is None
    moves = moves or Moves()
    process: Process = flow_class.start.run(parent=parent, moves=moves, now=now, links=links)
    if own:
        moves.write(now)
    return process


def begin_beside(flow_class: Any, root: Process, *, actor: User, now: datetime, **links: Any) -> None:
    """Begin a flow beside the main line `root`, whose lock is held; its first step says who sent it."""
    moves = Moves()
    root.moves = moves
    start(flow_class, parent=root, now=now, commitment=root.commitment, **links)
    for task in moves.tasks:
        task.sender = journal.name_of(actor) if task.act else ""
    moves.write(now)


def resume(held: Held, *, outcome: str, reason: str = "") -> None:
    """The child flow of this step has ended: go on in the flow that waits for it, and so on upwards; same transaction
    and same lock, so nothing is lost in between. With a `reason` the work comes back, and the step that opens says from
    whom and why."""
    child = held.process
    waiting = {step.process_id: step for step in held.family if step.flow_task_type == WAIT}
    while child.finished is not None and child.parent_id is not None:
        wait = waiting[child.parent_id]
        parent = wait.process
        parent.commitment, parent.inspection = child.commitment, child.inspection
        parent.outcome, parent.at, parent.moves = outcome, held.now, child.moves
        carrier: Any = wait
        carrier.sent_by, carrier.reason_given = (held.sender, reason) if reason else ("", "")
        activation = wait.flow_task.activation_class(wait)
        activation.process = parent
        activation.resume(held.now)
        activation.execute()
        child = parent


def cancel(
    steps: Iterable[Task],
    moves: Moves,
    *,
    now: datetime,
    dispute_ends: DisputeOutcome = DisputeOutcome.DROPPED,
) -> None:
    """Cancel open steps, and with each the process that waits at it, and the request, dispute, slip, review, period
    of a duty or response to an event that process is about; `dispute_ends` says how a dispute ended."""
    about: dict[str, list[int]] = {}
    for step in steps:
        process = step.process
        for link in DROPS:
            pk = getattr(process, f"{link}_id")
            if pk is not None:
                about.setdefault(link, []).append(pk)
        process.moves, process.at = moves, now
        step.flow_task.activation_class(step).cancel()
        moves.end(process, PROCESS.CANCELED)
    for link, ids in about.items():
        DROPS[link](ids, now, dispute_ends)


Drop = Callable[[list[int], datetime, DisputeOutcome], None]
DROPS: Mapping[str, Drop] = {
    "extension": lambda ids, now, _ends: extensions.drop(ids, now=now),
    "suspension": lambda ids, now, _ends: suspensions.drop(ids, now=now),
    "dispute": lambda ids, now, ends: disputes.drop(ids, ends, now=now),
    "duty_period": lambda ids, now, _ends: duties.drop(ids, now=now),
    "release": lambda ids, now, _ends: releases.drop(ids, now=now),
    "slip": lambda ids, now, _ends: slips.drop(ids, now=now),
    "event_response": lambda ids, now, _ends: events.drop(ids, now=now),
    "division": lambda ids, now, _ends: divisions.drop(ids, now=now),
    "contribution": lambda ids, now, _ends: contributions.drop(ids, now=now),
    "countersignature": lambda ids, now, _ends: signatures.drop(ids, now=now),
}
"""What a process may be about, and how that ends when its step is cancelled."""


def cancel_beside(*, now: datetime, **link: Any) -> None:
    """Cancel the open step of the flow that is about something (`extension=…`), under the lock of its main line."""
    about = {f"process__{name}": subject for name, subject in link.items()}
    moves = Moves()
    steps = Task.objects.filter(finished__isnull=True, **about).select_related("process")
    cancel(steps, moves, now=now)
    moves.write(now)
