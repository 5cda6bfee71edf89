"""撤回: who handed something in takes it back until whoever decides has opened it; then he asks for its return."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TypeVar

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from flows.actions.parts import drop_signatures
from flows.actions.returning import require_way_from_inspection
from flows.actions.stepping import Held, commitment_of, hold, resume
from flows.models import Process, Task
from workflow import policies
from workflow.errors import Invalid, NotPermitted, NotVisible, TransitionRefused
from workflow.models import Commitment, JournalEntry, User
from workflow.services import (
    commitments,
    contributions,
    divisions,
    duties,
    inspections,
    journal,
    slips,
    suspensions,
    work,
)
from workflow.services.calendar import local_day
from workflow.services.remarks import require_short
from workflow.status import Act
from workflow.words import day_words

T = TypeVar("T")

AUTHORS: Mapping[str, Callable[[Process], int | None]] = {
    "sign_plan": lambda process: process.commitment.plan_submitted_by_id if process.commitment else None,
    "approve_plan": lambda process: process.commitment.plan_submitted_by_id if process.commitment else None,
    "sign_report": lambda process: process.report.submitted_by_id if process.report else None,
    "inspect": lambda process: process.commitment.claimed_by_id if process.commitment else None,
    "recheck": lambda process: process.commitment.rectified_by_id if process.commitment else None,
    "sign_slip": lambda process: process.slip.answered_by_id if process.slip else None,
    "accept_slip": lambda process: process.slip.answered_by_id if process.slip else None,
    "sign_duty": lambda process: process.duty_period.handed_by_id if process.duty_period else None,
    "confirm_part": lambda process: process.division.stated_by_id if process.division else None,
    "take_in": lambda process: process.contribution.handed_by_id if process.contribution else None,
}
"""Steps at which whoever decides may send back what was handed in, and who that was."""
LINKS = ("process__report", "process__slip", "process__duty_period", "process__division", "process__contribution")
"""What they need of the process."""


HIGHER = ("approve_plan", "accept_slip")
"""Steps above the head, from which nothing can be taken back."""


def is_read(task: Task) -> bool:
    """What lies there has been read: the step was opened, lies higher up, or lies there anew after it was decided."""
    return task.seen_at is not None or task.node in HIGHER or (task.node == "inspect" and bool(task.returned_reason))


def see(task: Task, *, actor: User, now: datetime) -> None:
    """Whoever may do an open step has opened it: the first one counts, and nobody who handed in what lies there."""
    if task.seen_at is None and author_of(task.node, task.commitment, task.process) != actor.pk:
        Task.objects.filter(pk=task.pk, finished__isnull=True, seen_at__isnull=True).update(seen_at=now, seen_by=actor)


def author_of(node: str, commitment: Commitment | None, process: Process) -> int | None:
    """Who handed in what is decided at the step; nobody for other steps."""
    process.commitment = commitment
    return AUTHORS[node](process) if node in AUTHORS else None


def withdraw_plan(commitment_pk: int, *, actor: User, now: datetime, task_pk: int | None = None) -> Commitment:
    """Who handed in the implementation plan takes it back from the head: the step of writing opens again, the text is
    kept, the date counts on.

    Raises NotVisible; NotPermitted for anybody else; TransitionRefused when it does not lie with the head, and once he
    has opened it.
    """
    lying = _lying(commitment_pk, "sign_plan", actor, task_pk)
    with hold(lying, "sign_plan", right=Act.WRITE_PLAN, actor=actor, now=now) as held:
        _require_unread(held)
        commitments.withdraw_implementation_plan(held.commitment, actor=actor, now=now)
        held.advance("return", recorded="withdraw")
        drop_signatures(held)
    return held.commitment


def withdraw_report(commitment_pk: int, *, actor: User, now: datetime, task_pk: int | None = None) -> Commitment:
    """The same for the progress report that lies with the head."""
    lying = _lying(commitment_pk, "sign_report", actor, task_pk)
    with hold(lying, "sign_report", right=Act.SUBMIT_REPORT, actor=actor, now=now) as held:
        _require_unread(held)
        work.withdraw_report(held.commitment, _there(held.process.report), actor=actor, now=now)
        held.advance("return", recorded="withdraw")
    return held.commitment


def withdraw_claim(commitment_pk: int, *, actor: User, now: datetime, task_pk: int | None = None) -> Commitment:
    """The same for the claim of completion that lies with the inspectors; it is carried out again."""
    lying = _lying(commitment_pk, "inspect", actor, task_pk)
    with hold(lying, "inspect", right=Act.CLAIM_COMPLETION, actor=actor, now=now) as held:
        _require_unread(held)
        require_way_from_inspection(held)
        inspection = _there(held.process.inspection)
        inspections.withdraw_claim(held.commitment, inspection, actor=actor, now=now)
        held.advance("return", recorded="withdraw")
        resume(held, outcome="return")
    return held.commitment


def withdraw_rectification(commitment_pk: int, *, actor: User, now: datetime, task_pk: int | None = None) -> Commitment:
    """The same for the rectification that lies with the inspectors."""
    lying = _lying(commitment_pk, "recheck", actor, task_pk)
    with hold(lying, "recheck", right=Act.RECTIFY, actor=actor, now=now) as held:
        _require_unread(held)
        inspections.withdraw_rectification(held.commitment, _there(held.process.finding), actor=actor, now=now)
        held.advance("return", recorded="withdraw")
    return held.commitment


def withdraw_slip_answer(commitment_pk: int, *, actor: User, now: datetime, task_pk: int | None = None) -> Commitment:
    """The same for the answer to a supervision slip that lies with the head."""
    lying = _lying(commitment_pk, "sign_slip", actor, task_pk)
    with hold(lying, "sign_slip", right=Act.ANSWER_SLIP, actor=actor, now=now) as held:
        _require_unread(held)
        slips.withdraw_answer(held.commitment, _there(held.process.slip), actor=actor, now=now)
        held.advance("return", recorded="withdraw")
    return held.commitment


def withdraw_duty(commitment_pk: int, *, actor: User, now: datetime, task_pk: int | None = None) -> Commitment:
    """The same for the period of a recurring duty that lies with the head."""
    lying = _lying(commitment_pk, "sign_duty", actor, task_pk)
    with hold(lying, "sign_duty", right=Act.FULFIL_DUTY, actor=actor, now=now) as held:
        _require_unread(held)
        duties.withdraw(held.commitment, _there(held.process.duty_period), actor=actor, now=now)
        held.advance("return", recorded="withdraw")
    return held.commitment


def withdraw_part(commitment_pk: int, *, actor: User, now: datetime, task_pk: int | None = None) -> Commitment:
    """The same for the own part of a division of work that lies with the office."""
    lying = _lying(commitment_pk, "confirm_part", actor, task_pk)
    with hold(lying, "confirm_part", right=Act.STATE_PART, actor=actor, now=now) as held:
        _require_unread(held)
        divisions.withdraw(held.commitment, _there(held.process.division), actor=actor, now=now)
        held.advance("return", recorded="withdraw")
    return held.commitment


def withdraw_contribution(commitment_pk: int, *, actor: User, now: datetime, task_pk: int | None = None) -> Commitment:
    """The same for the contribution of a partner that lies with the lead's officers."""
    lying = _lying(commitment_pk, "take_in", actor, task_pk)
    with hold(lying, "take_in", right=Act.CONTRIBUTE, place=contributes, actor=actor, now=now) as held:
        _require_unread(held)
        contributions.withdraw(held.commitment, _there(held.process.contribution), actor=actor, now=now)
        held.advance("return", recorded="withdraw")
    return held.commitment


