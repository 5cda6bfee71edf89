"""The hub by itself: the right mailboxes, bounded ones, from any thread."""

import asyncio
import threading

from notifications.hub import Change, Hub, Mailbox

NEWS = Change(7, frozenset({"c1", "a5"}))


def test_only_listeners_of_a_route_are_told() -> None:
    async def story() -> tuple[list[tuple[str, int]], int]:
        hub, mine, other = Hub(), Mailbox(), Mailbox()
        hub.listen(mine, {"item:1": frozenset({"c1"}), "ledger": frozenset({"a5", "a6"})})
        hub.listen(other, {"item:2": frozenset({"c2"})})
        hub.publish([NEWS])
        return await mine.take(), len(other)

    taken, others = asyncio.run(story())
    assert sorted(taken) == [("item:1", 7), ("ledger", 7)]
    assert others == 0


def test_a_stalled_socket_holds_one_message_a_topic_and_gets_the_newest() -> None:
    async def story() -> tuple[int, list[tuple[str, int]]]:
        hub, stalled = Hub(), Mailbox()
        hub.listen(stalled, {"item:1": frozenset({"c1"}), "me": frozenset({"u1"})})
        for position in range(1, 10_001):
            hub.publish([Change(position, frozenset({"c1", "u1", "a5"}))])
        await asyncio.sleep(0)
        return len(stalled), await stalled.take()

    size, taken = asyncio.run(story())
    assert size == 2
    assert sorted(taken) == [("item:1", 10_000), ("me", 10_000)]


def test_what_was_told_is_not_told_again_by_the_replay() -> None:
    async def story() -> int:
        mailbox = Mailbox()
        mailbox.put("me", 5)
        await mailbox.take()
        mailbox.put("me", 4)
        mailbox.put("me", 5)
        return len(mailbox)

    assert asyncio.run(story()) == 0


def test_whoever_listens_before_the_process_publishes_looks_again() -> None:
    async def story() -> tuple[list[tuple[str, int]], int]:
        hub, early, late = Hub(), Mailbox(), Mailbox()
        hub.listen(early, {"item:1": frozenset({"c1"}), "ledger": frozenset({"a5", "a6"})})
        hub.begin(7)
        hub.listen(late, {"item:1": frozenset({"c1"})})
        return await early.take(), len(late)

    early, late = asyncio.run(story())
    assert sorted(early) == [("item:1", 7), ("ledger", 7)]
    assert late == 0


def test_a_touch_is_told_although_no_event_was_stored() -> None:
    async def story() -> list[list[tuple[str, int]]]:
        hub, mailbox = Hub(), Mailbox()
        hub.listen(mailbox, {"job:3": frozenset({"j3"})})
        hub.publish([Change(5, frozenset({"j3"}))])
        first = await mailbox.take()
        hub.touch(frozenset({"j3"}))
        return [first, await mailbox.take()]

    assert asyncio.run(story()) == [[("job:3", 5)], [("job:3", 5)]]


def test_after_leaving_or_changing_topics_nothing_old_arrives() -> None:
    async def story() -> tuple[int, int]:
        hub, gone, changed = Hub(), Mailbox(), Mailbox()
        hub.listen(gone, {"item:1": frozenset({"c1"})})
        hub.listen(changed, {"item:1": frozenset({"c1"})})
        hub.leave(gone)
        hub.listen(changed, {"item:2": frozenset({"c2"})})
        hub.publish([NEWS])
        await asyncio.sleep(0)
        return len(gone), len(changed)

    assert asyncio.run(story()) == (0, 0)


def test_any_thread_may_publish() -> None:
    async def story() -> list[tuple[str, int]]:
        hub, mailbox = Hub(), Mailbox()
        hub.listen(mailbox, {"item:1": frozenset({"c1"})})
        threading.Thread(target=lambda: hub.publish([NEWS])).start()
        return await asyncio.wait_for(mailbox.take(), 5)

    assert asyncio.run(story()) == [("item:1", 7)]


def test_a_server_that_stopped_does_not_hurt_the_publisher() -> None:
    hub = Hub()

    async def story() -> None:
        hub.listen(Mailbox(), {"item:1": frozenset({"c1"})})

    asyncio.run(story())
    hub.publish([NEWS])
    assert hub.position == 7
