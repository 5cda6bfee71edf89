"""Supervision slips: numbered papers of the office that demand something of an agency, and how it answered."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from workflow.models.commitments import Commitment
from workflow.models.organisation import Agency
from workflow.status import SlipColour, SlipOutcome


class SlipCounter(models.Model):
    """The last number an office gave in a year; its row is locked while the next is given, so that none is left out."""

    office = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("counter of supervision slips")
        verbose_name_plural = _("counters of supervision slips")
        constraints = [models.UniqueConstraint(fields=["office", "year"], name="slip_counter_once")]

    def __str__(self) -> str:
        return f"{self.office_id} {self.year}: {self.last}"


class SupervisionSlip(models.Model):
    """督办单. The colour and its cause are facts of the day of issue and stay; served when somebody of the agency first
    opened it. Answered by the officer, signed by the head, accepted or returned by the office. Kept for ever, also when
    it was withdrawn before it was served: its number is never given again."""

    office = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField(_("year"))
    serial = models.PositiveIntegerField(_("number"))
    prefix = models.CharField(_("prefix of the number"), max_length=20)
    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="slips")
    colour = models.CharField(_("colour"), max_length=10, choices=SlipColour.choices)
    cause = models.JSONField(_("cause of the colour"), default=dict)
    demand = models.TextField(_("demand"))
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    issued_at = models.DateTimeField(_("issued at"))
    answer_by = models.DateField(_("to be answered by"))
    served_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    served_at = models.DateTimeField(_("served at"), null=True, blank=True)
    answer = models.TextField(_("answer"), blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    signed_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=10, choices=SlipOutcome.choices, blank=True)
    remark = models.TextField(_("remark"), blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("supervision slip")
        verbose_name_plural = _("supervision slips")
        constraints = [
            models.UniqueConstraint(fields=["office", "year", "serial"], name="slip_number_once"),
            models.UniqueConstraint(fields=["commitment"], condition=Q(outcome=""), name="slip_once_at_a_time"),
            models.CheckConstraint(
                condition=Q(outcome="", decided_at__isnull=True) | (~Q(outcome="") & Q(decided_at__isnull=False)),
                name="slip_outcome_has_its_moment",
            ),
        ]
        indexes = [models.Index(fields=["answer_by", "id"], condition=Q(outcome=""), name="slips_open")]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """The number as papers bear it: 督办〔2026〕3号."""
        return f"{self.prefix}〔{self.year}〕{self.serial}号"

    @property
    def given(self) -> str:
        """The answer the head stands behind; empty while it is a draft of the agency, which nobody else reads."""
        return self.answer if self.signed_at is not None else ""

    @property
    def is_open(self) -> bool:
        """It has to be answered, or the answer to be accepted."""
        return not self.outcome
