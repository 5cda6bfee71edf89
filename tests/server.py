"""The real server as a process of its own: `python -m tests.server FD` serves on a listening socket it inherits.

The test keeps the socket open, so a connection made while the server is dead or starting waits in the queue of the
kernel, as it would behind a service manager; nobody has to ask again and again whether the server is up.
"""

import os
import socket
import subprocess
import sys
from types import TracebackType

import uvicorn

from tests.scratch import ROOT, Scratch

PATIENCE_SECONDS = 30


class Server:
    """One server process at a time on an installation; a context manager that ends it."""

    def __init__(self, installation: Scratch, **environment: str) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0), backlog=128)
        self._log = (installation.directory / "server.log").open("ab")
        self._environment = {**os.environ, **installation.environment, "DUBAN_BASE_URL": self.url, **environment}
        self._process: subprocess.Popen[bytes] | None = None
        self.log_path = installation.directory / "server.log"

    @property
    def port(self) -> int:
        """Where it listens, on 127.0.0.1."""
        return int(self._socket.getsockname()[1])

    @property
    def url(self) -> str:
        """Its address, without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it; requests may be sent at once."""
        handle = self._socket.fileno()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.server", str(handle)],
            cwd=ROOT,
            env=self._environment,
            pass_fds=[handle],
            stdout=self._log,
            stderr=self._log,
        )

    def kill(self) -> None:
        """`kill -9`."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(PATIENCE_SECONDS)
            self._process = None

    def __enter__(self) -> "Server":
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._process is not None:
            self._process.terminate()
            try:
                self._process.wait(PATIENCE_SECONDS)
            except subprocess.TimeoutExpired:
                self.kill()
        self._socket.close()
        self._log.close()


def main() -> None:
    """Serve Duban on the inherited socket until terminated."""
    config = uvicorn.Config(
        "config.asgi:application", ws="websockets-sansio", log_level="warning", timeout_graceful_shutdown=2
    )
    uvicorn.Server(config).run(sockets=[socket.socket(fileno=int(sys.argv[1]))])


if __name__ == "__main__":
    main()
