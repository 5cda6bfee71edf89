"""For migrations that bring a new act: installations that run hand it to the groups that hold a similar one.

Works on historical models only, and never changes: migrations that have been written count on it.
"""

from collections.abc import Collection
from typing import Any

from django.db.models import F


def grant_like(apps: Any, act: str, like: Collection[str]) -> None:
    """Groups get `act` wherever they hold one of the acts `like`; the scopes of their people are read anew. Groups
    that are made later bring it of themselves (`workflow.policies`)."""
    grants = apps.get_model("workflow", "AgencyGroupPermission").objects
    places = set(grants.filter(permission__codename__in=like).values_list("group_id", "content_object_id"))
    if not places:
        return
    kind, _made = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="workflow", model="agency"
    )
    permission, _made = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=kind, codename=act, defaults={"name": act.replace("_", " ").capitalize()}
    )
    rows = [grants.model(group_id=group, permission=permission, content_object_id=agency) for group, agency in places]
    grants.bulk_create(rows, ignore_conflicts=True)
    touched = {group for group, _at in places}
    users = apps.get_model("workflow", "User").objects.filter(memberships__group_id__in=touched)
    users.update(scope_version=F("scope_version") + 1)
