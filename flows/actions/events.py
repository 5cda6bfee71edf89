"""The register of events: entering one starts every clock that hangs on it; what was done is recorded at its step."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from itertools import groupby

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from flows.actions.stepping import cancel, hold, root_of, start
from flows.event import EventFlowV1
from flows.models import PAUSED, Process, Task
from flows.moves import Moves
from workflow import policies
from workflow.errors import NotPermitted, NotVisible, TransitionRefused
from workflow.models import Commitment, EventResponse, Plan, PlanEvent, User
from workflow.services import event_hanging, events, journal, plans
from workflow.services.event_hanging import Hang, Reported
from workflow.status import Act


def register(plan_pk: int, told: Reported, chosen: Collection[str], *, actor: User, now: datetime) -> PlanEvent:
    """Enter an event and start the clocks of all that was `chosen` of what hangs on it (`Hang.key`), in one
    transaction: either all of them run, or nothing was entered. An entry that is corrected ends what hung on it.

    Raises NotVisible, NotPermitted; Invalid for what cannot be entered; TransitionRefused when somebody was faster, or
    something chosen does not hang on it any more.
    """
    scope = policies.scope_of(actor)
    plan = plans.visible_plan(scope, plan_pk)
    if plan.status not in plans.IN_FORCE:
        raise NotVisible
    if not scope.agencies(Act.REPORT_EVENT):
        raise NotPermitted
    events.check(told, now)
    with transaction.atomic():
        # Of two entries of one event the second waits here, and then finds the first. No key changes: acts on the items
        # of the plan are not held up.
        Plan.objects.select_for_update(of=("self",), no_key=True).get(pk=plan.pk)
        hangs = _chosen(event_hanging.hanging(plan, told, scope), chosen)
        event = events.enter(plan, told, hangs, actor=actor, now=now)
        by_commitment = {pk: list(group) for pk, group in groupby(hangs, key=lambda hang: hang.commitment.pk)}
        before = _waiting(event)
        for pk in sorted({*by_commitment, *before}):
            _move_on(pk, event, by_commitment.get(pk, []), pk in before, actor=actor, now=now)
    return event


def _chosen(hangs: Iterable[Hang], chosen: Collection[str]) -> list[Hang]:
    found = [hang for hang in hangs if hang.key in chosen]
    if len(found) != len(set(chosen)):
        raise TransitionRefused(
            "hangs_changed",
            _("What hangs on this event has changed since you looked."),
            remedy=_("Look at it again, then register the event."),
        )
    return sorted(found, key=lambda hang: hang.commitment.pk)


def _waiting(event: PlanEvent) -> set[int]:
    """Commitments on which something is open that hung on the entry now corrected."""
    if event.corrects_id is None:
        return set()
    rows = EventResponse.objects.filter(event=event.corrects_id, outcome="")
    return set(rows.values_list("commitment_id", flat=True))


def _move_on(
    commitment_pk: int, event: PlanEvent, hangs: Sequence[Hang], corrected: bool, *, actor: User, now: datetime
) -> None:
    with root_of(commitment_pk) as root:
        commitment = root.commitment
        if commitment is None:
            raise NotVisible
        moves = Moves()
        if corrected:
            gone = events.replace(commitment, event, actor=actor, now=now)
            steps = Task.objects.filter(finished__isnull=True, process__event_response__in=gone)
            cancel(steps.select_related("process"), moves, now=now)
        if hangs:
            made = events.start(commitment, event, hangs, actor=actor, now=now)
            _begin(root, made, moves, sender=journal.name_of(actor), now=now)
        moves.write(now)


def _begin(root: Process, made: Iterable[EventResponse], moves: Moves, *, sender: str, now: datetime) -> None:
    """One small flow for each; on a suspended commitment its step rests like all others. The caller writes `moves`."""
    commitment, known = root.commitment, len(moves.tasks)
    root.moves = moves
    for response in made:
        start(EventFlowV1, parent=root, now=now, commitment=commitment, event_response=response)
    for task in moves.tasks[known:]:
        if task.act:
            task.sender = sender
            if commitment is not None and commitment.suspended_on is not None:
                task.flow_task_type = PAUSED


def carry(ids: Iterable[int], successor: Commitment, *, actor: User, now: datetime) -> None:
    """What hangs on events goes over with a transferred share: its steps open at the agency that has it now."""
    made = events.carry(ids, successor)
    if made:
        moves = Moves()
        root = Process.objects.get(commitment=successor, parent__isnull=True)
        root.commitment = successor
        _begin(root, made, moves, sender=journal.name_of(actor), now=now)
        moves.write(now)


def answer(
    task_pk: int, *, text: str, done_at: datetime, files: Sequence[int] = (), actor: User, now: datetime
) -> Commitment:
    """The officer records what was done and when; the clock ends."""
    with hold(task_pk, "answer_event", actor=actor, now=now) as held:
        response = held.process.event_response
        if response is None:
            raise NotVisible
        events.answer(held.commitment, response, text=text, done_at=done_at, files=files, actor=actor, now=now)
        held.advance()
    return held.commitment
