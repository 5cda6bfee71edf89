"""Helpers of the tests of pages: counting statements, reading pages, filling in forms."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

CONTROL = re.compile(r"^(BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|SET |PRAGMA)", re.IGNORECASE)


@contextmanager
def counted_queries() -> Iterator[list[str]]:
    """The statements of the block, without those that only begin and end transactions."""
    found: list[str] = []
    with CaptureQueriesContext(connection) as captured:
        yield found
    found += [query["sql"] for query in captured.captured_queries if not CONTROL.match(query["sql"])]


def main_of(answer: Any) -> str:
    """The main part of a page, without the frame."""
    page: str = answer.content.decode()
    found = re.search(r"<main.*?</main>", page, re.DOTALL)
    return found.group(0) if found else page


def words_of(answer: Any) -> str:
    """What a person reads in the main part: no tags, one space."""
    text = re.sub(r"<(script|style)\b.*?</\1>", " ", main_of(answer), flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


def plan_fields(**changes: Any) -> dict[str, Any]:
    """A complete implementation plan as its form posts it: two measures, two empty rows."""
    fields: dict[str, Any] = {
        "node": "write_plan",
        "summary": "分三步做完。",
        "contact": "李婧",
        "measure-TOTAL_FORMS": "4",
        "measure-INITIAL_FORMS": "0",
    }
    rows = [("汇总问题", "2026-10-30", "李婧", "清单"), ("全部上线", "2026-12-25", "市数据局", "三百问")]
    for index, row in enumerate([*rows, ("", "", "", ""), ("", "", "", "")]):
        for name, value in zip(("text", "due_on", "person", "output"), row, strict=True):
            fields[f"measure-{index}-{name}"] = value
    return fields | changes
