"""A step that was taken meanwhile, and drafts: who comes too late reads it, and what was typed waits on the server."""

import re
from datetime import datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from flows import step_drafts
from flows.actions import commitment as steps
from flows.models import Task
from tests.builders import City
from tests.flows.cases import (
    AGREE,
    CASES,
    RETURN,
    Signed,
    post,
    reach,
)
from tests.flows.pages import main_of, plan_fields, words_of
from workflow.models import Commitment, StepDraft
from workflow.services import drafts, organisation
from workflow.status import Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at", "files_dir")]


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
    assert "周晓 已先办理，您的内容未提交" in words
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
