"""Posts that somebody else holds for a time."""

from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from workflow.models.organisation import Membership


class Delegation(models.Model):
    """委托: the holder of `post` has a colleague act for him from one day to another.

    `given` is the membership the colleague has meanwhile; its days are those of the delegation, and its end is the
    return of the post. `ended_at` says that it was ended before.
    """

    post = models.ForeignKey(Membership, models.PROTECT, related_name="delegations")
    given = models.ForeignKey(Membership, models.PROTECT, related_name="received_by")
    reason = models.CharField(_("reason"), max_length=500)
    made_at = models.DateTimeField(_("made at"))
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    class Meta:
        verbose_name = _("delegation")
        verbose_name_plural = _("delegations")

    @property
    def first(self) -> date:
        """The first day on which the colleague acts."""
        first: date = self.given.valid_from
        return first

    @property
    def last(self) -> date | None:
        """The last one; nothing when it was ended before it began."""
        until = self.given.valid_until
        return until - timedelta(days=1) if until is not None and until > self.given.valid_from else None

    def __str__(self) -> str:
        return f"{self.post} → {self.given.user}"
