"""Chinese pages speak Chinese, English pages English; what the city itself wrote stays as it is."""

import re
from collections.abc import Iterable, Iterator
from html import unescape
from html.parser import HTMLParser
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db.models import CharField, TextField

from tests.access.conftest import client_as, undone
from tests.access.rules import RULES, STATES, Rule
from tests.access.test_garbage import somebody
from tests.access.test_matrix import address
from tests.access.world import CAST, World
from workflow.deadlines import seeded

pytestmark = pytest.mark.django_db

PAGES = list({**RULES, **STATES}.items())
SHOWN = ("title", "aria-label", "placeholder", "alt", "label")
UNSPOKEN = {"script", "style", "template"}
WORD = re.compile(r"(?<![\w:])(?!(?:[A-F]+|[a-f]+)\b)[A-Za-z][A-Za-z'’-]+(?![\w:])", re.ASCII)
"""A word; neither part of a number or key (`commitment:12:2`, `26A8`) nor a piece of a check sum."""
PASSWORD = re.compile(r"\w{4}(-\w{4}){3}")
HALF_WIDTH = re.compile(r"[^\n<>]{0,12}[\u4e00-\u9fff》）][,;:] ?[\u4e00-\u9fff《（\d][^\n<>]{0,8}")
"""A comma, semicolon or colon of the other script between Chinese words."""
HAN = re.compile(r"[\u4e00-\u9fff]+")
NAMES = {
    "BPMN", "Excel", "CSV", "EN", "English", "PDF", "Word", "OFD", "WPS", "ZIP", "WebSocket", "TXT", "UTF", "MB", "KB",
    "Alt", "Ctrl", "Enter", "Space", "Esc", "Tab", "Shift", "SHA", "GB", "https", "http",
    "xlsx", "csv", "txt", "pdf", "bpmn", "docx", "doc", "wps", "xls", "ods",
}  # fmt: skip
"""Names the same in both languages: formats, keys, units."""
OWN_NAMES = {"简体中文", "中文"}
"""What the switch of language says in every language."""


class Reader(HTMLParser):
    """What a person sees, hears or is told by a page."""

    def __init__(self) -> None:
        super().__init__()
        self.silent = 0
        self.said: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in UNSPOKEN
        given = dict(attrs)
        self.said += [given[name] or "" for name in SHOWN if name in given]
        if tag == "input" and given.get("type") in ("submit", "button"):
            self.said.append(given.get("value") or "")

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in UNSPOKEN

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.said.append(data)


def sentences(page: str) -> list[str]:
    """Everything said on a page, without white space around it. The sentences of scripts count as well."""
    reader = Reader()
    reader.feed(page)
    return [text.strip() for text in reader.said if text.strip()]


@pytest.fixture(scope="module")
def written(shared_world: World, django_db_blocker: Any) -> set[str]:
    """What the city wrote: every text in the database, and the names of holidays, which the law gives."""
    texts: set[str] = set()
    with django_db_blocker.unblock():
        rows = list(stored_texts())
    for row in rows:
        texts |= {text for text in row if text and type(text) is str}
    for notice in seeded().years.values():
        texts |= {notice.source, *notice.holidays.values()}
    return texts


def stored_texts() -> Iterable[tuple[Any, ...]]:
    """The text columns of every row."""
    for label in ("workflow", "flows", "notifications"):
        for model in apps.get_app_config(label).get_models():
            columns = [f.attname for f in model._meta.concrete_fields if isinstance(f, CharField | TextField)]
            yield from model._default_manager.values_list(*columns) if columns else []


def page_in(world: World, name: str, rule: Rule, person: str, language: str, method: str = "GET") -> str:
    """The page in this language, empty when the answer is none. An empty POST gives the page that refuses it."""
    client = client_as(world, person)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    with undone():
        path = address(name, rule, world)
        answer: Any = client.get(path) if method == "GET" else client.post(path, {})
    html = answer.headers.get("Content-Type", "").startswith("text/html")
    return answer.content.decode() if html and not answer.streaming else ""


def readers(rule: Rule) -> Iterable[str]:
    """The people whose pages differ: those of every role that sees it, or who is let in at all."""
    if rule.open_to_all:
        return ["anonymous"]
    if rule.get is None:
        return []
    seeing = [who for who in ("clerk", "leader", "inspector", "officer", "head") if rule.answer("GET", who) == 200]
    return seeing or [somebody(rule, "GET")]


def answers(world: World, name: str, rule: Rule, language: str) -> Iterator[str]:
    """The page as each role reads it, the refusal of an empty form, and the missing page of a foreigner."""
    for person in readers(rule):
        yield page_in(world, name, rule, person, language)
    if rule.post is not None:
        yield page_in(world, name, rule, somebody(rule, "POST"), language, "POST")
        yield page_in(world, name, rule, "stranger", language, "POST")
        yield page_in(world, name, rule, "anonymous", language, "POST")


@pytest.mark.parametrize(("name", "rule"), PAGES, ids=[name for name, _rule in PAGES])
def test_a_chinese_page_has_neither_english_words_nor_half_width_stops(
    world: World, written: set[str], name: str, rule: Rule
) -> None:
    own = {word for text in written for word in WORD.findall(text) if text in USERNAMES or "/" in text or "." in text}
    corpus, pages = "\n".join(written), list(answers(world, name, rule, "zh-hans"))
    english = {
        sentence
        for page in pages
        for sentence in sentences(page)
        if any(word not in NAMES | own for word in WORD.findall(PASSWORD.sub("", sentence)))
    }
    stops = {
        stop.group(0)
        for page in pages
        for stop in HALF_WIDTH.finditer(re.sub(r"<[^>]+>", "", unescape(page)))
        if stop.group(0) not in corpus
    }
    assert (english, stops) == (set(), set())


@pytest.mark.parametrize(("name", "rule"), PAGES, ids=[name for name, _rule in PAGES])
def test_an_english_page_has_no_chinese_words_of_ours(world: World, written: set[str], name: str, rule: Rule) -> None:
    corpus = "\n".join(written)
    found = {
        sentence
        for page in answers(world, name, rule, "en")
        for sentence in sentences(page)
        if any(word not in corpus and word not in OWN_NAMES for word in HAN.findall(sentence))
    }
    assert found == set()


USERNAMES = set(CAST) | {"second_leader", "leader2", "other_head", "county_head"}
