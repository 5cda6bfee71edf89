"""Forged addresses and fields: answered like what does not exist, never with a fault of the server."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from flows.actions import commitment as steps
from tests.builders import City, issue_plan, make_plan, walk
from workflow.errors import NotPermitted, NotVisible
from workflow.models import Commitment
from workflow.services import attachments, organisation, people
from workflow.status import Role

pytestmark = pytest.mark.django_db
Signed = Callable[[Any], Client]
NO_COLUMN_HOLDS_IT = "9223372036854775808"


@pytest.fixture
def commitment(city: City, now: datetime) -> Commitment:
    return issue_plan(city, make_plan(city, now), now)[0]


def test_a_foreign_commitment_that_has_ended_is_as_missing_as_a_running_one(
    city: City, commitment: Commitment, client_of: Signed, now: datetime
) -> None:
    steps.discontinue(commitment.pk, actor=city.clerk, now=now, reason="机构撤并。")
    address = f"/items/{commitment.pk}/discontinue/"
    assert client_of(city.outsider).post(address, {"reason": "试试。"}).status_code == 404
    assert client_of(city.officer).post(address, {"reason": "试试。"}).status_code == 403
    assert client_of(city.clerk).post(address, {"reason": "再来一次。"}).status_code == 409
    for actor, refused in ((city.outsider, NotVisible), (city.officer, NotPermitted)):
        with pytest.raises(refused):
            steps.discontinue(commitment.pk, actor=actor, now=now, reason="试试。")


@pytest.mark.parametrize("address", ["/items/{}/discontinue/", "/inbox/{}/decide/", "/steps/{}/", "/steps/{}/draft/"])
def test_a_number_no_column_holds_is_a_missing_page(city: City, client_of: Signed, address: str) -> None:
    typed = {"reason": "x", "decision": "agree", "node": "sign_plan"}
    assert client_of(city.clerk).post(address.format(NO_COLUMN_HOLDS_IT), typed).status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        "/ledger/?since=0001-01-01",
        "/ledger/?due_from=0001-01-01",
        "/ledger/?sort=changed&older=0001-01-01T00:00:00%2B14:00~1",
        "/ledger/?sort=changed&older=9999-12-31T23:59:59-14:00~1",
        "/inbox/done/?older=0001-01-01T00:00:00%2B14:00~1",
        "/inspections/?older=0001-01-01T00:00:00%2B14:00~1",
    ],
)
def test_days_at_the_ends_of_the_calendar_are_left_out(city: City, client_of: Signed, address: str) -> None:
    assert client_of(city.clerk).get(address).status_code == 200


def test_the_row_to_drop_is_a_short_number_or_none(
    city: City, commitment: Commitment, client_of: Signed, now: datetime
) -> None:
    task = walk(city, commitment, now, "write_plan")
    assert task is not None
    typed = {"node": "write_plan", "drop": "9" * 5000, "measure-TOTAL_FORMS": "1", "measure-INITIAL_FORMS": "0"}
    assert client_of(city.officer).post(f"/steps/{task.pk}/", typed).status_code == 200


def test_a_long_content_type_fits_its_column(city: City, now: datetime, settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    upload: Any = SimpleUploadedFile("清单.pdf", b"%PDF-1.7", content_type="text/" + "x" * 400)
    kept = attachments.store(upload, city.agency, actor=city.officer, now=now)
    assert len(kept.content_type) <= 120


def test_a_post_taken_back_before_it_began_can_be_given_again(city: City, now: datetime) -> None:
    day = now.date() + timedelta(days=10)
    clerk = city.clerk
    post = organisation.add_membership(city.outsider, city.agency, Role.HEAD, actor=clerk, now=now, valid_from=day)
    people.end_membership(post, last_day=now.date(), actor=clerk, now=now)
    again = organisation.add_membership(
        city.outsider, city.agency, Role.HEAD, title="局长", actor=clerk, now=now, valid_from=day
    )
    assert (again.pk, again.valid_from, again.valid_until, again.title) == (post.pk, day, None, "局长")
