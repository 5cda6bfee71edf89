"""What the reader asks a person, one sentence a kind. The sentences are msgids; the Chinese is in the locale."""

from collections.abc import Iterable

from workflow.reading.model import Doubt
from workflow.reading.offsets import Span

MESSAGES = {
    "no_owner": "No responsible agency is named. Name one, or confirm that none is needed.",
    "open_collective": "The members of this collective are not known. List them before issue.",
    "open_list": "The list of agencies ends with “and others”. Name the others, or confirm that there are none.",
    "mode_unstated": "The agencies are listed without saying who leads. Confirm that they share the task.",
    "inherited_owner": "The agencies are named for the whole section only. Confirm that they answer for this item too.",
    "owner_in_sentence": "Only a sentence of the text says who must act. Confirm these agencies and their roles.",
    "two_owners": "Two places name different agencies for this, so it can be read in two ways. Decide who answers; the bracket, label or column was taken.",  # noqa: E501
    "by_reference": "Others are told to follow by analogy. Enter them as agencies that may follow, or leave them out.",
    "owner_by_principle": "The responsible are told by a principle only. Name the agencies it means.",
    "unit_list": "These agencies are listed as a group. Confirm that each of them takes part.",
    "two_names": "These names may mean one agency. Confirm whether they do.",
    "bracket_open": "The bracket that names the agencies is not closed. Check whether something was lost.",
    "unread_party": "This does not look like the name of an agency. Correct it, or confirm it.",
    "unread_bracket": "This bracket seems to assign the task but could not be read. Enter the agencies by hand.",
    "heading_guessed": "The heading and the text run into one another. Confirm where the heading ends.",
    "numbering_gap": "A number is missing before this one. Check whether a paragraph was lost.",
    "numbering_repeat": "This number occurs twice. Check which one is meant.",
    "unnumbered": "This paragraph assigns a task but has no number. Confirm that it is an item of its own.",
    "event_unstated": "The days are counted, but not from which event. Name the event that starts the clock.",
    "year_unstated": "The date has no year, and the document does not tell which. Enter the year.",
    "date_passed": "The date lies before the date of the document. Confirm the year.",
    "date_reading": "The date can be read in more than one way. Confirm the last day.",
    "date_unread": "The cell of the deadline holds no date that could be read. Enter the last day, or confirm that there is none.",  # noqa: E501
    "time_unread": "A time is named here that could not be read. Enter the last day or how often it is due, or confirm that neither is meant.",  # noqa: E501
    "period_inherited": "The quota names no period, so the year of the plan was taken. Confirm it, or enter how often it is due.",  # noqa: E501
    "digit_reading": "A letter stands where a digit belongs. Confirm the number.",
    "period_reading": "The period is none of week, month, quarter and year. Confirm how often it is due.",
    "cell_missing": "The row names no agency: its cell is empty or was lost. Name the agency; nothing was assumed.",
    "cell_cut": "A cell breaks off in the middle. Complete it from the original table.",
    "cell_column": "Not all cells of this row are there, so the column of this one is not certain. Confirm the role of the agencies.",  # noqa: E501
    "table_unread": "This table has no row of headings that tells its columns. Enter its tasks by hand, or hand in the table with its header.",  # noqa: E501
    "table_continued": "This table has no header of its own and was read as the continuation of the one before it. Confirm that.",  # noqa: E501
    "table_flattened": "The table was copied without its borders, so its cells were put together from the lines. Compare them with the original table.",  # noqa: E501
    "issuer_missing": "The document does not name who issued it. Enter the issuer.",
    "title_missing": "The document has no title that could be recognised. Enter the title.",
    "text_lost": "Characters of the text are lost and cannot be brought back. Compare with the original.",
    "attachment_missing": "An attachment is referred to that is not part of the text. Hand it in as well, or confirm that it is not needed.",  # noqa: E501
}


def doubt(kind: str, candidates: Iterable[str] = (), at: Span | None = None) -> Doubt:
    """A doubt of a known kind about `candidates`, raised by the text at `at`."""
    return Doubt(kind, MESSAGES[kind], tuple(candidates), at)
