"""The state machine against the product: 10,000 steps a database, in parts that any number of workers share."""

import sys
from datetime import datetime

import pytest
from hypothesis import HealthCheck, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.builders import City
from tests.machine import SEED, STEPS
from tests.machine.machine import Machine
from tests.machine.world import build

PARTS = 8
RUN = 100
"""Steps of a run: enough to walk items to their end, with detours."""

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("part", range(PARTS))
def test_whatever_anybody_does_the_product_stands_where_the_model_says(part: int, city: City, now: datetime) -> None:
    wanted = -(-STEPS // PARTS)
    Machine.begin(build(city, now))
    begun = SEED * 1000 + part
    while Machine.steps_done < wanted:
        runs = -(-(wanted - Machine.steps_done) // RUN)
        sys.stdout.write(f"DUBAN_MACHINE_SEED={SEED}, part {part}: {runs} runs of {RUN} steps\n")
        run_state_machine_as_test(
            # A class of its own, since the seed is kept on it.
            seed(begun)(type("Part", (Machine,), {})),
            settings=settings(
                max_examples=runs,
                stateful_step_count=RUN,
                deadline=None,
                database=None,
                print_blob=True,
                suppress_health_check=list(HealthCheck),
            ),
        )
        begun += PARTS
    sys.stdout.write(f"{Machine.steps_done} steps: {dict(sorted(Machine.done.items()))}\n")
    assert Machine.steps_done >= wanted
