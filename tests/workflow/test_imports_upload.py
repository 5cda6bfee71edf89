"""Handing in a plan document: what is refused at once, what the job makes of it, and the same file twice."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import docx
import pytest
from django.urls import reverse
from django.utils.translation import override

from tests.builders import City
from tests.workflow.importing import PLAN_TEXT, Clerk, county_set, draft_of, last_job, settle_everything, upload
from tests.workflow.reading.loading import files
from workflow.forms.imports import UploadForm
from workflow.models import ImportDraft, Job, Plan, PlanDocument
from workflow.services import imports, job_runs, jobs
from workflow.services.imports.upload import MARKED_PAGES, read_plan
from workflow.status import JobStatus

pytestmark = pytest.mark.django_db


def test_a_document_becomes_a_draft_and_no_plan(city: City, client_of: Any) -> None:
    answer = upload(client_of(city.clerk))
    job = last_job()
    assert answer.status_code == 302
    assert answer.headers["Location"] == reverse("job", args=[job.pk])
    job_runs.run_waiting()
    draft = ImportDraft.objects.get()
    job.refresh_from_db()
    assert job.status == JobStatus.DONE
    assert job.result_url == reverse("import_review", args=[draft.pk])
    assert draft.document.clean_text
    assert draft.document.raw_text == PLAN_TEXT
    assert len(draft.reading["items"]) == 6
    assert not Plan.objects.exists()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "文件是空的"),
        (b"  \n ", "文件是空的"),
        (b"\x89PNG\r\n\x00\x00\x01", "这是一张图片"),
        (b"Rar!\x1a\x07\x01\x00", "这是一个压缩包"),
        (b"\x7fELF\x02\x01\x01" + bytes(9), "无法读取这种文件"),
        (bytes(range(128, 256)) * 9, "无法识别文本的编码"),
    ],
)
def test_what_cannot_be_read_is_refused_at_once(city: City, client_of: Any, content: bytes, sentence: str) -> None:
    answer = upload(client_of(city.clerk), content)
    assert answer.status_code == 400
    assert sentence in answer.content.decode()
    assert not PlanDocument.objects.exists()
    assert not Job.objects.exists()


@pytest.mark.parametrize("name", ["setup.exe", "计划.EXE", "plan.docx.bat", "notes.log", "plan.py"])
def test_letters_under_another_kind_of_name_are_refused_at_once(city: City, client_of: Any, name: str) -> None:
    answer = upload(client_of(city.clerk), PLAN_TEXT, name)
    assert answer.status_code == 400
    page = answer.content.decode()
    ending = name[name.rindex(".") :].lower()
    assert f"以 {ending} 结尾的文件不是计划文件：{name}。" in page
    assert "没有保存任何内容" in page
    assert not PlanDocument.objects.exists()
    assert not Job.objects.exists()


@pytest.mark.parametrize("name", ["plan", "plan.TXT", "要点v1.2", "要点.定稿", "plan.markdown", "plan.text.md"])
def test_a_name_without_an_extension_or_with_a_known_one_is_taken(city: City, client_of: Any, name: str) -> None:
    assert upload(client_of(city.clerk), PLAN_TEXT, name).status_code == 302


def test_what_its_bytes_tell_is_taken_under_any_name(city: City, client_of: Any) -> None:
    """Saved web pages end with what the server called them."""
    content = files.html_of(PLAN_TEXT.splitlines()).encode()
    assert upload(client_of(city.clerk), content, "content_123.jsp").status_code == 302


def marked_header() -> bytes:
    document = docx.Document()
    for line in PLAN_TEXT.splitlines():
        document.add_paragraph(line)
    document.sections[0].header.paragraphs[0].text = "内部资料"
    return files.saved(document)


@pytest.mark.parametrize(
    ("name", "made", "mark"),
    [
        ("plan.txt", lambda: f"机密★1年\n{PLAN_TEXT}".encode("gb18030"), "机密★1年"),
        ("plan.docx", lambda: files.docx_of(["秘 密", *PLAN_TEXT.splitlines()]), "秘密"),
        ("plan.docx", marked_header, "内部资料"),
        ("plan.html", lambda: files.html_of(["密级：绝密", *PLAN_TEXT.splitlines()]).encode(), "密级：绝密"),
        ("plan.pdf", lambda: files.printed(files.html_of(["绝密★长期", *PLAN_TEXT.splitlines()])), "绝密★长期"),
        ("（机密）要点.txt", PLAN_TEXT.encode, "机密"),
    ],
)
def test_a_document_marked_as_secret_is_refused_and_not_kept(
    city: City, client_of: Any, name: str, made: Callable[[], bytes], mark: str
) -> None:
    answer = upload(client_of(city.clerk), made(), name)
    assert answer.status_code == 400
    words = answer.content.decode()
    assert f"这份文件标有“{mark}”" in words
    assert "请按保密规定" in words
    assert not PlanDocument.objects.exists()
    assert not Job.objects.exists()


def test_a_mark_far_behind_in_a_long_pdf_ends_the_job_and_leaves_nothing(city: City, client_of: Any) -> None:
    page = f"<p style='break-after: page'>{PLAN_TEXT}</p>"
    content = files.printed(page * (MARKED_PAGES + 1) + "<p>机密★5年</p>")
    assert upload(client_of(city.clerk), content, "plan.pdf").status_code == 302
    job_runs.run_waiting()
    job = last_job()
    assert job.status == JobStatus.FAILED
    assert "机密★5年" in job.error
    assert not PlanDocument.objects.exists()


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("plan.docx", lambda: files.docx_of(PLAN_TEXT.splitlines())),
        ("plan.html", lambda: files.html_of(PLAN_TEXT.splitlines()).encode()),
        ("计划.txt", lambda: PLAN_TEXT.encode("gb18030")),
        ("计划.doc", lambda: PLAN_TEXT.encode("utf-16")),
    ],
)
def test_a_plan_in_any_format_becomes_the_same_draft(
    city: City, client_of: Any, name: str, made: Callable[[], bytes]
) -> None:
    content = made()
    assert upload(client_of(city.clerk), content, name).status_code == 302
    job_runs.run_waiting()
    draft = ImportDraft.objects.get()
    assert bytes(draft.document.content) == content
    assert len(draft.reading["items"]) == 6
    assert "云政办发〔2026〕12号" in draft.document.raw_text
    answer = upload(client_of(city.clerk), content, "again")
    assert reverse("import_review", args=[draft.pk]) in answer.content.decode()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (files.docx_with("<w:p>"), "文件已损坏"),
        (files.docx_with("<w:p/>"), "文件中没有文字"),
        (files.pdf_of([b"q 500 0 0 700 0 0 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \xff EI Q"]), "只有页面图像"),
        (files.pdf_of([b""] * 500), "远长于一份计划"),
    ],
)
def test_what_only_opening_tells_ends_the_job_and_leaves_nothing(
    city: City, client_of: Any, content: bytes, sentence: str
) -> None:
    assert upload(client_of(city.clerk), content).status_code == 302
    job_runs.run_waiting()
    job = last_job()
    assert job.status == JobStatus.FAILED
    assert sentence in job.error
    assert not PlanDocument.objects.exists()


def test_a_stray_nul_does_not_reach_the_database(city: City, client_of: Any) -> None:
    upload(client_of(city.clerk), PLAN_TEXT.replace("培训", "培\x00训"))
    job_runs.run_waiting()
    assert ImportDraft.objects.get().document.raw_text == PLAN_TEXT


def test_the_page_says_what_it_takes(city: City, client_of: Any) -> None:
    client = client_of(city.clerk)
    page = client.get(reverse("import_upload")).content.decode()
    assert "Word（.docx、.doc、.wps）、Excel（.xlsx、.xls、.ods）、带文字的 PDF、保存的网页或纯文本，最大 20 MB" in page
    assert all(f"{extension}," in page for extension in (".docx", ".wps", ".xlsx", ".ods", ".pdf", ".html", ".txt"))
    with override("en"):
        assert "PDF with text" in str(UploadForm(offices=[], limit=1).fields["document"].help_text)


def test_a_file_over_the_limit_is_refused(city: City, client_of: Any, settings: Any) -> None:
    settings.PLAN_MAX_BYTES = 1024 * 1024
    answer = upload(client_of(city.clerk), b"x" * (1024 * 1024 + 1))
    assert answer.status_code == 400
    assert "1 MB" in answer.content.decode()
    assert not PlanDocument.objects.exists()


def test_no_file_at_all_says_what_to_do(city: City, client_of: Any) -> None:
    answer = client_of(city.clerk).post(reverse("import_upload"), {})
    assert answer.status_code == 400
    assert "请选择计划文件" in answer.content.decode()


def test_a_text_without_items_fails_with_a_sentence_and_leaves_nothing(city: City, client_of: Any) -> None:
    upload(client_of(city.clerk), "今天天气很好。\n我们去散步。\n")
    job_runs.run_waiting()
    job = last_job()
    assert job.status == JobStatus.FAILED
    assert "这不像是一份工作计划" in job.error
    page = client_of(city.clerk).get(reverse("job", args=[job.pk])).content.decode()
    assert f'href="{reverse("import_upload")}">换一个文件上传</a>' in page
    assert "共读取 2 句" in job.error
    assert "开头是：今天天气很好" in job.error
    assert not PlanDocument.objects.exists()
    assert not ImportDraft.objects.exists()


def test_a_cancelled_reading_leaves_nothing(city: City, now: datetime, client_of: Any) -> None:
    upload(client_of(city.clerk))
    jobs.cancel(last_job(), city.clerk, now=now)
    job_runs.run_waiting()
    assert not PlanDocument.objects.exists()
    assert not ImportDraft.objects.exists()


LONG = PLAN_TEXT + "\n".join(f"{n}.推进第{n}项工作，6月底前完成（市数据局）。" for n in range(6, 900)) + "\n"


def test_a_long_document_is_read_apart_and_tells_its_progress(city: City, now: datetime, client_of: Any) -> None:
    upload(client_of(city.clerk), LONG)
    job_runs.run_waiting(now=lambda: now)
    job = last_job()
    assert (job.status, job.done) == (JobStatus.DONE, job.total)
    assert job.total > 900
    assert len(ImportDraft.objects.get().review["items"]) > 800


def test_a_long_reading_can_be_cancelled_while_it_runs(
    city: City, now: datetime, client_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload(client_of(city.clerk), LONG)
    tell = job_runs.JobHandle.progress

    def cancel_then_tell(handle: job_runs.JobHandle, done: int, total: int) -> None:
        if done:
            jobs.cancel(last_job(), city.clerk, now=now)
        tell(handle, done, total)

    monkeypatch.setattr(job_runs.JobHandle, "progress", cancel_then_tell)
    job_runs.run_waiting()
    assert last_job().status == JobStatus.CANCELLED
    assert not PlanDocument.objects.exists()


def test_a_document_too_heavy_to_read_ends_with_a_sentence(
    city: City, client_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload(client_of(city.clerk), LONG)
    monkeypatch.setattr("workflow.reading.apart.SECONDS", -1)
    job_runs.run_waiting()
    assert last_job().status == JobStatus.FAILED
    assert "打开此文件" in last_job().error
    assert not PlanDocument.objects.exists()


def test_a_job_that_runs_twice_makes_one_draft(city: City, now: datetime) -> None:
    draft_of(city, now)
    again = read_plan(job_runs.JobHandle(last_job(), lambda: now))
    assert again is not None
    assert again.url == last_job().result_url
    assert ImportDraft.objects.count() == 1


def test_the_same_file_under_review_leads_to_the_running_review(city: City, now: datetime, client_of: Any) -> None:
    draft = draft_of(city, now)
    answer = upload(client_of(city.clerk), name="anders.txt")
    assert answer.status_code == 400
    assert reverse("import_review", args=[draft.pk]) in answer.content.decode()
    assert PlanDocument.objects.count() == 1
    assert Job.objects.count() == 1


def test_the_same_file_while_it_is_read_leads_to_the_job(city: City, client_of: Any) -> None:
    client = client_of(city.clerk)
    upload(client)
    answer = upload(client)
    assert answer.status_code == 400
    assert reverse("job", args=[last_job().pk]) in answer.content.decode()
    assert PlanDocument.objects.count() == 1


def test_the_same_file_after_commit_is_offered_as_a_new_version(city: City, now: datetime, client_of: Any) -> None:
    county_set(city, now)
    clerk = Clerk(draft_of(city, now), city, now)
    settle_everything(clerk)
    plan = clerk.commit()
    client = client_of(city.clerk)
    answer = upload(client)
    assert answer.status_code == 400
    assert "新版本" in answer.content.decode()
    assert Plan.objects.count() == 1
    document = PlanDocument.objects.get()
    again = client.post(reverse("import_upload"), {"again": document.pk, "version_of": plan.pk})
    assert again.status_code == 302
    job_runs.run_waiting()
    draft = ImportDraft.objects.get(plan=None)
    assert draft.new_version_of == plan
    assert PlanDocument.objects.count() == 1
    second = Clerk(draft, city, now)
    for item in second.review["items"]:
        if not item["clauses"]:
            second.waive_item(item["id"], "不是任务")
    second.set_party("有关部门", {"to": "members", "names": ["市数据局"]})
    assert second.commit().version_of == plan


def test_a_dropped_import_may_be_handed_in_again(city: City, now: datetime, client_of: Any) -> None:
    Clerk(draft_of(city, now), city, now).abandon()
    assert upload(client_of(city.clerk)).status_code == 302
    job_runs.run_waiting()
    assert ImportDraft.objects.filter(abandoned_at=None).count() == 1
    assert PlanDocument.objects.count() == 1


@pytest.mark.parametrize("person", ["officer", "head", "outsider", "leader", "inspector"])
def test_only_those_who_draft_may_upload(city: City, client_of: Any, person: str) -> None:
    client = client_of(getattr(city, person))
    assert client.get(reverse("import_upload")).status_code == 404
    assert upload(client).status_code == 404
    assert client.get(reverse("import_agencies"), {"q": "数据"}).status_code == 404
    assert not PlanDocument.objects.exists()


@pytest.mark.parametrize("again", [("1", "x"), ("9" * 30, "1"), ("123", "456")])
def test_forged_ids_of_a_new_version_are_not_found(city: City, client_of: Any, again: tuple[str, str]) -> None:
    answer = client_of(city.clerk).post(reverse("import_upload"), {"again": again[0], "version_of": again[1]})
    assert answer.status_code == 404


def test_reading_tells_its_progress(city: City, now: datetime) -> None:
    imports.receive(city.office.pk, "plan.txt", PLAN_TEXT.encode(), actor=city.clerk, now=now)
    job_runs.run_waiting(now=lambda: now)
    job = last_job()
    assert job.total > 10
    assert job.done == job.total
