"""The live socket over the real ASGI stack: who is let in, what is heard, what a cut socket catches up."""

import asyncio
from datetime import datetime

import pytest
from asgiref.sync import sync_to_async
from django.test import Client

from flows.actions import commitment as steps
from notifications import consumers, feed
from notifications.hub import hub
from notifications.models import LiveEvent, Notification
from tests.builders import City, issue_plan, make_plan, open_task
from tests.notifications.sockets import SOON, Socket, Told, in_loop, publisher, sign_in
from workflow.models import Commitment, User
from workflow.services import job_runs, jobs

pytestmark = pytest.mark.django_db(transaction=True)


def acknowledge(city: City, commitment: Commitment, now: datetime) -> None:
    """The officer acknowledges."""
    steps.acknowledge(open_task("acknowledge", commitment=commitment).pk, actor=city.officer, now=now)


def test_nobody_listens_without_signing_in(city: City) -> None:
    async def story() -> None:
        assert not await Socket(Client()).open()

    in_loop(story)


def test_a_foreign_page_cannot_listen(city: City) -> None:
    client = sign_in(city.officer)

    async def story() -> None:
        assert not await Socket(client, origin="http://elsewhere.example").open()

    in_loop(story)


def test_a_notification_is_heard_as_topic_and_id_only(
    city: City, commitment: Commitment, now: datetime, told: Told
) -> None:
    client, tell = sign_in(city.officer), publisher(told)

    async def story() -> None:
        socket = Socket(client)
        assert await socket.open()
        await socket.listen("bell")
        await tell()
        heard = [await socket.hear(), await socket.hear()]
        newest = await sync_to_async(feed.position)()
        assert sorted(message["topic"] for message in heard) == ["bell", "me"]
        assert all(message.keys() == {"topic", "id"} for message in heard)
        assert all(0 < message["id"] <= newest for message in heard)
        await socket.close()

    in_loop(story)


def test_an_open_item_page_hears_of_every_entry_also_without_a_notification(
    city: City, commitment: Commitment, now: datetime, told: Told
) -> None:
    told()
    client, tell = sign_in(city.inspector), publisher(told)

    async def story() -> None:
        socket = Socket(client)
        await socket.open()
        await socket.listen(f"item:{commitment.pk}")
        await sync_to_async(acknowledge)(city, commitment, now)
        await tell()
        assert (await socket.hear())["topic"] == f"item:{commitment.pk}"
        await socket.close()

    in_loop(story)


def test_a_foreign_topic_is_as_silent_as_a_missing_one(
    city: City, commitment: Commitment, now: datetime, told: Told
) -> None:
    told()
    client, tell = sign_in(city.outsider), publisher(told)
    job = jobs.start("test", title="a job", owner=city.officer, arguments={}, now=now)
    before = LiveEvent.objects.order_by("pk").values_list("pk", flat=True)[0] - 1
    foreign = (f"commitment:{commitment.pk}", f"item:{commitment.pk}", f"plan:{commitment.plan_id}", f"job:{job.pk}")

    async def story() -> None:
        socket = Socket(client)
        await socket.open()
        await socket.listen(*foreign, "item:999999", "nothing", "item:x", "ledger", "inbox", "bell", since=before)
        await sync_to_async(acknowledge)(city, commitment, now)
        await sync_to_async(job_runs.run)(job.pk)
        await tell()
        assert await socket.hears_nothing()
        await socket.close()

    in_loop(story)


def test_a_laptop_that_slept_catches_up_completely(
    city: City, commitment: Commitment, now: datetime, told: Told
) -> None:
    client, tell = sign_in(city.officer), publisher(told)

    async def story() -> None:
        first = Socket(client)
        await first.open()
        await first.listen(f"item:{commitment.pk}")
        await tell()
        since = max((await first.hear())["id"], (await first.hear())["id"])
        await first.close()
        # Asleep: the item moves, another plan is issued.
        await sync_to_async(acknowledge)(city, commitment, now)
        await sync_to_async(lambda: issue_plan(city, make_plan(city, now, items=3), now))()
        await tell()
        mine = Notification.objects.filter(recipient=city.officer)
        newest = await sync_to_async(lambda: mine.latest("position").position)()
        second = Socket(client)
        await second.open()
        await second.listen(f"item:{commitment.pk}", since=since)
        heard = [await second.hear(), await second.hear()]
        assert {message["topic"] for message in heard} == {f"item:{commitment.pk}", "me"}
        assert max(message["id"] for message in heard) == newest > since
        assert await second.hears_nothing()
        await second.close()

    in_loop(story)


