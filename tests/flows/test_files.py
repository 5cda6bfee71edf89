"""Files: only those who may see the agency's work get them, and only as a download under their own name."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from flows.actions import reports
from tests.builders import City, open_task
from tests.flows.cases import reach
from workflow.models import Attachment, Commitment, Evidence
from workflow.services import attachments

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files_dir")]
Signed = Callable[[Any], Client]


@pytest.fixture
def kept(city: City, now: datetime, files_dir: Any) -> Attachment:
    upload: Any = SimpleUploadedFile("高频问题 “统计”.html.txt", b"<script>alert(1)</script>", content_type="text/html")
    return attachments.store(upload, city.agency, actor=city.officer, now=now)


def test_a_file_is_a_download_whatever_it_claims_to_be(city: City, kept: Attachment, client_of: Signed) -> None:
    answer: Any = client_of(city.head).get(f"/files/{kept.pk}/")
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content) == b"<script>alert(1)</script>"
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["X-Content-Type-Options"] == "nosniff"
    disposition = answer["Content-Disposition"]
    assert disposition.startswith("attachment; filename*=utf-8''")
    assert "%E9%AB%98%E9%A2%91" in disposition
    assert "\n" not in disposition


@pytest.mark.parametrize("who", ["officer", "head", "clerk", "leader", "inspector"])
def test_who_sees_the_work_sees_its_files(city: City, kept: Attachment, client_of: Signed, who: str) -> None:
    assert client_of(getattr(city, who)).get(f"/files/{kept.pk}/").status_code == 200


def test_another_agency_finds_no_such_file(city: City, kept: Attachment, client_of: Signed) -> None:
    assert client_of(city.outsider).get(f"/files/{kept.pk}/").status_code == 404
    assert client_of(city.officer).get("/files/999999/").status_code == 404
    assert Client().get(f"/files/{kept.pk}/").status_code == 302


def test_a_file_that_is_gone_from_the_disk_is_not_found(
    city: City, kept: Attachment, client_of: Signed, files_dir: Any
) -> None:
    (files_dir / kept.path).unlink()
    assert client_of(city.officer).get(f"/files/{kept.pk}/").status_code == 404


def test_a_report_that_came_back_goes_again_with_the_same_file(
    city: City, issued: list[Commitment], now: datetime
) -> None:
    submit = reach(city, issued[0], now, "submit_report")
    paper = attachments.store(SimpleUploadedFile("a.txt", b"x"), city.agency, actor=city.officer, now=now)
    given: dict[str, Any] = {"text": "已梳理。", "percent": 40, "files": [paper.pk], "actor": city.officer, "now": now}
    reports.submit_report(submit.pk, **given)
    reports.return_report(
        open_task("sign_report", commitment=issued[0]).pk, actor=city.head, now=now, reason="数字不符。"
    )
    reports.submit_report(open_task("submit_report", commitment=issued[0]).pk, **given)
    assert Evidence.objects.filter(attachment=paper).count() == 1
