"""Requests to move the date of a commitment to a later day."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from workflow.models.commitments import Clock, Commitment
from workflow.status import ExtensionOutcome


class Extension(models.Model):
    """One request of an agency: from the date that counted when it was asked (`present_on`) to a later one.

    While it is open (`outcome` empty) nothing moves. Every `_at` is a fact that happened; `decided_by` is nobody when
    the system ended it. `answer_by` is when the next person has to answer, never later than the present date.
    """

    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="extensions")
    clock = models.ForeignKey(Clock, models.PROTECT, related_name="extensions")
    present_on = models.DateField(_("date that counts"))
    asked_on = models.DateField(_("date asked for"))
    cause = models.TextField(_("cause"))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked at"))
    answer_by = models.DateField(_("to be answered by"))
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    signed_at = models.DateTimeField(null=True, blank=True)
    opinion = models.TextField(_("opinion of the inspector"), blank=True)
    advised_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    advised_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=10, choices=ExtensionOutcome.choices, blank=True)
    moved_from = models.DateField(_("date before"), null=True, blank=True)
    remark = models.TextField(_("remark"), blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("request for an extension")
        verbose_name_plural = _("requests for extensions")
        constraints = [
            models.UniqueConstraint(fields=["clock"], condition=Q(outcome=""), name="extension_open_once"),
            models.CheckConstraint(
                condition=Q(outcome="", decided_at__isnull=True) | (~Q(outcome="") & Q(decided_at__isnull=False)),
                name="extension_outcome_has_its_moment",
            ),
            models.CheckConstraint(
                condition=(Q(outcome=ExtensionOutcome.GRANTED) & Q(moved_from__isnull=False))
                | (~Q(outcome=ExtensionOutcome.GRANTED) & Q(moved_from__isnull=True)),
                name="extension_granted_from_a_date",
            ),
        ]
        indexes = [
            models.Index(fields=["answer_by", "id"], condition=Q(outcome=""), name="extensions_open"),
            models.Index(fields=["-decided_at", "-id"], name="extensions_decided"),
        ]

    def __str__(self) -> str:
        return f"{self.clock_id} {self.present_on} → {self.asked_on}"

    @property
    def is_open(self) -> bool:
        """Nobody has decided it, and it has not ended otherwise."""
        return not self.outcome
