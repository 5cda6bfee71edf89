"""The review page: plain forms, refusals that keep what was typed, and its cost with many items."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.builders import City
from tests.workflow.importing import Clerk, add_sentence, county_set, draft_of, settle_everything, settle_rest
from tests.workflow.reading.shared import plan_text
from workflow.models import ImportDraft
from workflow.services import imports

pytestmark = pytest.mark.django_db


def item_fields(item: Any, **changes: Any) -> dict[str, Any]:
    """The editor's form as the browser sends it."""
    clause = item["clauses"][0]
    by_role = {
        role: "、".join(party["name"] for party in clause["parties"] if party["role"] == role)
        for role in ("lead", "co", "partner")
    }
    management = {
        f"{prefix}-{name}": value
        for prefix, count in (("c", 1), ("l", len(item["limits"])), ("r", len(item["recurrences"])))
        for name, value in (("TOTAL_FORMS", count + 1), ("INITIAL_FORMS", count))
    }
    fields = {
        "act": "edit_item",
        "item": item["id"],
        "number": item["number"],
        "heading": item["heading"],
        "text": item["text"],
        "due_on": item["due_on"],
        "c-0-index": 0,
        "c-0-mode": clause["mode"],
        **{f"c-0-{role}": names for role, names in by_role.items()},
        "c-1-mode": "lead",
        **management,
    }
    for number, limit in enumerate(item["limits"]):
        fields |= {
            f"l-{number}-index": number,
            **{f"l-{number}-{key}": limit[key] for key in ("kind", "value", "event")},
        }
    for number, duty in enumerate(item["recurrences"]):
        fields |= {
            f"r-{number}-index": number,
            **{f"r-{number}-{key}": duty[key] for key in ("min_count", "period", "who")},
        }
    return fields | changes


def test_the_page_shows_source_doubts_and_items(city: City, clerk: Clerk, client_of: Any) -> None:
    page = client_of(city.clerk).get(reverse("import_review", args=[clerk.pk])).content.decode()
    assert "单位库里没有“市信访办”" in page
    assert 'class="mark-org"' in page
    assert 'class="mark-due"' in page
    assert 'class="mark-often"' in page
    assert "办好政策问答" in page
    assert 'name="act" value="set_party"' in page
    assert reverse("import_commit", args=[clerk.pk]) not in page


def test_with_everything_settled_the_page_offers_the_commit(city: City, clerk: Clerk, client_of: Any) -> None:
    settle_everything(clerk)
    page = client_of(city.clerk).get(reverse("import_review", args=[clerk.pk])).content.decode()
    assert reverse("import_commit", args=[clerk.pk]) in page


def test_an_edit_without_changes_changes_nothing_but_settles(clerk: Clerk, post: Any) -> None:
    item = clerk.item("二/（一）/2")
    assert post(**item_fields(item)).status_code == 302
    after = clerk.item("二/（一）/2")
    assert {key: after[key] for key in after if key != "doubts"} == {key: item[key] for key in item if key != "doubts"}


def test_an_edit_is_saved_and_leads_back_to_the_item(clerk: Clerk, post: Any) -> None:
    item = clerk.item("二/（一）/1")
    answer = post(
        **item_fields(
            item,
            heading="政策一问一答",
            **{
                "c-0-lead": "市司法局",
                "c-0-partner": "市数据局，各县区政府",
                "c-1-mode": "joint",
                "c-1-co": "市数据局",
            },
        )
    )
    assert answer.status_code == 302
    assert f"item={item['id']}" in answer.headers["Location"]
    after = clerk.item("二/（一）/1")
    assert after["heading"] == "政策一问一答"
    assert after["clauses"][0]["phrase"] == item["clauses"][0]["phrase"]
    assert [party["name"] for party in after["clauses"][0]["parties"]] == ["市司法局", "市数据局", "各县区政府"]
    assert after["clauses"][1]["mode"] == "joint"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"number": ""}, "必填"),
        ({"due_on": "2026-02-31"}, "日期"),
        ({"c-0-mode": "joint"}, "共同负责没有牵头单位"),
        ({"c-0-lead": ""}, "请填写牵头单位"),
        ({"c-0-co": "很长的名称" * 40}, "太长"),
    ],
)
def test_a_faulty_edit_keeps_what_was_typed(clerk: Clerk, post: Any, changes: dict[str, str], sentence: str) -> None:
    item = clerk.item("二/（一）/1")
    answer = post(**item_fields(item, heading="写了一半的标题", **changes))
    assert answer.status_code == 400
    page = answer.content.decode()
    assert sentence in page
    assert "写了一半的标题" in page
    assert clerk.item("二/（一）/1")["heading"] == "办好政策问答"


