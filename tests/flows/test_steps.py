"""Every step by its page: the right person does it, others do not; what was typed is never lost."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from flows import step_drafts
from flows.actions import commitment as steps
from flows.actions import inspection as inspecting
from flows.actions import reports
from flows.forms import STEPS
from flows.models import Task
from flows.words import HUMAN_NODES, WORDS
from tests.builders import City, issue_plan, make_plan, open_task, walk
from tests.flows.pages import counted_queries, main_of, plan_fields, words_of
from workflow.models import Assignment, AssignmentParty, Attachment, Commitment, Evidence, Plan, StepDraft, User
from workflow.services import drafts, organisation
from workflow.status import PlanStatus, Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at", "files_dir")]
Signed = Callable[[Any], Client]

# node -> who does it, what is posted (the first word of the outcome decides the way)
AGREE = {"decision": "agree", "remark": "请抓紧。"}
RETURN = {"decision": "return", "reason": "缺少县区分工。"}
PUBLISH = {"url": "https://example.org/plan", "published_on": "2026-09-07"}
REPORT = {"text": "已梳理三百问。", "difficulties": "人手不足。", "percent": "40"}
CASES: dict[str, tuple[str, dict[str, Any]]] = {
    "acknowledge": ("officer", {}),
    "write_plan": ("officer", plan_fields()),
    "sign_plan": ("head", AGREE),
    "approve_plan": ("leader", AGREE),
    "publish_plan": ("officer", PUBLISH),
    "submit_report": ("officer", REPORT),
    "sign_report": ("head", AGREE),
    "execute": ("officer", {"text": "全部上线。"}),
    "inspect": ("inspector", {"decision": "accept", "conclusion": "抽查属实。"}),
    "rectify": ("officer", {"text": "已更新。"}),
    "recheck": ("inspector", AGREE),
    "close": ("leader", AGREE),
}
AFTER = {
    "acknowledge": "write_plan",
    "write_plan": "sign_plan",
    "sign_plan": "approve_plan",
    "approve_plan": "publish_plan",
    "publish_plan": "execute",
    "submit_report": "sign_report",
    "execute": "inspect",
    "inspect": "close",
    "rectify": "recheck",
    "recheck": "close",
}
COUNTED = [
    *((node, fields) for node, (_who, fields) in CASES.items()),
    *((node, RETURN) for node in ("sign_plan", "approve_plan", "sign_report", "recheck", "close")),
    ("inspect", {"decision": "finding", "text": "三处未更新。", "working_days": "5"}),
]
"""Every way out of every step of a commitment, as it is posted."""
PLAN_CASES = {"review": "clerk", "approve": "leader", "issue": "clerk"}


def reach(city: City, commitment: Commitment, now: datetime, node: str) -> Task:
    """The open step of the node, wherever in the family it is."""
    if node in ("submit_report", "sign_report"):
        walk(city, commitment, now, "execute")
        reports.open_due_reports(now)
        task = open_task("submit_report", commitment=commitment)
        if node == "sign_report":
            reports.submit_report(task.pk, text="已梳理。", percent=40, actor=city.officer, now=now)
    elif node in ("rectify", "recheck"):
        walk(city, commitment, now, "inspect")
        inspect = open_task("inspect", commitment=commitment)
        inspecting.raise_finding(inspect.pk, text="三处未更新。", working_days=5, actor=city.inspector, now=now)
        if node == "recheck":
            rectify = open_task("rectify", commitment=commitment)
            inspecting.rectify(rectify.pk, text="已更新。", actor=city.officer, now=now)
    else:
        walk(city, commitment, now, node)
    return open_task(node, commitment=commitment)


def post(client: Client, task: Task, fields: dict[str, Any]) -> Any:
    return client.post(f"/steps/{task.pk}/", {"node": task.node, **fields})


def test_every_human_step_has_its_form_and_its_words() -> None:
    assert set(STEPS) == set(HUMAN_NODES) == set(WORDS)
    assert set(STEPS) == set(CASES) | set(PLAN_CASES)


@pytest.mark.parametrize("node", CASES)
def test_the_right_person_does_the_step(
    city: City, issued: list[Commitment], client_of: Signed, now: datetime, node: str
) -> None:
    task = reach(city, issued[0], now, node)
    who, fields = CASES[node]
    client = client_of(getattr(city, who))
    page = client.get(f"/steps/{task.pk}/")
    assert page.status_code == 200
    assert "现在请您" in words_of(page)
    answer = post(client, task, fields)
    assert answer.status_code == 302, words_of(answer)
    assert answer["Location"] == f"/items/{issued[0].pk}/"
    task.refresh_from_db()
    assert task.owner == getattr(city, who)
    if node in AFTER:
        assert open_task(AFTER[node], commitment=issued[0]).owner is None
    assert client.get(answer["Location"]).status_code == 200


@pytest.mark.parametrize("node", CASES)
def test_another_agency_finds_no_such_step(
    city: City, issued: list[Commitment], client_of: Signed, now: datetime, node: str
) -> None:
    task = reach(city, issued[0], now, node)
    client = client_of(city.outsider)
    assert client.get(f"/steps/{task.pk}/").status_code == 404
    assert post(client, task, CASES[node][1]).status_code == 404
    assert client.post(f"/steps/{task.pk}/draft/", {"text": "x"}).status_code == 404
    task.refresh_from_db()
    assert task.finished is None
    assert not StepDraft.objects.exists()


@pytest.mark.parametrize("node", CASES)
def test_who_may_see_but_not_do_it_is_led_to_the_item(
    city: City, issued: list[Commitment], client_of: Signed, now: datetime, node: str
) -> None:
    task = reach(city, issued[0], now, node)
    client = client_of(city.clerk)
    answer = client.get(f"/steps/{task.pk}/")
    assert (answer.status_code, answer["Location"]) == (302, f"/items/{issued[0].pk}/")
    assert post(client, task, CASES[node][1]).status_code == 403
    task.refresh_from_db()
    assert task.finished is None


@pytest.mark.parametrize(
    ("node", "back"),
    [
        ("sign_plan", "write_plan"),
        ("approve_plan", "write_plan"),
        ("sign_report", "submit_report"),
        ("recheck", "rectify"),
        ("close", "execute"),
    ],
)
def test_a_return_needs_a_reason_and_goes_to_exactly_one_step(
    city: City, issued: list[Commitment], client_of: Signed, now: datetime, node: str, back: str
) -> None:
    task = reach(city, issued[0], now, node)
    client = client_of(getattr(city, CASES[node][0]))
    refused = post(client, task, {"decision": "return", "reason": "  "})
    assert refused.status_code == 422
    assert "退回须写明理由" in words_of(refused)
    assert 'href="#return_reason"' in main_of(refused)
    assert post(client, task, RETURN).status_code == 302
    again = open_task(back, commitment=issued[0])
    assert again.returned_reason == "缺少县区分工。"
    page = client_of(city.officer).get(f"/steps/{again.pk}/")
    assert "缺少县区分工。" in words_of(page)


def test_a_ready_reason_returns_with_one_press(
    city: City, issued: list[Commitment], client_of: Signed, now: datetime
) -> None:
    task = reach(city, issued[0], now, "approve_plan")
    page = client_of(city.leader).get(f"/steps/{task.pk}/")
    code = re.search(r'name="quick" value="(\w+)"', main_of(page))
    assert code
    assert (
        post(client_of(city.leader), task, {"decision": "return", "quick": code.group(1), "reason": ""}).status_code
        == 302
    )
    assert open_task("write_plan", commitment=issued[0]).returned_reason


def test_a_finding_gives_the_days_of_the_plan_unless_changed(
    city: City, issued: list[Commitment], client_of: Signed, now: datetime
) -> None:
    task = reach(city, issued[0], now, "inspect")
    client = client_of(city.inspector)
    assert re.search(r'name="working_days" value="10"', main_of(client.get(f"/steps/{task.pk}/")))
    assert post(client, task, {"decision": "finding", "text": "", "working_days": "0"}).status_code == 422
    assert post(client, task, {"decision": "finding", "text": "三处未更新。", "working_days": "5"}).status_code == 302
    assert str(open_task("rectify", commitment=issued[0]).due_on) == "2026-09-14"


def test_the_consequence_stands_under_the_decision(
    city: City, issued: list[Commitment], client_of: Signed, now: datetime
) -> None:
    task = reach(city, issued[0], now, "approve_plan")
    words = words_of(client_of(city.leader).get(f"/steps/{task.pk}/"))
    assert "批准后，市数据局须在 5 个工作日内（9月14日前）公布方案" in words
    assert "退回 李婧，已写内容全部保留" in words
    assert "汇总问题" in words


def test_who_wrote_it_does_not_sign_it(city: City, issued: list[Commitment], client_of: Signed, now: datetime) -> None:
    organisation.add_membership(city.officer, city.agency, Role.HEAD, actor=None, now=now)
    task = reach(city, issued[0], now, "sign_plan")
    officer = User.objects.get(pk=city.officer.pk)
    client = client_of(officer)
    assert "这是您自己起草的" in words_of(client.get(f"/steps/{task.pk}/"))
    assert post(client, task, AGREE).status_code == 403


# -- the implementation plan -------------------------------------------------------------------------------------------


def test_a_faulty_plan_comes_back_with_everything_typed_and_its_files(
    city: City, issued: list[Commitment], client_of: Signed, now: datetime
) -> None:
    task = reach(city, issued[0], now, "write_plan")
    client = client_of(city.officer)
    fields = plan_fields(**{"measure-1-due_on": "2027-01-08", "measure-0-person": ""})
    upload = SimpleUploadedFile("统计.xlsx", b"numbers", content_type="application/vnd.ms-excel")
    answer = post(client, task, fields | {"upload": upload})
    words = words_of(answer)
    assert answer.status_code == 422
    assert "完成时间晚于最终时限 12月31日" in words
    assert "没有写责任人" in words
    assert 'href="#id_measure-0-person"' in main_of(answer)
    assert "全部上线" in main_of(answer)
    kept = re.search(r'name="file" value="(\d+)" checked', main_of(answer))
    assert kept
    done = post(client, task, plan_fields(file=kept.group(1)))
    assert done.status_code == 302
    evidence = Evidence.objects.get(commitment=issued[0])
    assert evidence.attachment.filename == "统计.xlsx"


def test_a_refused_file_is_named_and_the_text_stays(
    city: City, issued: list[Commitment], client_of: Signed, now: datetime
) -> None:
    task = reach(city, issued[0], now, "write_plan")
    upload = SimpleUploadedFile("tool.exe", b"MZ", content_type="application/octet-stream")
    answer = post(client_of(city.officer), task, plan_fields(upload=upload))
    assert answer.status_code == 422
    assert "tool.exe" in words_of(answer)
    assert "分三步做完。" in main_of(answer)
    assert Task.objects.get(pk=task.pk).finished is None


def test_rows_are_added_and_removed_without_scripts(
    city: City, issued: list[Commitment], client_of: Signed, now: datetime
) -> None:
    task = reach(city, issued[0], now, "write_plan")
    client = client_of(city.officer)
    more = post(client, task, plan_fields(more="1"))
    assert more.status_code == 200
    assert 'name="measure-TOTAL_FORMS" value="5"' in main_of(more)
    assert "分三步做完。" in main_of(more)
    less = post(client, task, plan_fields(drop="0"))
    assert "汇总问题" not in main_of(less)
    assert "全部上线" in main_of(less)
    assert StepDraft.objects.get().fields["measure-0-text"] == ["全部上线"]


def test_one_document_is_handed_in_for_several_items(
    city: City, issued: list[Commitment], client_of: Signed, now: datetime
) -> None:
    first, second = (reach(city, commitment, now, "write_plan") for commitment in issued)
    client = client_of(city.officer)
    assert f'name="also" value="{second.pk}"' in main_of(client.get(f"/steps/{first.pk}/"))
    upload = SimpleUploadedFile("方案.pdf", b"%PDF", content_type="application/pdf")
    answer = client.post(f"/steps/{first.pk}/", plan_fields(also=str(second.pk), upload=upload), follow=True)
    assert "已报送 2 项，下一步由本单位负责人签批。" in words_of(answer)
    keys = {commitment.implementation_plans.get().document_key for commitment in issued}
    assert len(keys) == 1
    assert Evidence.objects.count() == 2
    page = client_of(city.head).get(f"/steps/{open_task('sign_plan', commitment=issued[1]).pk}/")
    assert "同一份方案另用于 1 项" in words_of(page)


def test_if_one_of_several_is_taken_none_is_handed_in(
    city: City, issued: list[Commitment], client_of: Signed, now: datetime
) -> None:
    first, second = (reach(city, commitment, now, "write_plan") for commitment in issued)
    from tests.builders import plan_text

    steps.hand_in_plan(second.pk, plan_text(), actor=city.officer, now=now)
    answer = post(client_of(city.officer), first, plan_fields(also=str(second.pk)))
    assert answer.status_code == 409
    assert "分三步做完。" in main_of(answer)
    assert issued[0].implementation_plans.count() == 0


def test_a_returned_plan_starts_from_the_last_draft(
    city: City, issued: list[Commitment], client_of: Signed, now: datetime
) -> None:
    task = reach(city, issued[0], now, "sign_plan")
    steps.return_plan(task.pk, actor=city.head, now=now, reason="再细一些。")
    page = main_of(client_of(city.officer).get(f"/steps/{open_task('write_plan', commitment=issued[0]).pk}/"))
    assert "实施方案，第 2 稿" in page
    assert "汇总问题" in page
    assert 'value="2026-10-30"' in page
    assert "再细一些。" in page


def test_evidence_of_before_is_used_again(
    city: City, issued: list[Commitment], client_of: Signed, now: datetime
) -> None:
    task = reach(city, issued[0], now, "submit_report")
    client = client_of(city.officer)
    upload = SimpleUploadedFile("截图.png", b"png", content_type="image/png")
    post(client, task, REPORT | {"upload": upload})
    attachment = Evidence.objects.get().attachment
    reports.sign_report(open_task("sign_report", commitment=issued[0]).pk, actor=city.head, now=now)
    claim = open_task("execute", commitment=issued[0])
    assert f'name="file" value="{attachment.pk}"' in main_of(client.get(f"/steps/{claim.pk}/"))
    post(client, claim, {"text": "全部上线。", "file": str(attachment.pk)})
    assert {evidence.subject.split(":")[0] for evidence in attachment.citations.all()} == {"report", "claim"}


def test_a_file_of_another_agency_is_never_cited(
    city: City, issued: list[Commitment], client_of: Signed, now: datetime
) -> None:
    from workflow.services import attachments

    foreign = attachments.store(
        SimpleUploadedFile("他局.pdf", b"%PDF other"),
        city.other,
        actor=city.outsider,
        now=now,
    )
    task = reach(city, issued[0], now, "write_plan")
    answer = post(client_of(city.officer), task, plan_fields(file=str(foreign.pk)))
    assert answer.status_code == 422
    assert "文件" in words_of(answer)
    assert "他局" not in words_of(answer)
    assert not Evidence.objects.exists()


def test_the_ticker_forgets_the_draft_of_what_its_writer_handed_in(
    city: City, issued: list[Commitment], client_of: Signed, now: datetime
) -> None:
    tasks = [reach(city, commitment, now, "execute") for commitment in issued]
    client = client_of(city.officer)
    for task in tasks:
        client.post(f"/steps/{task.pk}/draft/", {"node": "execute", "text": "写到一半"})
    drafts.save(city.clerk.pk, "calendar:2027", {"off_1": ["2月5日至12日"]}, now=now)
    assert post(client, tasks[0], {"text": "全部上线。"}).status_code == 302
    assert step_drafts.forget_handed_in(now) == 1
    assert sorted(draft.form for draft in StepDraft.objects.all()) == ["calendar:2027", f"task:{tasks[1].pk}"]


# -- too late ----------------------------------------------------------------------------------------------------------


def test_who_comes_too_late_reads_who_was_faster_and_keeps_the_text(
    city: City, issued: list[Commitment], client_of: Signed, now: datetime
) -> None:
    colleague = organisation.create_user("officer2", "周晓", password=None, actor=None, now=now)
    organisation.add_membership(colleague, city.agency, Role.OFFICER, actor=None, now=now)
    task = reach(city, issued[0], now, "write_plan")
    assert post(client_of(colleague), task, plan_fields()).status_code == 302
    answer = post(client_of(city.officer), task, plan_fields(**{"measure-0-text": "汇总热线问题"}))
    words = words_of(answer)
    assert answer.status_code == 409
    assert "周晓 先办了，您的没有送出" in words
    assert "两稿对照" in words
    assert "汇总热线问题" in main_of(answer)
    assert "分三步做完。" in words
    draft = StepDraft.objects.get(user=city.officer)
    assert draft.fields["measure-0-text"] == ["汇总热线问题"]
    later = client_of(city.officer).get(f"/steps/{task.pk}/")
    assert later.status_code == 200
    assert "汇总热线问题" in main_of(later)


@pytest.mark.parametrize("node", ["sign_plan", "approve_plan", "close"])
def test_a_decision_that_comes_too_late_keeps_its_remark(
    city: City, issued: list[Commitment], client_of: Signed, now: datetime, node: str
) -> None:
    task = reach(city, issued[0], now, node)
    who = getattr(city, CASES[node][0])
    if node == "sign_plan":
        other = organisation.create_user("head2", "钱明", password=None, actor=None, now=now)
        organisation.add_membership(other, city.agency, Role.HEAD, actor=None, now=now)
    else:
        other = city.second_leader
    assert post(client_of(other), task, RETURN).status_code == 302
    answer = post(client_of(who), task, AGREE)
    assert answer.status_code == 409
    assert "请抓紧。" in words_of(answer)
    assert str(other) in words_of(answer)


def test_a_double_press_counts_once_and_says_so(
    city: City, issued: list[Commitment], client_of: Signed, now: datetime
) -> None:
    task = reach(city, issued[0], now, "acknowledge")
    client = client_of(city.officer)
    assert post(client, task, {}).status_code == 302
    again = client.post(f"/steps/{task.pk}/", {"node": "acknowledge"}, follow=True)
    assert "这一步您已经办过，只计一次。" in words_of(again)


def test_a_finished_step_shows_what_happened(
    city: City, issued: list[Commitment], client_of: Signed, now: datetime
) -> None:
    task = reach(city, issued[0], now, "acknowledge")
    steps.acknowledge(task.pk, actor=city.officer, now=now)
    words = words_of(client_of(city.head).get(f"/steps/{task.pk}/"))
    assert "这一步已经办完" in words
    assert "李婧" in words
    assert client_of(city.outsider).get(f"/steps/{task.pk}/").status_code == 404


# -- drafts ------------------------------------------------------------------------------------------------------------


def test_a_draft_waits_on_the_server(city: City, issued: list[Commitment], client_of: Signed, now: datetime) -> None:
    task = reach(city, issued[0], now, "write_plan")
    url = f"/steps/{task.pk}/draft/"
    saved = client_of(city.officer).post(url, plan_fields(summary="写到一半"))
    assert saved.json() == {"saved_at": "09:00"}
    page = main_of(client_of(city.officer).get(f"/steps/{task.pk}/"))
    assert "写到一半" in page
    assert "汇总问题" in page
    assert "草稿已存到服务器" in page
    assert "field-error" not in page
    assert "接着写草稿" in words_of(client_of(city.officer).get(f"/items/{issued[0].pk}/"))


def test_the_button_saves_the_draft_with_its_files(
    city: City, issued: list[Commitment], client_of: Signed, now: datetime
) -> None:
    task = reach(city, issued[0], now, "submit_report")
    upload = SimpleUploadedFile("截图.png", b"png", content_type="image/png")
    fields = {"text": "写到一半", "percent": "", "save": "1", "upload": upload}
    answer = client_of(city.officer).post(f"/steps/{task.pk}/draft/", fields, follow=True)
    assert "写到一半" in main_of(answer)
    assert re.search(r'name="file" value="\d+" checked', main_of(answer))
    assert "换电脑可以接着写" in words_of(answer)


def test_a_session_that_ends_in_the_middle_of_a_form_loses_nothing(
    city: City, issued: list[Commitment], client_of: Signed, now: datetime
) -> None:
    task = reach(city, issued[0], now, "write_plan")
    page = main_of(client_of(city.officer).get(f"/steps/{task.pk}/"))
    token = re.search(r'name="who" value="([^"]+)"', page)
    assert token
    stranger = Client()
    answer = stranger.post(f"/steps/{task.pk}/", plan_fields(summary="过期前写的", who=token.group(1)))
    assert answer.status_code == 401
    assert Task.objects.get(pk=task.pk).finished is None
    assert "过期前写的" in main_of(client_of(city.officer).get(f"/steps/{task.pk}/"))
    assert "过期前写的" not in main_of(client_of(city.head).get(f"/steps/{task.pk}/"))


def test_only_the_writer_of_this_very_form_can_leave_a_draft_without_a_session(
    city: City, issued: list[Commitment], now: datetime
) -> None:
    first, second = (reach(city, commitment, now, "write_plan") for commitment in issued)
    token = step_drafts.writer_token(city.officer, first.pk)
    assert Client().post(f"/steps/{second.pk}/", plan_fields(who=token)).status_code == 401
    assert Client().post(f"/steps/{first.pk}/draft/", plan_fields(who=token[:-2] + "xx")).status_code == 401
    assert not StepDraft.objects.exists()
    assert Client().post(f"/steps/{first.pk}/draft/", plan_fields(who=token)).status_code == 401
    assert StepDraft.objects.get().user == city.officer


def test_drafts_of_steps_that_are_over_are_let_go_after_thirty_days(
    city: City, issued: list[Commitment], now: datetime
) -> None:
    over, running = (reach(city, commitment, now, "write_plan") for commitment in issued)
    for task in (over, running):
        drafts.save(city.officer.pk, f"task:{task.pk}", {"summary": ["x"]}, now=now)
    Task.objects.filter(pk=over.pk).update(finished=now)
    assert step_drafts.forget_finished(now + timedelta(days=29)) == 0
    assert step_drafts.forget_finished(now + timedelta(days=31)) == 1
    assert StepDraft.objects.get().form == f"task:{running.pk}"


# -- the work plan's own steps -----------------------------------------------------------------------------------------


def plan_at(city: City, now: datetime, node: str) -> tuple[Plan, Task]:
    from flows.actions import plan as planning

    plan = make_plan(city, now)
    if node != "review":
        planning.submit(open_task("review", plan=plan).pk, actor=city.clerk, now=now)
    if node == "issue":
        planning.approve(open_task("approve", plan=plan).pk, actor=city.leader, now=now)
    return plan, open_task(node, plan=plan)


def test_the_plan_goes_from_the_clerk_to_the_leader_and_back(city: City, now: datetime, client_of: Signed) -> None:
    plan, task = plan_at(city, now, "review")
    assert client_of(city.clerk).get(f"/steps/{task.pk}/").status_code == 200
    assert post(client_of(city.clerk), task, {})["Location"] == f"/plans/{plan.pk}/"
    approve = open_task("approve", plan=plan)
    words = words_of(client_of(city.leader).get(f"/steps/{approve.pk}/"))
    assert "2 条任务" in words
    assert post(client_of(city.leader), approve, {"decision": "return", "reason": ""}).status_code == 422
    assert post(client_of(city.leader), approve, RETURN).status_code == 302
    again = open_task("review", plan=plan)
    assert "缺少县区分工。" in words_of(client_of(city.clerk).get(f"/steps/{again.pk}/"))


def test_the_leader_approves_with_the_meeting(city: City, now: datetime, client_of: Signed) -> None:
    plan, task = plan_at(city, now, "approve")
    fields = {"decision": "agree", "remark": "", "meeting": "第 12 次常务会议"}
    assert post(client_of(city.leader), task, fields).status_code == 302
    plan.refresh_from_db()
    assert (plan.status, plan.approving_meeting) == (PlanStatus.APPROVED, "第 12 次常务会议")


@pytest.mark.parametrize("node", PLAN_CASES)
def test_an_agency_finds_no_step_of_a_plan(city: City, now: datetime, client_of: Signed, node: str) -> None:
    plan, task = plan_at(city, now, node)
    client = client_of(city.officer)
    assert client.get(f"/steps/{task.pk}/").status_code == 404
    assert post(client, task, {"decision": "agree", "published_on": "2026-09-07"}).status_code == 404
    assert client_of(city.inspector).get(f"/steps/{task.pk}/")["Location"] == f"/plans/{plan.pk}/"


def test_issuing_shows_what_it_opens_and_runs_as_a_job(
    city: City, now: datetime, client_of: Signed, django_capture_on_commit_callbacks: Any
) -> None:
    from workflow.models import Job
    from workflow.services import job_runs

    plan, task = plan_at(city, now, "issue")
    client = client_of(city.clerk)
    page = words_of(client.get(f"/steps/{task.pk}/"))
    assert "印发，生成 2 条任务" in page
    assert "10月23日" in page
    assert post(client, task, {"published_on": "2026-09-08"}).status_code == 422
    answer = post(client, task, {"published_on": "2026-09-04"})
    job = Job.objects.get()
    assert answer["Location"] == f"/jobs/{job.pk}/"
    job_runs.run(job.pk)
    job.refresh_from_db()
    plan.refresh_from_db()
    assert (plan.status, str(plan.published_on)) == (PlanStatus.ISSUED, "2026-09-04")
    assert Commitment.objects.filter(plan=plan).count() == 2
    assert job.result_url.endswith(f"?plan={plan.pk}")


def test_issuing_twice_opens_nothing_twice(city: City, now: datetime, client_of: Signed) -> None:
    from workflow.models import Job
    from workflow.services import job_runs

    plan, task = plan_at(city, now, "issue")
    for _ in range(2):
        post(client_of(city.clerk), task, {"published_on": "2026-09-04"})
    for job in Job.objects.all():
        job_runs.run(job.pk)
    assert Commitment.objects.filter(plan=plan).count() == 2
    assert {job.status for job in Job.objects.all()} == {"done"}


def test_an_agency_without_people_is_named_before_the_issue(city: City, now: datetime, client_of: Signed) -> None:
    plan, task = plan_at(city, now, "issue")
    name_party(plan, "枫岭县政府", agency=_empty(city, now))
    page = words_of(client_of(city.clerk).get(f"/steps/{task.pk}/"))
    assert "枫岭县政府" in page


def test_a_plan_with_open_questions_is_not_issued(city: City, now: datetime, client_of: Signed) -> None:
    plan, task = plan_at(city, now, "issue")
    name_party(plan, "市政数局")
    answer = post(client_of(city.clerk), task, {"published_on": "2026-09-04"})
    assert answer.status_code == 422
    assert "市政数局" in words_of(answer)


def test_people_are_asked_for_as_of_today_not_of_the_day_of_publication(
    city: City, now: datetime, client_of: Signed
) -> None:
    plan, task = plan_at(city, now, "issue")
    agency = _empty(city, now)
    for username, role in (("fengling1", Role.OFFICER), ("fengling2", Role.HEAD)):
        person = organisation.create_user(username, username, password=None, actor=None, now=now)
        organisation.add_membership(person, agency, role, actor=None, now=now)
    name_party(plan, "枫岭县政府", agency=agency)
    page = words_of(post(client_of(city.clerk), task, {"published_on": "2026-07-08", "more": "1"}))
    assert "枫岭县政府既没有" not in page


def test_a_day_that_makes_everything_overdue_asks_for_a_confirmation(
    city: City, now: datetime, client_of: Signed
) -> None:
    _plan, task = plan_at(city, now, "issue")
    client = client_of(city.clerk)
    answer = post(client, task, {"published_on": "2026-03-02"})
    assert answer.status_code == 422
    assert "时限已经过去，印发后立即逾期" in words_of(answer)
    assert post(client, task, {"published_on": "2026-03-02", "overdue": "on"}).status_code == 302
    assert "立即逾期" not in words_of(client.get(f"/steps/{plan_at(city, now, 'issue')[1].pk}/"))


def test_a_day_that_was_only_tried_is_not_kept(city: City, now: datetime, client_of: Signed) -> None:
    _plan, task = plan_at(city, now, "issue")
    client = client_of(city.clerk)
    assert post(client, task, {"published_on": "2026-03-02", "more": "1"}).status_code == 200
    assert 'value="2026-09-07"' in main_of(client.get(f"/steps/{task.pk}/"))
    tried = words_of(post(client, task, {"published_on": "2027-03-02", "more": "1"}))
    assert "不能晚于今天" in tried
    assert "早于十五年前" in words_of(post(client, task, {"published_on": "2001-03-02", "more": "1"}))


def test_only_who_may_name_people_is_led_to_the_register(city: City, now: datetime, client_of: Signed) -> None:
    plan, task = plan_at(city, now, "approve")
    name_party(plan, "枫岭县政府", agency=_empty(city, now))
    page = main_of(client_of(city.leader).get(f"/steps/{task.pk}/"))
    assert "枫岭县政府" in page
    assert 'href="/agencies/"' not in page


def name_party(plan: Plan, name: str, **targets: Any) -> None:
    assignment = Assignment.objects.filter(item__plan=plan).order_by("item__order")[0]
    AssignmentParty.objects.create(assignment=assignment, role="co", name=name, **targets)


def _empty(city: City, now: datetime) -> Any:
    from workflow.status import AgencyKind

    return organisation.create_agency(
        city.jurisdiction,
        name="枫岭县人民政府",
        short_name="枫岭县政府",
        kind=AgencyKind.COUNTY_GOVERNMENT,
        actor=None,
        now=now,
    )


# -- figures -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("crowd", [len(COUNTED), 2000])
def test_completing_any_step_takes_ten_statements_however_many_are_open(
    city: City, client_of: Signed, now: datetime, crowd: int
) -> None:
    commitments = iter(issue_plan(city, make_plan(city, now, items=crowd), now))
    warm = iter(issue_plan(city, make_plan(city, now, items=len(COUNTED)), now))
    for node, fields in COUNTED:
        client = client_of(getattr(city, CASES[node][0]))
        assert post(client, reach(city, next(warm), now, node), fields).status_code == 302
        task = reach(city, next(commitments), now, node)
        client.get(f"/steps/{task.pk}/")
        with counted_queries() as queries:
            answer = post(client, task, fields)
        assert answer.status_code == 302
        assert len(queries) <= 10, "\n".join([f"{node} {fields}", *(query[:120] for query in queries)])


def test_a_file_costs_one_statement_more(
    city: City, issued: list[Commitment], client_of: Signed, now: datetime, files_dir: Any
) -> None:
    client = client_of(city.officer)
    counts = []
    for commitment, ids in zip(issued, ([], [1, 2, 3]), strict=True):
        task = reach(city, commitment, now, "execute")
        upload = [SimpleUploadedFile(f"{number}.txt", b"text") for number in ids]
        client.post(
            f"/steps/{task.pk}/draft/", {"node": "execute", "text": "全部上线。", "save": "1", "upload": upload}
        )
        kept = [str(pk) for pk in Attachment.objects.values_list("pk", flat=True)]
        with counted_queries() as queries:
            answer = post(client, task, {"text": "全部上线。", "file": kept})
        assert answer.status_code == 302
        assert Evidence.objects.filter(commitment=commitment).count() == len(ids)
        counts.append(len(queries))
    assert counts[1] == counts[0] + 1


def test_the_form_page_does_not_grow_with_open_tasks(city: City, client_of: Signed, now: datetime) -> None:
    counts = []
    for items in (3, 40):
        commitment = issue_plan(city, make_plan(city, now, items=items), now)[0]
        task = reach(city, commitment, now, "write_plan")
        client = client_of(city.officer)
        client.get(f"/steps/{task.pk}/")
        with counted_queries() as queries:
            client.get(f"/steps/{task.pk}/")
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 15, counts


def test_a_date_of_another_year_is_said_with_its_year(city: City, client_of: Signed, now: datetime) -> None:
    commitment = issue_plan(city, make_plan(city, now, completion_on=date(2027, 3, 31)), now)[0]
    task = reach(city, commitment, now, "write_plan")
    late = plan_fields(**{"measure-1-due_on": "2027-04-08"})
    assert "完成时间晚于最终时限 2027年3月31日" in words_of(post(client_of(city.officer), task, late))
    assert "2027年3月31日前" in words_of(client_of(city.officer).get(f"/items/{commitment.pk}/"))


# -- languages ---------------------------------------------------------------------------------------------------------

HAN = re.compile(r"[\u4e00-\u9fff]+")
LATIN = re.compile(r"[A-Za-z]{3,}")
NAMES_AND_TEXTS = ("PDF", "OFD", "Word", "Excel", "ZIP", "https", "example", "org", "plan", "bpmn", "BPMN")


@pytest.mark.parametrize("node", [*CASES, ""])
def test_the_chinese_page_has_no_english_words(
    city: City, issued: list[Commitment], client_of: Signed, now: datetime, node: str
) -> None:
    task = reach(city, issued[0], now, node or "close")
    client = client_of(getattr(city, CASES[node][0])) if node else client_of(city.leader)
    answer = client.get(f"/steps/{task.pk}/" if node else f"/items/{issued[0].pk}/")
    left = [word for word in LATIN.findall(words_of(answer)) if word not in NAMES_AND_TEXTS]
    assert left == []


@pytest.mark.parametrize("node", [*CASES, ""])
def test_the_english_page_has_no_chinese_words_of_ours(
    city: City, issued: list[Commitment], client_of: Signed, now: datetime, node: str
) -> None:
    task = reach(city, issued[0], now, node or "close")
    client = client_of(getattr(city, CASES[node][0])) if node else client_of(city.leader)
    client.cookies["django_language"] = "en"
    answer = client.get(f"/steps/{task.pk}/" if node else f"/items/{issued[0].pk}/")
    stored = " ".join(
        [
            *User.objects.values_list("full_name", flat=True),
            *Plan.objects.values_list("title", flat=True),
            "第1件事 第2件事 把办事指南写明白。 市数据局 市政府办公室 李婧、热线中心 二/（一）/1",
            "分三步做完。 汇总问题 清单 已梳理。 全部上线。 三处未更新。 已更新。 属实。",
        ]
    )
    left = [word for word in HAN.findall(words_of(answer)) if word not in stored]
    assert left == []