def contributes(process: Process) -> int | None:
    """The partner whose contribution the process is about; nobody for other processes."""
    return process.contribution.agency_id if process.contribution is not None else None


def _there(subject: T | None) -> T:
    """What the step is about. Raises NotVisible for a step that lost it."""
    if subject is None:
        raise NotVisible
    return subject


def ask_return(commitment_pk: int, *, reason: str, actor: User, now: datetime) -> Commitment:
    """Ask whoever decides to send back what one handed in, read or not; nothing moves, and it is asked once a step.

    Raises NotVisible; TransitionRefused when nothing of one's own lies with anybody, or all of it was asked back
    already; Invalid without a reason or with one that is too long.
    """
    with commitment_of(commitment_pk) as commitment:
        steps = _open_steps(commitment_pk)
        own = own_returnable(commitment, steps, actor.pk)
        _require_part(actor, commitment, own)
        suspensions.require_running(commitment, local_day(now))
        if not own:
            raise _nothing_lies()
        task = next_to_ask(commitment, own)
        if task is None:
            raise TransitionRefused(
                "asked_already",
                _("Its return has been asked for already."),
                remedy=_("Wait for the decision, or speak to whoever holds it."),
            )
        if not reason.strip():
            raise Invalid("reason_missing", _("Asking needs a reason."), remedy=_("Write why it should come back."))
        require_short(reason)
        data = {"act": task.act, "node": task.node, "task": task.pk, "agency": task.agency_id}
        journal.record(commitment, "return_asked", actor=actor, now=now, remark=reason.strip(), data=data)
    return commitment


