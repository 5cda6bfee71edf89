"""Loading in a process of its own, which may die or be killed without harm to the server."""

import json
import logging
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from workflow.reading.decode import NotReadable
from workflow.reading.loading import office
from workflow.reading.loading.confined import bare_environment
from workflow.reading.loading.limits import PDF_SECONDS, SECONDS
from workflow.reading.loading.load import load
from workflow.reading.loading.refusals import SENTENCES, refusal
from workflow.reading.loading.sniffing import sniff
from workflow.reading.source import Source

logger = logging.getLogger(__name__)

TOLD = 2_000
"""Bytes of what the process said that are worth keeping."""
ROOT = Path(__file__).resolve().parents[3]


def load_apart(data: bytes, filename: str = "", *, seconds: float | None = None, pages: int | None = None) -> Source:
    """`load` in a fresh process with a limit of memory and of time; a new one, since a fork of a server with threads
    may hang on a lock another thread held. A death or time out of it is a refusal (`too_heavy`). Of a PDF the first
    `pages` are read where they are given.

    Raises NotReadable and nothing else.
    """
    kind = sniff(data, filename)
    if kind in office.KINDS:
        # LibreOffice is a process of its own with a limit of its own, and needs more memory than the loader may have.
        source = load_apart(office.convert(data, kind), "converted.docx", seconds=seconds)
        return replace(source, kind=kind, notes=(*source.notes, "converted"))
    if kind == "text":
        # No library takes part, and the work grows with the text: a process of its own would only cost time.
        return load(data, filename)
    limit = seconds or (PDF_SECONDS if kind == "pdf" else SECONDS)
    # The name goes as an argument and decides between text formats only; NUL and odd bytes are not allowed in one.
    name = filename.replace("\x00", "")[-100:].encode("utf-8", "ignore").decode()
    command = [
        sys.executable,
        "-m",
        "workflow.reading.loading",
        str(int(limit) + 1),
        f"name={name}",
        f"pages={pages or ''}",
    ]
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and module
            command,
            input=data,
            capture_output=True,
            timeout=limit,
            cwd=ROOT,
            check=False,
            start_new_session=True,
            env=bare_environment(tempfile.gettempdir()),
        )
    except subprocess.TimeoutExpired:
        raise refusal("too_heavy") from None
    if done.stderr:
        logger.warning("Loading %r said: %s", name, done.stderr[-TOLD:].decode("utf-8", "replace"))
    if done.returncode != 0:
        raise refusal("too_heavy")
    return _answer(done.stdout)


def _answer(output: bytes) -> Source:
    try:
        told = json.loads(output)
    except ValueError:
        raise refusal("too_heavy") from None
    if "code" in told:
        code = told["code"]
        raise NotReadable(code, SENTENCES[code])
    return Source.from_json(told)
