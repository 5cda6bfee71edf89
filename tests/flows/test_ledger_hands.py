"""各环节用时 in the ledger: who holds each row now, the working days of every holder, and the same in the file."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from flows.actions import commitment as steps
from flows.actions import reports
from flows.actions import suspension as suspending
from flows.models import Task
from tests.builders import City, issue_plan, make_plan, open_task, plan_text, walk
from tests.flows.cases import ask_suspension
from tests.flows.many import commitments as many_commitments
from tests.workflow.test_ledger import cells, ledger_of
from workflow import holders
from workflow.ledger import wide
from workflow.ledger_rows import COLUMNS, rows_of
from workflow.models import Commitment, User
from workflow.services import ledger_export
from workflow.status import Holder

pytestmark = pytest.mark.django_db

ClientOf = Callable[[User], Client]
ON = date(2026, 9, 18)
"""The Friday of the week after the issue."""


@pytest.fixture
def issued(city: City, now: datetime) -> list[Commitment]:
    """Two items for the agency and the other department."""
    return issue_plan(city, make_plan(city, now), now, agencies=[city.agency, city.other])


@pytest.fixture
def with_leader(city: City, issued: list[Commitment], now: datetime) -> Commitment:
    """Handed in on the second Monday, signed on the Wednesday: on the Friday the leader has held it for three days."""
    mine = issued[0]
    steps.acknowledge(open_task("acknowledge", commitment=mine).pk, actor=city.officer, now=now)
    at = now + timedelta(days=7)
    steps.hand_in_plan(open_task("write_plan", commitment=mine).pk, plan_text(), actor=city.officer, now=at)
    at += timedelta(days=2)
    steps.sign_plan(open_task("sign_plan", commitment=mine).pk, actor=city.head, now=at)
    return mine


def row_of(person: User, commitment: Commitment, on: date = ON) -> Any:
    ledger = ledger_of(person, on)
    (row,) = rows_of(wide().filter(pk=commitment.pk), on=on, calendar=ledger.calendar)
    return row


def parts(row: Any) -> list[tuple[str, int, bool]]:
    return [(part.word, part.working_days, part.is_now) for part in row.hands.parts]


def test_a_row_says_who_holds_it_and_sums_working_days_by_holder(city: City, with_leader: Commitment) -> None:
    row = row_of(city.clerk, with_leader)
    assert parts(row) == [("经办", 5, False), ("负责人", 2, False), ("领导", 3, True)]
    assert [part.x for part in row.hands.parts] == [0, 5, 7]
    assert (row.hands.now_word, row.hands.width) == ("领导", 10)


def leader_days(city: City, commitment: Commitment) -> int:
    """Working days the commitment has lain with the leader today; the page asks the real clock."""
    return int(row_of(city.clerk, commitment, timezone.localdate()).hands.working_days(Holder.LEADER))


def test_the_leaders_own_days_are_told_to_everybody_who_sees_the_row(
    city: City, with_leader: Commitment, client_of: ClientOf
) -> None:
    days = leader_days(city, with_leader)
    for person in (city.leader, city.officer):
        page = client_of(person).get("/ledger/").content.decode()
        assert f"<span>经办 5</span> <span>负责人 2</span> <strong>领导 {days} 在办</strong>" in page
        assert f'<rect class="fill-me" x="7" width="{days}" height="4"/>' in page
    page = client_of(city.outsider).get("/ledger/").content.decode()
    assert "在办</strong>" in page
    assert "领导" not in page


def test_reports_and_requests_beside_the_line_are_in_nobodys_hands(
    city: City, issued: list[Commitment], now: datetime
) -> None:
    walk(city, issued[0], now, "execute")
    before = parts(row_of(city.clerk, issued[0]))
    reports.open_due_reports(now)
    report = open_task("submit_report", commitment=issued[0])
    reports.submit_report(report.pk, text="已梳理。", percent=40, actor=city.officer, now=now + timedelta(days=6))
    assert parts(row_of(city.clerk, issued[0])) == before
    assert before[0][2]


def test_days_of_a_suspension_are_nobodys_and_end_with_it(
    city: City, issued: list[Commitment], now: datetime, client_of: ClientOf, at: Callable[[datetime], None]
) -> None:
    """Granted on the Monday of the second week, resumed on the Thursday."""
    mine, week = issued[0], timedelta(days=7)
    walk(city, mine, now, "write_plan")
    ask_suspension(city, mine, now + week)
    assert parts(row_of(city.clerk, mine, ON)) == [("经办", 5, False), ("中止", 5, True)]
    resumed = now + week + timedelta(days=3)
    suspending.resume(mine.pk, actor=city.leader, now=resumed, remark="条件已具备。")
    assert parts(row_of(city.clerk, mine, ON)) == [("经办", 7, True), ("中止", 3, False)]
    at(now + timedelta(days=11))
    page = client_of(city.officer).get(f"/items/{mine.pk}/")
    strip = page.context["strip"]
    assert {holder.role: (holder.days, holder.working_days) for holder in strip.holders} == {
        "经办": (9, 7),
        "中止": (3, 3),
    }
    assert strip.days == 12
    assert "中止 尚无人" not in " ".join(re.sub(r"<[^>]+>", " ", page.content.decode()).split())


def test_what_has_ended_has_its_sums_and_nobody_now(city: City, issued: list[Commitment], now: datetime) -> None:
    walk(city, issued[0], now, "")
    row = row_of(city.clerk, issued[0])
    assert row.hands.now is None
    assert not any(part.is_now for part in row.hands.parts)
    # Monday, Thursday and Friday; Tuesday; Wednesday and Sunday; Saturday.
    assert parts(row) == [("经办", 3, False), ("负责人", 1, False), ("领导", 1, False)]
    days = {holder: total.days for holder, total in row.hands.sums.items()}
    assert days == {Holder.OFFICER: 3, Holder.HEAD: 1, Holder.LEADER: 2, Holder.INSPECTOR: 1}
    steps.discontinue(issued[1].pk, actor=city.leader, now=now + timedelta(days=4), reason="任务调整。")
    assert parts(row_of(city.clerk, issued[1])) == [("经办", 4, False)]


def test_what_ends_before_breakfast_ends_on_that_day_of_the_office(
    city: City, issued: list[Commitment], now: datetime
) -> None:
    """Six in the morning of Saturday here is still Friday in Greenwich."""
    early = now.replace(hour=6) + timedelta(days=5)
    steps.discontinue(issued[0].pk, actor=city.leader, now=early, reason="任务调整。")
    issued[0].refresh_from_db()
    assert issued[0].ended_on == date(2026, 9, 12)
    assert row_of(city.clerk, issued[0]).hands.sums[Holder.OFFICER].days == 5


def test_a_commitment_without_a_step_has_an_empty_cell(city: City, issued: list[Commitment]) -> None:
    (bare,) = many_commitments(issued[0], [city.agency], 1)
    row = row_of(city.clerk, bare)
    assert (row.hands.parts, row.hands.now_word, row.hands.width) == ([], "", 0)


def test_the_file_has_who_holds_it_and_a_number_for_every_holder(
    city: City, with_leader: Commitment, client_of: ClientOf
) -> None:
    days = leader_days(city, with_leader)
    client = client_of(city.officer)
    header, first, second = cells(client.get("/ledger/export.xlsx").content)
    assert header[12:] == [
        "当前环节",
        "经办用时（工作日）",
        "负责人用时（工作日）",
        "领导用时（工作日）",
        "督查用时（工作日）",
        "等待配合单位（工作日）",
        "中止（工作日）",
        "曾结束（工作日）",
    ]
    assert first[12:] == ["领导", 5, 2, days, "", "", "", ""]
    assert second[12:] == ["经办", days + 7, "", "", "", "", "", ""]
    client.cookies["django_language"] = "en"
    header, first, *_ = cells(client.get("/ledger/export.xlsx").content)
    assert header[12:14] == ["Now held by", "Working days with the officer"]
    assert first[12] == "Leader"
    page = client.get("/ledger/").content.decode()
    assert f"<span>Officer 5</span> <span>Head 2</span> <strong>Leader {days} now</strong>" in page
    assert "Working days by holder" in page


def test_there_is_a_column_for_every_holder() -> None:
    assert len(COLUMNS) == 13 + len(Holder)


def _worked_on(city: City, like: Commitment, items: int) -> None:
    """Commitments with a history of twelve steps each."""
    nodes = ["acknowledge", "write_plan", "sign_plan", "write_plan", "sign_plan", "approve_plan"] * 2
    task = Task.objects.filter(commitment=like, node="acknowledge").get()
    rows = []
    for commitment in many_commitments(like, [city.agency, city.other], items):
        for place, node in enumerate(nodes):
            opened = like.opened_at + timedelta(days=10 * place)
            done = opened + timedelta(days=10) if place < 11 else None
            rows.append(
                Task(
                    process_id=task.process_id,
                    root_id=task.root_id,
                    flow_task=task.flow_task,
                    flow_task_type="HUMAN",
                    status="NEW",
                    node=node,
                    act=task.act,
                    agency_id=commitment.agency_id,
                    commitment_id=commitment.pk,
                    created=opened,
                    finished=done,
                )
            )
    Task.objects.bulk_create(rows, batch_size=500)


def test_one_query_more_and_no_page_too_long_however_much_has_happened(
    city: City, issued: list[Commitment], client_of: ClientOf
) -> None:
    client = client_of(city.clerk)
    client.get("/ledger/")
    with CaptureQueriesContext(connection) as few:
        client.get("/ledger/")
    _worked_on(city, issued[0], 40)
    with CaptureQueriesContext(connection) as many:
        response = client.get("/ledger/")
    assert len(few) == len(many) <= 8, len(many)
    assert sum('"flows_task"."node" IN' in query["sql"] for query in many) == 1
    assert len(response.context["rows"]) == 50
    assert len(re.findall(r'<svg class="hands"', response.content.decode())) == 50
    assert len(response.content) <= 150_000


def test_the_file_reads_holders_once_for_every_chunk(
    city: City, issued: list[Commitment], monkeypatch: pytest.MonkeyPatch
) -> None:
    _worked_on(city, issued[0], 10)
    monkeypatch.setattr("workflow.ledger_rows.CHUNK", 8)
    ledger = ledger_of(city.clerk)
    with CaptureQueriesContext(connection) as queries:
        rows = list(rows_of(ledger_export.commitments(ledger), on=ON, calendar=ledger.calendar))
    assert len(rows) == 24
    assert sum('FROM "flows_task"' in query["sql"] for query in queries) == 3
    assert all(row.hands.width for row in rows)


def test_the_days_of_every_row_sum_to_its_life(city: City, issued: list[Commitment]) -> None:
    _worked_on(city, issued[0], 3)
    for on in (date(2026, 9, 7), date(2026, 10, 8), date(2027, 1, 4)):
        ledger = ledger_of(city.clerk, on)
        rows = list(wide())
        hands = holders.hands_of(rows, on, ledger.calendar)
        for row in rows:
            assert sum(total.days for total in hands[row.pk].sums.values()) == (on - date(2026, 9, 7)).days + 1
