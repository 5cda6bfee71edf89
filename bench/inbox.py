"""What the inbox and the ledger cost at ten open steps and at ten thousand.

`python bench/inbox.py [--rows 10000]` asks for the pages through the whole stack in a scratch database of the kind
`DATABASE_URL` names (SQLite without it). Prints queries, bytes and the median time of each page; exits 1 when a page
needs more queries than allowed, more with many rows than with few, or is larger than 150 kB.
"""

import argparse
import os
import sys
from datetime import date, datetime, timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any
from zoneinfo import ZoneInfo

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

MOST_BYTES = 150_000
PAGES = (
    ("inbox", "officer", "/inbox/", 6),
    ("inbox, searched", "officer", "/inbox/?q=第7", 6),
    ("inbox of all agencies", "inspector", "/inbox/", 6),
    ("ledger", "clerk", "/ledger/", 8),
    ("ledger by due date", "clerk", "/ledger/?sort=due&light=late", 8),
    ("home of the leader", "leader", "/", 10),
    ("home of the officer", "officer", "/", 10),
)
Figures = dict[str, tuple[int, int, float]]


def main() -> int:
    """Measure and print; the exit status says whether the figures are met."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000)
    rows = parser.parse_args().rows

    from tests.scratch import scratch

    with TemporaryDirectory() as directory, scratch(Path(directory)) as made:
        os.environ.update(made.environment)
        import django

        django.setup()
        from django.conf import settings
        from django.core.management import call_command
        from django.db import connection
        from django.test.utils import setup_test_environment

        try:
            call_command("migrate", verbosity=0)
            setup_test_environment()
            settings.ALLOWED_HOSTS = ["testserver"]
            city, commitment = prepare()
            fill(city, commitment, 10)
            few = measure(city)
            fill(city, commitment, rows)
            many = measure(city)
            print(f"{connection.vendor}: ten rows, then {rows} open steps and as many commitments")
        finally:
            connection.close()
    return report(few, many)


def prepare() -> tuple[Any, Any]:
    """A city with an issued plan."""
    from tests.builders import build_city, issue_plan, make_plan

    now = datetime.now(ZoneInfo("Asia/Shanghai")) - timedelta(days=40)
    city = build_city(now)
    return city, issue_plan(city, make_plan(city, now), now)[0]


def fill(city: Any, commitment: Any, rows: int) -> None:
    """That many open steps of the officer and of the inspector, and commitments of three agencies."""
    from flows.models import Task
    from tests.flows.many import commitments, copies, look_at_statistics

    days = [date.today() + timedelta(days=place % 60 - 20) for place in range(rows)]  # noqa: DTZ011 -- any day will do
    task = Task.objects.open().filter(commitment=commitment).earliest("pk")
    copies(task, days)
    task.act = task.node = "inspect"
    copies(task, days)
    commitments(commitment, [city.agency, city.other, city.county], rows // 3)
    look_at_statistics("flows_task", "workflow_commitment", "workflow_planitem")


def measure(city: Any, rounds: int = 5) -> Figures:
    """Queries, bytes and the median of milliseconds of each page, each asked for once before."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from workflow.models import User

    User.objects.update(last_visit_at=datetime.now(ZoneInfo("Asia/Shanghai")) - timedelta(days=10))
    found: Figures = {}
    for name, who, address, _allowed in PAGES:
        client = Client()
        client.force_login(getattr(city, who), backend="workflow.auth.ScopeBackend")
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            size = len(client.get(address).content)
        count = len(queries)  # now: the next request empties the log
        times = []
        for _ in range(rounds):
            begin = perf_counter()
            client.get(address)
            times.append((perf_counter() - begin) * 1000)
        found[name] = (count, size, median(times))
    return found


def report(few: Figures, many: Figures) -> int:
    """Print both and judge them."""
    failed = 0
    print(f"{'page':24}{'queries':>16}{'bytes':>20}{'ms':>16}")
    for name, _who, _address, allowed in PAGES:
        (queries, size, ms), (more_queries, more_size, more_ms) = few[name], many[name]
        bad = more_queries > allowed or more_queries > queries or more_size > MOST_BYTES
        failed += bad
        print(
            f"{name:24}{queries:>6} -> {more_queries:<6}{size:>9} -> {more_size:<8}{ms:>7.0f} -> {more_ms:<6.0f}"
            f"{'  too much' if bad else ''}"
        )
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
