"""What an adopted comment changes in the draft: agencies, an item taken out or put back, an item added."""

from datetime import date, datetime
from typing import Any

import pytest

from flows.actions import plan as planning
from tests.builders import City, make_plan, open_task
from tests.workflow.adopted import (
    added,
    changed,
    circulated,
    decided,
    issued,
    item_of,
    parties,
    reassigned,
    taken,
    written,
)
from workflow.errors import Invalid, NotPermitted, NotVisible, TransitionRefused
from workflow.models import (
    AgencySet,
    AssignmentParty,
    ConsultationComment,
    JournalEntry,
    Plan,
    PlanDoubt,
    PlanItem,
    UpperDocument,
    UpperItem,
    UpperLink,
)
from workflow.services import adopting, organisation, plan_chain_page, plan_doubts, provenance, versions
from workflow.services import consultation as services
from workflow.services.adopting import ClauseNames, PuttingBack, Reassignment, Rewording
from workflow.services.plans import expand
from workflow.services.set_changes import snapshot, uses_of
from workflow.services.verification import verify_consultations, verify_doubts, verify_journal
from workflow.status import AgencyKind, PlanStatus

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(city: City, now: datetime) -> Plan:
    return circulated(city, now)


@pytest.fixture
def comment(city: City, plan: Plan, now: datetime) -> ConsultationComment:
    return written(city, plan, now, "owner")


# -- agencies ----------------------------------------------------------------------------------------------------------


def test_an_adopted_owner_comment_changes_the_agencies(
    city: City, plan: Plan, comment: ConsultationComment, now: datetime
) -> None:
    item = item_of(plan)
    decided(city, comment, now, reassigned(item))
    assert parties(item) == [("lead", "市司法局", city.other.pk), ("co", "市数据局", city.agency.pk)]
    told = JournalEntry.objects.get(act="comment_decided").data["reassigned"]
    assert [party["name"] for party in told["before"][0]["parties"]] == ["市数据局"]
    assert [party["name"] for party in told["after"][0]["parties"]] == ["市司法局", "市数据局"]
    assert [*verify_journal()] == []


def test_the_agencies_change_in_an_act_of_their_own(city: City, plan: Plan, now: datetime) -> None:
    changed(city, plan, now, reassigned(item_of(plan)))
    assert JournalEntry.objects.get(act="item_reassigned").data["reassigned"]["number"] == "二/（一）/1"
    same = item_of(plan)
    clause = same.assignments.all()[0].pk
    again = ClauseNames("lead", ("市司法局",), ("市数据局",), clause=clause)
    assert changed(city, plan, now, reassigned(same, again)) == {}
    assert JournalEntry.objects.filter(act="item_reassigned").count() == 1


def test_a_clause_that_stays_keeps_its_wording_and_its_names_their_place(city: City, plan: Plan, now: datetime) -> None:
    item = item_of(plan)
    clause = item.assignments.all()[0]
    AssignmentParty.objects.filter(assignment=clause).update(span_start=10, span_end=14)
    item = item_of(plan)
    kept = ClauseNames("lead_with", lead=("市数据局",), partner=("市司法局",), clause=clause.pk)
    more = ClauseNames("joint", co=("青禾县政府",))
    changed(city, plan, now, reassigned(item, kept, more))
    rows = AssignmentParty.objects.filter(assignment__item=item).order_by("assignment__order", "order")
    assert [(row.name, row.span_start) for row in rows] == [("市数据局", 10), ("市司法局", None), ("青禾县政府", None)]
    clause.refresh_from_db()
    assert (clause.mode, clause.phrase) == ("lead_with", "市数据局牵头")


