"""What an adopted comment changes in the draft: agencies, an item taken out or put back, an item added."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse

from flows.actions import plan as planning
from flows.jobs import shares_of
from tests.builders import City, make_plan, open_task
from tests.flows.pages import words_of
from tests.workflow.importing import Clerk, settle_everything
from workflow.errors import Invalid, NotPermitted, NotVisible, TransitionRefused
from workflow.models import (
    AgencySet,
    AssignmentParty,
    Commitment,
    Consultation,
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
from workflow.services.adopting import Addition, ClauseNames, PuttingBack, Reassignment, Rewording, TakingOut
from workflow.services.consultation import Proposal
from workflow.services.plans import expand
from workflow.services.set_changes import snapshot, uses_of
from workflow.services.verification import verify_consultations, verify_doubts, verify_journal
from workflow.status import AgencyKind, PlanStatus

pytestmark = pytest.mark.django_db
JUSTICE = (ClauseNames("lead", lead=("市司法局",), co=("市数据局",)),)


@pytest.fixture
def plan(city: City, now: datetime) -> Plan:
    """Two items the agency leads, sent around for comments for as long as the pages look."""
    made = make_plan(city, now, status=PlanStatus.CONSULTATION)
    services.open_consultation(made.pk, working_days=5, actor=city.clerk, now=now)
    Consultation.objects.update(closes_on=date(2099, 1, 1))
    return made


@pytest.fixture
def comment(city: City, plan: Plan, now: datetime) -> ConsultationComment:
    return written(city, plan, now, "owner")


def item_of(plan: Plan, place: int = 0) -> PlanItem:
    item = adopting.item_of(plan, plan.items.all()[place].pk)
    assert item is not None
    return item


def written(city: City, plan: Plan, now: datetime, kind: str, **more: Any) -> ConsultationComment:
    says = Proposal(kind, "与三定规定一致。", "增加一项。", item=more.get("item", item_of(plan).pk))
    return services.add_comment(plan.pk, city.agency.pk, says, actor=city.officer, now=now)


def decided(city: City, comment: ConsultationComment, now: datetime, change: Any, outcome: str = "adopted") -> Any:
    plan_pk, reason = comment.consulted.consultation.plan_id, "依据意见。"
    given: dict[str, Any] = {"version": comment.version, "actor": city.clerk, "now": now, "change": change}
    return services.decide(plan_pk, comment.pk, outcome, reason, **given)


def changed(city: City, plan: Plan, now: datetime, change: Any, who: str = "clerk") -> Any:
    return services.carry_out(plan.pk, change, actor=getattr(city, who), now=now)


def reassigned(item: PlanItem, *clauses: ClauseNames) -> Reassignment:
    return Reassignment(item.pk, clauses or JUSTICE, adopting.clauses_seen(item))


def taken(item: PlanItem, reason: str = "与上级要求重复。") -> TakingOut:
    return TakingOut(item.pk, reason, adopting.item_seen(item))


def added(comment: ConsultationComment, after: PlanItem | None, number: str = "二/（一）/1-2", **more: Any) -> Addition:
    values: dict[str, Any] = {"text": "设立咨询窗口。", "clauses": JUSTICE, **more}
    return Addition(comment.pk, after.pk if after else None, number, **values)


def parties(item: PlanItem) -> list[tuple[str, str, int | None]]:
    rows = AssignmentParty.objects.filter(assignment__item=item).order_by("assignment__order", "order")
    return [(party.role, party.name, party.agency_id) for party in rows]


def issued(city: City, plan: Plan, now: datetime) -> list[tuple[str, str, str]]:
    """Issue it the way the job does; number, agency and role of every commitment."""
    services.close_early(plan.pk, "均已反馈。", actor=city.clerk, now=now)
    planning.submit(open_task("review", plan=plan).pk, actor=city.clerk, now=now)
    planning.approve(open_task("approve", plan=plan).pk, actor=city.leader, now=now)
    shares = shares_of(expand(plan, now.date()))
    planning.issue(open_task("issue", plan=plan).pk, shares, published_on=now.date(), actor=city.clerk, now=now)
    rows = Commitment.objects.filter(plan=plan).select_related("item", "agency").order_by("item__order", "agency_id")
    return [(one.item.number, one.agency.short_name, one.role) for one in rows]


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


# -- pages -------------------------------------------------------------------------------------------------------------


def office(plan: Plan, query: str = "") -> str:
    return reverse("consultation", args=[plan.pk]) + query


def posted(comment: ConsultationComment, change: str, **more: Any) -> dict[str, Any]:
    fields = {"act": "decide", "comment": comment.pk, "version": comment.version, "outcome": "adopted"}
    return {**fields, "reason": "", "change": change, **more}


def clause_fields(lead: str, clause: int | str = "", mode: str = "lead", **more: str) -> dict[str, Any]:
    names = {"lead": lead, "co": "", "partner": "", "mode": mode, "index": clause, **more}
    given = {f"c-0-{name}": value for name, value in names.items()}
    initial = {"c-TOTAL_FORMS": "1", "c-INITIAL_FORMS": "1" if clause else "0"}
    return {**initial, **given}


def test_the_agencies_are_changed_on_the_page(
    city: City, plan: Plan, comment: ConsultationComment, client_of: Any
) -> None:
    clerk, item = client_of(city.clerk), item_of(plan)
    shown = clerk.get(office(plan, f"?edit={comment.pk}&do=parties")).content.decode()
    seen, clause = adopting.clauses_seen(item), item.assignments.all()[0].pk
    assert seen in shown
    assert 'id="agency-names"' in shown
    form = posted(comment, "parties", item=item.pk, seen=seen)
    refused = clerk.post(office(plan), form | clause_fields("市监局", clause))
    assert refused.status_code == 400
    assert "“市监局”不在单位库中" in words_of(refused)
    assert 'name="c-0-lead"' in refused.content.decode()
    assert ">\n市监局</textarea>" in refused.content.decode()
    assert clerk.post(office(plan), form | clause_fields("市司法局", clause)).status_code == 302
    late = clerk.post(office(plan), form | clause_fields("青禾县政府", clause) | {"version": 2, "act": "carry_out"})
    assert late.status_code == 409
    assert "牵头单位：青禾县政府" in words_of(late)
    assert parties(item) == [("lead", "市司法局", city.other.pk)]
    assert ">\n市司法局</textarea>" in late.content.decode()


def test_an_item_is_taken_out_and_put_back_on_the_page(city: City, plan: Plan, now: datetime, client_of: Any) -> None:
    clerk, officer, item = client_of(city.clerk), client_of(city.officer), item_of(plan)
    comment = written(city, plan, now, "delete")
    assert adopting.item_seen(item) in clerk.get(office(plan, f"?edit={comment.pk}&do=out")).content.decode()
    form = posted(comment, "out", item=item.pk, seen=adopting.item_seen(item))
    assert clerk.post(office(plan), form | {"why": ""}).status_code == 400
    assert clerk.post(office(plan), form | {"why": "与上级要求重复。"}).status_code == 302
    assert "已删除 二/（一）/1 第1件事：与上级要求重复。" in words_of(clerk.get(office(plan)))
    assert "与上级要求重复。" in words_of(officer.get(reverse("consultation_agency", args=[plan.pk])))
    page = words_of(clerk.get(reverse("plan", args=[plan.pk])))
    assert "事项 1" in page
    assert "征求意见后删除的事项 1 项" in page
    assert clerk.post(office(plan), form | {"version": 2, "why": "再删一次。"}).status_code == 409
    back = {"act": "carry_out", "change": "back", "item": item.pk}
    assert clerk.post(office(plan), back).status_code == 302
    assert item_of(plan).stands


def test_an_item_is_added_on_the_page_and_the_leader_sees_it(
    city: City, plan: Plan, now: datetime, client_of: Any
) -> None:
    clerk, item = client_of(city.clerk), item_of(plan)
    comment = written(city, plan, now, "add")
    assert 'name="after"' in clerk.get(office(plan, f"?edit={comment.pk}&do=new")).content.decode()
    form = posted(comment, "new", item=item.pk, after=item.pk, heading="设窗口", text="设立咨询窗口。", due_on="")
    refused = clerk.post(office(plan), form | {"number": "二/（一）/2"} | clause_fields("市司法局"))
    assert refused.status_code == 400
    assert 'value="二/（一）/2"' in refused.content.decode()
    assert clerk.post(office(plan), form | {"number": "二/（一）/1-2"} | clause_fields("市司法局")).status_code == 302
    changed(city, plan, now, taken(item_of(plan, 2)))
    assert "新增 二/（一）/1-2 设窗口" in words_of(clerk.get(office(plan)))
    assert "征求意见后增加" in words_of(clerk.get(reverse("plan", args=[plan.pk])))
    services.close_early(plan.pk, "均已反馈。", actor=city.clerk, now=now)
    planning.submit(open_task("review", plan=plan).pk, actor=city.clerk, now=now)
    step = words_of(client_of(city.leader).get(reverse("step", args=[open_task("approve", plan=plan).pk])))
    assert "2 项" in step
    assert "新增 二/（一）/1-2 设窗口" in step
    assert "已删除 二/（一）/2 第2件事：与上级要求重复。" in step
    assert "设窗口" in words_of(clerk.get(reverse("plan", args=[plan.pk])))


def test_a_comment_on_the_whole_document_reaches_any_item(
    city: City, plan: Plan, now: datetime, client_of: Any
) -> None:
    clerk, second = client_of(city.clerk), item_of(plan, 1)
    comment = written(city, plan, now, "owner", item=None)
    assert f'<option value="{second.pk}">' in clerk.get(office(plan, f"?edit={comment.pk}&do=choose")).content.decode()
    shown = clerk.get(office(plan, f"?edit={comment.pk}&do=parties&item={second.pk}"))
    assert adopting.clauses_seen(second) in shown.content.decode()
    form = posted(comment, "parties", item=second.pk, seen=adopting.clauses_seen(second))
    clause = second.assignments.all()[0].pk
    assert clerk.post(office(plan), form | clause_fields("市司法局", clause)).status_code == 302
    assert parties(second) == [("lead", "市司法局", city.other.pk)]


def test_foreign_people_and_items_are_not_found_on_the_page(
    city: City, plan: Plan, comment: ConsultationComment, now: datetime, client_of: Any
) -> None:
    other = item_of(make_plan(city, now))
    form = posted(comment, "out", item=other.pk, seen=adopting.item_seen(other), why="重复。")
    assert client_of(city.clerk).post(office(plan), form).status_code == 404
    assert client_of(city.clerk).get(office(plan, f"?edit={comment.pk}&do=out&item={other.pk}")).status_code == 404
    own = form | {"item": item_of(plan).pk}
    for person, status in ((city.officer, 404), (city.county_officer, 404), (city.leader, 403)):
        assert client_of(person).post(office(plan), own).status_code == status
    assert item_of(plan).stands


def test_the_source_names_the_comment_to_the_office_alone(city: City, clerk: Clerk, client_of: Any) -> None:
    settle_everything(clerk)
    plan = clerk.commit()
    Plan.objects.filter(pk=plan.pk).update(status=PlanStatus.CONSULTATION)
    now = clerk.now + timedelta(hours=1)
    services.open_consultation(plan.pk, working_days=5, actor=city.clerk, now=now)
    comment = written(city, plan, now, "add")
    decided(city, comment, now, added(comment, item_of(plan)))
    changed(city, plan, now, taken(item_of(plan)))
    new = plan.items.get(from_comment=comment)
    path = reverse("plan_source", args=[plan.pk])
    shown = words_of(client_of(city.clerk).get(path, {"item": new.pk}))
    assert "文件中没有此事项：征求意见后增加。" in shown
    assert "市数据局的意见" in shown
    gone = words_of(client_of(city.clerk).get(path, {"item": item_of(plan).pk}))
    assert "与上级要求重复。" in gone
    Plan.objects.filter(pk=plan.pk).update(status=PlanStatus.ISSUED)
    seen = words_of(client_of(city.head).get(path, {"item": new.pk}))
    assert "文件中没有此事项" in seen
    assert "市数据局的意见" not in seen
