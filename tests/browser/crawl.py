"""Every page of the matrix, drawn once in each language, and all that is looked at on it."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Page

from tests.browser.people import NARROW, Come, Person, audit, overflow

DESK = {"width": 1366, "height": 768}
COMMITS = ".ask .btn.primary, .ask .btn.yes, .actbar .btn.primary, .actbar .btn.yes"
NO_PAGE = re.compile(r"\.(xlsx|bpmn)$|^/files/")
NO_PAGES = {
    "notifications_bell",
    "notifications_since",
    "import_agencies",
    "import_source",
    "duty_export",
    "slip_export",
    "leader_export",
}
"""Fragments and JSON: parts of other pages; and files."""


class Readers:
    """One browser for each person who reads pages, in one language."""

    def __init__(self, come: Come, language: str) -> None:
        self.come, self.language = come, language
        self.there: dict[str, Person] = {}

    def pages(self, seeded: Any) -> Iterator[tuple[str, Page]]:
        """Every page of the matrix by name, opened as somebody whom it is for."""
        for name, path, who in seeded["pages"]:
            if name in NO_PAGES or NO_PAGE.search(path.partition("?")[0]):
                continue
            page = self.reader(who).page
            page.goto(path)
            yield name, page

    def reader(self, who: str) -> Person:
        """The person, who comes when first needed."""
        if who not in self.there:
            person = self.come(who)
            cookie = {"name": "django_language", "value": self.language, "url": person.base_url}
            person.context.add_cookies([cookie])  # type: ignore[list-item]
            self.there[who] = person
        return self.there[who]


NAMES = ["许志衡", "孙立群", "何亦舟", "赵启明", "吴承宇", "马成林"]
BROKEN_NAMES = """(names) => {
  const found = [];
  const words = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  while (words.nextNode()) {
    const text = words.currentNode;
    for (const name of names) {
      for (let at = text.data.indexOf(name); at >= 0; at = text.data.indexOf(name, at + 1)) {
        const range = document.createRange();
        range.setStart(text, at);
        range.setEnd(text, at + name.length);
        const lines = new Set([...range.getClientRects()].filter((box) => box.width).map((box) => Math.round(box.top)));
        if (lines.size > 1) found.push(`${name}: ${text.data.trim().slice(0, 60)}`);
      }
    }
  }
  return found;
}"""
CUT_CHOICES = """() => [...document.querySelectorAll(".filters select")].filter((select) => {
  if (!select.offsetWidth) return false;
  const style = getComputedStyle(select);
  const pen = document.createElement("canvas").getContext("2d");
  pen.font = style.font;
  const room = select.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
  const said = select.options[0] ? select.options[0].text : "";
  return pen.measureText(said).width > room + 1;
}).map((select) => `${select.name}: ${select.options[0].text}`)"""


@dataclass
class Seen:
    """What was wrong, by what was looked at, each line with the name of its page; `met` counts what there was to look
    at, so that a look that meets nothing can be told from one that finds nothing wrong."""

    wrong: dict[str, list[str]] = field(default_factory=dict)
    met: Counter[str] = field(default_factory=Counter)

    def note(self, look: str, page: str, found: list[str]) -> None:
        """Keep what one look at one page found."""
        self.wrong.setdefault(look, []).extend(f"{page}: {what}" for what in found)


def crawl(come: Come, seeded: Any, language: str) -> Seen:
    """Open every page and look at it: at a desk, then on a phone. In English only what longer words may break."""
    seen, chinese = Seen(), language == "zh-hans"
    for name, page in Readers(come, language).pages(seeded):
        if chinese:
            seen.note("accessible", name, audit(page))
            seen.note("policy", name, page.evaluate("window.policyViolations"))
        for size in (DESK, NARROW):
            page.set_viewport_size({"width": size["width"], "height": size["height"]})
            if chinese:
                _look_sideways(seen, name, page, size["width"])
            seen.note("names", name, page.evaluate(BROKEN_NAMES, NAMES))
        _look_at_a_phone(seen, name, page)
        if name == "item":
            page.goto(f"{page.url.partition('?')[0]}?tab=flow")
            seen.note("names", name, page.evaluate(BROKEN_NAMES, NAMES))
            page.set_viewport_size({"width": DESK["width"], "height": DESK["height"]})
            seen.note("names", name, page.evaluate(BROKEN_NAMES, NAMES))
        page.set_viewport_size({"width": 1366, "height": 900})
    return seen


def visible(page: Page, selector: str) -> list[str]:
    """The words of the elements that are drawn."""
    return [found.inner_text().strip() for found in page.locator(selector).all() if found.is_visible()]


def _look_at_a_phone(seen: Seen, name: str, page: Page) -> None:
    seen.note("phone", name, overflow(page))
    seen.note("choices", name, page.evaluate(CUT_CHOICES))
    brand = page.locator(".brand span")
    if brand.count() and brand.evaluate("part => part.scrollWidth > part.clientWidth + 1"):
        seen.note("brand", name, ["the name of the site is cut"])
    for _ask in visible(page, ".ask"):
        seen.met["ask"] += 1
        if not any(visible(page, COMMITS)):
            seen.note("ask", name, ["no button"])
    if page.locator(".actbar").count() and not any(visible(page, ".actbar .btn")):
        seen.note("bar", name, ["empty"])


def _look_sideways(seen: Seen, name: str, page: Page, width: int) -> None:
    """Whether what goes on to the right says so, and what fits says nothing."""
    page.wait_for_timeout(50)
    for frame in page.locator(".swipe").all():
        more = frame.evaluate("part => part.scrollWidth > part.clientWidth + 1")
        said = frame.evaluate("part => Boolean(part.previousElementSibling?.matches('[data-sideways]'))")
        seen.met["sideways"] += more
        if more != said:
            seen.note("sideways", name, [f"at {width}"])
