"""The list of notifications as a page shows it: one line for one act, unread first, then by day."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.db.models import QuerySet
from django.utils import timezone

from notifications.models import Notification
from notifications.services import notifications_of
from notifications.texts import RELATED, headline, why
from workflow.models import User

PAGE_SIZE = 30
TABS = ("all", "unread", "asks", "known")


@dataclass(frozen=True, slots=True)
class Line:
    """One line: a notification, or several of one act on several items."""

    newest: Notification
    ids: tuple[int, ...]

    @property
    def is_unread(self) -> bool:
        """Not read yet."""
        return self.newest.read_at is None

    @property
    def headline(self) -> str:
        """What happened."""
        return headline(self.newest, len(self.ids))

    @property
    def why(self) -> str:
        """Why this person is told."""
        return why(self.newest, len(self.ids))


@dataclass(frozen=True, slots=True)
class Page:
    """Unread lines, read lines by day, and where the older ones begin (empty when there are none)."""

    unread: list[Line]
    days: list[tuple[date, list[Line]]]
    older: str
    newest_id: int
    more_unread: bool = False
    newer: str = ""


def page_of(user: User, tab: str, older: int | None) -> Page:
    """One page of a tab; two queries. The first page of `all` shows the unread ones first."""
    mine = _of_tab(notifications_of(user).select_related(*RELATED), tab)
    if tab == "unread":
        rows, cursor = _cut(mine.filter(read_at__isnull=True), older)
        return Page(list(_lines(rows)), [], cursor, _newest(rows))
    unread = [] if older else list(mine.filter(read_at__isnull=True)[: PAGE_SIZE + 1])
    rows, cursor = _cut(mine.filter(read_at__isnull=False), older)
    days = [
        (day, list(group))
        for day, group in groupby(_lines(rows), key=lambda line: timezone.localtime(line.newest.created_at).date())
    ]
    shown = unread[:PAGE_SIZE]
    return Page(list(_lines(shown)), days, cursor, _newest([*shown, *rows]), more_unread=len(unread) > PAGE_SIZE)


def _of_tab(mine: "QuerySet[Notification]", tab: str) -> "QuerySet[Notification]":
    if tab == "asks":
        return mine.filter(asks=True)
    if tab == "known":
        return mine.filter(asks=False)
    return mine


def _cut(rows: "QuerySet[Notification]", older: int | None) -> tuple[list[Notification], str]:
    if older:
        rows = rows.filter(pk__lt=older)
    found = list(rows[: PAGE_SIZE + 1])
    cursor = str(found[PAGE_SIZE - 1].pk) if len(found) > PAGE_SIZE else ""
    return found[:PAGE_SIZE], cursor


def _lines(rows: Sequence[Notification]) -> Iterator[Line]:
    for _act, group in groupby(rows, key=_act_of):
        found = list(group)
        yield Line(found[0], tuple(row.pk for row in found))


def _act_of(told: Notification) -> tuple[object, ...]:
    if told.entry is None or told.commitment_id is None or told.event == "reminded":
        return (told.pk,)
    entry = told.entry
    # What the one sentence for all of them says beside the item.
    promised = tuple(entry.data.get(key) for key in ("optional", "light", "due_on"))
    return (told.event, told.plan_id, entry.at, entry.actor_id, entry.agency_id, entry.remark, *promised)


def _newest(rows: Sequence[Notification]) -> int:
    return max((row.pk for row in rows), default=0)
