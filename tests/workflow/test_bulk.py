"""Rows written many at a time: the same as one by one, on both databases."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.builders import City
from workflow.bulk import store_rows
from workflow.models import StepDraft

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 10, 13, 1, 12, tzinfo=UTC)


def draft(city: City, form: str, text: str) -> StepDraft:
    return StepDraft(user=city.officer, form=form, fields={"text": [text]}, saved_at=NOW)


def test_new_and_known_rows_are_stored_in_one_statement(city: City) -> None:
    known = [draft(city, "task:1", "alt"), draft(city, "task:2", "alt")]
    for row in known:
        row.save()
    known[0].fields, known[0].form = {"text": ["neu"]}, "task:9"
    fresh = [draft(city, "task:3", "neu"), draft(city, "task:4", "neu")]
    with CaptureQueriesContext(connection) as queries:
        store_rows([fresh[0], known[0], fresh[1], known[1]], ["fields"])
    assert len(queries) == 1
    assert [(row.pk, row.form, row.fields["text"]) for row in StepDraft.objects.order_by("pk")] == [
        (known[0].pk, "task:1", ["neu"]),
        (known[1].pk, "task:2", ["alt"]),
        (fresh[0].pk, "task:3", ["neu"]),
        (fresh[1].pk, "task:4", ["neu"]),
    ], "only the columns named are changed, and each new row knows its own id"


def test_nothing_to_store_costs_nothing(city: City) -> None:
    with CaptureQueriesContext(connection) as queries:
        store_rows([], ["fields"])
    assert len(queries) == 0
