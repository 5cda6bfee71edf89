"""Every page of the matrix in Chromium: accessible, within its policy, no wider than a phone, silent on the console."""

import re
from collections.abc import Iterator
from typing import Any

from playwright.sync_api import Page

from tests.browser.conftest import Come
from tests.browser.people import Person, audit, overflow

NO_PAGE = re.compile(r"\.(xlsx|bpmn)$|^/files/")
NO_PAGES = {"notifications_bell", "notifications_since", "import_agencies", "import_source"}
"""Fragments and JSON: parts of other pages."""


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


def on_a_phone(page: Page) -> list[str]:
    """What sticks out at 390 px."""
    page.set_viewport_size({"width": 390, "height": 844})
    found = overflow(page)
    page.set_viewport_size({"width": 1366, "height": 900})
    return found


def test_every_page_is_accessible_keeps_its_policy_and_fits_a_phone(come: Come, seeded: Any) -> None:
    wrong = [
        f"{name}: {fault}"
        for name, page in Readers(come, "zh-hans").pages(seeded)
        for fault in (*audit(page), *page.evaluate("window.policyViolations"), *on_a_phone(page))
    ]
    assert wrong == []


def test_english_pages_fit_a_phone_too(come: Come, seeded: Any) -> None:
    """Their words are longer."""
    wrong = [f"{name}: {part}" for name, page in Readers(come, "en").pages(seeded) for part in on_a_phone(page)]
    assert wrong == []
