"""The document behind a plan: each sentence leads to its item and back, and a long one comes in parts."""

import re
from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.builders import City, make_plan
from tests.workflow.importing import Clerk, county_set, draft_of, settle_everything, settle_rest
from workflow.models import Plan
from workflow.services import plan_source
from workflow.services.imports.blocks import Cell, SourceTable, TableRow
from workflow.services.imports.source import Extent, Mark, Paragraph, Passage, Run, paragraphs
from workflow.services.plan_parts import items_in, part_at, parts

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(clerk: Clerk) -> Plan:
    settle_everything(clerk)
    made: Plan = clerk.commit()
    return made


def address(plan: Plan) -> str:
    return reverse("plan_source", args=[plan.pk])


def shown(client: Any, plan: Plan, **query: Any) -> str:
    answer = client.get(address(plan), query)
    assert answer.status_code == 200
    text: str = answer.content.decode()
    return text


def long_plan(city: City, now: datetime, items: int) -> Plan:
    """A committed plan with a document of so many items, about two to a page."""
    text = "把办事指南逐条写明，公开到网站上。" * 20
    owners = "每月报送一次（市数据局牵头，会同市司法局落实）。"
    lines = [f"{number}.第{number}件事。{text}{owners}\n" for number in range(1, items + 1)]
    title = f"云川市人民政府办公室关于印发《2026年{items}项要点》的通知"
    head = f"{title}\n\n云川市人民政府办公室\n\n2026年8月28日\n\n"
    clerk = Clerk(draft_of(city, now, head + "一、工作重点\n\n" + "\n".join(lines)), city, now)
    settle_rest(clerk)
    made: Plan = clerk.commit()
    return made


# -- both ways ---------------------------------------------------------------------------------------------------------


def test_every_sentence_of_an_item_leads_to_it(city: City, plan: Plan, client_of: Any) -> None:
    page = shown(client_of(city.clerk), plan)
    for item in plan.items.all():
        paragraph = next(part for part in page.split("<p ") if item.text[:8] in part and "data-item" in part)
        assert f'data-item="{item.pk}"' in paragraph
        assert f'href="?item={item.pk}#cur"' in paragraph


def test_every_field_of_the_item_leads_to_its_sentence(city: City, plan: Plan, client_of: Any) -> None:
    item = plan.items.all()[1]
    page = shown(client_of(city.clerk), plan, item=item.pk)
    assert f'id="cur" tabindex="-1">{item.number} {item.title}</h2>' in page
    fields = page.split('<dl class="origins')[1].split("</dl>")[0]
    anchors = re.findall(r'href="\?item=\d+&amp;at=\d+#(s\d+)"', fields)
    assert len(anchors) == fields.count("<dt>") >= 6
    assert all(f'id="{anchor}"' in page for anchor in anchors)
    assert f'<p class=" current-part" data-item="{item.pk}">' in page


def test_the_plan_leads_to_the_sentence_of_each_item_and_back(city: City, plan: Plan, client_of: Any) -> None:
    client = client_of(city.clerk)
    page = client.get(reverse("plan", args=[plan.pk])).content.decode()
    for item in plan.items.all():
        found = re.search(rf'href="{address(plan)}\?item={item.pk}#(s\d+)"', page)
        assert found
        source = shown(client, plan, item=item.pk)
        assert item.text[:6] in source.split(f'id="{found[1]}"')[1][:400]
        assert f'href="{reverse("plan", args=[plan.pk])}?item={item.pk}#item-{item.pk}"' in source
        assert f'id="item-{item.pk}"' in page


def test_the_plan_page_carries_no_document(city: City, plan: Plan, client_of: Any) -> None:
    page = client_of(city.clerk).get(reverse("plan", args=[plan.pk])).content.decode()
    assert f'href="{address(plan)}"' in page
    assert 'class="s"' not in page


def test_a_plan_without_a_document_says_so(city: City, now: datetime, client_of: Any) -> None:
    made = make_plan(city, now)
    page = shown(client_of(city.clerk), made)
    assert "这份计划没有原文" in page
    assert "js/review" not in page
    assert address(made) not in client_of(city.clerk).get(reverse("plan", args=[made.pk])).content.decode()


def test_an_item_of_another_plan_is_none_of_this_one(city: City, now: datetime, plan: Plan, client_of: Any) -> None:
    foreign = make_plan(city, now).items.all()[0]
    page = shown(client_of(city.clerk), plan, item=foreign.pk)
    assert foreign.text not in page
    assert f'id="cur" tabindex="-1">{plan.items.all()[0].number}' in page


