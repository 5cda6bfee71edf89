"""The context processor of the frame: everything lazy, so that a page which shows little costs no query."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Literal

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from workflow import shell as hooks
from workflow.models import User
from workflow.status import Role

LIVE_URL = "/ws/live/"
TEXT_SIZES = ("normal", "comfortable")
TEXT_SIZE_COOKIE = "textsize"

CountName = Literal["inbox", "unread", "jobs", ""]

# url name -> (icon, label, count shown beside it)
_ENTRIES: dict[str, tuple[str, Any, CountName]] = {
    "home": ("home", pgettext_lazy("navigation", "Home"), ""),
    "inbox": ("inbox", pgettext_lazy("navigation", "To do"), "inbox"),
    "plan_list": ("plan", pgettext_lazy("navigation", "Plans"), ""),
    "ledger": ("ledger", pgettext_lazy("navigation", "Ledger"), ""),
    "rounds": ("check", pgettext_lazy("navigation", "Inspection"), ""),
    "duties": ("check", pgettext_lazy("navigation", "Duties"), ""),
    "extensions": ("cal", pgettext_lazy("navigation", "Extensions"), ""),
    "disputes": ("items", pgettext_lazy("navigation", "Disputes"), ""),
    "slips": ("items", pgettext_lazy("navigation", "Slips"), ""),
    "contributions": ("items", pgettext_lazy("navigation", "Contributions"), ""),
    "leaders": ("org", pgettext_lazy("navigation", "Leaders"), ""),
    "organisation": ("org", pgettext_lazy("navigation", "Agencies"), ""),
    "notifications": ("bell", pgettext_lazy("navigation", "Notices"), "unread"),
    "calendar": ("cal", pgettext_lazy("navigation", "Calendar"), ""),
    "jobs": ("tray", pgettext_lazy("navigation", "Jobs"), "jobs"),
    "journal": ("items", pgettext_lazy("navigation", "Journal"), ""),
    "help": ("help", pgettext_lazy("navigation", "Help"), ""),
}

# What each role sees first (phones show only this) and second.
_AGENCY = (
    ("home", "inbox", "ledger", "plan_list", "notifications"),
    ("contributions", "duties", "slips", "leaders", "calendar", "jobs", "help"),
)
_NAVIGATION: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    Role.OFFICER: _AGENCY,
    Role.HEAD: _AGENCY,
    Role.CLERK: (
        ("home", "inbox", "plan_list", "ledger", "organisation"),
        (
            "rounds",
            "duties",
            "contributions",
            "slips",
            "extensions",
            "disputes",
            "leaders",
            "notifications",
            "calendar",
            "jobs",
            "journal",
            "help",
        ),
    ),
    Role.LEADER: (
        ("home", "inbox", "plan_list", "ledger", "rounds"),
        (
            "duties",
            "contributions",
            "slips",
            "extensions",
            "disputes",
            "leaders",
            "notifications",
            "calendar",
            "journal",
            "help",
        ),
    ),
    Role.INSPECTOR: (
        ("home", "inbox", "rounds", "ledger", "notifications"),
        ("plan_list", "duties", "contributions", "slips", "extensions", "calendar", "journal", "help"),
    ),
    Role.ASSESSOR: (("home", "ledger", "plan_list", "notifications"), ("calendar", "help")),
    Role.AUDITOR: (("home", "journal", "ledger", "plan_list", "notifications"), ("calendar", "help")),
}

# The part of the site a page belongs to, by the first word of its URL name.
_SECTIONS = {
    "plan": "plan_list",
    "import": "plan_list",
    "item": "ledger",
    "commitment": "ledger",
    "step": "inbox",
    "certificate": "ledger",
    "notification": "notifications",
    "round": "rounds",
    "visit": "rounds",
    "finding": "rounds",
    "duty": "duties",
    "agency": "organisation",
    "agencies": "organisation",
    "person": "organisation",
    "people": "organisation",
    "membership": "organisation",
    "job": "jobs",
}


@dataclass(frozen=True, slots=True)
class NavEntry:
    """One link of the navigation; `count` is 0 where there is nothing to count."""

    url_name: str
    url: str
    icon: str
    label: str
    count: int


def section(url_name: str) -> str:
    """The navigation entry that is current on the page of that URL name: `plan_issue` -> `plan_list`."""
    if url_name in _ENTRIES:
        return url_name
    first = url_name.split("_", maxsplit=1)[0]
    return first if first in _ENTRIES else _SECTIONS.get(first, "")


class Shell:
    """The frame of one request. Every attribute is worked out on first use and kept for this request only."""

    live_url = LIVE_URL

    def __init__(self, request: HttpRequest, on: date) -> None:
        self._request = request
        self._on = on

    @cached_property
    def _user(self) -> User | None:
        user = getattr(self._request, "user", None)
        return user if isinstance(user, User) else None

    @cached_property
    def _counts(self) -> dict[str, int]:
        return {}

    def _count(self, name: str) -> int:
        if self._user is None:
            return 0
        if name not in self._counts:
            self._counts.update(hooks.counts(name, self._user))
        return self._counts[name]

    @cached_property
    def _posts(self) -> list[hooks.Post]:
        return hooks.posts(self._user, self._on) if self._user is not None else []

    @property
    def unread(self) -> int:
        """Unread notifications."""
        return self._count("unread")

    @property
    def inbox_count(self) -> int:
        """Open tasks of the person."""
        return self._count("inbox")

    @property
    def jobs_running(self) -> int:
        """The person's long jobs that have not ended."""
        return self._count("jobs")

    @property
    def last_id(self) -> int:
        """Id of the person's newest notification: where the live socket starts to listen."""
        return self._count("last_id")

    @property
    def role(self) -> str:
        """The role that decides the navigation; empty for a person without a post."""
        return self._posts[0].role if self._posts else ""

    @property
    def user_name(self) -> str:
        """The person's name."""
        return str(self._user or "")

    @property
    def user_title(self) -> str:
        """The deciding post: 市数据局经办人, 副市长."""
        return self._posts[0].label() if self._posts else ""

    @property
    def posts(self) -> list[str]:
        """All posts, the deciding one first."""
        return [post.label() for post in self._posts]

    @cached_property
    def office_name(self) -> str:
        """What the brand says: 云川市政府督办."""
        name = hooks.jurisdiction_name()
        return str(_("%(name)s Government Supervision") % {"name": name} if name else _("Government Supervision"))

    @property
    def demo(self) -> bool:
        """Demo mode: invented people, mail to the console."""
        return bool(getattr(settings, "DEMO", False))

    @cached_property
    def text_size(self) -> str:
        """`comfortable` or `normal`: the person's choice, otherwise comfortable for leaders."""
        chosen = self._request.COOKIES.get(TEXT_SIZE_COOKIE, "")
        if chosen in TEXT_SIZES:
            return chosen
        return "comfortable" if self.role == Role.LEADER else "normal"

    @property
    def other_text_size(self) -> str:
        """The size the toggle switches to."""
        return "normal" if self.text_size == "comfortable" else "comfortable"

    @property
    def here(self) -> str:
        """The address forms of the frame come back to. After a POST that is the same address by GET."""
        return self._request.get_full_path()

    @cached_property
    def nav_main(self) -> list[NavEntry]:
        """The first group: what phones show in the bottom bar, at most five."""
        return [self._entry(name) for name in self._navigation[0]]

    @cached_property
    def nav_more(self) -> list[NavEntry]:
        """The second group; phones find it in the person's menu."""
        return [self._entry(name) for name in self._navigation[1]]

    @property
    def nav(self) -> list[NavEntry]:
        """Both groups."""
        return [*self.nav_main, *self.nav_more]

    @cached_property
    def _navigation(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        main, more = _NAVIGATION.get(self.role, _AGENCY)
        # A person with several posts reaches the pages of all of them.
        others = [name for post in self._posts[1:] for group in _NAVIGATION[post.role] for name in group]
        extra = tuple(dict.fromkeys(name for name in others if name not in main and name not in more))
        return main, (*more[:-1], *extra, *more[-1:])

    @cached_property
    def section(self) -> str:
        """The part of the site this page belongs to; a page that belongs elsewhere says so with `section` of its own
        context."""
        match = getattr(self._request, "resolver_match", None)
        return section(match.url_name or "") if match else ""

    def _entry(self, name: str) -> NavEntry:
        icon, label, counted = _ENTRIES[name]
        if name == "inbox" and self.role == Role.LEADER:
            label = pgettext_lazy("navigation", "Approvals")
        count = self._count(counted) if counted else 0
        return NavEntry(name, reverse(name), icon, str(label), count)


def shell(request: HttpRequest) -> dict[str, Any]:
    """`shell` and `today` for every template; a view that passes its own `today` wins."""
    today = timezone.localdate()
    return {"shell": Shell(request, today), "today": today}
