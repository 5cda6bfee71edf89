"""Separation of duties on one commitment: through whose hands it has been before a decision."""

from workflow.models import Commitment

BEFORE = {
    "sign_plan": ("plan_submitted_by_id",),
    "approve_plan": ("plan_submitted_by_id", "plan_signed_by_id"),
    "inspect": ("claimed_by_id",),
    "recheck": ("claimed_by_id", "rectified_by_id"),
    "close": ("claimed_by_id", "rectified_by_id", "accepted_by_id"),
}
"""For each deciding step the people who did one before it: none of them decides here, whatever post he holds now."""


def before(commitment: Commitment, step: str) -> tuple[int | None, ...]:
    """Ids of the people who may not decide at `step` (`sign_plan`, `approve_plan`, `inspect`, `recheck`, `close`)."""
    return tuple(getattr(commitment, name) for name in BEFORE[step])
