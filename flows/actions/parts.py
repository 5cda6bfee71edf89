"""Contributions and countersignatures of other agencies, each a flow beside the main line of the commitment."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from flows.actions.stepping import Held, begin_beside, cancel, cancel_beside, commitment_of, hold, root_of, start
from flows.due import Due
from flows.models import Process, Task
from flows.moves import Moves
from flows.parts import ContributionFlowV1, CountersignFlowV1
from workflow import policies
from workflow.errors import NotVisible
from workflow.models import Agency, Commitment, Contribution, Countersignature, User
from workflow.services import clocks, contributions, signatures
from workflow.services.contributions import require_open
from workflow.status import Act

# -- contributions -----------------------------------------------------------------------------------------------------


def ask(commitment_pk: int, agency: Agency, *, demand: str, due_on: date, actor: User, now: datetime) -> Contribution:
    """The lead asks a partner to contribute. Raises NotVisible, NotPermitted, Invalid, TransitionRefused."""
    with root_of(commitment_pk) as root:
        if root.commitment is None:
            raise NotVisible
        made = contributions.ask(root.commitment, agency, demand=demand, due_on=due_on, actor=actor, now=now)
        begin_beside(ContributionFlowV1, root, contribution=made, actor=actor, now=now)
    return made


def hand_in(task_pk: int, *, text: str, files: Sequence[int] = (), actor: User, now: datetime) -> Commitment:
    """The partner hands in; the lead takes it in within the limit of its desk."""
    with hold(task_pk, "contribute", actor=actor, now=now) as held:
        contributions.hand_in(held.commitment, _contribution(held), text=text, files=files, actor=actor, now=now)
        limit = clocks.desk_due(now, held.commitment.plan.sign_working_days)
        held.process.desk = Due(limit.due_on, limit.provisional)
        held.advance()
    return held.commitment


def take_in(task_pk: int, *, actor: User, now: datetime, remark: str = "") -> Commitment:
    """The lead takes the contribution in."""
    with hold(task_pk, "take_in", actor=actor, now=now) as held:
        contributions.take_in(held.commitment, _contribution(held), actor=actor, now=now, remark=remark)
        held.advance()
    return held.commitment


def send_back(task_pk: int, *, actor: User, now: datetime, reason: str) -> Commitment:
    """The lead returns the contribution to the partner."""
    with hold(task_pk, "take_in", actor=actor, now=now) as held:
        contributions.send_back(held.commitment, _contribution(held), actor=actor, now=now, reason=reason)
        held.advance("return", reason=reason.strip())
    return held.commitment


def waive(commitment_pk: int, contribution_pk: int, *, reason: str, actor: User, now: datetime) -> Contribution:
    """The lead no longer asks for it; its open step is cancelled."""
    with commitment_of(commitment_pk) as commitment:
        policies.require(actor, Act.ASSEMBLE, commitment.agency_id)
        rows = Contribution.objects.filter(pk=contribution_pk, commitment=commitment).select_related("agency")
        contribution = require_open(rows.first())
        contributions.waive(commitment, contribution, reason=reason, actor=actor, now=now)
        cancel_beside(contribution=contribution, now=now)
    return contribution


def escalate(commitment_pk: int, *, remark: str, actor: User, now: datetime) -> list[Contribution]:
    """The lead escalates every late contribution in one act."""
    with commitment_of(commitment_pk) as commitment:
        return contributions.escalate(commitment, remark=remark, actor=actor, now=now)


def share_out(
    commitment: Commitment,
    helpers: Iterable[Agency],
    joint: Iterable[Agency],
    *,
    phrase: str,
    actor: User,
    now: datetime,
) -> None:
    """A version of the plan names these partners and joint leads for a commitment that runs: new ones are asked, what
    is open of others ends. Runs under the caller's lock on its flows."""
    partners = {agency.pk: agency for agency in helpers if agency.pk != commitment.agency_id}
    open_ones = {one.agency_id: one for one in contributions.named_ones(commitment)}
    gone = [one for pk, one in open_ones.items() if pk not in partners and one.is_open]
    if gone:
        moves = Moves()
        steps = Task.objects.filter(finished__isnull=True, process__contribution__in=gone).select_related("process")
        cancel(steps, moves, now=now)
        moves.write(now)
    came = [agency for pk, agency in partners.items() if pk not in open_ones]
    rests = commitment.claimed_at is not None or commitment.suspended_on is not None
    root = Process.objects.select_related("commitment__item").get(commitment=commitment, parent__isnull=True)
    root.commitment = commitment
    asked = contributions.ask_named(commitment, came, phrase=phrase, actor=actor, now=now) if not rests else []
    for one in asked:
        begin_beside(ContributionFlowV1, root, contribution=one, actor=actor, now=now)
    new = signatures.lead_jointly(commitment, joint, phrase=phrase, actor=actor, now=now)
    if new and commitment.plan_submitted_at is not None and not rests:
        for signature in signatures.ask(commitment, new, actor=actor, now=now):
            begin_beside(CountersignFlowV1, root, countersignature=signature, actor=actor, now=now)


