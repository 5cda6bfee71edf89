"""What only a drawn page shows: buttons that can be pressed, columns that keep to themselves, names in one piece."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Come
from tests.browser.people import NARROW
from tests.browser.test_pages import Readers

COMMITS = ".ask .btn.primary, .ask .btn.yes, .actbar .btn.primary, .actbar .btn.yes"
REGISTER = """单位全称,简称,类别,别名,上级行政区,姓名,账号,角色,职务
云川市教育局,市教育局,市政府部门,,云川市,韩璐,hanlu,经办人,科长
"""
DOCUMENT = "云川市绿道工作要点\n\n一、修绿道。"


def phone(page: Page) -> Page:
    page.set_viewport_size({"width": NARROW["width"], "height": NARROW["height"]})
    return page


def visible(page: Page, selector: str) -> list[str]:
    """The words of the elements that are drawn."""
    return [found.inner_text().strip() for found in page.locator(selector).all() if found.is_visible()]


# -- the one thing asked -----------------------------------------------------------------------------------------------


def test_on_a_phone_what_is_asked_has_its_button_and_no_bar_is_empty(come: Come, seeded: Any) -> None:
    mute, empty, asking = [], [], 0
    for name, page in Readers(come, "zh-hans").pages(seeded):
        phone(page)
        for _ask in visible(page, ".ask"):
            asking += 1
            if not any(visible(page, COMMITS)):
                mute.append(name)
        if page.locator(".actbar").count() and not any(visible(page, ".actbar .btn")):
            empty.append(name)
    assert (mute, empty) == ([], [])
    assert asking > 5


def test_a_register_can_be_confirmed_on_a_phone(come: Come) -> None:
    page = phone(come("clerk").page)
    page.goto("/agencies/import/")
    file: Any = {"name": "名录.csv", "mimeType": "text/csv", "buffer": REGISTER.encode()}
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="检查表格").click()
    expect(page.get_by_role("button", name="确认导入")).to_be_visible()


def test_a_document_handed_in_twice_leads_on_from_a_phone(come: Come) -> None:
    clerk = come("clerk")
    page = phone(clerk.page)
    document: Any = {"name": "要点.txt", "mimeType": "text/plain", "buffer": DOCUMENT.encode()}
    for _time in range(2):
        page.goto("/imports/new/")
        page.locator("input[type=file]").set_input_files(document)
        page.get_by_role("button", name="上传").click()
        page.wait_for_load_state()
    assert visible(page, ".ask .btn.primary")
    clerk.faults.clear()  # the browser notes that the second one was refused, as it should be


# -- columns -----------------------------------------------------------------------------------------------------------


def run_over(page: Page, cells: str) -> list[str]:
    """The words of the cells whose contents are wider than they are."""
    found: list[str] = page.evaluate(
        """(cells) => [...document.querySelectorAll(cells)].filter((cell) => {
          const range = document.createRange();
          range.selectNodeContents(cell);
          const words = [...range.getClientRects()].filter((box) => box.width > 1);
          const edge = cell.getBoundingClientRect().right;
          return words.some((box) => box.right > edge + 1);
        }).map((cell) => cell.innerText)""",
        cells,
    )
    return found


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("who", ["officer", "leader"])
def test_no_column_of_the_ledger_runs_into_the_next(come: Come, who: str, language: str) -> None:
    page = Readers(come, language).reader(who).page
    page.set_viewport_size({"width": 1366, "height": 768})
    page.goto("/ledger/")
    expect(page.locator("td.due-day", has_text="2027").first).to_be_visible()
    assert run_over(page, ".ledger-list td, .ledger-list th") == []
