"""An installation of its own for what pytest's test database cannot serve: server processes and measurements.

On PostgreSQL a database is made and dropped again; otherwise the data directory holds an SQLite file.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex
from typing import Any
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

ROOT = Path(__file__).resolve().parent.parent


class CommandFailed(Exception):
    """A command on the scratch installation ended with an error; the message is what it wrote."""


@dataclass(frozen=True)
class Scratch:
    """Where the data lies, and the environment that makes Duban use it."""

    directory: Path
    environment: dict[str, str]

    def python(self, *arguments: str) -> str:
        """Run Python in the repository on this installation; its standard output. Raises CommandFailed."""
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=ROOT,
            env={**os.environ, **self.environment},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise CommandFailed(f"{' '.join(arguments)}\n{done.stdout}\n{done.stderr}")
        return done.stdout

    def manage(self, *arguments: str) -> str:
        """A management command; its standard output."""
        return self.python("manage.py", *arguments)

    def tell(self, module: str, *arguments: str) -> Any:
        """What a module prints as JSON on its last line."""
        return json.loads(self.python("-m", module, *arguments).strip().splitlines()[-1])


@contextmanager
def scratch(directory: Path) -> Iterator[Scratch]:
    """A migrated, empty installation in `directory`, on the kind of database `DATABASE_URL` names."""
    name = f"duban_scratch_{os.getpid()}_{token_hex(3)}"
    url = os.environ.get("DATABASE_URL", "")
    environment = {
        "DUBAN_DATA_DIR": str(directory),
        "DUBAN_CACHE_PREFIX": name,
        "DUBAN_DEBUG": "0",
        "DUBAN_DEMO": "0",
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    if not url.startswith("postgres"):
        environment["DATABASE_URL"] = ""
        yield _migrated(Scratch(directory, environment))
        return
    parts = urlsplit(url)
    maintenance = parts._replace(scheme="postgresql", path="/postgres").geturl()
    environment["DATABASE_URL"] = parts._replace(path=f"/{name}").geturl()
    with psycopg.connect(maintenance, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    try:
        yield _migrated(Scratch(directory, environment))
    finally:
        with psycopg.connect(maintenance, autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _migrated(made: Scratch) -> Scratch:
    made.manage("migrate", "--verbosity", "0")
    return made
