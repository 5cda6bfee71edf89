"""The list of inspections shows each person only what is theirs."""

from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from flows.actions import inspection as inspecting
from tests.builders import City, issue_plan, make_plan, walk

pytestmark = pytest.mark.django_db


def test_a_claim_waits_until_it_is_accepted(city: City, now: datetime, client_of: Any) -> None:
    commitment = issue_plan(city, make_plan(city, now, items=1), now)[0]
    task = walk(city, commitment, now, "inspect")
    assert task is not None
    page = client_of(city.inspector).get(reverse("rounds"))
    assert "第1件事" in page.content.decode()
    inspecting.accept(task.pk, actor=city.inspector, now=now)
    assert "第1件事" not in client_of(city.inspector).get(reverse("rounds")).content.decode()
    assert "第1件事" in client_of(city.inspector).get(reverse("rounds") + "?tab=accepted").content.decode()


def test_an_outsider_sees_none_of_it(city: City, now: datetime, client_of: Any) -> None:
    commitment = issue_plan(city, make_plan(city, now, items=1), now)[0]
    walk(city, commitment, now, "inspect")
    assert "第1件事" not in client_of(city.outsider).get(reverse("rounds")).content.decode()


@pytest.mark.parametrize("count", [2, 12])
def test_queries_do_not_grow_with_rows(city: City, now: datetime, client_of: Any, count: int) -> None:
    for commitment in issue_plan(city, make_plan(city, now, items=count), now):
        walk(city, commitment, now, "inspect")
    client = client_of(city.inspector)
    client.get(reverse("rounds"))
    with CaptureQueriesContext(connection) as queries:
        client.get(reverse("rounds"))
    assert len(queries) <= 7