def test_a_name_of_a_list_keeps_all_it_stood_for_and_a_set_is_found(city: City, plan: Plan, now: datetime) -> None:
    counties = organisation.create_agency_set(
        city.jurisdiction, "各县区政府", actor=None, now=now, kind=AgencyKind.COUNTY_GOVERNMENT
    )
    item = item_of(plan)
    clause = item.assignments.all()[0]
    for order, agency in enumerate((city.other, city.county), start=1):
        AssignmentParty.objects.create(assignment=clause, order=order, role="co", name="有关单位", agency=agency)
    item = item_of(plan)
    wanted = ClauseNames("lead", lead=("市数据局", "各县区政府"), partner=("有关单位",), clause=clause.pk)
    changed(city, plan, now, reassigned(item, wanted))
    rows = AssignmentParty.objects.filter(assignment=clause).order_by("order")
    assert [(row.role, row.agency_id, row.agency_set_id) for row in rows] == [
        ("lead", city.agency.pk, None),
        ("lead", None, counties.pk),
        ("partner", city.other.pk, None),
        ("partner", city.county.pk, None),
    ]


@pytest.mark.parametrize(
    "clauses",
    [
        [ClauseNames("lead", lead=("市监局",))],
        [ClauseNames("joint", lead=("市司法局",))],
        [ClauseNames("lead", co=("市司法局",))],
        [ClauseNames("joint", partner=("市司法局",))],
        [ClauseNames("boss", lead=("市司法局",))],
        [],
    ],
)
def test_agencies_are_of_the_register_and_agree_with_the_mode(
    city: City, plan: Plan, now: datetime, clauses: list[ClauseNames]
) -> None:
    item = item_of(plan)
    with pytest.raises(Invalid):
        changed(city, plan, now, Reassignment(item.pk, clauses, adopting.clauses_seen(item)))
    assert parties(item) == [("lead", "市数据局", city.agency.pk)]


def test_an_unknown_name_is_named_with_what_may_be_meant(city: City, plan: Plan, now: datetime) -> None:
    with pytest.raises(Invalid) as refused:
        changed(city, plan, now, reassigned(item_of(plan), ClauseNames("lead", lead=("市政务数据局",))))
    assert refused.value.details == ["“市政务数据局”不在单位库中，是否为：市数据局？"]


# -- taken out ---------------------------------------------------------------------------------------------------------


def test_an_item_taken_out_stays_with_its_reason_and_counts_for_nothing(city: City, plan: Plan, now: datetime) -> None:
    item = item_of(plan)
    PlanDoubt.objects.create(plan=plan, item=item, kind="open_list")
    comment = written(city, plan, now, "delete")
    decided(city, comment, now, taken(item))
    item.refresh_from_db()
    assert (item.taken_out_reason, item.taken_out_by, item.text) == ("与上级要求重复。", "何亦舟", "把办事指南写明白。")
    found = expand(plan, now.date())
    assert [one.number for one in found.items] == ["二/（一）/2"]
    assert {share.item.pk for share in found.shares} == {item_of(plan, 1).pk}
    assert found.doubts == []
    plan_doubts.require_settled(plan)
    told = JournalEntry.objects.get(act="comment_decided").data["taken_out"]
    assert (told["number"], told["reason"]) == ("二/（一）/1", "与上级要求重复。")


def test_its_sets_are_remembered_while_an_item_names_them(city: City, plan: Plan, now: datetime) -> None:
    organisation.create_agency_set(
        city.jurisdiction, "各县区政府", actor=None, now=now, kind=AgencyKind.COUNTY_GOVERNMENT
    )
    Plan.objects.filter(pk=plan.pk).update(set_members={})
    wanted = ClauseNames("joint", co=("各县区政府",))
    changed(city, plan, now, reassigned(item_of(plan), wanted))
    known = str(AgencySet.objects.get().pk)
    assert snapshot(plan, now.date()) == {known: [city.county.pk]}
    plan.refresh_from_db()
    assert plan.set_members == {known: [city.county.pk]}
    assert [use.is_changed for use in uses_of(plan, expand(plan, now.date()).sets)] == [False]
    changed(city, plan, now, taken(item_of(plan)))
    assert snapshot(plan, now.date()) == {}


