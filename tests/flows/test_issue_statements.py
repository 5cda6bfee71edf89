"""Bulk issue writes the rows the engine itself would write, in a handful of statements."""

from datetime import date, datetime
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from flows.actions.stepping import start
from flows.commitment import CommitmentFlowV3
from flows.issue import BATCH, Share, open_commitments
from flows.models import Deadline, Process, Task
from flows.verification import verify_deadlines, verify_facts, verify_waits
from tests.builders import City, make_plan
from workflow.bulk import insert_select
from workflow.models import Agency, Clock, Commitment, JournalEntry, Outbox, Plan
from workflow.services import journal
from workflow.status import ClockKind, ClockRule, PartyRole

pytestmark = pytest.mark.django_db

PER_BATCH = 20


def shares_of(plan: Plan, agency: Agency) -> list[Share]:
    items = plan.items.prefetch_related("assignments").order_by("order")
    return [Share(item, item.assignments.all()[0], agency, PartyRole.LEAD) for item in items]


def issued(city: City, now: datetime, count: int) -> int:
    """How many statements it takes to open so many commitments."""
    plan = make_plan(city, now, items=count)
    shares = shares_of(plan, city.agency)
    with CaptureQueriesContext(connection) as seen:
        opened = open_commitments(plan, shares, published_on=now.date(), actor=city.clerk, now=now)
    assert opened == count
    return len(seen)


def test_a_batch_takes_the_same_few_statements_whatever_its_size(city: City, now: datetime) -> None:
    issued(city, now, 2)  # looks up calendar and content types once
    few, full = issued(city, now, 2), issued(city, now, BATCH)
    assert few == full
    assert full <= PER_BATCH


def test_the_library_alone_takes_more_than_five_statements_a_start(settings: Any, db: None) -> None:
    settings.INSTALLED_APPS = [*settings.INSTALLED_APPS, "bench.stock"]
    from bench.stock.flows import start_one

    with CaptureQueriesContext(connection) as seen:
        start_one()
    assert len(seen) > 5


def row(instance: Any, *left_out: str) -> dict[str, Any]:
    """Every column of a row but those that must differ."""
    skipped = {"id", *left_out}
    return {
        field.attname: getattr(instance, field.attname)
        for field in instance._meta.concrete_fields
        if field.attname not in skipped
    }


def test_its_rows_are_those_the_engine_writes(city: City, now: datetime) -> None:
    plan = make_plan(city, now, items=2)
    first, second = shares_of(plan, city.agency)
    first.item.heading, first.item.text = "", "把办事指南写明白，" * 9
    first.item.save()
    open_commitments(plan, [first], published_on=now.date(), actor=city.clerk, now=now)
    bulk = Process.objects.get(commitment__item=first.item)

    twin = Commitment.objects.get(item=first.item)
    twin.pk, twin.item, twin._state.adding = None, second.item, True
    second.item.heading, second.item.text, second.item.number = "", first.item.text, first.item.number
    second.item.save()
    twin.save()
    with transaction.atomic():
        single = start(CommitmentFlowV3, parent=None, now=now, commitment=twin)
    single.refresh_from_db()

    assert row(bulk, "root_id", "commitment_id") == row(single, "root_id", "commitment_id")
    assert (bulk.root_id, single.root_id) == (bulk.pk, single.pk)
    links = ("process_id", "root_id", "commitment_id")
    bulk_steps, single_steps = (list(Task.objects.filter(process=p).order_by("pk")) for p in (bulk, single))
    assert [row(step, *links) for step in bulk_steps] == [row(step, *links) for step in single_steps]
    assert {step.root_id for step in bulk_steps} == {bulk.pk}
    assert {step.commitment_id for step in bulk_steps} == {bulk.commitment_id}
    timers = Deadline.objects
    assert row(timers.get(process=bulk), "process_id", "task_id") == row(
        timers.get(process=single), "process_id", "task_id"
    )
    assert timers.get(process=bulk).task == bulk_steps[1]


def test_its_facts_clocks_and_journal_hold(city: City, now: datetime) -> None:
    plan = make_plan(city, now, items=3)
    shares = shares_of(plan, city.agency) + shares_of(plan, city.county)
    shares[1].item.due_on = date(2026, 11, 30)
    open_commitments(plan, shares, published_on=now.date(), actor=city.clerk, now=now)
    assert Commitment.objects.filter(plan=plan).count() == 6
    assert JournalEntry.objects.filter(act="commitment_opened").count() == 6
    assert Outbox.objects.filter(event="commitment_opened", entry__plan=plan).count() == 6
    assert Clock.objects.filter(commitment__plan=plan, kind=ClockKind.IMPLEMENTATION_PLAN).count() == 6
    dated = Clock.objects.get(
        commitment__item=shares[1].item, commitment__agency=city.agency, kind=ClockKind.COMPLETION
    )
    assert (dated.rule, dated.due_on, dated.start_on) == (ClockRule.FIXED_DATE, date(2026, 11, 30), date(2026, 11, 30))
    for entry in JournalEntry.objects.filter(act="commitment_opened").select_related("commitment"):
        assert entry.commitment is not None
        assert entry.chain == entry.commitment.chain_key
        assert entry.hash == journal.digest(entry) == entry.commitment.journal_head
    assert [*verify_waits(), *verify_deadlines(), *verify_facts()] == []


def test_a_second_run_opens_nothing_twice(city: City, now: datetime) -> None:
    plan = make_plan(city, now, items=2)
    shares = shares_of(plan, city.agency)
    assert open_commitments(plan, shares, published_on=now.date(), actor=city.clerk, now=now) == 2
    assert open_commitments(plan, shares, published_on=now.date(), actor=city.clerk, now=now) == 0


def test_a_column_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="agencyid"):
        insert_select(Task, Process.objects.all(), {"agencyid": 1})
