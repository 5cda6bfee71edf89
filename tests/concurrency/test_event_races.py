"""Everybody registers the same event at once: it is entered once, and every clock that hangs on it starts once."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from threading import Barrier
from typing import Any

import pytest

from flows.actions import events as acting
from flows.verification import verify_event_steps, verify_waits
from tests.builders import build_city, issue_plan, make_plan, open_task
from tests.flows.events import happened, limit, report
from workflow.errors import TransitionRefused
from workflow.models import Clock, EventResponse, JournalEntry, PlanEvent
from workflow.policies import scope_of
from workflow.services.event_checks import verify_events
from workflow.services.event_hanging import hanging
from workflow.services.verification import verify_journal

THREADS, ITEMS = 8, 3

pytestmark = pytest.mark.django_db(transaction=True)

InThreads = Callable[[int, Callable[[int], Any]], list[Any]]


def test_one_event_is_entered_once_when_all_report_it(
    transactional_db: None, now: datetime, in_threads: InThreads
) -> None:
    city = build_city(now)
    commitments = issue_plan(city, make_plan(city, now, items=ITEMS), now)
    for commitment in commitments:
        limit(commitment, "working")
    told = happened(now)
    chosen = [hang.key for hang in hanging(commitments[0].plan, told, scope_of(city.clerk))]
    start = Barrier(THREADS)

    def work(index: int) -> str:
        start.wait()
        actor = (city.clerk, city.inspector, city.officer)[index % 3]
        try:
            acting.register(commitments[0].plan_id, told, chosen, actor=actor, now=now)
        except TransitionRefused as refused:
            return refused.code
        return "entered"

    ended = Counter(in_threads(THREADS, work))
    assert ended == {"entered": 1, "event_known": THREADS - 1}
    assert (PlanEvent.objects.count(), EventResponse.objects.count()) == (1, ITEMS)
    assert Clock.objects.filter(kind="event").count() == ITEMS
    assert clean() == []


def test_one_answer_counts_when_two_record_it_and_the_event_is_corrected(
    transactional_db: None, now: datetime, in_threads: InThreads
) -> None:
    city = build_city(now)
    (commitment,) = issue_plan(city, make_plan(city, now, items=1), now)
    limit(commitment, "working")
    event = report(city, commitment, happened(now), now)
    task = open_task("answer_event", commitment=commitment)
    start = Barrier(3)

    def work(index: int) -> str:
        start.wait()
        try:
            if index == 2:
                void = happened(now, words=[], corrects=event.pk, note="重复来件。", void=True)
                acting.register(commitment.plan_id, void, [], actor=city.clerk, now=now)
            else:
                acting.answer(task.pk, text="已答复。", done_at=now, actor=city.officer, now=now)
        except TransitionRefused as refused:
            return refused.code
        return f"done {index == 2}"

    in_threads(3, work)
    answered = JournalEntry.objects.filter(act="event_answered").count()
    response = EventResponse.objects.get()
    assert (answered, response.outcome) in {(1, "answered"), (0, "replaced")}
    assert PlanEvent.objects.count() == 2
    assert clean() == []


def clean() -> list[Any]:
    checks = (verify_events, verify_event_steps, verify_waits, verify_journal)
    return [breach for check in checks for breach in check()]
