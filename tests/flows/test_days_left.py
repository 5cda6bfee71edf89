"""The days left until a date, where days off lie between: what has passed is late, and only its day is today."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from django.test import Client

from flows.models import Task
from flows.reading.header import days_left, due_of_item
from tests.builders import City, open_task
from tests.conftest import moment
from tests.flows.suspensions import said_on
from workflow.models import Commitment

Signed = Callable[[Any], Client]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at", "files_dir")]


def test_what_was_due_on_friday_is_not_due_today_on_sunday(writing: Commitment) -> None:
    friday, sunday = date(2026, 9, 11), date(2026, 9, 13)
    writing.current_due_on = friday
    assert (days_left(friday, sunday), due_of_item(writing, [], [], sunday).days) == (-1, -1)
    assert (days_left(friday, friday), due_of_item(writing, [], [], friday).days) == (0, 0)
    assert days_left(None, friday) is None


def test_what_is_due_on_a_holiday_is_not_due_today_a_week_before(
    city: City, writing: Commitment, client_of: Signed, at: Callable[[datetime], None]
) -> None:
    task, holiday = open_task("write_plan", commitment=writing), date(2026, 10, 7)
    Task.objects.filter(pk=task.pk).update(due_on=holiday)
    Commitment.objects.filter(pk=writing.pk).update(current_due_on=holiday)
    client = client_of(city.officer)
    for when, words in ((moment(2026, 9, 30), "已无工作日"), (moment(2026, 10, 7), "今天到期")):
        at(when)
        assert f'<td class="left num">{words}' in client.get("/inbox/").content.decode()
        for path in (f"/items/{writing.pk}/", f"/steps/{task.pk}/"):
            page = said_on(client.get(path))
            assert [word for word in ("已无工作日", "今天到期") if word in page] == [words], (when, path)


def test_the_item_page_names_the_date_that_made_it_late(writing: Commitment) -> None:
    writing.completion_on, writing.current_due_on = date(2026, 9, 11), date(2026, 9, 30)
    for day, over in ((date(2026, 9, 16), -3), (date(2026, 10, 9), -15)):
        line = due_of_item(writing, [], [], day)
        assert (line.on, line.days) == (date(2026, 9, 11), over)
