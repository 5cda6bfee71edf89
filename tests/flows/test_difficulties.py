"""Difficulties an agency reports are answered by the office, once, beside the report (R90)."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from flows.actions import answering, reports
from notifications.dispatch import deliver_pending
from notifications.models import Notification
from tests.builders import City, open_task
from tests.flows.cases import reach
from tests.flows.pages import counted_queries, words_of
from workflow.errors import Invalid, NotPermitted, NotVisible, TransitionRefused
from workflow.models import Commitment, JournalEntry, ProgressReport

Signed = Callable[[Any], Client]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at", "files_dir")]
ANSWER = "由办公室协调两名借调人员，十日内到位。"


@pytest.fixture
def report(city: City, issued: list[Commitment], now: datetime) -> ProgressReport:
    """A signed one with difficulties."""
    task = reach(city, issued[0], now, "submit_report")
    reports.submit_report(task.pk, text="已梳理。", difficulties="人手不足。", percent=40, actor=city.officer, now=now)
    reports.sign_report(open_task("sign_report", commitment=issued[0]).pk, actor=city.head, now=now)
    return ProgressReport.objects.get(commitment=issued[0])


def test_the_answer_stands_beside_the_report_and_the_agency_is_told(
    city: City, report: ProgressReport, now: datetime, client_of: Signed
) -> None:
    pk = report.commitment_id
    client = client_of(city.clerk)
    assert "答复困难" in words_of(client.get(f"/items/{pk}/"))
    assert "答复困难" not in words_of(client_of(city.officer).get(f"/items/{pk}/"))
    where = f"/items/{pk}/answer-difficulties/"
    assert "人手不足。" in words_of(client.get(where))
    assert client.post(where, {"text": " "}).status_code == 422
    with counted_queries() as queries:
        assert client.post(where, {"text": ANSWER}).status_code == 302
    assert len(queries) <= 20
    assert client.post(where, {"text": ANSWER}).status_code == 409
    assert ANSWER in words_of(client_of(city.officer).get(f"/items/{pk}/?tab=progress"))
    entry = JournalEntry.objects.get(commitment=pk, act="difficulties_answered")
    assert (entry.remark, entry.actor) == (ANSWER, city.clerk)
    deliver_pending(now)
    told = Notification.objects.filter(event="difficulties_answered").values_list("recipient", flat=True)
    assert set(told) == {city.officer.pk, city.head.pk}


def test_only_the_office_and_only_what_was_reported(city: City, report: ProgressReport, now: datetime) -> None:
    for person, error in ((city.head, NotPermitted), (city.outsider, NotVisible)):
        with pytest.raises(error):
            answering.answer_difficulties(report.commitment_id, report.pk, text=ANSWER, actor=person, now=now)
    with pytest.raises(TransitionRefused):
        answering.answer_difficulties(report.commitment_id, 0, text=ANSWER, actor=city.clerk, now=now)
    with pytest.raises(Invalid):
        answering.answer_difficulties(report.commitment_id, report.pk, text=" ", actor=city.clerk, now=now)
    ProgressReport.objects.update(difficulties="")
    with pytest.raises(TransitionRefused):
        answering.answer_difficulties(report.commitment_id, report.pk, text=ANSWER, actor=city.leader, now=now)