# -- countersignatures -------------------------------------------------------------------------------------------------


def add_signer(commitment_pk: int, agency: Agency, *, reason: str, actor: User, now: datetime) -> None:
    """加签: another agency signs the implementation plan too; where a draft lies with the head, it is asked at once."""
    with root_of(commitment_pk) as root:
        commitment = root.commitment
        if commitment is None:
            raise NotVisible
        signer = signatures.add(commitment, agency, reason=reason, actor=actor, now=now)
        if commitment.plan_submitted_at is not None and commitment.plan_signed_at is None:
            for one in signatures.ask(commitment, [signer], actor=actor, now=now):
                begin_beside(CountersignFlowV1, root, countersignature=one, actor=actor, now=now)


def ask_signers(held: Held) -> None:
    """A draft was handed in: every co-signer is asked to sign it, each in a flow beside the main line."""
    commitment = held.commitment
    root = held.process if held.process.parent_id is None else held.process.root
    for one in signatures.ask(commitment, signatures.signers_of(commitment), actor=held.actor, now=held.now):
        begun = start(CountersignFlowV1, parent=root, now=held.now, commitment=commitment, countersignature=one)
        for task in begun.moves.tasks:
            if task.process is begun and task.act:
                task.sender = held.sender


def drop_signatures(held: Held) -> None:
    """The draft was returned, taken back or signed: what is still asked of co-signers is asked no more."""
    cancel(_asked(held.family), held.process.moves, now=held.now)


def _asked(steps: Iterable[Task]) -> list[Task]:
    return [step for step in steps if step.process.countersignature_id is not None]


def sign(task_pk: int, *, actor: User, now: datetime, remark: str = "") -> Commitment:
    """The head of another agency signs the implementation plan."""
    return _decide(task_pk, signed=True, actor=actor, now=now, remark=remark)


def withhold(task_pk: int, *, actor: User, now: datetime, reason: str) -> Commitment:
    """The head of another agency withholds the signature, with a reason."""
    return _decide(task_pk, signed=False, actor=actor, now=now, remark=reason)


def _decide(task_pk: int, *, signed: bool, actor: User, now: datetime, remark: str) -> Commitment:
    with hold(task_pk, "countersign", actor=actor, now=now) as held:
        signature: Countersignature | None = held.process.countersignature
        if signature is None:
            raise NotVisible
        signatures.decide(held.commitment, signature, signed=signed, actor=actor, now=now, remark=remark)
        held.advance("forward" if signed else "withhold")
    return held.commitment


def _contribution(held: Held) -> Contribution:
    process: Process = held.process
    if process.contribution is None:
        raise NotVisible
    return process.contribution
