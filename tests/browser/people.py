"""People at real browsers: each has a context of his own and notices everything that goes wrong on the way."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, expect

from tests.builders import PASSWORD

PATIENCE_MS = 15_000
WATCH_CSP = """
window.policyViolations = [];
document.addEventListener("securitypolicyviolation", (event) => {
  window.policyViolations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile || ""}`);
});
"""
WIDE = {"width": 1366, "height": 900}
NARROW = {"width": 390, "height": 844}
AXE = Axe()
BROKEN_ON_PURPOSE = re.compile(r"ERR_INTERNET_DISCONNECTED|ERR_NETWORK|WebSocket connection|409 \(|404 \(")
"""What a browser itself notes when a test cuts the line, or asks for what is refused."""


class Person:
    """One of the cast at a browser. `faults` are console errors, script errors and refused addresses so far."""

    def __init__(self, context: BrowserContext, name: str, base_url: str, traces: Path) -> None:
        self.name, self.context, self.base_url, self.traces = name, context, base_url, traces
        self.faults: list[str] = []
        context.set_default_timeout(PATIENCE_MS)
        context.add_init_script(WATCH_CSP)
        self.page = self.open_page()

    def open_page(self) -> Page:
        """A tab that is watched."""
        page = self.context.new_page()
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.faults.append(f"{page.url}: {error}"))
        page.on("response", lambda answer: self._status(answer.status, answer.url))
        return page

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not BROKEN_ON_PURPOSE.search(message.text):
            self.faults.append(f"{self.page.url}: {message.text}")

    def _status(self, status: int, url: str) -> None:
        if status >= 500:
            self.faults.append(f"{url}: {status}")

    def sign_in(self, name: str) -> None:
        """Through the sign-in page."""
        self.page.goto("/sign-in/")
        self.page.get_by_label("账号").fill(name)
        self.page.get_by_label("密码").fill(PASSWORD)
        self.page.get_by_role("button", name="登录").click()
        expect(self.page.locator("#bell")).to_be_visible()

    def open(self, path: str) -> None:
        """Go to a page and wait until its live line stands."""
        self.page.goto(path)
        expect(self.page.locator("[data-live-line]")).to_have_attribute("data-state", "live")

    def mark(self) -> None:
        """From here on `stayed` tells whether the page was loaded again."""
        self.page.evaluate("window.sameDocument = true")

    def stayed(self) -> bool:
        """The document is still the one that was marked."""
        return bool(self.page.evaluate("window.sameDocument === true"))

    def unread(self) -> int:
        """What the bell counts."""
        number = self.page.locator("#bell b")
        return int(number.inner_text()) if number.count() else 0

    def check(self) -> None:
        """The page in hand: no axe violation, nothing refused by the policy, nothing wider than a phone."""
        faults = [*audit(self.page), *self.page.evaluate("window.policyViolations")]
        self.page.set_viewport_size({"width": NARROW["width"], "height": NARROW["height"]})
        faults += overflow(self.page)
        self.page.set_viewport_size({"width": WIDE["width"], "height": WIDE["height"]})
        assert faults == [], "\n".join([self.page.url, *faults])

    def shot(self, name: str) -> None:
        """A picture for whoever reads a failure."""
        self.traces.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=self.traces / f"{name}-{self.name}.png", full_page=True)


Come = Callable[..., Person]
"""How one of the cast comes: by name."""


def audit(page: Page) -> list[str]:
    """The violations axe finds: rule, impact and the elements."""
    found: Any = AXE.run(page).response
    return [
        f"{page.url} {fault['id']} ({fault['impact']}): "
        + "; ".join(f"{node['html'][:160]} {node['failureSummary'][:200]}" for node in fault["nodes"][:3])
        for fault in found["violations"]
    ]


def overflow(page: Page) -> list[str]:
    """The elements that stick out to the right of the window, when the page can be pushed sideways."""
    found: list[str] = page.evaluate(
        """() => {
          const root = document.scrollingElement;
          if (root.scrollWidth <= window.innerWidth) return [];
          const wide = (element) => element.getBoundingClientRect().right > window.innerWidth + 1
            || (element.scrollWidth > window.innerWidth && getComputedStyle(element).overflowX === "visible");
          const found = [...document.querySelectorAll("main *, header *, nav *")].filter(wide);
          return [`${root.scrollWidth} px`, ...found.slice(-4).map((element) => element.outerHTML.slice(0, 120))];
        }"""
    )
    return found
