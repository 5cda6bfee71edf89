"""A consultation draft: circulated, commented on, decided, and only then submitted."""

from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from flows.actions import plan as planning
from flows.models import Deadline
from notifications.dispatch import deliver_pending
from notifications.models import Notification
from notifications.texts import headline, target
from tests.builders import City, make_plan, open_task
from tests.flows.pages import words_of
from workflow.errors import Invalid, NotPermitted, NotVisible, TransitionRefused
from workflow.models import (
    AssignmentParty,
    Clock,
    Commitment,
    Consultation,
    ConsultationComment,
    JournalEntry,
    Plan,
)
from workflow.services import consultation as services
from workflow.services import consultation_reading as reading
from workflow.services import organisation, plans
from workflow.services.adopting import Rewording
from workflow.services.consultation import Proposal
from workflow.services.verification import verify_consultations, verify_journal
from workflow.status import AgencyKind, PlanStatus, Role

pytestmark = pytest.mark.django_db
SAYS = Proposal("change", "与现行办法一致。", "把办事指南写明白、写完整。", "办事指南")
DAY = timedelta(days=1)


@pytest.fixture
def plan(city: City, now: datetime) -> Plan:
    """Two items: the agency leads both, another one is responsible for the second, a third only helps."""
    made = make_plan(city, now, status=PlanStatus.CONSULTATION)
    clause = made.items.all()[1].assignments.all()[0]
    AssignmentParty.objects.create(assignment=clause, order=1, role="co", name="市司法局", agency=city.other)
    AssignmentParty.objects.create(assignment=clause, order=2, role="partner", name="青禾县政府", agency=city.county)
    return made


@pytest.fixture
def opened(city: City, plan: Plan, now: datetime) -> Plan:
    services.open_consultation(plan.pk, working_days=5, actor=city.clerk, now=now)
    return plan


@pytest.fixture
def comment(city: City, opened: Plan, now: datetime) -> ConsultationComment:
    return written(city, opened, now)


def written(city: City, plan: Plan, now: datetime, says: Proposal = SAYS) -> ConsultationComment:
    item = plan.items.all()[0].pk
    placed = Proposal(says.kind, says.reason, says.wording, says.quote, item)
    return services.add_comment(plan.pk, city.agency.pk, placed, actor=city.officer, now=now)


def decided(city: City, comment: ConsultationComment, now: datetime, outcome: str = "adopted", **more: Any) -> Any:
    plan_pk = comment.consulted.consultation.plan_id
    given = {"reason": "", "version": comment.version, "actor": city.clerk, **more}
    return services.decide(plan_pk, comment.pk, outcome, given.pop("reason"), now=now, **given)


def submit(city: City, plan: Plan, now: datetime) -> None:
    planning.submit(open_task("review", plan=plan).pk, actor=city.clerk, now=now)


def office(plan: Plan) -> str:
    return reverse("consultation", args=[plan.pk])


def own(plan: Plan) -> str:
    return reverse("consultation_agency", args=[plan.pk])


# -- opening and closing -----------------------------------------------------------------------------------------------


def test_it_goes_to_everybody_named_and_starts_no_clock(city: City, opened: Plan, now: datetime) -> None:
    found = Consultation.objects.get(plan=opened)
    assert found.closes_on == date(2026, 9, 14)
    asked = {one.agency: one.helps for one in found.agencies.all()}
    assert asked == {city.agency: False, city.other: False, city.county: True}
    told = JournalEntry.objects.get(act="consultation_opened").data
    assert (set(told["agencies"]), told["helping"]) == ({one.pk for one in asked}, [city.county.pk])
    assert not Commitment.objects.exists()
    assert not Clock.objects.exists()
    assert not Deadline.objects.exclude(due_on=None).exists()


def test_it_is_open_to_the_end_of_its_last_day(opened: Plan) -> None:
    found = Consultation.objects.get(plan=opened)
    assert found.is_open(date(2026, 9, 14))
    assert not found.is_open(date(2026, 9, 15))