def _require_part(actor: User, commitment: Commitment, own: list[Task]) -> None:
    """The person sees the work of the agency he handed something in for, or reads the item. Raises NotVisible."""
    partners = [partner for step in own if (partner := contributes(step.process)) is not None]
    if partners and len(partners) == len(own):
        policies.require_visible(actor, partners[0])
    else:
        policies.require_readable(actor, commitment)


def own_returnable(commitment: Commitment, steps: list[Task], user_id: int) -> list[Task]:
    """The open steps at which something the person handed in is decided, in their order."""
    lying = [step for step in steps if step.finished is None and step.node in AUTHORS]
    return [step for step in lying if author_of(step.node, commitment, step.process) == user_id]


def next_to_ask(commitment: Commitment, own: list[Task]) -> Task | None:
    """Of the steps at which something of the person's is decided, the one whose return is asked for next: what was read
    goes before what can still be taken back, and nothing is asked for twice. One query."""
    asked = _asked(commitment)
    return next((one for one in sorted(own, key=is_read, reverse=True) if one.pk not in asked), None)


def _asked(commitment: Commitment) -> set[int]:
    """The ids of the steps whose return was asked for."""
    entries = JournalEntry.objects.filter(commitment=commitment, act="return_asked")
    return {data["task"] for data in entries.values_list("data", flat=True)}


def _open_steps(commitment_pk: int) -> list[Task]:
    return list(Task.objects.open().filter(commitment=commitment_pk).select_related(*LINKS).order_by("pk"))


def _lying(commitment_pk: int, node: str, actor: User, task_pk: int | None) -> int:
    """The id of the step at the node that is taken back; what it is like is checked again under the lock.

    The one that was chosen (`task_pk`), where it is one of them; else the person's own unread one, another open one of
    his, any open one, or the latest: each is refused by its name.
    """
    steps = list(Task.objects.filter(commitment=commitment_pk, node=node).select_related("commitment", *LINKS))
    if steps:

        def rank(step: Task) -> tuple[bool, bool, bool, bool, int]:
            own = author_of(step.node, step.commitment, step.process) == actor.pk
            last = step.pk if step.finished else -step.pk
            return step.pk == task_pk, step.finished is None, own, not is_read(step), last

        return max(steps, key=rank).pk
    commitment = Commitment.objects.filter(pk=commitment_pk).first()
    if commitment is None:
        raise NotVisible
    policies.require_readable(actor, commitment)
    raise _nothing_lies()


def _nothing_lies() -> TransitionRefused:
    return TransitionRefused(
        "nothing_lies", _("Nothing you handed in waits here any more."), remedy=_("Look at what happened meanwhile.")
    )


def _require_unread(held: Held) -> None:
    """Nobody has opened it, and nobody does before the transaction ends: `see` waits for the row."""
    fresh = Task.objects.select_for_update(of=("self",)).select_related("seen_by").get(pk=held.task.pk)
    held.task.seen_at, held.task.seen_by = fresh.seen_at, fresh.seen_by
    if author_of(held.task.node, held.commitment, held.process) != held.actor.pk:
        raise NotPermitted(_("Only who handed it in can take it back."), code="not_the_author")
    seen = held.task.seen_at
    if seen is None and is_read(held.task):
        raise TransitionRefused(
            "decided_already",
            _("It was decided on before and lies there anew: it can no longer be taken back."),
            remedy=_("Ask for its return instead, and say why."),
        )
    if seen is not None:
        at = f"{day_words(local_day(seen), local_day(held.now))} {timezone.localtime(seen):%H:%M}"
        raise TransitionRefused(
            "read_already",
            _("%(name)s opened it on %(at)s: it can no longer be taken back.") % {"name": held.task.seen_by, "at": at},
            remedy=_("Ask for its return instead, and say why."),
        )
