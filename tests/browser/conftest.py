"""A real server with one of everything, and real Chromium. A missing browser is a failure, never a skip."""

import contextlib
import os
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.crawl import Seen, crawl
from tests.browser.people import WIDE, Come, Person
from tests.scratch import ROOT, Scratch, scratch
from tests.server import Server

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
TRACES = ROOT / "test-results"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All of it is of the browser."""
    for item in items:
        if "tests/browser" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)


# Fixtures end with the package: while Playwright lives, its event loop forbids Django the database in this thread.


@pytest.fixture(scope="package")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scratch]:
    """An installation of its own."""
    with scratch(tmp_path_factory.mktemp("browser")) as made:
        yield made


@pytest.fixture(scope="package")
def seeded(installation: Scratch) -> Any:
    """What `tests.browser.seed` put there."""
    return installation.tell("tests.browser.seed")


@pytest.fixture(scope="package")
def server(installation: Scratch, seeded: Any) -> Iterator[Server]:
    """The server, with its background and a quick ticker."""
    with Server(installation, DUBAN_TICK_SECONDS="1", DUBAN_EMBEDDED_TICKER="1") as running:
        yield running


@pytest.fixture(scope="package")
def browser(server: Server) -> Iterator[Browser]:
    """The system's Chromium."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield started
        started.close()


@contextlib.contextmanager
def arrivals(browser: Browser, server: Server, seeded: Any, traces: Path) -> Iterator[tuple[Come, list[Person]]]:
    """How people come, and those who came; they leave at the end."""
    there: list[Person] = []

    def arrive(name: str, *, by_hand: bool = False, **options: Any) -> Person:
        context = browser.new_context(base_url=server.url, viewport=WIDE, locale="zh-CN", **options)  # type: ignore[arg-type]
        if name and not by_hand:
            cookie = {"name": seeded["cookie"], "value": seeded["sessions"][name], "url": server.url}
            context.add_cookies([cookie])  # type: ignore[list-item]
        person = Person(context, name, server.url, traces)
        there.append(person)
        return person

    try:
        yield arrive, there
    finally:
        for person in there:
            person.context.close()


@pytest.fixture
def come(browser: Browser, server: Server, seeded: Any, request: pytest.FixtureRequest) -> Iterator[Come]:
    """`come("clerk")`: that person at a browser of his own, signed in by cookie (`by_hand=True`: not signed in)."""
    with arrivals(browser, server, seeded, TRACES / request.node.name) as (arrive, there):
        yield arrive
        failed = getattr(request.node, "failed", False)
        if failed:
            for person in there:
                person.shot("failed")
    assert failed or [fault for person in there for fault in person.faults] == []


@pytest.fixture(scope="package")
def seen(browser: Browser, server: Server, seeded: Any) -> Callable[[str], Seen]:
    """`seen("zh-hans")`: what was looked at on every page in that language; the pages are drawn once for all tests."""

    @cache
    def look(language: str) -> Seen:
        with arrivals(browser, server, seeded, TRACES / f"pages-{language}") as (arrive, there):
            found = crawl(arrive, seeded, language)
            found.note("console", language, [fault for person in there for fault in person.faults])
        return found

    return look


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Any:
    """Lets `come` know that a test failed, for the pictures."""
    outcome = yield
    report = outcome.get_result()
    if report.when == "call" and report.failed:
        item.failed = True  # type: ignore[attr-defined]