def test_a_stale_edit_is_answered_with_409_and_keeps_the_text(clerk: Clerk, post: Any) -> None:
    item = clerk.item("二/（一）/1")
    clerk.set_settings({"plan_working_days": 25})
    answer = post(**item_fields(item, heading="我写的标题"), revision=0)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "我写的标题" in page
    assert "修改了计划设置" in page
    assert clerk.item("二/（一）/1")["heading"] == "办好政策问答"
    # The page now carries the revision of what it shows, so the same text can be sent again knowingly.
    assert f'name="revision" value="{ImportDraft.objects.get(pk=clerk.pk).revision}"' in page


def test_a_stale_reason_is_shown_again(clerk: Clerk, post: Any) -> None:
    clerk.set_settings({"plan_working_days": 25})
    answer = post(act="set_party", name="市信访办", to="left_out", reason="已并入市司法局", revision=0)
    assert answer.status_code == 409
    assert "已并入市司法局" in answer.content.decode()


def test_a_draft_that_became_a_plan_meanwhile_is_answered_with_409(clerk: Clerk, post: Any) -> None:
    settle_everything(clerk)
    clerk.commit()
    answer = post(act="undo")
    assert answer.status_code == 409


@pytest.mark.parametrize(
    "fields", [{"act": "waive_item", "item": "i1", "reason": ""}, {"act": "split_item", "item": "i1"}]
)
def test_a_refused_act_says_why(post: Any, fields: dict[str, str]) -> None:
    answer = post(**fields)
    assert answer.status_code == 400
    assert "data-error-summary" in answer.content.decode()


def test_an_unknown_act_changes_nothing(post: Any) -> None:
    assert post(act="drop_table").status_code == 400


def test_simple_choices_work_as_plain_forms(city: City, clerk: Clerk, post: Any) -> None:
    assert post(act="set_party", name="市信访办", to="pick", entry="司法局").status_code == 302
    assert clerk.review["names"]["市信访办"]["id"] == city.other.pk
    assert post(act="set_party", name="有关部门", to="members", names="市数据局，市司法局").status_code == 302
    assert clerk.review["names"]["有关部门"]["agencies"] == [city.agency.pk, city.other.pk]
    assert post(act="waive_item", item=clerk.item("二/（二）/5")["id"], reason="不是任务").status_code == 302
    assert post(act="undo").status_code == 302
    assert clerk.item("二/（二）/5")["waived"] == ""


def test_a_split_counts_characters_of_the_text_in_the_field(clerk: Clerk, post: Any) -> None:
    item = clerk.item("二/（一）/3")
    answer = post(act="split_item", item=item["id"], offset=3, text="第一\r\n第二")
    assert answer.status_code == 302
    assert clerk.item("二/（一）/3")["text"] == "第一"
    assert clerk.item("二/（一）/3-2")["text"] == "第二"


def test_facts_and_settings_are_saved(clerk: Clerk, post: Any) -> None:
    header = {**clerk.review["header"], "title": "云川市政务公开要点", "approving_meeting": "市政府第12次常务会议"}
    assert post(act="set_header", **header).status_code == 302
    settings = clerk.review["settings"] | {"report_period": "quarter", "completion_on": "2026-11-30"}
    assert post(act="set_settings", **settings).status_code == 302
    review = clerk.review
    assert review["header"]["title"] == "云川市政务公开要点"
    assert (review["settings"]["report_period"], review["settings"]["completion_on"]) == ("quarter", "2026-11-30")


@pytest.mark.parametrize("days", ["0", "251", "x", ""])
def test_settings_out_of_range_are_refused(clerk: Clerk, post: Any, days: str) -> None:
    answer = post(act="set_settings", **(clerk.review["settings"] | {"plan_working_days": days}))
    assert answer.status_code == 400
    assert clerk.review["settings"]["plan_working_days"] == 20


def test_dropping_leads_to_the_plans(clerk: Clerk, post: Any) -> None:
    answer = post(act="abandon")
    assert answer.headers["Location"] == reverse("plan_list")
    assert ImportDraft.objects.get().abandoned_at is not None


def test_a_committed_draft_leads_to_its_plan(city: City, clerk: Clerk, client_of: Any) -> None:
    settle_everything(clerk)
    plan = clerk.commit()
    answer = client_of(city.clerk).get(reverse("import_review", args=[clerk.pk]))
    assert answer.headers["Location"] == reverse("plan", args=[plan.pk])


@pytest.mark.parametrize("person", ["officer", "head", "outsider", "leader", "inspector"])
def test_a_foreign_draft_is_not_found(city: City, clerk: Clerk, client_of: Any, person: str) -> None:
    client = client_of(getattr(city, person))
    address = reverse("import_review", args=[clerk.pk])
    assert client.get(address).status_code == 404
    assert client.post(address, {"act": "undo", "revision": 0}).status_code == 404
    assert client.get(reverse("import_review", args=[clerk.pk + 999])).status_code == 404


