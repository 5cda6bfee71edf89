"""Reminders go out exactly once each, on working days only."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import OperationalError
from django.utils import timezone

from flows.actions.reminding import snooze
from flows.models import Deadline
from flows.reminders import remind
from flows.timers import next_rung, rung_day
from notifications.dispatch import deliver_pending
from notifications.models import Notification
from notifications.texts import headline
from tests.builders import City, issue_plan, make_plan, walk
from tests.conftest import moment
from workflow.errors import Invalid, NotPermitted
from workflow.ladder import rungs as read_rungs
from workflow.models import Commitment, JournalEntry
from workflow.services import journal

pytestmark = pytest.mark.django_db


def rungs(commitment: Commitment) -> list[int]:
    entries = JournalEntry.objects.filter(commitment=commitment, act="reminded").order_by("id")
    return [entry.data["rung"] for entry in entries]


def test_each_rung_reminds_once(planning: Commitment) -> None:
    day = moment(2026, 9, 8)
    while day < moment(2026, 11, 10):
        remind(day)
        remind(day + timedelta(hours=3))
        day += timedelta(days=1)
    assert rungs(planning) == [-7, -1, 0, 1, 3, 5]


def test_nothing_goes_out_at_the_weekend(planning: Commitment) -> None:
    Deadline.objects.filter(task__commitment=planning).update(next_on=date(2026, 9, 12))
    assert remind(moment(2026, 9, 12)) == 0
    assert remind(moment(2026, 9, 13)) == 0
    assert remind(moment(2026, 9, 14)) == 1


def test_after_a_standstill_missed_rungs_are_one_reminder(planning: Commitment) -> None:
    assert remind(moment(2026, 10, 23)) == 1
    assert rungs(planning) == [0]
    assert remind(moment(2026, 10, 26)) == 1
    assert rungs(planning) == [0, 1]


def test_a_completed_step_is_not_reminded_of(city: City, planning: Commitment, now: datetime) -> None:
    walk_on = Deadline.objects.get(task__commitment=planning)
    assert walk_on.due_on == date(2026, 10, 23)
    from flows.actions import commitment as steps

    steps.discontinue(planning.pk, actor=city.clerk, now=now, reason="撤并。")
    assert remind(moment(2026, 10, 22)) == 0


def test_rungs_are_working_days_over_the_national_day_holiday() -> None:
    assert rung_day(date(2026, 10, 9), -1) == date(2026, 10, 8)
    assert rung_day(date(2026, 10, 8), -1) == date(2026, 9, 30)
    assert next_rung(date(2026, 10, 23), date(2026, 10, 23), (-7, -1, 0, 1), passed=0) == (1, date(2026, 10, 26))


def test_one_broken_deadline_keeps_no_other_from_being_told(
    city: City, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    commitments = issue_plan(city, make_plan(city, now, items=2), now)
    Deadline.objects.filter(task__commitment__in=commitments).update(next_on=now.date())
    broken = commitments[0]
    recorded = journal.record

    def fail_for_one(subject: Commitment, act: str, **rest: Any) -> JournalEntry:
        if subject.pk == broken.pk:
            raise OperationalError("locked")
        return recorded(subject, act, **rest)

    monkeypatch.setattr(journal, "record", fail_for_one)
    assert remind(now) == 1
    assert rungs(commitments[1]) == [-1]


def told_at(commitment: Commitment) -> list[list[str]]:
    entries = JournalEntry.objects.filter(commitment=commitment, act="reminded").order_by("id")
    return [entry.data["to"] for entry in entries]


def test_the_ladder_climbs_from_officer_to_leader(planning: Commitment) -> None:
    day = moment(2026, 10, 20)
    while day < moment(2026, 11, 10):
        remind(day)
        day += timedelta(days=1)
    assert rungs(planning) == [-7, -1, 0, 1, 3, 5]
    up = [["holder"], ["holder"], ["holder"], ["holder", "head"], ["head", "clerk"], ["leader"]]
    assert told_at(planning) == up


def test_each_rung_tells_those_it_names(city: City, planning: Commitment, now: datetime) -> None:
    deliver_pending(now)
    Notification.objects.all().delete()
    for day in (23, 26, 28, 30):
        remind(moment(2026, 10, day))
    deliver_pending(moment(2026, 10, 30))
    told = Notification.objects.filter(event="reminded").order_by("pk")
    names = list(told.values_list("entry__data__rung", "recipient__username"))
    assert sorted(names) == sorted(
        [(0, "officer"), (1, "officer"), (1, "head"), (3, "head"), (3, "clerk"), (5, "leader"), (5, "leader2")]
    )
    to_leader = told.filter(recipient=city.leader).get()
    assert headline(to_leader).startswith("市数据局逾期未办，应于10月23日")


def test_a_step_of_the_office_has_no_head_above_it(city: City, now: datetime) -> None:
    commitment = issue_plan(city, make_plan(city, now, items=1), now)[0]
    walk(city, commitment, now, "approve_plan")
    deadline = Deadline.objects.get(task__commitment=commitment, task__node="approve_plan")
    assert deadline.due_on is not None
    day = timezone.make_aware(datetime.combine(deadline.due_on, time(9)))
    for late in range(14):
        remind(day + timedelta(days=late))
    assert told_at(commitment)[-4:] == [["holder"], ["holder"], ["clerk"], ["leader"]]


def test_after_a_standstill_everybody_of_the_missed_rungs_is_told_once(planning: Commitment) -> None:
    assert remind(moment(2026, 10, 30)) == 1
    assert told_at(planning) == [["holder", "head", "clerk", "leader"]]
    assert rungs(planning) == [5]


def test_a_plan_without_rungs_reminds_nobody(city: City, now: datetime) -> None:
    quiet: dict[str, object] = dict.fromkeys(("remind_holder", "remind_head", "remind_clerk", "remind_leader"), "")
    issue_plan(city, make_plan(city, now, items=1, **quiet), now)
    assert not Deadline.objects.filter(next_on__isnull=False, process__commitment__isnull=False).exists()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("-7 -1 0 1", (-7, -1, 0, 1)),
        ("1，-3、0；1", (-3, 0, 1)),
        ("", ()),
        ("－2 −1", (-2, -1)),
        *((wrong, None) for wrong in ("+1", "61", "-61", "一", "1.5", " ".join(map(str, range(13))))),
    ],
)
def test_rungs_are_read_as_people_type_them(text: str, found: tuple[int, ...] | None) -> None:
    if found is None:
        with pytest.raises(ValidationError):
            read_rungs(text)
    else:
        assert read_rungs(text) == found


# -- putting off -------------------------------------------------------------------------------------------------------


def test_reminders_are_put_off_to_a_day_with_a_reason(city: City, planning: Commitment, now: datetime) -> None:
    snooze(planning.pk, until=date(2026, 10, 15), reason="等省里的口径。", actor=city.officer, now=now)
    deadline = Deadline.objects.get(task__commitment=planning)
    assert (deadline.due_on, deadline.next_on, deadline.rung) == (date(2026, 10, 23), date(2026, 10, 22), -1)
    assert remind(moment(2026, 10, 14)) == 0
    entry = JournalEntry.objects.get(commitment=planning, act="reminders_put_off")
    assert entry.remark == "等省里的口径。"
    deliver_pending(now)
    told = Notification.objects.filter(event="reminders_put_off").values_list("recipient__username", flat=True)
    assert sorted(told) == ["clerk", "head"]


@pytest.mark.parametrize("day", [date(2026, 9, 7), date(2026, 9, 1), date(2026, 10, 24)])
def test_nobody_puts_off_beyond_the_due_date(city: City, planning: Commitment, now: datetime, day: date) -> None:
    with pytest.raises(Invalid) as refused:
        snooze(planning.pk, until=day, reason="等。", actor=city.officer, now=now)
    assert refused.value.code == "snooze_day"


def test_only_who_holds_the_step_puts_off(city: City, planning: Commitment, now: datetime, client_of: Any) -> None:
    typed = {"until": "2026-10-15", "reason": "等省里的口径。"}
    page = f"/items/{planning.pk}/snooze/"
    assert client_of(city.outsider).post(page, typed).status_code == 404
    assert client_of(city.head).post(page, typed).status_code == 403
    with pytest.raises(NotPermitted):
        snooze(planning.pk, until=date(2026, 10, 15), reason="等。", actor=city.clerk, now=now)
    assert not JournalEntry.objects.filter(act="reminders_put_off").exists()


def test_what_was_typed_wrong_is_shown_again(
    city: City, planning: Commitment, client_of: Any, monkeypatch: pytest.MonkeyPatch, now: datetime
) -> None:
    monkeypatch.setattr("flows.views.clock.now", lambda: now)
    client = client_of(city.officer)
    page = f"/items/{planning.pk}/snooze/"
    assert "最迟到期限当天" in client.get(page).content.decode()
    wrong = client.post(page, {"until": "2026-10-30", "reason": "等省里的口径。"})
    assert wrong.status_code == 422
    assert "等省里的口径。" in wrong.content.decode()
    assert "请选早一些的日子" in wrong.content.decode()
    assert client.post(page, {"until": "2026-10-15", "reason": "等省里的口径。"}).status_code == 302


def test_the_head_is_asked_for_his_own_step_also_where_he_is_told_as_the_one_above(city: City, now: datetime) -> None:
    commitment = issue_plan(city, make_plan(city, now, items=1), now)[0]
    step = walk(city, commitment, now, "sign_plan")
    assert step is not None
    deadline = Deadline.objects.get(task=step)
    deliver_pending(now)
    Notification.objects.all().delete()
    assert deadline.due_on is not None
    late = timezone.make_aware(datetime.combine(rung_day(deadline.due_on, 3), time(9)))
    Deadline.objects.filter(pk=deadline.pk).update(rung=3, next_on=late.date())
    remind(late)
    deliver_pending(late)
    told = Notification.objects.filter(event="reminded").values_list("recipient__username", "reason", "asks")
    assert sorted(told) == [("clerk", "clerk", False), ("head", "act", True)]
