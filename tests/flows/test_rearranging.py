"""拆分 and 并入 after the issue."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from flows.actions import rearranging, reopening
from flows.models import Task
from tests.builders import City, open_task, walk
from tests.flows.pages import words_of
from tests.flows.test_parts import nothing_is_wrong, told
from workflow.errors import Invalid, NotPermitted, TransitionRefused
from workflow.models import Commitment, JournalEntry
from workflow.status import Stage

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
