"""The draft under consultation, changed with the keyboard alone without sending it, and a comment refused."""

from typing import Any

from playwright.sync_api import expect

from tests.browser.people import Come


def test_agencies_are_taken_from_the_register_by_keyboard(come: Come, seeded: Any) -> None:
    clerk = come("clerk")
    path = next(path for name, path, _who in seeded["pages"] if name == "consultation:parties")
    clerk.open(path)
    page = clerk.page
    page.get_by_label("参照执行单位").first.focus()
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


def test_a_comment_is_refused_with_a_reason(come: Come, seeded: Any) -> None:
    clerk = come("clerk")
    clerk.open(next(path for name, path, _who in seeded["pages"] if name == "consultation"))
    page = clerk.page
    form = page.locator("form", has=page.locator("input[value=decide]")).first
    form.get_by_label("采纳情况").select_option("不采纳")
    form.get_by_role("button", name="记录采纳情况").click()
    refused = page.get_by_role("alert").or_(page.locator(".alarm")).first
    expect(refused).to_contain_text("请写明理由")
    assert [fault for fault in clerk.faults if "400 (" not in fault] == []
    clerk.faults.clear()
    form.get_by_label("采纳情况").select_option("不采纳")
    form.get_by_label("理由").fill("另有规定，不宜在本要点中重复。")
    form.get_by_role("button", name="记录采纳情况").click()
    expect(page.locator(".repairs li").first).to_contain_text("另有规定，不宜在本要点中重复。")
    expect(page.locator(".repairs li .tag", has_text="不采纳")).to_have_count(1)
    clerk.check()
    officer = come("officer")
    officer.open(next(path for name, path, _who in seeded["pages"] if name == "consultation_agency"))
    expect(officer.page.locator("main")).to_contain_text("另有规定，不宜在本要点中重复。")
    expect(officer.page.locator("main")).to_contain_text("市数据局作为责任单位被征求意见")
    officer.check()
