"""The node types of our flows, on viewflow's own: a user task with a deadline, a gateway that leaves no row behind, a
wait for a child flow, start and end."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.utils import timezone
from viewflow.workflow.activation import Activation
from viewflow.workflow.nodes import End, Handle, StartHandle, Switch, View
from viewflow.workflow.nodes.end import EndActivation
from viewflow.workflow.nodes.handle import HandleActivation
from viewflow.workflow.nodes.start import StartHandleActivation
from viewflow.workflow.nodes.switch import SwitchActivation
from viewflow.workflow.nodes.view import ViewActivation
from viewflow.workflow.status import STATUS

from flows.due import Due
from flows.moves import Moves
from workflow.models import User
from workflow.status import Act

DueRule = Callable[[Any], Due]


class Recorded:
    """An activation whose row is written with all others of the act (`flows.moves`), not by itself.

    Rows get their ids then, so activations are told apart by identity.
    """

    task: Any
    process: Any

    def record(self) -> None:
        """Put the row among those the act writes."""
        self.process.moves.put(self.task)

    def __eq__(self, other: object) -> bool:
        return self is other

    def __hash__(self) -> int:
        return id(self)


def new_task(flow_task: Any, process: Any, token: Any) -> Any:
    """An unsaved task row of a node, filled with what lists show."""
    task = flow_task.flow_class.task_class(process=process, flow_task=flow_task, token=token)
    task.flow_task_type = flow_task.task_type
    task.node = flow_task.name
    task.root_id = process.root_id
    commitment = process.commitment
    task.commitment = commitment
    plan = process.plan if commitment is None else None
    task.plan = plan
    if commitment is not None:
        task.agency_id = commitment.agency_id
        task.subject, task.number = commitment.item.title[:300], commitment.item.number
    elif plan is not None:
        task.agency_id = plan.office_id
        task.subject, task.number = plan.title[:300], plan.document_number
    task.created = process.at or timezone.now()
    task.data, task.seed = {}, None
    return task


class DeadlineActivation(Recorded, ViewActivation):
    """A user task that sets its deadline when it opens. No `previous` row: we never use viewflow's undo, and the
    history is the journal's."""

    at: datetime | None = None

    @classmethod
    def create(
        cls, flow_task: Any, prev_activation: Any, token: Any, data: Any = None, seed: Any = None
    ) -> "DeadlineActivation":
        process = prev_activation.process
        task = new_task(flow_task, process, token)
        due = flow_task.due(process)
        task.act = flow_task.act
        if flow_task.agency is not None:
            task.agency_id = flow_task.agency(process)
        task.due_on, task.provisional = due.on, due.provisional
        task.sender = getattr(prev_activation.task, "sent_by", "")
        task.returned_reason = getattr(prev_activation.task, "reason_given", "")
        task.returned = task.is_returned()
        task.sent_by, task.reason_given = "", ""
        process.moves.put(task)
        process.moves.wait(process, task)
        return cls(task)

    @Activation.status.transition(source=[STATUS.NEW, STATUS.ASSIGNED], target=STATUS.STARTED)
    def perform(self, user: User | None, at: datetime) -> None:
        """Take the step in hand: who does it and when; saved once, by `complete`."""
        self.task.owner = user
        self.task.on_behalf = user.acting_for.name if user is not None and user.acting_for else ""
        self.task.started = at
        self.at = at

    @Activation.status.transition(source=STATUS.STARTED, target=STATUS.DONE)
    def complete(self) -> None:
        """The step is done."""
        self.task.finished = self.at or timezone.now()
        self.record()

    @Activation.status.transition(source=[STATUS.NEW, STATUS.ASSIGNED], target=STATUS.CANCELED)
    def cancel(self) -> None:
        """Nobody takes the step any more."""
        self.task.finished = self.process.at
        self.record()


class DeadlineView(View):
    """A human step: `act` is the permission on the task's agency, `due` gives its date, `lane` its place in the
    diagram (agency, head, office, inspector). `agency` gives the id of the agency that does it where it is not that of
    the commitment. Shows as a user task with a boundary timer."""

    activation_class = DeadlineActivation

    def __init__(
        self, *, act: Act, due: DueRule, lane: str, title: Any, agency: Callable[[Any], int] | None = None
    ) -> None:
        super().__init__(view=None)
        self.agency = agency
        self.act = act
        self.due = due
        self.lane = lane
        self.task_title = title
        self.Permission(f"workflow.{act}", obj=lambda process: process.commitment and process.commitment.agency)


class GatewayActivation(Recorded, SwitchActivation):
    """Decides in memory: a gateway is no step anybody takes, so it leaves no row."""

    @classmethod
    def create(
        cls, flow_task: Any, prev_activation: Any, token: Any, data: Any = None, seed: Any = None
    ) -> "GatewayActivation":
        task = flow_task.flow_class.task_class(process=prev_activation.process, flow_task=flow_task, token=token)
        task.sent_by = getattr(prev_activation.task, "sent_by", "")
        task.reason_given = getattr(prev_activation.task, "reason_given", "")
        return cls(task)

    @Activation.status.transition(source=STATUS.NEW, target=STATUS.DONE)
    def complete(self) -> None:
        """Nothing to store."""


