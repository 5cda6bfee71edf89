"""`python -m workflow.reading.loading SECONDS name=FILENAME pages=N`: a file on standard input, its Source as JSON on
standard output, or the code of its refusal. Started by `load_apart`; it knows no Django and no database."""

import json
import os
import resource
import signal
import sys

from workflow.reading.decode import NotReadable
from workflow.reading.loading.limits import MEMORY, SECONDS
from workflow.reading.loading.load import load

OUT_OF_MEMORY = 3


def main() -> int:
    """Exit 0 with an answer; anything else is a death."""
    seconds = int(sys.argv[1])
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # Whatever a library writes to standard output must not get into the answer.
    answers = os.dup(1)
    os.dup2(2, 1)
    signal.alarm(min(seconds, SECONDS))
    try:
        name, pages = sys.argv[2].removeprefix("name="), sys.argv[3].removeprefix("pages=")
        answer = load(sys.stdin.buffer.read(), name, beat=_go_on, pages=int(pages) if pages else None).as_json()
    except NotReadable as fault:
        answer = {"code": fault.code}
    signal.alarm(0)
    with os.fdopen(answers, "w", encoding="ascii") as out:
        json.dump(answer, out)
    return 0


def _go_on() -> None:
    """Another page begins: the clock that ends this process starts anew."""
    signal.alarm(SECONDS)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except MemoryError:
        sys.exit(OUT_OF_MEMORY)
