"""The world is built once for a module; every request undoes what it did."""

import contextlib
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.test import Client, override_settings

from tests.access.world import World, build_world
from tests.conftest import moment
from workflow.models import User


@pytest.fixture(scope="module")
def shared_world(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    """One of everything, undone when the module ends."""
    files = tmp_path_factory.mktemp("files")
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=files), transaction.atomic():
        cache.clear()
        made = build_world(moment(2026, 9, 7))
        made.sessions = {name: signed_in(user) for name, user in made.people.items()}
        yield made
        transaction.set_rollback(True)


@pytest.fixture
def world(shared_world: World, db: None) -> World:
    """The world for one test, which may change it."""
    return shared_world


@contextlib.contextmanager
def undone() -> Iterator[None]:
    """What happens inside has not happened."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    cache.clear()


def client_as(world: World, person: str) -> Client:
    """A browser of this person."""
    client = Client()
    if person != "anonymous":
        client.cookies[settings.SESSION_COOKIE_NAME] = world.sessions[person]
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "zh-hans"
    return client


def signed_in(user: User) -> str:
    """The cookie of a new session; made once for each person, since signing in is slow."""
    client = Client()
    client.force_login(user, backend="workflow.auth.ScopeBackend")
    return client.cookies[settings.SESSION_COOKIE_NAME].value