def test_it_is_put_back_until_the_plan_is_handed_in(city: City, plan: Plan, now: datetime) -> None:
    item = item_of(plan)
    changed(city, plan, now, taken(item))
    for again in (taken(item), reassigned(item), Rewording(item.pk, "新。", item.text)):
        with pytest.raises(TransitionRefused):
            changed(city, plan, now, again)
    changed(city, plan, now, PuttingBack(item.pk))
    with pytest.raises(TransitionRefused):
        changed(city, plan, now, PuttingBack(item.pk))
    assert len(expand(plan, now.date()).items) == 2
    acts = JournalEntry.objects.filter(plan=plan).order_by("seq").values_list("act", "remark")
    assert list(acts)[-2:] == [("item_taken_out", "与上级要求重复。"), ("item_put_back", "")]


def test_nobody_comments_on_what_was_taken_out_and_a_reason_is_needed(city: City, plan: Plan, now: datetime) -> None:
    item = item_of(plan)
    with pytest.raises(Invalid):
        changed(city, plan, now, taken(item, " "))
    changed(city, plan, now, taken(item))
    with pytest.raises(TransitionRefused):
        written(city, plan, now, "other", item=item.pk)


def test_what_it_answered_of_the_levels_above_is_open_again(city: City, plan: Plan, now: datetime) -> None:
    upper = UpperDocument.objects.create(plan=plan, title="省要点", added_by=city.clerk, added_at=now, read_at=now)
    theirs = UpperItem.objects.create(document=upper, order=1, number="一", text="写明办事指南。")
    UpperLink.objects.create(item=item_of(plan), upper_item=theirs, confirmed_by="何亦舟", confirmed_at=now)
    assert plan_chain_page.compare(upper).missing == []
    changed(city, plan, now, taken(item_of(plan)))
    found = plan_chain_page.compare(upper)
    assert [one.upper for one in found.missing] == [theirs]
    assert [one.number for one in found.extra] == ["二/（一）/2"]
    assert plan_chain_page.documents(plan)[0].open == 1
    assert JournalEntry.objects.get(act="item_taken_out").data["taken_out"]["links"] == ["一"]


# -- added -------------------------------------------------------------------------------------------------------------


def test_an_adopted_addition_stands_behind_its_item(city: City, plan: Plan, now: datetime) -> None:
    comment = written(city, plan, now, "add")
    decided(city, comment, now, added(comment, item_of(plan), heading="设窗口", due_on=date(2026, 11, 30)))
    items = list(plan.items.order_by("order"))
    assert [(one.order, one.number) for one in items] == [(1, "二/（一）/1"), (2, "二/（一）/1-2"), (3, "二/（一）/2")]
    new = items[1]
    assert (new.heading, new.due_on, new.from_comment, new.span_start) == (
        "设窗口",
        date(2026, 11, 30),
        comment,
        None,
    )
    assert parties(new) == [("lead", "市司法局", city.other.pk), ("co", "市数据局", city.agency.pk)]
    assert JournalEntry.objects.get(act="comment_decided").data["added"]["behind"] == "二/（一）/1"
    whence = provenance.of_item(new.pk)
    assert whence.comment == comment
    assert {one.quote for one in whence.origins} == {None}


def test_it_may_begin_the_plan_and_needs_an_adopted_comment(city: City, plan: Plan, now: datetime) -> None:
    comment = written(city, plan, now, "add", item=None)
    with pytest.raises(Invalid):
        changed(city, plan, now, added(comment, None))
    with pytest.raises(Invalid):
        decided(city, comment, now, added(comment, None), "refused")
    comment.refresh_from_db()
    assert comment.outcome == ""
    decided(city, comment, now, None, "partly")
    changed(city, plan, now, added(comment, None))
    assert plan.items.order_by("order")[0].number == "二/（一）/1-2"
    assert JournalEntry.objects.get(act="item_added").data["added"]["behind"] == ""


@pytest.mark.parametrize(
    "more",
    [{"number": "二/（一）/2"}, {"number": " "}, {"text": " "}, {"clauses": ()}, {"heading": "长" * 301}],
)
def test_an_added_item_is_complete_and_its_number_is_free(
    city: City, plan: Plan, now: datetime, more: dict[str, Any]
) -> None:
    comment = written(city, plan, now, "add")
    with pytest.raises(Invalid):
        decided(city, comment, now, added(comment, item_of(plan), **more))
    assert plan.items.count() == 2


