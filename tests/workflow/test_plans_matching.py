"""Names of documents against the register: what counts as the same agency, and what does not."""

from datetime import date, datetime
from typing import Any

import pytest

from tests.builders import City
from workflow.models import AgencyAlias
from workflow.services import organisation
from workflow.services.matching import load_register
from workflow.status import AgencyKind, JurisdictionLevel, PartyMatch

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["市数据局", "云川市数据局", "数据局", "云川数据局", " 市 数据局", "市数据管理局"])
def test_full_short_and_prefixless_names_are_one_agency(city: City, name: str) -> None:
    match = load_register(city.office).match(name)
    assert match is not None
    assert (match.kind, match.id) == (PartyMatch.AGENCY, city.agency.pk)


@pytest.mark.parametrize("name", ["市政数局", "省数据局", "局", "市", "", "市数据", "青禾县数据局"])
def test_other_names_are_unknown(city: City, name: str) -> None:
    assert load_register(city.office).match(name) is None


def test_government_and_peoples_government_are_one(city: City) -> None:
    match = load_register(city.office).match("青禾县人民政府")
    assert match is not None
    assert match.id == city.county.pk


def test_aliases_count_as_long_as_they_are_valid(city: City, now: datetime) -> None:
    organisation.add_alias(city.agency, "市大数据中心", actor=None, now=now)
    register = load_register(city.office, date(2026, 9, 7))
    assert register.match("市大数据中心") == register.match("市数据局")
    AgencyAlias.objects.update(valid_until=date(2026, 9, 1))
    assert load_register(city.office, date(2026, 9, 7)).match("市大数据中心") is None


def test_sets_answer_to_their_aliases(city: City, now: datetime) -> None:
    made = organisation.create_agency_set(
        city.jurisdiction,
        "各县区政府",
        actor=None,
        now=now,
        kind=AgencyKind.COUNTY_GOVERNMENT,
        aliases=["各县（市、区）"],
    )
    register = load_register(city.office)
    for name in ("各县区政府", "各县区人民政府", "各县(市、区)"):
        match = register.match(name)
        assert match is not None
        assert (match.kind, match.id) == (PartyMatch.AGENCY_SET, made.pk)


def test_an_agency_that_has_ended_is_unknown(city: City) -> None:
    city.agency.valid_until = date(2026, 1, 1)
    city.agency.save()
    assert load_register(city.office, date(2026, 9, 7)).match("市数据局") is None


def test_a_name_without_prefix_that_two_share_is_nobody(city: City, now: datetime) -> None:
    organisation.create_agency(
        city.jurisdiction, name="云川数据局", short_name="川数据局", kind=AgencyKind.INSTITUTION, actor=None, now=now
    )
    assert load_register(city.office).match("数据局") is None


def test_a_county_bureau_answers_to_its_full_name_only(city: City, now: datetime) -> None:
    county = organisation.create_jurisdiction(
        "青禾县", JurisdictionLevel.COUNTY, actor=None, now=now, parent=city.jurisdiction
    )
    bureau = organisation.create_agency(
        county, name="青禾县教育局", short_name="县教育局", kind=AgencyKind.DEPARTMENT, actor=None, now=now
    )
    register = load_register(city.office)
    match = register.match("青禾县教育局")
    assert match is not None
    assert match.id == bureau.pk
    assert register.match("教育局") is None


def test_suggestions_come_most_similar_first(city: City) -> None:
    register = load_register(city.office)
    assert [match.label for match in register.suggest("市政务数据局")] == ["市数据局"]
    assert register.suggest("青年志愿者协会") == []


@pytest.mark.parametrize(
    ("written", "known", "meant"),
    [
        ("市住建局", "市住房和城乡建设局", True),
        ("市卫生健康委", "市卫生健康委员会", True),
        ("市农业农村局", "市农业农忖局", True),
        ("市质监局", "市安监局", False),
        ("区住建局", "市住房和城乡建设局", False),
        ("住建局", "市住房和城乡建设局", True),
        ("市工商局", "市商务局", False),
        ("市工商局", "市工信局", False),
        ("市新闻办", "市人大办公室", False),
    ],
)
def test_only_what_may_be_meant_is_suggested(city: City, now: datetime, written: str, known: str, meant: bool) -> None:
    organisation.create_agency(
        city.jurisdiction, name=known, short_name=known, kind=AgencyKind.DEPARTMENT, actor=None, now=now
    )
    assert (known in [match.label for match in load_register(city.office).suggest(written)]) is meant


def test_the_register_costs_two_queries(city: City, now: datetime, django_assert_num_queries: Any) -> None:
    for number in range(40):
        organisation.create_agency(
            city.jurisdiction,
            name=f"云川市第{number}局",
            short_name=f"市第{number}局",
            kind=AgencyKind.DEPARTMENT,
            aliases=[f"第{number}办"],
            actor=None,
            now=now,
        )
    with django_assert_num_queries(2):
        register = load_register(city.office)
        for number in range(40):
            assert register.match(f"第{number}局")
