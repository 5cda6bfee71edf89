"""`manage.py workdays`: what others parse (the last line) and what people read (the certificate)."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command, execute_from_command_line
from django.utils.translation import override


def workdays(*arguments: str) -> list[str]:
    out = StringIO()
    call_command("workdays", *arguments, stdout=out)
    return out.getvalue().splitlines()


@pytest.mark.parametrize(
    ("start_on", "n", "due_on"), [("2016-07-08", "30", "2016-08-19"), ("2016-09-12", "30", "2016-10-28")]
)
def test_the_last_line_is_the_due_date(start_on: str, n: str, due_on: str) -> None:
    lines = workdays(start_on, n)
    assert lines[-1] == due_on
    assert not any("暂定" in line for line in lines)


def test_the_certificate_explains_every_day() -> None:
    text = workdays("2016-09-12", "30")
    assert "2016-09-13 星期二  第 1 个工作日" in text
    assert "2016-09-15 星期四  不计：中秋节" in text
    assert "2016-09-18 星期日  第 3 个工作日（周末上班）" in text
    assert "2016-09-24 星期六  不计：周末" in text
    assert "2016-10-28 星期五  第 30 个工作日" in text
    assert "合计：46 天，计 30 天（含周末上班 3 天），周末不计 6 天，节假日不计 10 天" in text


def test_speaks_english_too() -> None:
    with override("en"):
        text = "\n".join(workdays("2016-09-12", "4"))
    assert "2016-09-15 Thursday  not counted: Mid-Autumn Festival" in text
    assert text.isascii() or "国务院" in text


def test_an_unpublished_year_is_called_provisional() -> None:
    lines = workdays("2026-12-28", "5")
    assert lines[-1] == "2027-01-05"
    assert any("暂定" in line and "provisional" in line and "2027" in line for line in lines)


@pytest.mark.parametrize(
    "arguments",
    [
        ("2016-02-30", "3"),
        ("20160708", "3"),
        ("1916-07-08", "3"),
        ("tomorrow", "3"),
        ("2016-07-08", "-3"),
        ("2016-07-08", "3.5"),
        ("2016-07-08", "2501"),
        ("2016-07-08", "٣"),
        ("2016-07-08",),
    ],
)
def test_a_bad_argument_is_refused(arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(CommandError):
        workdays(*arguments)
    with pytest.raises(SystemExit) as ended:
        execute_from_command_line(["manage.py", "workdays", *arguments])
    assert ended.value.code == 2
    assert "error:" in capsys.readouterr().err
