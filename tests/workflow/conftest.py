"""What the tests of the import share; folders and modules with another clerk name their own."""

from datetime import datetime
from typing import Any

import pytest
from django.urls import reverse

from tests.builders import City
from tests.workflow.importing import Clerk, county_set, draft_of
from workflow.models import ImportDraft


@pytest.fixture
def clerk(city: City, now: datetime) -> Clerk:
    """The one who holds the draft of the plain invented plan."""
    county_set(city, now)
    return Clerk(draft_of(city, now), city, now)


@pytest.fixture
def post(city: City, clerk: Clerk, client_of: Any) -> Any:
    """`post(act=…)` sends one form of the review at the newest revision."""
    client = client_of(city.clerk)

    def send(**fields: Any) -> Any:
        fields.setdefault("revision", ImportDraft.objects.get(pk=clerk.pk).revision)
        return client.post(reverse("import_review", args=[clerk.pk]), fields)

    return send
