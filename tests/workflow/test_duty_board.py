"""The board of recurring duties: who sees which, what the lights leave, a few queries whatever its length, the file."""

from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from flows.actions import duties as fulfilling
from tests.builders import City, issue_plan, make_plan, open_task
from tests.conftest import moment
from tests.flows.duties import MONTHLY, TWICE, WEEKLY, bound, record, state
from tests.flows.pages import counted_queries, main_of, words_of
from workflow.duty_board import LIGHTS, Board, Filter
from workflow.models import Duty, DutyPeriod
from workflow.policies import scope_of
from workflow.services.calendar import calendar_in_force

Signed = Callable[[Any], Client]

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_the_day(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    """The board looks at the clock of Django."""
    monkeypatch.setattr("workflow.views.duties.timezone.now", lambda: now)


def many(city: City, now: datetime, items: int) -> None:
    """So many items with a monthly quota and a weekly duty each, for an agency and a county."""
    plan = make_plan(city, now, items=items)
    state(plan, TWICE, WEEKLY)
    issue_plan(city, plan, now, agencies=[city.agency, city.county])
    while fulfilling.open_due(now):
        pass


def test_everybody_sees_the_duties_of_his_reach_due_first_in_front(
    city: City, now: datetime, client_of: Signed
) -> None:
    many(city, now, 2)
    office = client_of(city.clerk).get("/duties/")
    assert [row.agency for row in office.context["rows"]].count("青禾县政府") == 4
    days = [row.period.due_on for row in office.context["rows"]]
    assert len(days) == 8
    assert days == sorted(days)
    own = client_of(city.officer).get("/duties/")
    assert {row.agency for row in own.context["rows"]} == {"市数据局"}
    assert len(own.context["rows"]) == 4
    foreign = client_of(city.outsider).get("/duties/")
    assert foreign.context["rows"] == []
    assert "目前没有进行中的经常性任务" in words_of(foreign)


def test_the_filters_narrow_and_the_sums_follow(city: City, now: datetime, client_of: Signed) -> None:
    many(city, now, 2)
    bound(city, now, MONTHLY)
    fulfilling.open_due(now)
    first = DutyPeriod.objects.filter(duty__commitment__agency=city.agency, duty__needed=2)[0]
    record(city, first, now)
    record(city, first, now)
    client = client_of(city.clerk)
    whole = client.get("/duties/").context
    assert {light: n for light, _word, n in whole["sums"]} == {"ok": 8, "soon": 0, "late": 0, "soft": 0, "done": 1}
    for light in LIGHTS:
        rows = client.get(f"/duties/?light={light}").context["rows"]
        assert {row.light for row in rows} <= {light}
        assert len(rows) == {"ok": 8, "done": 1}.get(light, 0)
    assert len(client.get(f"/duties/?agency={city.county.pk}&length=week").context["rows"]) == 2
    plan = first.duty.commitment.plan_id
    assert len(client.get(f"/duties/?plan={plan}").context["rows"]) == 8
    assert client.get("/duties/?plan=x&agency=99999999999999999999&light=red&length=day").status_code == 200


def test_a_foreign_agency_in_the_address_shows_nothing(city: City, now: datetime, client_of: Signed) -> None:
    many(city, now, 1)
    answer = client_of(city.officer).get(f"/duties/?agency={city.county.pk}")
    assert answer.context["rows"] == []
    assert "青禾县政府" not in main_of(answer)


def test_a_full_page_takes_few_queries_and_little_weight(city: City, now: datetime, client_of: Signed) -> None:
    client = client_of(city.clerk)
    counts = []
    for items in (1, 40):
        many(city, now, items)
        client.get("/duties/")
        with counted_queries() as queries:
            answer = client.get("/duties/?light=ok")
        counts.append(len(queries))
    assert len(answer.context["rows"]) == 50
    assert counts[0] == counts[1] <= 8, counts
    assert len(answer.content) < 150_000
    seen = [row.period.pk for row in answer.context["rows"]]
    older = client.get(f"/duties/?light=ok&older={answer.context['page'].older}").context["rows"]
    assert not set(seen) & {row.period.pk for row in older}
    assert len(older) == 50


def test_the_file_holds_what_the_screen_shows(city: City, now: datetime, client_of: Signed) -> None:
    many(city, now, 1)
    Duty.objects.filter(length="week").update(phrase="=1+1")
    answer = client_of(city.officer).get("/duties/export/?length=week")
    rows = list(load_workbook(BytesIO(answer.content)).worksheets[0].iter_rows(values_only=True))
    assert rows[0] == (
        "单位", "事项", "编号", "经常性任务", "频次", "期次", "完成时限", "已完成次数", "应完成次数", "状态",
    )  # fmt: skip
    assert rows[1][:1] + rows[1][3:6] + rows[1][7:] == (
        "市数据局",
        "=1+1",
        "每周 1 次",
        "2026年第37周",
        0,
        1,
        "进度正常",
    )
    assert len(rows) == 2


def test_a_file_too_long_to_wait_for_is_refused(
    city: City, now: datetime, client_of: Signed, monkeypatch: pytest.MonkeyPatch
) -> None:
    many(city, now, 1)
    monkeypatch.setattr("workflow.views.duties.AT_ONCE", 1)
    answer = client_of(city.officer).get("/duties/export/")
    assert answer.status_code == 400
    assert "请缩小筛选范围" in answer.content.decode()


def test_the_lights_of_the_board_are_those_of_the_periods(city: City, now: datetime) -> None:
    many(city, now, 1)
    calendar = calendar_in_force()
    for on in (now.date(), now.date().replace(day=28), now.date().replace(month=10)):
        board = Board(scope_of(city.clerk), Filter(), on, calendar)
        found = [period.light(on, calendar) for period in DutyPeriod.objects.select_related("duty")]
        assert board.sums == {light: found.count(light) for light in LIGHTS}


def test_what_the_officer_has_handed_over_counts_no_days_against_him(
    city: City, now: datetime, client_of: Signed, monkeypatch: pytest.MonkeyPatch
) -> None:
    bound(city, now, TWICE)
    fulfilling.open_due(now)
    period = DutyPeriod.objects.get()
    made, _second = record(city, period, now), record(city, period, now)
    client, strike = client_of(city.officer), f"/duties/records/{made.pk}/strike/"
    later = moment(2026, 10, 9)

    def seen() -> tuple[list[int | None], bool]:
        (row,) = client.get("/duties/").context["rows"]
        item = client.get(f"/items/{period.duty.commitment_id}/?tab=duties")
        return [row.days_left], strike in item.content.decode()

    monkeypatch.setattr("workflow.views.duties.timezone.now", lambda: later)
    assert seen() == ([-2], True)
    fulfilling.hand_in(open_task("fulfil_duty").pk, actor=city.officer, now=later)
    assert seen() == ([None], False)
