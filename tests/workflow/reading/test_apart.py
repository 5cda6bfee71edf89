"""Reading in a process of its own: the same reading, and an end where it is stopped, takes too long or dies."""

import io
import os
import pickle
import subprocess
import sys
import time

import pytest

from tests.workflow.reading import invented
from tests.workflow.reading.loading.shared import code_of
from workflow.reading import Source, apart, read
from workflow.reading.apart import AT_ONCE, Facts, read_apart
from workflow.reading.loading import load

TEXT = invented.BUSINESS_CLIMATE.replace("，", ",")
LONG = Source(TEXT + "\n".join(f"{n}.清理第{n}批材料。市财政局要每季度通报，6月底前完成。" for n in range(1, 900)))


def test_the_same_as_in_this_process() -> None:
    assert len(LONG.text) > AT_ONCE
    told: list[tuple[int, int]] = []
    here = read(LONG, filename="plan.txt")
    there = read_apart(LONG, filename="plan.txt", progress=lambda done, total: told.append((done, total)))
    assert there.as_json(detail=True) == here.as_json(detail=True)
    assert here.repairs
    assert [there.document.raw_span(item.at) for item in there.items] == [
        here.document.raw_span(item.at) for item in here.items
    ]
    assert told[0][0] == 0
    assert told[-1][0] == told[-1][1] > 900


def test_tables_come_over_too() -> None:
    rows = "\n".join(f"{n},把第{n}件事的办事指南逐条写明白并贴在门口,市财政局" for n in range(900))
    source = load(f"序号,任务,牵头单位\n{rows}".encode(), "plan.csv")
    assert len(source.text) > AT_ONCE
    there = read_apart(source)
    assert there.tables
    assert there.as_json(detail=True) == read(source).as_json(detail=True)


def test_refused_repairs_stay_as_received() -> None:
    refused = [repair.raw_at for repair in read(LONG).repairs]
    assert read_apart(LONG, refused=refused).repairs == ()


class Stopped(Exception):
    """The owner of the job asked to stop."""


def test_progress_may_end_it(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[subprocess.Popen[bytes]] = []
    begin = subprocess.Popen

    def noted(*arguments: object, **given: object) -> subprocess.Popen[bytes]:
        started.append(begin(*arguments, **given))  # type: ignore[call-overload]
        return started[-1]

    def stop(done: int, _total: int) -> None:
        if done:
            raise Stopped

    monkeypatch.setattr(subprocess, "Popen", noted)
    with pytest.raises(Stopped):
        read_apart(LONG, progress=stop)
    assert started[0].returncode == -9


def test_it_is_asked_whether_to_go_on_while_nothing_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[float] = []
    monkeypatch.setattr(apart, "BEAT_SECONDS", 0.01)
    read_apart(LONG, progress=lambda _done, _total: asked.append(time.monotonic()))
    assert len(asked) > 10


def test_a_process_that_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "SECONDS", -1)
    assert code_of(lambda: read_apart(LONG)) == "too_heavy"


def test_more_items_than_any_plan_has_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "MAX_ITEMS", 800)
    assert code_of(lambda: read_apart(LONG)) == "too_long"


@pytest.mark.parametrize("act", ["kill -9 $$", "kill -XCPU $$", "exit 3", "echo MemoryError >&2; exit 1"])
def test_a_process_that_reaches_its_limits_is_a_refusal(act: str, monkeypatch: pytest.MonkeyPatch) -> None:
    run_instead(act, monkeypatch)
    assert code_of(lambda: read_apart(LONG)) == "too_heavy"


def test_a_fault_of_the_reader_is_no_fault_of_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    run_instead("exit 1", monkeypatch)
    with pytest.raises(subprocess.CalledProcessError):
        read_apart(LONG)


def run_instead(act: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a shell do this in place of the process that reads."""
    begin = subprocess.Popen

    def other(_command: object, **given: object) -> subprocess.Popen[bytes]:
        return begin(["/bin/sh", "-c", act], **given)  # type: ignore[call-overload, no-any-return]

    monkeypatch.setattr(subprocess, "Popen", other)


@pytest.mark.parametrize("found", [os.system, subprocess.Popen, sys.exit, read, eval])
def test_an_answer_builds_facts_and_nothing_else(found: object) -> None:
    with pytest.raises(pickle.UnpicklingError):
        Facts(io.BytesIO(pickle.dumps(found))).load()
