"""The way between a field and its sentence, with the mouse and with the keyboard."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.crawl import NO_PAGES, Readers
from tests.browser.people import NARROW, Come, audit, overflow


def review_of(seeded: Any) -> str:
    """The address of the import under review."""
    return next(str(path) for name, path, _who in seeded["pages"] if name == "import_review")


def test_a_field_lights_its_sentence_and_a_sentence_opens_its_item(come: Come, seeded: Any) -> None:
    page = come("clerk").page
    page.goto(review_of(seeded))
    page.locator(".grid a[href*='item=']").nth(3).click()
    link = page.locator(".origins a", has_text="市信访办")
    link.click()
    found = page.locator("#source .s.found")
    expect(found).to_have_count(1)
    expect(found).to_contain_text("市信访办")
    expect(found).to_be_in_viewport()
    other = page.locator("#source .s", has_text="邀请居民代表")
    other.click()
    page.wait_for_url(re.compile(r"item=i\d+#cur"))
    expect(page.locator("#id_text")).to_have_value(re.compile("邀请居民代表"))


def test_the_source_is_walked_with_the_arrow_keys(come: Come, seeded: Any) -> None:
    page = come("clerk").page
    page.goto(f"{review_of(seeded)}?item=i2#cur")
    page.locator("#source").focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator(".current-part .s").first).to_be_focused()
    for _press in range(3):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"(item|doubt)="))


def test_without_scripts_a_link_goes_to_the_sentence(come: Come, seeded: Any) -> None:
    page = come("clerk", java_script_enabled=False).page
    page.goto(review_of(seeded))
    link = page.locator(".origins a").first
    target = link.get_attribute("href")
    link.click()
    assert page.url.endswith(str(target))
    expect(page.locator(f"{target}:target")).to_be_in_viewport()
    page.locator("#source a.n").nth(1).click()
    assert re.search(r"item=i\d+#cur$", page.url)


def test_the_boundary_of_an_item_is_moved_with_the_keyboard_and_dragged(come: Come, seeded: Any) -> None:
    clerk = come("clerk")
    page, text = clerk.page, clerk.page.locator("#id_text")
    page.goto(review_of(seeded))
    page.locator("#source .s", has_text="邀请居民代表").click()
    page.wait_for_url(re.compile(r"item=i\d+#cur"))
    expect(text).to_have_value("邀请居民代表旁听会议。旁听意见写进会议纪要")
    bar = page.locator("#source .boundary")
    bar.focus()
    page.keyboard.press("ArrowUp")
    expect(bar).to_have_attribute("aria-valuetext", re.compile("旁听意见"))
    clerk.check()
    bar.focus()  # the check looks at the width of a phone too, where there is no bar
    page.keyboard.press("Enter")
    expect(text).to_have_value("邀请居民代表旁听会议。")
    undo(page)
    expect(text).to_have_value("邀请居民代表旁听会议。旁听意见写进会议纪要")
    bar.scroll_into_view_if_needed()
    bar.hover()
    page.mouse.down()
    page.locator("#source .s", has_text="旁听意见").hover()
    expect(page.locator("#source .s.drop")).to_have_count(1)
    page.mouse.up()
    expect(text).to_have_value("邀请居民代表旁听会议。")
    undo(page)


def undo(page: Page) -> None:
    """Take the last act back; that leads to the item it was done on."""
    with page.expect_navigation(url=re.compile(r"item=i\d+#cur$")):
        page.locator(".dock form:has(input[value=undo]) button").click()


def test_the_clerk_stays_at_the_item_worked_on(come: Come, seeded: Any) -> None:
    page = come("clerk").page
    text = page.locator("#id_text")
    page.goto(review_of(seeded))
    page.locator("#source .s", has_text="邀请居民代表").click()
    page.wait_for_url(re.compile(r"item=i\d+#cur"))
    before, heading = text.input_value(), page.locator("#cur").inner_text()
    text.focus()
    with page.expect_navigation():
        page.keyboard.press("Alt+m")
    expect(text).to_be_focused()
    assert text.input_value().endswith(before)
    expect(page.locator("#cur")).not_to_have_text(heading)
    undo(page)
    expect(page.locator("#cur")).to_have_text(heading)
    expect(page.locator("#cur")).to_be_focused()
    text.focus()
    page.keyboard.press("Control+Home")
    for _sign in range(10):
        page.keyboard.press("ArrowRight")
    with page.expect_navigation():
        page.keyboard.press("Alt+s")
    expect(text).to_be_focused()
    expect(text).to_have_value(before[:10])
    undo(page)
    expect(text).to_have_value(before)
    bar = page.locator("#source .boundary")
    bar.focus()
    page.keyboard.press("ArrowUp")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator("#cur")).to_have_text(heading)
    expect(page.locator("#cur")).to_be_focused()  # the boundary cannot be moved again: the next item has a heading
    undo(page)
    expect(text).to_have_value(before)
    expect(bar).to_be_visible()


ROWS = "".join(
    f"| {number} | 为第{number}处服务点添桌椅。每月回访一次。 | 市数据局 | 市司法局 | 2026年10月底前 | 街道配合选址 |\n"
    for number in range(1, 31)
)
TABLE = f"""云川市2026年便民服务工作要点

云川市人民政府办公室

