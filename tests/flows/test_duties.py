"""Recurring duties: a period for each, counted by records that stand, closed with what was done and never as more."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client

from flows.actions import commitment as steps
from flows.actions import duties as fulfilling
from flows.models import Deadline, Process, Task
from flows.verification import verify_deadlines, verify_duty_steps, verify_facts, verify_waits
from notifications.dispatch import deliver_pending
from notifications.models import Notification
from notifications.texts import headline
from tests.builders import City, open_task, walk
from tests.conftest import moment
from tests.flows.duties import MONTHLY, QUOTA, TWICE, WEEKLY, bound, opened, period_of, record
from tests.flows.pages import counted_queries, main_of, words_of
from workflow.errors import Invalid, NotPermitted, NotVisible, TransitionRefused
from workflow.models import Commitment, Duty, DutyPeriod, DutyRecord, Evidence, JournalEntry, User
from workflow.services.duties import Done
from workflow.services.duty_checks import verify_duties
from workflow.services.duty_making import Stated
from workflow.services.duty_words import first_words
from workflow.status import DutyOutcome

Signed = Callable[[Any], Client]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at", "files_dir")]


def clean() -> list[Any]:
    """Every breach the invariants find."""
    checks = (verify_duties, verify_duty_steps, verify_waits, verify_deadlines, verify_facts)
    return [breach for check in checks for breach in check()]


def acts_of(commitment: Commitment) -> list[str]:
    return list(
        JournalEntry.objects.filter(commitment=commitment, act__startswith="duty").values_list("act", flat=True)
    )


# -- made at issue -----------------------------------------------------------------------------------------------------


def test_an_issue_makes_a_duty_of_each_that_was_read_and_the_ticker_opens_its_period(city: City, now: datetime) -> None:
    (commitment,) = bound(city, now, TWICE, WEEKLY)
    duties = list(Duty.objects.filter(commitment=commitment).order_by("length"))
    assert [(d.length, d.needed, d.since, d.first_on, d.soft, d.personal, d.unsure) for d in duties] == [
        ("month", 2, date(2026, 9, 7), date(2026, 9, 7), False, False, False),
        ("week", 1, date(2026, 9, 7), date(2026, 9, 7), False, False, False),
    ]
    entry = JournalEntry.objects.get(commitment=commitment, act="commitment_opened")
    assert set(entry.data["duties"]) == {TWICE["phrase"], WEEKLY["phrase"]}
    assert (fulfilling.open_due(now), fulfilling.open_due(now)) == (2, 0)
    period = DutyPeriod.objects.get(duty__length="month")
    assert (period.name, period.first_on, period.last_on, period.due_on, period.needed, period.count) == (
        "2026-09", date(2026, 9, 7), date(2026, 9, 30), date(2026, 9, 30), 2, 0,
    )  # fmt: skip
    task = Task.objects.open().get(process__duty_period=period)
    assert (task.node, task.act, task.due_on, task.agency) == ("fulfil_duty", "fulfil_duty", period.due_on, city.agency)
    assert Deadline.objects.get(task=task).next_on == date(2026, 9, 20), "seven working days before, by the ladder"
    assert open_task("acknowledge", commitment=commitment).due_on == date(2026, 9, 10), "the main line goes on"
    assert clean() == []


def test_a_period_with_little_left_is_not_asked_for_and_this_is_said(
    city: City, now: datetime, client_of: Signed
) -> None:
    (commitment,) = bound(city, now, QUOTA)
    assert fulfilling.open_due(now) == 0
    duty = Duty.objects.get(commitment=commitment)
    assert (duty.since, duty.first_on) == (date(2026, 9, 7), date(2026, 10, 1))
    said = "交办时本期剩余工作日不足一半，自10月1日起计。"
    assert first_words(duty, now.date()) == said
    assert said in words_of(client_of(city.officer).get(f"/items/{commitment.pk}/"))
    assert fulfilling.open_due(moment(2026, 10, 1)) == 1
    assert period_of(commitment).name == "2026-Q4"


@pytest.mark.parametrize(
    ("who", "department", "county", "unsure"),
    [
        ("", True, True, False),
        ("各部门", True, False, False),
        ("县区政府", False, True, False),
        ("部门、县区", True, True, False),
        ("青禾县政府", False, True, False),
        ("市数据局、市司法局", True, False, False),
        ("街道", False, False, False),
        ("主要负责同志", True, True, False),
        ("市数据局局长", True, False, False),
        ("各责任单位", True, True, False),
        ("试点企业", True, True, True),
        ("市财政局", True, True, True),
        ("市司法局", True, True, True),
    ],
)
def test_a_quota_of_a_class_binds_the_agencies_of_that_class(
    city: City, now: datetime, who: str, department: bool, county: bool, unsure: bool
) -> None:
    commitments = bound(city, now, {**TWICE, "who": who}, agencies=[city.agency, city.county])
    made = {duty.commitment.agency_id: duty for duty in Duty.objects.select_related("commitment")}
    assert [city.agency.pk in made, city.county.pk in made] == [department, county]
    assert {duty.unsure for duty in made.values()} <= {unsure}
    assert len(commitments) == 2


def test_a_class_that_is_a_set_of_the_register_is_decided_by_its_members(city: City, now: datetime) -> None:
    from workflow.services import organisation

    organisation.create_agency_set(city.jurisdiction, "窗口单位", members=[city.county], actor=None, now=now)
    bound(city, now, {**TWICE, "who": "窗口单位"}, agencies=[city.agency, city.county])
    duty = Duty.objects.select_related("commitment").get()
    assert (duty.commitment.agency, duty.unsure) == (city.county, False)


def test_a_register_that_cannot_say_leaves_the_duty_and_says_so(city: City, now: datetime, client_of: Signed) -> None:
    (commitment,) = bound(city, now, {**TWICE, "who": "试点企业"})
    page = words_of(client_of(city.officer).get(f"/items/{commitment.pk}/"))
    assert "登记册未载明“试点企业”是否包括本单位，该任务暂对本单位计入。" in page


@pytest.mark.parametrize(
    ("phrase", "personal"),
    [
        ("年内，各县政府、各部门主要负责人，要宣讲惠民规定不少于2次", True),
        ("各部门分管负责同志每季度带队走访不少于1次", True),
        ("与实体经济关系密切的部门主要负责人，要解读政策不少于1次", True),
        ("局领导应每年接访至少2次", True),
        ("各部门每季度向分管负责同志报告不少于1次", False),
        ("进展情况每月报主要领导，不少于1次", False),
        ("县级领导小组办公室每年培训不少于1次", False),
        ("每年召开发布会不少于2次", False),
        ("每季度将进展情况报市委、市政府主要领导", False),
        ("每月向市委、市政府主要负责同志报告", False),
        ("要加强组织领导，每季度研究一次", False),
        ("各单位要明确一名分管领导，每季度报送一次", False),
    ],
)
def test_leaders_who_are_the_subject_of_the_wording_are_bound_in_person(phrase: str, personal: bool) -> None:
    stated = Stated("per_period_min", "year", 2, "各县政府、各部门", "", phrase)
    assert stated.is_personal is personal


def test_wording_that_leaves_exceptions_is_soft_and_leaders_are_bound_in_person(city: City, now: datetime) -> None:
    soft = {**TWICE, "phrase": "原则上每月召开发布会不少于2次"}
    personal = {**TWICE, "phrase": "主要负责同志每月听取汇报不少于2次", "who": "主要负责同志"}
    bound(city, now, soft, personal)
    found = {duty.phrase: (duty.soft, duty.personal) for duty in Duty.objects.all()}
    assert found == {soft["phrase"]: (True, False), personal["phrase"]: (False, True)}


def test_what_has_to_be_kept_up_to_date_is_reviewed_every_quarter(city: City, now: datetime) -> None:
    from tests.builders import issue_plan, make_plan

    plan = make_plan(city, now, items=1)
    item = plan.items.get()
    item.doubts.create(plan=plan, kind="standing", word="动态更新", phrase="办事指南动态更新", how="unmeasurable")
    item.doubts.create(
        plan=plan, kind="standing", word="常态化", phrase="常态化公开", how="pinned", told="quota:month:1"
    )
    item.doubts.create(plan=plan, kind="elastic_time", word="及时", phrase="及时公开", how="unmeasurable")
    (commitment,) = issue_plan(city, plan, now)
    duty = Duty.objects.get(commitment=commitment)
    assert (duty.kind, duty.length, duty.needed, duty.phrase) == ("review", "quarter", 1, "办事指南动态更新")
    at = moment(2026, 10, 8)
    fulfilling.open_due(at)
    period = period_of(commitment)
    with pytest.raises(Invalid, match="更新内容所在位置"):
        record(city, period, at, what="逐条核对，无过期内容。")
    record(city, period, at, what="逐条核对，无过期内容。", url="https://example.org/guides")
    assert period_of(commitment).count == 1


def test_duties_cost_a_batch_the_same_few_statements(city: City, now: datetime) -> None:
    from flows.issue import open_commitments
    from tests.builders import make_plan
    from tests.flows.duties import state
    from tests.flows.test_issue_statements import PER_BATCH, shares_of

    counts = []
    for items in (2, 2, 120):
        plan = make_plan(city, now, items=items)
        state(plan, {**TWICE, "who": "各部门"}, {**WEEKLY, "who": "窗口单位"}, MONTHLY)
        shares = shares_of(plan, city.agency)
        with counted_queries() as queries:
            open_commitments(plan, shares, published_on=now.date(), actor=city.clerk, now=now)
        counts.append(len(queries))
        assert Duty.objects.filter(commitment__plan=plan).count() == items * 3
    assert counts[1] == counts[2] <= PER_BATCH, counts


# -- a period ----------------------------------------------------------------------------------------------------------


def test_a_period_is_recorded_handed_over_signed_and_closed(city: City, now: datetime) -> None:
    period = opened(city, now, TWICE)
    commitment = period.duty.commitment
    record(city, period, now, on=date(2026, 9, 7))
    later = now + timedelta(days=3)
    record(city, period, later, on=later.date())
    period.refresh_from_db()
    assert (period.count, period.light(now.date(), _calendar())) == (2, "done")
    task = open_task("fulfil_duty", commitment=commitment)
    fulfilling.hand_in(task.pk, remark="两次均已公开。", actor=city.officer, now=later)
    sign = open_task("sign_duty", commitment=commitment)
    assert sign.due_on == date(2026, 9, 15), "three working days after the tenth"
    with pytest.raises(NotPermitted):
        fulfilling.sign(sign.pk, actor=city.officer, now=later)
    fulfilling.sign(sign.pk, actor=city.head, now=later, remark="继续。")
    period.refresh_from_db()
    assert (period.outcome, period.closed_by, period.handed_by) == (DutyOutcome.MET, city.head, city.officer)
    assert not Process.objects.filter(duty_period=period, finished__isnull=True).exists()
    assert acts_of(commitment) == ["duty_opened", "duty_recorded", "duty_recorded", "duty_handed_in", "duty_signed"]
    assert clean() == []
    call_command("verify")


def test_a_form_sent_twice_counts_once(city: City, now: datetime, client_of: Signed) -> None:
    period = opened(city, now, TWICE)
    client = client_of(city.officer)
    page = main_of(client.get(f"/duties/{period.pk}/record/"))
    assert "每月召开新闻发布会不少于2次" in page
    fields = {"token": str(uuid4()), "done_on": "2026-09-07", "what": "召开发布会。", "url": "https://example.org/1"}
    first = client.post(f"/duties/{period.pk}/record/", fields, follow=True)
    again = client.post(f"/duties/{period.pk}/record/", fields, follow=True)
    assert "已记录，本期次数已增加。" in first.content.decode()
    assert "该次已记录，只计一次。" in again.content.decode()
    period.refresh_from_db()
    assert (period.count, period.records.count()) == (1, 1)


def test_a_file_is_kept_as_evidence_of_the_one_time(
    city: City, now: datetime, client_of: Signed, files_dir: Any
) -> None:
    period = opened(city, now, TWICE)
    upload = SimpleUploadedFile("签到表.txt", "到会三十人".encode())
    fields = {"token": str(uuid4()), "done_on": "2026-09-07", "what": "召开发布会。", "upload": upload}
    client_of(city.officer).post(f"/duties/{period.pk}/record/", fields)
    made = DutyRecord.objects.get()
    assert Evidence.objects.get(subject=f"duty:{made.pk}").attachment.filename == "签到表.txt"
    tab = words_of(client_of(city.clerk).get(f"/items/{period.duty.commitment_id}/?tab=duties"))
    assert "召开发布会。" in tab
    assert "签到表.txt" in tab


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"done_on": "2026-09-08"}, "该日期尚未到来。"),
        ({"done_on": "2026-09-06"}, "该日期不在本期内"),
        ({"done_on": "2026-13-01"}, "日期写成 2026-10-30 的样子。"),
        ({"what": " "}, "请用一句话写明完成了什么。"),
        ({"url": "网站首页"}, "请填写以 https:// 开头的完整网址。"),
    ],
)
def test_bad_input_is_refused_with_everything_typed(
    city: City, now: datetime, client_of: Signed, fields: dict[str, str], said: str
) -> None:
    period = opened(city, now, TWICE)
    typed = {"token": str(uuid4()), "done_on": "2026-09-07", "what": "召开发布会。"} | fields
    answer = client_of(city.officer).post(f"/duties/{period.pk}/record/", typed)
    assert answer.status_code == 422
    assert said in words_of(answer)
    assert typed["what"].strip() in main_of(answer)
    assert not DutyRecord.objects.exists()


def test_leaders_bound_in_person_are_named(city: City, now: datetime, client_of: Signed) -> None:
    period = opened(city, now, {**TWICE, "who": "主要负责同志"})
    with pytest.raises(Invalid, match="由负责同志本人完成"):
        record(city, period, now)
    typed = {"token": str(uuid4()), "done_on": "2026-09-07", "what": "听取汇报。", "person": "局长孙立群"}
    client_of(city.officer).post(f"/duties/{period.pk}/record/", typed)
    assert DutyRecord.objects.get().person == "局长孙立群"


def test_a_wrong_record_is_struck_by_who_made_it_and_stays_to_be_seen(
    city: City, now: datetime, client_of: Signed
) -> None:
    period = opened(city, now, TWICE)
    made = record(city, period, now, what="误记一次。")
    with pytest.raises(NotPermitted):
        fulfilling.strike(made.pk, reason="误记", actor=city.head, now=now)
    client = client_of(city.officer)
    assert client.post(f"/duties/records/{made.pk}/strike/", {"reason": " "}).status_code == 422
    assert client.post(f"/duties/records/{made.pk}/strike/", {"reason": "日期记错。"}).status_code == 302
    period.refresh_from_db()
    made.refresh_from_db()
    assert (period.count, made.stands, made.what) == (0, False, "误记一次。")
    tab = main_of(client.get(f"/items/{period.duty.commitment_id}/?tab=duties"))
    assert "误记一次。" in tab
    assert "日期记错。" in tab
    with pytest.raises(TransitionRefused):
        fulfilling.strike(made.pk, reason="再记", actor=city.officer, now=now)
    assert record(city, period, now).number == 2
    assert clean() == []


def test_a_period_handed_over_takes_no_record_until_the_head_returns_it(city: City, now: datetime) -> None:
    period = opened(city, now, TWICE)
    commitment = period.duty.commitment
    made = record(city, period, now)
    task = open_task("fulfil_duty", commitment=commitment)
    with pytest.raises(Invalid, match="尚缺 1 次"):
        fulfilling.hand_in(task.pk, actor=city.officer, now=now)
    fulfilling.hand_in(task.pk, remark="场地未定。", actor=city.officer, now=now)
    for act in (
        lambda: record(city, period, now),
        lambda: fulfilling.strike(made.pk, reason="x", actor=city.officer, now=now),
    ):
        with pytest.raises(TransitionRefused):
            act()
    fulfilling.send_back(open_task("sign_duty", commitment=commitment).pk, actor=city.head, now=now, reason="补上。")
    again = open_task("fulfil_duty", commitment=commitment)
    assert (again.returned_reason, again.due_on) == ("补上。", period.due_on)
    record(city, period, now)
    assert period_of(commitment).count == 2
    assert clean() == []


# -- closed by the system ----------------------------------------------------------------------------------------------


def test_a_period_that_is_over_is_closed_with_what_was_done_and_never_green(city: City, now: datetime) -> None:
    period = opened(city, now, TWICE)
    commitment = period.duty.commitment
    record(city, period, now)
    assert fulfilling.close_past(moment(2026, 9, 30, 23)) == 0
    after = moment(2026, 10, 1)
    assert (fulfilling.close_past(after), fulfilling.close_past(after)) == (1, 0)
    period.refresh_from_db()
    assert (period.outcome, period.closed_by, period.count) == (DutyOutcome.SHORT, None, 1)
    assert period.light(after.date(), _calendar()) == "late"
    assert not Task.objects.open().filter(process__duty_period=period).exists()
    entry = JournalEntry.objects.filter(commitment=commitment, act="duty_lapsed").get()
    assert (entry.actor, entry.data["count"], entry.data["result"]) == (None, 1, "short")
    assert clean() == []


def test_a_soft_duty_that_is_short_is_neither_red_nor_green(city: City, now: datetime, client_of: Signed) -> None:
    period = opened(city, now, {**TWICE, "phrase": "原则上每月召开发布会不少于2次"})
    assert period.light(date(2026, 9, 30), _calendar()) == "soft", "nor while it can no longer be reached"
    fulfilling.close_past(moment(2026, 10, 1))
    period.refresh_from_db()
    assert (period.outcome, period.light(date(2026, 10, 1), _calendar())) == (DutyOutcome.NOTHING, "soft")
    page = main_of(client_of(city.clerk).get(f"/items/{period.duty.commitment_id}/"))
    assert "未达到（原则性要求）" in page
    assert "系统自动关闭" in page


def test_what_was_done_after_the_due_day_is_met_late(city: City, now: datetime) -> None:
    period = opened(city, now, MONTHLY)
    at = moment(2026, 9, 14)
    record(city, period, at)
    fulfilling.close_past(moment(2026, 10, 1))
    period.refresh_from_db()
    assert (period.due_on, period.outcome) == (date(2026, 9, 10), DutyOutcome.LATE)
    assert period.light(at.date(), _calendar()) == "soon"


def test_the_head_has_his_limit_before_the_system_closes(city: City, now: datetime) -> None:
    period = opened(city, now, TWICE)
    at = moment(2026, 9, 30)
    record(city, period, at)
    record(city, period, at)
    fulfilling.hand_in(open_task("fulfil_duty", commitment=period.duty.commitment).pk, actor=city.officer, now=at)
    period.refresh_from_db()
    assert period.closes_on == date(2026, 10, 10), "three working days, over the holidays"
    assert fulfilling.close_past(moment(2026, 10, 10)) == 0
    assert fulfilling.close_past(moment(2026, 10, 11)) == 1
    period.refresh_from_db()
    assert (period.outcome, period.closed_by) == (DutyOutcome.MET, None)


def test_after_a_standstill_each_missed_period_is_entered_with_nothing_done(city: City, now: datetime) -> None:
    (commitment,) = bound(city, now, TWICE)
    later = moment(2026, 12, 2)
    assert fulfilling.open_due(later) == 4
    rows = DutyPeriod.objects.order_by("first_on").values_list("name", "outcome")
    assert list(rows) == [
        ("2026-09", "nothing"), ("2026-10", "nothing"), ("2026-11", "nothing"), ("2026-12", ""),
    ]  # fmt: skip
    assert acts_of(commitment) == ["duty_lapsed"] * 3 + ["duty_opened"]
    assert fulfilling.open_due(later) == 0
    assert clean() == []


def test_a_period_due_in_the_next_one_stays_open_beside_it(city: City, now: datetime) -> None:
    (commitment,) = bound(city, now, {**MONTHLY, "by": "+10"})
    fulfilling.open_due(now)
    at = moment(2026, 10, 8)
    assert (fulfilling.close_past(at), fulfilling.open_due(at)) == (0, 1)
    names = DutyPeriod.objects.filter(duty__commitment=commitment, outcome="").order_by("first_on")
    assert list(names.values_list("name", flat=True)) == ["2026-09", "2026-10"]
    record(city, names[0], at)
    assert DutyPeriod.objects.get(name="2026-09").count == 1
    assert clean() == []


def test_no_period_begins_after_the_item_has_to_be_completed(city: City, now: datetime) -> None:
    bound(city, now, TWICE, completion_on=date(2026, 11, 30))
    assert fulfilling.open_due(moment(2027, 3, 1)) == 3
    assert list(DutyPeriod.objects.order_by("first_on").values_list("name", flat=True)) == [
        "2026-09", "2026-10", "2026-11",
    ]  # fmt: skip


# -- the end of the item -----------------------------------------------------------------------------------------------


def test_the_end_of_an_item_cancels_its_open_periods_and_opens_no_more(city: City, now: datetime) -> None:
    period = opened(city, now, TWICE)
    commitment = period.duty.commitment
    steps.discontinue(commitment.pk, actor=city.clerk, now=now, reason="任务并入其他事项")
    period.refresh_from_db()
    assert (period.outcome, period.closed_by) == (DutyOutcome.CANCELLED, None)
    assert fulfilling.open_due(moment(2026, 12, 1)) == 0
    with pytest.raises(TransitionRefused):
        record(city, period, now)
    assert clean() == []


def test_closing_an_item_cancels_its_open_periods(city: City, now: datetime) -> None:
    period = opened(city, now, TWICE)
    walk(city, period.duty.commitment, now, "")
    period.refresh_from_db()
    assert period.outcome == DutyOutcome.CANCELLED
    assert clean() == []


def test_a_suspended_item_rests_and_its_periods_go_on_by_the_rule_of_the_first(city: City, now: datetime) -> None:
    from flows.actions import suspension
    from tests.flows.cases import ask_suspension

    (commitment,) = bound(city, now, TWICE, QUOTA)
    fulfilling.open_due(now)
    period = period_of(commitment)
    ask_suspension(city, commitment, now)
    with pytest.raises(TransitionRefused, match="中止"):
        record(city, period, now)
    during = moment(2026, 10, 20)
    assert (fulfilling.close_past(during), fulfilling.open_due(during)) == (0, 0)
    after = moment(2026, 11, 9)
    assert suspension.resume_due(after) == 1
    period.refresh_from_db()
    assert period.outcome == DutyOutcome.CANCELLED, "it was over while nothing could be done"
    assert fulfilling.open_due(after) == 2
    rows = DutyPeriod.objects.filter(duty__commitment=commitment, outcome="").order_by("due_on")
    assert list(rows.values_list("name", "first_on")) == [("2026-11", after.date()), ("2026-Q4", after.date())]
    assert clean() == []


# -- who may what ------------------------------------------------------------------------------------------------------


def test_foreign_people_find_nothing_and_those_who_look_cannot_record(
    city: City, now: datetime, client_of: Signed
) -> None:
    period = opened(city, now, TWICE)
    made = record(city, period, now)
    for path in (f"/duties/{period.pk}/record/", f"/duties/records/{made.pk}/strike/"):
        assert client_of(city.outsider).get(path).status_code == 404
        assert client_of(city.outsider).post(path, {"reason": "x"}).status_code == 404
        assert client_of(city.clerk).get(path).status_code == 302
        assert client_of(city.clerk).post(path, {"reason": "x"}).status_code == 403
    done = Done(token=uuid4(), done_on=now.date(), what="代记。")
    with pytest.raises(NotVisible):
        fulfilling.record(period.pk, done, actor=city.outsider, now=now)
    with pytest.raises(NotPermitted):
        fulfilling.record(period.pk, done, actor=city.head, now=now)
    for path in ("/duties/99999/record/", "/duties/records/99999/strike/"):
        assert client_of(city.officer).get(path).status_code == 404


def told_to(person: User, event: str) -> str:
    return headline(Notification.objects.get(recipient=person, event=event))


def test_each_is_told_what_he_has_to_know(city: City, now: datetime) -> None:
    period = opened(city, now, TWICE)
    record(city, period, now)
    fulfilling.hand_in(
        open_task("fulfil_duty", commitment=period.duty.commitment).pk, remark="一次。", actor=city.officer, now=now
    )
    fulfilling.close_past(moment(2026, 10, 15))
    while deliver_pending(now):
        pass
    assert "经常性任务2026年9月" in told_to(city.officer, "duty_opened").replace(" ", "")
    assert "应完成2次，已完成1次" in told_to(city.head, "duty_handed_in").replace(" ", "")
    assert "系统自动关闭" in told_to(city.clerk, "duty_lapsed")
    assert Notification.objects.get(recipient=city.head, event="duty_handed_in").asks


# -- pages -------------------------------------------------------------------------------------------------------------


def test_the_inbox_shows_the_meter_in_words(city: City, now: datetime, client_of: Signed) -> None:
    period = opened(city, now, TWICE)
    record(city, period, now)
    assert "2026 年 9 月，应完成 2 次，已完成 1 次" in words_of(client_of(city.officer).get("/inbox/"))


def test_the_item_page_stays_within_its_queries(city: City, now: datetime, client_of: Signed) -> None:
    few = opened(city, now, TWICE).duty.commitment
    (many,) = bound(city, now, TWICE, WEEKLY, MONTHLY)
    fulfilling.open_due(moment(2026, 11, 20))
    for period in DutyPeriod.objects.filter(duty__commitment=many, outcome=""):
        for _n in range(3):
            record(city, period, moment(2026, 11, 20))
    client = client_of(city.leader)
    for tab in ("progress", "plan", "inspection", "duties", "files", "source", "flow", "history"):
        counts = []
        for commitment in (few, many):
            client.get(f"/items/{commitment.pk}/?tab={tab}")
            with counted_queries() as queries:
                client.get(f"/items/{commitment.pk}/?tab={tab}")
            counts.append(len(queries))
        assert max(counts) <= 15, (tab, counts)


def _calendar() -> Any:
    from workflow.services.calendar import calendar_in_force

    return calendar_in_force()
