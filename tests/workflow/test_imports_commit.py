"""From a draft to a work plan: what is refused, what is written, and that it is written once."""

from datetime import date, datetime
from typing import Any

import pytest

from tests.builders import City
from tests.workflow.importing import PLAN_TEXT, Clerk, county_set, draft_of, settle_everything, settle_rest
from workflow.errors import Invalid, NotVisible, TransitionRefused
from workflow.models import (
    Agency,
    AgencyAlias,
    Assignment,
    AssignmentParty,
    ImportDraft,
    ItemDeadline,
    ItemRecurrence,
    JournalEntry,
    Plan,
    PlanItem,
)
from workflow.services import imports, organisation
from workflow.status import AgencyKind, JurisdictionLevel, PartyRole, PlanStatus, Role

pytestmark = pytest.mark.django_db


def test_open_questions_are_listed_with_their_numbers(clerk: Clerk) -> None:
    with pytest.raises(Invalid) as refused:
        clerk.commit()
    told = "\n".join(refused.value.details)
    assert "二/（二）/4" in told
    assert "市信访办" in told
    assert "有关部门" in told
    assert "二/（二）/5" in told
    assert not Plan.objects.exists()
    assert not Agency.objects.filter(name__contains="信访").exists()


def test_the_plan_carries_what_was_read(city: City, now: datetime, clerk: Clerk) -> None:
    settle_everything(clerk)
    plan = clerk.commit()
    assert plan.status == PlanStatus.DRAFT
    assert plan.title == "云川市人民政府办公室关于印发《2026年云川市政务公开工作要点》的通知"
    assert (plan.document_number, plan.written_on) == ("云政办发〔2026〕12号", date(2026, 8, 28))
    assert plan.plan_working_days == 20
    assert plan.completion_on == date(2026, 12, 31)
    assert plan.created_by == city.clerk
    numbers = list(plan.items.values_list("number", flat=True))
    assert numbers == ["二/（一）/1", "二/（一）/2", "二/（一）/3", "二/（二）/4"]
    first, second, third, _fourth = plan.items.all()
    assert first.due_on == date(2026, 12, 31)
    assert second.due_on is None
    assert first.category == "（一）把政策讲明白"
    text = plan.document.clean_text if plan.document else ""
    assert text[first.span_start : first.span_end].startswith("1.办好政策问答")
    assert ItemDeadline.objects.get(item=first).kind == "by_period_end"
    assert ItemRecurrence.objects.get(item=second).period == "quarter"
    assert third.assignments.get().parties.get().agency_set.name == "各县区政府"
    assert ImportDraft.objects.get().plan == plan
    entry = JournalEntry.objects.get(plan=plan, act="plan_created")
    assert entry.actor == city.clerk
    assert entry.data["items"] == 4


def test_roles_follow_the_wording(city: City, clerk: Clerk) -> None:
    settle_everything(clerk)
    clerk.commit()

    def roles(number: str) -> list[tuple[str, str]]:
        parties = AssignmentParty.objects.filter(assignment__item__number=number)
        return [(party.name, party.role) for party in parties]

    assert roles("二/（一）/1") == [("市数据局", PartyRole.LEAD), ("市司法局", PartyRole.PARTNER)]
    assert roles("二/（一）/2") == [("市数据局", PartyRole.LEAD), ("市司法局", PartyRole.LEAD)]
    assert roles("二/（一）/3") == [("各县区政府", PartyRole.CO)]


@pytest.mark.parametrize(
    ("phrase", "role"),
    [
        ("市数据局牵头，会同市司法局落实", PartyRole.PARTNER),
        ("市数据局牵头，市司法局配合", PartyRole.PARTNER),
        ("市数据局牵头，市司法局负责落实", PartyRole.CO),
    ],
)
def test_beside_a_lead_helpers_are_partners_and_doers_are_responsible(
    city: City, now: datetime, phrase: str, role: str
) -> None:
    text = PLAN_TEXT.replace("市数据局牵头，会同市司法局落实", phrase)
    clerk = Clerk(draft_of(city, now, text), city, now)
    parties = clerk.item("二/（一）/1")["clauses"][0]["parties"]
    assert {"name": "市司法局", "role": role} in parties


def test_a_collective_listed_by_hand_becomes_one_party_an_agency(city: City, clerk: Clerk) -> None:
    settle_everything(clerk)
    clerk.commit()
    listed = AssignmentParty.objects.filter(name="有关部门")
    assert {party.agency for party in listed} == {city.agency, city.other}
    assert {party.role for party in listed} == {PartyRole.PARTNER}


def test_a_collective_may_be_kept_as_a_set(city: City, clerk: Clerk) -> None:
    settle_everything(clerk)
    clerk.set_party("有关部门", {"to": "members", "names": ["市数据局"], "as_set": True})
    clerk.commit()
    party = AssignmentParty.objects.get(name="有关部门")
    assert party.agency_set is not None
    assert party.agency_set.name == "有关部门"
    assert [member.agency for member in party.agency_set.members.all()] == [city.agency]


def test_a_new_agency_is_made_at_commit_and_not_before(clerk: Clerk) -> None:
    settle_everything(clerk)
    assert not Agency.objects.filter(name="云川市信访办公室").exists()
    clerk.commit()
    made = Agency.objects.get(name="云川市信访办公室")
    assert (made.short_name, made.kind) == ("市信访办", AgencyKind.DEPARTMENT)
    assert AssignmentParty.objects.get(name="市信访办").agency == made


def test_an_alias_is_kept_for_next_time(city: City, clerk: Clerk) -> None:
    settle_everything(clerk)
    clerk.set_party("市信访办", {"to": f"agency:{city.other.pk}"})
    clerk.commit()
    assert AgencyAlias.objects.get(name="市信访办").agency == city.other


