"""Lists while the work rests: what was late before stays late, and nothing becomes it."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from django.test import Client

from flows.actions import duties as fulfilling
from flows.actions import inspection as inspecting
from tests.builders import City, issue_plan, make_plan, open_task, walk
from tests.conftest import moment
from tests.flows.cases import ask_extension, ask_suspension, contribution, dispute, slip
from tests.flows.duties import TWICE, bound, period_of, record
from tests.flows.pages import words_of
from workflow.models import Commitment, Contribution, Dispute, Extension, Finding, SupervisionSlip
from workflow.services.calendar import calendar_in_force

Signed = Callable[[Any], Client]
At = Callable[[datetime], None]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at", "files_dir")]

LONG_AFTER = moment(2026, 10, 20, 9)
IN_TIME, TOO_LATE = moment(2026, 9, 14, 10), moment(2026, 9, 23, 10)
"""Suspended a week before what is due on Monday the 21st, and two days after it."""


@pytest.fixture
def commitment(city: City, now: datetime) -> Commitment:
    return issue_plan(city, make_plan(city, now, items=1), now)[0]


@pytest.mark.parametrize(("granted", "state", "left"), [(IN_TIME, "awaited", 7), (TOO_LATE, "late", -1)])
def test_a_contribution(
    city: City,
    commitment: Commitment,
    now: datetime,
    granted: datetime,
    state: str,
    left: int,
    client_of: Signed,
    at: At,
) -> None:
    walk(city, commitment, now, "execute")
    contribution(city, commitment, now, due_on=date(2026, 9, 21))
    ask_suspension(city, commitment, granted)
    at(LONG_AFTER)
    client, is_late = client_of(city.outsider), state == "late"
    for wanted in ("late", "awaited"):
        shown = client.get(f"/contributions/?state={wanted}").context
        sums = {name: n for name, _word, n in shown["sums"]}
        assert sums == {"late": is_late, "awaited": not is_late, "handed": 0, "ended": 0}
        assert [row.days_left for row in shown["rows"]] == ([left] if wanted == state else [])
    assert "已中止" in words_of(client.get("/contributions/"))
    item = client_of(city.officer).get(f"/items/{commitment.pk}/").context
    assert item["late_contributions"] == is_late
    assert [(row.light, row.days_left) for row in item["contributions"]] == [("late" if is_late else "ok", left)]
    assert Contribution.objects.get().due_on == date(2026, 9, 21)


@pytest.mark.parametrize(("granted", "over"), [(IN_TIME, []), (TOO_LATE, [2])])
def test_a_finding(
    city: City,
    commitment: Commitment,
    now: datetime,
    granted: datetime,
    over: list[int],
    client_of: Signed,
    at: At,
) -> None:
    walk(city, commitment, now, "inspect")
    task = open_task("inspect", commitment=commitment)
    inspecting.raise_finding(task.pk, text="三处未更新。", working_days=10, actor=city.inspector, now=now)
    assert Finding.objects.get().due_on == date(2026, 9, 20)
    ask_suspension(city, commitment, granted)
    at(LONG_AFTER)
    found = client_of(city.inspector).get("/").context["findings"]
    assert [line.days_over for line in found] == over


def test_nobody_holds_what_is_late_on_the_first_page(
    city: City, commitment: Commitment, now: datetime, client_of: Signed, at: At
) -> None:
    """Late by its final date, while the step that runs is due later; then it rests with the inspector."""
    walk(city, commitment, now, "inspect")
    claimed, final = moment(2026, 9, 14, 10), date(2026, 9, 11)
    Commitment.objects.filter(pk=commitment.pk).update(completion_on=final, claimed_at=claimed)
    at(moment(2026, 9, 16, 9))
    client = client_of(city.leader)
    (line,) = client.get("/").context["late"]
    assert (line.missed_on, line.days_over, line.holder) == (final, 3, "高远")
    ask_suspension(city, commitment, moment(2026, 9, 16, 10))
    at(LONG_AFTER)
    page = client.get("/")
    (line,) = page.context["late"]
    assert (line.missed_on, line.days_over, line.holder, line.is_mine) == (final, 2, "", False)
    assert "9月11日到期，已逾2个工作日已中止" in words_of(page).replace(" ", "")


@pytest.mark.parametrize("late", [False, True])
def test_what_others_have_to_answer(
    city: City, commitment: Commitment, now: datetime, late: bool, client_of: Signed, monkeypatch: pytest.MonkeyPatch
) -> None:
    slip(city, commitment, now, until="answer_slip")
    dispute(city, commitment, now, until="answer_dispute")
    ask_extension(city, commitment, now, until="advise_extension")
    if late:
        # A Sunday: the last working day before the suspension is the one it was due.
        SupervisionSlip.objects.update(answer_by=date(2026, 9, 11))
        Dispute.objects.update(answer_by=date(2026, 9, 11))
        Extension.objects.update(answer_by=date(2026, 9, 11))
    client, granted = client_of(city.inspector), moment(2026, 9, 13, 9) if late else now
    pages = [(client, "/slips/"), (client, "/extensions/"), (client_of(city.clerk), "/disputes/")]

    def left(at: datetime) -> list[int]:
        monkeypatch.setattr("django.utils.timezone.now", lambda: at)
        (served,), (asked,), (disputed,) = ((reader.get(path).context["rows"]) for reader, path in pages)
        return [served.days_left, asked["days_left"], disputed["days_left"]]

    before = left(granted)
    ask_suspension(city, commitment, granted)
    # The day of the grant does not count any more.
    assert left(LONG_AFTER) == ([-1] * 3 if late else [days + 1 for days in before])
    assert before == [-1] * 3 if late else min(before) > 0
    assert all("已中止" in words_of(reader.get(path)) for reader, path in pages)


def test_the_pace_of_a_duty(city: City, now: datetime, client_of: Signed, at: At) -> None:
    (commitment,) = bound(city, now, TWICE)
    fulfilling.open_due(now)
    period, granted = period_of(commitment), moment(2026, 9, 8, 9)
    made = record(city, period, now)
    officer, strike = client_of(city.officer), f"/duties/records/{made.pk}/strike/"

    def seen(at_moment: datetime) -> tuple[str, bool, bool]:
        at(at_moment)
        page = officer.get(f"/items/{commitment.pk}/?tab=duties")
        (meter,) = page.context["duties"][0].running
        return meter.light, meter.may_record, strike in page.content.decode()

    light, *before = seen(granted)
    assert before == [True, True]
    ask_suspension(city, commitment, granted)
    assert seen(moment(2026, 10, 30, 9)) == (light, False, False)
    period.refresh_from_db()
    assert period.light(date(2026, 10, 30), calendar_in_force()) != light
    assert {officer.get(path).status_code for path in (f"/duties/{period.pk}/record/", strike)} == {302}
