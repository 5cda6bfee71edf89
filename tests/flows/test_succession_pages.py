"""The page of mergers, splits and renamings: the form, what it shows before, refusals, and who may."""

import re
from datetime import datetime
from typing import Any

import pytest
from django.urls import reverse

from notifications.dispatch import deliver_pending
from notifications.models import Notification
from notifications.texts import headline, target
from tests.builders import City, issue_plan, make_plan
from tests.flows.pages import words_of
from tests.flows.test_succession import GROUND, new_agency
from workflow.models import Agency, Commitment, Membership, Succession
from workflow.services import organisation
from workflow.status import Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at", "files_dir")]


def typed(city: City, now: datetime, **changed: Any) -> dict[str, Any]:
    fields = {"kind": "merge", "on": now.date().isoformat(), "jurisdiction": city.jurisdiction.pk, "ground": GROUND}
    return fields | {"predecessors": "市数据局", "successors": "市司法局", "act": "look"} | changed


def given(page: str) -> dict[str, Any]:
    """What the browser sends back from the preview: hidden fields and what is ticked or chosen."""
    found: dict[str, Any] = {}
    for tag in re.findall(r"<input[^>]*>", page):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and value and ('type="hidden"' in tag or " checked" in tag):
            found.setdefault(name.group(1), []).append(value.group(1))
    found.pop("csrfmiddlewaretoken", None)
    return {name: values if name.startswith("post-") else values[-1] for name, values in found.items()}


def test_a_merger_is_looked_at_then_carried_out(city: City, now: datetime, client_of: Any) -> None:
    issue_plan(city, make_plan(city, now), now)
    clerk, address = client_of(city.clerk), reverse("succession")
    page = clerk.post(address, typed(city, now)).content.decode()
    shown = words_of(clerk.post(address, typed(city, now)))
    assert "2项未办结事项连同期限、材料和办理记录一并承继" in shown
    assert "其中未完成环节 2 个" in shown
    assert "云川市政务公开年度要点" in shown
    assert not Succession.objects.exists()
    answer = clerk.post(address, given(page) | {"act": "carry_out"})
    assert (answer.status_code, answer["Location"]) == (302, address)
    assert {one.agency_id for one in Commitment.objects.all()} == {city.other.pk}
    now_there = Membership.objects.filter(agency=city.other, valid_until=None)
    assert {post.user for post in now_there} == {city.outsider, city.other_head, city.officer, city.head}
    past = words_of(clerk.get(address))
    assert "市数据局 → 市司法局" in past
    assert "2 项" in past
    own = words_of(clerk.get(reverse("agency", args=[city.agency.pk])))
    assert "机构合并" in own
    assert "恢复" not in own


def test_the_people_of_the_successor_are_told_once(city: City, now: datetime, client_of: Any) -> None:
    issue_plan(city, make_plan(city, now, items=5), now)
    while deliver_pending(now):
        pass
    Notification.objects.all().delete()
    clerk, address = client_of(city.clerk), reverse("succession")
    page = clerk.post(address, typed(city, now)).content.decode()
    clerk.post(address, given(page) | {"act": "carry_out"})
    while deliver_pending(now):
        pass
    told = Notification.objects.filter(event="agencies_succeeded")
    assert {one.recipient for one in told} == {city.outsider, city.other_head, city.officer, city.head}
    assert headline(told[0]).startswith("何亦舟办理了机构变动：市数据局 → 市司法局，涉及未办结事项 5 项")
    assert target(told[0]) == reverse("ledger")
    assert not Notification.objects.filter(event="agency_succeeded").exists()


def test_what_is_wrong_keeps_what_was_typed(city: City, now: datetime, client_of: Any) -> None:
    clerk, address = client_of(city.clerk), reverse("succession")
    for changed, words in (
        ({"predecessors": "市数据"}, "没有叫“市数据”的单位"),
        ({"on": "2027-01-01"}, "生效日期尚未到来"),
        ({"ground": ""}, "请写明决定变动的文件及文号"),
        ({"successors": ""}, "请填写承继单位"),
        ({"kind": "split"}, "拆分是一个单位分为两个或多个单位"),
        ({"kind": "rename"}, "请填写新名称"),
        ({"predecessors": "市政府办公室"}, "是政府办公室"),
    ):
        answer = clerk.post(address, typed(city, now, **changed))
        page = answer.content.decode()
        assert answer.status_code == 400, changed
        assert words in page, changed
        assert GROUND in page or not changed.get("ground", "x")
    assert not Succession.objects.exists()


