"""拆分 and 并入 after the issue."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from flows.actions import commitment as steps
from flows.actions import rearranging, reopening
from flows.actions import suspension as suspending
from flows.models import Task
from tests.builders import City, open_task, walk
from tests.conftest import moment
from tests.flows.cases import ask_extension, ask_suspension, issued_with
from tests.flows.pages import words_of
from tests.flows.test_parts import nothing_is_wrong, told
from workflow.errors import Invalid, NotPermitted, TransitionRefused
from workflow.models import Clock, Commitment, JournalEntry
from workflow.services.extensions import askable
from workflow.status import AssignmentMode, ClockKind, PartyRole, Stage

Signed = Callable[[Any], Client]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at")]


def test_a_part_becomes_an_item_of_its_own_with_the_same_dates(
    city: City, issued: list[Commitment], client_of: Signed, now: datetime
) -> None:
    walk(city, issued[0], now, "write_plan")
    given = {"heading": "问答库", "text": "建立问答库。", "reason": "任务过大。"}
    assert client_of(city.clerk).post(f"/items/{issued[0].pk}/split/", given).status_code == 302
    made = Commitment.objects.exclude(pk__in=[one.pk for one in issued]).get()
    assert (made.item.number, made.item.heading, made.item.split_from) == ("二/（一）/1-1", "问答库", issued[0].item)
    assert (made.agency, made.plan_due_on, made.completion_on) == (
        city.agency,
        issued[0].plan_due_on,
        issued[0].completion_on,
    )
    assert open_task("acknowledge", commitment=made).agency == city.agency
    assert open_task("write_plan", commitment=issued[0]).finished is None
    assert any("拆出一项" in line and "任务过大。" in line for line in told(city.officer))
    assert "拆自 二/（一）/1" in words_of(client_of(city.officer).get(f"/items/{made.pk}/"))
    assert client_of(city.clerk).get(f"/plans/{made.plan_id}/").status_code == 200
    assert client_of(city.clerk).get(f"/items/{made.pk}/?tab=source").status_code == 200
    nothing_is_wrong()


def test_what_was_granted_or_given_back_before_goes_along_with_the_part(
    city: City, issued: list[Commitment], client_of: Signed, now: datetime
) -> None:
    walk(city, issued[0], now, "write_plan")
    ask_suspension(city, issued[0], now)
    suspending.resume(issued[0].pk, actor=city.leader, now=moment(2026, 10, 12))
    ask_extension(city, issued[0], moment(2026, 10, 13), to=date(2027, 3, 26))
    given = {"heading": "问答库", "text": "建立问答库。", "reason": "任务过大。"}
    made = rearranging.split(issued[0].pk, actor=city.clerk, now=moment(2026, 10, 14), **given)
    made.refresh_from_db()
    issued[0].refresh_from_db()
    assert issued[0].plan_due_on > date(2026, 10, 23)
    assert (made.plan_due_on, made.completion_on) == (issued[0].plan_due_on, date(2027, 3, 26))
    assert (made.plan_provisional, made.completion_provisional) == (False, issued[0].completion_provisional)
    call_command("verify")
    nothing_is_wrong()
    ask_extension(city, issued[0], moment(2026, 10, 15), to=date(2027, 4, 26))
    call_command("verify")
    done = Clock.objects.get(commitment=made, kind=ClockKind.COMPLETION)
    page = words_of(client_of(city.officer).get(f"/certificates/{done.pk}/"))
    assert "3月26日" in page
    assert "4月26日" not in page
    assert "中止情况" in page.replace(" ", "")


def test_a_light_part_is_owed_by_the_date_that_was_granted(city: City, now: datetime) -> None:
    parties = [(PartyRole.LEAD, city.other), (PartyRole.CO, city.agency)]
    plan = issued_with(city, now, AssignmentMode.LEAD_WITH, parties)
    light = Commitment.objects.get(plan=plan, agency=city.agency)
    ask_extension(city, light, now, to=date(2027, 3, 26))
    light.refresh_from_db()
    assert (light.is_light, light.plan_due_on, light.completion_on) == (True, date(2027, 3, 26), date(2027, 3, 26))
    assert askable(light) == (ClockKind.COMPLETION,)
    given = {"heading": "问答库", "text": "建立问答库。", "reason": "任务过大。"}
    made = rearranging.split(light.pk, actor=city.clerk, now=now, **given)
    steps.acknowledge(open_task("acknowledge", commitment=made).pk, actor=city.officer, now=now)
    made.refresh_from_db()
    assert (made.current_due_on, made.completion_on) == (date(2027, 3, 26), date(2027, 3, 26))
    assert open_task("execute", commitment=made).due_on == date(2027, 3, 26)
    call_command("verify")
    nothing_is_wrong()


def test_one_is_merged_into_the_other_and_reopened(
    city: City, issued: list[Commitment], client_of: Signed, now: datetime
) -> None:
    first, second = issued[:2]
    given = {"into": str(second.pk), "reason": "内容重复。"}
    assert client_of(city.leader).post(f"/items/{first.pk}/merge/", given).status_code == 302
    first.refresh_from_db()
    assert (first.stage, first.merged_into) == (Stage.DISCONTINUED, second)
    assert not Task.objects.open().filter(commitment=first).exists()
    assert open_task("acknowledge", commitment=second).finished is None
    assert JournalEntry.objects.get(commitment=second, act="item_taken_in").remark == "内容重复。"
    assert "已并入 二/（一）/2" in words_of(client_of(city.officer).get(f"/items/{first.pk}/"))
    nothing_is_wrong()
    reopening.reopen(first.pk, until=None, reason="仍需单办。", actor=city.leader, now=now + timedelta(days=1))
    first.refresh_from_db()
    assert first.merged_into is None
    nothing_is_wrong()


def test_what_does_not_fit_is_refused(city: City, issued: list[Commitment], now: datetime) -> None:
    first, second = issued[:2]
    with pytest.raises(Invalid):
        rearranging.split(first.pk, heading="", text=" ", reason="x", actor=city.clerk, now=now)
    with pytest.raises(NotPermitted):
        rearranging.split(first.pk, heading="", text="x", reason="x", actor=city.officer, now=now)
    with pytest.raises(Invalid):
        rearranging.merge(first.pk, second.pk, reason=" ", actor=city.clerk, now=now)
    walk(city, second, now, "inspect")
    with pytest.raises(TransitionRefused) as claimed:
        rearranging.merge(first.pk, second.pk, reason="重复。", actor=city.clerk, now=now)
    assert claimed.value.code == "claimed"
    with pytest.raises(Invalid) as itself:
        rearranging.merge(first.pk, first.pk, reason="重复。", actor=city.clerk, now=now)
    assert itself.value.code == "not_mergeable"
    first.refresh_from_db()
    assert first.is_open
