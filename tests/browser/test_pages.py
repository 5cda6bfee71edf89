"""Every page of the matrix in Chromium: accessible, within its policy, no wider than a phone, silent on the console."""

from collections.abc import Callable

import pytest

from tests.browser.crawl import Seen


def test_every_page_is_accessible_and_keeps_its_policy(seen: Callable[[str], Seen]) -> None:
    wrong = seen("zh-hans").wrong
    assert (wrong["accessible"], wrong["policy"]) == ([], [])


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_fits_a_phone_and_is_silent(seen: Callable[[str], Seen], language: str) -> None:
    """English words are longer."""
    wrong = seen(language).wrong
    assert (wrong["phone"], wrong["console"]) == ([], [])
