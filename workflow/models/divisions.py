"""The division of work among agencies that answer for one clause together: 按职责分工."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from workflow.models.commitments import Commitment
from workflow.status import DivisionOutcome


class Division(models.Model):
    """The part of one agency in a clause that several carry out 按职责分工: it states its part, the office confirms it
    beside those of the others. Until then no implementation plan of it is approved; its clocks run from the issue."""

    commitment = models.OneToOneField(Commitment, models.PROTECT, related_name="division")
    due_on = models.DateField(_("due on"))
    asked_at = models.DateTimeField(_("asked at"))
    part = models.TextField(_("own part"), blank=True)
    stated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    stated_at = models.DateTimeField(null=True, blank=True)
    """Of what was stated last; empty again when the office returns it."""
    outcome = models.CharField(_("outcome"), max_length=10, choices=DivisionOutcome.choices, blank=True)
    remark = models.TextField(_("remark"), blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("division of work")
        verbose_name_plural = _("divisions of work")
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="", decided_at__isnull=True) | (~Q(outcome="") & Q(decided_at__isnull=False)),
                name="division_outcome_has_its_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.commitment_id}: {self.part[:30]}"

    @property
    def is_open(self) -> bool:
        """It has to be stated or confirmed."""
        return not self.outcome
