"""What an import would do: agencies, names, accounts and posts to add, and the faults that stand in the way."""

from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from workflow.models import Agency, Jurisdiction, User
from workflow.status import AgencyKind, Role

Key = tuple[int, str]
"""An agency the file speaks of: id of its jurisdiction and full name."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A cell that cannot be taken: where it stands, what is wrong, what to write instead."""

    row: int
    letter: str
    heading: str
    value: str
    problem: str
    remedy: str

    def __str__(self) -> str:
        where = {"row": self.row, "letter": self.letter, "heading": self.heading}
        place = _("row %(row)s, column %(letter)s %(heading)s") if self.letter else _("row %(row)s, %(heading)s")
        return f"{place % where}：{self.value} {self.problem} {self.remedy}"


@dataclass(slots=True)
class NewAgency:
    """An agency the file adds."""

    name: str
    short_name: str
    kind: AgencyKind
    jurisdiction: Jurisdiction
    row: int
    aliases: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class NewPost:
    """A role the file gives; to an agency and a person that exist, or to new ones by key and account."""

    key: Key
    agency: Agency | None
    account: str
    full_name: str
    user: User | None
    role: Role
    title: str


@dataclass(slots=True)
class Checked:
    """What a file would do. Nothing may be saved while there are faults."""

    home: Jurisdiction
    rows: int
    faults: list[Fault] = field(default_factory=list)
    agencies: dict[Key, NewAgency] = field(default_factory=dict)
    aliases: list[tuple[Agency, list[str]]] = field(default_factory=list)
    accounts: dict[str, str] = field(default_factory=dict)
    posts: list[NewPost] = field(default_factory=list)
    unchanged: int = 0

    @property
    def anything(self) -> bool:
        """Whether anything is new."""
        return bool(self.agencies or self.aliases or self.posts)

    @property
    def faulty_rows(self) -> int:
        """How many rows have at least one fault."""
        return len({fault.row for fault in self.faults})
