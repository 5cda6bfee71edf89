"""Plans in English whose duties stand in sentences."""

import datetime

import pytest

from tests.workflow.reading.lines import lines_of
from tests.workflow.reading.places import assert_places
from workflow.reading import read
from workflow.reading.latin import split_latin

GREENVALE = """Greenvale City Work Plan for 2026
Issued by the Greenvale City Council Office, 3 February 2026

This plan sets out what the city does for its citizens.

1. Open budgets. The Finance Bureau shall publish the annual budget of every department by the end of June; the Audit Office supports.
2. Public hearings. The Planning Department, together with the District Offices, will hold at least two hearings each quarter. Minutes shall be published by the Bureau of Culture and Tourism within 10 working days after each hearing.
3. The Education Bureau is responsible for inspecting all school canteens by 30 September 2026, with support from the Health Commission and the Market Regulation Bureau.
4. Led by the Transport Authority, all districts shall submit a monthly report before the 5th.
5. Trees are planted along the river.
6. By the end of the third quarter, the Housing and Construction Department must complete 300 flats. The Land Office and the Treasury shall assist.
7. Relevant departments should review their rules once a year, at least 5 working days before the meeting.
"""  # noqa: E501


def test_duties_deadlines_and_returns_of_english_sentences() -> None:
    reading = read(GREENVALE)
    assert lines_of(reading) == [
        "1 Open budgets | lead_with Finance Bureau + Audit Office | 2026-06-30 | owner_in_sentence",
        "2 Public hearings | lead_with Planning Department + District Offices; joint Bureau of Culture and Tourism | 10 quarter×2 | owner_in_sentence",  # noqa: E501
        "3 “The Educatio” | lead_with Education Bureau + Health Commission、Market Regulation Bureau | 2026-09-30 | owner_in_sentence",  # noqa: E501
        "4 “Led by the T” | lead_with Transport Authority + all districts | month×1 | owner_in_sentence",
        "5 “Trees are pl” |  |  | no_owner",
        "6 “By the end o” | lead_with Housing and Construction Department + Land Office、Treasury | 2026-09-30 | owner_in_sentence",  # noqa: E501
        "7 “Relevant dep” | joint Relevant departments | P5D year×1 | owner_in_sentence open_collective",
    ]
    header = reading.header
    assert (header.title, header.issuer) == ("Greenvale City Work Plan for 2026", "Greenvale City Council Office")
    assert header.issued_on == datetime.date(2026, 2, 3)
    assert reading.items[1].deadlines[0].event == "each hearing"
    assert reading.items[3].recurrences[0].by == "5"
    assert reading.items[1].assignments[0].collective == ("District Offices",)
    assert reading.coverage.unexplained == ()
    assert reading.coverage.waived_by == {"header": 2, "introduction": 1}
    assert_places(reading)


def test_agencies_that_lead_or_only_help() -> None:
    reading = read(
        "Programme for Clean Water 2027\n"
        "1. The Water Authority and the Environment Agency lead the survey of wells.\n"
        "2. Under the lead of the Mayor's Office, every county government carries out checks quarterly.\n"
        "3. Results must be reported by the Water Authority within 3 days of the test.\n"
        "4. The Harbour Board, in cooperation with the Port Police, cleans the docks before 1 May.\n"
    )
    assert [line.partition(" | ")[2] for line in lines_of(reading)] == [
        "lead Water Authority、Environment Agency |  | owner_in_sentence",
        "lead_with Mayor's Office + every county government | quarter×1 | owner_in_sentence",
        "joint Water Authority | 3 | owner_in_sentence",
        "lead_with Harbour Board + Port Police | 2027-05-01 | owner_in_sentence",
    ]


NAMES = {
    "the Finance Bureau, the Bureau of Culture and Tourism and all district governments": (
        "Finance Bureau", "Bureau of Culture and Tourism", "all district governments",
    ),
    "Market Regulation and Transport Bureau": ("Market Regulation and Transport Bureau",),
    "Finance Bureau and Audit Office": ("Finance Bureau", "Audit Office"),
    "London and Paris": (),
}  # fmt: skip


@pytest.mark.parametrize("written", NAMES)
def test_names_are_parted_where_both_are_agencies(written: str) -> None:
    assert split_latin(written).names == NAMES[written]


@pytest.mark.parametrize(
    "text",
    [
        "My Holiday Plan for 2026\n1. We shall go to Rome by the end of June.\n2. Anna must book the hotel.\n",
        "1. The Finance Bureau is old.\n2. It stands by the river.\n",
        "The Bank plan\nThe weather was good. Everybody went home.\n",
    ],
)
def test_english_text_that_tells_no_agency_to_act_is_no_plan(text: str) -> None:
    assert read(text).items == ()


def test_a_commitment_is_never_joined_to_the_line_above() -> None:
    lines = [
        f"Commitment {n}. Publish\nLead agency: Ministry of Finance\n{n}.1 Done by 31 March 2028\n" for n in range(1, 9)
    ]
    assert [item.text for item in read("".join(lines)).items] == ["Done by 31 March 2028"] * 8
