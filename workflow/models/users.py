"""People. A person is never deleted, only deactivated: the journal names them for ever."""

from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import ProtectedError
from django.utils.translation import gettext_lazy as _

from workflow.scope import Behalf


class User(AbstractUser):
    """An account. `full_name` is shown everywhere; rights come from memberships only."""

    full_name = models.CharField(_("full name"), max_length=80)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    language = models.CharField(_("language"), max_length=10, blank=True)
    scope_version = models.PositiveIntegerField(default=0, editable=False)
    """Bumped by every change of this person's memberships or grants; part of the cache key of the scope."""
    one_time_password = models.BooleanField(default=False, editable=False)
    """The password was handed over by somebody else: the first thing the person does is to choose one of his own."""
    handed_over_by = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+", editable=False)
    handed_over_at = models.DateTimeField(null=True, blank=True, editable=False)
    """Who last gave this account its password or a post, and when: he could act in its name."""
    has_delegated = models.BooleanField(default=False, editable=False)
    """Somebody held a post for this person at some time: what that one did counts as done by both."""
    acting_for: Behalf | None = None
    """For whom the act in hand is done where its right was delegated (`policies.require`); never stored."""
    acting_by: str = ""
    """The right the act in hand is done by, as `policies.require` found it; never stored."""
    last_visit_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")

    def __str__(self) -> str:
        return self.full_name or self.username

    def get_full_name(self) -> str:
        return self.full_name or self.username

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refused: deactivate instead (`workflow.services.organisation.deactivate_user`)."""
        raise ProtectedError("A person is never deleted, only deactivated.", {self})
