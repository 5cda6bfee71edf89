"""Which keys of its address a page reads: what it never looks at cannot disturb it."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, QueryDict
from django.utils.deprecation import MiddlewareMixin

EVERYTHING = "*"
"""Stands for a page that goes through all keys, whatever they are called."""


class WatchedQuery(QueryDict):
    """The query of an address; `read` are the keys somebody looked for."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.read: set[str] = set()
        super().__init__(*args, **kwargs)
        self.read.clear()

    def __getitem__(self, key: str) -> Any:
        self.read.add(key)
        return super().__getitem__(key)

    def __contains__(self, key: object) -> bool:
        self.read.add(str(key))
        return super().__contains__(key)

    def getlist(self, key: str, default: Any = None) -> list[Any]:
        self.read.add(key)
        return super().getlist(key, default)

    def __iter__(self) -> Iterator[str]:
        self.read.add(EVERYTHING)
        return super().__iter__()

    def __len__(self) -> int:
        self.read.add(EVERYTHING)
        return super().__len__()

    def lists(self) -> Any:
        self.read.add(EVERYTHING)
        return super().lists()


class WatchingMiddleware(MiddlewareMixin):
    """The last one: whatever follows, the view and its templates, reads a `WatchedQuery`."""

    def process_view(self, request: HttpRequest, *_view: Any) -> None:
        request.GET = WatchedQuery(request.META["QUERY_STRING"], encoding=request.encoding)  # type: ignore[assignment]
