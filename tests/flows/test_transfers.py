"""Transfers: the share ends here and goes on there, every date as before; it counts once, and never comes back."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import Client

from flows.actions import commitment as steps
from flows.actions import dispute as disputing
from flows.actions import reports, suspension, transferring
from flows.models import Process, Task
from notifications.dispatch import deliver_pending
from notifications.models import Notification
from notifications.texts import headline
from tests.builders import City, issue_plan, make_plan, open_task, walk
from tests.flows.cases import ask_extension, ask_suspension, reach
from tests.flows.pages import counted_queries, main_of, words_of
from workflow import lights
from workflow.errors import Invalid, NotPermitted, NotVisible, TransitionRefused
from workflow.ledger import Filter, Ledger
from workflow.models import Agency, Clock, Commitment, Extension, JournalEntry, User
from workflow.policies import scope_of
from workflow.services import agencies, organisation
from workflow.services.calendar import calendar_in_force
from workflow.services.certificates import certificate_of
from workflow.services.plan_overview import stage_tally
from workflow.services.verification import checks
from workflow.status import AgencyKind, JurisdictionLevel, Role, Stage

Signed = Callable[[Any], Client]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at", "files_dir")]

REASON = "三定方案规定由司法局承办。"


def breaches() -> list[Any]:
    return [breach for check in checks().values() for breach in check()]


def transfer(city: City, commitment: Commitment, now: datetime, **given: Any) -> Commitment:
    """To the other agency, by the clerk, unless `given` says otherwise."""
    wanted: dict[str, Any] = {"to_pk": city.other.pk, "reason": REASON, "actor": city.clerk, "now": now} | given
    done = transferring.transfer(commitment.pk, **wanted)
    commitment.refresh_from_db()
    return done.successor


def test_it_ends_here_and_begins_there_with_the_dates_of_the_issue(
    city: City, issued: list[Commitment], now: datetime
) -> None:
    old, at = issued[0], now + timedelta(days=10)
    reach(city, old, now, "write_plan")
    old.refresh_from_db()
    new = transfer(city, old, at)
    assert (old.stage, old.is_open, old.transferred_at, old.current_due_on) == (Stage.TRANSFERRED, False, at, None)
    assert (old.transfer_reason, old.transferred_to, old.discontinued_at, old.closed_at) == (REASON, new, None, None)
    assert not Task.objects.filter(commitment=old, finished__isnull=True).exists()
    assert not Process.objects.filter(commitment=old, finished__isnull=True).exists()
    new.refresh_from_db()
    assert (new.agency, new.item, new.role, new.assignment) == (city.other, old.item, old.role, old.assignment)
    assert (new.stage, new.opened_at, new.transferred_from) == (Stage.ISSUED, at, old)
    assert (new.plan_due_on, new.completion_on) == (old.plan_due_on, old.completion_on)
    assert open_task("acknowledge", commitment=new).due_on == new.current_due_on == date(2026, 9, 21)
    kinds = {clock.kind: clock for clock in new.clocks.all()}
    assert {kind: clock.start_on for kind, clock in kinds.items()} == {
        clock.kind: clock.start_on for clock in old.clocks.all()
    }
    assert breaches() == []
    call_command("verify")


def test_both_histories_name_the_other_agency_and_the_reason(
    city: City, issued: list[Commitment], now: datetime, client_of: Signed
) -> None:
    old = issued[0]
    new = transfer(city, old, now)
    gone = JournalEntry.objects.filter(commitment=old).latest("seq")
    assert (gone.act, gone.remark, gone.data) == ("transferred", REASON, {"to": "市司法局", "to_agency": city.other.pk})
    come = JournalEntry.objects.get(commitment=new)
    assert (come.act, come.remark, come.data["from"]) == ("taken_over", REASON, "市数据局")
    history = words_of(client_of(city.officer).get(f"/items/{old.pk}/?tab=history"))
    assert "转办 → 市司法局" in history
    history = words_of(client_of(city.outsider).get(f"/items/{new.pk}/?tab=history"))
    assert "接办（转入） ← 市数据局" in history


def test_both_agencies_and_the_office_are_told(city: City, issued: list[Commitment], now: datetime) -> None:
    transfer(city, issued[0], now, actor=city.leader)
    while deliver_pending(now):
        pass
    told = Notification.objects.filter(event="transferred").values_list("recipient__username", flat=True)
    assert set(told) == {"officer", "head", "clerk", "leader2", "inspector"}
    given = Notification.objects.filter(event="taken_over")
    assert set(given.values_list("recipient__username", "asks")) == {("outsider", True), ("other_head", False)}
    assert headline(given[0]).startswith("许志衡将原由市数据局承办的事项转市司法局办理：")


@pytest.mark.parametrize(
    "node", ["acknowledge", "sign_plan", "execute", "submit_report", "inspect", "rectify", "close"]
)
def test_wherever_it_stands_everything_open_is_cancelled(
    city: City, issued: list[Commitment], now: datetime, node: str
) -> None:
    reach(city, issued[0], now, node)
    new = transfer(city, issued[0], now)
    assert not Task.objects.filter(commitment=issued[0], finished__isnull=True).exists()
    assert [task.node for task in Task.objects.open().filter(commitment=new)] == ["acknowledge"]
    reports.open_due_reports(now + timedelta(days=40))
    assert not Task.objects.filter(commitment=issued[0], finished__isnull=True).exists()
    assert breaches() == []


def test_the_work_goes_on_there_to_the_end(city: City, issued: list[Commitment], now: datetime) -> None:
    from dataclasses import replace

    new = transfer(city, issued[0], now)
    there = replace(city, officer=city.outsider, head=city.other_head)
    assert walk(there, new, now, "") is None
    new.refresh_from_db()
    assert new.stage is Stage.CLOSED
    assert breaches() == []


def test_a_granted_extension_of_the_completion_goes_along_and_an_open_request_is_dropped(
    city: City, issued: list[Commitment], now: datetime
) -> None:
    old = issued[0]
    reach(city, old, now, "execute")
    later = date(2027, 1, 29)
    ask_extension(city, old, now, to=later)
    ask_extension(city, old, now, to=date(2027, 2, 26), until="advise_extension")
    new = transfer(city, old, now)
    new.refresh_from_db()
    clock = Clock.objects.get(commitment=new, kind="completion")
    assert (new.completion_on, clock.start_on, clock.extended_to) == (later, date(2026, 12, 31), later)
    assert list(Extension.objects.order_by("pk").values_list("outcome", flat=True)) == ["granted", "dropped"]
    (granted,) = certificate_of(city.outsider, clock.pk).extensions
    assert (granted.asked_on, granted.decided_by) == (later, city.leader)
    assert breaches() == []
    third = transfer(city, new, now, to_pk=city.county.pk)
    third.refresh_from_db()
    assert third.completion_on == later
    assert len(certificate_of(city.county_officer, third.clocks.get(kind="completion").pk).extensions) == 1
    assert breaches() == []


def test_days_on_which_the_clocks_stood_still_go_along(city: City, issued: list[Commitment], now: datetime) -> None:
    old = issued[0]
    walk(city, old, now, "write_plan")
    ask_suspension(city, old, now)
    suspended = Commitment.objects.get(pk=old.pk)
    with pytest.raises(TransitionRefused) as refused:
        transfer(city, suspended, now)
    assert refused.value.code == "suspended"
    with pytest.raises(TransitionRefused) as refused:
        disputing.ask(old.pk, reason=REASON, actor=city.officer, now=now)
    assert refused.value.code == "suspended"
    suspension.resume(old.pk, actor=city.clerk, now=now + timedelta(days=10))
    old.refresh_from_db()
    new = transfer(city, old, now + timedelta(days=10))
    new.refresh_from_db()
    assert (new.plan_due_on, new.completion_on) == (old.plan_due_on, old.completion_on)
    assert new.plan_due_on > date(2026, 10, 23)
    (pause,) = certificate_of(city.outsider, new.clocks.get(kind="implementation_plan").pk).pauses
    assert pause.suspension is not None
    assert pause.suspension.commitment == old
    assert breaches() == []


# -- refused -----------------------------------------------------------------------------------------------------------


def test_what_cannot_be_done_says_why_and_leaves_everything(
    city: City, issued: list[Commitment], now: datetime
) -> None:
    def code(**given: Any) -> str:
        with pytest.raises(Invalid) as refused:
            transfer(city, issued[0], now, **given)
        return refused.value.code

    place = organisation.create_jurisdiction("邻江市", JurisdictionLevel.CITY, actor=None, now=now)
    foreign = organisation.create_agency(
        place, name="邻江市司法局", short_name="邻江司法局", kind=AgencyKind.DEPARTMENT, order=1, actor=None, now=now
    )
    assert code(reason="  ") == "reason_missing"
    assert code(to_pk=city.agency.pk) == "same_agency"
    assert code(to_pk=foreign.pk) == "out_of_reach"
    assert code(to_pk=10**9) == "out_of_reach"
    Agency.objects.filter(pk=city.other.pk).update(valid_until=now.date())
    assert code() == "not_in_force"
    issued[0].refresh_from_db()
    assert issued[0].is_open
    assert open_task("acknowledge", commitment=issued[0]).finished is None
    assert Commitment.objects.count() == 2


def test_an_agency_has_an_item_once_ever(city: City, now: datetime) -> None:
    plan = make_plan(city, now, items=1)
    here, there = issue_plan(city, plan, now, agencies=[city.agency, city.county])

    def refusal(commitment: Commitment, to: Agency) -> str:
        with pytest.raises(Invalid) as refused:
            transfer(city, commitment, now, to_pk=to.pk)
        return str(refused.value.message)

    assert refusal(here, city.county) == "青禾县政府已经承办该事项。"
    steps.discontinue(there.pk, actor=city.clerk, now=now, reason="机构撤并。")
    assert refusal(here, city.county) == "青禾县政府承办过该事项，其任务已经终结。"
    moved = transfer(city, here, now)
    assert refusal(moved, city.agency) == "市数据局承办过该事项并已转出，不再转回。"
    assert breaches() == []


@pytest.mark.parametrize("ends", ["discontinue", "transfer", "close"])
def test_what_has_ended_is_not_transferred_and_who_ended_it_is_said(
    city: City, issued: list[Commitment], now: datetime, ends: str
) -> None:
    commitment = issued[0]
    if ends == "discontinue":
        steps.discontinue(commitment.pk, actor=city.leader, now=now, reason="机构撤并。")
    elif ends == "transfer":
        transfer(city, commitment, now, to_pk=city.county.pk)
    else:
        walk(city, commitment, now, "")
    with pytest.raises(TransitionRefused) as refused:
        transfer(city, commitment, now)
    assert refused.value.code == "not_open"
    last = JournalEntry.objects.filter(commitment=commitment).latest("seq")
    assert last.actor_name in refused.value.happened[0]


def test_who_decided_on_an_older_state_looks_first(
    city: City, issued: list[Commitment], now: datetime, client_of: Signed
) -> None:
    client = client_of(city.clerk)
    address = f"/items/{issued[0].pk}/transfer/"
    seen = str(issued[0].journal_seq)
    assert f'name="seen" value="{seen}"' in main_of(client.get(address))
    steps.acknowledge(open_task("acknowledge", commitment=issued[0]).pk, actor=city.officer, now=now)
    answer = client.post(address, {"agency": "市司法局", "reason": REASON, "seen": seen})
    assert answer.status_code == 409
    assert "您打开页面后，该事项又有新情况。" in words_of(answer)
    assert "签收" in words_of(answer)
    assert REASON in main_of(answer)
    issued[0].refresh_from_db()
    assert issued[0].is_open


# -- the page ----------------------------------------------------------------------------------------------------------


def test_the_office_transfers_from_the_menu_by_typing_a_name(
    city: City, issued: list[Commitment], client_of: Signed
) -> None:
    client = client_of(city.clerk)
    address = f"/items/{issued[0].pk}/transfer/"
    assert address in main_of(client.get(f"/items/{issued[0].pk}/"))
    page = client.get(address)
    assert "既不算办结，也不算终止" in words_of(page)
    assert "<select" not in main_of(page)
    assert '<option value="市司法局">' in main_of(page)
    refused = client.post(address, {"agency": "司法", "reason": REASON})
    assert refused.status_code == 422
    assert "“司法”不是单位名录中现行有效的单位。 您要填的可能是：市司法局。" in words_of(refused)
    assert REASON in main_of(refused)
    answer = client.post(address, {"agency": "云川市司法局", "reason": REASON}, follow=True)
    assert "已转由市司法局办理，并告知双方。" in words_of(answer)
    assert "该事项已转由市司法局办理" in words_of(answer)
    new = Commitment.objects.get(agency=city.other)
    assert f'href="/items/{new.pk}/"' in main_of(answer)


def test_an_agency_without_people_gets_it_and_the_office_is_told(
    city: City, issued: list[Commitment], client_of: Signed, now: datetime
) -> None:
    organisation.create_agency(
        city.jurisdiction, name="云川市统计局", short_name="市统计局", kind=AgencyKind.DEPARTMENT, order=12, actor=None,
        now=now,
    )  # fmt: skip
    client = client_of(city.leader)
    fields = {"agency": "市统计局", "reason": REASON}
    answer = client.post(f"/items/{issued[0].pk}/transfer/", fields, follow=True)
    assert "市统计局目前无人可以签收" in words_of(answer)


def test_a_date_that_had_passed_is_said(
    city: City, issued: list[Commitment], client_of: Signed, at: Callable[[datetime], None], now: datetime
) -> None:
    at(now + timedelta(days=60))
    fields = {"agency": "市司法局", "reason": REASON}
    answer = client_of(city.clerk).post(f"/items/{issued[0].pk}/transfer/", fields, follow=True)
    assert "其实施方案报送时限为10月23日，已经届满。" in words_of(answer)


@pytest.mark.parametrize(("who", "status"), [("officer", 403), ("head", 403), ("inspector", 403), ("outsider", 404)])
def test_nobody_else_transfers(
    city: City, issued: list[Commitment], client_of: Signed, now: datetime, who: str, status: int
) -> None:
    person = getattr(city, who)
    answer = client_of(person).post(f"/items/{issued[0].pk}/transfer/", {"agency": "市司法局", "reason": REASON})
    assert answer.status_code == status
    with pytest.raises((NotPermitted, NotVisible)):
        transfer(city, issued[0], now, actor=person)


def test_the_old_agency_reads_its_own_and_not_the_new_one(
    city: City, issued: list[Commitment], client_of: Signed, now: datetime
) -> None:
    new = transfer(city, issued[0], now)
    old_side, new_side = client_of(city.officer), client_of(city.outsider)
    page = old_side.get(f"/items/{issued[0].pk}/")
    assert "该事项已转由市司法局办理" in words_of(page)
    assert f"/items/{new.pk}/" not in main_of(page)
    assert old_side.get(f"/items/{new.pk}/").status_code == 404
    assert new_side.get(f"/items/{issued[0].pk}/").status_code == 404
    assert "转入 市数据局" in words_of(new_side.get(f"/items/{new.pk}/"))
    organisation.add_membership(city.officer, city.other, Role.OFFICER, actor=None, now=now)
    assert client_of(User.objects.get(pk=city.officer.pk)).get(f"/items/{new.pk}/").status_code == 200


# -- counted once ------------------------------------------------------------------------------------------------------


def test_it_counts_once_and_is_never_late_again(city: City, issued: list[Commitment], now: datetime) -> None:
    new = transfer(city, issued[0], now)
    day, calendar = date(2027, 3, 1), calendar_in_force()
    scope = scope_of(city.clerk)
    assert set(Commitment.objects.late(day)) == {issued[1], new}
    assert lights.light_of(issued[0], day, calendar) is None
    row = Commitment.objects.aggregate(**lights.counts(day, [5], calendar))
    assert row == {"ok": 0, "soon": 0, "late": 2, "done": 0, "transferred": 1, "optional": 0, "total": 2}
    tally = stage_tally(issued[0].plan, scope)
    assert (tally["total"], tally["transferred"], tally["issued"], tally["agencies"]) == (2, 1, 2, 2)
    book = Ledger(scope, Filter(), day, calendar, [issued[0].plan])
    sums, _agencies = book.sums()
    assert (sums.listed, sums.transferred, sums.ended, book.commitments().count()) == (2, 1, 0, 2)
    moved = Ledger(scope, Filter(stage="transferred"), day, calendar, [issued[0].plan])
    sums, choices = moved.sums()
    assert list(moved.commitments()) == [issued[0]]
    assert (sums.listed, [choice.name for choice in choices]) == (1, ["市数据局"])
    assert agencies.open_commitments(city.agency) == 1


def test_the_ledger_shows_it_under_its_own_stage(
    city: City, issued: list[Commitment], client_of: Signed, now: datetime
) -> None:
    transfer(city, issued[0], now)
    client = client_of(city.clerk)
    whole = client.get("/ledger/")
    assert "已转办 1" in words_of(whole)
    assert f'href="/items/{issued[0].pk}/"' not in main_of(whole)
    found = client.get("/ledger/?stage=transferred")
    assert f'href="/items/{issued[0].pk}/"' in main_of(found)
    assert "共 1 项" in words_of(found)
    assert client.get("/ledger/export.xlsx?stage=transferred").status_code == 200


def test_the_new_row_does_not_name_the_agency_of_before(
    city: City, issued: list[Commitment], client_of: Signed, now: datetime
) -> None:
    new = transfer(city, issued[0], now)
    words = words_of(client_of(city.outsider).get("/ledger/"))
    assert "市司法局" in words
    assert "市数据局" not in words
    assert "另有牵头" not in words_of(client_of(city.outsider).get(f"/items/{new.pk}/"))


def test_the_pages_of_an_item_stay_within_their_queries(
    city: City, issued: list[Commitment], client_of: Signed, now: datetime
) -> None:
    new = transfer(city, issued[0], now)
    client = client_of(city.clerk)
    for pk in (issued[0].pk, new.pk):
        client.get(f"/items/{pk}/")
        with counted_queries() as queries:
            client.get(f"/items/{pk}/")
        assert len(queries) <= 15, "\n".join(queries)


def test_a_transfer_is_written_whole_or_not_at_all(
    city: City, issued: list[Commitment], now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(transferring, "cancel", broken)
    with pytest.raises(RuntimeError), transaction.atomic():
        transfer(city, issued[0], now)
    issued[0].refresh_from_db()
    assert (issued[0].is_open, Commitment.objects.count()) == (True, 2)
    assert breaches() == []