@pytest.mark.parametrize(
    ("person", "status"), [("leader", 200), ("inspector", 404), ("officer", 404), ("outsider", 404)]
)
def test_a_draft_is_the_offices_alone(city: City, plan: Plan, client_of: Any, person: str, status: int) -> None:
    assert client_of(getattr(city, person)).get(address(plan)).status_code == status


def test_agencies_read_the_document_of_an_issued_plan(city: City, plan: Plan, client_of: Any) -> None:
    Plan.objects.filter(pk=plan.pk).update(status="issued")
    page = shown(client_of(city.officer), plan)
    assert f'href="{reverse("ledger")}?plan={plan.pk}&amp;item={plan.items.all()[0].pk}"' in page


# -- a long document ---------------------------------------------------------------------------------------------------


def test_a_document_of_150_pages_comes_in_parts(city: City, now: datetime, client_of: Any) -> None:
    county_set(city, now)
    client, counted = client_of(city.clerk), []
    for items in (20, 300):
        made = long_plan(city, now, items)
        last = made.items.order_by("-order")[0]
        shown(client, made, item=last.pk)
        with CaptureQueriesContext(connection) as queries:
            page = shown(client, made, item=last.pk)
        counted.append(len(queries))
        assert f"第{items}件事" in page
        assert len(page.encode()) < 150_000
    assert counted[0] == counted[1] <= 20
    assert made.document
    assert len(made.document.clean_text) > 100_000


def test_the_parts_hold_the_document_once_and_are_turned(city: City, now: datetime, client_of: Any) -> None:
    made = long_plan(city, now, 60)
    client, number, texts, pages = client_of(city.clerk), "1", [], 0
    while number:
        page = shown(client, made, older=number)
        texts += re.findall(r'<span class="s" id="s(\d+)"', page)
        turned = re.search(r'rel="next" href="\?older=(\d+)"', page)
        number, pages = turned[1] if turned else "", pages + 1
    whole = plan_source.source(made, plan_source.items_of(made), [])
    lines = [block for block in whole if isinstance(block, Paragraph)]
    assert texts == [str(passage.start) for line in lines for passage in line.passages]
    assert pages > 2


def test_a_place_opens_the_part_that_holds_it(city: City, now: datetime, client_of: Any) -> None:
    made = long_plan(city, now, 60)
    item = made.items.order_by("-order")[0]
    page = shown(client_of(city.clerk), made, at=item.span_start)
    assert f'id="s{item.span_start}"' in page
    assert f'id="s{made.items.all()[0].span_start}"' not in page
    for odd in ("-1", "x", "9" * 30, "9" * 18):
        shown(client_of(city.clerk), made, at=odd, older=odd, item=odd)


def test_a_line_without_an_end_is_cut(db: None) -> None:
    text = "无" * 25_000
    marks, extents = [Mark(10, 20, "due")], [Extent(0, len(text), "7")]
    cut = parts(list(paragraphs(text, marks, extents)), 9000)
    assert len(cut) == 4
    lines = [block for part in cut for block in part.blocks if isinstance(block, Paragraph)]
    assert "".join(run.text for line in lines for run in line.runs) == text
    starts = [passage.start for line in lines for passage in line.passages]
    assert starts == sorted(set(starts))
    assert {part_at(cut, place) for place in (0, 24_999)} == {0, 3}
    assert all(items_in(part) == {7} for part in cut)


def test_a_long_table_goes_on_under_its_header(db: None) -> None:
    def line(place: int, item: str) -> Paragraph:
        return Paragraph(place, place, place + 9, [item], [Passage(place, item, [Run("字" * 90, "", "", item)])])

    def row(place: int, item: str, rows: int = 1) -> TableRow:
        return TableRow(place, [item] if item else [], [Cell([line(place, item)], rows, 1, "")], is_header=False)

    # The second and third row hang together by a cell that covers both.
    rows = [row(10 * number, str(number), 2 if number == 2 else 1) for number in range(1, 9)]
    table = SourceTable("", [row(0, "")], rows)
    cut = parts([table, line(100, "100")], 400)
    tables = [block for part in cut for block in part.blocks if isinstance(block, SourceTable)]
    assert len(cut) > 2
    assert all(one.head == table.head for one in tables)
    assert [one.number for part in tables for one in part.body] == [one.number for one in rows]
    assert any([one.number for one in part.body][:2] == [20, 30] for part in tables)
    assert sorted(place for part in cut for place in items_in(part)) == [*range(1, 9), 100]
    assert [part_at(cut, part.start) for part in cut] == list(range(len(cut)))