def test_a_decision_for_one_item_leaves_the_register_alone(city: City, clerk: Clerk) -> None:
    settle_everything(clerk)
    item = clerk.item("二/（二）/4")
    clerk.set_party("市信访办", {"to": f"agency:{city.agency.pk}"}, only_item=item["id"])
    clerk.commit()
    assert AssignmentParty.objects.get(name="市信访办").agency == city.agency
    assert not AgencyAlias.objects.filter(name="市信访办").exists()


def test_leaving_out_keeps_the_reason(clerk: Clerk) -> None:
    settle_everything(clerk)
    clerk.set_party("有关部门", {"to": "left_out", "reason": "牵头单位自行协调"})
    clerk.commit()
    party = AssignmentParty.objects.get(name="有关部门")
    assert party.left_out_reason == "牵头单位自行协调"
    assert party.agency is None


def test_who_leaves_out_the_only_responsible_party_has_to_waive_the_item(clerk: Clerk) -> None:
    settle_everything(clerk)
    clerk.set_party("各县区政府", {"to": "left_out", "reason": "本年不涉及县区"})
    with pytest.raises(Invalid) as refused:
        clerk.commit()
    assert any("二/（一）/3" in line for line in refused.value.details)


def test_committing_twice_gives_the_same_plan(clerk: Clerk) -> None:
    settle_everything(clerk)
    assert clerk.commit() == clerk.commit(revision=0)
    assert Plan.objects.count() == 1
    assert PlanItem.objects.count() == 4


def test_a_stale_commit_is_refused(clerk: Clerk) -> None:
    settle_everything(clerk)
    with pytest.raises(TransitionRefused):
        clerk.commit(revision=0)
    assert not Plan.objects.exists()


def test_a_failure_keeps_nothing_of_the_register(city: City, now: datetime, clerk: Clerk) -> None:
    settle_everything(clerk)
    # Somebody gave the short name to another agency in the meantime.
    organisation.create_agency(
        city.jurisdiction,
        name="云川市信访联席会议",
        short_name="市信访办",
        kind=AgencyKind.DEPARTMENT,
        actor=None,
        now=now,
    )
    with pytest.raises(Invalid):
        clerk.commit()
    assert not Plan.objects.exists()
    assert Agency.objects.filter(name__contains="信访").count() == 1


def test_a_dropped_draft_is_not_committed(clerk: Clerk) -> None:
    settle_everything(clerk)
    clerk.abandon()
    with pytest.raises(TransitionRefused):
        clerk.commit()


def test_an_agency_another_plan_created_meanwhile_is_not_created_again(city: City, now: datetime) -> None:
    county_set(city, now)
    first = Clerk(draft_of(city, now), city, now)
    text = PLAN_TEXT.replace("政务公开", "营商环境").replace("〕12号", "〕13号")
    second = Clerk(draft_of(city, now, text), city, now)
    settle_everything(first)
    settle_everything(second)
    first.commit()
    plan = second.commit()
    created = Agency.objects.get(name="云川市信访办公室")
    assert AssignmentParty.objects.filter(assignment__item__plan=plan, agency=created).exists()


def test_two_names_that_become_one_new_agency_make_it_once(city: City, now: datetime) -> None:
    county_set(city, now)
    text = PLAN_TEXT.replace("市数据局、市司法局分别牵头落实", "市数据局、市信访室分别牵头落实")
    clerk = Clerk(draft_of(city, now, text), city, now)
    clerk.set_party("市信访室", {"to": "create", "full_name": "云川市信访办公室", "kind": "department"})
    settle_everything(clerk)
    clerk.commit()
    created = Agency.objects.get(name="云川市信访办公室")
    assert {"市信访办", "市信访室"} <= {created.short_name, *created.aliases.values_list("name", flat=True)}


@pytest.mark.parametrize("person", ["officer", "outsider", "leader", "inspector"])
def test_others_do_not_see_the_draft(city: City, now: datetime, clerk: Clerk, person: str) -> None:
    settle_everything(clerk)
    with pytest.raises(NotVisible):
        imports.commit(clerk.pk, revision=99, actor=getattr(city, person), now=now)


def test_the_commit_costs_the_same_for_many_items(
    city: City, now: datetime, django_assert_max_num_queries: Any
) -> None:
    items = "\n".join(f"{number}.第{number}件事。把第{number}件事做好（市数据局牵头）。\n" for number in range(1, 301))
    text = f"云川市政务公开工作要点\n\n云川市人民政府办公室\n\n2026年8月28日\n\n一、工作重点\n\n（一）讲明白\n\n{items}"
    clerk = Clerk(draft_of(city, now, text), city, now)
    settle_rest(clerk)
    if not clerk.review["header"]["title"]:
        clerk.set_header({"title": "云川市政务公开工作要点"})
    with django_assert_max_num_queries(40):
        plan = clerk.commit()
    assert plan.items.count() == 300
    assert Assignment.objects.filter(item__plan=plan).count() == 300


def test_a_clerk_of_another_office_sees_nothing(city: City, now: datetime, clerk: Clerk) -> None:
    elsewhere = organisation.create_jurisdiction("松岭市", JurisdictionLevel.CITY, actor=None, now=now)
    office = organisation.create_agency(
        elsewhere, name="松岭市政府办公室", short_name="松岭市府办", kind=AgencyKind.OFFICE, actor=None, now=now
    )
    foreign = organisation.create_user("foreign", "陆遥", password=None, actor=None, now=now)
    organisation.add_membership(foreign, office, Role.CLERK, actor=None, now=now)
    with pytest.raises(NotVisible):
        imports.undo(clerk.pk, revision=0, actor=foreign, now=now)
