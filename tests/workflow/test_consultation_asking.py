"""Agencies a change of the draft names behind the others are asked too; what a draft waits for stands on its pages."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse

from flows.actions import plan as planning
from notifications.dispatch import deliver_pending
from notifications.models import Notification
from notifications.texts import headline, target
from tests.builders import City, make_plan, open_task
from tests.flows.pages import words_of
from tests.workflow.adopted import added, changed, decided, item_of, reassigned, taken
from workflow.errors import Invalid, NotVisible, TransitionRefused
from workflow.models import AssignmentParty, Consultation, ConsultedAgency, JournalEntry, Plan, PlanItem
from workflow.policies import scope_of
from workflow.services import adopting
from workflow.services import consultation as services
from workflow.services import consultation_reading as reading
from workflow.services.adopting import ClauseNames, PuttingBack
from workflow.services.calendar import calendar_in_force
from workflow.services.consultation import Proposal
from workflow.services.consultation_asking import missing
from workflow.services.verification import verify_consultations, verify_journal
from workflow.status import PlanStatus

pytestmark = pytest.mark.django_db
SAYS = Proposal("other", "与三定规定一致。")
DAY = timedelta(days=1)


@pytest.fixture
def plan(city: City, now: datetime) -> Plan:
    """Two items the agency leads, sent around on 7 September for five working days: until the 14th."""
    made = make_plan(city, now, status=PlanStatus.CONSULTATION)
    services.open_consultation(made.pk, working_days=5, actor=city.clerk, now=now)
    return made


def names(plan: Plan, city: City, at: datetime, *clauses: ClauseNames, place: int = 0, who: str = "agency") -> PlanItem:
    """A comment of an agency on an item, adopted with other clauses."""
    item = item_of(plan, place)
    agency, person = (city.agency, city.officer) if who == "agency" else (city.county, city.county_officer)
    row = ConsultedAgency.objects.get(consultation__plan=plan, agency=agency)
    was = Consultation.objects.get()
    # The comment was written while it could be.
    comment = services.add_comment(
        plan.pk, agency.pk, Proposal("other", "请调整分工。", item=item.pk), actor=person, now=was.opened_at
    )
    assert row.is_open(date(2026, 9, 7))
    decided(city, comment, at, reassigned(item, *clauses))
    return item_of(plan, place)


def clause(item: PlanItem | None, *, co: tuple[str, ...] = (), partner: tuple[str, ...] = ()) -> ClauseNames:
    first = item.assignments.all()[0].pk if item else None
    return ClauseNames("lead", ("市数据局",), co, partner, clause=first)


def with_helper(city: City, plan: Plan, at: datetime) -> ConsultedAgency:
    names(plan, city, at, clause(item_of(plan), partner=("青禾县政府",)))
    return ConsultedAgency.objects.get(agency=city.county)


def submit(city: City, plan: Plan, at: datetime) -> None:
    planning.submit(open_task("review", plan=plan).pk, actor=city.clerk, now=at)


# A Sunday in September 2026 is worked (the 20th), the 25th is a holiday.

# -- who is asked behind the others ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("days", "until"), [(0, date(2026, 9, 14)), (3, date(2026, 9, 17)), (14, date(2026, 9, 29))])
def test_whoever_is_named_first_has_as_many_working_days_as_the_others(
    city: City, plan: Plan, now: datetime, days: int, until: date
) -> None:
    row = with_helper(city, plan, now + days * DAY)
    assert (row.helps, row.answers_by, row.asked_at) == (True, until, now + days * DAY)
    told = JournalEntry.objects.get(act="agencies_asked").data
    assert (told["agencies"], told["helping"]) == ([city.county.pk], [city.county.pk])


def test_time_of_the_consultation_is_never_shortened(city: City, plan: Plan, now: datetime) -> None:
    Consultation.objects.update(closes_on=date(2027, 9, 7))
    assert with_helper(city, plan, now + DAY).answers_by == date(2027, 9, 7)


@pytest.mark.parametrize("role", ["co", "partner"])
def test_people_of_an_agency_first_named_hear_of_it(city: City, plan: Plan, now: datetime, role: str) -> None:
    names(plan, city, now, clause(item_of(plan), **{role: ("市司法局",)}))
    deliver_pending(now)
    heard = Notification.objects.filter(event="agencies_asked")
    assert {one.recipient for one in heard} == {city.outsider, city.other_head}
    assert "列入贵单位" in headline(heard[0])
    assert "9月14日" in headline(heard[0])
    assert target(heard[0]) == reverse("consultation_agency", args=[plan.pk])


def test_an_item_added_or_put_back_asks_too(city: City, plan: Plan, now: datetime) -> None:
    comment = services.add_comment(plan.pk, city.agency.pk, SAYS, actor=city.officer, now=now)
    decided(city, comment, now, added(comment, item_of(plan, 1)))
    assert set(ConsultedAgency.objects.values_list("agency", flat=True)) == {city.agency.pk, city.other.pk}
    only = item_of(plan, 1)
    changed(city, plan, now, taken(only))
    first = only.assignments.all()[0]
    AssignmentParty.objects.create(assignment=first, order=1, role="partner", name="青禾县政府", agency=city.county)
    assert ConsultedAgency.objects.count() == 2
    changed(city, plan, now, PuttingBack(only.pk))
    assert ConsultedAgency.objects.get(agency=city.county).helps


def test_a_helper_made_responsible_is_asked_anew_unless_it_asked_for_it(city: City, plan: Plan, now: datetime) -> None:
    row = with_helper(city, plan, now)
    services.answer_none(plan.pk, city.county.pk, none=True, actor=city.county_head, now=now)
    names(plan, city, now + DAY, clause(item_of(plan), co=("青禾县政府",)))
    row.refresh_from_db()
    assert (row.helps, row.no_comment_at, row.answers_by) == (False, None, date(2026, 9, 15))
    changed(city, plan, now + DAY, reassigned(item_of(plan), clause(item_of(plan), partner=("青禾县政府",))))
    row.refresh_from_db()
    assert row.helps
    before = row.asked_at
    names(plan, city, now + 2 * DAY, clause(item_of(plan), co=("青禾县政府",)), who="county")
    row.refresh_from_db()
    assert (row.helps, row.asked_at) == (False, before)
    assert JournalEntry.objects.filter(act="agencies_asked").count() == 2


def test_nobody_is_asked_twice_for_a_change_that_names_nobody_new(city: City, plan: Plan, now: datetime) -> None:
    row = with_helper(city, plan, now)
    names(plan, city, now + DAY, clause(item_of(plan, 1), partner=("青禾县政府",)), place=1)
    assert ConsultedAgency.objects.get(agency=city.county).asked_at == row.asked_at


# -- their time --------------------------------------------------------------------------------------------------------


def test_the_consultation_is_not_closed_before_they_answered(city: City, plan: Plan, now: datetime) -> None:
    with_helper(city, plan, now)
    with pytest.raises(Invalid, match="青禾县政府"):
        services.close_early(plan.pk, "均已反馈。", actor=city.clerk, now=now + DAY)
    services.answer_none(plan.pk, city.county.pk, none=True, actor=city.county_head, now=now + DAY)
    services.close_early(plan.pk, "均已反馈。", actor=city.clerk, now=now + DAY)
    with pytest.raises(TransitionRefused):
        services.answer_none(plan.pk, city.county.pk, none=False, actor=city.county_head, now=now + DAY)


def test_after_the_end_they_alone_may_comment_and_the_plan_waits(city: City, plan: Plan, now: datetime) -> None:
    over = now + 8 * DAY
    row = with_helper(city, plan, over)
    assert row.answers_by == date(2026, 9, 21)
    with pytest.raises(TransitionRefused):
        services.add_comment(plan.pk, city.agency.pk, SAYS, actor=city.officer, now=over)
    with pytest.raises(Invalid, match=r"9月21日.*青禾县政府"):
        submit(city, plan, over)
    comment = services.add_comment(plan.pk, city.county.pk, SAYS, actor=city.county_officer, now=over)
    with pytest.raises(Invalid, match="还有 1 条意见未处理"):
        submit(city, plan, over)
    decided(city, comment, over, None)
    submit(city, plan, over)
    with pytest.raises(TransitionRefused):
        services.add_comment(plan.pk, city.county.pk, SAYS, actor=city.county_officer, now=over)
    assert [*verify_consultations(), *verify_journal()] == []


def test_the_plan_goes_on_when_their_day_is_over(city: City, plan: Plan, now: datetime) -> None:
    with_helper(city, plan, now + 8 * DAY)
    submit(city, plan, now + 16 * DAY)
    assert Plan.objects.get().status == PlanStatus.SUBMITTED


def test_an_agency_named_no_more_is_not_waited_for(city: City, plan: Plan, now: datetime) -> None:
    over = now + 8 * DAY
    with_helper(city, plan, over)
    changed(city, plan, over, reassigned(item_of(plan), clause(item_of(plan))))
    submit(city, plan, over)


def test_their_page_is_not_found_before_they_are_asked(city: City, plan: Plan, now: datetime, client_of: Any) -> None:
    page = reverse("consultation_agency", args=[plan.pk])
    assert client_of(city.county_officer).get(page).status_code == 404
    with pytest.raises(NotVisible):
        services.add_comment(plan.pk, city.county.pk, SAYS, actor=city.county_officer, now=now)
    with_helper(city, plan, now)
    ConsultedAgency.objects.filter(agency=city.county).update(answers_by=date(2099, 1, 1))
    told = words_of(client_of(city.county_officer).get(page))
    assert "青禾县政府作为配合单位被征求意见" in told
    assert "2099年1月1日" in told
    assert "作为责任单位" in words_of(client_of(city.officer).get(page))
    written = {"act": "add", "agency": city.county.pk, "kind": "other", "reason": "无力承担。"}
    assert client_of(city.county_officer).post(page, written).status_code == 302
    assert client_of(city.officer).post(page, written | {"agency": city.agency.pk}).status_code == 409


def test_lists_show_their_own_day(city: City, plan: Plan, now: datetime) -> None:
    with_helper(city, plan, now + 8 * DAY)
    county, officer = (
        reading.rounds_of(scope, date(2026, 9, 15), calendar_in_force())[0]
        for scope in map(scope_of, (city.county_officer, city.officer))
    )
    assert (county.last_on, county.days_left, county.has_answered) == (date(2026, 9, 21), 5, False)
    assert (officer.days_left, officer.has_answered) == (None, True)
    services.add_comment(plan.pk, city.county.pk, SAYS, actor=city.county_officer, now=now + 8 * DAY)
    assert reading.rounds_of(scope_of(city.county_officer), date(2026, 9, 15), calendar_in_force())[0].has_answered


# -- what the draft waits for ------------------------------------------------------------------------------------------


def test_a_draft_says_what_it_waits_for(city: City, now: datetime) -> None:
    plan, on = make_plan(city, now, status=PlanStatus.CONSULTATION), now.date()

    def code(day: date) -> str:
        found = missing(plan, day)
        return found.code if found else ""

    assert code(on) == "not_consulted"
    services.open_consultation(plan.pk, working_days=5, actor=city.clerk, now=now)
    assert code(on) == "consultation_open"
    comment = services.add_comment(plan.pk, city.agency.pk, SAYS, actor=city.officer, now=now)
    over = date(2026, 9, 15)
    assert code(over) == "comments_undecided"
    item = item_of(plan)
    services.decide(
        plan.pk, comment.pk, "adopted", "", version=1, actor=city.clerk, now=now + 8 * DAY,
        change=adopting.Reassignment(
            item.pk, [clause(item, partner=("青禾县政府",))], adopting.clauses_seen(item)
        ),
    )  # fmt: skip
    assert code(over) == "agencies_waited_for"
    assert code(date(2026, 9, 23)) == ""
    assert missing(make_plan(city, now), on) is None


def test_the_plan_page_names_the_real_next_step(city: City, now: datetime, client_of: Any) -> None:
    plan = make_plan(city, now, status=PlanStatus.CONSULTATION)
    page, office = reverse("plan", args=[plan.pk]), reverse("consultation", args=[plan.pk])
    step = reverse("step", args=[open_task("review", plan=plan).pk])
    for path in (page, step):
        shown = client_of(city.clerk).get(path)
        assert "将征求意见稿发各单位征求意见" in words_of(shown)
        assert f'<a class="btn primary big" href="{office}">' in shown.content.decode()
        assert "核对计划并送审" not in words_of(shown).replace("核对计划并送审：", "")
    waiting = client_of(city.leader).get(page)
    assert "在谁手中 将征求意见稿发各单位征求意见 何亦舟" in words_of(waiting)
    assert f'<a class="btn primary big" href="{office}">' not in waiting.content.decode()
    services.open_consultation(plan.pk, working_days=5, actor=city.clerk, now=now)
    Consultation.objects.update(closes_on=date(2099, 1, 1))
    for person in (city.clerk, city.leader):
        assert "正在等待 等待各单位反馈意见，2099年1月1日截止" in words_of(client_of(person).get(page))
    Consultation.objects.update(closes_on=date(2026, 9, 8))
    assert step in client_of(city.clerk).get(page).content.decode()


def test_the_office_sees_whom_it_asks_as_what(city: City, now: datetime, client_of: Any) -> None:
    plan = make_plan(city, now, status=PlanStatus.CONSULTATION)
    first = plan.items.all()[0].assignments.all()[0]
    AssignmentParty.objects.create(assignment=first, order=1, role="partner", name="青禾县政府", agency=city.county)
    office = reverse("consultation", args=[plan.pk])
    said = "作为责任单位征求：1个 市数据局 作为配合单位征求：1个 青禾县政府"
    assert said in words_of(client_of(city.clerk).get(office))
    services.open_consultation(plan.pk, working_days=5, actor=city.clerk, now=now)
    assert said in words_of(client_of(city.clerk).get(office))
    names(plan, city, now, clause(item_of(plan), co=("市司法局",), partner=("青禾县政府",)))
    ConsultedAgency.objects.filter(agency=city.other).update(answers_by=date(2099, 1, 1))
    Consultation.objects.update(closes_on=date(2099, 1, 1))
    shown = client_of(city.clerk).get(office)
    assert "市司法局（责任）， 2099年1月1日 截止" in words_of(shown)
    assert 'value="close"' not in shown.content.decode()


def test_an_agency_asked_anew_may_answer_that_it_has_none_though_it_commented_before(
    city: City, plan: Plan, now: datetime
) -> None:
    names(plan, city, now + DAY, clause(item_of(plan), partner=("青禾县政府",)))
    helping = ConsultedAgency.objects.get(consultation__plan=plan, agency=city.county)
    services.add_comment(plan.pk, city.county.pk, SAYS, actor=city.county_officer, now=now + DAY)
    decided(city, helping.comments.get(), now + DAY, None)
    names(plan, city, now + 2 * DAY, clause(item_of(plan), co=("青禾县政府",)))
    services.answer_none(plan.pk, city.county.pk, none=True, actor=city.county_head, now=now + 2 * DAY)
    helping.refresh_from_db()
    assert helping.no_comment_at == now + 2 * DAY
