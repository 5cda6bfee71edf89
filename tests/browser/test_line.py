"""The whole line, from document to closed item, through the pages: five people, each at a browser of his own, who see
each other's acts arrive. The head never touches a mouse."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.people import Come, Person
from tests.conftest import SHANGHAI

TITLE = "云川市数据开放工作要点"
ITEM = "公布数据目录"
PLAN = f"""{TITLE}

一、重点任务

（一）{ITEM}。把可以开放的数据列成目录，写明更新日期（市数据局牵头落实）。

（二）开办数据课堂。给基层干部讲数据怎样填、怎样用（市司法局牵头，市数据局配合）。

（三）设立数据窗口。在政务大厅设窗口，当面答复数据申请（各县区政府负责落实）。

本要点公布后，各单位要在30个工作日内制定具体实施方案。
"""
ARRIVES = 20_000
"""Milliseconds for what comes by itself; it usually takes less than one second."""


@dataclass
class Cast:
    """The five."""

    clerk: Person
    leader: Person
    officer: Person
    head: Person
    inspector: Person


def test_the_whole_line(come: Come) -> None:
    cast = Cast(**{name: come(name, by_hand=True) for name in ("clerk", "leader", "officer", "head", "inspector")})
    for name in ("clerk", "leader", "officer", "inspector"):
        getattr(cast, name).sign_in(name)
    sign_in_by_keyboard(cast.head)
    plan = clerk_brings_the_plan_in(cast)
    leader_approves_the_plan(cast, plan)
    item = clerk_issues_and_the_officer_sees_it_arrive(cast, plan)
    officer_acknowledges_and_writes_the_plan(cast, item)
    head_signs_by_keyboard(cast)
    leader_approves_while_the_officer_looks_on(cast, item)
    officer_publishes_and_the_report_opens_by_itself(cast, item)
    officer_reports_and_the_head_signs(cast, item)
    officer_claims_and_the_inspector_finds_fault(cast, item)
    officer_rectifies_and_the_inspector_rechecks(cast, item)
    leader_closes_and_everybody_sees_it(cast, item)


# -- what hands do


def row(person: Person, *words: str) -> Locator:
    """The line of a list that holds all the words."""
    found = person.page.locator("tr")
    for word in words:
        found = found.filter(has_text=word)
    return found.first


def step_from_item(person: Person, item: str, button: str = "") -> None:
    """Open the item and follow what is asked."""
    person.open(item)
    acts = person.page.locator("#item-lead .ask .acts a")
    (acts.filter(has_text=button) if button else acts).first.click()
    expect(person.page.locator("[data-live-line]")).to_have_attribute("data-state", "live")


def hand_in(person: Person) -> None:
    """Press the filled button of the step."""
    with person.page.expect_navigation():
        person.page.locator("#step-form .acts button.primary.big").click()


def decide(person: Person, way: str, text: str = "") -> None:
    """Two taps: the first opens the form of the decision, the second commits it."""
    person.page.locator(f'.ask a[href="#{way}"]').first.click()
    form = person.page.locator(f"form#{way}")
    if text:
        form.locator("textarea").first.fill(text)
    with person.page.expect_navigation():
        form.locator("button.primary").click()


def tab_to(person: Person, target: Locator) -> None:
    """The Tab key alone, until the control has the focus and can be seen."""
    for _press in range(120):
        person.page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            expect(target).to_be_in_viewport()
            return
    pytest.fail(f"{target} cannot be reached with the Tab key on {person.page.url}")


def sign_in_by_keyboard(person: Person) -> None:
    person.page.goto("/sign-in/")
    tab_to(person, person.page.get_by_label("账号"))
    person.page.keyboard.type("head")
    person.page.keyboard.press("Tab")
    person.page.keyboard.type("correct-horse-battery")
    with person.page.expect_navigation():
        person.page.keyboard.press("Enter")
    expect(person.page.locator("#bell")).to_be_visible()
    person.check()


# -- the line


def clerk_brings_the_plan_in(cast: Cast) -> str:
    """Upload, honest progress, review, commit, submit; the address of the plan."""
    clerk, page = cast.clerk, cast.clerk.page
    clerk.open("/imports/new/")
    document: Any = {"name": "要点.txt", "mimeType": "text/plain", "buffer": PLAN.encode()}
    page.locator("input[type=file]").set_input_files(document)
    page.get_by_role("button", name="上传").click()
    page.wait_for_url(re.compile(r"/imports/\d+/"), timeout=ARRIVES)
    expect(page.locator("main")).to_contain_text(ITEM)
    clerk.check()
    while page.locator('.dock a[href="#doubts"]').count():
        leave_out(page.locator("details.choice-form:has(input[name=reason])").first)
    rest = page.locator(".dock details:has(input[value=settle_rest])")
    if rest.count():
        rest.locator("summary").click()
        rest.locator("input[name=reason]").fill("按原文办理。")
        with page.expect_navigation():
            rest.locator("button[type=submit]").click()
    with page.expect_navigation():
        page.locator('.dock form[action$="/commit/"] button').click()
    page.wait_for_url(re.compile(r"/plans/\d+/"))
    plan = page.evaluate("location.pathname")
    clerk.check()
    page.locator(".ask .acts a.primary").click()
    expect(page.locator("#step-form")).to_be_visible()
    clerk.check()
    hand_in(clerk)
    return str(plan)


def leave_out(fold: Locator) -> None:
    """Settle a doubt by leaving it out with a reason."""
    fold.locator("summary").click()
    fold.locator("input[name=reason]").fill("这一段不是任务。")
    with fold.page.expect_navigation():
        fold.locator("button[type=submit]").click()


def leader_approves_the_plan(cast: Cast, plan: str) -> None:
    leader = cast.leader
    leader.open("/")
    expect(leader.page.locator("main")).to_contain_text(TITLE)
    leader.check()
    leader.open(plan)
    leader.page.locator(".ask .acts a").first.click()
    leader.check()
    decide(leader, "agree")


def clerk_issues_and_the_officer_sees_it_arrive(cast: Cast, plan: str) -> str:
    """The officer's open inbox gets its row, and the bell counts up; nobody reloads. The address of the item."""
    clerk, officer = cast.clerk, cast.officer
    officer.open("/inbox/")
    officer.mark()
    before = officer.unread()
    assert officer.page.locator("tr", has_text=ITEM).count() == 0
    clerk.open(plan)
    clerk.page.locator(".ask .acts a.primary").click()
    expect(clerk.page.locator("#step-form")).to_be_visible()
    clerk.check()
    clerk.page.locator("#step-form .acts button.primary.big").first.click()
    clerk.page.wait_for_url(re.compile(r"/ledger/"), timeout=ARRIVES)
    expect(row(clerk, ITEM)).to_be_visible()
    clerk.check()
    expect(row(officer, ITEM, "签收")).to_be_visible(timeout=ARRIVES)
    expect(officer.page.locator("#bell b")).not_to_have_text(str(before or ""), timeout=ARRIVES)
    assert officer.unread() > before
    the_page_around_the_list_keeps_up(officer)
    assert officer.stayed()
    officer.check()
    return str(row(officer, ITEM).locator("td.what a").get_attribute("href"))