@pytest.mark.parametrize(
    "until",
    [{}, {"working_days": 0}, {"closes_on": date(2026, 9, 7)}, {"closes_on": date(2028, 1, 1)},
     {"working_days": 5, "closes_on": date(2026, 9, 20)}],
)  # fmt: skip
def test_the_last_day_is_one_and_lies_ahead(city: City, plan: Plan, now: datetime, until: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        services.open_consultation(plan.pk, actor=city.clerk, now=now, **until)
    assert not Consultation.objects.exists()


def test_it_is_opened_once_and_for_a_consultation_draft_only(city: City, opened: Plan, now: datetime) -> None:
    for plan in (opened, make_plan(city, now)):
        with pytest.raises(TransitionRefused):
            services.open_consultation(plan.pk, working_days=5, actor=city.clerk, now=now)


@pytest.mark.parametrize(
    ("person", "error"),
    [("leader", NotPermitted), ("inspector", NotVisible), ("officer", NotVisible), ("outsider", NotVisible)],
)
def test_only_the_clerk_runs_it(city: City, plan: Plan, now: datetime, person: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        services.open_consultation(plan.pk, working_days=5, actor=getattr(city, person), now=now)


def test_an_early_end_needs_a_reason_and_stops_comments(city: City, opened: Plan, now: datetime) -> None:
    with pytest.raises(Invalid):
        services.close_early(opened.pk, " ", actor=city.clerk, now=now)
    services.close_early(opened.pk, "各单位均已反馈。", actor=city.clerk, now=now)
    with pytest.raises(TransitionRefused):
        written(city, opened, now)
    assert JournalEntry.objects.get(act="consultation_closed").remark == "各单位均已反馈。"


def test_the_mark_is_set_and_unset_until_it_is_sent_around(city: City, plan: Plan, now: datetime) -> None:
    plans.update_settings(plan.pk, {"consultation": False}, actor=city.clerk, now=now)
    assert Plan.objects.get(pk=plan.pk).status == PlanStatus.DRAFT
    plans.update_settings(plan.pk, {"consultation": True}, actor=city.clerk, now=now)
    services.open_consultation(plan.pk, working_days=5, actor=city.clerk, now=now)
    with pytest.raises(TransitionRefused):
        plans.update_settings(plan.pk, {"consultation": False}, actor=city.clerk, now=now)


# -- comments ----------------------------------------------------------------------------------------------------------


def test_a_comment_is_edited_and_withdrawn_until_the_end(
    city: City, opened: Plan, comment: ConsultationComment, now: datetime
) -> None:
    says = Proposal("other", "另行说明。")
    edited = services.edit_comment(opened.pk, comment.pk, says, version=1, actor=city.head, now=now)
    assert (edited.version, edited.reason, edited.written_by) == (2, "另行说明。", city.head)
    with pytest.raises(TransitionRefused):
        services.withdraw_comment(opened.pk, comment.pk, version=1, actor=city.officer, now=now)
    with pytest.raises(TransitionRefused):
        services.withdraw_comment(opened.pk, comment.pk, version=2, actor=city.officer, now=now + 8 * DAY)
    services.withdraw_comment(opened.pk, comment.pk, version=2, actor=city.officer, now=now)
    assert reading.tally(Consultation.objects.get()).total == 0


@pytest.mark.parametrize(
    "says",
    [Proposal("change", "理由", ""), Proposal("other", " "), Proposal("none", "理由"),
     Proposal("delete", "理由", "", "没有的话"), Proposal("other", "理由", "长" * 4001)],
)  # fmt: skip
def test_a_comment_is_complete(city: City, opened: Plan, now: datetime, says: Proposal) -> None:
    with pytest.raises(Invalid):
        written(city, opened, now, says)


def test_others_neither_comment_nor_find_what_was_said(
    city: City, opened: Plan, comment: ConsultationComment, now: datetime
) -> None:
    for person in (city.outsider, city.county_officer, city.clerk, city.inspector):
        with pytest.raises(NotVisible):
            services.add_comment(opened.pk, city.agency.pk, SAYS, actor=person, now=now)
        with pytest.raises(NotVisible):
            services.withdraw_comment(opened.pk, comment.pk, version=1, actor=person, now=now)
    other = make_plan(city, now)
    with pytest.raises(NotVisible):
        services.add_comment(
            opened.pk, city.agency.pk, Proposal("other", "理由", item=other.items.all()[0].pk),
            actor=city.officer, now=now,
        )  # fmt: skip


def test_that_there_is_no_comment_is_said_by_the_head(city: City, opened: Plan, now: datetime) -> None:
    with pytest.raises(NotPermitted):
        services.answer_none(opened.pk, city.agency.pk, none=True, actor=city.officer, now=now)
    services.answer_none(opened.pk, city.agency.pk, none=True, actor=city.head, now=now)
    with pytest.raises(TransitionRefused):
        written(city, opened, now)
    services.answer_none(opened.pk, city.agency.pk, none=False, actor=city.head, now=now)
    written(city, opened, now)
    with pytest.raises(TransitionRefused):
        services.answer_none(opened.pk, city.agency.pk, none=True, actor=city.head, now=now)


# -- deciding ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("outcome", ["partly", "refused"])
def test_what_is_not_adopted_whole_needs_a_reason(
    city: City, comment: ConsultationComment, now: datetime, outcome: str
) -> None:
    with pytest.raises(Invalid):
        decided(city, comment, now, outcome)
    decided(city, comment, now, outcome, reason="另有规定。")
    found = reading.tally(Consultation.objects.get())
    assert (found.total, getattr(found, outcome), found.undecided) == (1, 1, 0)


def test_the_second_clerk_is_told_that_it_was_decided(city: City, comment: ConsultationComment, now: datetime) -> None:
    decided(city, comment, now)
    with pytest.raises(TransitionRefused):
        decided(city, comment, now, "refused", reason="另有规定。")
    comment.refresh_from_db()
    assert comment.outcome == "adopted"


def test_adopting_rewords_the_item_in_the_same_act(city: City, comment: ConsultationComment, now: datetime) -> None:
    item = comment.item
    assert item is not None
    stale = Rewording(item.pk, "新的表述。", "别的文字。")
    with pytest.raises(TransitionRefused):
        decided(city, comment, now, change=stale)
    comment.refresh_from_db()
    assert comment.outcome == ""
    decided(city, comment, now, change=Rewording(item.pk, "写明白、写完整。", item.text, date(2026, 10, 30)))
    item.refresh_from_db()
    assert (item.text, item.due_on) == ("写明白、写完整。", date(2026, 10, 30))
    told = JournalEntry.objects.get(act="comment_decided").data
    assert told["reworded"]["before"] == "把办事指南写明白。"


def test_an_item_may_be_reworded_later(city: City, opened: Plan, comment: ConsultationComment, now: datetime) -> None:
    decided(city, comment, now)
    item = opened.items.all()[0]
    services.carry_out(opened.pk, Rewording(item.pk, "新的表述。", item.text), actor=city.clerk, now=now)
    assert JournalEntry.objects.get(act="item_reworded").data["reworded"]["after"] == "新的表述。"


# -- before the approval -----------------------------------------------------------------------------------------------


def test_it_is_submitted_when_it_is_over_and_all_is_decided(
    city: City, opened: Plan, comment: ConsultationComment, now: datetime
) -> None:
    later = now + 8 * DAY
    with pytest.raises(Invalid, match="征求意见尚未结束"):
        submit(city, opened, now)
    with pytest.raises(Invalid, match="还有 1 条意见未处理"):
        submit(city, opened, later)
    decided(city, comment, later)
    submit(city, opened, later)
    assert Plan.objects.get(pk=opened.pk).status == PlanStatus.SUBMITTED
    comment.refresh_from_db()
    with pytest.raises(TransitionRefused):
        decided(city, comment, later, "refused", reason="另有规定。")
    assert [*verify_consultations(), *verify_journal()] == []
    ConsultationComment.objects.update(outcome="")
    assert [breach.code for breach in verify_consultations()] == ["comment_undecided"]


def test_a_draft_that_was_never_sent_around_is_not_submitted(city: City, plan: Plan, now: datetime) -> None:
    with pytest.raises(Invalid, match="尚未发各单位征求意见"):
        submit(city, plan, now)


# -- who is told -------------------------------------------------------------------------------------------------------


def test_agencies_hear_of_the_draft_and_of_their_own_outcome_only(
    city: City, opened: Plan, comment: ConsultationComment, now: datetime
) -> None:
    decided(city, comment, now, "refused", reason="另有规定。")
    deliver_pending(now)
    heard = Notification.objects.filter(event="comment_decided")
    assert {one.recipient for one in heard} == {city.officer, city.head}
    asked = Notification.objects.filter(event="consultation_opened")
    assert {one.recipient for one in asked} == {
        city.officer, city.head, city.outsider, city.other_head, city.county_officer, city.county_head
    }  # fmt: skip
    assert "不采纳" in headline(heard[0])
    assert target(heard[0]) == own(opened)
    assert target(Notification.objects.get(event="comment_added", recipient=city.clerk)) == office(opened)


# -- pages -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def today(opened: Plan) -> None:
    """The pages look at today: the consultation is open as long as anybody runs this test."""
    Consultation.objects.update(closes_on=date(2099, 1, 1))


def test_a_comment_goes_round_on_the_pages(city: City, opened: Plan, today: None, client_of: Any) -> None:
    officer, clerk, item = client_of(city.officer), client_of(city.clerk), opened.items.all()[0]
    assert opened.title in words_of(officer.get(reverse("plan_list")))
    assert opened.title in words_of(officer.get(reverse("home")))
    form = {"act": "add", "agency": city.agency.pk, "item": item.pk, "kind": "change", "reason": "与办法一致。"}
    refused = officer.post(own(opened), form)
    assert refused.status_code == 400
    assert "请写出建议表述" in words_of(refused)
    assert "与办法一致。" in words_of(refused)
    assert officer.post(own(opened), form | {"wording": "写完整。"}).status_code == 302
    assert "写完整。" in words_of(officer.get(f"{own(opened)}?write={item.pk}"))
    assert "写完整。" not in words_of(client_of(city.outsider).get(own(opened)))
    assert client_of(city.head).post(own(opened), {"act": "none", "agency": city.agency.pk}).status_code == 409
    comment = ConsultationComment.objects.get()
    shown = clerk.get(f"{office(opened)}?edit={comment.pk}")
    assert "市司法局" in words_of(shown)
    assert 'name="seen"' in shown.content.decode()
    decision = {"act": "decide", "comment": comment.pk, "version": 1, "outcome": "partly", "reason": "部分已有规定。"}
    assert clerk.post(office(opened), decision).status_code == 302
    late = clerk.post(office(opened), decision | {"outcome": "adopted", "reason": "我的理由"})
    assert late.status_code == 409
    assert "我的理由" in words_of(late)
    assert "部分已有规定。" in words_of(officer.get(own(opened)))
    assert "部分采纳 1 条" in words_of(client_of(city.leader).get(office(opened)))


def test_the_leader_sees_the_numbers_and_the_statement_is_text(
    city: City, opened: Plan, now: datetime, client_of: Any
) -> None:
    comment = written(city, opened, now, Proposal("other", "=1+1"))
    decided(city, comment, now)
    submit(city, opened, now + 8 * DAY)
    step = reverse("step", args=[open_task("approve", plan=opened).pk])
    page = client_of(city.leader).get(step)
    assert "意见 1 条：采纳 1 条" in words_of(page)
    assert "2 个单位未反馈： 市司法局、青禾县政府（配合）" in words_of(page)
    assert office(opened) in page.content.decode()
    answer = client_of(city.leader).get(reverse("consultation_export", args=[opened.pk]))
    sheet: Any = load_workbook(BytesIO(answer.content)).active
    assert (sheet["H2"].value, sheet["H2"].data_type) == ("=1+1", "s")
    assert [(row[3].value, row[11].value) for row in sheet.iter_rows(min_row=2)] == [
        ("市数据局", "责任单位"), ("市司法局", "责任单位"), ("青禾县政府", "配合单位")
    ]  # fmt: skip


def test_the_clerk_opens_and_is_refused_to_submit_on_the_pages(city: City, plan: Plan, client_of: Any) -> None:
    clerk = client_of(city.clerk)
    step = reverse("step", args=[open_task("review", plan=plan).pk])
    assert "尚未发各单位征求意见" in words_of(clerk.post(step, {"node": "review"}))
    assert clerk.post(office(plan), {"act": "open"}).status_code == 400
    assert clerk.post(office(plan), {"act": "open", "working_days": "5"}).status_code == 302
    refused = clerk.post(step, {"node": "review"})
    assert refused.status_code == 422
    assert "征求意见尚未结束" in words_of(refused)
    assert clerk.post(office(plan), {"act": "close", "reason": "均已反馈。"}).status_code == 302
    assert clerk.post(step, {"node": "review"}).status_code == 302


def test_foreign_people_do_not_find_it(city: City, opened: Plan, now: datetime, client_of: Any) -> None:
    away = organisation.create_agency(
        city.jurisdiction, name="云川市体育局", short_name="市体育局", kind=AgencyKind.DEPARTMENT, order=12, actor=None,
        now=now,
    )  # fmt: skip
    stranger = organisation.create_user("stranger", "白露", password=None, actor=None, now=now)
    organisation.add_membership(stranger, away, Role.HEAD, actor=None, now=now, title="局长")
    for person in (stranger, city.inspector):
        assert client_of(person).get(own(opened)).status_code == 404
        assert client_of(person).get(office(opened)).status_code == 404
    for person in (city.officer, city.county_officer):
        assert client_of(person).get(office(opened)).status_code == 404
    assert client_of(city.county_officer).get(own(opened)).status_code == 200
    assert client_of(city.leader).get(own(opened)).status_code == 404
    assert client_of(city.officer).get(reverse("plan", args=[opened.pk])).status_code == 404


def test_many_comments_cost_the_same(city: City, opened: Plan, now: datetime, today: None, client_of: Any) -> None:
    counted = []
    for number in (2, 40):
        for _count in range(number):
            written(city, opened, now)
        pair = []
        for person, path in ((city.clerk, office(opened)), (city.officer, own(opened))):
            client = client_of(person)
            client.get(path)
            with CaptureQueriesContext(connection) as queries:
                page = client.get(path)
            assert len(page.content) < 150_000
            pair.append(len(queries))
        counted.append(pair)
    assert counted[0] == counted[1]
    assert max(counted[1]) <= 16
