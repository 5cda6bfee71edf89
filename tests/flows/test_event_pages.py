"""The pages of the event register: what hangs on an event is seen before it is entered, and who sees what of it."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from flows.actions import events as acting
from tests.builders import City, issue_plan, make_plan, open_task
from tests.conftest import moment
from tests.flows.events import RECEIVED, happened, limit, only, planned, report
from tests.flows.pages import counted_queries, words_of
from workflow.models import Clock, Commitment, EventResponse, JournalEntry, PlanEvent

Signed = Callable[[Any], Client]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at", "files_dir")]


@pytest.fixture
def shared(city: City, now: datetime) -> list[Commitment]:
    """Two items, each for a department and a county, the first with two limits on one event."""
    commitments = issue_plan(city, make_plan(city, now), now, agencies=[city.agency, city.county])
    for name in ("working", "hours", "before"):
        limit(commitments[0], name)
    return commitments


@pytest.fixture
def where(shared: list[Commitment]) -> str:
    """The register of the plan."""
    return f"/plans/{shared[0].plan_id}/events/"


def typed(at: datetime, **changes: Any) -> dict[str, Any]:
    """What is typed into the form; a field of None is left out."""
    given = {
        "words": [RECEIVED],
        "name": "王某某的申请",
        "happened_at": f"{at:%Y-%m-%dT%H:%M}",
        "known_at": f"{at:%Y-%m-%dT%H:%M}",
    } | changes
    return {name: value for name, value in given.items() if value is not None}


def hangs_on(answer: Any) -> list[str]:
    """What the page offers to start, and has chosen."""
    return [shown.hang.key for shown in answer.context["hangs"] if shown.known is None]


def test_what_hangs_on_it_is_shown_and_only_then_entered(
    city: City, where: str, now: datetime, client_of: Signed
) -> None:
    client = client_of(city.clerk)
    assert RECEIVED in words_of(client.get(f"{where}new/"))
    looked = client.get(f"{where}new/", {**typed(now), "look": "1"})
    shown = words_of(looked)
    assert looked.status_code == 200
    assert "收到申请后24小时内" in shown
    assert "9月8日 09:00" in shown
    assert "9月20日" in shown
    assert "会议召开前" not in shown
    assert len(hangs_on(looked)) == 4
    assert not PlanEvent.objects.exists()
    entered = client.post(f"{where}new/", {**typed(now), "hang": hangs_on(looked)})
    event = PlanEvent.objects.get()
    assert (entered.status_code, entered["Location"]) == (302, f"{where}{event.pk}/")
    assert event.responses.count() == 4
    assert "王某某的申请" in words_of(client.get(where))


def test_entering_it_twice_is_a_conflict(city: City, where: str, now: datetime, client_of: Signed) -> None:
    keys = hangs_on(client_of(city.clerk).get(f"{where}new/", {**typed(now), "look": "1"}))
    sent = {**typed(now), "hang": keys}
    answers = [client_of(person).post(f"{where}new/", sent) for person in (city.clerk, city.inspector)]
    assert [answer.status_code for answer in answers] == [302, 409]
    assert "何亦舟" in answers[1].content.decode()
    assert PlanEvent.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"happened_at": None, "known_at": None}, "看不出该事件是已经发生还是计划进行"),
        ({"known_at": None}, "没有填写获知时间"),
        ({"happened_at": "昨天"}, "2026-10-30 14:05"),
        ({"words": ["没有的事件"]}, "请选择所列的事件"),
        ({"words": None}, "没有在办事项的时限随该事件起算"),
        ({"happened_at": "2026-09-08T09:00"}, "该时间尚未到来"),
        ({"planned_on": "2026-09-10", "happened_at": None, "words": ["会议召开"]}, "最早可安排在9月12日"),
        ({"planned_on": "2026-09-01", "happened_at": None, "words": ["会议召开"]}, "计划日期已过"),
    ],
)
def test_what_is_wrong_is_said_with_everything_typed(
    city: City, where: str, now: datetime, client_of: Signed, changes: dict[str, Any], said: str
) -> None:
    sent = typed(now, **changes)
    answer = client_of(city.clerk).get(f"{where}new/", {**sent, "look": "1"})
    assert answer.status_code == 422
    assert said in words_of(answer).replace(" ", "").replace("2026-10-3014:05", "2026-10-30 14:05")
    assert "王某某的申请" in answer.content.decode()
    assert client_of(city.clerk).post(f"{where}new/", sent).status_code == 422
    assert not PlanEvent.objects.exists()


def test_who_chooses_nothing_is_told_so(city: City, where: str, now: datetime, client_of: Signed) -> None:
    answer = client_of(city.clerk).post(f"{where}new/", typed(now))
    assert answer.status_code == 422
    assert "请至少选择一条所列的时限" in words_of(answer)
    assert len(hangs_on(answer)) == 4


def test_an_agency_sees_and_reports_what_is_its_own(
    city: City, shared: list[Commitment], where: str, now: datetime, client_of: Signed
) -> None:
    county = client_of(city.county_officer)
    looked = county.get(f"{where}new/", {**typed(now), "look": "1"})
    assert {shown.hang.commitment.agency for shown in looked.context["hangs"]} == {city.county}
    event = report(city, shared[0], happened(now), now, actor=city.officer)
    assert "王某某的申请" not in words_of(county.get(where))
    assert county.get(f"{where}{event.pk}/").status_code == 404
    assert county.get(f"{where}new/", {"corrects": event.pk}).status_code == 404
    assert client_of(city.outsider).get(f"{where}{event.pk}/").status_code == 404
    assert "王某某的申请" in words_of(client_of(city.officer).get(where))
    assert "王某某的申请" in words_of(client_of(city.inspector).get(where))
    wide = report(city, shared[0], happened(now - timedelta(days=1), name="全市来件"), now)
    assert "青禾县政府" not in words_of(client_of(city.officer).get(f"{where}{wide.pk}/"))
    assert "青禾县政府" in words_of(client_of(city.clerk).get(f"{where}{wide.pk}/"))


def test_what_concerns_others_too_is_for_the_office_to_correct(
    city: City, shared: list[Commitment], where: str, now: datetime, client_of: Signed
) -> None:
    own = report(city, shared[0], happened(now), now, actor=city.officer)
    wide = report(city, shared[0], happened(now - timedelta(days=1), name="全市来件"), now)
    officer, clerk = client_of(city.officer), client_of(city.clerk)
    ask, correct = "请告知督办室更正", "另行登记更正"
    page = words_of(officer.get(f"{where}{wide.pk}/"))
    assert (ask in page, correct in page) == (True, False)
    for client, event in ((officer, own), (clerk, wide)):
        page = words_of(client.get(f"{where}{event.pk}/"))
        assert (ask in page, correct in page) == (False, True)
        assert client.get(f"{where}new/", {"corrects": event.pk}).status_code == 200
    refused = officer.get(f"{where}new/", {"corrects": wide.pk})
    assert refused.status_code == 403
    assert "请告知督办室更正" in words_of(refused)
    sent = typed(now, corrects=wide.pk, note="登记有误。", void="on")
    assert officer.post(f"{where}new/", sent).status_code == 403
    assert PlanEvent.objects.count() == 2


def test_what_was_entered_already_is_shown_before_anything_is_chosen(
    city: City, shared: list[Commitment], where: str, now: datetime, client_of: Signed
) -> None:
    event = report(city, shared[0], happened(now), now, actor=city.officer)
    mine = event.responses.count()
    client = client_of(city.clerk)
    looked = client.get(f"{where}new/", {**typed(now), "look": "1"})
    assert (len(looked.context["hangs"]), len(hangs_on(looked))) == (4, 4 - mine)
    assert 0 < mine < 4
    assert looked.content.decode().count(" checked aria-label") == 4 - mine
    assert f'href="{where}{event.pk}/"' in looked.content.decode()
    rest = client.post(f"{where}new/", {**typed(now), "hang": hangs_on(looked)})
    assert rest.status_code == 302
    everything = client.get(f"{where}new/", {**typed(now), "look": "1"})
    assert everything.status_code == 409
    assert "就同一时间登记了" in words_of(everything)
    assert "王某某的申请" in everything.content.decode()
    assert 'id="event-form"' in everything.content.decode()
    correction = client.get(f"{where}new/", {**typed(now, corrects=event.pk, note="再登记。"), "look": "1"})
    assert correction.status_code == 200
    assert len(hangs_on(correction)) == mine


def test_a_plan_that_is_no_longer_or_not_yet_in_force_has_no_register(
    city: City, now: datetime, client_of: Signed
) -> None:
    draft = make_plan(city, now)
    assert client_of(city.clerk).get(f"/plans/{draft.pk}/events/").status_code == 404


def test_a_correction_starts_with_what_was_entered(
    city: City, shared: list[Commitment], where: str, now: datetime, client_of: Signed
) -> None:
    event = report(city, shared[0], happened(now), now)
    client = client_of(city.clerk)
    form = client.get(f"{where}new/", {"corrects": event.pk}).context["form"]
    assert (form["words"].value(), form["name"].value()) == ([RECEIVED], "王某某的申请")
    sent = typed(now, corrects=event.pk, note="重复登记。", void="on")
    looked = client.get(f"{where}new/", {**sent, "look": "1"})
    assert len(looked.context["ends"]) == 4
    assert "下列仍在计算的时限全部终止" in words_of(looked)
    unreasoned = client.get(f"{where}new/", {**sent, "note": " ", "look": "1"})
    assert (unreasoned.status_code, "原登记有何错误" in words_of(unreasoned)) == (422, True)
    assert "可不填" not in words_of(unreasoned).split("原登记有何错误")[-1]
    assert client.post(f"{where}new/", sent).status_code == 302
    assert set(EventResponse.objects.values_list("outcome", flat=True)) == {"replaced"}
    assert "更正" in words_of(client.get(f"{where}{event.pk}/"))
    assert client.post(f"{where}new/", sent).status_code == 409


def test_of_what_was_done_already_no_clock_is_said_to_end(
    city: City, shared: list[Commitment], where: str, now: datetime, client_of: Signed, at: Callable[[datetime], None]
) -> None:
    told = happened(now)
    first = next(one for one in _hanging(city, shared, told) if one.commitment == shared[0] and one.clock.due_at)
    event = acting.register(shared[0].plan_id, told, [first.key], actor=city.clerk, now=now)
    at(now + timedelta(hours=2))
    task = open_task("answer_event", commitment=shared[0])
    acting.answer(task.pk, text="已答复。", done_at=now, actor=city.officer, now=now + timedelta(hours=2))
    sent = typed(now, corrects=event.pk, note="并无此事。", void="on")
    looked = words_of(client_of(city.clerk).get(f"{where}new/", {**sent, "look": "1"}))
    assert "已没有仍在计算的时限" in looked
    assert "下列仍在计算的时限" not in looked


def test_the_officer_records_it_at_the_step(
    city: City, shared: list[Commitment], now: datetime, client_of: Signed, at: Callable[[datetime], None]
) -> None:
    told = happened(now)
    first = next(one for one in _hanging(city, shared, told) if one.commitment == shared[0] and one.clock.due_at)
    event = acting.register(shared[0].plan_id, told, [first.key], actor=city.clerk, now=now)
    at(moment(2026, 9, 8, 10))
    client, task = client_of(city.officer), open_task("answer_event", commitment=shared[0])
    page = words_of(client.get(f"/steps/{task.pk}/"))
    assert "收到申请后24小时内" in page
    assert "逾期" in page
    item = words_of(client.get(f"/items/{shared[0].pk}/"))
    assert "王某某的申请" in item
    assert "今天 09:00" in item
    fields = {"node": "answer_event", "text": "已电话答复。", "done_at": "2026-09-08T08:30"}
    assert client.post(f"/steps/{task.pk}/", {**fields, "done_at": ""}).status_code == 422
    assert client.post(f"/steps/{task.pk}/", {**fields, "done_at": "2026-09-08T11:00"}).status_code == 422
    assert client.post(f"/steps/{task.pk}/", fields).status_code == 302
    assert not only(event).is_late(moment(2026, 9, 9))
    client.post(f"/steps/{task.pk}/", fields)
    assert JournalEntry.objects.filter(act="event_answered").count() == 1
    assert "已电话答复" in words_of(client_of(city.inspector).get(f"/plans/{shared[0].plan_id}/events/{event.pk}/"))


def _hanging(city: City, shared: list[Commitment], told: Any) -> list[Any]:
    from workflow.policies import scope_of
    from workflow.services.event_hanging import hanging

    return hanging(shared[0].plan, told, scope_of(city.clerk))


def test_certificates_explain_days_hours_and_days_before(
    city: City, shared: list[Commitment], now: datetime, client_of: Signed
) -> None:
    report(city, shared[0], happened(moment(2026, 9, 4, 16)), now)
    report(city, shared[0], planned(date(2026, 9, 29)), now)
    client = client_of(city.officer)
    mine = Clock.objects.filter(commitment=shared[0], kind="event")
    pages = {clock.rule: words_of(client.get(f"/certificates/{clock.pk}/")) for clock in mine}
    assert "24 小时，昼夜连续计算" in pages["hours"]
    assert "9月5日 16:00" in pages["hours"]
    assert "事后 10 个工作日" in pages["working_days"]
    assert "收到申请后10个工作日内" in pages["working_days"]
    assert "何亦舟" in pages["working_days"]
    assert "事前 5 个工作日" in pages["working_days_before"]
    assert "倒推" in pages["working_days_before"]
    assert "9月21日" in pages["working_days_before"]
    assert client_of(city.outsider).get(f"/certificates/{mine[0].pk}/").status_code == 404


def test_the_register_costs_the_same_however_much_hangs(
    city: City, shared: list[Commitment], where: str, now: datetime, client_of: Signed
) -> None:
    client = client_of(city.clerk)
    client.get(where)

    def cost(path: str) -> int:
        with counted_queries() as found:
            assert client.get(path).status_code == 200
        return len(found)

    first = report(city, shared[0], happened(now), now, actor=city.officer)
    one = cost(where), cost(f"{where}{first.pk}/")
    for days in range(1, 6):
        wide = report(city, shared[0], happened(now - timedelta(days=days)), now)
    assert (cost(where), cost(f"{where}{wide.pk}/")) == one
