"""A long document under review: the page holds what is in hand, the rest of the source comes part by part."""

import re
from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.builders import City
from tests.workflow.importing import Clerk, county_set, draft_of
from workflow.services.imports.page import open_page
from workflow.services.imports.source import Paragraph

pytestmark = pytest.mark.django_db

PAGE = 300_000
"""Bytes of the page with 300 long items and a source of 150 pages."""
SENTENCE = re.compile(r'<span class="s" id="s(\d+)"')


def long_plan(items: int, unknown: int = 3) -> str:
    """Items of 400 signs and more, each with three parties, a deadline and a duty that returns; two or so to a page.
    Every third is led by somebody unknown: by `unknown` different ones."""
    body = [
        f"第{step}步要逐条写明办理材料和办理时限，交给窗口人员照着做，群众一看就懂、一问就明白。"
        for step in range(1, 11)
    ]
    lines = [
        f"{number}.第{number}件事。{''.join(body)}每月报送一次进展，2026年12月底前完成（"
        f"{f'市不详{number % (3 * unknown)}局' if number % 3 == 0 else '市数据局'}牵头，市司法局、各县区政府配合）。\n"
        for number in range(1, items + 1)
    ]
    head = "云川市人民政府办公室关于印发《2026年要点》的通知\n\n云川市人民政府办公室\n\n2026年8月28日\n\n"
    return head + "一、工作重点\n\n（一）讲明白\n\n" + "\n".join(lines)


@pytest.fixture
def long(city: City, now: datetime) -> Clerk:
    """The clerk with a draft of sixty long items."""
    county_set(city, now)
    return Clerk(draft_of(city, now, long_plan(60)), city, now)


def part(client: Any, clerk: Clerk, number: int, revision: int = 0, **query: Any) -> Any:
    address = reverse("import_source", args=[clerk.pk])
    return client.get(address, {"part": number, "revision": revision} | query)


def gaps(page: str) -> list[int]:
    """The numbers of the parts the page does not hold."""
    return [int(number) for number in re.findall(r'data-part="(\d+)"', page)]


@pytest.mark.parametrize("unknown", [1, 100])
def test_300_long_items_and_150_pages_stay_a_quick_page(
    city: City, now: datetime, client_of: Any, unknown: int
) -> None:
    county_set(city, now)
    counted, sizes = [], []
    client = client_of(city.clerk)
    for items in (60, 300):
        clerk = Clerk(draft_of(city, now, long_plan(items, unknown)), city, now)
        item = clerk.review["items"][-1]
        assert len(item["text"]) >= 400
        assert (len(item["clauses"][0]["parties"]), len(item["limits"]), len(item["recurrences"])) == (3, 1, 1)
        for query in ({}, {"item": item["id"]}, {"item": "i1", "at": item["at"][0]}):
            client.get(reverse("import_review", args=[clerk.pk]), query)
            with CaptureQueriesContext(connection) as queries:
                page = client.get(reverse("import_review", args=[clerk.pk]), query)
            counted.append(len(queries))
            sizes.append(len(page.content))
    assert len(clerk.review["items"]) == 300
    assert max(sizes) <= PAGE
    assert len(set(counted)) == 1
    assert counted[0] <= 8
    with CaptureQueriesContext(connection) as queries:
        assert len(part(client, clerk, 20).content) <= PAGE / 10
    assert len(queries) <= 8


def test_page_and_parts_hold_the_source_once(city: City, long: Clerk, client_of: Any) -> None:
    client = client_of(city.clerk)
    page = client.get(reverse("import_review", args=[long.pk]), {"item": "i30"}).content.decode()
    found = SENTENCE.findall(page)
    for number in gaps(page):
        answer = part(client, long, number)
        assert answer.status_code == 200
        found += SENTENCE.findall(answer.content.decode())
    whole = open_page(long.pk, long.actor).source()
    assert len(gaps(page)) > 3
    assert sorted(map(int, found)) == [
        passage.start for line in whole if isinstance(line, Paragraph) for passage in line.passages
    ]


