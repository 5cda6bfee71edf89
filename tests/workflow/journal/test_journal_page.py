"""The journal's page: acts in words, narrowed by the address, honest about rows that were altered."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.builders import City, issue_plan, make_plan, walk
from workflow.models import Commitment, JournalEntry, User, triggers
from workflow.services.acts import ACTS, act_label

ClientOf = Callable[[User], Client]
LIST = reverse("journal")


@pytest.fixture
def commitments(city: City, now: datetime) -> list[Commitment]:
    found = issue_plan(city, make_plan(city, now), now, agencies=[city.agency, city.other])
    walk(city, found[0], now, "sign_plan")
    found[0].refresh_from_db()
    return found


@pytest.fixture
def clerk(city: City, client_of: ClientOf) -> Client:
    return client_of(city.clerk)


def acts(client: Client, **query: str | int) -> list[str]:
    return [row.entry.act for row, _label in client.get(LIST, query).context["rows"]]


def test_every_act_in_use_has_its_words(commitments: list[Commitment]) -> None:
    used = set(JournalEntry.objects.values_list("act", flat=True))
    assert used <= set(ACTS)
    assert all(act_label(act) != act for act in used)
    assert act_label("an_act_of_tomorrow") == "an_act_of_tomorrow"


def test_newest_first_in_words_with_the_hash(clerk: Client, commitments: list[Commitment]) -> None:
    page = clerk.get(LIST)
    rows = [row.entry.pk for row, _label in page.context["rows"]]
    assert rows == sorted(rows, reverse=True)
    text = page.content.decode()
    newest = JournalEntry.objects.latest("pk")
    for shown in ("报送实施方案", "任务立项", "李婧", newest.hash[:10], "校验一致"):
        assert shown in text
    assert page.context["broken"] == 0


def test_what_the_system_did_is_shown_as_such(clerk: Client, commitments: list[Commitment], now: datetime) -> None:
    from django.db import transaction

    from workflow.services import journal

    with transaction.atomic():
        journal.record(commitments[0], "reminded", actor=None, now=now)
    assert "系统自动" in clerk.get(LIST, {"act": "reminded"}).content.decode()


def test_the_address_narrows_it(city: City, clerk: Client, commitments: list[Commitment]) -> None:
    one = commitments[0]
    assert acts(clerk, commitment=one.pk) == ["plan_handed_in", "acknowledged", "commitment_opened"]
    assert set(acts(clerk, act="commitment_opened")) == {"commitment_opened"}
    assert acts(clerk, person="李婧") == ["plan_handed_in", "acknowledged"]
    assert acts(clerk, agency="司法", plan=one.plan_id) == ["commitment_opened"] * 2
    assert acts(clerk, **{"from": "2026-09-08"}) == ["plan_handed_in"]
    assert "plan_handed_in" not in acts(clerk, to="2026-09-07")
    assert acts(clerk, person="没有这个人") == []
    everything = acts(clerk)
    assert acts(clerk, plan="x", act="x", to="31.12.", commitment="-1", older="x~y") == everything


def test_pages_follow_each_other(clerk: Client, commitments: list[Commitment], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workflow.views.journal.PAGE_SIZE", 7)
    seen: list[int] = []
    query: dict[str, str] = {}
    while True:
        page = clerk.get(LIST, query).context
        seen += [row.entry.pk for row, _label in page["rows"]]
        if not page["page"].older:
            break
        query = {"older": page["page"].older}
    assert seen == list(JournalEntry.objects.order_by("-pk").values_list("pk", flat=True))


def test_an_altered_row_is_shown_as_broken(clerk: Client, commitments: list[Commitment]) -> None:
    triggers.remove(connection)
    entry = JournalEntry.objects.filter(commitment=commitments[0]).earliest("seq")
    JournalEntry.objects.filter(pk=entry.pk).update(remark="从未发生")
    page = clerk.get(LIST)
    assert page.context["broken"] == 1
    assert "有 1 条记录校验不一致" in page.content.decode()


@pytest.mark.parametrize("person", ["clerk", "leader", "inspector"])
def test_the_office_reads_it(city: City, client_of: ClientOf, person: str) -> None:
    assert client_of(getattr(city, person)).get(LIST).status_code == 200


@pytest.mark.parametrize("person", ["officer", "head", "outsider", "county_officer"])
def test_to_agencies_it_does_not_exist(city: City, client_of: ClientOf, person: str) -> None:
    assert client_of(getattr(city, person)).get(LIST).status_code == 404
    assert Client().get(LIST).status_code == 302


def test_another_government_sees_only_its_own(
    city: City, client_of: ClientOf, commitments: list[Commitment], now: datetime
) -> None:
    from workflow.services import organisation
    from workflow.status import AgencyKind, JurisdictionLevel, Role

    county = organisation.create_jurisdiction(
        "青禾县", JurisdictionLevel.COUNTY, parent=city.jurisdiction, actor=None, now=now
    )
    office = organisation.create_agency(
        county, name="青禾县政府办公室", short_name="县府办", kind=AgencyKind.OFFICE, actor=None, now=now
    )
    below = organisation.create_user("county_clerk", "丁可", password=None, actor=None, now=now)
    organisation.add_membership(below, office, Role.CLERK, actor=None, now=now)
    shown = client_of(below).get(LIST).context["rows"]
    assert {row.entry.chain for row, _label in shown} == {county.chain_key}
    assert client_of(below).get(LIST, {"commitment": commitments[0].pk}).context["rows"] == []


def test_the_cost_does_not_grow_with_the_rows(
    city: City, clerk: Client, commitments: list[Commitment], now: datetime
) -> None:
    def cost() -> int:
        clerk.get(LIST)
        with CaptureQueriesContext(connection) as captured:
            clerk.get(LIST)
        return len(captured)

    few = cost()
    issue_plan(city, make_plan(city, now, items=12), now, agencies=[city.agency, city.other, city.county])
    assert cost() == few <= 11
    assert len(clerk.get(LIST).content) < 150_000
