"""Completion claims, inspections, findings and their rectification."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from workflow.models.commitments import Commitment


class CompletionClaim(models.Model):
    """An agency's statement that the work is done."""

    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="claims")
    text = models.TextField(_("result"))
    claimed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    claimed_at = models.DateTimeField(_("claimed at"))

    class Meta:
        verbose_name = _("completion claim")
        verbose_name_plural = _("completion claims")

    def __str__(self) -> str:
        return f"{self.commitment}"


class Inspection(models.Model):
    """One inspection of one commitment after a claim; the leader may have a claim inspected anew."""

    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="inspections")
    claim = models.ForeignKey(CompletionClaim, models.PROTECT, related_name="inspections")
    number = models.PositiveSmallIntegerField(_("number"))
    opened_at = models.DateTimeField(_("opened at"))
    accepted_at = models.DateTimeField(null=True, blank=True)
    inspector = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    conclusion = models.TextField(_("conclusion"), blank=True)
    returned_at = models.DateTimeField(null=True, blank=True)
    """The claim went back to the agency without a result: returned by the inspector, whose conclusion says why, or
    taken back by who claimed (no inspector)."""

    class Meta:
        verbose_name = _("inspection")
        verbose_name_plural = _("inspections")
        constraints = [models.UniqueConstraint(fields=["commitment", "number"], name="inspection_number_once")]

    def __str__(self) -> str:
        return f"{self.commitment} #{self.number}"


class Finding(models.Model):
    """Something the inspector found wanting, to be rectified by `due_on`."""

    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="findings")
    number = models.PositiveSmallIntegerField(_("number"))
    text = models.TextField(_("finding"))
    working_days = models.PositiveSmallIntegerField(_("working days to rectify"))
    due_on = models.DateField(_("due on"))
    raised_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    raised_at = models.DateTimeField(_("raised at"))
    resolved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        constraints = [models.UniqueConstraint(fields=["inspection", "number"], name="finding_number_once")]

    def __str__(self) -> str:
        return self.text[:60]


class Rectification(models.Model):
    """What the agency did about a finding; one row per attempt."""

    finding = models.ForeignKey(Finding, models.PROTECT, related_name="rectifications")
    attempt = models.PositiveSmallIntegerField(_("attempt"))
    text = models.TextField(_("what was done"))
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(_("handed in at"))
    returned = models.BooleanField(_("returned"), default=False)
    """The recheck found it still wanting, and its remark says why; without a remark it was taken back. An attempt not
    returned is accepted once its finding is resolved."""
    remark = models.TextField(_("remark of the recheck"), blank=True)

    class Meta:
        verbose_name = _("rectification")
        verbose_name_plural = _("rectifications")
        constraints = [models.UniqueConstraint(fields=["finding", "attempt"], name="rectification_attempt_once")]

    def __str__(self) -> str:
        return f"{self.finding} #{self.attempt}"
