"""Which tests one worker has to run all of: those that share what takes long to set up. The others go to whichever
worker is free."""

from xdist.scheduler import LoadScopeScheduling

FOLDERS = ("tests/browser/",)
"""One server and one browser for all of them."""
FILES = ("tests/access/", "tests/test_demo.py")
"""Beginnings of the paths of files whose world is made once for the file."""


def group_of(nodeid: str) -> str:
    """What a test runs together with; a test on its own is its own group."""
    if nodeid.startswith(FILES):
        return nodeid.partition("::")[0]
    return next((folder for folder in FOLDERS if nodeid.startswith(folder)), nodeid)


class Together(LoadScopeScheduling):
    """Schedules by `group_of`. The groups go out first, the largest ahead, so that none is left to the end."""

    def _split_scope(self, nodeid: str) -> str:
        return group_of(nodeid)
