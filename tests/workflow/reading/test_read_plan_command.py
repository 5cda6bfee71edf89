"""`manage.py read_plan`: JSON for programs, a summary for people, a sentence where it refuses."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils.translation import override

from tests.workflow.reading import invented
from tests.workflow.reading.loading import files
from workflow.reading.doubts import MESSAGES


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("read_plan", *arguments, stdout=out)
    return out.getvalue()


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    with pytest.raises(SystemExit) as stopped:
        call_command("read_plan", *arguments)
    assert stopped.value.code == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    return captured.err.strip()


@pytest.fixture
def plan(tmp_path: Path) -> str:
    path = tmp_path / "plan.txt"
    path.write_text(invented.BUSINESS_CLIMATE, encoding="utf-8")
    return str(path)


def test_json_alone_goes_to_standard_output(plan: str) -> None:
    document = json.loads(run(plan, "--json"))
    assert len(document["items"]) == 7
    assert "压缩开办时间" in run(plan, "--json")


def test_every_format_is_read(tmp_path: Path) -> None:
    lines = invented.BUSINESS_CLIMATE.splitlines()
    for name, content in {
        "plan.docx": files.docx_of(line.strip() for line in lines),
        "plan.html": files.html_of(lines).encode("gb18030"),
        "plan": invented.BUSINESS_CLIMATE.encode("utf-16"),
    }.items():
        path = tmp_path / name
        path.write_bytes(content)
        assert len(json.loads(run(str(path), "--json"))["items"]) == 7


def test_the_summary_speaks_chinese_and_english(plan: str) -> None:
    text = run(plan)
    assert "第二章/第一条  压缩开办时间" in text
    assert "牵头：市市场监管局；配合：市公安局、市税务局、市人力资源和社会保障局" in text
    assert "? 此处之前缺少一个编号。请核对是否漏了段落。（第三章/第四条）" in text
    assert "共 7 项" in text
    assert "未解释 0 句" in text
    with override("en"):
        assert "7 items read" in run(plan)


def test_what_cannot_be_read_is_refused_with_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "file.txt"
    assert refused(capsys, str(path)) == f"无法打开文件“{path}”。请检查路径。"
    path.write_bytes(b"")
    assert refused(capsys, str(path), "--json") == "文件是空的。请选择含有计划正文的文件。"
    path.write_bytes(b"PK\x03\x04\x00")
    assert refused(capsys, str(path)).startswith("文件已损坏")
    path.write_bytes(b"\x7fELF\x02\x01\x01" + bytes(9))
    assert refused(capsys, str(path)).startswith("系统无法读取这种文件。")
    path.write_bytes(bytes(range(128, 256)) * 9)
    assert refused(capsys, str(path)).startswith("无法识别文本的编码。")
    path.write_bytes("今天天气很好。".encode())
    assert refused(capsys, str(path)) == "“file.txt”中没有识别出事项，这不像是一份工作计划。"


def test_every_doubt_has_a_chinese_sentence() -> None:
    from django.utils.translation import gettext

    with override("zh-hans"):
        assert [message for message in MESSAGES.values() if gettext(message) == message] == []
