"""The rows of a version: what it changes in the plan in force, and what the clerk said to every difference."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from workflow.models import Plan, PlanChange, PlanItem
from workflow.services.imports.comparing import Comparison
from workflow.status import ChangeKind


def write_changes(version: Plan, found: Comparison, items: Mapping[str, PlanItem]) -> None:
    """One row an item with an accepted difference. `items` are the version's own, by the id in the draft."""
    rows: list[PlanChange] = []
    before: PlanItem | None = None
    for row in found.rows:
        if row.accepted:
            decided = [choice.verdict for choice in row.accepted if choice.verdict]
            reasons = dict.fromkeys(verdict["reason"] for verdict in decided if verdict["reason"])
            rows.append(
                PlanChange(
                    plan=version,
                    order=len(rows) + 1,
                    kind=row.kind,
                    item=row.old,
                    new_item=items[row.new["id"]] if row.new else None,
                    after=before if row.kind == ChangeKind.ADDED else None,
                    differences=[choice.difference for choice in row.accepted if choice.difference],
                    reason="；".join(reasons)[:300],
                    decided_by=decided[-1]["by"],
                    decided_at=datetime.fromisoformat(decided[-1]["at"]),
                )
            )
        before = row.old or before
    PlanChange.objects.bulk_create(rows)


def verdicts(found: Comparison) -> dict[str, Any]:
    """What the journal keeps: every difference with what the clerk said, when and why."""
    return {
        "plan_in_force": found.base.pk,
        "differences": [
            {"item": row.title, "kind": row.kind, "field": choice.difference["field"] if choice.difference else ""}
            | {name: choice.verdict[name] for name in ("how", "reason", "by", "at")}
            for row in found.rows
            for choice in row.choices
            if choice.verdict
        ],
    }
