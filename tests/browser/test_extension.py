"""An extension through the pages: asked, signed, advised, granted by four people, live where the others look on."""

import pytest
from playwright.sync_api import expect

from tests.browser.people import Come, Person
from tests.browser.test_line import ARRIVES, decide

ASKED = "2028-03-31"


def open_step(person: Person, item: str) -> None:
    """Follow what the extension asks of the person."""
    person.open(item)
    with person.page.expect_navigation():
        person.page.locator("#item-lead .ask .acts > a").first.click()
    expect(person.page.locator("main")).to_contain_text("延期")


def item_to_extend(officer: Person) -> str:
    """The first new commitment whose extension can be asked for, and that asks nothing else of head and leader: what
    stands first depends on the tests before."""
    officer.open("/inbox/?step=acknowledge")
    for link in officer.page.locator("td.what a").evaluate_all("links => links.map(link => link.getAttribute('href'))"):
        officer.open(link)
        disputed = "异议" in officer.page.locator("#item-due").inner_text()
        if not disputed and officer.page.locator("#other-acts a", has_text="申请延期").count():
            return str(link)
    pytest.fail("no commitment in the inbox can be extended")


def test_an_extension_is_asked_for_and_granted(come: Come) -> None:
    officer, head, inspector, leader = (come(name) for name in ("officer", "head", "inspector", "leader"))
    item = item_to_extend(officer)
    head.open(item)
    head.mark()
    officer.open(item)
    officer.page.locator("#other-acts summary").click()
    with officer.page.expect_navigation():
        officer.page.locator("#other-acts a", has_text="申请延期").click()
    officer.page.get_by_label("完成期限").check()
    officer.page.locator("[name=to]").fill(ASKED)
    officer.page.locator("[name=cause]").fill("上级接口规范下月印发，需要顺延。")
    officer.check()
    with officer.page.expect_navigation():
        officer.page.locator("#act-form button.primary").click()
    expect(officer.page.locator("#item-due")).to_contain_text("延期申请中：至2028年3月31日")
    officer.check()
    expect(head.page.locator("#item-due")).to_contain_text("延期申请中", timeout=ARRIVES)
    assert head.stayed()
    open_step(head, item)
    decide(head, "agree")
    open_step(inspector, item)
    inspector.check()
    decide(inspector, "agree", "理由属实，时间够用。")
    officer.open(item)
    officer.mark()
    open_step(leader, item)
    expect(leader.page.locator("main")).to_contain_text("同意后的影响")
    leader.check()
    decide(leader, "agree")
    expect(officer.page.locator("#item-facts")).to_contain_text("2028年3月31日", timeout=ARRIVES)
    expect(officer.page.locator("#item-due")).not_to_contain_text("延期申请中", timeout=ARRIVES)
    assert officer.stayed()
    leader.open("/extensions/?tab=decided")
    expect(leader.page.locator("#extensions")).to_contain_text("许志衡")
    leader.check()
