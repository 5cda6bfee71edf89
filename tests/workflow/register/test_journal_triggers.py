"""The journal refuses to be changed, also by raw SQL, on the database in use."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection, transaction

from tests.builders import City, make_plan
from workflow.models import JournalEntry, Outbox, triggers
from workflow.services.organisation import create_jurisdiction
from workflow.status import JurisdictionLevel

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 10, 13, 1, 12, tzinfo=UTC)


@pytest.fixture
def entry() -> JournalEntry:
    triggers.install(connection)
    place = create_jurisdiction("云川市", JurisdictionLevel.CITY, actor=None, now=NOW)
    return JournalEntry.objects.get(chain=place.chain_key)


def run(sql: str, *values: int) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)


def test_an_entry_is_not_changed_by_sql(entry: JournalEntry) -> None:
    with pytest.raises(DatabaseError, match="append-only"):
        run("UPDATE workflow_journalentry SET remark = 'nothing happened' WHERE id = %s", entry.pk)
    assert JournalEntry.objects.get(pk=entry.pk).remark == ""


def test_an_entry_is_not_deleted_by_sql(entry: JournalEntry) -> None:
    with pytest.raises(DatabaseError, match="append-only"):
        run("DELETE FROM workflow_journalentry WHERE id = %s", entry.pk)
    assert JournalEntry.objects.filter(pk=entry.pk).exists()


@pytest.mark.parametrize(
    "attempt",
    [
        lambda entry: JournalEntry.objects.filter(pk=entry.pk).update(remark="other"),
        lambda entry: entry.delete(),
        lambda _entry: JournalEntry.objects.all().delete(),
    ],
)
def test_the_orm_does_no_better(entry: JournalEntry, attempt: Callable[[JournalEntry], object]) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        attempt(entry)


def test_an_entry_is_still_appended(entry: JournalEntry) -> None:
    create_jurisdiction("青禾县", JurisdictionLevel.COUNTY, actor=None, now=NOW)
    assert JournalEntry.objects.count() == 2


def test_a_migration_that_loses_the_triggers_gets_them_back(entry: JournalEntry) -> None:
    triggers.remove(connection)
    assert triggers.missing(connection) == triggers.NAMES
    run("UPDATE workflow_journalentry SET remark = 'unguarded' WHERE id = %s", entry.pk)
    triggers.install_after_migrate()
    assert triggers.missing(connection) == set()


def test_what_belongs_to_a_plan_is_told_and_the_register_is_not(city: City) -> None:
    plan = make_plan(city, NOW)
    told = JournalEntry.objects.get(plan=plan)
    assert [(event.entry_id, event.event, event.leased_until, event.attempts) for event in Outbox.objects.all()] == [
        (told.pk, "plan_created", None, 0)
    ]
