"""重新启动: what was closed or discontinued goes on where the work of the agency stood, once, with its history."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from flows.actions import commitment as steps
from flows.actions import inspection as inspecting
from flows.actions import reopening, transferring
from flows.main_line import held
from flows.models import Process, Task
from notifications.dispatch import deliver_pending
from notifications.models import Notification
from notifications.texts import headline
from tests.builders import City, open_task, walk
from tests.flows.pages import counted_queries, words_of
from workflow.errors import Invalid, NotPermitted, NotVisible, TransitionRefused
from workflow.models import Clock, Commitment, JournalEntry, Reopening
from workflow.services.calendar import calendar_in_force, local_day
from workflow.services.certificates import certificate_of
from workflow.services.verification import checks
from workflow.status import ClockKind, Holder, Stage

Signed = Callable[[Any], Client]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at", "files_dir")]

REASON = "群众反映问题反弹。"


def breaches() -> list[Any]:
    return [breach for check in checks().values() for breach in check()]


def reopen(city: City, commitment: Commitment, now: datetime, **given: Any) -> Commitment:
    wanted: dict[str, Any] = {"until": None, "reason": REASON, "actor": city.leader, "now": now} | given
    done = reopening.reopen(commitment.pk, **wanted)
    commitment.refresh_from_db()
    return done


@pytest.fixture
def closed(city: City, issued: list[Commitment], now: datetime) -> Commitment:
    """Closed on the eighth day."""
    walk(city, issued[0], now, "")
    issued[0].refresh_from_db()
    return issued[0]


def test_what_was_closed_is_carried_out_and_closed_again(city: City, closed: Commitment, now: datetime) -> None:
    at = now + timedelta(days=30)
    entries = JournalEntry.objects.filter(commitment=closed).count()
    assert (closed.stage, closed.progress_percent) == (Stage.CLOSED, 100)
    reopen(city, closed, at)
    assert (closed.stage, closed.is_open, closed.progress_percent) == (Stage.EXECUTING, True, 0)
    assert (closed.current_due_on, closed.claimed_at, closed.accepted_by) == (closed.completion_on, None, None)
    task = open_task("execute", commitment=closed)
    assert (task.sender, task.returned_reason, task.due_on) == (str(city.leader), REASON, closed.completion_on)
    assert Process.objects.get(commitment=closed, parent=None).finished is None
    assert JournalEntry.objects.filter(commitment=closed).count() == entries + 1
    assert breaches() == []
    again = open_task("execute", commitment=closed)
    steps.claim_completion(again.pk, text="已再次核查。", actor=city.officer, now=at)
    inspecting.accept(open_task("inspect", commitment=closed).pk, conclusion="属实。", actor=city.inspector, now=at)
    steps.close(open_task("close", commitment=closed).pk, actor=city.leader, now=at)
    closed.refresh_from_db()
    assert closed.stage == Stage.CLOSED
    assert breaches() == []


@pytest.mark.parametrize(
    ("until", "stage", "node"),
    [
        ("acknowledge", Stage.ISSUED, "acknowledge"),
        ("write_plan", Stage.PLANNING, "write_plan"),
        ("sign_plan", Stage.PLANNING, "write_plan"),
        ("approve_plan", Stage.PLANNING, "write_plan"),
        ("publish_plan", Stage.PUBLICATION, "publish_plan"),
        ("execute", Stage.EXECUTING, "execute"),
        ("inspect", Stage.EXECUTING, "execute"),
    ],
)
def test_what_was_discontinued_goes_on_where_the_work_stood(
    city: City, issued: list[Commitment], now: datetime, until: str, stage: Stage, node: str
) -> None:
    commitment = issued[0]
    walk(city, commitment, now, until)
    at = now + timedelta(days=10)
    steps.discontinue(commitment.pk, actor=city.clerk, now=at, reason="上级暂停。")
    reopen(city, commitment, at + timedelta(days=5))
    assert (commitment.stage, commitment.discontinue_reason) == (stage, "")
    task = open_task(node, commitment=commitment)
    assert task.due_on == commitment.current_due_on is not None
    assert Reopening.objects.get().ending == "discontinued"
    assert breaches() == []


def test_the_days_between_are_charged_to_nobodys_desk(city: City, closed: Commitment, now: datetime) -> None:
    at = now + timedelta(days=30)
    reopen(city, closed, at)
    on = local_day(at) + timedelta(days=4)
    found = held([closed], on, calendar_in_force())[closed.pk]
    ended = Reopening.objects.get().ended_at
    assert found.sums[Holder.ENDED].days == (local_day(at) - local_day(ended)).days
    assert sum(total.days for total in found.sums.values()) == (on - local_day(closed.opened_at)).days + 1
    assert found.now is not None
    assert found.now.holder == Holder.OFFICER


def test_a_final_date_that_has_passed_is_given_anew(
    city: City, closed: Commitment, now: datetime, at: Callable[[datetime], None], client_of: Signed
) -> None:
    late = datetime(2027, 3, 1, 10, tzinfo=now.tzinfo)
    assert closed.completion_on < local_day(late)
    with pytest.raises(Invalid) as missing:
        reopen(city, closed, late)
    assert missing.value.code == "date_missing"
    reopen(city, closed, late, until=date(2027, 6, 30))
    clock = Clock.objects.get(commitment=closed, kind=ClockKind.COMPLETION)
    assert (closed.completion_on, closed.current_due_on, clock.due_on) == (date(2027, 6, 30),) * 3
    assert open_task("execute", commitment=closed).due_on == date(2027, 6, 30)
    assert [one.until for one in certificate_of(city.leader, clock.pk).reopenings] == [date(2027, 6, 30)]
    at(late)
    page = words_of(client_of(city.leader).get(f"/certificates/{clock.pk}/"))
    assert "重新启动本事项，完成期限定为 2027年6月30日" in page
    assert breaches() == []


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"reason": " "}, "reason_missing"),
        ({"until": date(2026, 9, 7)}, "not_later"),
        ({"until": date(2028, 1, 3)}, "too_late"),
        ({"until": date(2027, 2, 6)}, "no_working_day"),
    ],
)
def test_reason_and_date_are_checked(
    city: City, closed: Commitment, now: datetime, given: dict[str, Any], code: str
) -> None:
    with pytest.raises(Invalid) as refused:
        reopen(city, closed, now + timedelta(days=30), **given)
    assert refused.value.code == code
    assert not Reopening.objects.exists()


def test_only_what_has_ended_and_was_not_transferred(city: City, issued: list[Commitment], now: datetime) -> None:
    with pytest.raises(TransitionRefused) as refused:
        reopen(city, issued[0], now)
    assert refused.value.code == "not_ended"
    transferring.transfer(issued[0].pk, to_pk=city.other.pk, reason="归口调整。", actor=city.clerk, now=now)
    with pytest.raises(TransitionRefused) as gone:
        reopen(city, issued[0], now)
    assert gone.value.code == "transferred"


def test_who_may_and_who_is_told(city: City, closed: Commitment, now: datetime) -> None:
    at = now + timedelta(days=30)
    for person, error in ((city.clerk, NotPermitted), (city.head, NotPermitted), (city.outsider, NotVisible)):
        with pytest.raises(error):
            reopen(city, closed, at, actor=person)
    reopen(city, closed, at)
    deliver_pending(at)
    told = Notification.objects.filter(event="reopened").select_related("entry", "recipient")
    asked = {one.recipient for one in told if one.asks}
    assert asked == {city.officer}
    assert {city.head, city.clerk, city.inspector} <= {one.recipient for one in told}
    assert REASON in headline(told[0])


def test_twice_is_once(city: City, closed: Commitment, now: datetime) -> None:
    at = now + timedelta(days=30)
    reopen(city, closed, at)
    with pytest.raises(TransitionRefused):
        reopen(city, closed, at)
    assert Task.objects.filter(commitment=closed, node="execute", finished=None).count() == 1


def test_the_page_reopens(
    city: City, closed: Commitment, now: datetime, at: Callable[[datetime], None], client_of: Signed
) -> None:
    later = now + timedelta(days=30)
    at(later)
    leader = client_of(city.leader)
    assert "重新启动" in words_of(leader.get(f"/items/{closed.pk}/"))
    assert "重新启动" not in words_of(client_of(city.officer).get(f"/items/{closed.pk}/"))
    where = f"/items/{closed.pk}/reopen/"
    assert "须重新申请办结" in words_of(leader.get(where))
    wrong = leader.post(where, {"until": "", "reason": ""})
    assert wrong.status_code == 422
    with counted_queries() as queries:
        assert leader.post(where, {"until": "", "reason": REASON}).status_code == 302
    assert len(queries) <= 20
    page = words_of(client_of(city.officer).get(f"/items/{closed.pk}/"))
    assert REASON in page
    assert "曾结束期间" in page
    assert leader.post(where, {"until": "", "reason": REASON}).status_code == 409


def test_a_breach_is_found(city: City, closed: Commitment, now: datetime) -> None:
    reopen(city, closed, now + timedelta(days=30), until=date(2027, 6, 30))
    Reopening.objects.update(until=date(2027, 7, 1))
    assert "reopening_clock" in {breach.code for breach in breaches()}
    Reopening.objects.update(reopened_at=now + timedelta(days=31))
    assert "reopening_entry" in {breach.code for breach in breaches()}
