"""What somebody has typed and not yet handed in, kept on the server: saved, found again, let go."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from workflow.models import StepDraft

KEPT_FOR = timedelta(days=30)
"""So long a text that was never taken is kept after it was last saved."""


def save(user_id: int, form: str, fields: Mapping[str, Sequence[str]], *, now: datetime) -> StepDraft:
    """Keep the fields of a form (name to values) for that person; a later save replaces the earlier one."""
    draft, _made = StepDraft.objects.update_or_create(
        user_id=user_id,
        form=form,
        defaults={"fields": {name: list(values) for name, values in fields.items()}, "saved_at": now},
    )
    return draft


def load(user_id: int, form: str) -> StepDraft | None:
    """The person's draft of the form; None when there is none."""
    return StepDraft.objects.filter(user_id=user_id, form=form).first()


def discard(user_id: int, form: str) -> None:
    """Let the draft go: what it held has been handed in."""
    StepDraft.objects.filter(user_id=user_id, form=form).delete()


def stale(now: datetime) -> list[StepDraft]:
    """Drafts not touched for `KEPT_FOR`, oldest first, at most 500."""
    return list(StepDraft.objects.filter(saved_at__lt=now - KEPT_FOR).order_by("saved_at", "pk")[:500])


def forget(drafts: Iterable[StepDraft]) -> int:
    """Delete these drafts; returns how many."""
    return StepDraft.objects.filter(pk__in=[draft.pk for draft in drafts]).delete()[0]
