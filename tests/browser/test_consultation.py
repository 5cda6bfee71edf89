"""The draft under consultation, changed with the keyboard alone; nothing is sent: other tests find it as it was."""

from typing import Any

from playwright.sync_api import expect

from tests.browser.conftest import Come


def test_agencies_are_taken_from_the_register_by_keyboard(come: Come, seeded: Any) -> None:
    clerk = come("clerk")
    path = next(path for name, path, _who in seeded["pages"] if name == "consultation:parties")
    clerk.open(path)
    page = clerk.page
    page.get_by_label("配合单位").first.focus()
    page.keyboard.press("Tab")
    expect(page.get_by_label("从单位库添加").first).to_be_focused()
    page.keyboard.type("市司法局")
    lead = page.get_by_label("牵头单位（可不填）").first
    expect(lead).to_have_value("市数据局、市司法局")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Shift+Tab")
    page.keyboard.type("青禾县政府")
    expect(page.get_by_label("责任单位（可不填）").first).to_have_value("青禾县政府")
    expect(lead).to_have_value("市数据局、市司法局")
    clerk.check()
