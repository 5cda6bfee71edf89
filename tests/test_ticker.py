"""The ticker and the background of a process: chores side by side, failures that stop nothing."""

import threading
from collections.abc import Callable, Iterator
from datetime import datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from pytest_django import Settings

from config.background import Background, Loop, run_chores
from notifications import wake
from notifications.hub import hub
from notifications.models import LiveEvent
from tests.builders import City, make_plan
from workflow import ticking
from workflow.models import Outbox, Plan
from workflow.services import journal

PATIENCE = 10.0


@pytest.fixture
def chores(monkeypatch: pytest.MonkeyPatch) -> dict[str, Callable[[datetime], int]]:
    """The chores of this test only."""
    found: dict[str, Callable[[datetime], int]] = {}
    monkeypatch.setattr(ticking, "_chores", found)
    return found


def fail(now: datetime) -> int:
    """A chore with a fault."""
    raise RuntimeError("a fault in a chore")


@pytest.mark.django_db
def test_a_chore_that_fails_stops_no_other(
    chores: dict[str, Callable[[datetime], int]], now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    chores |= {"first": lambda now: 1, "broken": fail, "last": lambda now: 3}
    assert run_chores(now) == {"first": 1, "last": 3}
    assert "a fault in a chore" in caplog.text


def test_every_app_brings_its_chores() -> None:
    assert {
        "tell_events",
        "send_messages",
        "recover_jobs",
        "prune_live_events",
        "prune_notifications",
        "open_reports",
        "remind",
    } <= ticking.chores().keys()


@pytest.mark.django_db
def test_once_runs_every_chore_and_says_what_it_did(city: City, now: datetime) -> None:
    make_plan(city, now)
    said = StringIO()
    call_command("ticker", "--once", stdout=said)
    assert "tell_events: 1" in said.getvalue()
    assert not Outbox.objects.exists()


def test_a_loop_goes_on_after_a_failure(caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("config.background.PAUSE_SECONDS", 0.01)
    rounds: list[int] = []
    three = threading.Event()

    def work() -> None:
        rounds.append(len(rounds))
        if len(rounds) == 3:
            three.set()
        if len(rounds) == 1:
            raise RuntimeError("once")

    loop = Loop("loop under test", work, 0.01)
    loop.start()
    assert three.wait(PATIENCE)
    loop.stop()
    loop.join(PATIENCE)
    assert not loop.is_alive()
    assert "loop under test failed" in caplog.text


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Set once a background asked for after it knows from where on it publishes."""
    event, begin = threading.Event(), hub.begin

    def watched(position: int) -> None:
        begin(position)
        event.set()

    monkeypatch.setattr(hub, "begin", watched)
    return event


@pytest.fixture
def running() -> Iterator[Background]:
    """A background with a dispatcher only."""
    background = Background()
    background.start(ticker=False, worker=False)
    yield background
    background.stop()


@pytest.mark.django_db(transaction=True)
def test_a_commit_is_told_at_once_and_reaches_the_hub(
    city: City, now: datetime, begun: threading.Event, running: Background, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = make_plan(city, now)
    published = threading.Event()
    publish = hub.publish

    def watched(changes: list[object]) -> None:
        publish(changes)  # type: ignore[arg-type]
        if any(f"p{plan.pk}" in change.routes for change in changes):  # type: ignore[attr-defined]
            published.set()

    monkeypatch.setattr(hub, "publish", watched)
    assert begun.wait(PATIENCE)
    with transaction.atomic():
        journal.record(Plan.objects.get(pk=plan.pk), "plan_submitted", actor=city.clerk, now=now)
    assert published.wait(PATIENCE)
    assert LiveEvent.objects.filter(plan=plan).exists()


def test_starting_twice_starts_once_and_stopping_ends_the_threads(db: None, running: Background) -> None:
    before = threading.active_count()
    running.start(ticker=False, worker=False)
    assert threading.active_count() == before
    running.stop()
    assert not any(thread.name == "dispatcher" for thread in threading.enumerate())
    wake.pending()


def test_no_worker_of_the_database_while_jobs_are_queued_in_redis(settings: Settings) -> None:
    settings.TASKS_BACKEND = "redis"
    with pytest.raises(CommandError):
        call_command("worker")
