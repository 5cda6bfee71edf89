"""The acts of a supervision slip 督办单."""

import logging
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from flows.actions.stepping import begin_beside, cancel_beside, hold, root_of
from flows.due import Due
from flows.main_line import HOLDERS, WAITING
from flows.models import Process, Task
from flows.slip import SlipFlowV1
from workflow import policies
from workflow.errors import NotVisible, TransitionRefused
from workflow.models import Commitment, SupervisionSlip, User
from workflow.services import clocks, slips
from workflow.services.calendar import local_day
from workflow.status import Act

logger = logging.getLogger(__name__)

OF_AGENCY = (Act.ANSWER_SLIP, Act.SIGN_SLIP)
"""The rights of those a slip is served on."""


def issue(commitment_pk: int, *, demand: str, actor: User, now: datetime) -> SupervisionSlip:
    """Issue a slip; the officer's step of answering opens, in a flow of its own."""
    with root_of(commitment_pk) as root:
        commitment = root.commitment
        if commitment is None:
            raise NotVisible
        missed = late_beside([commitment], local_day(now)).get(commitment.pk)
        slip = slips.issue(commitment, demand=demand, beside_late=missed, actor=actor, now=now)
        begin_beside(SlipFlowV1, root, slip=slip, actor=actor, now=now)
    return slip


def late_beside(commitments: Iterable[Commitment], on: date) -> dict[int, date]:
    """The earliest date missed by an open step beside the main line, by commitment; a slip is none. One query."""
    open_steps: dict[int, list[Task]] = {}
    for task in Task.objects.open().filter(commitment__in=list(commitments)).select_related("process"):
        open_steps.setdefault(task.commitment_id or 0, []).append(task)
    missed = {pk: missed_beside(tasks, on) for pk, tasks in open_steps.items()}
    return {pk: day for pk, day in missed.items() if day is not None}


def missed_beside(tasks: Iterable[Task], on: date) -> date | None:
    """The same of the steps of one commitment, open or done; their processes are read along."""
    others = {*HOLDERS, *WAITING}
    waiting = (task for task in tasks if task.finished is None and task.act and task.node not in others)
    days = [task.due_on for task in waiting if task.process.slip_id is None and task.due_on is not None]
    return min((day for day in days if day < on), default=None)


def withdraw(commitment_pk: int, *, reason: str, actor: User, now: datetime) -> SupervisionSlip:
    """Who issued it takes it back before the agency has opened it; its open step is cancelled."""
    with root_of(commitment_pk) as root:
        if root.commitment is None:
            raise NotVisible
        slip = slips.withdraw(root.commitment, reason=reason, actor=actor, now=now)
        cancel_beside(slip=slip, now=now)
    return slip


def serve(tasks: Iterable[Task], *, actor: User, now: datetime) -> None:
    """Somebody looks at a commitment with these steps: where he is the one to answer or sign a slip that nobody opened
    yet, it is served. Of two who look at once the first one counts."""
    scope = policies.scope_of(actor)
    for task in tasks:
        if not _unserved(task) or not any(scope.allows(act, task.agency_id) for act in OF_AGENCY):
            continue
        try:
            _serve(task, actor, now)
        except TransitionRefused:
            # Somebody acts on the item at this very moment. Looking must not fail for it: the next look serves it, and
            # at the latest the answer does.
            logger.info("The slip of task %s could not be served while its item was locked.", task.pk)


def _serve(task: Task, actor: User, now: datetime) -> None:
    with root_of(task.commitment_id or 0) as root:
        unserved = SupervisionSlip.objects.filter(processes=task.process_id, outcome="", served_at=None)
        slip = unserved.first()
        if slip is not None and root.commitment is not None:
            policies.note(actor, Act.ANSWER_SLIP, task.agency_id)
            slips.serve(root.commitment, slip, actor=actor, now=now)


def _unserved(task: Task) -> bool:
    slip = task.process.slip
    return task.finished is None and slip is not None and slip.is_open and slip.served_at is None


def answer(task_pk: int, *, text: str, files: Sequence[int] = (), actor: User, now: datetime) -> Commitment:
    """The officer answers; the head signs next. Who answers has opened it."""
    with hold(task_pk, "answer_slip", actor=actor, now=now) as held:
        slip = _slip(held.process)
        if slip.served_at is None:
            slips.serve(held.commitment, slip, actor=actor, now=now)
        slips.answer(held.commitment, slip, text=text, files=files, actor=actor, now=now)
        held.advance()
    return held.commitment


def sign(task_pk: int, *, actor: User, now: datetime, remark: str = "") -> Commitment:
    """The head signs; the office accepts next, within the limit of its desk."""
    with hold(task_pk, "sign_slip", actor=actor, now=now) as held:
        slips.sign(held.commitment, _slip(held.process), actor=actor, now=now, remark=remark)
        limit = clocks.desk_due(now, held.commitment.plan.inspect_working_days)
        held.process.desk = Due(limit.due_on, limit.provisional)
        held.advance()
    return held.commitment


def accept(task_pk: int, *, actor: User, now: datetime, remark: str = "") -> Commitment:
    """The office accepts the answer; the slip is done and kept."""
    with hold(task_pk, "accept_slip", actor=actor, now=now) as held:
        slips.accept(held.commitment, _slip(held.process), actor=actor, now=now, remark=remark)
        held.advance()
    return held.commitment


def send_back(task_pk: int, *, actor: User, now: datetime, reason: str) -> Commitment:
    """Head or office returns the answer to the officer."""
    with hold(task_pk, "sign_slip", "accept_slip", actor=actor, now=now) as held:
        node = held.task.node
        slips.send_back(held.commitment, _slip(held.process), step=node, actor=actor, now=now, reason=reason)
        held.advance("return", reason=reason.strip())
    return held.commitment


def _slip(process: Process) -> SupervisionSlip:
    if process.slip is None:
        raise NotVisible
    return process.slip
