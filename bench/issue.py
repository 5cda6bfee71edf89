"""How many times faster a plan is issued in bulk than viewflow starts processes one by one.

`python bench/issue.py [--rounds 5] [--starts 500]` runs in a scratch database of the kind `DATABASE_URL` names (SQLite
without it). Rounds alternate, so that a busy machine slows both. Exits 1 when the median ratio is below 6.
"""

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

NEEDED = 6.0


def main() -> int:
    """Measure and print; the exit status says whether the figure is met."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--starts", type=int, default=500, help="starts per round, for each of the two")
    wanted = parser.parse_args()

    from tests.scratch import scratch

    with TemporaryDirectory() as directory, scratch(Path(directory)) as made:
        os.environ.update(made.environment, DJANGO_SETTINGS_MODULE="bench.stock.settings")
        import django

        django.setup()
        from django.db import connection

        try:
            print(f"{connection.vendor}: {wanted.rounds} rounds of {wanted.starts} starts")
            ratio = median(rounds(wanted.rounds, wanted.starts))
        finally:
            connection.close()
    print(f"median ratio {ratio:.1f} (at least {NEEDED:g} needed)")
    return 0 if ratio >= NEEDED else 1


Prepare = Callable[[int], Callable[[], object]]


def rounds(count: int, starts: int) -> list[float]:
    """The ratio of each round, printed as it comes; a small round before them warms both up."""
    stock, bulk = contestants()
    stock(50)()
    bulk(50)()
    found = []
    for number in range(1, count + 1):
        slow, fast = starts / timed(stock(starts)), starts / timed(bulk(starts))
        found.append(fast / slow)
        print(f"round {number}: stock {slow:7.0f}/s   bulk {fast:7.0f}/s   ratio {found[-1]:5.1f}", flush=True)
    return found


def timed(work: Callable[[], object]) -> float:
    """Seconds the work takes."""
    began = perf_counter()
    work()
    return perf_counter() - began


def contestants() -> tuple[Prepare, Prepare]:
    """(stock, bulk): each prepares so many starts and gives the work to be timed.

    The stock flow opens one step, a transaction each as viewflow does it, and stores no fact of the domain; ours writes
    commitment, clocks, journal entry, event, process, steps and deadline in one transaction.
    """
    from django.utils import timezone

    from bench.stock.flows import start_one
    from flows.issue import Share, open_commitments
    from tests.builders import build_city, make_plan
    from workflow.status import PartyRole

    now = timezone.now()
    city = build_city(now)

    def stock(starts: int) -> Callable[[], object]:
        def work() -> None:
            for _ in range(starts):
                start_one()

        return work

    def bulk(starts: int) -> Callable[[], object]:
        plan = make_plan(city, now, items=starts)
        items = plan.items.prefetch_related("assignments").order_by("order")
        shares = [Share(item, item.assignments.all()[0], city.agency, PartyRole.LEAD) for item in items]
        return lambda: open_commitments(plan, shares, published_on=now.date(), actor=city.clerk, now=now)

    return stock, bulk


if __name__ == "__main__":
    sys.exit(main())
