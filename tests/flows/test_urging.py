"""催办: who is told, who may, and how soon again."""

from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from flows.actions.commitment import discontinue
from flows.actions.reminding import snooze
from flows.actions.urging import urge
from flows.models import Deadline
from notifications.dispatch import deliver_pending
from notifications.models import Notification
from notifications.texts import headline
from tests.builders import City, issue_plan, make_plan, walk
from tests.conftest import moment
from workflow.errors import Invalid, NotPermitted, NotVisible, TransitionRefused
from workflow.models import Commitment, JournalEntry

pytestmark = pytest.mark.django_db


def told(event: str = "urged") -> dict[str, str]:
    """What each person is told, by account."""
    rows = Notification.objects.filter(event=event).select_related("recipient", "entry", "commitment__item")
    return {row.recipient.username: headline(row) for row in rows}


def test_who_holds_the_step_and_the_head_are_told(city: City, planning: Commitment, now: datetime) -> None:
    before = Deadline.objects.filter(task__commitment=planning).values_list("due_on", "rung", "next_on").get()
    urge(planning.pk, remark="市长办公会要听汇报。", actor=city.clerk, now=now)
    deliver_pending(now)
    assert set(told()) == {"officer", "head"}
    assert all("市长办公会要听汇报。" in line and "催办" in line for line in told().values())
    entry = JournalEntry.objects.get(commitment=planning, act="urged")
    assert (entry.actor, entry.remark, entry.data["node"]) == (city.clerk, "市长办公会要听汇报。", "write_plan")
    assert Deadline.objects.filter(task__commitment=planning).values_list("due_on", "rung", "next_on").get() == before


def test_without_a_remark_nothing_is_quoted(city: City, planning: Commitment, now: datetime) -> None:
    urge(planning.pk, actor=city.inspector, now=now)
    deliver_pending(now)
    assert all("“" not in line for line in told().values())


def test_put_off_reminders_do_not_hold_it_back(city: City, planning: Commitment, now: datetime) -> None:
    snooze(planning.pk, until=moment(2026, 10, 15).date(), reason="等口径。", actor=city.officer, now=now)
    urge(planning.pk, actor=city.clerk, now=now)
    deliver_pending(now)
    assert "officer" in told()


def test_a_step_of_the_office_is_urged_without_the_head_of_the_agency(city: City, now: datetime) -> None:
    commitment = issue_plan(city, make_plan(city, now, items=1), now)[0]
    walk(city, commitment, now, "approve_plan")
    urge(commitment.pk, actor=city.clerk, now=now)
    deliver_pending(now)
    assert set(told()) == {"leader", "leader2"}
    with pytest.raises(TransitionRefused) as refused:
        urge(commitment.pk, actor=city.leader, now=moment(2026, 10, 9))
    assert refused.value.code == "own_step"


def test_an_item_rests_between_two_urgings(city: City, planning: Commitment, now: datetime) -> None:
    urge(planning.pk, actor=city.clerk, now=now)  # Monday, 7 September
    for again in (now, moment(2026, 9, 9)):
        with pytest.raises(TransitionRefused) as refused:
            urge(planning.pk, actor=city.inspector, now=again)
        assert refused.value.code == "urged_lately"
        assert str(city.clerk) in str(refused.value.message)
        assert "9月10日" in str(refused.value.remedy)
    urge(planning.pk, actor=city.inspector, now=moment(2026, 9, 10))
    assert JournalEntry.objects.filter(commitment=planning, act="urged").count() == 2


def test_nobody_urges_what_has_ended_or_is_foreign(city: City, planning: Commitment, now: datetime) -> None:
    for person, error in ((city.officer, NotPermitted), (city.head, NotPermitted), (city.outsider, NotVisible)):
        with pytest.raises(error):
            urge(planning.pk, actor=person, now=now)
    with pytest.raises(Invalid) as refused:
        urge(planning.pk, remark="急" * 501, actor=city.clerk, now=now)
    assert refused.value.code == "remark_long"
    discontinue(planning.pk, actor=city.clerk, now=now, reason="机构撤并。")
    with pytest.raises(TransitionRefused) as ended:
        urge(planning.pk, actor=city.clerk, now=now)
    assert ended.value.code == "nothing_open"
    assert not JournalEntry.objects.filter(act="urged").exists()


