"""台账: whose commitments, under which filter, page by page, with sums that agree, and the same as an Excel file."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from tests.builders import City, issue_plan, make_plan, walk
from tests.flows.many import commitments as many_commitments
from workflow import lights
from workflow.deadlines import Light, seeded
from workflow.ledger import ORDERS, Filter, Ledger, at_stage, plans_in, wide, window_end
from workflow.ledger_rows import COLUMNS, rows_of
from workflow.models import Agency, AssignmentParty, Commitment, PlanItem, User
from workflow.paging import page_of
from workflow.policies import scope_of
from workflow.services import job_runs, ledger_export
from workflow.services.calendar import calendar_in_force
from workflow.status import PartyRole, Stage

pytestmark = pytest.mark.django_db

ClientOf = Callable[[User], Client]
DAY = date(2026, 9, 10)


@pytest.fixture
def issued(city: City, now: datetime) -> list[Commitment]:
    """Two items for the agency, the other department and the county."""
    return issue_plan(city, make_plan(city, now), now, agencies=[city.agency, city.other, city.county])


def ledger_of(person: User, on: date = DAY, **wanted: Any) -> Ledger:
    scope = scope_of(person)
    return Ledger(scope, Filter(**wanted), on, calendar_in_force(), list(plans_in(scope)))


def shown(person: User, **wanted: Any) -> set[tuple[int, str]]:
    """(order of the item, agency) of what the filter leaves."""
    rows = ledger_of(person, **wanted).commitments().select_related("item", "agency")
    return {(row.item.order, str(row.agency)) for row in rows}


# -- whose rows --------------------------------------------------------------------------------------------------------


def test_an_agency_sees_its_own_and_the_office_all(city: City, issued: list[Commitment]) -> None:
    assert shown(city.officer) == shown(city.head) == {(1, "市数据局"), (2, "市数据局")}
    assert shown(city.outsider) == {(1, "市司法局"), (2, "市司法局")}
    for person in (city.clerk, city.leader, city.inspector):
        assert len(shown(person)) == 6


def test_no_page_and_no_file_shows_a_stranger_the_work_of_others(
    city: City, issued: list[Commitment], client_of: ClientOf
) -> None:
    Commitment.objects.filter(agency=city.agency).update(latest_progress="只有数据局知道")
    client = client_of(city.outsider)
    for address in ("/ledger/", "/ledger/?q=数据局", f"/ledger/?agency={city.agency.pk}", "/ledger/?sort=due"):
        page = client.get(address).content.decode()
        assert "只有数据局知道" not in page
    answer = client.get(f"/ledger/export.xlsx?agency={city.agency.pk}")
    assert len(cells(answer.content)) == 1


def test_nobody_without_a_post_sees_anything(
    city: City, issued: list[Commitment], now: datetime, client_of: ClientOf
) -> None:
    from workflow.services import organisation

    stranger = organisation.create_user("stranger", "路人", password=None, actor=None, now=now)
    page = client_of(stranger).get("/ledger/")
    assert page.status_code == 200
    assert page.context["rows"] == []


# -- filters -----------------------------------------------------------------------------------------------------------


def test_filters_by_plan_agency_kind_and_words(city: City, issued: list[Commitment], now: datetime) -> None:
    clerk, plan = city.clerk, issued[0].plan
    plan.document_number = "云政办发〔2026〕12 号"
    plan.save()
    assert len(shown(clerk, plan=plan.pk)) == 6
    assert shown(clerk, plan=plan.pk + 1) == set()
    assert shown(clerk, agency=city.county.pk) == {(1, "青禾县政府"), (2, "青禾县政府")}
    assert shown(clerk, kind="county_government") == {(1, "青禾县政府"), (2, "青禾县政府")}
    assert shown(clerk, q="第2件事") == {(2, "市数据局"), (2, "市司法局"), (2, "青禾县政府")}
    assert shown(clerk, q="第2件事 司法") == {(2, "市司法局")}
    assert len(shown(clerk, q="云政办发〔2026〕12")) == 6
    assert shown(clerk, q="没有这件事") == set()


def test_mine_is_what_a_person_had_a_hand_in(city: City, issued: list[Commitment], now: datetime) -> None:
    assert len(shown(city.clerk, mine=True)) == 6
    assert shown(city.leader, mine=True) == set()
    walk(city, issued[0], now, "publish_plan")
    assert shown(city.leader, mine=True) == {(1, "市数据局")}
    assert len(shown(city.officer, mine=True)) == 2


def test_filters_by_day(city: City, issued: list[Commitment]) -> None:
    first, second = issued[0], issued[3]
    Commitment.objects.update(current_due_on=None)
    Commitment.objects.filter(pk=first.pk).update(current_due_on=date(2026, 9, 13))
    Commitment.objects.filter(pk=second.pk).update(current_due_on=date(2026, 9, 30))
    assert shown(city.clerk, due="week") == {(1, "市数据局")}
    assert shown(city.clerk, due="month") == {(1, "市数据局"), (2, "市数据局")}
    assert shown(city.clerk, due_from=date(2026, 9, 20)) == {(2, "市数据局")}
    assert len(shown(city.clerk, since=date(2026, 9, 7))) == 6
    assert shown(city.clerk, since=date(2026, 9, 8)) == set()


def test_windows_end_with_the_week_month_quarter_and_year() -> None:
    assert window_end("week", date(2026, 9, 10)) == date(2026, 9, 13)
    assert window_end("month", date(2028, 2, 1)) == date(2028, 2, 29)
    assert window_end("quarter", date(2026, 8, 15)) == date(2026, 9, 30)
    assert window_end("quarter", date(2026, 12, 31)) == date(2026, 12, 31)
    assert window_end("year", date(2026, 1, 1)) == date(2026, 12, 31)


def test_nonsense_in_the_address_is_left_out(city: City, issued: list[Commitment], client_of: ClientOf) -> None:
    response = client_of(city.clerk).get(
        "/ledger/?light=pink&stage=7&plan=x&agency=" + "9" * 30 + "&kind=zoo&due=x&since=2026-99-99&sort=size&older=1~2"
    )
    assert response.status_code == 200
    assert response.context["wanted"] == Filter()
    assert len(response.context["rows"]) == 6


NODES = ("acknowledge", "write_plan", "sign_plan", "publish_plan", "execute", "inspect", "close", "")


def test_stages_in_sql_are_those_of_the_facts(city: City, now: datetime) -> None:
    found = issue_plan(city, make_plan(city, now, items=len(NODES) + 3), now)
    for commitment, node in zip(found, NODES, strict=False):
        walk(city, commitment, now, node)
    Commitment.objects.filter(pk=found[-3].pk).update(transferred_at=now)
    Commitment.objects.filter(pk=found[-2].pk).update(suspended_on=now.date())
    Commitment.objects.filter(pk=found[-1].pk).update(discontinued_at=now)
    stages = {row.pk: row.stage for row in Commitment.objects.all()}
    assert set(stages.values()) == set(Stage)
    for stage in Stage:
        rows = Commitment.objects.filter(at_stage(stage)).values_list("pk", flat=True)
        assert set(rows) == {pk for pk, known in stages.items() if known is stage}


# -- lights ------------------------------------------------------------------------------------------------------------


@settings(max_examples=60, deadline=None)
@given(on=st.dates(date(2026, 1, 1), date(2026, 12, 31)), days=st.integers(1, 15))
def test_the_last_day_due_soon_is_where_the_light_turns(on: date, days: int) -> None:
    from workflow.deadlines import light

    calendar = seeded()
    last = lights.soon_until(on, days, calendar)
    known = {"finished_on": None, "soon_working_days": days, "calendar": calendar}
    assert light(last, on, **known) is Light.SOON  # type: ignore[arg-type]
    assert light(last + timedelta(days=1), on, **known) is Light.OK  # type: ignore[arg-type]


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(on=st.dates(date(2026, 9, 1), date(2026, 10, 31)))
def test_lights_and_sums_in_sql_agree_with_the_clock(
    city: City, issued: list[Commitment], now: datetime, on: date
) -> None:
    plan = issued[0].plan
    plan.soon_working_days = 3
    plan.save()
    other = issue_plan(city, make_plan(city, now, items=30, soon_working_days=8), now)
    for place, commitment in enumerate(other):
        commitment.current_due_on = on + timedelta(days=place - 12) if place != 5 else None
        commitment.closed_at = now if place in {1, 14} else None
        commitment.discontinued_at = now if place == 2 else None
        commitment.save()
    ledger = ledger_of(city.clerk, on)
    sums, _agencies = ledger.sums()
    expected = [lights.light_of(row, on, ledger.calendar) for row in Commitment.objects.select_related("plan")]
    for state in Light:
        assert getattr(sums, state.value) == expected.count(state)
        found = ledger_of(city.clerk, on, light=state.value)
        assert found.commitments().count() == expected.count(state)
        assert found.sums()[0] == sums
    assert sums.ended == expected.count(None)
    assert sums.total == len(expected)


def test_every_sum_leads_to_its_rows(city: City, issued: list[Commitment], client_of: ClientOf) -> None:
    Commitment.objects.update(current_due_on=date(2099, 1, 1))
    Commitment.objects.filter(agency=city.county).update(current_due_on=date(2020, 1, 1))
    client = client_of(city.clerk)
    page = client.get("/ledger/?sort=due")
    assert 'href="?sort=due&amp;light=late"' in page.content.decode()
    late = client.get("/ledger/?sort=due&light=late")
    assert {row.lead for row in late.context["rows"]} == {"青禾县政府"}
    assert late.context["shown"] == late.context["sums"].late == len(late.context["rows"])


def test_a_search_without_hits_keeps_what_to_filter_by(
    city: City, issued: list[Commitment], client_of: ClientOf
) -> None:
    def selects(person: User, query: str) -> list[str]:
        return re.findall(r'<select class="input" name="(\w+)"', client_of(person).get(query).content.decode())

    assert {"agency", "kind"} <= set(selects(city.clerk, "/ledger/?q=没有这样的事"))
    assert not {"agency", "kind"} & set(selects(city.officer, "/ledger/?q=没有这样的事"))
    page = client_of(city.clerk).get(f"/ledger/?q=没有这样的事&agency={city.other.pk}").content.decode()
    assert f'<option value="{city.other.pk}" selected>市司法局</option>' in page
    assert "单位：市司法局" in page


# -- order and paging --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sort", list(ORDERS))
def test_pages_hold_every_row_once_in_every_order_and_direction(
    city: City, issued: list[Commitment], sort: str
) -> None:
    many_commitments(issued[0], [city.agency, city.other], 9)
    Commitment.objects.filter(pk__in=list(Commitment.objects.values_list("pk", flat=True)[::3])).update(
        current_due_on=None
    )
    ledger = ledger_of(city.clerk, sort=sort)

    def walked(first: str = "", back: bool = False) -> list[int]:
        ids: list[int] = []
        cursor = {"newer" if back else "older": first}
        while True:
            page = page_of(ledger.narrow(), ledger.order, size=5, wide=wide(), **cursor)
            found = [row.pk for row in page.rows]
            ids = found + ids if back else ids + found
            following = page.newer if back else page.older
            if not following:
                return ids
            cursor = {"newer" if back else "older": following}

    forwards = walked()
    assert forwards == list(wide().order_by(*ledger.order.names()).values_list("pk", flat=True))
    assert len(forwards) == len(set(forwards)) == 24
    last = ledger.narrow().select_related("item", "agency").get(pk=forwards[-1])
    assert walked(ledger.order.cursor(last), back=True) == forwards[:-1]


def test_rows_of_one_item_stand_together_and_the_item_is_said_once(city: City, issued: list[Commitment]) -> None:
    ledger = ledger_of(city.clerk)
    page = page_of(ledger.narrow(), ledger.order, wide=wide())
    rows = list(rows_of(page.rows, on=DAY, calendar=ledger.calendar))
    assert [row.order for row in rows] == [1, 1, 1, 2, 2, 2]
    assert [row.is_repeated for row in rows] == [False, True, True, False, True, True]


# -- words -------------------------------------------------------------------------------------------------------------


def row_for(commitment: Commitment, on: date = DAY) -> Any:
    (row,) = rows_of(wide().filter(pk=commitment.pk), on=on, calendar=calendar_in_force())
    return row


def test_partners_are_named_in_short(city: City, issued: list[Commitment]) -> None:
    assignment = issued[0].assignment
    assert assignment is not None
    assert row_for(issued[0]).partners == "无"
    for place, agency in enumerate((city.other, city.county, city.office)):
        AssignmentParty.objects.create(
            assignment=assignment, order=place + 2, role=PartyRole.PARTNER, name=str(agency), agency=agency
        )
    assert row_for(issued[0]).lead == "市数据局"
    assert row_for(issued[0]).partners == "市司法局等 3 个"


def test_who_answers_beside_a_lead_is_named_first_among_the_partners(city: City, issued: list[Commitment]) -> None:
    beside = issued[1]
    beside.role = PartyRole.CO
    beside.save()
    assert row_for(beside).lead == "市数据局"
    assert row_for(beside).partners == "市司法局"


def test_what_remains_is_said_with_its_step(city: City, issued: list[Commitment], now: datetime) -> None:
    commitment = issued[0]
    commitment.current_due_on = date(2026, 9, 17)
    commitment.save()
    assert row_for(commitment).remaining == "本步 5"
    commitment.current_due_on = commitment.completion_on
    commitment.save()
    assert row_for(commitment).remaining.isdecimal()
    commitment.current_due_on = date(2026, 9, 1)
    commitment.save()
    assert (row_for(commitment).remaining, row_for(commitment).is_late) == ("逾 7", True)
    commitment.current_due_on = date(2026, 9, 12)
    commitment.save()
    assert row_for(commitment, date(2026, 9, 13)).remaining == "逾 1"
    commitment.closed_at = now
    commitment.save()
    assert (row_for(commitment).remaining, row_for(commitment).light) == ("", "done")


# -- the file ----------------------------------------------------------------------------------------------------------


def cells(content: bytes) -> list[list[Any]]:
    sheet = load_workbook(BytesIO(content)).worksheets[0]
    return [["" if value is None else value for value in row] for row in sheet.iter_rows(values_only=True)]


def test_the_file_holds_what_the_screen_shows(city: City, issued: list[Commitment], client_of: ClientOf) -> None:
    Commitment.objects.filter(pk=issued[0].pk).update(latest_progress="=1+1 已上线 18 题", progress_percent=60)
    Commitment.objects.filter(agency=city.county).update(current_due_on=date(2020, 1, 1))
    client = client_of(city.clerk)
    for query in ("", "?light=late", "?q=第2件事&sort=due", f"?agency={city.agency.pk}"):
        screen = client.get(f"/ledger/{query}")
        answer = client.get(f"/ledger/export.xlsx{query}")
        header, *rows = cells(answer.content)
        assert header == [str(name) for name in COLUMNS]
        expected = [["" if value is None else value for value in row.cells()] for row in screen.context["rows"]]
        assert [[_plain(value) for value in row] for row in rows] == expected
        page = screen.content.decode()
        for row in screen.context["rows"]:
            assert row.lead in page
            assert row.stage in page
            assert row.remaining in page
    assert answer["Content-Type"].startswith("application/vnd.openxmlformats")
    assert "%E5%8F%B0%E8%B4%A6-" in answer["Content-Disposition"]


def _plain(value: Any) -> Any:
    return value.date() if isinstance(value, datetime) else value


def test_a_text_is_never_a_formula_in_the_file(city: City, issued: list[Commitment], client_of: ClientOf) -> None:
    Commitment.objects.update(latest_progress="=HYPERLINK(1)")
    sheet = load_workbook(BytesIO(client_of(city.clerk).get("/ledger/export.xlsx").content)).worksheets[0]
    assert {cell.data_type for row in sheet.iter_rows(min_row=2) for cell in row} <= {"s", "n", "d"}


def test_a_long_ledger_is_written_by_a_job_of_its_owner(
    city: City,
    issued: list[Commitment],
    client_of: ClientOf,
    monkeypatch: pytest.MonkeyPatch,
    settings: Any,
    tmp_path: Any,
    django_capture_on_commit_callbacks: Any,
) -> None:
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(ledger_export, "AT_ONCE", 3)
    client = client_of(city.clerk)
    assert client.get("/ledger/export.xlsx").status_code == 400
    assert client.get(f"/ledger/export.xlsx?agency={city.agency.pk}").status_code == 200
    started = client.post("/ledger/export.xlsx?sort=due")
    assert started.status_code == 302
    job = city.clerk.jobs.get()
    job_runs.run_waiting()
    job.refresh_from_db()
    assert job.error == ""
    answer: Any = client.get(job.result_url)
    content = b"".join(answer.streaming_content)
    assert len(cells(content)) == 7
    assert cells(content)[0][0] == "序号"
    assert client_of(city.leader).get(job.result_url).status_code == 404
    assert client_of(city.outsider).get(job.result_url).status_code == 404


# -- cost and language -------------------------------------------------------------------------------------------------


def test_eight_queries_and_150_kilobytes_with_ten_rows_and_with_ten_thousand(
    city: City, issued: list[Commitment], client_of: ClientOf
) -> None:
    client = client_of(city.clerk)
    client.get("/ledger/")
    with CaptureQueriesContext(connection) as few:
        client.get("/ledger/")
    agencies = Agency.objects.bulk_create(
        [
            Agency(
                jurisdiction=city.jurisdiction,
                name=f"云川市第{number}局",
                short_name=f"市第{number}局",
                kind="department",
                order=100 + number,
            )
            for number in range(60)
        ]
    )
    many_commitments(issued[0], [city.agency, city.other, city.county, *agencies], 160)
    from workflow import policies

    for agency in agencies:
        policies.extend_reach(agency)
    city.clerk.refresh_from_db()
    client.get("/ledger/")
    with CaptureQueriesContext(connection) as many:
        response = client.get("/ledger/")
    assert len(few) == len(many) <= 8, [query["sql"][:120] for query in many]
    assert response.context["sums"].total == 6 + 63 * 160
    assert len(response.context["rows"]) == 50
    assert len(response.content) <= 150_000


def test_the_page_speaks_both_languages(city: City, issued: list[Commitment], client_of: ClientOf) -> None:
    client = client_of(city.clerk)
    assert "完成时限" in client.get("/ledger/").content.decode()
    client.cookies["django_language"] = "en"
    page = client.get("/ledger/").content.decode()
    assert "To be completed by" in page
    assert "Working days left" in page
    assert cells(client.get("/ledger/export.xlsx").content)[0][4] == "Lead agency"


def test_the_search_of_the_frame_leads_here(city: City, issued: list[Commitment], client_of: ClientOf) -> None:
    PlanItem.objects.filter(order=2).update(text="一网通办事项清单")
    page = client_of(city.clerk).get("/ledger/?q=一网通办")
    assert {row.order for row in page.context["rows"]} == {2}
    empty = client_of(city.clerk).get("/ledger/?q=查无此事").content.decode()
    assert "台账中没有符合条件的任务" in empty