def test_the_search_finds_agencies_by_any_name(city: City, client_of: Any) -> None:
    answer = client_of(city.clerk).get(reverse("import_agencies"), {"q": "数据"})
    assert answer.json() == {"names": ["市数据局"]}


def long_plan(items: int) -> str:
    """A plan of many items, every third one led by somebody unknown."""
    lines = [
        f"{number}.第{number}件事。把第{number}件事做好，每月报送一次，2026年12月底前完成（"
        f"{'市不详局' if number % 3 == 0 else '市数据局'}牵头，会同市司法局落实）。\n"
        for number in range(1, items + 1)
    ]
    head = "云川市人民政府办公室关于印发《2026年要点》的通知\n\n云川市人民政府办公室\n\n2026年8月28日\n\n"
    return head + "二、工作重点\n\n（一）讲明白\n\n" + "\n".join(lines)


@pytest.mark.parametrize("items", [60, 300])
def test_queries_and_size_do_not_grow_out_of_hand(city: City, now: datetime, client_of: Any, items: int) -> None:
    clerk = Clerk(draft_of(city, now, long_plan(items)), city, now)
    client = client_of(city.clerk)
    client.get(reverse("import_review", args=[clerk.pk]))
    with CaptureQueriesContext(connection) as queries:
        page = client.get(reverse("import_review", args=[clerk.pk]))
    assert len(queries) <= 8
    assert len(page.content) < (150_000 if items == 60 else 300_000)


def test_the_real_plan_of_linyi_goes_through(city: City, now: datetime) -> None:
    text = plan_text("linyi-2016")
    county_set(city, now)
    clerk = Clerk(draft_of(city, now, text), city, now)
    assert len(clerk.review["items"]) == 28
    for name, items in _unknown(clerk).items():
        if name.startswith("市政府") or "有关部门" in name:
            clerk.set_party(name, {"to": "members", "names": ["市数据局", "市司法局"]})
        else:
            assert items
            clerk.set_party(name, {"to": "create", "full_name": f"云川{name}", "kind": "department"})
    for item in clerk.review["items"]:
        if not item["clauses"]:
            clerk.waive_item(item["id"], "保障措施")
    settle_rest(clerk)
    plan = clerk.commit()
    assert plan.items.count() == 23
    assert plan.plan_working_days == 30
    assert plan.published_on is not None
    assert plan.published_on.isoformat() == "2016-07-08"


def _unknown(clerk: Clerk) -> dict[str, Any]:
    from workflow.services.imports.page import open_page

    found: dict[str, Any] = open_page(clerk.pk, clerk.actor).parties.unknown()
    return found


def test_the_working_copy_of_an_older_draft_is_laid_out_again(city: City, clerk: Clerk) -> None:
    ImportDraft.objects.filter(pk=clerk.pk).update(review={})
    draft = ImportDraft.objects.select_related("document").get(pk=clerk.pk)
    assert len(imports.review_of(draft)["items"]) == 6


def test_acts_on_items_lead_back_to_the_item_worked_on(city: City, clerk: Clerk, client_of: Any) -> None:
    client, address = client_of(city.clerk), reverse("import_review", args=[clerk.pk])

    def after(**fields: Any) -> str:
        answer = client.post(address, {"revision": ImportDraft.objects.get().revision, **fields})
        assert answer.status_code == 302
        return str(answer["Location"]).removeprefix(address)

    def ids() -> list[str]:
        return [item["id"] for item in clerk.review["items"]]

    first, second = ids()[:2]
    assert after(act="merge_item", item=second) == f"?item={first}#cur"
    assert second not in ids()
    assert after(act="undo", item=first) == f"?item={second}#cur"
    assert after(act="split_item", item=first, offset=3) == f"?item={first}#cur"
    made = ids()[1]
    # The clerk has gone on to the half that the undo takes away.
    assert after(act="undo", item=made) == f"?item={first}#cur"
    assert after(act="waive_item", item=first, reason="仅为说明。", stay="1") == f"?item={first}#cur"
    assert after(act="undo", item=second, only="doubts") == f"?only=doubts&item={first}#cur"
    assert after(act="waive_item", item=first, reason="仅为说明。") == "#doubt"


def test_an_undone_decision_leads_back_to_its_doubt(city: City, clerk: Clerk, client_of: Any) -> None:
    client, address = client_of(city.clerk), reverse("import_review", args=[clerk.pk])
    key = add_sentence(clerk)
    clerk.place_sentence(key, "named", name="preamble")
    revision = ImportDraft.objects.get().revision
    answer = client.post(address, {"act": "undo", "revision": revision, "item": "i3", "doubt": "other"})
    assert answer["Location"] == f"{address}?{urlencode({'doubt': key})}#doubt"