def test_the_page_holds_the_item_in_hand_and_the_beginning_of_the_next(city: City, long: Clerk, client_of: Any) -> None:
    client, items = client_of(city.clerk), long.review["items"]
    for number in (0, 29, 59):
        page = client.get(reverse("import_review", args=[long.pk]), {"item": items[number]["id"]}).content.decode()
        for item in items[number : number + 2]:
            assert f'id="s{item["at"][0]}"' in page


def test_a_link_leads_to_a_sentence_the_page_does_not_hold(city: City, long: Clerk, client_of: Any) -> None:
    client = client_of(city.clerk)
    address = reverse("import_review", args=[long.pk])
    page = client.get(address).content.decode()
    row = page.split(f'data-item="{long.review["items"][-1]["id"]}"><td')[1].split("</tr>")[0]
    links = re.findall(r'href="(\?at=\d+#(s\d+))" data-source', row)
    assert len(links) == 3
    for link, sentence in links:
        assert f'id="{sentence}"' not in page
        assert f'id="{sentence}"' in client.get(f"{address}{link.split('#')[0]}").content.decode()
    gap = re.search(
        r'<div class="stretch gap" data-start="(\d+)"[^>]*><a href="\?at=(\d+)#s\d+">第 \d+–\d+ 段</a>', page
    )
    assert gap
    assert gap[1] == gap[2]


def test_a_part_marks_the_item_in_hand_and_its_doubts(city: City, long: Clerk, client_of: Any) -> None:
    client = client_of(city.clerk)
    page = client.get(reverse("import_review", args=[long.pk])).content.decode()
    text = part(client, long, gaps(page)[-1], item=long.review["items"][-1]["id"]).content.decode()
    assert f'<p class=" current-part" data-item="{long.review["items"][-1]["id"]}">' in text
    assert 'class="mark-doubt" data-doubt="party:' in text


def test_a_part_of_another_state_is_refused(city: City, long: Clerk, client_of: Any) -> None:
    client = client_of(city.clerk)
    assert part(client, long, 1).status_code == 200
    long.set_settings({"plan_working_days": 25})
    assert part(client, long, 1).status_code == 409
    assert part(client, long, 1, revision=1).status_code == 200
    long.abandon()
    assert part(client, long, 1, revision=2).status_code == 409


@pytest.mark.parametrize("number", ["", "x", "-1", "99", "9" * 30])
def test_a_part_there_is_not_is_not_found(city: City, long: Clerk, client_of: Any, number: str) -> None:
    address = reverse("import_source", args=[long.pk])
    assert client_of(city.clerk).get(f"{address}?part={number}&revision=0").status_code == 404


@pytest.mark.parametrize("person", ["officer", "head", "outsider", "leader", "inspector"])
def test_the_parts_of_a_foreign_draft_are_not_found(city: City, long: Clerk, client_of: Any, person: str) -> None:
    assert part(client_of(getattr(city, person)), long, 1).status_code == 404


def test_odd_places_show_the_page(city: City, long: Clerk, client_of: Any) -> None:
    for odd in ("-1", "x", "9" * 30, "999999999"):
        assert client_of(city.clerk).get(reverse("import_review", args=[long.pk]), {"at": odd}).status_code == 200


def test_a_line_without_an_end_and_a_long_table_come_in_parts(city: City, now: datetime, client_of: Any) -> None:
    rows = "".join(
        f"| {n} | 把第{n}件事的办事指南逐条写明，放到窗口上。 | 市数据局 | 市司法局 |\n" for n in range(1, 401)
    )
    table = f"| 序号 | 任务 | 牵头单位 | 配合单位 |\n| --- | --- | --- | --- |\n{rows}"
    text = f"云川市2026年要点\n\n云川市人民政府办公室\n\n{'把事情讲清楚' * 2000}\n\n{table}"
    clerk = Clerk(draft_of(city, now, text), city, now)
    client = client_of(city.clerk)
    page = client.get(reverse("import_review", args=[clerk.pk])).content.decode()
    texts = [page, *(part(client, clerk, number).content.decode() for number in gaps(page))]
    ids = [sentence for one in texts for sentence in SENTENCE.findall(one)]
    assert len(ids) == len(set(ids))
    assert sum(one.count('<td class="row-n"><a class="n"') for one in texts) == 400
    assert sum("<th " in one for one in texts[1:]) > 2
    assert max(len(one.encode()) for one in texts[1:]) < 60_000
