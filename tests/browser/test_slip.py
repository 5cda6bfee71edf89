"""A supervision slip through the pages: issued, served, answered, signed, accepted by four people, live where others
look on."""

import pytest
from playwright.sync_api import expect

from tests.browser.people import Come, Person
from tests.browser.test_line import ARRIVES, decide


def item_to_press(officer: Person, inspector: Person) -> str:
    """The first new commitment on which the inspector may issue a slip: what stands first depends on the tests
    before."""
    officer.open("/inbox/?step=acknowledge")
    for link in officer.page.locator("td.what a").evaluate_all("links => links.map(link => link.getAttribute('href'))"):
        inspector.open(link)
        if inspector.page.locator("#other-acts a", has_text="签发督办单").count():
            return str(link)
    pytest.fail("no commitment in the inbox carries a slip")


def open_step(person: Person, item: str, words: str) -> None:
    """Follow what the slip asks of the person."""
    person.open(item)
    with person.page.expect_navigation():
        person.page.locator("#item-lead .ask .acts a", has_text=words).first.click()


def test_a_slip_is_issued_served_answered_and_accepted(come: Come) -> None:
    officer, head, inspector, clerk = (come(name) for name in ("officer", "head", "inspector", "clerk"))
    item = item_to_press(officer, inspector)
    officer.open(item)
    officer.mark()
    inspector.open(item)
    inspector.page.locator("#other-acts summary").click()
    with inspector.page.expect_navigation():
        inspector.page.locator("#other-acts a", has_text="签发督办单").click()
    expect(inspector.page.locator("main")).to_contain_text("按本办公室顺序编号")
    inspector.page.locator("[name=demand]").fill("请说明迟缓原因，明确责任人和完成时间。")
    inspector.check()
    with inspector.page.expect_navigation():
        inspector.page.locator("#act-form button.primary").click()
    number = inspector.page.locator("#item-facts a", has_text="〕").last.inner_text()
    assert number.startswith("督办〔")
    expect(officer.page.locator("#item-facts")).to_contain_text(number, timeout=ARRIVES)
    assert officer.stayed()
    inspector.open("/slips/?state=open")
    expect(inspector.page.locator("#slip-rows")).to_contain_text(number)
    inspector.check()
    open_step(officer, item, "督办单")
    officer.page.locator("[name=text]").fill("已明确由信息科负责，本月内办结。")
    officer.check()
    with officer.page.expect_navigation():
        officer.page.locator("#step-form button.primary, .actbar button.primary").first.click()
    clerk.open(item)
    clerk.mark()
    open_step(head, item, "督办单")
    expect(head.page.locator("main")).to_contain_text("已明确由信息科负责")
    decide(head, "agree")
    open_step(inspector, item, "督办单")
    inspector.check()
    decide(inspector, "agree", "同意，请抓紧。")
    expect(clerk.page.locator("#item-facts")).to_contain_text("答复已认可", timeout=ARRIVES)
    assert clerk.stayed()
    with clerk.page.expect_navigation():
        clerk.page.locator("#item-facts a", has_text=number).click()
    paper = clerk.page.locator("article.sheet")
    for part in (number, "送达", "已明确由信息科负责", "负责人签批", "答复已认可"):
        expect(paper).to_contain_text(part)
    clerk.check()
