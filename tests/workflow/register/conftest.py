"""Signed-in clients of the register's tests."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests.builders import City
from workflow.models import User

ClientOf = Callable[[User], Client]


@pytest.fixture
def clerk(city: City, client_of: ClientOf) -> Client:
    """The browser of the person who runs the register."""
    return client_of(city.clerk)
