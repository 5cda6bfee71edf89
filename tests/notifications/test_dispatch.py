"""From the outbox to notifications: the right people, once, and nothing stops the others."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection, transaction
from pytest_django import DjangoAssertNumQueries

from notifications import dispatch, services
from notifications.dispatch import deliver_pending
from notifications.models import LiveEvent, Notification, NotificationCounter
from notifications.recipients import RULES
from notifications.texts import JOBS, SENTENCES
from tests.builders import City, issue_plan, make_plan, walk
from tests.notifications.conftest import Wakes
from workflow.models import Commitment, Outbox, User
from workflow.services import journal
from workflow.services.acts import ACTS
from workflow.status import JobStatus

Told = Callable[[], int]
Events = Callable[[User], list[str]]


def test_the_people_of_the_agency_hear_of_a_new_commitment(
    city: City, commitment: Commitment, told: Told, events_of: Events
) -> None:
    told()
    assert events_of(city.officer)[-1:] == ["commitment_opened"]
    assert events_of(city.head)[-1:] == ["commitment_opened"]
    assert events_of(city.outsider) == []


def test_whoever_acts_is_not_told(city: City, commitment: Commitment, told: Told, events_of: Events) -> None:
    told()
    assert "plan_issued" not in events_of(city.clerk)
    assert "plan_issued" in events_of(city.leader)


def test_every_step_of_the_line_reaches_the_next_hands(
    city: City, commitment: Commitment, now: datetime, told: Told, events_of: Events
) -> None:
    walk(city, commitment, now, until="the end")
    told()
    assert {"plan_handed_in", "closed"} <= set(events_of(city.head))
    assert {"plan_signed", "inspection_accepted"} <= set(events_of(city.second_leader))
    assert {"plan_approved", "closed"} <= set(events_of(city.officer))
    assert {"completion_claimed"} <= set(events_of(city.inspector))
    assert {"acknowledged", "plan_published", "closed"} <= set(events_of(city.clerk))


def test_what_asks_for_an_act_is_told_apart_from_news(city: City, commitment: Commitment, told: Told) -> None:
    told()
    opened = Notification.objects.filter(event="commitment_opened")
    assert opened.get(recipient=city.officer).asks
    assert not opened.get(recipient=city.head).asks


def test_a_reminder_goes_to_those_who_can_do_the_step(
    city: City, commitment: Commitment, now: datetime, told: Told, events_of: Events
) -> None:
    told()
    data = {"act": "approve_plan", "due_on": now.date(), "rung": 0}
    with transaction.atomic():
        journal.record(commitment, "reminded", actor=None, now=now, data=data)
    told()
    assert "reminded" in events_of(city.leader)
    assert "reminded" in events_of(city.second_leader)
    assert "reminded" not in events_of(city.officer)


def test_every_told_act_has_a_sentence_and_is_known_to_the_journal() -> None:
    assert RULES.keys() - {"reminded"} == SENTENCES.keys()
    assert RULES.keys() <= ACTS.keys()
    assert set(JOBS) == {JobStatus.DONE, JobStatus.FAILED, JobStatus.CANCELLED}


def test_queries_do_not_grow_with_the_batch(
    city: City, now: datetime, told: Told, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    plan = make_plan(city, now, items=20)
    issue_plan(city, plan, now, agencies=[city.agency, city.other, city.county])
    with django_assert_max_num_queries(20):
        assert deliver_pending(now) > 60


def test_an_event_that_cannot_be_told_does_not_stop_the_others(
    city: City, commitment: Commitment, now: datetime, monkeypatch: pytest.MonkeyPatch, events_of: Events
) -> None:
    bad = Outbox.objects.get(event="plan_issued").entry_id
    tell = dispatch._tell

    def failing(rows: list[Outbox], at: datetime) -> None:
        if any(row.entry_id == bad for row in rows):
            raise RuntimeError("a fault in the code")
        tell(rows, at)

    monkeypatch.setattr(dispatch, "_tell", failing)
    deliver_pending(now)
    assert "commitment_opened" in events_of(city.officer)
    assert Outbox.objects.get().attempts == 1
    monkeypatch.undo()
    assert deliver_pending(now) == 0
    assert deliver_pending(now + timedelta(minutes=1)) == 1


def test_the_bell_counts_what_is_unread(city: City, commitment: Commitment, told: Told, now: datetime) -> None:
    told()
    unread = services.numbers(city.officer)["unread"]
    assert unread == Notification.objects.filter(recipient=city.officer).count() > 0
    assert list(services.verify_counters()) == []


def test_a_wrong_counter_is_found(city: City, commitment: Commitment, told: Told) -> None:
    told()
    NotificationCounter.objects.filter(user=city.officer).update(unread=99)
    breaches = list(services.verify_counters())
    assert [breach.where for breach in breaches] == [f"user:{city.officer.pk}"]


@pytest.mark.django_db(transaction=True)
def test_a_committed_act_wakes_the_dispatcher_and_telling_wakes_the_hubs(
    city: City, commitment: Commitment, now: datetime, wakes: Wakes
) -> None:
    with transaction.atomic():
        journal.record(commitment, "reminded", actor=None, now=now, data={"act": "acknowledge"})
        assert wakes.pendings == 0
    assert wakes.pendings == 1
    deliver_pending(now)
    assert wakes.moves == 1


@pytest.mark.django_db(transaction=True)
def test_two_dispatchers_tell_every_event_once(city: City, now: datetime) -> None:
    plan = make_plan(city, now, items=20)
    issue_plan(city, plan, now, agencies=[city.agency, city.other, city.county])
    waiting = Outbox.objects.count()
    assert waiting > 60
    start = threading.Barrier(4)
    told: list[int] = []
    failed: list[Exception] = []

    def dispatcher() -> None:
        try:
            start.wait()
            count = 0
            while Outbox.objects.exists():
                count += deliver_pending(now, limit=7)
            told.append(count)
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=dispatcher) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert sum(told) == waiting == LiveEvent.objects.count()
    opened = Notification.objects.filter(event="commitment_opened", recipient=city.officer)
    assert opened.count() == opened.values("entry").distinct().count() == 20
    assert list(services.verify_counters()) == []


@pytest.mark.django_db(transaction=True)
def test_positions_grow_in_the_order_of_commits(city: City, now: datetime) -> None:
    """Whoever has seen a position has seen all before it, although dispatchers run side by side."""
    issue_plan(city, make_plan(city, now, items=20), now, agencies=[city.agency, city.other, city.county])
    ended = threading.Event()
    gaps: list[tuple[set[int], set[int]]] = []

    def watch() -> None:
        seen: set[int] = set()
        while not ended.is_set():
            fresh = set(LiveEvent.objects.values_list("pk", flat=True))
            if seen and min(fresh - seen, default=max(seen) + 1) < max(seen):
                gaps.append((seen, fresh - seen))
            seen = fresh
        connection.close()

    def dispatcher() -> None:
        while Outbox.objects.exists():
            deliver_pending(now, limit=1)
        connection.close()

    watcher = threading.Thread(target=watch)
    dispatchers = [threading.Thread(target=dispatcher) for _ in range(3)]
    for thread in (watcher, *dispatchers):
        thread.start()
    for thread in dispatchers:
        thread.join()
    ended.set()
    watcher.join()
    assert gaps == []


def test_looking_back_uses_the_index_by_position(db: None) -> None:
    """A wake-up reads what came after a position; without the index it would read every notification ever stored."""
    found = Notification.objects.filter(position__gt=5, position__lte=9).values_list("position", "recipient_id")
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
    assert "notifications_since" in found.explain()
