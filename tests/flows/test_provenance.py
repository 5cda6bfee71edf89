"""Every field of an item leads to its sentence: in the review, at the commit, and on the item page for its life."""

import re
from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from flows.actions import plan as planning
from flows.jobs import shares_of
from tests.builders import City, open_task
from tests.workflow.importing import DAMAGED_TEXT, Clerk, add_words, county_set, draft_of, settle_everything
from workflow.models import AssignmentParty, Commitment, Plan
from workflow.services import item_facts, provenance
from workflow.services.imports.source import Paragraph
from workflow.services.plans import expand

pytestmark = pytest.mark.django_db
FIRST, SECOND = "二/（一）/1", "二/（一）/2"


@pytest.fixture
def clerk(city: City, now: datetime) -> Clerk:
    county_set(city, now)
    return Clerk(draft_of(city, now, DAMAGED_TEXT), city, now)


@pytest.fixture
def plan(city: City, now: datetime, clerk: Clerk) -> Plan:
    key = add_words(clerk, "逐条")[0]
    clerk.pin_word(key, "date:2026-10-30")
    settle_everything(clerk)
    plan: Plan = clerk.commit()
    planning.open_plan(plan, now=now)
    return plan


@pytest.fixture
def commitment(city: City, now: datetime, plan: Plan) -> Commitment:
    planning.submit(open_task("review", plan=plan).pk, actor=city.clerk, now=now)
    planning.approve(open_task("approve", plan=plan).pk, actor=city.leader, now=now)
    shares = shares_of(expand(plan, now.date()))
    planning.issue(open_task("issue", plan=plan).pk, shares, published_on=now.date(), actor=city.clerk, now=now)
    return Commitment.objects.get(item__number=FIRST, agency=city.agency)


def text_of(plan: Plan) -> str:
    return plan.import_draft.text


# -- the review --------------------------------------------------------------------------------------------------------


def test_every_field_of_the_item_in_hand_is_a_link_to_a_sentence_there(
    city: City, clerk: Clerk, client_of: Any
) -> None:
    item = clerk.item(FIRST)
    page = client_of(city.clerk).get(reverse("import_review", args=[clerk.pk]), {"item": item["id"]}).content.decode()
    fields = page.split('<dl class="origins')[1].split("</dl>")[0]
    labels = re.findall(r"<dt>(.*?)</dt>", fields)
    assert labels == ["编号", "标题", "任务内容", "责任方式", "牵头单位", "配合单位", "时限"]
    anchors = re.findall(r'href="#(s\d+)"', fields)
    assert len(anchors) == len(labels)
    assert all(f'id="{anchor}"' in page for anchor in anchors)


def test_every_row_of_the_table_leads_to_its_sentences(city: City, clerk: Clerk, client_of: Any) -> None:
    page = client_of(city.clerk).get(reverse("import_review", args=[clerk.pk])).content.decode()
    row = page.split(f'data-item="{clerk.item(SECOND)["id"]}"><td')[1].split("</tr>")[0]
    anchors = re.findall(r'href="#(s\d+)"', row)
    assert len(anchors) == 3
    assert all(f'id="{anchor}"' in page for anchor in anchors)


def test_a_paragraph_of_the_source_leads_to_its_item(city: City, clerk: Clerk, client_of: Any) -> None:
    page = client_of(city.clerk).get(reverse("import_review", args=[clerk.pk])).content.decode()
    item = clerk.item(SECOND)
    paragraph = next(part for part in page.split("<p ") if "办事指南逐条写明" in part)
    assert f'href="?item={item["id"]}#cur"' in paragraph
    assert f'data-item="{item["id"]}"' in paragraph


def test_the_sentences_of_the_source_hold_all_of_it_once(clerk: Clerk) -> None:
    from workflow.services.imports.page import open_page

    page = open_page(clerk.pk, clerk.actor)
    lines = [block for block in page.source() if isinstance(block, Paragraph)]
    shown = ["".join(run.text for run in line.runs) for line in lines]
    assert shown == [line for line in page.draft.text.split("\n") if line.strip()]
    starts = [passage.start for line in lines for passage in line.passages]
    assert len(starts) == len(set(starts))
    places = page.places
    assert starts == [at[0] for index in range(len(places.paragraphs)) for at in places.sentences_of(index)]


# -- the commit --------------------------------------------------------------------------------------------------------


def test_the_places_of_all_fields_are_stored(plan: Plan) -> None:
    text = text_of(plan)
    item = plan.items.get(number=FIRST)
    assert text[item.heading_start : item.heading_end].rstrip("。") == item.heading
    assert text[item.text_start : item.text_end] == item.text
    for party in AssignmentParty.objects.filter(assignment__item__plan=plan):
        assert text[party.span_start : party.span_end] == party.name
    assert [(repair["kind"], repair["raw"]) for repair in item.repairs] == [("space", " ")]
    word = plan.items.get(number=SECOND).doubts.get(word="逐条")
    assert text[word.span_start : word.span_end] == "逐条"


