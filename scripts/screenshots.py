"""Takes the pictures of README.md: seeds a demo in a scratch directory, serves it, signs in as its people and looks.

`make screenshots` runs it. The pictures go to docs/screenshots/, the lines that show them into README.md.
"""

import os
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "screenshots"
README = ROOT / "README.md"
SECTION = re.compile(r"(?<=<!-- screenshots -->\n).*?(?=<!-- /screenshots -->)", re.DOTALL)

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
             "--disable-sync", "--no-first-run"]  # fmt: skip
WIDE, PHONE = (1366, 768), (390, 844)
MOST_BYTES = 250_000
PASSWORD = "yunchuan"  # noqa: S105 -- of the demo, shown on its sign-in page
START_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture: whose page, how to get there from the first page, and what README says under it."""

    name: str
    account: str
    says: str
    go: Callable[[Page], object] | None = None
    size: tuple[int, int] = WIDE


def _path(path: str) -> Callable[[Page], object]:
    return lambda page: page.goto(path)


def _link(path: str, selector: str) -> Callable[[Page], object]:
    """Open the first link of that kind on a page."""

    def go(page: Page) -> None:
        page.goto(path)
        page.goto(page.locator(selector).first.get_attribute("href") or path)

    return go


def _item(path: str, heading: str, tab: str = "") -> Callable[[Page], object]:
    """Open the item of that heading from a list; with a tab, show that tab first."""

    def go(page: Page) -> None:
        page.goto(path)
        link = page.locator("a[href^='/items/']", has_text=heading).first
        address = (link.get_attribute("href") or path).partition("?")[0]
        page.goto(f"{address}?tab={tab}" if tab else address)
        if tab:
            page.locator("svg.flow").first.evaluate("drawing => drawing.closest('section').scrollIntoView()")
            page.evaluate("window.scrollBy(0, -120)")

    return go


RETURNED, FOUND = "部门负责人接听热线", "热线知识库同源更新"
"""Items of the demo: a plan that came back, a finding that is to be rectified."""
PICTURES_TAKEN = (
    Picture("leader-home", "xuzhiheng", "The leader's first page: what waits for a decision, one tap each"),
    Picture("inbox", "lijing", "An officer's inbox: returned work first, then by due date", _path("/inbox/")),
    Picture("item", "lijing", "An item: what was promised, by when, where it stands", _item("/inbox/", RETURNED)),
    Picture("flow", "lijing", "An item as a BPMN flow with its live state", _item("/inbox/", FOUND, "flow")),
    Picture("review", "heyizhou", "A plan document read: the doubts first, the source beside",
            _link("/plans/", "a[href^='/imports/']:not([href*='new']):not([href*='agencies'])")),
    Picture("ledger", "heyizhou", "The ledger: every commitment; filters stand in the address", _path("/ledger/"),
            (1366, 710)),
    Picture("inbox-phone", "lijing", "The inbox on a phone", _path("/inbox/"), PHONE),
)  # fmt: skip


def main() -> int:
    """Exit 0 when every picture was taken and is small enough."""
    only = set(sys.argv[1:])
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch, _served(Path(scratch)) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for picture in PICTURES_TAKEN:
            if not only or picture.name in only:
                _take(browser, address, picture)
        browser.close()
    _show()
    large = [path.name for path in PICTURES.glob("*.png") if path.stat().st_size > MOST_BYTES]
    if large:
        print(f"Larger than {MOST_BYTES // 1000} kB: {', '.join(large)}", file=sys.stderr)
    return 1 if large else 0


@contextmanager
def _served(scratch: Path) -> Iterator[str]:
    """A demo of its own on a free port: yields its address."""
    port = _free_port()
    address = f"http://localhost:{port}"
    environment = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")}
    environment |= {"DUBAN_DATA_DIR": str(scratch), "DUBAN_DEMO": "1", "DUBAN_BASE_URL": address}
    manage = [sys.executable, str(ROOT / "manage.py")]
    for command in (["migrate", "--no-input", "--verbosity", "0"], ["seed_demo"]):
        subprocess.run([*manage, *command], env=environment, check=True, stdout=subprocess.DEVNULL)
    with subprocess.Popen(
        [*manage, "serve", "--port", str(port)], env=environment, stdout=subprocess.DEVNULL
    ) as server:
        try:
            _wait_for(f"{address}/sign-in/")
            yield address
        finally:
            server.terminate()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _wait_for(url: str) -> None:
    until = time.monotonic() + START_SECONDS
    while True:
        try:
            with urllib.request.urlopen(url, timeout=5):  # noqa: S310 -- our own server
                return
        except (URLError, ConnectionError):
            if time.monotonic() > until:
                raise
            time.sleep(0.3)


def _take(browser: Browser, address: str, picture: Picture) -> None:
    width, height = picture.size
    context = browser.new_context(
        base_url=address, viewport={"width": width, "height": height}, locale="zh-CN", timezone_id="Asia/Shanghai"
    )
    page = context.new_page()
    page.goto("/sign-in/")
    page.fill("#id_username", picture.account)
    page.fill("#id_password", PASSWORD)
    page.click(".gate-form button[type=submit]")
    page.wait_for_load_state()
    if picture.go is not None:
        picture.go(page)
    page.wait_for_load_state()
    page.evaluate("document.fonts.ready")
    page.screenshot(path=PICTURES / f"{picture.name}.png")
    print(f"{picture.name}: {(PICTURES / f'{picture.name}.png').stat().st_size // 1000} kB, {page.title()}")
    context.close()


def _show() -> None:
    """Put the pictures there are into README.md."""
    lines = []
    for picture in PICTURES_TAKEN:
        if (PICTURES / f"{picture.name}.png").exists():
            shown = f"![{picture.says}](docs/screenshots/{picture.name}.png)"
            lines += [f"{picture.says}.", "", shown, ""]
    text = README.read_text(encoding="utf-8")
    README.write_text(SECTION.sub(lambda _found: "\n".join(lines), text), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