class Gateway(Switch):
    """Exclusive gateway on `process.outcome`: one case per named outcome, one default."""

    activation_class = GatewayActivation

    def __init__(self) -> None:
        super().__init__()
        self.labels: dict[str, str] = {}

    def When(self, outcome: str, node: Any) -> "Gateway":  # noqa: N802 -- viewflow's chaining style
        """Take `node` when the person decided `outcome`."""
        self.labels[outcome] = node.name
        self.Case(node, lambda activation: activation.process.outcome == outcome)
        return self


class WaitActivation(Recorded, HandleActivation):
    """Waits for a child flow; the process has no reminder of its own meanwhile."""

    @classmethod
    def create(
        cls, flow_task: Any, prev_activation: Any, token: Any, data: Any = None, seed: Any = None
    ) -> "WaitActivation":
        process = prev_activation.process
        task = new_task(flow_task, process, token)
        process.moves.put(task)
        process.moves.wait(process, None)
        return cls(task)

    @Activation.status.transition(source=STATUS.NEW, target=STATUS.STARTED)
    def resume(self, at: datetime) -> None:
        """The child has ended."""
        self.task.started = at

    @Activation.status.transition(source=STATUS.STARTED, target=STATUS.DONE)
    def complete(self) -> None:
        """The wait is over."""
        self.task.finished = self.task.started
        self.record()

    @Activation.status.transition(source=STATUS.NEW, target=STATUS.CANCELED)
    def cancel(self) -> None:
        """Nothing is waited for any more."""
        self.task.finished = self.process.at
        self.record()


class Wait(Handle):
    """Receive task: the process waits here until its child flow ends."""

    activation_class = WaitActivation

    def __init__(self, *, lane: str, title: Any) -> None:
        super().__init__()
        self.lane = lane
        self.task_title = title


class StopActivation(Recorded, EndActivation):
    """The end of a flow. Our flows have one token each (`duban.E104` refuses a split), so whoever arrives ends the
    process; the library counts the other open steps first."""

    @classmethod
    def create(
        cls, flow_task: Any, prev_activation: Any, token: Any, data: Any = None, seed: Any = None
    ) -> "StopActivation":
        return cls(new_task(flow_task, prev_activation.process, token))

    @Activation.status.transition(source=STATUS.NEW)
    def activate(self) -> None:
        """The process is over, with no step open."""
        self.process.finished = self.process.at
        self.process.moves.end(self.process)

    @Activation.status.transition(source=STATUS.NEW, target=STATUS.DONE)
    def complete(self) -> None:
        """The end event happened."""
        self.task.started = self.task.finished = self.process.at
        self.record()


class Stop(End):
    """End event."""

    activation_class = StopActivation


class BeginActivation(Recorded, StartHandleActivation):
    """Start of a flow from code."""

    @classmethod
    def create(
        cls, flow_task: Any, prev_activation: Any, token: Any, data: Any = None, seed: Any = None
    ) -> "BeginActivation":
        flow_class = flow_task.flow_class
        process = flow_class.process_class(flow_class=flow_class)
        task = flow_class.task_class(flow_task=flow_task, process=process, started=timezone.now(), node=flow_task.name)
        task.flow_task_type, task.data, task.seed = flow_task.task_type, {}, None
        task.sent_by, task.reason_given = "", ""
        return cls(task)

    @Activation.status.transition(source=STATUS.NEW)
    def execute(self) -> None:
        """Store the process and go on. It needs no lock of its own: its root is locked, or nobody knows it yet."""
        self.process.save()
        self.complete()
        self.activate_next()

    @Activation.status.transition(source=STATUS.NEW, target=STATUS.DONE)
    def complete(self) -> None:
        """The start event happened."""
        self.task.process = self.process
        self.task.root_id = self.process.root_id
        self.task.commitment, self.task.plan = self.process.commitment, self.process.plan
        self.task.finished = self.process.at or timezone.now()
        self.record()


class Begin(StartHandle):
    """Start event; `run(**links)` fills the process row and starts it."""

    activation_class = BeginActivation

    def __init__(self) -> None:
        super().__init__(func=fill)


def fill(activation: Any, *, parent: Any, moves: Moves, now: datetime, links: dict[str, Any]) -> Any:
    """Set the links of a new process row before it is stored."""
    process = activation.process
    process.moves = moves
    process.parent = parent
    process.root_id = parent.root_id if parent else None
    process.at = process.created = now
    for name, value in links.items():
        setattr(process, name, value)
    activation.task.created = activation.task.started = now
    return process