def test_items_that_meet_ask_for_a_choice(city: City, now: datetime, client_of: Any) -> None:
    mine, theirs = issue_plan(city, make_plan(city, now, items=1), now, agencies=[city.agency, city.other])
    clerk, address = client_of(city.clerk), reverse("succession")
    page = clerk.post(address, typed(city, now)).content.decode()
    assert f'name="keep-{mine.item_id}"' in page
    refused = clerk.post(address, given(page) | {"act": "carry_out"})
    assert refused.status_code == 400
    assert "请逐项选择由哪一个继续办理" in words_of(refused)
    chosen = given(refused.content.decode()) | {f"keep-{mine.item_id}": theirs.pk, "act": "carry_out"}
    assert clerk.post(address, chosen).status_code == 302
    mine.refresh_from_db()
    assert mine.discontinued_at is not None


def test_a_split_asks_for_every_item(city: City, now: datetime, client_of: Any) -> None:
    first, second = issue_plan(city, make_plan(city, now), now)
    left = new_agency(city, now)
    clerk, address = client_of(city.clerk), reverse("succession")
    fields = typed(city, now, kind="split", successors=f"市司法局\n{left.name}")
    page = clerk.post(address, fields).content.decode()
    assert page.count("<select") == 2
    clerk.post(address, given(page) | {f"to-{second.pk}": left.pk, "act": "carry_out"})
    assert dict(Commitment.objects.values_list("pk", "agency_id")) == {first.pk: city.other.pk, second.pk: left.pk}


def test_a_renaming_shows_everywhere(city: City, now: datetime, client_of: Any) -> None:
    (first, _second) = issue_plan(city, make_plan(city, now), now)
    clerk, address = client_of(city.clerk), reverse("succession")
    fields = typed(city, now, kind="rename", successors="", name="云川市数据管理局", short_name="市数管局")
    page = clerk.post(address, fields).content.decode()
    assert clerk.post(address, given(page) | {"act": "carry_out"}).status_code == 302
    for place in (reverse("ledger"), reverse("item", args=[first.pk])):
        assert "市数管局" in client_of(city.officer).get(place).content.decode()
    assert "第1件事" in words_of(clerk.get(reverse("ledger"), {"q": "数据局"}))
    assert "曾用名" in words_of(clerk.get(reverse("agency", args=[city.agency.pk])))


def test_the_ledger_finds_what_went_over_by_the_old_name(city: City, now: datetime, client_of: Any) -> None:
    issue_plan(city, make_plan(city, now), now)
    clerk, address = client_of(city.clerk), reverse("succession")
    page = clerk.post(address, typed(city, now)).content.decode()
    clerk.post(address, given(page) | {"act": "carry_out"})
    found = words_of(clerk.get(reverse("ledger"), {"q": "数据局"}))
    assert "第1件事" in found
    assert "市司法局" in found


def test_the_second_clerk_comes_too_late(city: City, now: datetime, client_of: Any) -> None:
    clerk, address = client_of(city.clerk), reverse("succession")
    page = clerk.post(address, typed(city, now)).content.decode()
    fields = given(page) | {"act": "carry_out"}
    assert clerk.post(address, fields).status_code == 302
    late = clerk.post(address, fields)
    assert late.status_code == 409
    assert "何亦舟" in late.content.decode()
    assert Succession.objects.count() == 1


def test_what_was_typed_can_be_changed(city: City, now: datetime, client_of: Any) -> None:
    clerk, address = client_of(city.clerk), reverse("succession")
    page = clerk.post(address, typed(city, now)).content.decode()
    again = clerk.post(address, given(page) | {"act": "edit"})
    assert again.status_code == 200
    assert GROUND in again.content.decode()


def test_the_clerk_moves_others_but_not_himself(city: City, now: datetime, client_of: Any) -> None:
    organisation.add_membership(city.clerk, city.agency, Role.OFFICER, actor=None, now=now)
    clerk, address = client_of(city.clerk), reverse("succession")
    page = clerk.post(address, typed(city, now)).content.decode()
    own = Membership.objects.get(user=city.clerk, agency=city.agency)
    fields = given(page) | {f"post-{own.pk}": [str(city.other.pk)], "act": "carry_out"}
    assert clerk.post(address, fields).status_code == 302
    assert not Membership.objects.filter(user=city.clerk, agency=city.other).exists()


@pytest.mark.parametrize("who", ["officer", "head", "leader", "inspector", "county_officer"])
def test_to_others_the_page_does_not_exist(city: City, now: datetime, client_of: Any, who: str) -> None:
    person = client_of(getattr(city, who))
    assert person.get(reverse("succession")).status_code == 404
    assert person.post(reverse("succession"), typed(city, now)).status_code == 404


def test_the_preview_costs_the_same_however_much_goes_over(
    city: City, now: datetime, client_of: Any, django_assert_max_num_queries: Any
) -> None:
    issue_plan(city, make_plan(city, now, items=40), now)
    clerk = client_of(city.clerk)
    left = new_agency(city, now)
    clerk.get(reverse("succession"))
    with django_assert_max_num_queries(40):
        answer = clerk.post(
            reverse("succession"), typed(city, now, kind="split", successors=f"市司法局\n{left.short_name}")
        )
    assert len(answer.content) < 150_000
    assert Agency.objects.filter(pk=left.pk).exists()
