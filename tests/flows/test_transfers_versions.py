"""A new version of the plan after a transfer: the share stays where it was put, and is not opened where it was."""

from datetime import date, datetime
from typing import Any

import pytest

from flows.actions import transferring
from tests.builders import City
from tests.workflow.importing import PLAN_TEXT
from tests.workflow.versions import accept_all, issued, later, publish, version_draft
from workflow.models import Commitment, Plan
from workflow.services.plans import expand
from workflow.services.verification import checks
from workflow.services.versions import changes_of, effects
from workflow.status import Stage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at")]
FIRST, SECOND = "二/（一）/1", "二/（一）/2"


@pytest.fixture
def plan(city: City, now: datetime) -> Plan:
    return issued(city, now)


def of(number: str, agency: Any) -> Commitment:
    return Commitment.objects.get(item__number=number, agency=agency)


def amend(city: City, plan: Plan, now: datetime, text: str) -> tuple[Plan, list[str]]:
    """The version, issued, and what its page says before."""
    clerk = version_draft(city, plan, now, text)
    accept_all(clerk)
    version: Plan = clerk.commit()
    found = effects(version, changes_of(version), expand(version, later(now).date()))
    publish(city, version, later(now))
    return version, [problem.code for problem in found.problems if problem.code == "was_transferred"]


def breaches() -> list[Any]:
    return [breach for check in checks().values() for breach in check()]


def move(city: City, commitment: Commitment, now: datetime, to: Any) -> Commitment:
    return transferring.transfer(commitment.pk, to.pk, reason="归口办理。", actor=city.clerk, now=now).successor


def test_while_its_agency_is_named_the_share_stays_where_it_was_put(city: City, now: datetime, plan: Plan) -> None:
    """The second item is led by data and justice. Data's share goes to the county; the version keeps data alone."""
    moved = move(city, of(SECOND, city.agency), now, city.county)
    text = PLAN_TEXT.replace("12号", "31号").replace("市数据局、市司法局分别牵头落实", "市数据局牵头落实")
    _version, said = amend(city, plan, now, text)
    moved.refresh_from_db()
    assert moved.assignment is not None
    assert (moved.stage, moved.assignment.item_id) == (Stage.ISSUED, moved.item_id)
    assert of(SECOND, city.agency).stage is Stage.TRANSFERRED
    assert of(SECOND, city.other).stage is Stage.DISCONTINUED
    assert said == ["was_transferred"]
    assert Commitment.objects.filter(item__number=SECOND).count() == 3
    assert breaches() == []


def test_when_its_agency_is_no_longer_named_the_share_ends_wherever_it_is(
    city: City, now: datetime, plan: Plan
) -> None:
    moved = move(city, of(SECOND, city.other), now, city.county)
    further = move(city, moved, now, city.office)
    text = PLAN_TEXT.replace("12号", "31号").replace("市数据局、市司法局分别牵头落实", "市数据局牵头落实")
    amend(city, plan, now, text)
    further.refresh_from_db()
    assert further.stage is Stage.DISCONTINUED
    assert [of(SECOND, agency).stage for agency in (city.other, city.county)] == [Stage.TRANSFERRED] * 2
    assert of(SECOND, city.agency).stage is Stage.ISSUED
    assert breaches() == []


def test_a_new_date_moves_the_share_where_it_is_now(city: City, now: datetime, plan: Plan) -> None:
    old = of(FIRST, city.agency)
    moved = move(city, old, now, city.other)
    before = old.completion_on
    amend(city, plan, now, PLAN_TEXT.replace("12号", "31号").replace("2026年12月底前", "2026年11月20日前"))
    moved.refresh_from_db()
    old.refresh_from_db()
    assert (moved.stage, moved.completion_on, old.completion_on) == (Stage.ISSUED, date(2026, 11, 20), before)
    assert breaches() == []
