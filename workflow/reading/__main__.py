"""`python -m workflow.reading`: a source on standard input, how far its reading is and the reading on standard output.
Started by `read_apart`; it knows no Django and no database."""

import json
import pickle
import sys
import time
from typing import BinaryIO

from workflow.reading.loading.confined import OUT_OF_MEMORY, answer_stream, confine
from workflow.reading.loading.limits import READING_SECONDS, SECONDS
from workflow.reading.reader import read
from workflow.reading.source import Source

PROGRESS_SECONDS = 0.1


class Reporter:
    """Writes a line `done total`, ten times a second at most and at both ends."""

    def __init__(self, answers: BinaryIO) -> None:
        self._answers = answers
        self._next = 0.0

    def __call__(self, done: int, total: int) -> None:
        now = time.monotonic()
        if now < self._next and done < total:
            return
        self._next = now + PROGRESS_SECONDS
        self._answers.write(b"%d %d\n" % (done, total))
        self._answers.flush()


def main() -> int:
    """Exit 0 with an answer; OUT_OF_MEMORY or a signal say that the document is too heavy."""
    confine(READING_SECONDS, SECONDS)
    answers = answer_stream()
    given = json.load(sys.stdin.buffer)
    reading = read(
        Source.from_json(given["source"]),
        filename=given["filename"],
        refused=given["refused"],
        progress=Reporter(answers),
    )
    with answers:
        answers.write(b"\n")
        pickle.dump(reading, answers, protocol=pickle.HIGHEST_PROTOCOL)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except MemoryError:
        sys.exit(OUT_OF_MEMORY)
