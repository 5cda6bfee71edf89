"""The plan chain in a browser: proposals are confirmed with mouse and keyboard, and only read on a phone."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.crawl import Readers
from tests.browser.people import NARROW, Come, audit, overflow
from tests.browser.test_review import ACTING, READING

UPPER = """云中省2026年政务公开工作要点

云中省人民政府办公厅

一、重点任务

（一）第1件事。把办事指南写明白（省数据局牵头）。

（二）第2件事。把办事指南写明白（省数据局牵头）。

（三）第3件事。清理积压档案，补齐目录（省档案局牵头）。
"""


def chain_of(seeded: Any) -> str:
    """The address of the plan chain of the seeded plan."""
    return next(str(path) for name, path, _who in seeded["pages"] if name == "plan_chain")


@pytest.fixture
def upper(come: Come, seeded: Any) -> str:
    """The address of the list of proposals: an upper-level document is taken in by hand."""
    page = come("clerk").page
    page.goto(chain_of(seeded))
    page.locator("#take-in > summary").click()
    page.locator("#take-in input[type=file]").set_input_files(
        {"name": "upper.txt", "mimeType": "text/plain", "buffer": UPPER.encode()}
    )
    page.get_by_role("button", name="上传并读取").click()
    page.wait_for_url(re.compile(r"/chain/"))
    expect(page.get_by_role("heading", name="云中省2026年政务公开工作要点").first).to_be_visible()
    return page.url


def test_proposals_are_confirmed_and_on_a_phone_only_read(come: Come, upper: str) -> None:
    clerk = come("clerk")
    page = clerk.page
    page.goto(upper)
    agree = page.locator("[data-key-agree]")
    expect(agree).not_to_have_count(0)
    for language in ("zh-hans", "en"):
        reader = Readers(come, language).reader("clerk").page
        reader.goto(upper)
        words = READING if language == "zh-hans" else "On a phone this page is for reading"
        expect(reader.get_by_text(words)).to_be_hidden()
        assert reader.evaluate(ACTING)
        reader.set_viewport_size({"width": NARROW["width"], "height": NARROW["height"]})
        expect(reader.get_by_text(words)).to_be_visible()
        assert [*reader.evaluate(ACTING), *overflow(reader), *audit(reader)] == []
        reader.keyboard.press("j")
        reader.keyboard.press("a")
        expect(reader.locator("[data-key-agree]")).to_have_count(agree.count())
    before = agree.count()
    assert before >= 2
    agree.first.click()
    expect(agree).to_have_count(before - 1)
    page.keyboard.press("j")
    with page.expect_navigation():
        page.keyboard.press("a")
    expect(agree).to_have_count(before - 2)
    clerk.check()
