"""The commit of an import: a plan and its flow in one act, once."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from flows.models import Process, Task
from tests.builders import City
from tests.workflow.importing import Clerk, county_set, draft_of, settle_everything
from workflow.models import ImportDraft, Plan

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at")]
Signed = Callable[[Any], Client]


@pytest.fixture
def draft(city: City, now: datetime) -> ImportDraft:
    """A reading whose every question is settled."""
    county_set(city, now)
    clerk = Clerk(draft_of(city, now), city, now)
    settle_everything(clerk)
    return ImportDraft.objects.get(pk=clerk.pk)


def commit(client: Client, draft: ImportDraft, revision: Any = None) -> Any:
    seen = draft.revision if revision is None else revision
    return client.post(f"/imports/{draft.pk}/commit/", {"revision": seen})


def test_committing_twice_makes_one_plan_with_one_flow(city: City, draft: ImportDraft, client_of: Signed) -> None:
    client = client_of(city.clerk)
    first, second = commit(client, draft), commit(client, draft)
    plan = Plan.objects.get()
    assert first["Location"] == second["Location"] == f"/plans/{plan.pk}/"
    assert Process.objects.filter(plan=plan).count() == 1
    assert Task.objects.open().get(plan=plan).node == "review"
    page = client.get(first["Location"]).content.decode()
    assert f"/steps/{Task.objects.open().get(plan=plan).pk}/" in page


def test_a_stale_page_is_refused(city: City, draft: ImportDraft, client_of: Signed) -> None:
    assert commit(client_of(city.clerk), draft, draft.revision - 1).status_code == 409
    assert commit(client_of(city.clerk), draft, "x").status_code == 400
    assert not Plan.objects.exists()


def test_open_questions_are_named_and_nothing_is_saved(city: City, now: datetime, client_of: Signed) -> None:
    county_set(city, now)
    unsettled = draft_of(city, now)
    answer = commit(client_of(city.clerk), unsettled)
    assert answer.status_code == 400
    assert "市信访办" in answer.content.decode()
    assert not Process.objects.exists()


@pytest.mark.parametrize("who", ["leader", "inspector", "officer", "outsider"])
def test_nobody_else_finds_the_draft(city: City, draft: ImportDraft, client_of: Signed, who: str) -> None:
    assert commit(client_of(getattr(city, who)), draft).status_code == 404
    assert not Plan.objects.exists()
