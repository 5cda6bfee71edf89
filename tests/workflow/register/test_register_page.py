"""The register's list: what it shows, how it is narrowed, who is missing, what it costs."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.builders import City, issue_plan, make_plan
from tests.workflow.register.conftest import ClientOf
from workflow.models import Agency, Membership
from workflow.services import organisation, people, register
from workflow.services.calendar import local_day
from workflow.services.register_rights import places_of
from workflow.status import AgencyKind, JurisdictionLevel, Role

LIST = "/agencies/"


def add_agency(city: City, now: datetime, name: str, **facts: object) -> Agency:
    wanted = {"short_name": name, "kind": AgencyKind.DEPARTMENT, **facts}
    return organisation.create_agency(city.jurisdiction, name=name, actor=None, now=now, **wanted)  # type: ignore[arg-type]


def names(client: Client, **query: str | int) -> list[str]:
    return [row.agency.name for row in client.get(LIST, query).context["rows"]]


def test_the_list_shows_names_people_and_open_items(city: City, clerk: Client, now: datetime) -> None:
    organisation.add_alias(city.agency, "市大数据局", actor=None, now=now)
    issue_plan(city, make_plan(city, now), now)
    page = clerk.get(LIST).content.decode()
    for shown in ("市数据局", "市大数据局", "孙立群", "李婧", f"?agency={city.agency.pk}"):
        assert shown in page
    row = next(row for row in clerk.get(LIST).context["rows"] if row.agency == city.agency)
    assert row.open_items == 2


@pytest.mark.parametrize("person", ["officer", "head", "outsider", "leader", "inspector"])
@pytest.mark.parametrize(
    "address",
    [
        reverse("organisation"),
        reverse("agency_new"),
        reverse("organisation_import"),
        reverse("organisation_import_template"),
        reverse("organisation_export"),
        reverse("organisation_sets"),
        reverse("organisation_set_new"),
        reverse("organisation_place_new"),
    ],
)
def test_to_others_the_register_does_not_exist(city: City, client_of: ClientOf, person: str, address: str) -> None:
    assert client_of(getattr(city, person)).get(address).status_code == 404


def test_strangers_are_asked_to_sign_in(city: City) -> None:
    answer = Client().get(LIST)
    assert answer.status_code == 302
    assert "sign-in" in answer["Location"]


def test_the_search_finds_aliases_and_people(city: City, clerk: Client, now: datetime) -> None:
    organisation.add_alias(city.agency, "大数据中心", actor=None, now=now)
    assert names(clerk, q="大数据") == ["云川市数据局"]
    assert names(clerk, q="周敏") == ["云川市司法局"]
    assert names(clerk, q="没有这个") == []


def test_the_kind_and_the_missing_people_narrow_it(city: City, clerk: Client, now: datetime) -> None:
    add_agency(city, now, "云川市档案馆", kind=AgencyKind.INSTITUTION)
    assert names(clerk, kind="county_government") == ["青禾县人民政府"]
    assert names(clerk, people="missing") == ["云川市档案馆"]
    assert names(clerk, kind="nonsense", people="nonsense", **{"in": "x"}) == names(clerk)


def test_pages_follow_each_other_without_gap_or_repeat(
    city: City, clerk: Client, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workflow.views.organisation.PAGE_SIZE", 3)
    for number in range(5):
        add_agency(city, now, f"云川市第{number}局", order=10)
    everything: list[int] = []
    query: dict[str, str] = {}
    while True:
        page = clerk.get(LIST, query).context
        everything += [row.agency.pk for row in page["rows"]]
        if not page["page"].older:
            break
        query = {"older": page["page"].older}
    assert everything == list(Agency.objects.order_by("order", "id").values_list("pk", flat=True))
    assert len(everything) == Agency.objects.count() == 9
    back = clerk.get(LIST, {"newer": page["page"].newer}).context["rows"]
    assert [row.agency.pk for row in back] == everything[3:6]


def test_a_gap_names_the_last_holder_and_the_way_to_fill_it(city: City, clerk: Client, now: datetime) -> None:
    post = city.head.memberships.get()
    people.end_membership(post, last_day=local_day(now), actor=city.clerk, now=now)
    gaps = register.gaps(places_of(city.clerk), local_day(now.replace(day=20)))
    assert [(gap.agency, gap.missing, gap.last, gap.last_on) for gap in gaps] == [
        (city.agency, (Role.HEAD,), post, local_day(now))
    ]


def test_the_page_leads_from_a_gap_to_its_remedy(city: City, clerk: Client, now: datetime) -> None:
    made = add_agency(city, now, "云川市档案馆")
    page = clerk.get(LIST).content.decode()
    assert "1 个单位缺人" in page
    for role in ("head", "officer"):
        assert f"{reverse('agency_person_new', args=[made.pk])}?role={role}" in page


def test_an_office_without_items_needs_no_head(city: City, clerk: Client) -> None:
    assert clerk.get(LIST).context["gaps"] == []


def test_a_deactivated_account_fills_no_post(city: City, now: datetime) -> None:
    people.deactivate_person(city.officer, reason="调离", actor=city.clerk, now=now)
    assert register.missing_roles([city.agency.pk, city.other.pk], local_day(now)) == {city.agency.pk: (Role.OFFICER,)}


def count_queries(act: Callable[[], object]) -> int:
    act()
    with CaptureQueriesContext(
        connection,
    ) as captured:
        act()
    return len(captured)


def test_the_cost_does_not_grow_with_the_register(city: City, clerk: Client, now: datetime) -> None:
    add_agency(city, now, "云川市档案馆")
    few = count_queries(lambda: clerk.get(LIST))
    for number in range(30):
        made = add_agency(city, now, f"云川市第{number}局")
        user = organisation.create_user(f"u{number}", f"人{number}", password=None, actor=None, now=now)
        organisation.add_membership(user, made, Role.OFFICER, actor=None, now=now)
    assert count_queries(lambda: clerk.get(LIST)) == few <= 16
    assert len(clerk.get(LIST).content) < 150_000


def test_a_jurisdiction_below_belongs_to_the_same_register(city: City, clerk: Client, now: datetime) -> None:
    answer = clerk.post(
        reverse("organisation_place_new"),
        {"name": "青禾县", "short_name": "", "level": JurisdictionLevel.COUNTY, "parent": city.jurisdiction.pk},
    )
    assert answer.status_code == 302
    places = places_of(city.clerk)
    assert [(place.jurisdiction.name, place.depth) for place in places] == [("云川市", 0), ("青禾县", 1)]
    below = organisation.create_agency(
        places[1].jurisdiction,
        name="青禾县教育局",
        short_name="县教育局",
        kind=AgencyKind.DEPARTMENT,
        actor=city.clerk,
        now=now,
    )
    assert names(clerk, **{"in": places[1].jurisdiction.pk}) == ["青禾县教育局"]
    assert clerk.get(reverse("agency", args=[below.pk])).status_code == 200


def test_a_clerk_below_does_not_see_the_register_above(city: City, client_of: ClientOf, now: datetime) -> None:
    county = organisation.create_jurisdiction(
        "青禾县", JurisdictionLevel.COUNTY, parent=city.jurisdiction, actor=None, now=now
    )
    office = organisation.create_agency(
        county, name="青禾县政府办公室", short_name="县府办", kind=AgencyKind.OFFICE, actor=None, now=now
    )
    clerk_below = organisation.create_user("county_clerk", "丁可", password=None, actor=None, now=now)
    organisation.add_membership(clerk_below, office, Role.CLERK, actor=None, now=now)
    browser = client_of(clerk_below)
    assert names(browser) == ["青禾县政府办公室"]
    assert browser.get(reverse("agency", args=[city.agency.pk])).status_code == 404
    assert browser.get(reverse("person", args=[city.officer.pk])).status_code == 404
    answer = browser.post(reverse("membership_end", args=[Membership.objects.filter(user=city.head).get().pk]))
    assert answer.status_code == 404
