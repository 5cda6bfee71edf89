"""Loading in a process of its own: the same answer, and a refusal where the process dies, hangs or eats memory."""

import sys
import threading
import time

import pytest

from tests.workflow.reading import invented
from tests.workflow.reading.loading import files
from tests.workflow.reading.loading.shared import code_of, lines
from workflow.reading.loading import limits, load, load_apart

TEXT = invented.BUSINESS_CLIMATE
NAMES = ["plan.docx", "", "计划\x00\udc80\n.docx", "-" * 300]


@pytest.mark.parametrize("name", NAMES)
def test_the_same_as_in_this_process(name: str) -> None:
    for data in (files.docx_of(TEXT.split("\n")), files.html_of(TEXT.split("\n")).encode(), TEXT.encode("gb18030")):
        assert load_apart(data, name) == load(data, name)


def test_a_refusal_comes_through() -> None:
    assert code_of(lambda: load_apart(files.docx_with("<w:p/>"), "plan.docx")) == "no_text"
    assert code_of(lambda: load_apart(files.docx_with("<w:p>"), "plan.docx")) == "damaged"
    assert code_of(lambda: load_apart(b"", "plan.docx")) == "empty"


def test_a_process_that_takes_too_long_is_ended() -> None:
    began = time.monotonic()
    assert code_of(lambda: load_apart(files.docx_of(["甲"]), "plan.docx", seconds=0.01)) == "too_heavy"
    assert time.monotonic() - began < 3


def test_a_process_that_dies_is_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    assert code_of(lambda: load_apart(files.docx_of(["甲"]), "plan.docx")) == "too_heavy"


def test_a_process_that_answers_nonsense_is_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/echo")
    assert code_of(lambda: load_apart(files.docx_of(["甲"]), "plan.docx")) == "too_heavy"


def test_many_threads_load_at_once() -> None:
    data = files.docx_of(["甲", "乙"])
    found: list[list[str]] = []
    threads = [threading.Thread(target=lambda: found.append(lines(load_apart(data, "plan.docx")))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [["甲", "乙"]] * 4


def test_a_long_pdf_may_take_longer_than_other_files() -> None:
    assert limits.PDF_SECONDS > limits.SECONDS
    beats: list[None] = []
    load(files.pdf_of([b"BT /F1 12 Tf 72 700 Td (Lead agency) Tj ET"] * 3), "plan.pdf", beat=lambda: beats.append(None))
    assert len(beats) == 3
