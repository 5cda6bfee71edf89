"""Makes PostgreSQL and Redis of `DATABASE_URL` and `REDIS_URL` answer, for the tests in cluster mode.

A server that answers is left as it is. One that does not answer is started if it is to run on this machine: an
existing PostgreSQL cluster on that port, otherwise a new one; Redis without persistence. On Debian, as root, missing
packages are installed first. Anything else is a clear refusal. Uses the standard library and psycopg only.
"""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import psycopg

LOCAL_HOSTS = {"localhost", "127.0.0.1", "::1"}
PATIENCE_SECONDS = 30


class Address(NamedTuple):
    """Where a service is expected."""

    host: str
    port: int


class ServiceError(Exception):
    """A service neither answers nor can be started here; the message says what to do."""


def address_of(url: str, default_port: int) -> Address:
    """Host and port of a database or Redis address."""
    parts = urlsplit(url)
    return Address(parts.hostname or "127.0.0.1", parts.port or default_port)


def answers(address: Address) -> bool:
    """Whether something accepts connections there."""
    try:
        with socket.create_connection(address, timeout=2):
            return True
    except OSError:
        return False


def run(*command: str) -> str:
    """Output of a command; its failure becomes a `ServiceError` with what it wrote."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise ServiceError(f"`{' '.join(command)}` failed: {(done.stderr or done.stdout).strip()}")
    return done.stdout


def install(package: str) -> None:
    """Install a Debian package, as root only."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise ServiceError(
            f"The tests in cluster mode need {package}: install it, or name a running server by its address."
        )
    print(f"Installing {package} ...", flush=True)
    os.environ["DEBIAN_FRONTEND"] = "noninteractive"
    run("apt-get", "update", "-qq")
    run("apt-get", "install", "-y", "-qq", "--no-install-recommends", package)


def start_postgresql(port: int) -> None:
    """Start the cluster on this port; make one that trusts local connections if there is none."""
    if not shutil.which("pg_lsclusters"):
        configuration = Path("/etc/postgresql-common/createcluster.conf")
        if os.geteuid() == 0 and not configuration.exists():
            # The package would make a cluster that asks for a password.
            configuration.parent.mkdir(parents=True, exist_ok=True)
            configuration.write_text("create_main_cluster = false\n")
        install("postgresql")
    clusters = [line.split() for line in run("pg_lsclusters", "--no-header").splitlines()]
    name = next(((row[0], row[1]) for row in clusters if row[2] == str(port)), None)
    if name is None:
        versions = sorted((path.name for path in Path("/usr/lib/postgresql").iterdir()), key=float)
        name = (versions[-1], "duban")
        run("pg_createcluster", "--port", str(port), *name, "--", "--auth=trust")
    run("pg_ctlcluster", "--skip-systemctl-redirect", *name, "start")


def start_redis(port: int) -> None:
    """Start a Redis without persistence on this port."""
    if not shutil.which("redis-server"):
        install("redis-server")
    if not answers(Address("127.0.0.1", port)):
        run(
            "redis-server",
            "--port",
            str(port),
            "--bind",
            "127.0.0.1",
            "--daemonize",
            "yes",
            "--save",
            "",
            "--appendonly",
            "no",
        )


def ensure(what: str, address: Address, start: Callable[[int], None]) -> None:
    """Start a local service that does not answer and wait until it does."""
    if answers(address):
        return
    if address.host not in LOCAL_HOSTS:
        raise ServiceError(f"{what} at {address.host}:{address.port} does not answer.")
    print(f"Starting {what} on port {address.port} ...", flush=True)
    start(address.port)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not answers(address):
        if time.monotonic() > deadline:
            raise ServiceError(f"{what} was started on port {address.port} but does not answer.")
        time.sleep(0.2)


def can_sign_in(database_url: str) -> None:
    """Whether the user of the address may make databases there; the tests make and drop their own."""
    parts = urlsplit(database_url)
    maintenance = parts._replace(scheme="postgresql", path="/postgres").geturl()
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            with psycopg.connect(maintenance, connect_timeout=5) as connection:
                row = connection.execute(
                    "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
                ).fetchone()
        except psycopg.OperationalError as error:
            if "starting up" in str(error) and time.monotonic() < deadline:
                time.sleep(0.2)
                continue
            raise ServiceError(f"PostgreSQL refuses {parts.username}: {str(error).strip()}") from error
        if not row or not row[0]:
            raise ServiceError(f"{parts.username} may not make databases: ALTER ROLE {parts.username} CREATEDB.")
        return


def main() -> int:
    """Exit 0 when both answer, 1 with a sentence otherwise."""
    database_url, redis_url = os.environ["DATABASE_URL"], os.environ["REDIS_URL"]
    try:
        ensure("PostgreSQL", address_of(database_url, 5432), start_postgresql)
        can_sign_in(database_url)
        ensure("Redis", address_of(redis_url, 6379), start_redis)
    except ServiceError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
