"""A suspension through the pages: asked, signed, granted by three people, then resumed; the others see it arrive."""

from datetime import datetime, timedelta

from playwright.sync_api import expect

from tests.browser.people import Come, Person
from tests.browser.test_line import ARRIVES, decide
from tests.conftest import SHANGHAI

UNTIL = datetime.now(SHANGHAI).date() + timedelta(days=60)


def item_to_suspend(officer: Person) -> str:
    """The first new commitment; what stands first depends on the tests before."""
    officer.open("/inbox/?step=acknowledge")
    return str(officer.page.locator("td.what a").first.get_attribute("href"))


def act(person: Person, item: str, label: str) -> None:
    """Open an act of the item's menu."""
    person.open(item)
    person.page.locator("#other-acts summary").click()
    with person.page.expect_navigation():
        person.page.locator("#other-acts a", has_text=label).click()


def confirm(person: Person) -> None:
    person.check()
    with person.page.expect_navigation():
        person.page.locator("#act-form button.primary").click()


def step_of_suspension(person: Person, item: str) -> None:
    """Follow the request to its step: the item may ask for more than one thing."""
    person.open(item)
    with person.page.expect_navigation():
        person.page.locator("#item-lead a[href^='/steps/']").last.click()
    expect(person.page.locator("main")).to_contain_text("中止申请")


def test_the_work_is_suspended_and_resumed(come: Come) -> None:
    officer, head, leader, outsider = (come(name) for name in ("officer", "head", "leader", "outsider"))
    item = item_to_suspend(officer)
    head.open(item)
    head.mark()
    act(officer, item, "申请中止")
    officer.page.locator("[name=until]").fill(UNTIL.isoformat())
    officer.page.locator("[name=cause]").fill("省级办法正在修订，等待印发。")
    confirm(officer)
    expect(officer.page.locator("#item-due")).to_contain_text("已申请中止至")
    expect(head.page.locator("#item-due")).to_contain_text("已申请中止至", timeout=ARRIVES)
    assert head.stayed()
    step_of_suspension(head, item)
    decide(head, "agree")
    officer.open(item)
    officer.mark()
    step_of_suspension(leader, item)
    expect(leader.page.locator("main")).to_contain_text("同意后的影响")
    leader.check()
    decide(leader, "agree")
    expect(officer.page.locator("#item-lead")).to_contain_text("本事项中止办理", timeout=ARRIVES)
    assert officer.stayed()
    assert officer.page.locator("#item-lead a[href^='/steps/']").count() == 0
    officer.check()
    answer = outsider.page.goto(f"{item}resume/")
    assert answer is not None
    assert answer.status == 404
    act(head, item, "恢复办理")
    head.page.locator("[name=remark]").fill("办法已印发。")
    confirm(head)
    expect(officer.page.locator("#item-lead")).not_to_contain_text("本事项中止办理", timeout=ARRIVES)
    expect(officer.page.locator("#item-lead .ask")).to_be_visible(timeout=ARRIVES)
