"""Requests to stop the clocks of a commitment for a while, and what became of them."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from workflow.models.commitments import Commitment
from workflow.status import SuspensionOutcome


class Suspension(models.Model):
    """One request to suspend a commitment until `until`, asked for by its agency or by the office.

    While it is undecided (`outcome` empty) nothing stops. Granted, it stops every running clock from the day of the
    grant (`first_on`), which does not count any more, to `last_on`, the day before the work is resumed: by somebody, or
    by the system after `until` (`resumed_by` is nobody then).
    """

    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="suspensions")
    until = models.DateField(_("suspended until"))
    cause = models.TextField(_("cause"))
    by_office = models.BooleanField(_("asked for by the office"), default=False)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked at"))
    answer_by = models.DateField(_("to be answered by"))
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    signed_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=10, choices=SuspensionOutcome.choices, blank=True)
    remark = models.TextField(_("remark"), blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    first_on = models.DateField(_("suspended from"), null=True, blank=True)
    last_on = models.DateField(_("last day suspended"), null=True, blank=True)
    resumed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    resumed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("suspension")
        verbose_name_plural = _("suspensions")
        constraints = [
            models.UniqueConstraint(
                fields=["commitment"],
                condition=Q(outcome="") | Q(outcome=SuspensionOutcome.GRANTED, resumed_at__isnull=True),
                name="suspension_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(outcome="", decided_at__isnull=True) | (~Q(outcome="") & Q(decided_at__isnull=False)),
                name="suspension_outcome_has_its_moment",
            ),
            models.CheckConstraint(
                condition=(Q(outcome=SuspensionOutcome.GRANTED) & Q(first_on__isnull=False, first_on__lte=F("until")))
                | (~Q(outcome=SuspensionOutcome.GRANTED) & Q(first_on__isnull=True, resumed_at__isnull=True)),
                name="suspension_granted_from_a_day",
            ),
            models.CheckConstraint(
                condition=Q(resumed_at__isnull=True, last_on__isnull=True)
                | Q(resumed_at__isnull=False, last_on__isnull=False),
                name="suspension_resumed_on_a_day",
            ),
        ]
        indexes = [
            models.Index(fields=["until", "id"], condition=Q(outcome=""), name="suspensions_asked"),
            models.Index(
                fields=["until", "id"],
                condition=Q(outcome=SuspensionOutcome.GRANTED, resumed_at__isnull=True),
                name="suspensions_in_force",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.commitment_id} … {self.until}"

    @property
    def is_open(self) -> bool:
        """Nobody has decided it, and it has not ended otherwise."""
        return not self.outcome

    @property
    def is_in_force(self) -> bool:
        """The clocks stand still."""
        return self.outcome == SuspensionOutcome.GRANTED and self.resumed_at is None
