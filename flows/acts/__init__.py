"""Every act on a work plan and its commitments: from which step, by which right, what it writes, how it is undone.

The table of `docs/acts.md` is written from this one, and the tests do every act and compare.
"""

from collections.abc import Iterator
from typing import Any

from flows.acts.beside import BESIDE
from flows.acts.line import LINE
from flows.acts.requests import REQUESTS
from flows.acts.row import ActRow
from flows.commitment import CommitmentFlowV3
from flows.inspection import InspectionFlowV1, RectificationFlowV1
from flows.nodes import DeadlineView, Gateway, Stop, Wait
from flows.registry import FLOWS, nodes
from workflow.policies import OWN_ACTS, REACH_ACTS
from workflow.status import Act, Role

AWAITED: dict[Any, tuple[Any, str]] = {
    InspectionFlowV1: (CommitmentFlowV3, "await_inspection"),
    RectificationFlowV1: (InspectionFlowV1, "await_rectification"),
}
"""Where the flow that waits for the end of another one stands."""

ROWS: tuple[ActRow, ...] = (*LINE, *BESIDE, *REQUESTS)

OF_AGENCIES: dict[str, tuple[str, str, str]] = {
    "agencies_succeeded": (
        "who runs the register (clerk), on the day it is in force or after it",
        "a merger, split or renaming with its legal ground: open commitments go over to the successor as they are, "
        "with clocks, papers, steps (also resting ones) and history, and what ended stays; where two of one item meet, "
        "the one the clerk chose goes on and the other is discontinued; posts end, and go on where the clerk chose; "
        "sets get the successor, former names lead to it",
        "not; a later reorganisation",
    ),
    "agency_succeeded": (
        "by itself with the reorganisation, or when a commitment of an agency that is no more is reopened",
        "the commitment goes over; its history names both agencies",
        "not",
    ),
}
"""Acts on agencies: who does it, its effect, how it is undone."""

BY_ITSELF: dict[str, str] = {
    "event_corrected": "a further entry of the register corrects the event something hung on",
    "item_taken_in": "another item of the agency was merged into this one",
    "countersign_asked": "an implementation plan that others sign too was handed in, or one was asked to sign it while "
    "it lay with the head",
    "slip_served": "somebody of the agency who answers or signs opened it for the first time",
    "commitment_opened": "the issue of the plan opens it",
    "joint_leads_named": "a commitment was opened whose plan several leads sign, or a version of the plan names "
    "further ones",
    "partners_named": "a commitment was opened for which the plan names partners",
    "report_opened": "the ticker, for the running period of a commitment being carried out",
    "release_ready": "a publication was prepared that nobody has to review",
    "taken_over": "the commitment of another agency was transferred",
    "post_empty": "the ticker, on working days, when nobody can do open steps of an agency; again after five",
    "post_empties": "the ticker, up to five working days before nobody can do open steps of an agency",
    "reminded": "the ticker, at the rungs of the plan's ladder; each tells those it names",
    "due_date_moved": "the notice of a year was entered",
    "extension_lapsed": "the ticker, when the date passed with the request undecided",
    "suspension_lapsed": "the ticker, when the last day asked for passed with the request undecided",
    "suspension_ended": "the ticker, after the last day of a suspension",
    "duty_opened": "the ticker, when a period of a recurring duty begins",
    "duty_lapsed": "the ticker, when a period is over and nobody signed for it; it is closed with what was done",
    "item_changed": "a version of the plan was issued",
    "plan_amended": "a version of the plan was issued",
}
"""What the system records by itself, and what makes it."""

OF_POSTS: dict[str, tuple[str, str, str]] = {
    "delegated": (
        "whoever holds a post that takes part in the work, for himself",
        "needs a colleague of the same agency who does not hold the same post, a reason, a first day at most 92 days "
        "ahead and at most 92 days; the colleague may what the post may on those days, except the register, the "
        "calendar, the journal and drafts; what he does carries both names, and the hands of both count",
        "either of the two ends it; it ends by itself after its last day",
    ),
    "delegation_ended": (
        "who gave it or holds it; who runs the register; by itself with the post or the account of either",
        "the colleague may nothing more from that day on; what was done stays",
        "it is given again",
    ),
}
"""Acts on a post and not on a commitment: who does it, its effect, how it is undone."""


def right_of(row: ActRow, node: str = "") -> Act:
    """The right the act needs: that of the step it is done at, or the row's own. Raises KeyError for neither."""
    if row.right is not None:
        return row.right
    return human_nodes()[node or row.nodes[0]].act


def roles_with(right: Act) -> list[tuple[Role, bool]]:
    """The roles that hold a right, and whether on every agency of the office's reach (True) or on their own."""
    own = [(role, False) for role, acts in OWN_ACTS.items() if right in acts]
    return own + [(role, True) for role, acts in REACH_ACTS.items() if right in acts]


def human_nodes() -> dict[str, DeadlineView]:
    """Every step of a person, by name."""
    return {node.name: node for flow in FLOWS for node in nodes(flow) if isinstance(node, DeadlineView)}


def next_steps(row: ActRow, node: str) -> list[str]:
    """The names of the steps that open when the act is done at `node`, read off the graphs of the flows."""
    found = list(_first_steps(row.opens)) if row.opens is not None else []
    if node:
        flow = next(flow for flow in FLOWS if node in {one.name for one in nodes(flow)})
        found += _behind(flow, node, row.outcome)
    return list(dict.fromkeys(found))


def _first_steps(flow: Any) -> Iterator[str]:
    return _behind(flow, "start", "forward")


def _behind(flow: Any, name: str, outcome: str) -> Iterator[str]:
    """The human steps behind a node, over gateways, and over the end of the flow into the one that waits for it."""
    node = next(one for one in nodes(flow) if one.name == name)
    targets = [edge.dst for edge in node._outgoing()]
    if isinstance(node, Gateway):
        labels = {target: label for label, target in node.labels.items()}
        named = [target for target in targets if labels.get(target.name) == outcome]
        targets = named or [target for target in targets if target.name not in labels] or targets
    for target in targets:
        if isinstance(target, DeadlineView):
            yield target.name
        elif isinstance(target, Gateway):
            yield from _behind(flow, target.name, outcome)
        elif isinstance(target, Stop) and flow in AWAITED:
            parent, waiting = AWAITED[flow]
            yield from _behind(parent, waiting, outcome)
        elif isinstance(target, Wait):
            continue
