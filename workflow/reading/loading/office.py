"""Older formats (.doc, .wps, .rtf, .odt): turned into .docx by LibreOffice, where it is installed."""

import os
import resource
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from workflow.reading.loading.archive import check_parts, open_archive
from workflow.reading.loading.limits import CONVERSION_SECONDS
from workflow.reading.loading.refusals import refusal

KINDS = ("doc", "wps", "rtf", "odt")
PROGRAMS = ("soffice", "libreoffice")
LIMITS = (
    (resource.RLIMIT_CPU, CONVERSION_SECONDS),
    (resource.RLIMIT_FSIZE, 256 * 1024 * 1024),
    (resource.RLIMIT_CORE, 0),
)


def bare_environment(home: str) -> dict[str, str]:
    """What a program that opens a stranger's file is told of this server: where programs are, and nothing else. The
    server's own holds the address of the database and the secret key."""
    return {"PATH": os.environ.get("PATH", os.defpath), "HOME": home, "TMPDIR": home, "LANG": "C.UTF-8"}


def find_office() -> str | None:
    """The program that converts; None where none is installed."""
    return next((path for name in PROGRAMS if (path := shutil.which(name))), None)


def convert(data: bytes, kind: str) -> bytes:
    """The document as .docx. Runs with a profile of its own, so that two conversions do not wait for each other and
    no macro that somebody trusted is run. Raises NotReadable without LibreOffice, when it fails or takes too long."""
    program = find_office()
    if program is None:
        raise refusal("old_word")
    if kind == "odt":
        check_parts(open_archive(data))
    with tempfile.TemporaryDirectory(prefix="duban-office-") as folder:
        source = Path(folder, f"plan.{kind}")
        source.write_bytes(data)
        command = [
            program,
            f"-env:UserInstallation={Path(folder, 'profile').as_uri()}",
            "--headless",
            "--norestore",
            "--nolockcheck",
            "--convert-to",
            "docx",
            "--outdir",
            folder,
            str(source),
        ]
        quiet = subprocess.DEVNULL
        process = subprocess.Popen(  # noqa: S603 - the office program, no shell
            command, stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True, env=bare_environment(folder)
        )
        try:
            for kind_of_limit, most in LIMITS:
                resource.prlimit(process.pid, kind_of_limit, (most, most))
            process.wait(CONVERSION_SECONDS)
        except subprocess.TimeoutExpired:
            raise refusal("too_heavy") from None
        finally:
            _end(process)
        made = source.with_suffix(".docx")
        if not made.exists():
            raise refusal("damaged")
        return made.read_bytes()


def _end(process: "subprocess.Popen[bytes]") -> None:
    """Kill what is left of the program and its helpers."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    finally:
        process.wait()
