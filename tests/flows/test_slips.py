"""督办单: numbered without gaps, coloured by the facts, served, answered, signed, accepted, kept."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from flows.actions import commitment as steps
from flows.actions import slips as slipping
from flows.actions import suspension, transferring
from flows.models import Process, Task
from notifications.dispatch import deliver_pending
from notifications.models import Notification
from notifications.texts import headline
from tests.builders import City, open_task, walk
from tests.flows.cases import ask_suspension, slip
from tests.flows.pages import counted_queries, words_of
from workflow.errors import Invalid, NotPermitted, NotVisible, TransitionRefused
from workflow.models import Commitment, Evidence, JournalEntry, Plan, SlipCounter, SupervisionSlip
from workflow.services import attachments
from workflow.services.verification import checks

Signed = Callable[[Any], Client]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at", "files_dir")]

DEMAND = "请于本周内报送实施方案。"


def breaches() -> list[Any]:
    return [breach for check in checks().values() for breach in check()]


def issue(city: City, commitment: Commitment, now: datetime, **given: Any) -> SupervisionSlip:
    wanted: dict[str, Any] = {"demand": DEMAND, "actor": city.inspector, "now": now} | given
    return slipping.issue(commitment.pk, **wanted)


@pytest.fixture
def issued_slip(city: City, issued: list[Commitment], now: datetime) -> SupervisionSlip:
    return issue(city, issued[0], now)


def test_the_next_number_the_colour_of_the_facts_and_an_answer_in_working_days(
    city: City, issued: list[Commitment], now: datetime
) -> None:
    first, second = issue(city, issued[0], now), issue(city, issued[1], now + timedelta(days=10), actor=city.clerk)
    assert (first.number, second.number) == ("督办〔2026〕1号", "督办〔2026〕2号")
    assert (first.colour, first.cause["rule"]) == ("blue", "near")
    assert (second.colour, second.cause["rule"]) == ("red", "late")
    assert first.answer_by == date(2026, 9, 14)
    task = open_task("answer_slip", commitment=issued[0])
    assert (task.due_on, task.sender) == (first.answer_by, str(city.inspector))
    issued[0].refresh_from_db()
    assert issued[0].current_due_on == open_task("acknowledge", commitment=issued[0]).due_on
    assert breaches() == []


def test_a_refused_slip_uses_up_no_number(city: City, issued: list[Commitment], now: datetime) -> None:
    issue(city, issued[0], now)
    with pytest.raises(TransitionRefused) as refused:
        issue(city, issued[0], now)
    assert refused.value.code == "slip_open"
    Plan.objects.update(soon_working_days=1)
    with pytest.raises(TransitionRefused) as idle:
        issue(city, issued[1], now)
    assert idle.value.code == "nothing_presses"
    assert issue(city, issued[1], now + timedelta(days=10)).number == "督办〔2026〕2号"
    assert issue_in_next_year(city, issued[0], now).number == "督办〔2027〕1号"
    assert breaches() == []


def issue_in_next_year(city: City, commitment: Commitment, now: datetime) -> SupervisionSlip:
    """After the first one was withdrawn."""
    slipping.withdraw(commitment.pk, reason="已电话说明。", actor=city.inspector, now=now)
    return issue(city, commitment, datetime(2027, 1, 8, 9, tzinfo=now.tzinfo))


def test_served_answered_signed_accepted_and_kept(city: City, issued: list[Commitment], now: datetime) -> None:
    slip(city, issued[0], now)
    found = SupervisionSlip.objects.get()
    assert (found.outcome, found.decided_by, found.served_by) == ("accepted", city.inspector, city.officer)
    assert (found.answer, found.answered_by, found.signed_by) == ("已逐项整改。", city.officer, city.head)
    acts = JournalEntry.objects.filter(commitment=issued[0], act__startswith="slip_").order_by("pk")
    told = ["slip_issued", "slip_served", "slip_answered", "slip_signed", "slip_accepted"]
    assert list(acts.values_list("act", flat=True)) == told
    assert Process.objects.get(slip=found).finished is not None
    assert open_task("acknowledge", commitment=issued[0]).finished is None
    assert breaches() == []


def test_looking_serves_it_once_and_only_on_who_has_to_answer(
    city: City, issued: list[Commitment], issued_slip: SupervisionSlip, now: datetime, client_of: Signed
) -> None:
    where = f"/items/{issued[0].pk}/"
    for person in (city.inspector, city.leader, city.clerk):
        client_of(person).get(where)
    issued_slip.refresh_from_db()
    assert issued_slip.served_at is None
    for person in (city.head, city.officer):
        assert issued_slip.number in words_of(client_of(person).get(where))
    served = SupervisionSlip.objects.get()
    assert (served.served_by, served.served_at) == (city.head, now)
    assert JournalEntry.objects.filter(commitment=issued[0], act="slip_served").count() == 1
    with pytest.raises(TransitionRefused) as refused:
        slipping.withdraw(issued[0].pk, reason="有误。", actor=city.inspector, now=now)
    assert refused.value.code == "slip_served"


def test_looking_never_fails_because_somebody_acts_at_the_same_moment(
    city: City,
    issued: list[Commitment],
    issued_slip: SupervisionSlip,
    client_of: Signed,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def busy(*args: Any) -> Any:
        raise TransitionRefused("busy", "Somebody is working on this right now.")

    with monkeypatch.context() as patch:
        patch.setattr(slipping, "root_of", busy)
        assert client_of(city.officer).get(f"/items/{issued[0].pk}/").status_code == 200
    assert SupervisionSlip.objects.get().served_at is None
    client_of(city.officer).get(f"/items/{issued[0].pk}/")
    assert SupervisionSlip.objects.get().served_by == city.officer


def test_head_and_office_return_an_answer_and_the_date_counts_on(
    city: City, issued: list[Commitment], now: datetime
) -> None:
    task = slip(city, issued[0], now, until="sign_slip")
    assert task is not None
    slipping.send_back(task.pk, actor=city.head, now=now, reason="未逐项答复。")
    again = open_task("answer_slip", commitment=issued[0])
    found = SupervisionSlip.objects.get()
    assert (again.returned_reason, again.due_on, found.answer) == ("未逐项答复。", found.answer_by, "已逐项整改。")
    paper = attachments.store(SimpleUploadedFile("a.txt", b"x"), city.agency, actor=city.officer, now=now)
    slipping.answer(again.pk, text="逐项答复如下。", files=[paper.pk], actor=city.officer, now=now)
    slipping.sign(open_task("sign_slip", commitment=issued[0]).pk, actor=city.head, now=now)
    slipping.send_back(
        open_task("accept_slip", commitment=issued[0]).pk, actor=city.clerk, now=now, reason="缺少佐证。"
    )
    third = open_task("answer_slip", commitment=issued[0])
    assert third.returned_reason == "缺少佐证。"
    # The same file goes along again, and stays one.
    slipping.answer(third.pk, text="佐证见附件。", files=[paper.pk], actor=city.officer, now=now)
    assert Evidence.objects.filter(attachment=paper).count() == 1
    assert breaches() == []


def test_who_wrote_does_not_sign_and_who_may_not_does_nothing(
    city: City, issued: list[Commitment], now: datetime
) -> None:
    from workflow.models import User
    from workflow.services import organisation
    from workflow.status import Role

    for person, error in ((city.officer, NotPermitted), (city.outsider, NotVisible)):
        with pytest.raises(error):
            issue(city, issued[0], now, actor=person)
    task = slip(city, issued[0], now, until="sign_slip")
    assert task is not None
    organisation.add_membership(city.officer, city.agency, Role.HEAD, actor=None, now=now)
    with pytest.raises(NotPermitted) as refused:
        slipping.sign(task.pk, actor=User.objects.get(pk=city.officer.pk), now=now)
    assert refused.value.code == "same_hands"
    with pytest.raises(NotPermitted) as foreign:
        slipping.withdraw(issued[0].pk, reason="有误。", actor=city.clerk, now=now)
    assert foreign.value.code == "not_the_issuer"


@pytest.mark.parametrize("text", ["", "字" * 2001])
def test_words_are_checked(city: City, issued: list[Commitment], now: datetime, text: str) -> None:
    with pytest.raises(Invalid):
        issue(city, issued[0], now, demand=text)
    task = slip(city, issued[0], now, until="answer_slip")
    assert task is not None
    with pytest.raises(Invalid):
        slipping.answer(task.pk, text=text, actor=city.officer, now=now)


def test_it_ends_with_the_item_and_rests_with_the_work(city: City, issued: list[Commitment], now: datetime) -> None:
    first, second = issued
    issue(city, first, now)
    steps.discontinue(first.pk, actor=city.clerk, now=now, reason="机构撤并。")
    walk(city, second, now, "write_plan")
    later = now + timedelta(days=9)
    Plan.objects.update(soon_working_days=60)
    made = issue(city, second, later)
    ask_suspension(city, second, later, last=date(2026, 10, 30))
    with pytest.raises(TransitionRefused):
        slipping.answer(
            Task.objects.get(node="answer_slip", commitment=second, finished=None).pk,
            text="已办。",
            actor=city.officer,
            now=later,
        )
    suspension.resume(second.pk, actor=city.clerk, now=later + timedelta(days=14))
    before = made.answer_by
    made.refresh_from_db()
    assert made.answer_by > before
    assert open_task("answer_slip", commitment=second).due_on == made.answer_by
    transferring.transfer(second.pk, city.other.pk, reason="归口。", actor=city.clerk, now=later + timedelta(days=15))
    assert set(SupervisionSlip.objects.values_list("outcome", flat=True)) == {"dropped"}
    assert breaches() == []


def test_everyone_concerned_is_told(city: City, issued: list[Commitment], now: datetime) -> None:
    slip(city, issued[0], now)
    deliver_pending(now)
    told = Notification.objects.filter(event="slip_issued").select_related("entry", "recipient")
    assert {(one.recipient, one.asks) for one in told} == {(city.officer, True), (city.head, False)}
    line = headline(told[0])
    assert "督办〔2026〕1号" in line
    assert "9月14日" in line
    asked = Notification.objects.filter(event="slip_signed", asks=True)
    assert {one.recipient for one in asked} == {city.clerk, city.inspector}


# -- pages -------------------------------------------------------------------------------------------------------------


def test_the_office_issues_one_on_the_page_of_the_item(
    city: City, issued: list[Commitment], now: datetime, client_of: Signed
) -> None:
    client = client_of(city.clerk)
    where = f"/items/{issued[0].pk}/slip/"
    page = words_of(client.get(where))
    assert "蓝色" in page
    assert "9月10日到期" in page
    assert client.post(where, {"demand": ""}).status_code == 422
    assert client.post(where, {"demand": DEMAND}).status_code == 302
    assert client.post(where, {"demand": DEMAND}).status_code == 409
    assert client.get(where).status_code == 302
    made = SupervisionSlip.objects.get()
    paper = words_of(client.get(f"/slips/{made.pk}/"))
    for part in (made.number, DEMAND, "市数据局", "尚未打开", str(city.clerk)):
        assert part in paper
    assert client_of(city.outsider).get(f"/slips/{made.pk}/").status_code == 404


def test_several_at_once_each_with_its_own_demand(
    city: City, issued: list[Commitment], now: datetime, client_of: Signed
) -> None:
    client = client_of(city.inspector)
    chosen: dict[str, Any] = {"item": [str(one.pk) for one in issued], "back": "/ledger/?pick=1"}
    asked = client.post("/items/slip/", chosen)
    assert asked.status_code == 200
    assert "还有 3 个工作日" in words_of(asked)
    assert client.post("/items/slip/", chosen | {"confirmed": "1"}).status_code == 422
    own = {"confirmed": "1", "demand": "请报送方案。", f"demand-{issued[1].pk}": "请说明分工。"}
    done = client.post("/items/slip/", chosen | own)
    assert (done.status_code, done["Location"]) == (302, "/ledger/?pick=1")
    demands = SupervisionSlip.objects.order_by("serial").values_list("demand", flat=True)
    assert list(demands) == ["请报送方案。", "请说明分工。"]
    again = client.post("/items/slip/", chosen | own)
    assert again.status_code == 409
    assert "尚未答复" in words_of(again)
    assert client_of(city.officer).post("/items/slip/", chosen | own).status_code == 403
    assert client_of(city.outsider).post("/items/slip/", chosen | own).status_code == 404


def test_the_list_its_filters_and_its_file(
    city: City, issued: list[Commitment], now: datetime, client_of: Signed
) -> None:
    slip(city, issued[0], now)
    issue(city, issued[1], now + timedelta(days=10))
    client = client_of(city.leader)
    with counted_queries() as queries:
        everything = words_of(client.get("/slips/"))
    assert len(queries) <= 9
    assert "督办〔2026〕1号" in everything
    assert "督办〔2026〕2号" in everything
    for query, seen, unseen in (
        ("?colour=red", "2号", "1号"),
        ("?state=ended", "1号", "2号"),
        (f"?agency={city.agency.pk}&year=2026&state=open", "2号", "1号"),
    ):
        page = words_of(client.get(f"/slips/{query}"))
        assert f"〕{seen}" in page, query
        assert f"〕{unseen}" not in page, query
    assert "没有符合筛选条件" in words_of(client.get("/slips/?year=2020"))
    assert client.get("/slips/?colour=green&agency=x&year=9").status_code == 200
    assert client.get("/slips/export/?colour=red").content[:2] == b"PK"
    assert "〕" not in words_of(client_of(city.outsider).get("/slips/"))


def test_a_breach_is_found(city: City, issued: list[Commitment], now: datetime) -> None:
    slip(city, issued[0], now)
    SupervisionSlip.objects.update(decided_by=city.officer, served_at=None)
    assert {"slip_same_hands", "slip_unsigned"} <= {breach.code for breach in breaches()}
    SlipCounter.objects.update(last=7)
    assert "slip_numbers" in {breach.code for breach in breaches()}
    SupervisionSlip.objects.update(outcome="", decided_at=None)
    assert "slip_waits" in {breach.code for breach in breaches()}
    Commitment.objects.update(closed_at=now)
    assert "slip_of_ended" in {breach.code for breach in breaches()}
