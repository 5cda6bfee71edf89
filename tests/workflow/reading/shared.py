"""The real plans and their annotated readings, which lie beside the repository and not in it."""

import importlib.util
import json
import os
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from workflow.reading import Reading, decode, read

SHARED = Path(__file__).resolve().parents[4] / "shared"


def need_shared() -> Path:
    """The folder of the real plans. Without it there is nothing to test against, which CI must not pass over."""
    if SHARED.is_dir():
        return SHARED
    reason = "the folder with the real plans is not beside the repository"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


def plan_text(name: str) -> str:
    """The text of a real plan."""
    return decode((need_shared() / "plans" / f"{name}.txt").read_bytes())


def read_plan(name: str) -> Reading:
    """The reading of a real plan."""
    return read(plan_text(name), filename=f"{name}.txt")


def annotated(name: str) -> dict[str, Any]:
    """What people read in a real plan."""
    document: dict[str, Any] = json.loads((need_shared() / "readings" / f"{name}.json").read_text("utf-8"))
    return document


def scorer() -> ModuleType:
    """The scoring script, as a module."""
    spec = importlib.util.spec_from_file_location("score_reading", need_shared() / "score_reading.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def f1_scores(name: str) -> dict[str, float]:
    """F1 by measure of the reading of a real plan."""
    tally = scorer().score(annotated(name), read_plan(name).as_json())
    return {
        measure: 2 * hits / (expected + found) for measure, (hits, expected, found) in tally.rows.items() if expected
    }
