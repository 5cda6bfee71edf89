"""Disputes of an assignment: an agency holds that a commitment belongs to another one."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from workflow.models.commitments import Commitment
from workflow.models.organisation import Agency
from workflow.status import DisputeOutcome


class Dispute(models.Model):
    """The one dispute of a commitment, with both its rounds. The clocks of the commitment run on all the while.

    First round: asked, signed by the head, answered by the clerk (`answer` upholds the assignment). Second round:
    asked `again` up to `again_until`, ruled by the leader. While somebody has to answer, `outcome` is empty; asking
    again empties it once more, and the clerk's answer stays. Every `_at` is a fact that happened.
    """

    commitment = models.OneToOneField(Commitment, models.PROTECT, related_name="dispute")
    proposed = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("agency that should have it")
    )
    reason = models.TextField(_("reason of the dispute"))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked at"))
    answer_by = models.DateField(_("to be answered by"))
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    signed_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(_("answer of the office"), blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    again_until = models.DateField(_("second round until"), null=True, blank=True)
    again_reason = models.TextField(_("reason of the second round"), blank=True)
    again_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    again_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=12, choices=DisputeOutcome.choices, blank=True)
    remark = models.TextField(_("reasons of the decision"), blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("dispute of an assignment")
        verbose_name_plural = _("disputes of assignments")
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="", decided_at__isnull=True) | (~Q(outcome="") & Q(decided_at__isnull=False)),
                name="dispute_outcome_has_its_moment",
            ),
            models.CheckConstraint(
                condition=Q(again_at__isnull=True) | Q(answered_at__isnull=False), name="dispute_second_after_first"
            ),
        ]
        indexes = [
            models.Index(fields=["answer_by", "id"], condition=Q(outcome=""), name="disputes_open"),
            models.Index(fields=["-decided_at", "-id"], name="disputes_decided"),
        ]

    def __str__(self) -> str:
        return str(self.commitment)

    @property
    def is_open(self) -> bool:
        """Somebody has to answer it."""
        return not self.outcome

    @property
    def is_ruled(self) -> bool:
        """The leader has ruled: the decision is final."""
        return self.again_at is not None and self.outcome in (DisputeOutcome.UPHELD, DisputeOutcome.TRANSFERRED)

    def may_go_on(self, on: date) -> bool:
        """The clerk upheld the assignment, and the leader may still be asked on the day `on`."""
        return (
            self.outcome == DisputeOutcome.UPHELD
            and self.again_at is None
            and self.again_until is not None
            and on <= self.again_until
        )
