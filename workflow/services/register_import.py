"""Importing the register: everything is checked first, all faults are named at once, then one transaction adds what is
new. An import only ever adds; the same file twice changes nothing."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.core import signing
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from workflow.errors import Invalid
from workflow.models import Agency, User
from workflow.services import journal
from workflow.services.calendar import local_day
from workflow.services.organisation import add_alias, add_membership, create_agency, create_user
from workflow.services.register_check import check
from workflow.services.register_plan import Checked, NewAgency
from workflow.services.register_rights import locked, places_of
from workflow.services.register_table import Table, TableRow

SALT = "workflow.register_import"
KEPT_SECONDS = 24 * 3600


@dataclass(slots=True)
class Imported:
    """What an import has added."""

    agencies: int = 0
    aliases: int = 0
    accounts: list[User] = field(default_factory=list)
    posts: int = 0

    @property
    def anything(self) -> bool:
        """Whether anything was new."""
        return bool(self.agencies or self.aliases or self.accounts or self.posts)


def examine(table: Table, *, actor: User, now: datetime) -> Checked:
    """What the file would add, and every fault in it; writes nothing. Raises NotVisible."""
    return check(table, places_of(actor), actor=actor, on=local_day(now))


def seal(table: Table, *, actor: User) -> str:
    """The rows that were checked, signed for this person, to be sent back with the confirmation."""
    rows = [[row.number, row.cells] for row in table.rows]
    content = [actor.pk, table.filename, table.letters, table.headings, rows]
    return signing.dumps(content, salt=SALT, compress=True)


def unseal(sealed: str, *, actor: User) -> Table:
    """The rows of `seal`. Raises Invalid when they are older than a day, altered, or somebody else's."""
    try:
        owner, filename, letters, headings, rows = signing.loads(sealed, salt=SALT, max_age=KEPT_SECONDS)
    except signing.BadSignature:
        owner = None
    if owner != actor.pk:
        raise Invalid(
            "import_expired",
            _("The checked file is no longer there."),
            remedy=_("Upload it again; nothing has been saved yet."),
        )
    return Table(filename, [TableRow(number, cells) for number, cells in rows], letters, headings)


def run_import(table: Table, *, actor: User, now: datetime) -> Imported:
    """Check the rows once more and add what is new, in one transaction.

    Raises NotVisible; Invalid with every fault in `details` when the register has changed since the check.
    """
    with transaction.atomic():
        for place in places_of(actor):
            locked(place.jurisdiction.pk)
        checked = examine(table, actor=actor, now=now)
        if checked.faults:
            raise Invalid(
                "import_faults",
                _("The register has changed since the file was checked."),
                remedy=_("Correct the file and upload it again; nothing has been saved."),
                details=checked.faults,
            )
        done = Imported()
        agencies = {key: _add(found, actor=actor, now=now) for key, found in checked.agencies.items()}
        done.agencies = len(agencies)
        for known, names in checked.aliases:
            for name in names:
                add_alias(known, name, actor=actor, now=now)
                done.aliases += 1
        accounts = _accounts(checked, actor=actor, now=now)
        done.accounts = [accounts[name] for name in checked.accounts]
        for post in checked.posts:
            agency = post.agency or agencies[post.key]
            user = post.user or accounts[post.account]
            add_membership(user, agency, post.role, actor=actor, now=now, title=post.title, valid_from=local_day(now))
            done.posts += 1
        if done.anything:
            _record(table, done, checked, actor=actor, now=now)
    return done


def _add(found: NewAgency, *, actor: User, now: datetime) -> Agency:
    return create_agency(
        found.jurisdiction,
        name=found.name,
        short_name=found.short_name,
        kind=found.kind,
        aliases=found.aliases,
        actor=actor,
        now=now,
    )


def _accounts(checked: Checked, *, actor: User, now: datetime) -> dict[str, User]:
    return {
        username: create_user(username, full_name, password=None, actor=actor, now=now)
        for username, full_name in checked.accounts.items()
    }


def _record(table: Table, done: Imported, checked: Checked, *, actor: User, now: datetime) -> None:
    """One entry for the whole file, beside those of the single acts."""
    place = locked(checked.home.pk)
    journal.record(
        place,
        "register_imported",
        actor=actor,
        now=now,
        remark=table.filename,
        data={
            "file": table.filename,
            "rows": len(table.rows),
            "sha256": _digest(table.rows),
            "agencies": done.agencies,
            "aliases": done.aliases,
            "accounts": len(done.accounts),
            "posts": done.posts,
        },
    )


def _digest(rows: Sequence[TableRow]) -> str:
    content = json.dumps([[row.number, row.cells] for row in rows], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()
