"""A long document under review: parts of the source come when scrolled to, walked to, or asked for."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import Come

BODY = "要逐条写明办理材料和办理时限，交给窗口人员照着做，群众一看就懂。" * 12
TEXT = (
    "云川市人民政府办公室关于印发《2026年长卷要点》的通知\n\n云川市人民政府办公室\n\n2026年8月28日\n\n一、工作重点\n\n"
    + "".join(
        f"{number}.第{number}件事。{BODY}每月报送一次进展，2026年12月底前完成（"
        f"{'市不详局' if number == 2 else '市数据局'}牵头，市司法局配合）。\n\n"
        for number in range(1, 81)
    )
)
GAP = "#source .gap"


@pytest.fixture(scope="module")
def kept() -> dict[str, str]:
    """The address of the review, once it was uploaded."""
    return {}


@pytest.fixture
def address(come: Come, kept: dict[str, str]) -> str:
    if not kept:
        page = come("clerk").page
        page.goto("/imports/new/")
        page.locator("#id_document").set_input_files(
            {"name": "long.txt", "mimeType": "text/plain", "buffer": TEXT.encode()}
        )
        page.get_by_role("button", name="上传并读取").click()
        page.wait_for_url(re.compile(r"/imports/\d+/$"))
        kept["address"] = page.url
    return kept["address"]


def in_sight(page: Page, selector: str) -> bool:
    """Whether the whole of it can be seen in the pane, above the bar at the foot of the window."""
    seen = """part => {
      const [box, pane, dock] = [part, document.getElementById("source"), document.querySelector(".dock")]
        .map((one) => one.getBoundingClientRect());
      return box.top >= pane.top && box.bottom <= Math.min(pane.bottom, dock.top);
    }"""
    return bool(page.locator(selector).evaluate(seen))


def test_a_field_shows_its_sentence_in_a_part_that_was_not_there(come: Come, address: str) -> None:
    page = come("clerk").page
    page.goto(address)
    expect(page.locator(GAP).first).to_be_attached()
    assert page.evaluate("scrollY") == 0
    assert page.locator("#source .s", has_text="第79件事").count() == 0
    page.locator(".grid tr[data-item=i79] a[data-source]").first.click()
    found = page.locator("#source .s.found")
    expect(found).to_contain_text("79.第79件事")
    assert in_sight(page, "#source .s.found")
    found.click()
    page.wait_for_url(re.compile(r"item=i79#cur"))
    expect(page.locator(".current-part").first).to_contain_text("第79件事")
    assert in_sight(page, ".current-part .s >> nth=0")
    page.locator(".origins a", has_text="市数据局").click()
    expect(found).to_contain_text("市数据局牵头")


def test_scrolling_and_walking_fill_the_gaps(come: Come, address: str) -> None:
    page = come("clerk").page
    page.goto(address)
    gaps = page.locator(GAP)
    before = gaps.count()
    assert before > 3
    page.locator("#source .s", has_text="1.第1件事").focus()
    height = page.locator("#source").evaluate("pane => pane.scrollHeight")
    page.locator("#source").evaluate("pane => pane.scrollTop = pane.scrollHeight / 2")
    expect(gaps).not_to_have_count(before)
    assert page.locator("#source").evaluate("pane => pane.scrollHeight") == pytest.approx(height, rel=0.15)
    page.evaluate("""() => { const all = [...document.querySelectorAll("#source .s, #source .gap")];
      all[all.findIndex((one) => one.matches(".gap")) - 1].focus(); }""")
    last = page.evaluate("document.activeElement.id")
    page.keyboard.press("ArrowDown")
    page.wait_for_function(
        "last => document.activeElement.matches('.s') && document.activeElement.id !== last", arg=last
    )
    assert page.evaluate("Number(document.activeElement.id.slice(1))") > int(last[1:])


def test_the_source_keeps_its_place_after_an_act(come: Come, address: str) -> None:
    page = come("clerk").page
    page.goto(f"{address}?item=i60#cur")
    top = page.locator(".current-part .s").first.evaluate("one => one.getBoundingClientRect().top")
    with page.expect_navigation():
        page.get_by_role("button", name="保存本项").click()
    expect(page.locator(".current-part").first).to_contain_text("第60件事")
    after = page.locator(".current-part .s").first.evaluate("one => one.getBoundingClientRect().top")
    assert after == pytest.approx(top, abs=40)


def test_a_part_of_a_draft_somebody_else_changed_is_explained(come: Come, address: str) -> None:
    first, second = come("clerk"), come("clerk").page
    page = first.page
    page.goto(address)
    second.goto(f"{address}?item=i5#cur")
    with second.expect_navigation():
        second.get_by_role("button", name="保存本项").click()
    page.locator(".grid tr[data-item=i70] a[data-source]").first.click()
    # Asked for by a link, the page is opened anew at that place, as it is now.
    page.wait_for_url(re.compile(r"at=\d+#s\d+"))
    expect(page.locator("#source .s:target")).to_contain_text("70.第70件事")
    first.faults[:] = [fault for fault in first.faults if "409" not in str(fault)]


def test_without_scripts_gaps_and_rows_are_links(come: Come, address: str) -> None:
    page = come("clerk", java_script_enabled=False).page
    page.goto(address)
    page.locator(".grid tr[data-item=i79] a[data-source]").first.click()
    expect(page.locator("#source .s:target")).to_contain_text("79.第79件事")
    page.locator(f"{GAP} a").first.click()
    expect(page.locator("#source .s:target")).to_be_in_viewport()