| 序号 | 工作任务 | 牵头单位 | 配合单位 | 完成时限 | 备注 |
| --- | --- | --- | --- | --- | --- |
{ROWS}| 31 | 把社区食堂的菜价贴在门口。 | 市商务中心 | 市司法局 | 2026年11月底前 | 三个月后评估 |
"""


def test_a_table_is_shown_as_one_and_leads_both_ways(come: Come) -> None:
    page = come("clerk").page
    page.goto("/imports/new/")
    page.locator("#id_document").set_input_files(
        {"name": "table.md", "mimeType": "text/markdown", "buffer": TABLE.encode()}
    )
    page.get_by_role("button", name="上传并读取").click()
    page.wait_for_url(re.compile(r"/imports/\d+/$"))
    frame = page.get_by_role("region", name=re.compile("^表格"))
    expect(frame.get_by_role("columnheader")).to_have_count(6)
    page.locator(".grid a[href*='item=']", has_text="社区食堂").click()
    page.locator(".origins a", has_text="2026年11月").click()
    found = frame.locator(".s.found")
    expect(found).to_have_text("2026年11月底前")
    assert found.evaluate(
        "cell => cell.getBoundingClientRect().right <= cell.closest('.swipe').getBoundingClientRect().right"
    )
    frame.locator(".s", has_text="第29处").click()
    page.wait_for_url(re.compile(r"item=i\d+#cur"))
    expect(page.locator("#id_text")).to_have_value(re.compile("第29处"))
    expect(frame.locator("tr.current-part")).to_contain_text("第29处")
    frame.focus()
    page.keyboard.press("ArrowDown")
    expect(frame.locator(".s").first).to_be_focused()
    frame.locator(".mark-doubt", has_text="市商务中心").click()
    page.wait_for_url(re.compile(r"doubt="))


# -- on a phone: to be read, not decided -------------------------------------------------------------------------------

READING = "手机上本页只供阅读"
ACTING = """() => [...document.querySelectorAll("main form[method=post], .dock, .choices")].flatMap((part) => [
    ...part.querySelectorAll("button, input:not([type=hidden]), select, textarea, summary, [data-choice]"),
    ...(part.matches(".dock") ? part.querySelectorAll("a") : []),
  ]).filter((part) => part.offsetParent !== null).map((part) => part.outerHTML.slice(0, 120))"""
"""What is drawn and decides: the controls of the forms, the ways to settle a doubt, the bar below."""


def import_pages(seeded: Any) -> list[str]:
    """Every page of an import that is under review, and the review with a doubt and an item in hand."""
    found = [
        str(path)
        for name, path, _who in seeded["pages"]
        if re.match(r"/imports/\d+/", path) and name not in ("job", *NO_PAGES)
    ]
    review = review_of(seeded)
    return [*found, f"{review}?item=i2", f"{review}?open=facts", f"{review}?open=settings"]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_on_a_phone_the_review_is_read_and_nothing_is_decided(come: Come, seeded: Any, language: str) -> None:
    clerk = Readers(come, language).reader("clerk")
    page, words = clerk.page, READING if language == "zh-hans" else "On a phone this page is for reading"
    there, here = [], []
    for path in import_pages(seeded):
        page.set_viewport_size({"width": 1366, "height": 768})
        page.goto(path)
        there += page.evaluate(ACTING)
        expect(page.get_by_text(words)).to_be_hidden()
        page.set_viewport_size({"width": NARROW["width"], "height": NARROW["height"]})
        expect(page.get_by_text(words)).to_be_visible()
        here += [f"{path}: {part}" for part in (*page.evaluate(ACTING), *overflow(page), *audit(page))]
    assert here == []
    assert len(there) > 40


def test_on_a_phone_the_item_its_places_and_the_facts_can_be_read(come: Come, seeded: Any) -> None:
    page = come("clerk").page
    page.set_viewport_size({"width": NARROW["width"], "height": NARROW["height"]})
    page.goto(review_of(seeded))
    page.locator(".grid a[href*='item=']").nth(3).click()
    expect(page.locator("#cur")).to_be_in_viewport()
    expect(page.locator("p.narrow-only", has_text="共性问题整理成册")).to_be_visible()
    page.locator(".origins a", has_text="市信访办").click()
    expect(page.locator("#source .s:target")).to_be_in_viewport()
    page.get_by_text("文件信息", exact=True).click()
    expect(page.locator("#facts dd", has_text="2026年8月28日").first).to_be_visible()


def test_on_a_phone_keys_decide_nothing_either(come: Come, seeded: Any) -> None:
    page = come("clerk").page
    page.set_viewport_size({"width": NARROW["width"], "height": NARROW["height"]})
    page.goto(f"{review_of(seeded)}?item=i2")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.method))
    page.locator("#doubt").focus()
    page.keyboard.press("Enter")
    page.wait_for_load_state()
    for key in ("Alt+KeyM", "Alt+KeyS", "Alt+Digit1", "Alt+Digit2", "Alt+Digit3"):
        page.keyboard.press(key)
    page.wait_for_timeout(200)
    assert "POST" not in sent
    focused = []
    for _press in range(60):
        page.keyboard.press("Tab")
        focused.append(page.evaluate("() => document.activeElement.closest('main form[method=post]') !== null"))
    assert not any(focused)
