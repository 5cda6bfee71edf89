"""A state machine of the whole product against a plain model (docs/testing.md)."""

import os

SEED = int(os.environ["DUBAN_MACHINE_SEED"])
"""Set for all workers of a run by `tests/conftest.py`, or by whoever wants to see a run again."""
STEPS = int(os.environ.get("DUBAN_MACHINE_STEPS", "10000"))
