"""Recurring duties for tests: items that state them, issued, with their periods opened by the ticker."""

from datetime import date, datetime
from typing import Any
from uuid import uuid4

from flows.actions import duties as fulfilling
from flows.models import Task
from tests.builders import City, issue_plan, make_plan, open_task
from workflow.models import Agency, Commitment, Duty, DutyPeriod, DutyRecord, Plan
from workflow.services.duties import Done

QUOTA = {"kind": "per_period_min", "period": "quarter", "min_count": 2, "phrase": "每季度召开新闻发布会不少于2次"}
TWICE = {"kind": "per_period_min", "period": "month", "min_count": 2, "phrase": "每月召开新闻发布会不少于2次"}
WEEKLY = {"kind": "every_period", "period": "week", "min_count": 1, "phrase": "每周至少更新1次"}
MONTHLY = {"kind": "every_period", "period": "month", "min_count": 1, "phrase": "每月10日前报送进度", "by": "10"}
YEARLY = {"kind": "every_period", "period": "year", "min_count": 1, "phrase": "每年发布年度报告"}


def state(plan: Plan, *stated: dict[str, Any]) -> None:
    """Every item of the plan states these duties."""
    for item in plan.items.all():
        for one in stated:
            item.recurrences.create(**one)


def bound(
    city: City, now: datetime, *stated: dict[str, Any], agencies: list[Agency] | None = None, **settings: Any
) -> list[Commitment]:
    """Issued commitments of one item that states these duties; nothing is opened yet."""
    plan = make_plan(city, now, items=1, **settings)
    state(plan, *stated)
    return issue_plan(city, plan, now, agencies=agencies)


def opened(city: City, now: datetime, *stated: dict[str, Any]) -> DutyPeriod:
    """The running period of a duty of `city.agency`, opened by the ticker."""
    (commitment,) = bound(city, now, *(stated or (TWICE,)))
    fulfilling.open_due(now)
    return period_of(commitment)


def period_of(commitment: Commitment) -> DutyPeriod:
    """The one open period of a commitment."""
    return DutyPeriod.objects.select_related("duty").get(duty__commitment=commitment, outcome="")


def record(city: City, period: DutyPeriod, now: datetime, *, on: date | None = None, **fields: Any) -> DutyRecord:
    """The officer records one time."""
    typed: dict[str, Any] = {"token": uuid4(), "done_on": on or now.date(), "what": "召开发布会。", **fields}
    return fulfilling.record(period.pk, Done(**typed), actor=city.officer, now=now)[1]


def give(commitment: Commitment, day: date, **stated: Any) -> Duty:
    """A duty of a commitment from this day on, beside those its item states."""
    known = {"since": day, "first_on": day, "next_on": day}
    plain = {"kind": "per_period_min", "length": "quarter", "needed": 1, "phrase": "每季度至少一次"}
    return Duty.objects.create(commitment=commitment, **(plain | known | stated))


def reach_duty(city: City, commitment: Commitment, now: datetime, node: str) -> Task:
    """The open step of a period of a duty that is given to the commitment here."""
    give(commitment, now.date())
    fulfilling.open_due(now)
    task = open_task("fulfil_duty", commitment=commitment)
    record(city, period_of(commitment), now)
    if node == "sign_duty":
        fulfilling.hand_in(task.pk, actor=city.officer, now=now)
    return open_task(node, commitment=commitment)
