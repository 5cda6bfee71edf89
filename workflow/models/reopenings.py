"""Commitments that had ended and go on."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from workflow.models.commitments import Commitment
from workflow.status import Ending


class Reopening(models.Model):
    """重新启动: a leader has work go on that was closed or discontinued. What had been decided stays in the history;
    `until` is the new final date, empty where the old one counts on."""

    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="reopenings")
    ending = models.CharField(_("had ended as"), max_length=20, choices=Ending.choices)
    ended_at = models.DateTimeField(_("had ended at"))
    until = models.DateField(_("new final date"), null=True, blank=True)
    reason = models.TextField(_("reason"))
    reopened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reopened_at = models.DateTimeField(_("reopened at"))

    class Meta:
        verbose_name = _("reopening")
        verbose_name_plural = _("reopenings")
        constraints = [
            models.CheckConstraint(condition=Q(reopened_at__gte=F("ended_at")), name="reopened_after_its_end"),
            models.CheckConstraint(condition=~Q(reason=""), name="reopened_with_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.commitment_id} {self.reopened_at:%Y-%m-%d}"
