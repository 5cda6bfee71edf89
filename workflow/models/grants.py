"""Grants live on agencies only, with direct foreign keys: generic grants cost 24-38 ms a count at 100,000 rows."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase

from workflow.models.organisation import Agency


class AgencyUserPermission(UserObjectPermissionBase):
    """A grant to one person on one agency; exceptional, the rule is a group."""

    content_object = models.ForeignKey(Agency, models.CASCADE)

    class Meta(UserObjectPermissionBase.Meta):
        verbose_name = _("grant to a person")
        verbose_name_plural = _("grants to people")


class AgencyGroupPermission(GroupObjectPermissionBase):
    """A grant to a group (agency and role) on one agency."""

    content_object = models.ForeignKey(Agency, models.CASCADE)

    class Meta(GroupObjectPermissionBase.Meta):
        verbose_name = _("grant to a group")
        verbose_name_plural = _("grants to groups")
