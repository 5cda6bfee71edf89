"""Who an issue would reach: sets as of the day, each agency once an item, and what stands in the way."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from tests.builders import City, make_plan
from tests.workflow.importing import county_set
from workflow.models import AgencySetMember, Assignment, AssignmentParty, Plan, PlanItem, User
from workflow.services import organisation, plans
from workflow.status import AgencyKind, AssignmentMode, PartyRole, Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(city: City, now: datetime) -> Plan:
    return make_plan(city, now, items=1)


def give(plan: Plan, role: PartyRole, **who: Any) -> AssignmentParty:
    """Another clause of the first item."""
    item = plan.items.all()[0]
    assignment = Assignment.objects.create(item=item, order=item.assignments.count(), mode=AssignmentMode.JOINT)
    return AssignmentParty.objects.create(assignment=assignment, role=role, name="某单位", **who)


def codes(plan: Plan, on: date) -> list[str]:
    return [problem.code for problem in plans.issue_problems(plan, on)]


def test_a_set_becomes_its_members_of_the_day(city: City, now: datetime, plan: Plan) -> None:
    counties = county_set(city, now)
    give(plan, PartyRole.CO, agency_set=counties)
    new = organisation.create_agency(
        city.jurisdiction,
        name="柳桥区人民政府",
        short_name="柳桥区政府",
        kind=AgencyKind.COUNTY_GOVERNMENT,
        order=51,
        actor=None,
        now=now,
        valid_from=date(2026, 10, 1),
    )
    before = plans.expand(plan, date(2026, 9, 30))
    after = plans.expand(plan, date(2026, 10, 1))
    assert [share.agency for share in before.shares] == [city.agency, city.county]
    assert [share.agency for share in after.shares] == [city.agency, city.county, new]
    assert after.sets == {counties: [city.county, new]}
    assert after.per_item == {plan.items.all()[0].pk: 3}


def test_many_sets_expand_as_one_does(city: City, now: datetime) -> None:
    by_kind = county_set(city, now)
    listed = organisation.create_agency_set(
        city.jurisdiction, "试点单位", actor=None, now=now, members=[city.other, city.agency]
    )
    both = organisation.create_agency_set(
        city.jurisdiction, "各部门", actor=None, now=now, kind=AgencyKind.DEPARTMENT, members=[city.county]
    )
    AgencySetMember.objects.filter(agency_set=listed, agency=city.other).update(valid_until=date(2026, 9, 1))
    for on in (date(2026, 8, 31), date(2026, 9, 1), date(1999, 1, 1)):
        found = plans.members_of([by_kind, listed, both], on)
        assert found == {one: organisation.set_members(one, on) for one in (by_kind, listed, both)}


def test_an_agency_named_twice_counts_once_with_its_strongest_role(city: City, now: datetime, plan: Plan) -> None:
    give(plan, PartyRole.CO, agency=city.agency)
    give(plan, PartyRole.PARTNER, agency=city.agency)
    give(plan, PartyRole.PARTNER, agency=city.other)
    give(plan, PartyRole.CO, agency=city.other)
    found = plans.expand(plan, now.date())
    assert [(share.agency, share.role) for share in found.shares] == [
        (city.agency, PartyRole.LEAD),
        (city.other, PartyRole.CO),
    ]
    assert found.partners == []


def test_partners_open_no_commitment(city: City, now: datetime, plan: Plan) -> None:
    give(plan, PartyRole.PARTNER, agency=city.other)
    found = plans.expand(plan, now.date())
    assert [share.agency for share in found.shares] == [city.agency]
    assert [share.agency for share in found.partners] == [city.other]


def test_an_unmatched_party_blocks(now: datetime, plan: Plan) -> None:
    give(plan, PartyRole.CO)
    problems = plans.issue_problems(plan, now.date())
    assert [(problem.code, problem.blocking) for problem in problems] == [("unmatched_party", True)]
    assert "二/（一）/1" in problems[0].sentence


def test_a_party_left_out_is_no_problem(now: datetime, plan: Plan) -> None:
    give(plan, PartyRole.CO, left_out_reason="已撤并")
    assert codes(plan, now.date()) == []


def test_a_set_without_members_blocks(city: City, now: datetime, plan: Plan) -> None:
    zones = organisation.create_agency_set(
        city.jurisdiction, "各开发区管委会", actor=None, now=now, kind=AgencyKind.ZONE
    )
    give(plan, PartyRole.CO, agency_set=zones)
    assert codes(plan, now.date()) == ["empty_set"]


def test_an_item_with_nobody_responsible_blocks(now: datetime, plan: Plan) -> None:
    PlanItem.objects.create(plan=plan, order=9, number="三", text="没有人负责。")
    assert codes(plan, now.date()) == ["nobody_responsible"]


def test_an_agency_that_has_ended_blocks(city: City, now: datetime, plan: Plan) -> None:
    city.agency.valid_until = now.date()
    city.agency.save()
    assert codes(plan, now.date() - timedelta(days=1)) == []
    assert codes(plan, now.date()) == ["agency_not_valid", "nobody_responsible"]


@pytest.mark.parametrize(
    ("gone", "code"), [(("officer",), "no_officer"), (("head",), "no_head"), (("officer", "head"), "no_people")]
)
def test_an_agency_without_people_is_named(
    city: City, now: datetime, plan: Plan, gone: tuple[str, ...], code: str
) -> None:
    User.objects.filter(username__in=gone).update(is_active=False)
    problems = plans.issue_problems(plan, now.date())
    assert [(problem.code, problem.agency, problem.blocking) for problem in problems] == [(code, city.agency, False)]
    assert "市数据局" in problems[0].sentence


def test_a_partner_without_an_officer_is_named(city: City, now: datetime, plan: Plan) -> None:
    give(plan, PartyRole.PARTNER, agency=city.other)
    User.objects.filter(username="other_head").update(is_active=False)
    assert codes(plan, now.date()) == []
    User.objects.filter(username="outsider").update(is_active=False)
    (problem,) = plans.issue_problems(plan, now.date())
    assert (problem.code, problem.agency, problem.blocking) == ("no_officer_to_contribute", city.other, False)


def test_a_role_given_later_does_not_count_yet(city: City, now: datetime, plan: Plan) -> None:
    User.objects.filter(username="officer").update(is_active=False)
    later = organisation.create_user("later", "陆遥", password=None, actor=None, now=now)
    organisation.add_membership(
        later, city.agency, Role.OFFICER, actor=None, now=now, valid_from=now.date() + timedelta(days=1)
    )
    assert codes(plan, now.date()) == ["no_officer"]
    assert codes(plan, now.date() + timedelta(days=1)) == []


def test_sixty_agencies_times_sixty_items_cost_seven_queries(
    city: City, now: datetime, django_assert_max_num_queries: Any
) -> None:
    counties = county_set(city, now)
    listed = organisation.create_agency_set(
        city.jurisdiction, "各部门", actor=None, now=now, kind=AgencyKind.DEPARTMENT
    )
    for number in range(57):
        organisation.create_agency(
            city.jurisdiction,
            name=f"第{number}区人民政府",
            short_name=f"第{number}区政府",
            kind=AgencyKind.COUNTY_GOVERNMENT,
            actor=None,
            now=now,
        )
    plan = make_plan(city, now, items=60)
    AssignmentParty.objects.bulk_create(
        [
            AssignmentParty(assignment=assignment, order=order, role=PartyRole.CO, name=one.name, agency_set=one)
            for assignment in Assignment.objects.filter(item__plan=plan)
            for order, one in enumerate((counties, listed), start=1)
        ]
    )
    with django_assert_max_num_queries(7):
        found = plans.expand(plan, now.date())
    assert len(found.shares) == 60 * 60
    assert len(found.agencies) == 60
    assert {problem.code for problem in found.problems} == {"no_people"}
