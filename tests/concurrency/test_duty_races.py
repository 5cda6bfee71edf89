"""Several tickers, one form sent often, a signature and the system at once: a period opens, counts and ends once."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from threading import Barrier
from typing import Any
from uuid import uuid4

import pytest

from flows.actions import duties as fulfilling
from flows.verification import verify_deadlines, verify_duty_steps, verify_facts, verify_waits
from tests.builders import City, build_city, open_task
from tests.conftest import moment
from tests.flows.duties import TWICE, WEEKLY, bound, opened, record
from workflow.errors import TransitionRefused
from workflow.models import DutyPeriod, JournalEntry
from workflow.services.duties import Done
from workflow.services.duty_checks import verify_duties

Threads = Callable[[int, Callable[[int], Any]], list[Any]]

THREADS = 6

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def city(transactional_db: None, now: datetime) -> City:
    return build_city(now)


def clean() -> list[Any]:
    checks = (verify_duties, verify_duty_steps, verify_waits, verify_deadlines, verify_facts)
    return [breach for check in checks for breach in check()]


def test_several_tickers_open_and_close_each_period_once(city: City, now: datetime, in_threads: Threads) -> None:
    bound(city, now, TWICE, WEEKLY)
    start = Barrier(THREADS)

    def work(index: int) -> int:
        start.wait()
        later = moment(2026, 10, 2)
        return fulfilling.open_due(now) + fulfilling.close_past(later) + fulfilling.open_due(later)

    in_threads(THREADS, work)
    names = list(DutyPeriod.objects.order_by("pk").values_list("duty__length", "name"))
    assert len(names) == len(set(names)) == 6, names
    assert JournalEntry.objects.filter(act="duty_lapsed").count() == DutyPeriod.objects.exclude(outcome="").count() == 4
    assert clean() == []


def test_one_form_sent_by_several_threads_counts_once(city: City, now: datetime, in_threads: Threads) -> None:
    period = opened(city, now, TWICE)
    done = Done(token=uuid4(), done_on=now.date(), what="召开发布会。")
    start = Barrier(THREADS)

    def work(index: int) -> bool:
        start.wait()
        return fulfilling.record(period.pk, done, actor=city.officer, now=now)[2]

    assert Counter(in_threads(THREADS, work)) == {True: 1, False: THREADS - 1}
    period.refresh_from_db()
    assert (period.count, period.records.count()) == (1, 1)


def test_records_of_several_people_are_all_counted(city: City, now: datetime, in_threads: Threads) -> None:
    period = opened(city, now, TWICE)
    start = Barrier(THREADS)

    def work(index: int) -> int:
        start.wait()
        return record(city, period, now).number

    assert sorted(in_threads(THREADS, work)) == list(range(1, THREADS + 1))
    period.refresh_from_db()
    assert period.count == THREADS
    assert clean() == []


def test_signed_and_closed_by_the_system_at_once_it_is_one_of_both(
    city: City, now: datetime, in_threads: Threads
) -> None:
    period = opened(city, now, TWICE)
    commitment = period.duty.commitment
    record(city, period, now)
    task = open_task("fulfil_duty", commitment=commitment)
    fulfilling.hand_in(task.pk, remark="场地未定。", actor=city.officer, now=now)
    sign = open_task("sign_duty", commitment=commitment)
    after, start = moment(2026, 10, 12), Barrier(2)

    def work(index: int) -> str:
        start.wait()
        if index:
            return f"closed {fulfilling.close_past(after)}"
        try:
            fulfilling.sign(sign.pk, actor=city.head, now=after)
        except TransitionRefused:
            return "too late"
        return "signed"

    found = set(in_threads(2, work))
    assert found in ({"signed", "closed 0"}, {"too late", "closed 1"})
    period.refresh_from_db()
    assert (period.outcome, period.closed_by == city.head) == ("short", "signed" in found)
    assert JournalEntry.objects.filter(act__in=("duty_signed", "duty_lapsed")).count() == 1
    assert clean() == []