def test_the_page_says_who_is_told_and_keeps_what_was_typed(
    city: City, planning: Commitment, client_of: Any, monkeypatch: pytest.MonkeyPatch, now: datetime
) -> None:
    monkeypatch.setattr("flows.views.clock.now", lambda: now)
    page = f"/items/{planning.pk}/urge/"
    client = client_of(city.clerk)
    assert "催办" in client.get(f"/items/{planning.pk}/").content.decode()
    form = client.get(page).content.decode()
    assert str(city.officer) in form
    assert client.post(page, {"remark": "请抓紧。"}).status_code == 302
    late = client.post(page, {"remark": "再催一次。"})
    assert late.status_code == 409
    assert "再催一次。" in late.content.decode()
    assert "可再次催办" in late.content.decode()
    assert client_of(city.outsider).get(page).status_code == 404


@pytest.fixture
def two(city: City, now: datetime) -> list[Commitment]:
    """Both wait for their implementation plan."""
    found = issue_plan(city, make_plan(city, now, items=2), now)
    for commitment in found:
        walk(city, commitment, now, "write_plan")
    return found


def chosen(commitments: list[Commitment], **more: str) -> dict[str, Any]:
    return {"item": [str(one.pk) for one in commitments], **more}


def test_several_are_urged_from_the_ledger_after_a_look_at_who_is_told(
    city: City, two: list[Commitment], client_of: Any, at: Any, now: datetime
) -> None:
    client = client_of(city.clerk)
    assert 'name="item"' not in client.get("/ledger/").content.decode()
    ledger = client.get("/ledger/?pick=1").content.decode()
    assert ledger.count('name="item"') == 2
    asked = client.post("/items/urge/", chosen(two, back="/ledger/?light=late"))
    assert asked.status_code == 200
    assert asked.content.decode().count("实施方案") >= 2
    assert "确认催办</button>" in asked.content.decode()
    assert "<h1>催办</h1>" in asked.content.decode()
    assert not JournalEntry.objects.filter(act="urged").exists()
    done = client.post("/items/urge/", chosen(two, confirmed="1", remark="本周内报来。", back="/ledger/?light=late"))
    assert done["Location"] == "/ledger/?light=late"
    assert {entry.remark for entry in JournalEntry.objects.filter(act="urged")} == {"本周内报来。"}
    assert JournalEntry.objects.filter(act="urged").count() == 2


def test_each_that_cannot_be_urged_has_its_reason(
    city: City, two: list[Commitment], client_of: Any, at: Any, now: datetime
) -> None:
    urge(two[0].pk, actor=city.inspector, now=now)
    client = client_of(city.clerk)
    some = client.post("/items/urge/", chosen(two, confirmed="1"))
    assert some.status_code == 200
    assert "可再次催办" in some.content.decode()
    none = client.post("/items/urge/", chosen(two, confirmed="1"))
    assert none.status_code == 409
    assert JournalEntry.objects.filter(act="urged").count() == 2
    long = client.post("/items/urge/", chosen(two, confirmed="1", remark="急" * 501))
    assert long.status_code == 422
    assert "急" * 501 in long.content.decode()


def test_nobody_urges_several_who_may_not(city: City, two: list[Commitment], client_of: Any, at: Any) -> None:
    assert 'name="item"' not in client_of(city.officer).get("/ledger/?pick=1").content.decode()
    answers = {city.officer: 403, city.head: 403, city.outsider: 404}
    for person, status in answers.items():
        assert client_of(person).post("/items/urge/", chosen(two, confirmed="1")).status_code == status
    client = client_of(city.clerk)
    for forged in ("0", "9" * 30, "x"):
        assert client.post("/items/urge/", {"item": [str(two[0].pk), forged], "confirmed": "1"}).status_code == 404
    assert client.post("/items/urge/", {"back": "/ledger/?pick=1"})["Location"] == "/ledger/?pick=1"
    opened = client.get("/items/urge/")
    assert (opened.status_code, opened["Allow"]) == (405, "POST")
    assert "该网址仅用于提交表单" in opened.content.decode()
    assert not JournalEntry.objects.filter(act="urged").exists()


def test_what_urging_several_costs_does_not_grow_with_their_number(
    city: City, client_of: Any, at: Any, now: datetime
) -> None:
    found = issue_plan(city, make_plan(city, now, items=6), now)
    client = client_of(city.clerk)
    client.post("/items/urge/", chosen(found[:1]))
    with CaptureQueriesContext(connection) as few:
        client.post("/items/urge/", chosen(found[:1]))
    with CaptureQueriesContext(connection) as many:
        client.post("/items/urge/", chosen(found))
    assert len(many) == len(few)
