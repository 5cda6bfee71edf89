"""The server is killed at random moments while people work; nothing they were told is lost, nothing is done twice."""

import http.client
import random
import re
import sys
import threading
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from tests.flows.pages import plan_fields
from tests.scratch import Scratch, scratch
from tests.server import Server

COMMITMENTS = 28
KILLS = 9
PEOPLE_AT_ONCE = 3
ANSWER_SECONDS = 40
TRIES = 12
CSRF = "k" * 32

# node, who does it, what is posted, the act in the journal
LINE: tuple[tuple[str, str, Mapping[str, Any], str], ...] = (
    ("acknowledge", "officer", {}, "acknowledged"),
    ("write_plan", "officer", plan_fields(), "plan_handed_in"),
    ("sign_plan", "head", {"decision": "agree"}, "plan_signed"),
    ("approve_plan", "leader", {"decision": "agree"}, "plan_approved"),
)
COMPLETIONS = COMMITMENTS * len(LINE)


class NoAnswer(Exception):
    """The connection broke before the answer came: nobody knows whether the step was done."""


@dataclass
class Ledger:
    """What the people were answered, kept outside the server."""

    done: set[tuple[int, str]] = field(default_factory=set)
    unanswered: int = 0
    changed: threading.Condition = field(default_factory=threading.Condition)

    def note(self, commitment: int, node: str) -> None:
        """One step answered with success."""
        with self.changed:
            self.done.add((commitment, node))
            self.changed.notify_all()

    def wait_for(self, count: int, finished: threading.Event) -> None:
        """Until so many steps are done, or everybody has finished."""
        with self.changed:
            self.changed.wait_for(lambda: finished.is_set() or len(self.done) >= count, ANSWER_SECONDS)


@dataclass(frozen=True)
class Person:
    """Somebody signed in, over plain HTTP."""

    port: int
    session: str

    def ask(self, method: str, path: str, fields: Mapping[str, Any] | None = None) -> tuple[int, str]:
        """Status and body. Raises NoAnswer."""
        body = urlencode({"csrfmiddlewaretoken": CSRF, **fields}) if fields is not None else None
        headers = {
            "Cookie": f"sessionid={self.session}; csrftoken={CSRF}",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=ANSWER_SECONDS)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        except (OSError, http.client.HTTPException) as error:
            raise NoAnswer(str(error)) from error
        finally:
            connection.close()

    def read(self, path: str) -> str:
        """The page, asked for again until it comes."""
        for _attempt in range(TRIES):
            try:
                status, page = self.ask("GET", path)
            except NoAnswer:
                continue
            assert status == 200, f"{path} answered {status}"
            return page
        raise AssertionError(f"{path} never answered")


def take(person: Person, commitment: int, node: str, fields: Mapping[str, Any], ledger: Ledger) -> None:
    """One step as a person takes it: from the item page to its form; again when no answer came."""
    found = re.search(r"/steps/(\d+)/", person.read(f"/items/{commitment}/"))
    assert found, f"item {commitment} offers no step at {node}"
    path, left_open = f"/steps/{found[1]}/", False
    for _attempt in range(TRIES):
        try:
            status, _page = person.ask("POST", path, {"node": node, **fields})
        except NoAnswer:
            left_open = True
            with ledger.changed:
                ledger.unanswered += 1
            continue
        # 302: done now, or done a moment ago and counted once. 409: done by the try that was not answered.
        assert status in ((302, 409) if left_open else (302,)), f"{node} of {commitment} answered {status}"
        ledger.note(commitment, node)
        return
    raise AssertionError(f"{node} of {commitment} never answered")


def work(people: Mapping[str, Person], commitments: list[int], ledger: Ledger) -> None:
    """Walk the commitments along the line, step after step."""
    for node, who, fields, _act in LINE:
        for commitment in commitments:
            take(people[who], commitment, node, fields, ledger)


def kill_at_random(server: Server, ledger: Ledger, chance: random.Random, finished: threading.Event) -> int:
    """Kill and restart after some answers and a fraction of a second more; how many times."""
    kills = 0
    while kills < KILLS and not finished.is_set():
        ledger.wait_for(len(ledger.done) + chance.randint(2, COMPLETIONS // KILLS - 3), finished)
        finished.wait(chance.uniform(0, 0.12))
        server.kill()
        server.start()
        kills += 1
    return kills


def disturbed(made: Scratch, chance: random.Random) -> tuple[Ledger, int]:
    """All completions, with kills in between."""
    seeded = made.tell("tests.crash.seed", str(COMMITMENTS))
    ledger, finished = Ledger(), threading.Event()
    with Server(made, DUBAN_TICK_SECONDS="1") as server, ThreadPoolExecutor(PEOPLE_AT_ONCE + 1) as pool:
        people = {name: Person(server.port, session) for name, session in seeded["sessions"].items()}
        killer = pool.submit(kill_at_random, server, ledger, chance, finished)
        parts = [seeded["commitments"][begin::PEOPLE_AT_ONCE] for begin in range(PEOPLE_AT_ONCE)]
        workers = [pool.submit(work, people, part, ledger) for part in parts]
        try:
            for worker in workers:
                worker.result()
        finally:
            with ledger.changed:
                finished.set()
                ledger.changed.notify_all()
        kills = killer.result()
    return ledger, kills


def test_nothing_is_lost_or_doubled_when_the_server_is_killed(tmp_path: Path) -> None:
    seed = random.SystemRandom().randrange(10**6)
    sys.stdout.write(f"seed {seed}\n")
    with scratch(tmp_path) as made:
        ledger, kills = disturbed(made, random.Random(seed))
        sys.stdout.write(f"{kills} kills, {ledger.unanswered} requests without an answer\n")
        assert kills >= KILLS - 1
        assert len(ledger.done) == COMPLETIONS
        found = made.tell("tests.crash.report")
        made.manage("verify")
    commitments = {commitment for commitment, _node in ledger.done}
    done = {(commitment, node): (rows, finished) for commitment, node, rows, finished in found["steps"]}
    acts = {(commitment, act): entries for commitment, act, entries in found["acts"]}
    for commitment in commitments:
        for node, _who, _fields, act in LINE:
            assert done[commitment, node] == (1, 1), f"{node} of {commitment}: {done[commitment, node]}"
            assert acts[commitment, act] == 1, f"{act} of {commitment}: {acts[commitment, act]}"
        assert done[commitment, "publish_plan"] == (1, 0)
    assert (found["untold"], found["doubled"]) == (0, [])
