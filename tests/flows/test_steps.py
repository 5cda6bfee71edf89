"""Every step by its page: the right person does it, others do not; what was typed is never lost."""

import re
from datetime import date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from flows import step_drafts
from flows.actions import commitment as steps
from flows.actions import reports
from flows.forms import STEPS
from flows.models import Task
from flows.words import HUMAN_NODES, WORDS
from tests.builders import City, open_task
from tests.flows.cases import (
    AFTER,
    AGREE,
    CASES,
    PLAN_CASES,
    REPORT,
    RETURN,
    Signed,
    post,
    reach,
)
from tests.flows.pages import main_of, plan_fields, words_of
from workflow.models import Commitment, Evidence, StepDraft, User
from workflow.services import drafts, organisation
from workflow.status import Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at", "files_dir")]


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
    client = client_of(city.county_officer)
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
    # An answer to a slip is for clerk and inspector alike.
    others = {"accept_slip": city.leader}
    client = client_of(others.get(node, city.inspector if CASES[node][0] == "clerk" else city.clerk))
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
    assert "前面的环节是您本人办理的" in words_of(client.get(f"/steps/{task.pk}/"))
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


def test_an_item_past_its_final_date_takes_the_days_that_are_true(
    city: City, issued: list[Commitment], client_of: Signed, now: datetime
) -> None:
    task = reach(city, issued[0], now, "write_plan")
    Commitment.objects.filter(pk=issued[0].pk).update(completion_on=date(2026, 9, 4))
    answer = post(client_of(city.officer), task, plan_fields())
    assert answer.status_code == 302


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