def test_whoever_missed_too_much_is_told_that_everything_changed(
    city: City, commitment: Commitment, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    told()
    monkeypatch.setattr(feed, "MOST_CHANGES", 1)
    now, missed = feed.missed({"ledger": frozenset({"a0"}), "me": frozenset({"u0"})}, since=0)
    assert missed == {"ledger": now, "me": now}


def test_a_position_of_a_restored_database_means_that_everything_changed(
    city: City, commitment: Commitment, told: Told
) -> None:
    told()
    now, missed = feed.missed({"me": frozenset({"u0"})}, since=10_000_000)
    assert missed == {"me": now}


def test_nonsense_is_ignored_and_the_socket_lives(city: City, commitment: Commitment, told: Told) -> None:
    client, tell = sign_in(city.officer), publisher(told)

    async def story() -> None:
        socket = Socket(client)
        await socket.open()
        for text in ("", "{", "[]", '{"topics": 7}', '{"topics": [7, null]}', "[" * 5000, "x" * 20_000):
            await socket.say(text)
        await socket.say('{"since": "yesterday", "topics": ["me"]}')
        await socket.listen()
        await tell()
        assert (await socket.hear())["topic"] == "me"
        await socket.close()

    in_loop(story)


def test_a_socket_ends_when_its_person_signs_out(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(consumers, "RECHECK_SECONDS", 0.02)
    client = sign_in(city.officer)

    async def story() -> None:
        socket = Socket(client)
        await socket.open()
        await sync_to_async(client.logout)()
        assert (await socket.output())["type"] == "websocket.close"

    in_loop(story)


def test_a_right_that_was_given_up_ends_its_topics(
    city: City, commitment: Commitment, now: datetime, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    told()
    monkeypatch.setattr(consumers, "RECHECK_SECONDS", 0.02)
    client = sign_in(city.officer)

    def leave() -> None:
        city.officer.memberships.update(valid_until=now.date().replace(year=2001))
        User.objects.filter(pk=city.officer.pk).update(scope_version=99)

    async def story() -> None:
        socket = Socket(client)
        await socket.open()
        await socket.listen(f"item:{commitment.pk}")
        await sync_to_async(leave)()
        async with asyncio.timeout(SOON):
            while any(f"item:{commitment.pk}" in held for held in hub._held.values()):
                await asyncio.sleep(0.005)
        await socket.close()

    in_loop(story)


def test_a_closed_socket_leaves_the_hub(city: City) -> None:
    client = sign_in(city.officer)

    async def story() -> None:
        socket = Socket(client)
        await socket.open()
        await socket.listen()
        assert len(hub) == 1
        await socket.close()
        assert len(hub) == 0

    in_loop(story)


def test_the_owner_hears_the_progress_and_the_end_of_his_job(city: City, now: datetime, told: Told) -> None:
    client, tell = sign_in(city.clerk), publisher(told)
    job = jobs.start("test", title="a job", owner=city.clerk, arguments={}, now=now)

    async def story() -> None:
        socket = Socket(client)
        await socket.open()
        await socket.listen(f"job:{job.pk}")
        await sync_to_async(job_runs.run)(job.pk)
        await tell()
        assert {(await socket.hear())["topic"], (await socket.hear())["topic"]} == {f"job:{job.pk}", "me"}
        await socket.close()

    in_loop(story)


@pytest.fixture(autouse=True)
def _a_kind_of_job(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "_kinds", {**jobs._kinds, "test": jobs.Kind("test", lambda _job: None, True)})
