"""What changed in a passage, sign by sign."""

import random
import time

import pytest

from workflow.services.imports.differences import COMPARED, pieces


def told(before: str, after: str) -> str:
    """The pieces in one line: -gone- +new+."""
    signs = {"same": "", "gone": "-", "new": "+"}
    return "".join(f"{signs[one.kind]}{one.text}{signs[one.kind]}" for one in pieces(before, after))


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("于2026年12月底前完成", "于2026 年12月底前完成", "于2026+ +年12月底前完成"),
        ("推進政務公開", "推进政务公开", "推-進-+进+政-務-+务+公-開-+开+"),
        ("办好2026件事", "办好2025件事", "办好-2026-+2025+件事"),
        ("", "新的一项", "+新的一项+"),
        ("去掉的一项", "", "-去掉的一项-"),
        ("一样", "一样", "一样"),
        ("甲甲甲", "甲甲", "甲甲-甲-"),
    ],
)
def test_only_what_differs_is_marked(before: str, after: str, expected: str) -> None:
    assert told(before, after) == expected


def test_what_stands_far_from_a_change_is_left_out() -> None:
    found = told("头" * 500 + "旧" + "尾" * 500, "头" * 500 + "新" + "尾" * 500)
    assert found == f"…{'头' * 40}-旧-+新+{'尾' * 40}…"


@pytest.mark.parametrize("seed", range(20))
def test_the_pieces_hold_both_texts(seed: int) -> None:
    chance = random.Random(seed)
    before = "".join(chance.choices("一二三四五ab1", k=60))
    after = "".join(sign for sign in before if chance.random() > 0.2)
    found = pieces(before, after)
    assert "…" in "".join(piece.text for piece in found) or (
        "".join(piece.text for piece in found if piece.kind != "new") == before
        and "".join(piece.text for piece in found if piece.kind != "gone") == after
    )


@pytest.mark.parametrize("length", [COMPARED, 1_500_000])
def test_texts_that_have_nothing_in_common_take_no_time(length: int) -> None:
    chance = random.Random(length)
    signs = [chr(0x4E00 + number) for number in range(40)]
    before, after = ("".join(chance.choices(signs, k=length)) for _ in range(2))
    started = time.process_time()
    found = pieces(before, after)
    assert time.process_time() - started < 3
    assert sum(len(piece.text) for piece in found) <= 4 * COMPARED + 10
