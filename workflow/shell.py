"""What the frame around every page knows: counts other layers register, and who the person is.

The counts live in layers above this one (`flows` knows the inbox, `notifications` the bell), so they are handed in
from an `AppConfig.ready`; the frame asks each at most once per request and only when a page shows it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NotRequired, TypedDict

from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

from workflow.models import Jurisdiction, Membership, User
from workflow.status import Role

CountHook = Callable[[User], int]
CountsHook = Callable[[User], Mapping[str, int]]

_counts: dict[str, CountsHook] = {}
_demo_accounts: list[Callable[[], "Sequence[DemoAccount]"]] = []

# The first role a person holds in this order decides the navigation and the size of type.
PRECEDENCE = (
    Role.LEADER,
    Role.CLERK,
    Role.INSPECTOR,
    Role.HEAD,
    Role.OFFICER,
    Role.ASSESSOR,
    Role.AUDITOR,
)


class DemoAccount(TypedDict):
    """One line of the demo accounts on the sign-in page; `sees` says what comes first after signing in."""

    username: str
    password: str
    name: str
    title: str
    sees: NotRequired[str]


@dataclass(frozen=True, slots=True)
class Post:
    """A role at an agency, as the frame needs it."""

    agency: str
    role: str
    title: str
    behalf: str = ""
    """For whom the person holds it, by name."""

    def label(self) -> str:
        """The post as people say it: 市数据局经办人; a leader stands above agencies and is called 副市长 alone."""
        if self.title and self.role == Role.LEADER:
            return self.title
        words = {"role": self.title or Role(self.role).label, "agency": self.agency}
        label = str(_("%(role)s, %(agency)s") % words)
        return str(_("%(post)s, for %(name)s") % {"post": label, "name": self.behalf}) if self.behalf else label


def register_count(name: str, hook: CountHook) -> None:
    """Hand in a count: `inbox`, `unread`, `jobs` or `last_id` (the newest notification of the person)."""
    _counts[name] = lambda user: {name: hook(user)}


def register_counts(names: Sequence[str], hook: CountsHook) -> None:
    """Hand in several counts that one query answers, such as `unread` and `last_id`."""
    for name in names:
        _counts[name] = hook


def counts(name: str, user: User) -> Mapping[str, int]:
    """The count of that name, with whatever came along in the same query; 0 while nobody registered it."""
    hook = _counts.get(name)
    return hook(user) if hook else {name: 0}


def register_demo_accounts(source: Callable[[], Sequence[DemoAccount]]) -> None:
    """Hand in the accounts the sign-in page offers in demo mode; a later call replaces an earlier one."""
    _demo_accounts[:] = [source]


def demo_accounts() -> list[DemoAccount]:
    """The demo accounts, in the order of the sign-in page."""
    return [account for source in _demo_accounts for account in source()]


def posts(user: User, on: date) -> list[Post]:
    """The posts the person holds on that day, the deciding one first.

    Cached under the person's scope version, which every change of a membership bumps; `date_joined` keeps two
    databases that share a cache apart.
    """
    key = f"shell:posts2:{user.pk}:{user.date_joined.timestamp()}:{user.scope_version}:{on.isoformat()}"
    found: list[Post] | None = cache.get(key)
    if found is None:
        rows = Membership.objects.filter(Membership.valid_on(on), user=user).select_related("agency", "on_behalf_of")
        found = [
            Post(row.agency.short_name, row.role, row.title, str(row.on_behalf_of or "")) for row in rows.order_by("id")
        ]
        # What one holds for somebody else decides no page while there is a post of one's own.
        found.sort(key=lambda post: (bool(post.behalf), PRECEDENCE.index(Role(post.role))))
        cache.set(key, found, 3600)
    return found


def jurisdiction_name() -> str:
    """The government this installation serves: the jurisdiction nothing stands above; empty before set-up."""
    name: str | None = cache.get("shell:jurisdiction")
    if not name:
        name = Jurisdiction.objects.filter(parent=None).order_by("id").values_list("name", flat=True).first() or ""
        cache.set("shell:jurisdiction", name, 60)
    return name