# -- the item page -----------------------------------------------------------------------------------------------------


def test_the_item_page_quotes_the_sentence_of_each_field(city: City, commitment: Commitment, client_of: Any) -> None:
    page = client_of(city.officer).get(reverse("item", args=[commitment.pk]), {"tab": "source"}).content.decode()
    rows = page.split('id="from-')[1:]
    assert len(rows) == 7
    assert "<mark>市数据局</mark>牵头，会同市司法局落实" in page
    assert f"<mark>{commitment.item.deadlines.get().phrase}</mark>" in page
    assert "<del> </del><ins></ins>" in page
    assert "数字或日期中的空格 1" in page
    address = reverse("plan_source", args=[commitment.plan_id])
    query = rf"item={commitment.item_id}&amp;at=\d+"
    anchors = re.findall(rf'href="{address}\?{query}#(s\d+)"', page)
    source = client_of(city.officer).get(address).content.decode()
    assert anchors
    assert all(f'id="{anchor}"' in source for anchor in anchors)


def test_the_item_page_tells_how_vague_words_were_decided(city: City, commitment: Commitment, client_of: Any) -> None:
    other = Commitment.objects.get(item__number=SECOND, agency=city.agency)
    page = client_of(city.officer).get(reverse("item", args=[other.pk]), {"tab": "source"}).content.decode()
    assert "“逐条”无法衡量" in page
    assert "10月30日前" in page


def test_every_tab_has_the_way_there(city: City, commitment: Commitment, client_of: Any) -> None:
    page = client_of(city.officer).get(reverse("item", args=[commitment.pk])).content.decode()
    assert "?tab=source#papers" in page


def test_an_item_entered_by_hand_says_so(city: City, now: datetime, client_of: Any) -> None:
    from tests.builders import issue_plan, make_plan

    hand = issue_plan(city, make_plan(city, now), now)[0]
    page = client_of(city.officer).get(reverse("item", args=[hand.pk]), {"tab": "source"})
    assert page.status_code == 200
    assert "人工填写" in page.content.decode()


def test_the_tab_costs_the_same_for_many_fields(city: City, now: datetime, commitment: Commitment) -> None:
    county = Commitment.objects.get(agency=city.county)
    counted = []
    for one in (county, commitment):
        with CaptureQueriesContext(connection) as queries:
            found = provenance.of_item(one.item_id)
        counted.append((len(queries), len(found.origins)))
    assert counted[0][1] < counted[1][1]
    assert counted[0][0] == counted[1][0] <= 3


def test_the_page_with_the_tab_keeps_the_bound_of_the_item_page(
    city: City, now: datetime, commitment: Commitment, client_of: Any
) -> None:
    """For whoever has a step open there, whose draft is looked for too."""
    county = Commitment.objects.get(agency=city.county)
    counted = []
    for one, person in ((county, city.county_head), (commitment, city.officer)):
        client, address = client_of(person), reverse("item", args=[one.pk])
        client.get(address, {"tab": "source"})
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(address, {"tab": "source"}, headers={"accept": "text/html"})
        assert answer.context["asked"]
        counted.append(len(queries))
    assert counted[0] == counted[1] <= 14


def test_facts_keep_their_order_and_say_who_stands_behind_a_name(commitment: Commitment) -> None:
    item = commitment.item
    facts = item_facts.facts_of([item.pk])[item.pk]
    assert [fact.kind for fact in facts] == sorted(fact.kind for fact in facts)
    assert [fact.words[:2] for fact in facts if fact.kind == item_facts.PARTY] == [
        ("市数据局", "市数据局"),
        ("市司法局", "市司法局"),
    ]
    limit = item.deadlines.get()
    told = next(fact for fact in facts if fact.kind == item_facts.LIMIT)
    assert (told.pk, told.what, told.words) == (limit.pk, limit.kind, (limit.value, limit.event, limit.phrase))
    assert item_facts.facts_of([]) == {}


def test_every_clause_has_its_parties_behind_it(city: City, commitment: Commitment) -> None:
    item = commitment.item
    first = item.assignments.get()
    second = item.assignments.create(order=first.order + 1, mode="joint", phrase="会同落实")
    named = second.parties.create(order=0, role="partner", name="各方", agency_set=None, left_out_reason="无此单位")
    item.recurrences.create(kind="per_period_min", period="quarter", min_count=2, phrase="每季度两次")
    item.recurrences.create(kind="every_period", period="month", phrase="每月")
    kinds = [(fact.kind, fact.pk) for fact in item_facts.facts_of([item.pk])[item.pk]]
    parties = [(item_facts.PARTY, party.pk) for party in first.parties.all()]
    assert kinds[:4] == [(item_facts.MODE, first.pk), *parties, (item_facts.MODE, second.pk)]
    assert kinds[4] == (item_facts.PARTY, named.pk)
    duties = [fact.words for fact in item_facts.facts_of([item.pk])[item.pk] if fact.kind == item_facts.DUTY]
    assert duties == [("quarter", "2", "每季度两次"), ("month", "", "每月")]
