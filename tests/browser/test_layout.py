"""What only a drawn page shows: buttons that can be pressed, columns that keep to themselves, names in one piece."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.crawl import Readers, Seen, visible
from tests.browser.people import NARROW, Come

REGISTER = """单位全称,简称,类别,别名,上级行政区,姓名,账号,角色,职务
云川市教育局,市教育局,市政府部门,,云川市,韩璐,hanlu,经办人,科长
"""
DOCUMENT = "云川市绿道工作要点\n\n一、修绿道。"


def phone(page: Page) -> Page:
    page.set_viewport_size({"width": NARROW["width"], "height": NARROW["height"]})
    return page


# -- the one thing asked -----------------------------------------------------------------------------------------------


def test_on_a_phone_what_is_asked_has_its_button_and_no_bar_is_empty(seen: Callable[[str], Seen]) -> None:
    found = seen("zh-hans")
    assert (found.wrong.get("ask", []), found.wrong.get("bar", [])) == ([], [])
    assert found.met["ask"] > 5


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


def ledger(come: Come, who: str, language: str) -> Page:
    """The ledger on a small desk screen."""
    page = Readers(come, language).reader(who).page
    page.set_viewport_size({"width": 1366, "height": 768})
    page.goto("/ledger/")
    return page


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("who", ["officer", "leader"])
def test_no_column_of_the_ledger_runs_into_the_next(come: Come, who: str, language: str) -> None:
    page = ledger(come, who, language)
    expect(page.locator("td.due-day", has_text="2027").first).to_be_visible()
    assert run_over(page, ".ledger-list td, .ledger-list th") == []


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("who", ["officer", "leader"])
def test_a_category_of_the_ledger_has_room_for_words(come: Come, who: str, language: str) -> None:
    """At least five characters a line, in both sizes of type (the leader reads the larger one)."""
    page = ledger(come, who, language)
    cell = page.locator(".ledger-list tbody tr").first.locator("td").nth(1)
    room = cell.locator(".two-lines").evaluate(
        """part => {
          part.textContent = "提升政务服务水平和便利化程度";
          return part.getBoundingClientRect().width / parseFloat(getComputedStyle(part).fontSize);
        }"""
    )
    assert room >= 5
    assert run_over(page, ".ledger-list td, .ledger-list th") == []


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_button_of_a_measure_stays_inside_its_cell(come: Come, seeded: Any, language: str) -> None:
    path = next(path for name, path, _who in seeded["pages"] if name == "step:write_plan")
    page = Readers(come, language).reader("officer").page
    page.goto(path)
    for width in (1366, 390):
        page.set_viewport_size({"width": width, "height": 768})
        for larger in (False, True):
            page.evaluate("larger => document.documentElement.classList.toggle('comfortable', larger)", larger)
            room = page.locator(".entry-act button").first.evaluate(
                "part => part.closest('td').getBoundingClientRect().right - part.getBoundingClientRect().right"
            )
            assert room >= 0, (width, larger)


# -- words in one piece ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_names_and_choices_are_whole(seen: Callable[[str], Seen], language: str) -> None:
    wrong = seen(language).wrong
    assert (wrong["names"], wrong["choices"], wrong.get("brand", [])) == ([], [], [])


def test_what_goes_on_to_the_right_says_so(seen: Callable[[str], Seen]) -> None:
    """Every table and drawing that scrolls sideways, at both widths; what fits says nothing."""
    found = seen("zh-hans")
    assert found.wrong.get("sideways", []) == []
    assert found.met["sideways"] > 3


def test_the_file_field_speaks_the_language_of_the_page(come: Come) -> None:
    page = come("clerk").page
    page.goto("/imports/new/")
    field = page.locator("[data-file]")
    expect(field.locator("label.btn")).to_have_text("选择文件")
    expect(field).to_contain_text("还没有选择文件")
    document: Any = {"name": "要点.txt", "mimeType": "text/plain", "buffer": DOCUMENT.encode()}
    page.locator("input[type=file]").set_input_files(document)
    expect(field).to_contain_text("要点.txt")
    page.locator("input[type=file]").focus()
    page.keyboard.press("Tab")
    assert page.locator("input[type=file]").evaluate("part => part.getBoundingClientRect().width") <= 1


def test_sending_no_file_says_what_is_missing(come: Come) -> None:
    clerk = come("clerk")
    page = clerk.page
    for path, button, words in (
        ("/imports/new/", "上传", "请选择计划文件"),
        ("/agencies/import/", "检查表格", "请先选择名录文件"),
    ):
        page.goto(path)
        page.get_by_role("button", name=button).click()
        expect(page.locator("[data-error-summary]")).to_contain_text(words)
    clerk.faults.clear()  # the browser notes the refusals


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_long_title_of_the_inbox_keeps_its_margin(come: Come, language: str) -> None:
    page = Readers(come, language).reader("officer").page
    page.set_viewport_size({"width": 1366, "height": 768})
    page.goto("/inbox/")
    link = page.locator("td.what a").first
    link.evaluate("part => { part.textContent = '把办事指南写明白，'.repeat(12); }")
    lines = link.evaluate(
        """part => {
          const range = document.createRange();
          range.selectNodeContents(part);
          return [...range.getClientRects()].map((box) => Math.round(box.left));
        }"""
    )
    short = page.locator("td.what a").nth(1).evaluate("part => Math.round(part.getBoundingClientRect().left)")
    assert len(lines) > 1
    assert set(lines) == {short}


def test_no_separator_starts_a_line(come: Come) -> None:
    """Its line lies left of the paragraph there, where it is cut off."""
    page = phone(come("officer").page)
    page.goto("/")
    starts = page.evaluate(
        """() => [...document.querySelectorAll(".decide .meta")].flatMap((line) => {
          const edge = line.getBoundingClientRect().left;
          const parts = [...line.children].map((part) => part.getBoundingClientRect());
          return parts.filter((box, at) => !at || box.top > parts[at - 1].top).map((box) => edge - box.left);
        })"""
    )
    assert len(starts) > page.locator(".decide .meta").count(), "at least one of them takes two lines"
    assert min(starts) > 8
    assert page.locator(".decide .meta").first.evaluate("line => getComputedStyle(line).clipPath") != "none"


def test_a_light_keeps_its_number_beside_it(come: Come) -> None:
    page = come("clerk").page
    page.set_viewport_size({"width": 1366, "height": 768})
    page.goto("/plans/")
    lights = page.locator(".lights a")
    assert lights.count() > 0
    page.locator(".lights").first.evaluate("part => { part.parentElement.style.width = '1px'; }")
    for light in lights.all():
        rows = light.evaluate(
            """part => {
              const range = document.createRange();
              range.selectNodeContents(part.lastChild);
              return range.getBoundingClientRect().top - part.getBoundingClientRect().top;
            }"""
        )
        assert rows < 16
