"""Checking an import row by row against the register: what is new, and every fault with its row, column and remedy."""

import re
from collections.abc import Callable, Sequence
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from workflow.models import Agency, Jurisdiction, Membership, User
from workflow.services.register_plan import Checked, Fault, Key, NewAgency, NewPost
from workflow.services.register_rights import Place
from workflow.services.register_table import Column, Table, TableRow
from workflow.services.register_words import closest_kind, kind_of, kind_words, role_of, role_words
from workflow.status import OFFICE_ROLES, AgencyKind, Role

ACCOUNT = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.@+-]{0,149}")
ALIAS_SEPARATOR = re.compile(r"[、，,;；\n]+")
LONGEST = {Column.NAME: 120, Column.SHORT_NAME: 60, Column.PERSON: 80, Column.TITLE: 80}
LONGEST_ALIAS = 120


def check(table: Table, places: Sequence[Place], *, actor: User, on: date) -> Checked:
    """Check every row of the table as of the day `on`; five queries however long it is."""
    return _Checker(table, places, actor, on).run()


class _Checker:
    """The register as it is and as the rows so far would make it."""

    def __init__(self, table: Table, places: Sequence[Place], actor: User, on: date) -> None:
        self.table, self.actor = table, actor
        self.places = {place.jurisdiction.name: place.jurisdiction for place in places}
        self.places |= {p.jurisdiction.short_name: p.jurisdiction for p in places if p.jurisdiction.short_name}
        self.home = places[0].jurisdiction
        self.checked = Checked(self.home, len(table.rows))
        rows = Agency.objects.filter(jurisdiction__in=[place.jurisdiction for place in places])
        self.known: dict[Key, Agency] = {}
        self.owner: dict[Key, Agency | NewAgency] = {}
        for agency in rows.select_related("jurisdiction").prefetch_related("aliases"):
            place = agency.jurisdiction_id
            self.known[place, agency.name] = agency
            for alias in agency.aliases.all():
                self.owner.setdefault((place, alias.name), agency)
            self.owner[place, agency.short_name] = self.owner[place, agency.name] = agency
        usernames = {row.text(Column.ACCOUNT) for row in table.rows}
        self.users = {user.username: user for user in User.objects.filter(username__in=usernames)}
        still = Q(valid_until__isnull=True) | Q(valid_until__gt=on)
        held = Membership.objects.filter(still, user__username__in=usernames, on_behalf_of=None)
        self.held = set(held.values_list("user__username", "agency_id", "role"))
        self.asked: dict[tuple[int, str, str, str], int] = {}
        self.new_aliases: dict[int, tuple[Agency, list[str]]] = {}

    def run(self) -> Checked:
        for row in self.table.rows:
            before = len(self.checked.faults)
            added = self._row(row)
            if len(self.checked.faults) == before and not added:
                self.checked.unchanged += 1
        self.checked.aliases = list(self.new_aliases.values())
        return self.checked

    def fault(self, row: TableRow, column: Column, problem: object, remedy: object) -> None:
        """Note a fault of this cell."""
        self.checked.faults.append(
            Fault(
                row.number,
                self.table.letter(column),
                self.table.heading(column),
                row.text(column),
                str(problem),
                str(remedy),
            )
        )

    def _row(self, row: TableRow) -> bool:
        """Check one row; returns whether it adds anything."""
        for column, longest in LONGEST.items():
            if len(row.text(column)) > longest:
                self.fault(
                    row,
                    column,
                    _("is longer than %(limit)s characters.") % {"limit": longest},
                    _("Write it shorter."),
                )
                return False
        agency, added = self._agency(row)
        if agency is None:
            return False
        added = self._aliases(row, agency) or added
        return self._post(row, agency) or added

    # -- the agency --------------------------------------------------------------------------------------------------

    def _agency(self, row: TableRow) -> tuple[Agency | NewAgency | None, bool]:
        name = row.text(Column.NAME)
        place = self._place(row)
        kind = self._kind(row)
        if not name:
            self.fault(row, Column.NAME, _("is empty."), _("Write the full name of the agency."))
        if not name or place is None:
            return None, False
        registered = self.known.get((place.pk, name))
        if registered is not None:
            return (registered if self._agrees(row, registered, kind) else None), False
        planned = self.checked.agencies.get((place.pk, name))
        if planned is not None:
            return (planned if self._agrees(row, planned, kind) else None), False
        if kind is None:
            if not row.text(Column.KIND):
                words = "、".join(kind_words())
                self.fault(row, Column.KIND, _("is empty."), _("Write one of: %(words)s.") % {"words": words})
            return None, False
        return self._new(row, name, place, kind)

    def _new(self, row: TableRow, name: str, place: Jurisdiction, kind: AgencyKind) -> tuple[NewAgency | None, bool]:
        short = row.text(Column.SHORT_NAME) or name[: LONGEST[Column.SHORT_NAME]]
        for column, written in ((Column.NAME, name), (Column.SHORT_NAME, short)):
            other = self.owner.get((place.pk, written))
            if other is not None:
                self.fault(
                    row,
                    column,
                    _("is already a name of %(agency)s.") % {"agency": other.name},
                    _("Write %(agency)s, or a name that tells them apart.") % {"agency": other.name},
                )
                return None, False
        made = NewAgency(name, short, kind, place, row.number)
        self.checked.agencies[place.pk, name] = made
        self.owner[place.pk, name] = self.owner[place.pk, short] = made
        return made, True

    def _place(self, row: TableRow) -> Jurisdiction | None:
        written = row.text(Column.PLACE)
        if not written:
            return self.home
        place = self.places.get(written)
        if place is None:
            names = "、".join(dict.fromkeys(place.name for place in list(self.places.values())[:20]))
            self.fault(
                row,
                Column.PLACE,
                _("is no jurisdiction whose register you run."),
                _("Write one of: %(words)s.") % {"words": names},
            )
        return place

    def _kind(self, row: TableRow) -> AgencyKind | None:
        written = row.text(Column.KIND)
        kind = kind_of(written)
        if written and kind is None:
            near = closest_kind(written)
            if near:
                remedy = _("Write %(word)s.") % {"word": near}
            else:
                remedy = _("Write one of: %(words)s.") % {"words": "、".join(kind_words())}
            self.fault(row, Column.KIND, _("is no kind of agency."), remedy)
        return kind

    def _agrees(self, row: TableRow, agency: Agency | NewAgency, kind: AgencyKind | None) -> bool:
        """An import does not change what is there: a differing short name or kind is a fault, an empty one is not."""
        agrees = not (row.text(Column.KIND) and kind is None)
        short = row.text(Column.SHORT_NAME)
        said = _("%(agency)s is registered as %(value)s.")
        if isinstance(agency, NewAgency):
            said = _("%(agency)s is given as %(value)s further up in the file.")
        if kind is not None and kind != agency.kind:
            label = AgencyKind(agency.kind).label
            self._disagrees(row, Column.KIND, said % {"agency": agency.name, "value": label}, label)
            agrees = False
        if short and short != agency.short_name:
            value = agency.short_name
            self._disagrees(row, Column.SHORT_NAME, said % {"agency": agency.name, "value": value}, value)
            agrees = False
        return agrees

    def _disagrees(self, row: TableRow, column: Column, problem: object, value: object) -> None:
        self.fault(row, column, problem, _("Write %(word)s, or change it on the page of the agency.") % {"word": value})

    def _aliases(self, row: TableRow, agency: Agency | NewAgency) -> bool:
        place_id = agency.jurisdiction.pk
        added = False
        for alias in filter(None, map(str.strip, ALIAS_SEPARATOR.split(row.text(Column.ALIASES)))):
            other = self.owner.get((place_id, alias))
            if len(alias) > LONGEST_ALIAS:
                self.fault(row, Column.ALIASES, _("holds an alias that is too long."), _("Separate aliases by 、."))
            elif other is None:
                self.owner[place_id, alias] = agency
                added = True
                if isinstance(agency, NewAgency):
                    agency.aliases.append(alias)
                else:
                    self.new_aliases.setdefault(agency.pk, (agency, []))[1].append(alias)
            elif other is not agency:
                self.fault(
                    row,
                    Column.ALIASES,
                    _("%(alias)s is already a name of %(agency)s.") % {"alias": alias, "agency": other.name},
                    _("Write a name that tells them apart."),
                )
        return added

    # -- the person --------------------------------------------------------------------------------------------------

    def _post(self, row: TableRow, agency: Agency | NewAgency) -> bool:
        columns = (Column.PERSON, Column.ACCOUNT, Column.ROLE)
        if not any(row.text(column) for column in (*columns, Column.TITLE)):
            return False
        empty = [column for column in columns if not row.text(column)]
        for column in empty:
            self.fault(row, column, _("is empty."), _("A person needs a name, an account and a role."))
        role = self._role(row, agency)
        checks: tuple[Callable[[TableRow], bool], ...] = (self._account_is_well_formed, self._account_is_theirs)
        if empty or not all(passes(row) for passes in checks) or role is None:
            return False
        return self._take(row, agency, role)

    def _role(self, row: TableRow, agency: Agency | NewAgency) -> Role | None:
        written = row.text(Column.ROLE)
        role = role_of(written)
        if written and role is None:
            self.fault(
                row,
                Column.ROLE,
                _("is no role."),
                _("Write one of: %(words)s.") % {"words": "、".join(role_words())},
            )
        elif role in OFFICE_ROLES and agency.kind != AgencyKind.OFFICE:
            self.fault(
                row,
                Column.ROLE,
                _("exists at the government office only."),
                _("Write %(officer)s or %(head)s.") % {"officer": Role.OFFICER.label, "head": Role.HEAD.label},
            )
            return None
        return role

    def _account_is_well_formed(self, row: TableRow) -> bool:
        if ACCOUNT.fullmatch(row.text(Column.ACCOUNT)):
            return True
        self.fault(
            row,
            Column.ACCOUNT,
            _("is no account name."),
            _("Use letters, digits and . _ - only, such as the name in pinyin."),
        )
        return False

    def _account_is_theirs(self, row: TableRow) -> bool:
        account, name = row.text(Column.ACCOUNT), row.text(Column.PERSON)
        user = self.users.get(account)
        problem: object = ""
        if account == self.actor.username:
            problem = _("is your own account.")
        elif user is not None and user.full_name != name:
            problem = _("is the account of somebody of another name.")
        elif user is not None and not user.is_active:
            problem = _("is a deactivated account.")
        elif self.checked.accounts.get(account, name) != name:
            problem = _("is given to %(name)s further up in the file.") % {"name": self.checked.accounts[account]}
        if problem:
            self.fault(row, Column.ACCOUNT, problem, _("Write another account, or the name as it is registered."))
        return not problem

    def _take(self, row: TableRow, agency: Agency | NewAgency, role: Role) -> bool:
        account, name = row.text(Column.ACCOUNT), row.text(Column.PERSON)
        known = agency if isinstance(agency, Agency) else None
        if known is not None and (account, known.pk, str(role)) in self.held:
            return False
        first = self.asked.setdefault((agency.jurisdiction.pk, agency.name, account, role), row.number)
        if first != row.number:
            self.fault(
                row,
                Column.ACCOUNT,
                _("has the same role at the same agency as in row %(row)s.") % {"row": first},
                _("Delete one of the two rows."),
            )
            return False
        user = self.users.get(account)
        if user is None:
            self.checked.accounts[account] = name
        self.checked.posts.append(
            NewPost((agency.jurisdiction.pk, agency.name), known, account, name, user, role, row.text(Column.TITLE))
        )
        return True