def the_page_around_the_list_keeps_up(officer: Person) -> None:
    """Header, tab and navigation of the inbox count alike, and the filter knows the plan that has just come."""
    counted = officer.page.locator("#count-inbox").inner_text()
    number = re.sub(r"\D", "", counted)
    expect(officer.page.locator("#inbox-tabs .count")).to_have_text(number)
    expect(officer.page.locator("#inbox-where")).to_contain_text(f"{number} 项")
    expect(officer.page.locator("#inbox-plans option", has_text=TITLE)).to_have_count(1)


def officer_acknowledges_and_writes_the_plan(cast: Cast, item: str) -> None:
    officer, page = cast.officer, cast.officer.page
    officer.open(item)
    officer.check()
    item_path = page.evaluate("location.pathname")
    page.locator("#item-lead button.primary").click()
    page.get_by_role("link", name="写实施方案").first.click()
    page.locator("[name=summary]").fill("列目录，逐项写明更新日期。")
    today = f"{datetime.now(SHANGHAI):%Y-%m-%d}"
    for name, value in (
        ("text", "列出全部数据"), ("due_on", today), ("person", "李婧"), ("output", "目录一份"),
    ):  # fmt: skip
        page.locator(f"[name=measure-0-{name}]").fill(value)
    officer.check()
    cast.head.open("/inbox/")
    cast.head.mark()
    hand_in(officer)
    assert page.evaluate("location.pathname") == item_path
    expect(row(cast.head, ITEM, "签批")).to_be_visible(timeout=ARRIVES)
    assert cast.head.stayed()


