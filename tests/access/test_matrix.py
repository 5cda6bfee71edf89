"""Every address, every one of the cast: the right answer, and nothing changed where the answer was no."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.access.conftest import client_as, undone
from tests.access.rules import RULES, STATES, Rule
from tests.access.world import CAST, World

pytestmark = pytest.mark.django_db

EVERY_RULE = [*RULES.items(), *STATES.items()]
UNKEPT = {"Session", "Permission", "ContentType", "StepDraft", "DBTaskResult", "AccessAttempt", "AccessLog"}
"""Rows that are no state of Duban's world: drafts are the person's own, the queue is a copy of `Job`."""

WRITING = re.compile(r'(INSERT INTO|UPDATE|DELETE FROM) "(workflow|flows|notifications|auth)_')


def names(resolver: URLResolver) -> Iterator[tuple[str | None, str]]:
    """(name, pattern) of every address."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            yield entry.name, str(entry.pattern)
        else:
            yield from names(entry)


def state() -> dict[str, Any]:
    """Every row of Duban's tables."""
    labels = ("workflow", "flows", "notifications", "auth")
    models = [model for label in labels for model in apps.get_app_config(label).get_models()]
    return {
        model.__name__: list(model._default_manager.order_by("pk").values_list(*_columns(model)))
        for model in models
        if model.__name__ not in UNKEPT
    }


@pytest.fixture(scope="module")
def kept(shared_world: World, django_db_blocker: Any) -> Iterator[dict[str, Any]]:
    """The rows before anybody did anything, and again at the end: what a test did is undone."""
    with django_db_blocker.unblock():
        rows = state()
    yield rows
    with django_db_blocker.unblock():
        assert state() == rows


@contextmanager
def writes() -> Iterator[list[str]]:
    """The statements of the block that write to Duban's tables: a look that decides whether to compare the rows."""
    written: list[str] = []

    def note(execute: Any, sql: str, parameters: Any, many: bool, context: Any) -> Any:
        if WRITING.match(sql):
            written.append(sql)
        return execute(sql, parameters, many, context)

    with connection.execute_wrapper(note):
        yield written


def _columns(model: Any) -> list[str]:
    # Looking at a page is noted, and says nothing of the work.
    return [field.attname for field in model._meta.concrete_fields if field.name not in ("last_login", "last_visit_at")]


def address(name: str, rule: Rule, world: World) -> str:
    path = reverse(name.partition(":")[0], args=rule.args(world))
    query = rule.query if isinstance(rule.query, str) else rule.query(world)
    return f"{path}?{query}" if query else path


def test_every_address_has_a_name_and_a_line_in_the_matrix() -> None:
    found = list(names(get_resolver()))
    assert [pattern for name, pattern in found if name is None] == []
    assert {name for name, _pattern in found} == set(RULES)


@pytest.mark.parametrize(("name", "rule"), EVERY_RULE, ids=[name for name, _rule in EVERY_RULE])
def test_get(world: World, name: str, rule: Rule) -> None:
    path = address(name, rule, world)
    wrong = {}
    for person in CAST:
        client = client_as(world, person)
        with undone():
            answer = client.get(path)
        expected = rule.answer("GET", person) if person != "anonymous" else None
        if person == "anonymous" and not rule.open_to_all:
            assert answer.status_code == 302
            assert answer["Location"].startswith("/sign-in/?next=")
        elif expected is not None and answer.status_code != expected:
            wrong[person] = f"{answer.status_code} instead of {expected}"
    assert wrong == {}


@pytest.mark.parametrize(("name", "rule"), EVERY_RULE, ids=[name for name, _rule in EVERY_RULE])
def test_post(world: World, kept: dict[str, Any], name: str, rule: Rule) -> None:
    path, fields = address(name, rule, world), rule.fields(world)
    wrong = {}
    for person in CAST:
        client = client_as(world, person)
        with undone(), writes() as written:
            answer = client.post(path, fields)
            changed = [table for table, rows in state().items() if rows != kept[table]] if written else []
        if person == "anonymous":
            if not rule.open_to_all:
                assert answer.status_code == 401
                assert changed == []
            continue
        expected = rule.answer("POST", person)
        if answer.status_code != expected:
            wrong[person] = f"{answer.status_code} instead of {expected}"
        elif expected >= 400 and changed:
            wrong[person] = f"{expected}, yet {changed} changed"
        elif expected < 400 and not changed and not rule.inert:
            wrong[person] = f"{expected}, yet nothing changed"
    assert wrong == {}


@pytest.mark.parametrize(("name", "rule"), EVERY_RULE, ids=[name for name, _rule in EVERY_RULE])
def test_a_superuser_without_a_post_is_a_stranger(name: str, rule: Rule) -> None:
    for method in ("GET", "POST"):
        assert rule.answer(method, "root") == rule.answer(method, "stranger")


def test_every_page_opens_for_somebody_with_a_post() -> None:
    closed = [
        name
        for name, rule in RULES.items()
        if not any(
            rule.answer(method, person) < 400
            for method in ("GET", "POST")
            for person in CAST
            if person not in ("anonymous", "root", "stranger")
        )
    ]
    assert closed == ["organisation_import_confirm"], "which takes what only its own page has sealed"
