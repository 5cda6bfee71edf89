"""A city with an issued plan whose dates reach into a year without a notice."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
from django.core.cache import cache
from django.test import Client

from tests.builders import City, issue_plan, make_plan
from tests.conftest import moment
from workflow.models import CalendarYear, Commitment, User
from workflow.services.calendar import VERSION_KEY
from workflow.services.calendar_entry import NoticeText, enter_year
from workflow.services.notice_text import read_days
from workflow.services.recounting import Outcome

ClientOf = Callable[[User], Client]

FIELDS = {
    "source": "国办发明电〔2026〕7号",
    "off_0": "1月1日至3日",
    "off_1": "2月5日至12日",
    "on_1": "1月31日、2月20日",
    "off_2": "4月3日至5日",
    "off_3": "5月1日至5日",
    "on_3": "5月8日",
    "off_4": "6月9日",
    "off_5": "9月15日",
    "off_6": "10月1日至7日",
    "on_6": "9月26日、10月9日",
}
"""An invented notice for 2027, as typed into the form."""


def notice(**changed: str) -> NoticeText:
    """The invented notice as the service takes it."""
    typed = FIELDS | changed
    off = {day: "假" for name, text in typed.items() if name.startswith("off") for day in read_days(text, 2027)}
    worked = [day for name, text in typed.items() if name.startswith("on") for day in read_days(text, 2027)]
    return NoticeText(2027, off, frozenset(worked), typed["source"])


def committed() -> None:
    """What the commit of an entered notice does; inside a test's transaction it never comes."""
    cache.delete(VERSION_KEY)


def enter(text: NoticeText, *, seen_version: int, actor: User, now: datetime) -> tuple[CalendarYear, Outcome]:
    """Enter a notice and commit it."""
    entered = enter_year(text, seen_version=seen_version, actor=actor, now=now)
    committed()
    return entered


@pytest.fixture
def late_in_the_year() -> datetime:
    """20 November 2026: the notice for 2027 is not entered yet."""
    return moment(2026, 11, 20)


@pytest.fixture
def reaching(city: City, late_in_the_year: datetime) -> list[Commitment]:
    """Two commitments whose implementation plans are due on the 60th working day, in February 2027."""
    plan = make_plan(city, late_in_the_year, plan_working_days=60, completion_on=date(2027, 6, 30))
    return issue_plan(city, plan, late_in_the_year)
