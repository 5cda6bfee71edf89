"""Reading in a process of its own, which may die or be killed without harm to the server."""

import io
import json
import logging
import os
import pickle
import selectors
import subprocess
import sys
import tempfile
import time
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any, BinaryIO, cast

from workflow.reading.loading.confined import OUT_OF_MEMORY, bare_environment
from workflow.reading.loading.limits import MAX_ITEMS, SECONDS
from workflow.reading.loading.refusals import refusal
from workflow.reading.model import Reading
from workflow.reading.reader import Progress, read
from workflow.reading.source import Source

logger = logging.getLogger(__name__)

AT_ONCE = 20_000
"""Characters that are read in this process: the work grows with the text, and of these it takes less than a second."""
BEAT_SECONDS = 0.25
"""How often `progress` is called while nothing is told, so that it can say stop."""
ROOT = Path(__file__).resolve().parents[2]
FACTS = tuple(f"workflow.reading.{name}" for name in ("model", "clean", "offsets", "tables_grid", "source"))


def read_apart(
    source: Source, *, filename: str = "", progress: Progress | None = None, refused: Collection[Sequence[int]] = ()
) -> Reading:
    """`read`, of a long text in a fresh process with a limit of memory and of time. What `progress` raises ends it.

    Raises NotReadable: `too_heavy` where the limits are not enough, `too_long` above MAX_ITEMS items.
    """
    if len(source.text) <= AT_ONCE:
        return read(source, filename=filename, progress=progress, refused=refused)
    report = progress or (lambda _done, _total: None)
    given = {"source": source.as_json(), "filename": filename, "refused": [list(span) for span in refused]}
    command = [sys.executable, "-m", "workflow.reading"]
    with tempfile.TemporaryFile() as handed, tempfile.TemporaryFile() as said:
        handed.write(json.dumps(given).encode())
        handed.seek(0)
        process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            command,
            stdin=handed,
            stdout=subprocess.PIPE,
            stderr=said,
            cwd=ROOT,
            start_new_session=True,
            env=bare_environment(tempfile.gettempdir()),
        )
        try:
            with cast(BinaryIO, process.stdout) as stream:
                answer = _answer(stream, report, source.text.count("\n") + 1)
            process.wait()
        finally:
            process.kill()
            process.wait()
        said.seek(0)
        _check_end(process.returncode, command, said.read())
    reading: Reading = Facts(io.BytesIO(answer)).load()
    if len(reading.items) > MAX_ITEMS:
        raise refusal("too_long")
    return reading


def _answer(stream: BinaryIO, report: Progress, paragraphs: int) -> bytes:
    """What the process says behind its lines of progress. Raises NotReadable when it takes too long."""
    waiting, told = b"", (0, paragraphs)
    answer: list[bytes] = []
    until = time.monotonic() + SECONDS + 1
    with selectors.DefaultSelector() as selector:
        selector.register(stream, selectors.EVENT_READ)
        while True:
            report(*told)
            if time.monotonic() > until:
                raise refusal("too_heavy")
            if not selector.select(BEAT_SECONDS):
                continue
            part = os.read(stream.fileno(), 1 << 20)
            if not part:
                return b"".join(answer)
            if answer:
                answer.append(part)
                continue
            waiting += part
            while b"\n" in waiting and not answer:
                line, _, waiting = waiting.partition(b"\n")
                if line:
                    done, total = map(int, line.split())
                    told = done, total
                else:
                    answer.append(waiting)


def _check_end(code: int, command: list[str], said: bytes) -> None:
    """Raises NotReadable for a process that reached its limits, CalledProcessError for one that failed otherwise."""
    if said:
        logger.warning("Reading said: %s", said[-2_000:].decode("utf-8", "replace"))
    # An interpreter without memory may fail to say so by its code.
    if code < 0 or code == OUT_OF_MEMORY or (code and b"MemoryError" in said):
        raise refusal("too_heavy")
    if code:
        raise subprocess.CalledProcessError(code, command)


class Facts(pickle.Unpickler):
    """Builds the facts of a reading and calls nothing else: the process that wrote them read a stranger's file."""

    def find_class(self, module: str, name: str) -> Any:
        """The class of a fact, or a day. Raises UnpicklingError for anything else."""
        if module in FACTS or (module, name) == ("datetime", "date"):
            found = super().find_class(module, name)
            if isinstance(found, type):
                return found
        raise pickle.UnpicklingError(f"{module}.{name} is no fact of a reading")
