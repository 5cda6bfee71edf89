"""Taking a clerk's work into a new reading: whatever was merged or split, no item of the document gets lost."""

import copy
import random
from datetime import date

import pytest

from workflow.reading import read
from workflow.services.imports import editing
from workflow.services.imports.carrying import Outcome, carry
from workflow.services.imports.layout import begin
from workflow.services.imports.rereading import told
from workflow.services.imports.state import Review

NAMES = "甲乙丙丁戊己庚"


def laid(changed: tuple[int, ...] = ()) -> Review:
    """A document of seven items, those of `changed` reading differently, as it is laid out for the clerk."""
    lines = [
        f"{number}.及时做好第{name}事{'新' if number in changed else ''}。（市财政局牵头落实）"
        for number, name in enumerate(NAMES, start=1)
    ]
    reading = read("\n".join(["云川市2026年工作要点", "", "一、推进公开", *lines, ""]))
    return begin(told(reading), reading.clean, date(2026, 1, 1))


def carried(worked: Review, changed: tuple[int, ...]) -> Outcome:
    return carry(worked, laid(), laid(changed), lambda at: at)


def texts(review: Review) -> str:
    return "".join(item["text"] for item in review["items"])


def test_what_was_merged_goes_with_its_item_or_stands_by_itself_again() -> None:
    worked = laid()
    editing.merge(worked, worked["items"][1])
    editing.merge(worked, worked["items"][1])
    outcome = carried(worked, (3,))
    assert [item["number"] for item in outcome.review["items"]] == [f"一/{number}" for number in range(1, 8)]
    assert outcome.lost == ["一/1", "一/2", "一/3"]


def test_nobody_who_edited_nothing_is_told_of_lost_edits() -> None:
    once = carried(laid(), (2, 5))
    assert once.lost == []
    again = carry(once.review, laid((2, 5)), laid(), lambda at: at)
    assert again.lost == []


@pytest.mark.parametrize("seed", range(60))
def test_any_work_loses_no_item(seed: int) -> None:
    chance = random.Random(seed)
    worked = laid()
    for _ in range(chance.randint(0, 4)):
        item = chance.choice(worked["items"])
        if chance.random() < 0.7:
            editing.merge(worked, item)
        else:
            editing.split(worked, item, min(3, len(item["text"]) - 1), "")
    changed = tuple(chance.sample(range(1, 8), chance.randint(0, 2)))
    outcome = carried(copy.deepcopy(worked), changed)
    found = texts(outcome.review).replace("\n", "")
    for number, name in enumerate(NAMES, start=1):
        assert found.count(f"第{name}事") == 1, (number, changed)
        assert (f"第{name}事新" in found) == (number in changed), (number, changed)
    ids = [item["id"] for item in outcome.review["items"]]
    assert len(ids) == len(set(ids))
