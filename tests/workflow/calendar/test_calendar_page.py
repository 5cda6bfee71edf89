"""The calendar's page: everybody looks, the clerk enters, wrong days are refused where they stand."""

from datetime import date, datetime

import pytest
from django.test import Client
from django.urls import reverse

from tests.builders import City
from tests.workflow.calendar.conftest import FIELDS, ClientOf, committed
from tests.workflow.calendar.test_notice_text import NOTICE_2026
from workflow.models import CalendarYear, Clock, Commitment, StepDraft
from workflow.services.calendar import calendar_in_force

YEAR = reverse("calendar_year", args=[2027])
NOTICE = reverse("calendar_notice", args=[2027])


@pytest.fixture
def clerk(city: City, client_of: ClientOf) -> Client:
    return client_of(city.clerk)


@pytest.fixture(autouse=True)
def _on_the_day(monkeypatch: pytest.MonkeyPatch, late_in_the_year: datetime) -> None:
    monkeypatch.setattr("workflow.views.calendar.timezone.now", lambda: late_in_the_year)


def test_everybody_signed_in_sees_the_year(city: City, client_of: ClientOf) -> None:
    for person in (city.officer, city.head, city.leader, city.inspector):
        page = client_of(person).get(reverse("calendar"))
        assert page.status_code == 200
        assert "form" not in page.context or page.context["form"] is None
    assert Client().get(YEAR).status_code == 302


def test_a_year_shows_days_off_and_worked_weekend_days(clerk: Client) -> None:
    page = clerk.get(reverse("calendar_year", args=[2026]))
    cells = [cell for month in page.context["months"] for week in month.weeks for cell in week if cell.number]
    assert len(cells) == 365
    assert sum(cell.mark == "off" for cell in cells) == 33
    assert sum(cell.mark == "on" for cell in cells) == 6
    assert page.context["worked"] == 248


def test_a_year_without_a_notice_says_so(clerk: Client, reaching: list[Commitment]) -> None:
    page = clerk.get(YEAR).content.decode()
    assert "2027 年日期均为暂定" in page
    assert "法定节日 13 天" in page
    assert "涉及 2 个期限" in page


@pytest.mark.parametrize("year", [1, 2003, 2030, 99999])
def test_years_nobody_plans_for_are_missing_pages(clerk: Client, year: int) -> None:
    assert clerk.get(f"/calendar/{year}/").status_code == 404


def test_a_checked_notice_shows_what_moves_and_saves_nothing_but_a_draft(
    city: City, clerk: Client, reaching: list[Commitment]
) -> None:
    page = clerk.post(NOTICE, FIELDS | {"act": "check", "seen": "0"})
    text = page.content.decode()
    assert page.status_code == 200
    assert "将变动 2 个期限：提前 0，推后 2" in text
    assert "放假 28 天，周末上班 5 天" in text
    assert (page.context["draft_worked"], page.context["worked"]) == (248, 254)
    assert not CalendarYear.objects.exists()
    assert StepDraft.objects.get(user=city.clerk).fields["off_1"] == ["2月5日至12日"]
    assert "2月5日至12日" in clerk.get(YEAR).content.decode()


def test_a_confirmed_notice_is_in_force(city: City, clerk: Client, reaching: list[Commitment]) -> None:
    digest = clerk.post(NOTICE, FIELDS | {"act": "check", "seen": "0"}).context["digest"]
    answer = clerk.post(NOTICE, FIELDS | {"act": "save", "seen": "0", "checked": digest}, follow=True)
    assert answer.redirect_chain == [(YEAR, 302)]
    assert "变动 2 个期限" in answer.content.decode()
    committed()
    assert calendar_in_force().is_published(2027)
    assert not calendar_in_force().is_workday(date(2027, 2, 12))
    assert not Clock.objects.filter(provisional=True).exists()
    assert not StepDraft.objects.exists()


def test_other_days_than_the_checked_ones_are_checked_again(clerk: Client) -> None:
    digest = clerk.post(NOTICE, FIELDS | {"act": "check", "seen": "0"}).context["digest"]
    changed = FIELDS | {"off_4": "6月8日至9日", "act": "save", "seen": "0", "checked": digest}
    page = clerk.post(NOTICE, changed)
    assert page.status_code == 200
    assert page.context["digest"] != digest
    assert not CalendarYear.objects.exists()


def test_a_stale_page_is_told_what_happened(clerk: Client) -> None:
    digest = clerk.post(NOTICE, FIELDS | {"act": "check", "seen": "0"}).context["digest"]
    sent = FIELDS | {"act": "save", "seen": "0", "checked": digest}
    clerk.post(NOTICE, sent)
    answer = clerk.post(NOTICE, sent)
    assert answer.status_code == 409
    assert CalendarYear.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("off_0", "昨天", "不是本年的日期"),
        ("off_0", "2028年1月1日", "不在 2027 年内"),
        ("on_0", "1月4日", "不是周六、周日"),
        ("off_1", "1月3日至8日", "写了两次"),
        ("on_0", "1月2日", "不能既放假又上班"),
        ("source", "", "source"),
        ("off_other", "12月20日", "写出这个节日的名称"),
    ],
)
def test_a_day_that_cannot_be_is_refused_where_it_stands(clerk: Client, field: str, typed: str, said: str) -> None:
    answer = clerk.post(NOTICE, FIELDS | {field: typed, "act": "check", "seen": "0"})
    assert answer.status_code == 400
    page = answer.content.decode()
    assert said in page
    assert typed in page
    assert not CalendarYear.objects.exists()


def test_an_empty_notice_is_refused(clerk: Client) -> None:
    answer = clerk.post(NOTICE, {"source": "x", "act": "save", "seen": "0", "checked": ""})
    assert answer.status_code == 400


def test_a_forgotten_holiday_of_the_law_is_pointed_out(clerk: Client) -> None:
    page = clerk.post(NOTICE, FIELDS | {"off_4": "", "act": "check", "seen": "0"})
    assert list(page.context["not_off"]) == [date(2027, 6, 9)]
    assert "请再核对一遍" in page.content.decode()


def test_a_pasted_notice_fills_the_form(clerk: Client) -> None:
    page = clerk.post(reverse("calendar_notice", args=[2026]), {"act": "read", "text": NOTICE_2026})
    assert page.status_code == 200
    form = page.context["form"]
    assert form["off_1"].value() == "2月15日至23日"
    assert form["on_6"].value() == "9月20日、10月10日"
    assert form["source"].value() == "国办发明电〔2025〕7号"
    assert clerk.post(NOTICE, {"act": "read", "text": "没有节日"}).status_code == 400


def test_a_revision_starts_from_what_is_in_force(clerk: Client) -> None:
    address = reverse("calendar_notice", args=[2026])
    form = clerk.get(reverse("calendar_year", args=[2026])).context["form"]
    typed = {name: form[name].value() or "" for name in form.fields} | {"source": "重录"}
    page = clerk.post(address, typed | {"act": "check", "seen": "1"})
    assert page.status_code == 200
    saved = clerk.post(address, typed | {"act": "save", "seen": "1", "checked": page.context["digest"]})
    assert saved.status_code == 400
    assert "与现行版本相同" in saved.content.decode()


@pytest.mark.parametrize("person", ["officer", "head", "leader", "inspector"])
def test_for_others_there_is_no_form(city: City, client_of: ClientOf, person: str) -> None:
    browser = client_of(getattr(city, person))
    assert browser.post(NOTICE, FIELDS | {"act": "save", "seen": "0"}).status_code == 404
    assert "录入放假通知" not in browser.get(YEAR).content.decode()
    assert not CalendarYear.objects.exists()
