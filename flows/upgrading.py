"""Moving running commitments from one released version of the process to the next.

A version is never changed: commitments that were issued under it end under it. Moving them on is a decision of whoever
runs the installation (`manage.py upgrade_flows`), which no history tells of: no fact, no step and no date changes, only
which ways lead on from the steps.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import CharField, F, Value
from django.db.models.functions import Concat, Substr
from viewflow.workflow.fields import get_flow_ref, get_task_ref

from flows.commitment import (
    CommitmentFlowV1,
    CommitmentFlowV2,
    CommitmentFlowV3,
    LightCommitmentFlowV1,
    LightCommitmentFlowV2,
)
from flows.models import Process, Task
from flows.registry import nodes

NEXT: Mapping[Any, Any] = {
    CommitmentFlowV1: CommitmentFlowV2,
    CommitmentFlowV2: CommitmentFlowV3,
    LightCommitmentFlowV1: LightCommitmentFlowV2,
}
"""The version that follows each older one of which processes may still run."""
BATCH = 500


@dataclass(slots=True)
class Upgrade:
    """What moving a version on does: processes and steps moved, and processes left behind, with the step they wait at
    that the next version does not know."""

    old: str
    new: str
    processes: int = 0
    steps: int = 0
    left: list[tuple[int, str]] = field(default_factory=list)


def upgrade_flows(*, dry_run: bool) -> list[Upgrade]:
    """Move every running process of an older version on to the next; with `dry_run` only count. Each batch is one
    transaction under the locks of its processes, so that nobody acts on one meanwhile."""
    return [_upgrade(old, new, dry_run) for old, new in NEXT.items()]


def _upgrade(old: Any, new: Any, dry_run: bool) -> Upgrade:
    told = Upgrade(old.__name__, new.__name__)
    known = {node.name for node in nodes(new)}
    last = 0
    while True:
        with transaction.atomic():
            running = Process.objects.filter(flow_class=old, finished__isnull=True, pk__gt=last).order_by("pk")
            batch = list(running.select_for_update().values_list("pk", flat=True)[:BATCH])
            if not batch:
                return told
            last = batch[-1]
            strange = Task.objects.filter(process__in=batch, finished__isnull=True).exclude(node__in=known)
            left = dict(strange.order_by("pk").values_list("process_id", "node"))
            told.left += sorted(left.items())
            moving = [pk for pk in batch if pk not in left]
            steps = Task.objects.filter(process__in=moving, node__in=known)
            told.processes += len(moving)
            told.steps += steps.count()
            if not dry_run:
                _move(moving, steps, old, new)


def _move(moving: list[int], steps: Any, old: Any, new: Any) -> None:
    """Name the new version wherever the old one is named: on the processes and on all their steps."""
    before = get_task_ref(old.start).rpartition(".")[0]
    after = get_task_ref(new.start).rpartition(".")[0]
    renamed = Concat(Value(after), Substr(F("flow_task"), len(before) + 1), output_field=CharField())
    steps.update(flow_task=renamed)
    Process.objects.filter(pk__in=moving).update(flow_class=get_flow_ref(new))
