"""The gates before publication through the pages: set by the clerk, refused, prepared, reviewed, published."""

import pytest
from playwright.sync_api import expect

from tests.browser.people import Come, Person
from tests.browser.test_dispute import open_step
from tests.browser.test_line import ARRIVES, decide

ADDRESS = "https://example.org/plan"
GATES = ("confidentiality", "disclosure", "deidentified", "explanation", "opinions")


def item_to_publish(officer: Person) -> str:
    """The first approved plan whose publication is to be prepared."""
    officer.open("/inbox/?step=publish_plan")
    for link in officer.page.locator("td.what a").evaluate_all("links => links.map(link => link.getAttribute('href'))"):
        officer.open(link)
        if officer.page.locator("#other-acts a[href$='/release/']").count():
            return str(link)
    pytest.fail("no publication in the inbox can be prepared")


def publish(officer: Person) -> None:
    """Type the address and hand in."""
    officer.page.locator("[name=url]").fill(ADDRESS)
    with officer.page.expect_navigation():
        officer.page.locator("#step-form .acts button.primary.big").click()


def test_nothing_is_published_before_it_was_reviewed(come: Come) -> None:
    clerk, officer, head = (come(name) for name in ("clerk", "officer", "head"))
    item = item_to_publish(officer)
    clerk.open(item)
    clerk.page.locator(".crumbs a").first.click()
    clerk.page.locator("#gates-title").click()
    for gate in GATES:
        clerk.page.locator(f"[name=gate_{gate}]").check()
    clerk.check()
    with clerk.page.expect_navigation():
        clerk.page.locator("form[action$='/gates/'] button").click()
    open_step(officer, item, "publish_plan")
    expect(officer.page.locator("#step-form")).to_contain_text("保密审查")
    expect(officer.page.locator("[name=url]")).to_have_count(0)
    expect(officer.page.locator("#step-form .acts button.primary.big")).to_have_count(0)
    officer.check()
    with officer.page.expect_navigation():
        officer.page.locator("#step-form a[href$='/release/']").click()
    officer.page.locator("[name=deidentified]").check()
    officer.page.locator("[name=removed]").fill("经办人手机号。")
    officer.page.locator("[name=explanation]").fill("为什么做、做什么、谁来办。")
    officer.page.locator("[name=opinions_received]").fill("3")
    officer.page.locator("[name=opinions_adopted]").fill("2")
    officer.page.locator("[name=opinions_refused]").fill("一条与上位规定不符。")
    officer.check()
    head.open("/inbox/")
    head.mark()
    with officer.page.expect_navigation():
        officer.page.locator("#act-form button.primary").click()
    officer.mark()
    expect(head.page.locator("#bell b")).to_be_visible(timeout=ARRIVES)
    assert head.stayed()
    open_step(head, item, "review_release")
    expect(head.page.locator("main")).to_contain_text("经办人手机号。")
    head.check()
    decide(head, "agree", "已对照保密事项清单。")
    expect(officer.page.locator("#item-facts")).to_contain_text("已对照保密事项清单。", timeout=ARRIVES)
    assert officer.stayed()
    open_step(officer, item, "publish_plan")
    publish(officer)
    officer.open(f"{item}?tab=plan")
    expect(officer.page.locator("#papers")).to_contain_text(ADDRESS)
    officer.check()
