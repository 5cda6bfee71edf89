"""Jurisdictions, agencies, sets of agencies and who works where. Everything dated is valid from `valid_from` on,
up to and including the day before `valid_until`."""

from datetime import date

from django.contrib.auth.models import Group
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from workflow.models.chain import Chained
from workflow.status import Act, AgencyKind, JurisdictionLevel, Role


class Jurisdiction(Chained):
    """A province, city, county … ; the tree above and below a government."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    short_name = models.CharField(_("short name"), max_length=40, blank=True)
    level = models.CharField(_("level"), max_length=20, choices=JurisdictionLevel.choices)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")

    class Meta:
        verbose_name = _("jurisdiction")
        verbose_name_plural = _("jurisdictions")

    def __str__(self) -> str:
        return self.name


class Dated(models.Model):
    """Valid from one day up to, not including, another."""

    valid_from = models.DateField(_("valid from"), default=date(2000, 1, 1))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)

    class Meta:
        abstract = True

    @staticmethod
    def valid_on(on: date, prefix: str = "") -> Q:
        """Filter of rows valid on the day `on`; `prefix` is a lookup path such as `memberships__`."""
        return Q(**{f"{prefix}valid_from__lte": on}) & (
            Q(**{f"{prefix}valid_until__isnull": True}) | Q(**{f"{prefix}valid_until__gt": on})
        )


class Agency(Dated):
    """A department, county government, party organ …; deactivated by `valid_until`, never deleted."""

    jurisdiction = models.ForeignKey(Jurisdiction, models.PROTECT, related_name="agencies")
    name = models.CharField(_("full name"), max_length=120)
    short_name = models.CharField(_("short name"), max_length=60)
    kind = models.CharField(_("kind"), max_length=30, choices=AgencyKind.choices)
    code = models.CharField(_("code"), max_length=40, blank=True)
    order = models.PositiveIntegerField(_("order"), default=1000)
    supervised_by = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="supervises")

    class Meta:
        verbose_name = _("agency")
        verbose_name_plural = _("agencies")
        ordering = ("order", "id")
        default_permissions = ()
        permissions = [(act.value, act.name.replace("_", " ").capitalize()) for act in Act]
        constraints = [
            models.UniqueConstraint(fields=["jurisdiction", "name"], name="agency_name_once"),
            models.UniqueConstraint(fields=["jurisdiction", "short_name"], name="agency_short_name_once"),
        ]

    def __str__(self) -> str:
        return self.short_name or self.name

    @property
    def is_active(self) -> bool:
        """No end is entered. Whether it is valid on a day is asked with `Dated.valid_on`."""
        return self.valid_until is None


class AgencyAlias(Dated):
    """Another name of an agency, as documents write it."""

    agency = models.ForeignKey(Agency, models.CASCADE, related_name="aliases")
    name = models.CharField(_("alias"), max_length=120, db_index=True)
    former = models.BooleanField(_("former name"), default=False)
    """Its own name until `valid_until`. It still leads to the agency afterwards, as long as no other one has it."""

    class Meta:
        verbose_name = _("alias")
        verbose_name_plural = _("aliases")
        constraints = [models.UniqueConstraint(fields=["agency", "name"], name="alias_once")]

    def __str__(self) -> str:
        return self.name


class AgencySet(models.Model):
    """A collective such as 各县区政府: by kind (every agency of `kind`) or by list (its members), as of a day."""

    jurisdiction = models.ForeignKey(Jurisdiction, models.PROTECT, related_name="agency_sets")
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("all agencies of the kind"), max_length=30, choices=AgencyKind.choices, blank=True)

    class Meta:
        verbose_name = _("set of agencies")
        verbose_name_plural = _("sets of agencies")
        constraints = [models.UniqueConstraint(fields=["jurisdiction", "name"], name="agency_set_name_once")]

    def __str__(self) -> str:
        return self.name


class AgencySetAlias(models.Model):
    """Another wording of the same set, such as 各县区人民政府."""

    agency_set = models.ForeignKey(AgencySet, models.CASCADE, related_name="aliases")
    name = models.CharField(_("alias"), max_length=120, db_index=True)

    class Meta:
        verbose_name = _("alias")
        verbose_name_plural = _("aliases")
        constraints = [models.UniqueConstraint(fields=["agency_set", "name"], name="set_alias_once")]

    def __str__(self) -> str:
        return self.name


class AgencySetMember(Dated):
    """An agency listed in a set for a time; also extends a set by kind."""

    agency_set = models.ForeignKey(AgencySet, models.CASCADE, related_name="members")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="set_memberships")

    class Meta:
        verbose_name = _("member of a set")
        verbose_name_plural = _("members of sets")
        constraints = [models.UniqueConstraint(fields=["agency_set", "agency", "valid_from"], name="set_member_once")]

    def __str__(self) -> str:
        return f"{self.agency} ∈ {self.agency_set}"


class Membership(Dated):
    """A person's role at an agency for a time. The group carries the grants of that agency and role."""

    user = models.ForeignKey("workflow.User", models.PROTECT, related_name="memberships")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="memberships")
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    title = models.CharField(_("post"), max_length=80, blank=True)
    group = models.ForeignKey(Group, models.PROTECT, related_name="memberships")
    on_behalf_of = models.ForeignKey(
        "workflow.User", models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    """Whose post this person holds for a time (`Delegation`)."""

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "agency", "role", "valid_from"],
                condition=Q(on_behalf_of__isnull=True),
                name="membership_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.agency} · {self.get_role_display()}"
