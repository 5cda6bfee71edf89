"""The paragraphs before the first number: the tasks among them, and what only leads up to the tasks."""

import re
from itertools import groupby

from workflow.reading.assignments import find_assignments
from workflow.reading.closing import is_formality
from workflow.reading.coverage import Named
from workflow.reading.items import Context, is_counted
from workflow.reading.offsets import Span
from workflow.reading.owners import Practice
from workflow.reading.recurrences import find_recurrences
from workflow.reading.timing import find_deadlines, masked
from workflow.reading.told import find_told

PREAMBLE = re.compile(
    r"^为|^根据|^按照|总体要求|指导思想|特?制定(?:本|如下|以下|此)|现(?:制定|提出|就|将|印发)|如下|以下|贯彻落实|决策部署|坚持以"
)
LONGEST_ANNOUNCEMENT = 40


def tasks_before(text: str, left: list[Span], practice: Practice) -> list[Span]:
    """The paragraphs that give somebody a task; of 一是…, 二是… all where one does."""
    assigning = {at for at in left if _assigns(text, at, practice)}
    found: list[Span] = []
    for counted, run in groupby(left, key=lambda at: is_counted(text, at)):
        those = list(run)
        every = counted and len(those) > 1 and not assigning.isdisjoint(those)
        found += [at for at in those if every or at in assigning]
    return found


def introduction(context: Context, left: list[Span], first: int) -> list[Named]:
    """Paragraphs before the first number that say why the plan is made or from when it holds, and those before the
    `first` task that ask for nothing; the others stay unexplained."""
    text = context.text
    reasons = [at for at in left if PREAMBLE.search(text[at[0] : min(at[1], at[0] + 400)])]
    reasons += [at for at in left if at not in set(reasons) and _announces(text, at)]
    formal = [at for at in left if at not in set(reasons) and is_formality(text, at)]
    told = {*reasons, *formal}
    asking = [at for at in left if at[1] <= first and at not in told and _asks_nothing(context, at)]
    return [
        *((at, "preamble") for at in reasons),
        *((at, "closing") for at in formal),
        *((at, "introduction") for at in asking),
    ]


def _assigns(text: str, at: Span, practice: Practice) -> bool:
    """Whether a paragraph before the first number gives somebody a task."""
    if practice.says_only_rules(text, at):
        return False
    if find_assignments(text, [at]).assignments or _reports_back(text, at) or practice.asks_addressees(text, at):
        return True
    if PREAMBLE.search(text[at[0] : min(at[1], at[0] + 400)]):
        return False
    return any(one.strength != "plain" for one in find_told(text, [at]))


def _reports_back(text: str, at: Span) -> bool:
    """Whether a letter asks for reports that return: 请各牵头单位每月28日前报送进展."""
    plain = masked(text, at)
    return any(
        one.strength != "plain" and find_recurrences(text, plain[a - at[0] : b - at[0]], (a, b), ()).recurrences
        for one in find_told(text, [at])
        for a, b in [one.assignment.at]
    )


def _announces(text: str, at: Span) -> bool:
    """Whether a paragraph only says that the tasks follow: 要抓好三个方面的工作："""
    return at[1] - at[0] <= LONGEST_ANNOUNCEMENT and text[at[1] - 1] in "：:" and not find_told(text, [at])


def _asks_nothing(context: Context, at: Span) -> bool:
    """Whether whole sentences name nobody who has to act, no time and nothing that returns."""
    text = context.text
    return (
        text[at[1] - 1] in "。！."
        and not find_told(text, [at])
        and not find_deadlines(text, [at], context.calendar).deadlines
        and not find_recurrences(text, masked(text, at), at, ()).recurrences
    )
