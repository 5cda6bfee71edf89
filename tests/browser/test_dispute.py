"""A dispute through the pages: asked, signed, upheld, ruled by the leader, and the new agency gets the item live."""

import pytest
from playwright.sync_api import expect

from tests.browser.people import Come, Person
from tests.browser.test_line import ARRIVES, decide


def act(person: Person, item: str, name: str) -> None:
    """Open an act of the item menu."""
    person.open(item)
    person.page.locator("#other-acts summary").click()
    with person.page.expect_navigation():
        person.page.locator(f"#other-acts a[href$='/{name}/']").click()


def open_step(person: Person, item: str, node: str) -> None:
    """The step of the dispute, whatever else the item asks of the person."""
    person.open(item)
    links = person.page.locator("#item-lead a[href^='/steps/']")
    for path in links.evaluate_all("links => links.map(link => link.getAttribute('href'))"):
        person.open(path)
        if person.page.locator(f"input[name=node][value={node}]").count():
            return
    pytest.fail(f"{item} does not ask for {node}")


def item_to_dispute(officer: Person) -> str:
    """The first new commitment whose assignment can be disputed."""
    officer.open("/inbox/?step=acknowledge")
    for link in officer.page.locator("td.what a").evaluate_all("links => links.map(link => link.getAttribute('href'))"):
        officer.open(link)
        if officer.page.locator("#other-acts a[href$='/dispute/']").count():
            return str(link)
    pytest.fail("no commitment in the inbox can be disputed")


def test_a_dispute_goes_to_the_leader_and_the_item_to_another_agency(come: Come) -> None:
    officer, head, clerk, leader = (come(name) for name in ("officer", "head", "clerk", "leader"))
    outsider = come("outsider")
    item = item_to_dispute(officer)
    act(officer, item, "dispute")
    officer.page.locator("[name=reason]").fill("三定方案未列此项职责，应由司法局承办。")
    officer.page.locator("[name=agency]").fill("市司法局")
    officer.check()
    with officer.page.expect_navigation():
        officer.page.locator("#act-form button.primary").click()
    expect(officer.page.locator("#item-due")).to_contain_text("已提出分工异议，期限照常计算")
    officer.check()
    open_step(head, item, "sign_dispute")
    decide(head, "agree")
    open_step(clerk, item, "answer_dispute")
    clerk.check()
    decide(clerk, "agree", "职责规定在先，维持分工。")
    act(officer, item, "ruling")
    expect(officer.page.locator("main")).to_contain_text("职责规定在先，维持分工。")
    officer.page.locator("[name=reason]").fill("答复未涉及职责依据。")
    with officer.page.expect_navigation():
        officer.page.locator("#act-form button.primary").click()
    officer.mark()
    outsider.open("/inbox/")
    outsider.mark()
    before = outsider.page.locator("td.what a").count()
    open_step(leader, item, "rule_dispute")
    leader.check()
    leader.page.locator("a[href='#return']").first.click()
    expect(leader.page.locator("#return [name=agency]")).to_have_value("市司法局")
    leader.page.locator("#return [name=reason]").fill("按三定方案归口司法局。")
    with leader.page.expect_navigation():
        leader.page.locator("#return button.primary").click()
    expect(leader.page.locator("main")).to_contain_text("该事项已转由市司法局办理")
    expect(officer.page.locator("#item-lead")).to_contain_text("该事项已转由市司法局办理", timeout=ARRIVES)
    assert officer.stayed()
    expect(outsider.page.locator("td.what a")).to_have_count(before + 1, timeout=ARRIVES)
    assert outsider.stayed()
    leader.open("/disputes/?tab=decided")
    expect(leader.page.locator("#disputes")).to_contain_text("按三定方案归口司法局。")
    leader.check()
