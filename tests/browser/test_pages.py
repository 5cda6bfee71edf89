"""Every page of the matrix in Chromium: accessible, within its policy, no wider than a phone, silent on the console."""

from typing import Any

from tests.browser.conftest import Come
from tests.browser.people import Person, audit, overflow

NO_PAGES = {"notifications_bell", "notifications_since", "import_agencies"}
"""Fragments and JSON: parts of other pages."""


def test_every_page_is_accessible_and_keeps_its_policy(come: Come, seeded: Any) -> None:
    people: dict[str, Person] = {}
    wrong: list[str] = []
    for name, path, person in seeded["pages"]:
        if name in NO_PAGES or path.partition("?")[0].endswith((".xlsx", ".bpmn")) or path.startswith("/files/"):
            continue
        reader = people.setdefault(person, come(person) if person not in people else people[person])
        reader.page.goto(path)
        wrong += [f"{name}: {fault}" for fault in audit(reader.page)]
        wrong += [f"{name}: {fault}" for fault in reader.page.evaluate("window.policyViolations")]
        reader.page.set_viewport_size({"width": 390, "height": 844})
        wrong += [f"{name} at 390 px: {part}" for part in overflow(reader.page)]
        reader.page.set_viewport_size({"width": 1366, "height": 900})
    assert wrong == []