# -- who, when ---------------------------------------------------------------------------------------------------------


def test_the_second_clerk_is_told_that_it_changed(
    city: City, plan: Plan, comment: ConsultationComment, now: datetime
) -> None:
    item = item_of(plan)
    first, late, out = reassigned(item), reassigned(item, ClauseNames("lead", lead=("青禾县政府",))), taken(item)
    changed(city, plan, now, first)
    for change in (late, out):
        with pytest.raises(TransitionRefused):
            decided(city, comment, now, change)
    comment.refresh_from_db()
    assert comment.outcome == ""
    assert parties(item)[0] == ("lead", "市司法局", city.other.pk)


@pytest.mark.parametrize(
    ("person", "error"),
    [("leader", NotPermitted), ("inspector", NotVisible), ("officer", NotVisible), ("outsider", NotVisible)],
)
def test_only_the_clerk_changes_the_draft(
    city: City, plan: Plan, now: datetime, person: str, error: type[Exception]
) -> None:
    comment = written(city, plan, now, "add")
    decided(city, comment, now, None)
    item = item_of(plan)
    for change in (reassigned(item), taken(item), PuttingBack(item.pk), added(comment, item)):
        with pytest.raises(error):
            changed(city, plan, now, change, person)


def test_what_is_not_of_the_plan_or_the_comment_is_not_found(
    city: City, plan: Plan, comment: ConsultationComment, now: datetime
) -> None:
    foreign = make_plan(city, now)
    other = item_of(foreign)
    for change in (reassigned(other), taken(other), PuttingBack(other.pk), added(comment, other)):
        with pytest.raises(NotVisible):
            decided(city, comment, now, change)
    with pytest.raises(NotVisible):
        decided(city, comment, now, reassigned(item_of(plan, 1)))
    with pytest.raises(NotVisible):
        changed(city, foreign, now, taken(other))


def test_not_once_it_was_handed_in_nor_in_a_version(city: City, plan: Plan, now: datetime) -> None:
    version = make_plan(city, now, status=PlanStatus.CONSULTATION, version=2, version_of=plan)
    services.open_consultation(version.pk, working_days=5, actor=city.clerk, now=now)
    with pytest.raises(TransitionRefused):
        changed(city, version, now, taken(item_of(version)))
    services.close_early(plan.pk, "均已反馈。", actor=city.clerk, now=now)
    planning.submit(open_task("review", plan=plan).pk, actor=city.clerk, now=now)
    with pytest.raises(TransitionRefused):
        changed(city, plan, now, taken(item_of(plan)))


# -- the issue ---------------------------------------------------------------------------------------------------------


def test_the_issue_opens_what_was_adopted_and_nothing_else(city: City, plan: Plan, now: datetime) -> None:
    first, second = item_of(plan), item_of(plan, 1)
    comment = written(city, plan, now, "add")
    decided(city, comment, now, added(comment, first, clauses=(ClauseNames("lead", lead=("青禾县政府",)),)))
    changed(city, plan, now, reassigned(second))
    changed(city, plan, now, taken(first))
    assert issued(city, plan, now) == [
        ("二/（一）/1-2", "青禾县政府", "lead"),
        ("二/（一）/2", "市数据局", "co"),
        ("二/（一）/2", "市司法局", "lead"),
    ]
    assert [one.number for one in versions.items_in_force(plan)] == ["二/（一）/1-2", "二/（一）/2"]
    PlanDoubt.objects.create(plan=plan, item=first, kind="open_list")
    assert [*verify_consultations(), *verify_journal(), *verify_doubts()] == []


def test_verify_finds_what_should_never_be(city: City, plan: Plan, now: datetime) -> None:
    comment = written(city, plan, now, "add")
    decided(city, comment, now, None)
    issued(city, plan, now)
    foreign = make_plan(city, now)
    PlanItem.objects.filter(plan=plan, order=1).update(taken_out_at=now)
    PlanItem.objects.filter(plan=foreign, order=1).update(from_comment=comment)
    codes = [breach.code for breach in verify_consultations()]
    assert codes == ["taken_out_opened", "taken_out_unsaid", "added_foreign"]
