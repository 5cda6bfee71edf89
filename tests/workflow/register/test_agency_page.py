"""One agency: its names, its end, and that nobody else can touch it."""

from datetime import date, datetime

import pytest
from django.test import Client
from django.urls import reverse

from tests.builders import City, issue_plan, make_plan
from tests.workflow.register.conftest import ClientOf
from workflow.errors import Invalid, NotVisible
from workflow.models import Agency, JournalEntry
from workflow.services import agencies, organisation
from workflow.services.organisation import set_members
from workflow.status import AgencyKind


def facts(agency: Agency, **changed: object) -> dict[str, object]:
    names = ("name", "short_name", "kind", "order", "code")
    return {name: getattr(agency, name) for name in names} | changed


def last_act(city: City) -> JournalEntry:
    return JournalEntry.objects.filter(chain=city.jurisdiction.chain_key).latest("seq")


def test_a_new_agency_is_in_reach_of_the_office_at_once(city: City, clerk: Client) -> None:
    answer = clerk.post(
        reverse("agency_new"),
        {
            "name": "云川市教育局",
            "short_name": "市教育局",
            "kind": "department",
            "order": 12,
            "code": "",
            "jurisdiction": city.jurisdiction.pk,
            "aliases": "市教委\n市教委、市教育委员会",
        },
    )
    made = Agency.objects.get(name="云川市教育局")
    assert answer["Location"] == reverse("agency", args=[made.pk])
    assert list(made.aliases.order_by("pk").values_list("name", flat=True)) == ["市教委", "市教育委员会"]
    assert city.leader.has_perm("approve_plan", made)


def test_a_taken_name_is_refused_and_what_was_typed_stays(city: City, clerk: Client) -> None:
    answer = clerk.post(reverse("agency", args=[city.other.pk]), facts(city.other, name="云川市数据局"))
    assert answer.status_code == 400
    page = answer.content.decode()
    assert "已经是 云川市数据局 的名称" in page
    assert 'value="云川市数据局"' in page
    city.other.refresh_from_db()
    assert city.other.name == "云川市司法局"


def test_a_former_name_stays_known(city: City, clerk: Client) -> None:
    clerk.post(
        reverse("agency", args=[city.agency.pk]), facts(city.agency, name="云川市数据和政务局", short_name="市数政局")
    )
    city.agency.refresh_from_db()
    assert city.agency.short_name == "市数政局"
    assert set(city.agency.aliases.values_list("name", flat=True)) == {"云川市数据局", "市数据局"}
    entry = last_act(city)
    assert (entry.act, entry.data["changes"]["name"]) == ("agency_changed", ["云川市数据局", "云川市数据和政务局"])


def test_saving_without_a_change_writes_nothing(city: City, clerk: Client) -> None:
    before = JournalEntry.objects.count()
    assert clerk.post(reverse("agency", args=[city.agency.pk]), facts(city.agency)).status_code == 302
    assert JournalEntry.objects.count() == before


def test_an_office_with_office_people_stays_an_office(city: City, clerk: Client) -> None:
    answer = clerk.post(reverse("agency", args=[city.office.pk]), facts(city.office, kind="department"))
    assert answer.status_code == 400
    assert "先结束这些角色" in answer.content.decode()


def test_an_alias_of_two_agencies_is_refused(city: City, clerk: Client, now: datetime) -> None:
    organisation.add_alias(city.agency, "大数据局", actor=None, now=now)
    answer = clerk.post(reverse("agency_alias_add", args=[city.other.pk]), {"alias": "大数据局"})
    assert answer.status_code == 400
    assert "已经是 云川市数据局 的名称" in answer.content.decode()


def test_an_alias_comes_and_goes(city: City, clerk: Client) -> None:
    clerk.post(reverse("agency_alias_add", args=[city.agency.pk]), {"alias": "大数据局"})
    alias = city.agency.aliases.get()
    elsewhere = reverse("agency_alias_remove", args=[city.other.pk, alias.pk])
    assert clerk.post(elsewhere).status_code == 404
    clerk.post(reverse("agency_alias_remove", args=[city.agency.pk, alias.pk]))
    assert not city.agency.aliases.exists()
    assert last_act(city).act == "alias_removed"


def test_an_ended_agency_leaves_the_sets_from_the_next_day(city: City, clerk: Client, now: datetime) -> None:
    counties = organisation.create_agency_set(
        city.jurisdiction, "各县区政府", kind=AgencyKind.COUNTY_GOVERNMENT, actor=None, now=now
    )
    clerk.post(
        reverse("agency_deactivate", args=[city.county.pk]),
        {"last_day": "2026-12-31", "reason": "撤县设区，见市发 1 号"},
    )
    assert set_members(counties, date(2026, 12, 31)) == [city.county]
    assert set_members(counties, date(2027, 1, 1)) == []
    entry = last_act(city)
    assert (entry.act, entry.remark) == ("agency_deactivated", "撤县设区，见市发 1 号")
    clerk.post(reverse("agency_reactivate", args=[city.county.pk]))
    assert set_members(counties, date(2027, 1, 1)) == [city.county]


@pytest.mark.parametrize(
    ("typed", "said"), [({"last_day": "2026-12-31", "reason": " "}, "理由"), ({"last_day": "31.12"}, "")]
)
def test_an_end_needs_a_day_and_a_reason(city: City, clerk: Client, typed: dict[str, str], said: str) -> None:
    answer = clerk.post(reverse("agency_deactivate", args=[city.county.pk]), typed)
    assert answer.status_code == 400
    assert said in answer.content.decode()
    assert Agency.objects.get(pk=city.county.pk).is_active


def test_an_agency_with_open_items_is_not_ended(city: City, clerk: Client, now: datetime) -> None:
    issue_plan(city, make_plan(city, now), now)
    with pytest.raises(Invalid) as refused:
        agencies.deactivate_agency(city.agency, last_day=now.date(), reason="并入", actor=city.clerk, now=now)
    assert refused.value.code == "open_commitments"


@pytest.mark.parametrize("person", ["officer", "outsider", "leader", "inspector"])
def test_outsiders_find_no_such_agency(city: City, client_of: ClientOf, person: str) -> None:
    browser = client_of(getattr(city, person))
    pk = city.agency.pk
    for name in ("agency", "agency_deactivate", "agency_person_new"):
        assert browser.get(reverse(name, args=[pk])).status_code == 404
        assert browser.post(reverse(name, args=[pk]), facts(city.agency, name="别的局")).status_code == 404
    for name in ("agency_reactivate", "agency_alias_add"):
        assert browser.post(reverse(name, args=[pk]), {"alias": "x"}).status_code == 404
    assert Agency.objects.get(pk=pk).name == "云川市数据局"


def test_the_service_asks_for_itself(city: City, now: datetime) -> None:
    with pytest.raises(NotVisible):
        organisation.add_alias(city.agency, "大数据局", actor=city.officer, now=now)
    with pytest.raises(NotVisible):
        agencies.deactivate_agency(city.agency, last_day=now.date(), reason="x", actor=city.leader, now=now)


def test_a_forged_id_is_a_missing_page(clerk: Client) -> None:
    for pk in (0, 999_999, 10**30):
        assert clerk.get(f"/agencies/{pk}/").status_code == 404
