"""Older formats (.doc, .wps, .rtf, .odt): turned into .docx by LibreOffice, where it is installed."""

import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from workflow.reading.loading.archive import check_parts, open_archive
from workflow.reading.loading.confined import bare_environment
from workflow.reading.loading.limits import CONVERSION_CPU_SECONDS, CONVERSION_MEMORY, CONVERSION_SECONDS
from workflow.reading.loading.refusals import refusal

KINDS = ("doc", "wps", "rtf", "odt")
PROGRAMS = ("soffice", "libreoffice")
# A shell sets the limits before the program starts: it starts others, and they are to have them too.
CONFINED = 'ulimit -v "$1" && ulimit -t "$2" && ulimit -c 0 && ulimit -f 524288 && shift 2 && exec "$@"'
# A document may link to pictures and texts elsewhere. Without this LibreOffice fetches them, from inside of the
# office's own network, and a macro may run.
SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
{}
</oor:items>
"""
SETTING = (
    '<item oor:path="/org.openoffice.Office.Common/Security/Scripting">'
    '<prop oor:name="{}" oor:op="fuse"><value>true</value></prop></item>'
)
SWITCHED_ON = ("BlockUntrustedRefererLinks", "DisableMacrosExecution", "DisableActiveContent")


def find_office() -> str | None:
    """The program that converts; None where none is installed."""
    return next((path for name in PROGRAMS if (path := shutil.which(name))), None)


def convert(data: bytes, kind: str) -> bytes:
    """The document as .docx. Runs with a profile of its own, so that two conversions do not wait for each other.

    Raises NotReadable without LibreOffice, when it fails, or when it takes too much time or memory.
    """
    program = find_office()
    if program is None:
        raise refusal("old_word")
    if kind == "odt":
        check_parts(open_archive(data))
    with tempfile.TemporaryDirectory(prefix="duban-office-", ignore_cleanup_errors=True) as folder:
        source = Path(folder, f"plan.{kind}")
        source.write_bytes(data)
        ended = _run(program, Path(folder), source)
        made = source.with_suffix(".docx")
        if made.exists():
            return made.read_bytes()
        raise refusal("too_heavy" if ended in _KILLED else "damaged")


_KILLED = {-signal.SIGXCPU, -signal.SIGKILL, 128 + signal.SIGXCPU, 128 + signal.SIGKILL}


def _run(program: str, folder: Path, source: Path) -> int:
    """Convert inside of a folder; how the program ended."""
    user = folder / "profile" / "user"
    user.mkdir(parents=True)
    switches = "\n".join(map(SETTING.format, SWITCHED_ON))
    (user / "registrymodifications.xcu").write_text(SETTINGS.format(switches))
    command = [
        "/bin/sh",
        "-c",
        CONFINED,
        "sh",
        str(CONVERSION_MEMORY // 1024),
        str(CONVERSION_CPU_SECONDS),
        program,
        f"-env:UserInstallation={user.parent.as_uri()}",
        "--headless",
        "--norestore",
        "--nolockcheck",
        "--convert-to",
        "docx",
        "--outdir",
        str(folder),
        str(source),
    ]
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(  # noqa: S603 - the office program; the shell gets no word of the document
        command, stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True, env=bare_environment(str(folder))
    )
    try:
        return process.wait(CONVERSION_SECONDS)
    except subprocess.TimeoutExpired:
        raise refusal("too_heavy") from None
    finally:
        _end(process)


def _end(process: "subprocess.Popen[bytes]") -> None:
    """Kill what is left of the program and its helpers."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    finally:
        process.wait()
