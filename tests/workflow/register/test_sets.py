"""Sets of agencies: by kind, by list, dated; the members of a day."""

from datetime import date, datetime

import pytest
from django.test import Client
from django.urls import reverse

from tests.builders import City
from tests.workflow.register.conftest import ClientOf
from workflow.models import AgencySet
from workflow.services import agency_sets, organisation
from workflow.services.organisation import set_members
from workflow.status import AgencyKind


@pytest.fixture
def departments(city: City, now: datetime) -> AgencySet:
    return organisation.create_agency_set(city.jurisdiction, "重点部门", members=[city.agency], actor=None, now=now)


def test_a_set_is_made_from_names(city: City, clerk: Client) -> None:
    typed = {
        "name": "三个单位",
        "jurisdiction": city.jurisdiction.pk,
        "kind": "",
        "members": "市数据局\n云川市司法局、青禾县政府",
        "aliases": "有关单位",
    }
    clerk.post(reverse("organisation_set_new"), typed)
    made = AgencySet.objects.get(name="三个单位")
    assert set_members(made, date(2026, 9, 7)) == [city.agency, city.other, city.county]
    assert "三个单位" in clerk.get(reverse("organisation_sets")).content.decode()


def test_an_unknown_member_is_named_with_what_is_similar(city: City, clerk: Client) -> None:
    typed = {"name": "x", "jurisdiction": city.jurisdiction.pk, "kind": "", "members": "数据局\n火星局", "aliases": ""}
    answer = clerk.post(reverse("organisation_set_new"), typed)
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "没有叫“数据局”的单位" in page
    assert "云川市数据局" in page
    assert "火星局" in page
    assert not AgencySet.objects.exists()


def test_a_set_of_nothing_is_refused(city: City, clerk: Client) -> None:
    typed = {"name": "空", "jurisdiction": city.jurisdiction.pk, "kind": "", "members": "", "aliases": ""}
    assert clerk.post(reverse("organisation_set_new"), typed).status_code == 400


def test_the_page_shows_the_members_of_the_day_asked_for(
    city: City, clerk: Client, departments: AgencySet, now: datetime
) -> None:
    agency_sets.add_members(departments, [city.other], valid_from=date(2026, 10, 1), actor=city.clerk, now=now)
    address = reverse("organisation_set", args=[departments.pk])
    before = clerk.get(address, {"on": "2026-09-30"}).context["members"]
    after = clerk.get(address, {"on": "2026-10-01"}).context["members"]
    assert [member.agency for member in before] == [city.agency]
    assert [member.agency for member in after] == [city.agency, city.other]
    assert clerk.get(address, {"on": "nonsense"}).status_code == 200


def test_a_member_leaves_after_its_last_day(city: City, clerk: Client, departments: AgencySet) -> None:
    member = departments.members.get()
    address = reverse("organisation_set_end", args=[departments.pk, member.pk])
    assert clerk.get(address).status_code == 200
    clerk.post(address, {"last_day": "2026-09-30"})
    assert set_members(departments, date(2026, 9, 30)) == [city.agency]
    assert set_members(departments, date(2026, 10, 1)) == []


def test_membership_of_another_set_does_not_count(city: City, departments: AgencySet, now: datetime) -> None:
    """The row that is valid on the day has to be the row of this set."""
    organisation.create_agency_set(city.jurisdiction, "另一些部门", members=[city.agency], actor=None, now=now)
    agency_sets.end_member(departments.members.get(), last_day=date(2026, 9, 1), actor=city.clerk, now=now)
    assert set_members(departments, date(2026, 9, 7)) == []


def test_listing_twice_is_listing_once(city: City, departments: AgencySet, now: datetime) -> None:
    both = [city.agency, city.other]
    assert agency_sets.add_members(departments, both, valid_from=now.date(), actor=city.clerk, now=now) == 1
    assert agency_sets.add_members(departments, both, valid_from=now.date(), actor=city.clerk, now=now) == 0


def test_name_kind_and_wordings_are_changed(city: City, clerk: Client, departments: AgencySet) -> None:
    typed = {"name": "各县区政府", "kind": AgencyKind.COUNTY_GOVERNMENT, "aliases": "各县区人民政府\n县区政府"}
    clerk.post(reverse("organisation_set", args=[departments.pk]), typed)
    departments.refresh_from_db()
    assert (departments.name, departments.kind) == ("各县区政府", "county_government")
    assert set(departments.aliases.values_list("name", flat=True)) == {"各县区人民政府", "县区政府"}
    assert [m.agency for m in agency_sets.members_on(departments, date(2026, 9, 7))] == [city.agency, city.county]


def test_two_sets_of_one_name_are_refused(city: City, clerk: Client, departments: AgencySet, now: datetime) -> None:
    organisation.create_agency_set(
        city.jurisdiction, "各部门", kind="department", aliases=["各局"], actor=None, now=now
    )
    typed = {"name": "各局", "kind": "", "aliases": ""}
    answer = clerk.post(reverse("organisation_set", args=[departments.pk]), typed)
    assert answer.status_code == 400
    assert "已用这个名称" in answer.content.decode()


def test_outsiders_find_no_such_set(city: City, client_of: ClientOf, departments: AgencySet) -> None:
    member = departments.members.get()
    for person in (city.officer, city.leader, city.inspector):
        browser = client_of(person)
        assert browser.get(reverse("organisation_set", args=[departments.pk])).status_code == 404
        assert browser.post(reverse("organisation_set_add", args=[departments.pk])).status_code == 404
        assert browser.post(reverse("organisation_set_end", args=[departments.pk, member.pk])).status_code == 404


def test_adding_members_on_the_page_is_all_or_nothing(city: City, clerk: Client, departments: AgencySet) -> None:
    address = reverse("organisation_set_add", args=[departments.pk])
    assert clerk.post(address, {"members": "市司法局\n火星局", "valid_from": "2026-09-01"}).status_code == 400
    assert departments.members.count() == 1
    assert clerk.post(address, {"members": "市司法局", "valid_from": "2026-09-01"}).status_code == 302
    assert departments.members.count() == 2
