"""The cast and the city they work in. Every test speaks of these people."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.cache import cache
from django.test import Client

from tests.builders import City, build_city

SHANGHAI = ZoneInfo("Asia/Shanghai")


def moment(year: int, month: int, day: int, hour: int = 9, minute: int = 0) -> datetime:
    """A moment in office time."""
    return datetime(year, month, day, hour, minute, tzinfo=SHANGHAI)


@pytest.fixture(autouse=True)
def _fresh_caches() -> Iterator[None]:
    """Row ids repeat from test to test, so nothing cached may survive."""
    from workflow.services.calendar import _calendar

    cache.clear()
    _calendar.cache_clear()
    yield
    cache.clear()


@pytest.fixture(autouse=True, scope="session")
def _flush_may_empty_the_journal() -> Iterator[None]:
    """A transactional test ends with a flush, which the triggers of the journal refuse; `post_migrate` restores them."""
    from django.db.backends.base.operations import BaseDatabaseOperations

    from workflow.models import triggers

    flush = BaseDatabaseOperations.execute_sql_flush

    def unguarded(self: BaseDatabaseOperations, sql_list: Any) -> None:
        triggers.remove(self.connection)
        flush(self, sql_list)

    patch = pytest.MonkeyPatch()
    patch.setattr(BaseDatabaseOperations, "execute_sql_flush", unguarded)
    yield
    patch.undo()


@pytest.fixture
def now() -> datetime:
    """Monday, 7 September 2026, nine in the morning."""
    return moment(2026, 9, 7)


@pytest.fixture
def city(db: None, now: datetime) -> City:
    """云川市: an office with clerk, leader, inspector; agencies with officer and head."""
    return build_city(now)


@pytest.fixture
def client_of(city: City) -> Any:
    """`client_of(person)`: a test client signed in as that person."""

    def signed_in(person: Any) -> Client:
        client = Client()
        client.force_login(person, backend="workflow.auth.ScopeBackend")
        return client

    return signed_in
