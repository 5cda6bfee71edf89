"""`python -m workflow.reading.loading SECONDS name=FILENAME pages=N`: a file on standard input, its Source as JSON on
standard output, or the code of its refusal. Started by `load_apart`; it knows no Django and no database."""

import json
import signal
import sys

from workflow.reading.decode import NotReadable
from workflow.reading.loading.confined import OUT_OF_MEMORY, answer_stream, confine
from workflow.reading.loading.limits import SECONDS
from workflow.reading.loading.load import load


def main() -> int:
    """Exit 0 with an answer; anything else is a death."""
    seconds = int(sys.argv[1])
    confine(seconds, min(seconds, SECONDS))
    answers = answer_stream()
    try:
        name, pages = sys.argv[2].removeprefix("name="), sys.argv[3].removeprefix("pages=")
        answer = load(sys.stdin.buffer.read(), name, beat=_go_on, pages=int(pages) if pages else None).as_json()
    except NotReadable as fault:
        answer = {"code": fault.code}
    signal.alarm(0)
    with answers:
        answers.write(json.dumps(answer).encode())
    return 0


def _go_on() -> None:
    """Another page begins: the clock that ends this process starts anew."""
    signal.alarm(SECONDS)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except MemoryError:
        sys.exit(OUT_OF_MEMORY)
