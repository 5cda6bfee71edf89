"""Going on with a commitment that had ended."""

from datetime import date, datetime
from types import SimpleNamespace

from viewflow.workflow.status import PROCESS
from viewflow.workflow.token import Token

from flows.actions import succession
from flows.actions.stepping import begin_beside, root_of
from flows.division import DivisionFlowV1
from flows.models import Process
from flows.moves import Moves
from workflow import policies
from workflow.errors import NotVisible
from workflow.models import Commitment, User
from workflow.services import divisions, duties, journal, reopening
from workflow.services.calendar import local_day
from workflow.status import Act, Stage

STEP_OF = {Stage.ISSUED: "acknowledge", Stage.PLANNING: "write_plan", Stage.PUBLICATION: "publish_plan"}
"""Where a commitment goes on by its stage; otherwise with carrying it out."""


def reopen(
    commitment_pk: int,
    *,
    until: date | None,
    reason: str,
    actor: User,
    now: datetime,
    successor_pk: int | None = None,
) -> Commitment:
    """The main line goes on at the step the work of the agency stood at, with the reason; recurring duties begin again
    with their next period, and a part of a divided clause nobody had confirmed is asked for anew. Where the agency is
    no more, it goes on at its successor, at `successor_pk` where it was split. Raises NotVisible, NotPermitted,
    Invalid, TransitionRefused."""
    with root_of(commitment_pk) as root:
        commitment = root.commitment
        if commitment is None:
            raise NotVisible
        policies.require(actor, Act.REOPEN, commitment.agency_id)
        succession.lead_on(commitment, successor_pk, actor=actor, now=now)
        _made, stage = reopening.reopen(commitment, until=until, reason=reason, actor=actor, now=now)
        _open_again(root, STEP_OF.get(stage, "execute"), reason.strip(), actor, now)
        division = divisions.ask_again(commitment, now=now)
        if division is not None:
            begin_beside(DivisionFlowV1, root, division=division, actor=actor, now=now)
        duties.begin_again(commitment, local_day(now))
    return commitment


def _open_again(root: Process, name: str, reason: str, actor: User, now: datetime) -> None:
    """The ended process runs again and waits at the step, which says who sent it there and why."""
    moves = Moves()
    root.moves, root.at = moves, now
    root.finished, root.status = None, PROCESS.NEW
    Process.objects.filter(pk=root.pk).update(finished=None, status=PROCESS.NEW)
    node = root.flow_class._nodes_by_name[name]
    sent = SimpleNamespace(sent_by=journal.name_of(actor), reason_given=reason)
    node.activation_class.create(node, SimpleNamespace(process=root, task=sent), Token("start"))
    moves.write(now)
