"""An event through the pages: looked at, registered by the clerk, done by the officer, seen by the inspector, live."""

from typing import Any

from playwright.sync_api import expect

from tests.browser.people import Come
from tests.browser.test_line import ARRIVES


def test_an_event_is_looked_at_registered_and_done(come: Come, seeded: Any) -> None:
    register = next(path for name, path, _person in seeded["pages"] if name == "plan_events")
    clerk, officer, inspector = (come(name) for name in ("clerk", "officer", "inspector"))
    clerk.open(register)
    with clerk.page.expect_navigation():
        clerk.page.locator("main a", has_text="登记事件").click()
    form = clerk.page.locator("#event-form")
    form.locator("label", has_text="收到申请").click()
    form.locator("[name=name]").fill("李某某的申请")
    form.locator("[name=happened_at]").fill("2026-09-07T08:40")
    form.locator("[name=known_at]").fill("2026-09-07T08:50")
    with clerk.page.expect_navigation():
        form.locator("button", has_text="查看随之起算的时限").click()
    expect(clerk.page.locator("#event-confirm")).to_contain_text("收到申请后10个工作日内")
    clerk.check()
    item = officer_item(officer)
    officer.open(item)
    officer.mark()
    with clerk.page.expect_navigation():
        clerk.page.locator("#event-confirm button.primary").click()
    clerk.check()
    expect(officer.page.locator("#item-facts")).to_contain_text("李某某的申请", timeout=ARRIVES)
    assert officer.stayed()
    entry = clerk.page.url
    inspector.open(entry)
    inspector.mark()
    officer.open(item)
    with officer.page.expect_navigation():
        officer.page.locator("#item-lead .ask .acts a", has_text="李某某的申请").click()
    officer.page.locator("[name=text]").fill("已书面答复并寄出。")
    officer.check()
    with officer.page.expect_navigation():
        officer.page.locator("#step-form button.primary, .actbar button.primary").first.click()
    officer.open(item)
    expect(officer.page.locator("#item-facts")).to_contain_text("办结")
    expect(inspector.page.locator("#event")).to_contain_text("已书面答复并寄出", timeout=ARRIVES)
    assert inspector.stayed()


def officer_item(officer: Any) -> str:
    """The item on which an application hangs already."""
    officer.open("/inbox/?step=answer_event")
    link = officer.page.locator("td.what a").first
    return str(link.get_attribute("href"))
