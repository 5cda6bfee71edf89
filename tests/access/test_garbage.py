"""Nonsense in addresses and fields: a clear answer, never a fault of the server (the test client raises those)."""

from typing import Any
from urllib.parse import urlencode

import pytest
from django.urls import NoReverseMatch, reverse

from tests.access.conftest import client_as, undone
from tests.access.rules import RULES, STATES, Rule
from tests.access.test_matrix import address
from tests.access.watching import EVERYTHING, WatchedQuery
from tests.access.world import CAST, World

pytestmark = pytest.mark.django_db

EVERY_RULE = [*RULES.items(), *STATES.items()]
READABLE = [(name, rule) for name, rule in EVERY_RULE if rule.get is not None]
WRITABLE = [(name, rule) for name, rule in EVERY_RULE if rule.post is not None]
WITH_ID = [(name, rule) for name, rule in RULES.items() if rule.args.__code__.co_consts != (None, ())]

KEYS = (
    "q", "cursor", "older", "newer", "page", "tab", "sort", "order", "due", "due_from", "step", "plan", "status",
    "stage", "light", "office", "kind", "people", "in", "from", "to", "since", "act", "agency", "person",
    "commitment", "item", "doubt", "open", "only", "as", "role", "id", "topics", "mine", "year", "next", "back",
    "through", "revision", "at", "cite", "corrects", "do", "edit", "job", "list", "look", "missing", "name", "on",
    "optional", "pair", "part", "pick", "show", "state", "upper", "word", "write", "length", "colour", "side",
)  # fmt: skip
HOSTILE = "'\"><script>alert(1)</script>"
NONSENSE = (
    "x", "-1", "0", "²", "٣", "1e9", "9" * 19, "9" * 400, "\x00", "a\x00b", "\ud800".encode("utf-8", "surrogatepass"),
    b"\xff\xfe", HOSTILE, "%s %d {0}", "2026-13-45", "9999-12-31~1",
    "0001-01-01T00:00:00+14:00~1", "None", "~", "~~1", "国" * 200, "../../etc/passwd",
)  # fmt: skip
TYPED = ("", "²", "9" * 400, "a\x00b", HOSTILE, "国" * 5000)
FORGED = (0, 999_999_999, 2**63 - 1, 2**63, 10**30)
CLEAR = {200, 302, 304, 400, 403, 404, 405, 409, 413, 422}


def somebody(rule: Rule, method: str) -> str:
    """A person who gets the furthest."""
    people = [person for person in CAST if person not in ("anonymous", "root")]
    return min(people, key=lambda person: rule.answer(method, person))


@pytest.mark.parametrize(("name", "rule"), READABLE, ids=[name for name, _rule in READABLE])
def test_nonsense_in_the_address(world: World, name: str, rule: Rule, settings: Any) -> None:
    """A page that reads nothing of its address repeats it at most: one hostile value shows how."""
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "tests.access.watching.WatchingMiddleware"]
    client = client_as(world, somebody(rule, "GET"))
    path = address(name, rule, world).partition("?")[0]
    with undone():
        query = client.get(f"{path}?{urlencode(dict.fromkeys(KEYS, 'x'))}").wsgi_request.GET
    assert isinstance(query, WatchedQuery)
    assert query.read <= {*KEYS, EVERYTHING}
    for value in NONSENSE if query.read else [HOSTILE]:
        with undone():
            answer = client.get(f"{path}?{urlencode([(key, value) for key in KEYS])}")
        assert answer.status_code in CLEAR, value
        assert b"<script>alert" not in answer.getvalue(), value


@pytest.mark.parametrize(("name", "rule"), WRITABLE, ids=[name for name, _rule in WRITABLE])
def test_nonsense_in_every_field(world: World, name: str, rule: Rule) -> None:
    client = client_as(world, somebody(rule, "POST"))
    path, fields = address(name, rule, world), rule.fields(world)
    for value in TYPED:
        with undone():
            answer = client.post(path, dict.fromkeys(fields, value))
        assert answer.status_code in CLEAR, value
        assert b"<script>alert" not in answer.content, value
        for one in fields:
            with undone():
                answer = client.post(path, fields | {one: value})
            assert answer.status_code in CLEAR, (one, value)


@pytest.mark.parametrize(("name", "rule"), WITH_ID, ids=[name for name, _rule in WITH_ID])
def test_forged_ids_are_missing_pages(world: World, name: str, rule: Rule) -> None:
    args = rule.args(world)
    for method in ("GET", "POST"):
        client = client_as(world, somebody(rule, method))
        for number in FORGED:
            path = forged(name, args, number)
            if path is None:
                continue
            with undone():
                answer = client.get(path) if method == "GET" else client.post(path, rule.fields(world))
            assert answer.status_code in (404, 405), (method, path, answer.status_code)


def forged(name: str, args: tuple[int, ...], number: int) -> str | None:
    """The address with the last of its ids forged; None where the pattern takes no such number."""
    try:
        return reverse(name, args=[*args[:-1], number])
    except NoReverseMatch:
        return None
