"""What a process of its own may use that works on a stranger's file, and how it answers."""

import os
import resource
import signal
from typing import BinaryIO

from workflow.reading.loading.limits import MEMORY

OUT_OF_MEMORY = 3
"""Exit code of a process that may have no more."""


def bare_environment(home: str) -> dict[str, str]:
    """What a program that opens a stranger's file is told of this server: where programs are, and nothing else. The
    server's own holds the address of the database and the secret key."""
    return {"PATH": os.environ.get("PATH", os.defpath), "HOME": home, "TMPDIR": home, "LANG": "C.UTF-8"}


def confine(processor_seconds: int, clock_seconds: int) -> None:
    """Bound this process for good: memory, time of the processor, time by the clock; each ends it."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (processor_seconds, processor_seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.alarm(clock_seconds)


def answer_stream() -> BinaryIO:
    """Standard output for the answer alone: whatever a library writes there goes to standard error from now on."""
    answers = os.dup(1)
    os.dup2(2, 1)
    return os.fdopen(answers, "wb")
