"""A recurring duty through the pages: recorded twice, the meter live for the office, signed by the head, closed."""

from playwright.sync_api import expect

from tests.browser.people import Come
from tests.browser.test_line import ARRIVES, decide


def test_a_duty_is_recorded_twice_signed_and_closed(come: Come) -> None:
    officer, head, clerk = (come(name) for name in ("officer", "head", "clerk"))
    officer.open("/duties/?length=year")
    officer.check()
    item = str(officer.page.locator("#duty-rows th.what a").first.get_attribute("href"))
    clerk.open(item)
    clerk.mark()
    for number in (1, 2):
        officer.open(item)
        with officer.page.expect_navigation():
            officer.page.locator("#item-duties a.primary").click()
        officer.page.locator("[name=what]").fill(f"第{number}次新闻发布会，介绍办事指南。")
        officer.page.locator("[name=url]").fill(f"https://example.org/{number}")
        officer.check()
        with officer.page.expect_navigation():
            officer.page.locator("#record-form button.primary").click()
        expect(officer.page.locator("#item-duties")).to_contain_text(f"已完成 {number} 次")
        expect(clerk.page.locator("#item-duties")).to_contain_text(f"已完成 {number} 次", timeout=ARRIVES)
    assert clerk.stayed()
    officer.check()
    with officer.page.expect_navigation():
        officer.page.locator("#item-duties a", has_text="本期报签").click()
    officer.check()
    with officer.page.expect_navigation():
        officer.page.locator("#step-form .ask button.primary").click()
    head.open(item)
    with head.page.expect_navigation():
        head.page.locator("#item-duties a", has_text="阅后决定").click()
    expect(head.page.locator("main")).to_contain_text("第2次新闻发布会")
    head.check()
    decide(head, "agree")
    closed = clerk.page.locator("#item-duties .closed-periods")
    expect(closed.locator(".light.done")).to_contain_text("完成", timeout=ARRIVES)
    assert clerk.stayed()
    clerk.open(f"{item}?tab=duties")
    expect(clerk.page.locator("#papers")).to_contain_text("第1次新闻发布会")
    clerk.check()
    officer.open("/duties/?length=year")
    expect(officer.page.locator("main")).to_contain_text("没有符合条件的进行中期次")
