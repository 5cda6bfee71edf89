"""The cast and the city they work in. Every test speaks of these people."""

import os
import random
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import translation

from tests.builders import City, forget_city, standing_city
from tests.scheduling import Together
from workflow.models import triggers

SHANGHAI = ZoneInfo("Asia/Shanghai")

# Workers of one run have an SQL database each and share one Redis, where emptying the cache empties the whole
# numbered database: each worker takes one of its own, beside that of the servers the tests start.
settings.CACHES["default"]["KEY_PREFIX"] = f"test-{os.getpid()}"
if settings.REDIS_URL:
    server, _slash, number = settings.REDIS_URL.rpartition("/")
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    settings.CACHES["default"]["LOCATION"] = f"{server}/{(int(number) + 1 + worker) % 16}"


# Every test client builds the middleware anew: static files are looked up when one is asked for, not listed each time.
settings.WHITENOISE_AUTOREFRESH = True

# Before the workers are started, so that all of them draw from one seed; `tests/machine` reads it.
os.environ.setdefault("DUBAN_MACHINE_SEED", str(random.randrange(10**6)))


def pytest_report_header() -> str:
    """The seed of the state machine, with which its runs can be seen again."""
    return f"DUBAN_MACHINE_SEED={os.environ['DUBAN_MACHINE_SEED']}"


def moment(year: int, month: int, day: int, hour: int = 9, minute: int = 0) -> datetime:
    """A moment in office time."""
    return datetime(year, month, day, hour, minute, tzinfo=SHANGHAI)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Tests that share a browser or a world run in one worker."""
    return Together(config, log)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What cannot happen on SQLite (one writer at a time) is tested on PostgreSQL alone: deselected here, not skipped,
    since a skip in CI is a failure."""
    if connection.vendor == "postgresql":
        return
    left_out = [item for item in items if item.get_closest_marker("postgres_only")]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


@pytest.fixture(autouse=True)
def _fresh_caches() -> Iterator[None]:
    """Row ids repeat from test to test, so nothing cached may survive."""
    from workflow.services.calendar import _calendar

    cache.clear()
    _calendar.cache_clear()
    yield
    """A transactional test ends with a flush, which the triggers of the journal refuse: lifted here, restored after."""


@pytest.fixture(autouse=True)
def _language_of_the_office() -> Iterator[None]:
    """A page shown in English leaves its language to the thread, and so to the next test."""
    translation.deactivate()
    yield
    translation.deactivate()


@pytest.fixture(autouse=True)
def _journal_can_be_emptied(request: pytest.FixtureRequest) -> Iterator[None]:
    """The journal refuses deletion, also by the flush after a test with real transactions: the triggers come off
    for it, and the flush's `post_migrate` puts them back."""
    marker = request.node.get_closest_marker("django_db")
    real = {"transactional_db", "live_server", "in_threads"} & set(request.fixturenames)
    if not real and not (marker and marker.kwargs.get("transaction")):
        yield
        return
    request.getfixturevalue("transactional_db")
    triggers.install(connection)
    yield
    triggers.remove(connection)
    # The flush makes the permissions anew, under other numbers than the kept rows name.
    forget_city()


@pytest.fixture
def now() -> datetime:
    """Monday, 7 September 2026, nine in the morning."""
    return moment(2026, 9, 7)


@pytest.fixture
def city(db: None, now: datetime) -> City:
    """云川市: an office with clerk, leader, inspector; agencies with officer and head."""
    return standing_city(now)


@pytest.fixture
def client_of(city: City) -> Any:
    """`client_of(person)`: a test client signed in as that person."""

    def signed_in(person: Any) -> Client:
        client = Client()
        client.force_login(person, backend="workflow.auth.ScopeBackend")
        return client

    return signed_in
