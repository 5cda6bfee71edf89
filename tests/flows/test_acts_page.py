"""`docs/acts.md` says what the code does: written from it, and every act done once and compared."""

import inspect as python
from collections.abc import Callable
from datetime import datetime
from operator import attrgetter
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from config.acts_page import page
from flows.actions import commitment as steps
from flows.actions import inspection, plan, reports
from flows.acts import BY_ITSELF, OF_AGENCIES, OF_POSTS, ROWS, human_nodes, next_steps, roles_with
from flows.acts.row import ActRow
from flows.models import Task
from notifications.recipients import RULES
from tests.builders import City, issue_plan, make_plan
from tests.flows.cases import COUNTED, TRANSFERRED, post, reach
from workflow.models import Commitment, JournalEntry
from workflow.policies import scope_of
from workflow.status import Act

Signed = Callable[[Any], Client]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at", "files_dir")]

DOCUMENT = Path(__file__).parents[2] / "docs" / "acts.md"
OF_OTHERS = {"consultation", "agencies_asked", "comment", "no_comment", "password"}
"""First words of the entries of registers and consultations: no acts on work."""


def test_the_page_is_the_one_the_code_writes() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == page(), "manage.py acts > docs/acts.md"


def test_every_action_has_its_row() -> None:
    actions = {
        verb
        for module in (steps, inspection, plan, reports)
        for _name, verb in python.getmembers(module, python.isfunction)
        if verb.__module__ == module.__name__ and not verb.__name__.startswith("_")
        if "actor" in python.signature(verb).parameters
    }
    assert {row.verb for row in ROWS if row.verb is not None} >= actions


def test_every_step_can_be_done_and_every_notice_has_an_act() -> None:
    assert {node for row in ROWS for node in row.nodes} == set(human_nodes())
    written = {record for row in ROWS for record in row.records} | set(BY_ITSELF) | set(OF_POSTS) | set(OF_AGENCIES)
    told = {entry for entry in RULES if not any(entry.startswith(word) for word in OF_OTHERS)}
    assert told <= written


OWN = attrgetter("officer", "head", "clerk", "leader", "inspector")


def row_of(node: str, record: str) -> ActRow:
    (row,) = (row for row in ROWS if node in row.nodes and row.record_at(node) == record)
    return row


@pytest.mark.parametrize(
    ("node", "fields"), [*COUNTED, *TRANSFERRED], ids=lambda value: value if isinstance(value, str) else ""
)
def test_an_act_does_what_its_row_says(
    city: City, client_of: Signed, now: datetime, node: str, fields: dict[str, Any]
) -> None:
    commitment: Commitment = issue_plan(city, make_plan(city, now, items=1), now)[0]
    task = reach(city, commitment, now, node)
    people = {role.value for role in _roles(task)}
    doer = next(
        person
        for person in (*OWN(city), city.outsider, city.other_head)
        if _holds(person, people) and scope_of(person).allows(task.act, task.agency_id)
    )
    before = set(Task.objects.open().filter(commitment=commitment).values_list("pk", flat=True))
    seen = JournalEntry.objects.filter(commitment=commitment).count()
    assert post(client_of(doer), task, fields).status_code == 302
    entries = JournalEntry.objects.filter(commitment=commitment).order_by("seq")[seen:]
    entry = next(one for one in entries if one.act not in BY_ITSELF)
    opened = Task.objects.open().filter(commitment=commitment).exclude(pk__in=before)
    assert sorted(opened.values_list("node", flat=True)) == sorted(next_steps(row_of(node, entry.act), node))


def _roles(task: Task) -> list[Any]:
    return [role for role, _wide in roles_with(Act(task.act))]


def _holds(person: Any, roles: set[str]) -> bool:
    return bool(person.memberships.filter(role__in=roles).exists())
