"""An issued plan for the tests of pages, and the moment at which they look at it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.conf import LazySettings

from flows.views import clock
from tests.builders import City, issue_plan, make_plan, walk
from tests.conftest import moment
from tests.flows.cases import ask_suspension, reach
from workflow.models import Commitment


@pytest.fixture
def issued(city: City, now: datetime) -> list[Commitment]:
    """Two commitments of the agency, just issued."""
    return issue_plan(city, make_plan(city, now), now)


@pytest.fixture
def planning(city: City, now: datetime) -> Commitment:
    """Waits for its implementation plan, due on 23 October 2026."""
    commitment = issue_plan(city, make_plan(city, now, items=1), now)[0]
    walk(city, commitment, now, "write_plan")
    return commitment


@pytest.fixture
def at(now: datetime, monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """The pages of items and steps look at the clock of the story; `at(moment)` moves it."""
    story = [now]
    monkeypatch.setattr(clock, "now", lambda: story[0])

    def move(moment: datetime) -> None:
        story[0] = moment

    return move


@pytest.fixture
def files_dir(settings: LazySettings, tmp_path: Any) -> Any:
    """Files go to a folder of this test."""
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def writing(city: City, issued: list[Commitment], now: datetime) -> Commitment:
    """A commitment that waits for its implementation plan, due on 23 October 2026; completion on 31 December."""
    reach(city, issued[0], now, "write_plan")
    issued[0].refresh_from_db()
    return issued[0]


@pytest.fixture
def suspended(city: City, writing: Commitment, now: datetime) -> Commitment:
    """The same, suspended on Monday, 14 September 2026 until 30 October."""
    ask_suspension(city, writing, moment(2026, 9, 14))
    writing.refresh_from_db()
    return writing
