"""The certificate: every counted and skipped day, honest when the stored date is not the counted one."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.builders import City, issue_plan, make_plan
from tests.conftest import moment
from tests.workflow.calendar.conftest import ClientOf, enter, notice
from workflow.deadlines import calendar_days_after, working_days_after
from workflow.models import Clock, Commitment, ImportDraft, PlanDocument
from workflow.services import clocks
from workflow.services.calendar import calendar_in_force
from workflow.services.certificates import certificate_of
from workflow.status import ClockKind


@pytest.fixture
def commitment(city: City) -> Commitment:
    now = moment(2026, 9, 2)
    return issue_plan(city, make_plan(city, now), now)[0]


@pytest.fixture
def clock(commitment: Commitment) -> Clock:
    return commitment.clocks.get(kind=ClockKind.IMPLEMENTATION_PLAN)


def address(clock: Clock) -> str:
    return reverse("certificate", args=[clock.pk])


def test_thirty_working_days_over_two_holidays_and_two_worked_weekends(
    city: City, client_of: ClientOf, clock: Clock
) -> None:
    answer = client_of(city.officer).get(address(clock))
    page = answer.content.decode()
    assert "2026年10月20日（星期二）" in page
    assert "最终日期，第 30 个工作日" in page
    assert "48 天，含补班 2 天" in page
    due = answer.context["due"]
    assert (due.counted, due.weekend_days_skipped, due.holidays_skipped) == (30, 8, 10)
    cells = [cell for month in answer.context["months"] for week in month.weeks for cell in week if cell.number]
    shown = {kind: sum(cell.css == kind for cell in cells) for kind in ("counted", "make-up", "skip", "holiday")}
    assert shown == {"counted": 27, "make-up": 2, "skip": 8, "holiday": 10}
    assert [cell.number for cell in cells if cell.css == "end"] == [20]
    assert 'class="sheet"' in page


def test_it_rests_on_the_notice_not_on_a_package(city: City, client_of: ClientOf, clock: Clock) -> None:
    client = client_of(city.officer)
    page = client.get(address(clock)).content.decode()
    assert "依据：国务院办公厅关于2026年部分节假日安排的通知（随系统收录）" in page
    assert "chinesecalendar" not in page
    client.cookies["django_language"] = "en"
    english = client.get(address(clock)).content.decode()
    assert "Notice of the State Council&#x27;s General Office on the holidays of 2026" in english
    assert "chinesecalendar" not in english


@pytest.mark.parametrize("person", ["officer", "head", "clerk", "leader", "inspector"])
def test_those_who_see_the_commitment_see_it(city: City, client_of: ClientOf, clock: Clock, person: str) -> None:
    assert client_of(getattr(city, person)).get(address(clock)).status_code == 200


def test_to_the_others_it_is_missing_like_one_that_never_was(city: City, client_of: ClientOf, clock: Clock) -> None:
    for person in (city.outsider, city.county_head):
        browser = client_of(person)
        assert browser.get(address(clock)).status_code == 404
        assert browser.get("/certificates/999999/").status_code == 404
    assert Client().get(address(clock)).status_code == 302


def test_an_altered_date_is_called_one(city: City, client_of: ClientOf, clock: Clock) -> None:
    Clock.objects.filter(pk=clock.pk).update(due_on=clock.due_on + timedelta(days=7))
    answer = client_of(city.officer).get(address(clock))
    assert not answer.context["found"].agrees
    assert "登记的日期与计算结果不一致" in answer.content.decode()


def test_the_check_code_follows_the_facts(city: City, clock: Clock) -> None:
    before = certificate_of(city.officer, clock.pk).check_code
    assert certificate_of(city.officer, clock.pk).check_code == before
    Clock.objects.filter(pk=clock.pk).update(due_on=clock.due_on + timedelta(days=1))
    assert certificate_of(city.officer, clock.pk).check_code != before


def test_a_provisional_date_is_marked_and_later_final(
    city: City, client_of: ClientOf, reaching: list[Commitment], late_in_the_year: datetime
) -> None:
    clock = reaching[0].clocks.get(kind=ClockKind.IMPLEMENTATION_PLAN)
    browser = client_of(city.officer)
    page = browser.get(address(clock)).content.decode()
    assert "国务院 2027 年放假安排尚未录入" in page
    assert "暂定" in page
    enter(notice(), seen_version=0, actor=city.clerk, now=late_in_the_year)
    page = browser.get(address(clock)).content.decode()
    assert "暂定" not in page
    assert "国办发明电〔2026〕7号" in page


def test_what_was_done_before_the_notice_keeps_its_own_count(
    city: City, client_of: ClientOf, reaching: list[Commitment], late_in_the_year: datetime
) -> None:
    Commitment.objects.filter(pk=reaching[0].pk).update(plan_approved_at=late_in_the_year)
    enter(notice(), seen_version=0, actor=city.clerk, now=late_in_the_year)
    clock = reaching[0].clocks.get(kind=ClockKind.IMPLEMENTATION_PLAN)
    answer = client_of(city.officer).get(address(clock))
    assert answer.context["found"].agrees
    assert answer.context["found"].calendar_has_changed
    assert "此后日历有变化" in answer.content.decode()


def test_the_sentence_of_the_plan_is_quoted_whole(city: City, client_of: ClientOf, clock: Clock) -> None:
    text = "一、总则。各牵头单位应当自公布之日起三十个工作日内报送实施方案。其他从其规定。"
    start = text.index("三十个工作日")
    document = PlanDocument.objects.create(
        office=city.office,
        filename="p.txt",
        content=b"x",
        sha256="0" * 64,
        size=1,
        raw_text=text,
        clean_text=text,
        uploaded_by=city.clerk,
        uploaded_at=moment(2026, 9, 1),
    )
    rule = {"kind": "implementation_plan_working_days", "value": 30, "phrase": "x", "at": [start, start + 6]}
    ImportDraft.objects.create(
        document=document,
        reading={"rules": [rule]},
        created_by=city.clerk,
        created_at=moment(2026, 9, 1),
        changed_at=moment(2026, 9, 1),
        plan=clock.commitment.plan,
    )
    page = client_of(city.officer).get(address(clock)).content.decode()
    assert "各牵头单位应当自公布之日起<mark>三十个工作日</mark>内报送实施方案。</blockquote>" in page


def test_a_date_of_the_document_is_not_counted(city: City, client_of: ClientOf, commitment: Commitment) -> None:
    clock = commitment.clocks.get(kind=ClockKind.COMPLETION)
    page = client_of(city.officer).get(address(clock)).content.decode()
    assert "文件写明的日期" in page
    assert "逐日计数" in page
    assert "<table" not in page.split('class="sheet"')[1].split("</article>")[0]


@pytest.mark.parametrize(("amount", "density"), [(30, ""), (120, "many"), (250, "most")])
def test_a_long_count_is_drawn_smaller(
    city: City, client_of: ClientOf, commitment: Commitment, amount: int, density: str
) -> None:
    due = working_days_after(date(2026, 9, 2), amount, calendar_in_force())
    clock = clocks.clock(commitment, ClockKind.REPORT, due, start_event="period_ended", subject="x")
    clock.save()
    answer = client_of(city.officer).get(address(clock))
    assert answer.context["density"] == density
    cells = [cell for month in answer.context["months"] for week in month.weeks for cell in week]
    assert max(int(cell.mark) for cell in cells if cell.mark.isdecimal()) == amount


def test_calendar_days_show_the_days_they_were_moved_over(
    city: City, client_of: ClientOf, commitment: Commitment
) -> None:
    due = calendar_days_after(date(2026, 9, 2), 30, calendar_in_force())
    clock = clocks.clock(commitment, ClockKind.REPORT, due, start_event="period_ended", subject="x")
    clock.save()
    page = client_of(city.officer).get(address(clock)).content.decode()
    assert due.due_on == date(2026, 10, 8)
    assert "起算后 30 天" in page


def test_it_costs_a_handful_of_queries(city: City, client_of: ClientOf, clock: Clock) -> None:
    browser = client_of(city.officer)
    browser.get(address(clock))
    with CaptureQueriesContext(connection) as captured:
        browser.get(address(clock))
    assert len(captured) <= 8
