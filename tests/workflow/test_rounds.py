"""The list of inspections shows each person only what is theirs."""

import re
from datetime import date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from flows.actions import inspection as inspecting
from tests.builders import City, issue_plan, make_plan, walk
from tests.flows.many import look_at_statistics
from workflow import paging
from workflow.models import Commitment
from workflow.policies import scope_of
from workflow.views.rounds import WAITING

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


def under_inspection(city: City, now: datetime, days: list[date]) -> list[Commitment]:
    """One claimed commitment for each due date, in the order they were claimed."""
    made = issue_plan(city, make_plan(city, now, items=len(days)), now)
    for commitment, due in zip(made, days, strict=True):
        walk(city, commitment, now, "inspect")
        Commitment.objects.filter(pk=commitment.pk).update(current_due_on=due)
    return made


def titles(page: str) -> list[str]:
    return re.findall(r"(第\d件事)</a>", page)


def test_what_is_due_first_stands_first_page_by_page(
    city: City, now: datetime, client_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    days = [date(2026, 9, 20), date(2026, 9, 3), date(2026, 9, 11), date(2026, 9, 3)]
    under_inspection(city, now, days)
    client = client_of(city.inspector)
    whole = ["第2件事", "第4件事", "第3件事", "第1件事"]
    assert titles(client.get(reverse("rounds")).content.decode()) == whole
    monkeypatch.setattr(paging.page_of, "__kwdefaults__", {**(paging.page_of.__kwdefaults__ or {}), "size": 3})
    first = client.get(reverse("rounds"))
    second = client.get(reverse("rounds"), {"older": first.context["page"].older})
    assert titles(first.content.decode()) + titles(second.content.decode()) == whole
    back = client.get(reverse("rounds"), {"newer": second.context["page"].newer})
    assert titles(back.content.decode()) == whole[:3]


@pytest.mark.django_db(transaction=True)
def test_the_list_comes_out_of_its_index(city: City, now: datetime) -> None:
    under_inspection(city, now, [date(2026, 9, 20), date(2026, 9, 3)])
    look_at_statistics("workflow_commitment")
    rows = Commitment.objects.visible_to(scope_of(city.inspector)).under_inspection().order_by(*WAITING.names())
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET enable_seqscan = off")  # two rows are read faster without any index
    assert "under_inspection" in rows.values("pk")[:51].explain()


def test_every_cell_of_a_card_has_its_place(city: City, now: datetime, client_of: Any) -> None:
    under_inspection(city, now, [date(2026, 9, 20)])
    page = client_of(city.inspector).get(reverse("rounds")).content.decode()
    row = page[page.index("<tr data-key-row>") : page.index("</tr>", page.index("<tr data-key-row>"))]
    assert len(re.findall(r"<t[dh]\b", row)) == len(re.findall(r'<t[dh]\b[^>]*class="', row)) == 7
