"""Rows by the thousand for tests of lists: copies of one open step, and of one commitment."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from django.db import connection

from flows.models import Task
from workflow.models import Agency, Commitment, PlanItem

COPIED = (
    "process_id",
    "root_id",
    "flow_task",
    "flow_task_type",
    "status",
    "node",
    "act",
    "agency_id",
    "commitment_id",
    "plan_id",
    "number",
    "provisional",
    "sender",
    "created",
    "finished",
)


def copies(task: Task, due: Iterable[date | None], *, reasons: Sequence[str] = ("",)) -> list[Task]:
    """One open step for each due date, named after its place; `reasons` of a return are used in turn."""
    rows = [
        Task(
            **{name: getattr(task, name) for name in COPIED},
            subject=f"第{place}件",
            due_on=day,
            returned_reason=reasons[place % len(reasons)],
            returned=bool(reasons[place % len(reasons)]),
        )
        for place, day in enumerate(due)
    ]
    return Task.objects.bulk_create(rows, batch_size=500)


def commitments(like: Commitment, agencies: Sequence[Agency], items: int) -> list[Commitment]:
    """`items` new items for every agency, each a commitment like the given one, due on different days."""
    first = PlanItem.objects.filter(plan=like.plan).count() + 1
    new = PlanItem.objects.bulk_create(
        [
            PlanItem(plan=like.plan, order=order, number=f"三/{order}", heading="", text=f"第{order}件事，写明白。")
            for order in range(first, first + items)
        ],
        batch_size=500,
    )
    rows = [
        Commitment(
            plan=like.plan,
            item=item,
            assignment=like.assignment,
            agency=agency,
            opened_for=agency,
            role=like.role,
            opened_at=like.opened_at,
            changed_at=like.changed_at,
            completion_on=like.completion_on,
            plan_due_on=like.plan_due_on,
            current_due_on=like.plan_due_on + timedelta(days=(place * 7 + item.order) % 60 - 30),
        )
        for item in new
        for place, agency in enumerate(agencies)
    ]
    return Commitment.objects.bulk_create(rows, batch_size=500)


def look_at_statistics(*tables: str) -> None:
    """Tell the planner how many rows there are and (PostgreSQL) which pages everybody may see, as the database does by
    itself in time. Outside a transaction only."""
    verb = "VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE"
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f'{verb} "{table}"')
