"""Real transactions in real threads, on whichever database the run uses."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import close_old_connections, connections


@pytest.fixture
def in_threads(transactional_db: None) -> Callable[[int, Callable[[int], Any]], list[Any]]:
    """`in_threads(n, work)`: results or exceptions of work(0) … work(n-1), each in a thread with its own connection."""

    def run(count: int, work: Callable[[int], Any]) -> list[Any]:
        def guarded(index: int) -> Any:
            close_old_connections()
            try:
                return work(index)
            except Exception as error:  # the caller counts what came out
                return error
            finally:
                connections.close_all()

        with ThreadPoolExecutor(max_workers=count) as pool:
            return list(pool.map(guarded, range(count)))

    return run
