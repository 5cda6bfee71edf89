"""An item with a partner and a countersigner through the pages: contributed, taken in, written, signed by two heads,
live where others look on."""

from playwright.sync_api import expect

from tests.browser.people import Come, Person
from tests.browser.seed import SHARED
from tests.browser.test_line import ARRIVES, decide
from tests.browser.test_slip import open_step


def item_of(person: Person) -> str:
    """The shared item, as it stands in the inbox."""
    person.open("/inbox/")
    return str(person.page.locator("td.what a", has_text=SHARED).first.get_attribute("href"))


def act(person: Person, item: str, label: str, **typed: str) -> None:
    """Do an act of the menu of the item."""
    person.open(item)
    person.page.locator("#other-acts summary").click()
    with person.page.expect_navigation():
        person.page.locator("#other-acts a", has_text=label).click()
    for name, words in typed.items():
        person.page.locator(f"[name={name}]").fill(words)
    person.check()
    with person.page.expect_navigation():
        person.page.locator("#act-form button.primary").click()


def hand_in(person: Person) -> None:
    """Press the button of the form."""
    with person.page.expect_navigation():
        person.page.locator("#step-form button.primary, .actbar button.primary").first.click()


def test_a_partner_contributes_and_another_head_countersigns(come: Come) -> None:
    officer, head, partner, other_head = (come(name) for name in ("officer", "head", "outsider", "other_head"))
    item = item_of(officer)
    assert item_of(partner) == item
    officer.open(item)
    officer.mark()
    expect(officer.page.locator("#item-contributions")).to_contain_text("市司法局")
    open_step(partner, item, "配合")
    expect(partner.page.locator("main")).to_contain_text("市数据局牵头，市司法局配合")
    partner.page.locator("[name=text]").fill("执法数据目录二十项，见附件。")
    partner.check()
    hand_in(partner)
    expect(officer.page.locator("#item-contributions")).to_contain_text("已报送，待牵头单位采纳", timeout=ARRIVES)
    assert officer.stayed()
    partner.open(item)
    partner.mark()
    open_step(officer, item, "配合")
    expect(officer.page.locator("main")).to_contain_text("执法数据目录二十项")
    officer.check()
    decide(officer, "agree")
    expect(partner.page.locator("#item-contributions")).to_contain_text("已采纳", timeout=ARRIVES)
    assert partner.stayed()

    act(officer, item, "加签", agency="市司法局", reason="涉及执法数据。")
    officer.open(item)
    if officer.page.locator("#item-lead button", has_text="签收").count():
        with officer.page.expect_navigation():
            officer.page.locator("#item-lead button", has_text="签收").first.click()
    open_step(officer, item, "实施方案")
    officer.page.locator("[name=summary]").fill("分两步建成。")
    officer.page.locator("[name=contact]").fill("李婧")
    for name, value in (("text", "列出目录"), ("due_on", "2026-10-30"), ("person", "李婧"), ("output", "目录")):
        officer.page.locator(f"[name=measure-0-{name}]").fill(value)
    officer.check()
    hand_in(officer)
    open_step(head, item, "")
    expect(head.page.locator("main")).to_contain_text("尚未会签")
    decide(head, "agree")
    expect(head.page.locator("main")).to_contain_text("市司法局尚未会签")
    open_step(other_head, item, "")
    expect(other_head.page.locator("main")).to_contain_text("分两步建成。")
    other_head.check()
    decide(other_head, "agree")
    open_step(head, item, "")
    expect(head.page.locator("#signs").locator("..").locator("..")).to_contain_text("已会签")
    decide(head, "agree")
    head.open(item)
    expect(head.page.locator("#item-side")).to_contain_text("政府办审批方案（正在进行）")
    # The refused signature.
    head.faults[:] = [fault for fault in head.faults if "422" not in fault]
    partner.open("/contributions/?side=owed")
    expect(partner.page.locator("#contribution-rows")).to_contain_text(SHARED)
    partner.check()
