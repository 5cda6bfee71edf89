"""Two people at one step at the same time: one decides, the other is told who did what, and loses nothing he wrote."""

from playwright.sync_api import expect

from tests.browser.people import Come, Person
from tests.browser.test_line import ARRIVES, decide
from tests.browser.test_shares import hand_in
from tests.browser.test_slip import open_step


def plan_at_the_head(officer: Person) -> str:
    """The officer takes up the last new item of the inbox and hands in its implementation plan."""
    officer.open("/inbox/?step=acknowledge")
    item = str(officer.page.locator("td.what a").last.get_attribute("href"))
    officer.open(item)
    with officer.page.expect_navigation():
        officer.page.locator("#item-lead button", has_text="签收").first.click()
    open_step(officer, item, "实施方案")
    officer.page.locator("[name=summary]").fill("分两步办成。")
    officer.page.locator("[name=contact]").fill("李婧")
    for name, value in (("text", "列出目录"), ("due_on", "2026-10-30"), ("person", "李婧"), ("output", "目录")):
        officer.page.locator(f"[name=measure-0-{name}]").fill(value)
    hand_in(officer)
    return item


def test_of_two_who_decide_one_is_told_who_did_what(come: Come) -> None:
    officer, head, leader, again = (come(name) for name in ("officer", "head", "leader", "second_leader"))
    item = plan_at_the_head(officer)
    open_step(head, item, "")
    decide(head, "agree")
    officer.open(item)
    officer.mark()
    open_step(leader, item, "")
    open_step(again, item, "")
    again.page.locator('.ask a[href="#return"]').first.click()
    words = "请补充各县区分工，并写明责任人。"
    again.page.locator("form#return textarea").first.fill(words)
    decide(leader, "agree")
    expect(officer.page.locator("#item-side")).to_contain_text("公布方案（正在进行）", timeout=ARRIVES)
    assert officer.stayed()
    with again.page.expect_navigation():
        again.page.locator("form#return button.primary").click()
    told = again.page.locator("main")
    expect(told).to_contain_text("您的内容未提交")
    expect(told).to_contain_text("许志衡")
    expect(told).to_contain_text(words)
    again.check()
    officer.open(f"{item}?tab=history")
    expect(officer.page.locator("#papers")).not_to_contain_text(words)
    again.faults[:] = [fault for fault in again.faults if "409" not in str(fault)]
