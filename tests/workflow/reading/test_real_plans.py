"""The figures on the real plans: what people annotated against what the reader found."""

import pytest

from tests.workflow.reading.places import assert_maps, assert_places
from tests.workflow.reading.shared import annotated, f1_scores, plan_text, read_plan
from workflow.reading import read

PLANS = ["linyi-2016", "shunyi-2016", "jinghai-2020", "xicheng-2017", "zhonglou-2018"]


@pytest.mark.parametrize("name", ["linyi-2016", "shunyi-2016"])
def test_reads_what_people_read(name: str) -> None:
    scores = f1_scores(name)
    print(name, scores)  # noqa: T201 - the figures, for whoever runs it with -s
    assert scores["items"] >= 0.95
    assert scores["assignments"] >= 0.95
    assert scores["parties"] >= 0.95
    assert scores["deadlines"] >= 0.95
    assert scores["recurrences"] >= 0.95
    assert scores["header"] == 1


def test_finds_the_clock_of_the_implementation_plan() -> None:
    assert f1_scores("linyi-2016")["plan clock"] == 1


def test_brings_back_two_headings_shifted_by_half_a_character() -> None:
    reading = read_plan("shunyi-2016")
    shifted = [repair for repair in reading.repairs if repair.kind == "shifted"]
    assert len(shifted) == 2
    assert all(repair.clean.startswith("（一）") for repair in shifted)
    assert all(reading.raw[slice(*repair.raw_at)] == repair.raw for repair in shifted)
    assert not any(doubt.kind == "numbering_gap" for item in reading.items for doubt in item.doubts)


def test_takes_out_every_gloss() -> None:
    repairs = read_plan("shunyi-2016").repairs
    assert sum(repair.kind == "gloss" for repair in repairs) == 215


def test_a_consultation_draft_is_read_as_one() -> None:
    reading = read_plan("jinghai-2020")
    assert reading.header.status == "consultation_draft"
    assert reading.header.title is not None
    assert reading.header.title.endswith("工作要点")
    assert [doubt.kind for doubt in reading.doubts] == ["issuer_missing"]
    assert sum(bool(item.assignments) for item in reading.items) == 15
    assert [item.number for item in reading.items][-5:] == ["六/1", "六/2", "六/3", "六/4", "末段"]


def test_reads_a_flattened_table_and_guesses_nothing() -> None:
    scores = f1_scores("zhonglou-2018")
    assert {name: scores[name] for name in ("header", "items", "assignments", "parties", "deadlines")} == {
        "header": 1, "items": 1, "assignments": 1, "parties": 1, "deadlines": 1
    }  # fmt: skip
    ambiguous = [item["number"] for item in annotated("zhonglou-2018")["items"] if item["confidence"] == "ambiguous"]
    read_as = {item.number: item for item in read_plan("zhonglou-2018").items}
    assert len(ambiguous) == 24
    assert all(read_as[number].doubts for number in ambiguous)


@pytest.mark.parametrize("name", PLANS)
def test_explains_every_sentence(name: str) -> None:
    assert read_plan(name).coverage.unexplained == ()


@pytest.mark.parametrize("name", PLANS)
def test_every_place_is_true(name: str) -> None:
    reading = read_plan(name)
    assert_places(reading)
    assert_maps(reading)


@pytest.mark.parametrize("name", PLANS)
def test_reads_the_same_without_a_final_line_feed_and_with_other_line_ends(name: str) -> None:
    text = plan_text(name)
    usual = read_plan(name)
    windows = read(text.strip().replace("\n", "\r\n"))
    assert [item.text.replace("\r", "") for item in windows.items] == [item.text for item in usual.items]