def head_signs_by_keyboard(cast: Cast) -> None:
    """From the inbox to the signature without a mouse: J to the row, Enter, Tab, Enter."""
    head, page = cast.head, cast.head.page
    for _press in range(60):
        page.keyboard.press("j")
        if page.locator("tr:focus", has_text=ITEM).filter(has_text="签批").count():
            break
    else:
        pytest.fail("J never came to the row")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    if "/items/" in page.url:
        tab_to(head, page.locator("#item-lead .ask .acts a").first)
        with page.expect_navigation():
            page.keyboard.press("Enter")
    head.check()
    tab_to(head, page.locator('.ask a[href="#agree"]').first)
    page.keyboard.press("Enter")
    tab_to(head, page.locator("form#agree textarea"))
    page.keyboard.type("同意。")
    tab_to(head, page.locator("form#agree button.primary"))
    with page.expect_navigation():
        page.keyboard.press("Enter")


def leader_approves_while_the_officer_looks_on(cast: Cast, item: str) -> None:
    officer, leader = cast.officer, cast.leader
    officer.open(item)
    officer.mark()
    expect(officer.page.locator("#item-lead")).to_contain_text("许志衡")
    step_from_item(leader, item)
    leader.check()
    decide(leader, "agree")
    expect(officer.page.locator("#item-lead .ask")).to_contain_text("公布", timeout=ARRIVES)
    expect(officer.page.locator("#item-side")).to_contain_text("公布")
    assert officer.stayed()


def officer_publishes_and_the_report_opens_by_itself(cast: Cast, item: str) -> None:
    officer, page = cast.officer, cast.officer.page
    step_from_item(officer, item)
    page.locator("[name=url]").fill("https://example.org/plan")
    officer.check()
    hand_in(officer)
    officer.mark()
    expect(page.locator("#item-lead .acts a", has_text="进展")).to_be_visible(timeout=ARRIVES)
    assert officer.stayed(), "the ticker opened the report, the page showed it"


def officer_reports_and_the_head_signs(cast: Cast, item: str) -> None:
    officer, head = cast.officer, cast.head
    officer.page.locator("#item-lead .acts a", has_text="进展").click()
    officer.page.locator("[name=text]").fill("目录已列出三百项。")
    officer.page.locator("[name=percent]").fill("60")
    officer.check()
    hand_in(officer)
    head.open(item)
    tab_to(head, head.page.locator("#item-lead .ask .acts a").first)
    with head.page.expect_navigation():
        head.page.keyboard.press("Enter")
    tab_to(head, head.page.locator('.ask a[href="#agree"]').first)
    head.page.keyboard.press("Enter")
    tab_to(head, head.page.locator("form#agree button.primary"))
    with head.page.expect_navigation():
        head.page.keyboard.press("Enter")


def officer_claims_and_the_inspector_finds_fault(cast: Cast, item: str) -> None:
    officer, inspector = cast.officer, cast.inspector
    inspector.open("/inspections/")
    inspector.check()
    step_from_item(officer, item, "办结")
    officer.page.locator("[name=text]").fill("目录已全部上线。")
    officer.check()
    hand_in(officer)
    officer.open(item)
    officer.mark()
    step_from_item(inspector, item)
    inspector.check()
    decide(inspector, "finding", "三处没有更新日期。")
    expect(officer.page.locator("#item-lead .ask")).to_contain_text("整改", timeout=ARRIVES)
    assert officer.stayed()


def officer_rectifies_and_the_inspector_rechecks(cast: Cast, item: str) -> None:
    officer, inspector = cast.officer, cast.inspector
    step_from_item(officer, item)
    officer.page.locator("[name=text]").fill("三处都已补上。")
    officer.check()
    hand_in(officer)
    step_from_item(inspector, item)
    inspector.check()
    decide(inspector, "agree")


def leader_closes_and_everybody_sees_it(cast: Cast, item: str) -> None:
    officer, leader = cast.officer, cast.leader
    officer.open(f"{item}?tab=history")
    officer.mark()
    step_from_item(leader, item)
    leader.check()
    decide(leader, "agree")
    expect(officer.page.locator("#item-lead")).to_contain_text("办结", timeout=ARRIVES)
    assert officer.stayed()
    officer.check()
    for tab in ("plan", "progress", "inspection", "files", "flow"):
        officer.open(f"{item}?tab={tab}")
        officer.check()
    cast.clerk.open(f"/ledger/?q={ITEM}")
    expect(row(cast.clerk, ITEM)).to_contain_text("办结")
