"""Recurring duties as their pages show them: meter, light, periods, records with their evidence."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Prefetch

from flows.models import Task
from workflow.models import Attachment, Commitment, Duty, DutyPeriod, DutyRecord, Evidence
from workflow.scope import Scope
from workflow.services import duty_words
from workflow.services.calendar import calendar_in_force
from workflow.services.duties import subject_of
from workflow.status import Act, DutyOutcome

KEPT = 4
"""Closed periods shown beside the running one."""
SHOWN = 50
"""Records shown at most, the latest first."""


@dataclass(frozen=True, slots=True)
class Meter:
    """A period as one line: `light` is that of the day one looks, `said` its word, `squares` one for each time."""

    period: DutyPeriod
    label: str
    words: str
    light: str
    said: str
    open_task: int | None = None
    may_record: bool = False

    @property
    def squares(self) -> list[bool]:
        """One for each time asked for, done ones first; none where they are too many to be taken in."""
        return [place < self.period.count for place in range(self.period.needed)] if self.period.needed <= 12 else []


@dataclass(slots=True)
class Line:
    """A duty of an item: how often, the open periods, and the latest closed ones, oldest first."""

    duty: Duty
    demand: str
    first: str
    running: list[Meter] = field(default_factory=list)
    closed: list[Meter] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Shown:
    """One record with its files."""

    record: DutyRecord
    files: Sequence[Attachment]


def meter_of(period: DutyPeriod, on: date, **more: Any) -> Meter:
    """The meter of a period as of the day `on`. Needs its duty at hand."""
    light = period.light(on, calendar_in_force())
    return Meter(
        period,
        duty_words.period_words(period),
        duty_words.meter_words(period),
        light,
        duty_words.state_words(period, light),
        **more,
    )


def lines_of(commitment: Any, tasks: Iterable[Task], scope: Scope, on: date) -> list[Line]:
    """The duties of an item; no query for one without any (`commitment.duty_count`), two otherwise."""
    if not commitment.duty_count:
        return []
    latest = DutyPeriod.objects.exclude(outcome=DutyOutcome.CANCELLED).order_by("-first_on")
    rows = Duty.objects.filter(commitment=commitment.pk, ended_at__isnull=True).order_by("pk")
    open_at = {task.process.duty_period_id: task for task in tasks if task.finished is None and task.act}
    found = []
    for duty in rows.prefetch_related(Prefetch("periods", latest, to_attr="latest")):
        line = Line(duty, duty_words.demand_words(duty), duty_words.first_words(duty, on))
        for period in duty.latest:
            period.duty = duty
            task = open_at.get(period.pk)
            if period.is_open:
                mine = task is not None and commitment.suspended_on is None and scope.allows(task.act, task.agency_id)
                record = mine and task is not None and task.node == "fulfil_duty"
                # While the work rests the pace is that of the day it was suspended.
                seen, lies_at = commitment.judged_on(on), task.pk if mine and task else None
                line.running.append(meter_of(period, seen, open_task=lies_at, may_record=record))
            elif len(line.closed) < KEPT:
                line.closed.insert(0, meter_of(period, on))
        found.append(line)
    return found


def records_of(rows: Iterable[DutyRecord], commitment_id: int) -> list[Shown]:
    """Records with the files they cite; one query for all files."""
    records = list(rows)
    subjects = {subject_of(record): record.pk for record in records}
    files: dict[int, list[Attachment]] = {}
    cited = Evidence.objects.filter(commitment=commitment_id, subject__in=subjects).select_related("attachment")
    for evidence in cited.order_by("pk") if subjects else ():
        files.setdefault(subjects[evidence.subject], []).append(evidence.attachment)
    return [Shown(record, files.get(record.pk, ())) for record in records]


def of_item(commitment: Commitment) -> list[tuple[str, str, Shown]]:
    """The latest records of an item: period, wording of the duty, record; two queries."""
    rows = DutyRecord.objects.filter(period__duty__commitment=commitment).select_related("period__duty", "recorded_by")
    return [
        (duty_words.period_words(shown.record.period), shown.record.period.duty.phrase, shown)
        for shown in records_of(rows.order_by("-done_on", "-pk")[:SHOWN], commitment.pk)
    ]


def of_step(commitment: Commitment, period: DutyPeriod, on: date) -> dict[str, Any]:
    """What the steps of a period are about: its meter and its records; two queries."""
    rows = DutyRecord.objects.filter(period=period).select_related("recorded_by").order_by("number")
    return {"meter": meter_of(period, on), "records": records_of(rows[: SHOWN * 8], commitment.pk)}


def may_record(period: DutyPeriod, scope: Scope, commitment: Commitment) -> bool:
    """Whether the person may record in this period of a duty of the commitment now."""
    is_offered = period.is_awaited and commitment.suspended_on is None
    return is_offered and scope.allows(Act.FULFIL_DUTY, commitment.agency_id)
