"""Steps: how many statements they take, and that their pages speak one language."""

import re
from datetime import date, datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.builders import City, issue_plan, make_plan
from tests.flows.cases import (
    CASES,
    COUNTED,
    TRANSFERRED,
    Signed,
    post,
    reach,
)
from tests.flows.pages import counted_queries, plan_fields, words_of
from workflow.models import Attachment, Commitment, Evidence, Plan, User

MOST_OF_A_TRANSFER = 35
"""A step that takes ten, and the issue of one commitment, which takes as many for a thousand."""

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at", "files_dir")]


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


@pytest.mark.parametrize("crowd", [3, 400])
def test_a_transfer_opens_a_commitment_in_a_fixed_number_of_statements(
    city: City, client_of: Signed, now: datetime, crowd: int
) -> None:
    commitments = iter(issue_plan(city, make_plan(city, now, items=crowd), now))
    for node, fields in TRANSFERRED:
        client = client_of(getattr(city, CASES[node][0]))
        task = reach(city, next(commitments), now, node)
        client.get(f"/steps/{task.pk}/")
        with counted_queries() as queries:
            answer = post(client, task, fields)
        assert answer.status_code == 302
        assert len(queries) <= MOST_OF_A_TRANSFER, "\n".join([node, *(query[:120] for query in queries)])


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
            "机房改造延后。 理由属实。 等待上级细则。 每季度至少一次。 召开发布会。",
            "三定方案未列此项职责。 职责规定在先。 答复未涉及职责依据。",
            "本局负责数据归集。 市司法局 请提供近三年数据。 已提供三年数据。 涉及执法数据。 市数据局牵头",
            "督办〔2026〕1号 请于期限内报送方案。 已逐项整改。",
            "王某某的申请 收到申请后10个工作日内",
        ]
    )
    left = [word for word in HAN.findall(words_of(answer)) if word not in stored]
    assert left == []
