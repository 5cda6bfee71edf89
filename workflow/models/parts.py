"""What other agencies give to a commitment: contributions 会同/配合, and signatures on its implementation plan 会签."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from workflow.models.commitments import Commitment
from workflow.models.organisation import Agency
from workflow.models.plans import Assignment
from workflow.querysets import ContributionQuerySet
from workflow.status import ContributionOutcome, SignatureOutcome


class Contribution(models.Model):
    """What a partner agency owes to the commitment of a lead: a text with its evidence, by a day of its own. The lead
    takes it in or returns it. Its lateness never is the lead's: no light of the commitment looks at it."""

    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="contributions")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="contributions", db_index=False)
    assignment = models.ForeignKey(Assignment, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    """The clause of the document that names the partner; empty for one the lead asked."""
    demand = models.TextField(_("what is asked"))
    due_on = models.DateField(_("due on"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    """Empty when the issue of the plan asked."""
    asked_at = models.DateTimeField(_("asked at"))
    text = models.TextField(_("contribution"), blank=True)
    handed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    handed_at = models.DateTimeField(null=True, blank=True)
    """Of what was handed in last; empty again when the lead returns it."""
    escalated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    escalated_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=10, choices=ContributionOutcome.choices, blank=True)
    remark = models.TextField(_("remark"), blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[ContributionQuerySet] = ContributionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("contribution")
        verbose_name_plural = _("contributions")
        constraints = [
            models.UniqueConstraint(
                fields=["commitment", "agency"], condition=Q(outcome=""), name="contribution_once_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(outcome="", decided_at__isnull=True) | (~Q(outcome="") & Q(decided_at__isnull=False)),
                name="contribution_outcome_has_its_moment",
            ),
        ]
        indexes = [models.Index(fields=["agency", "outcome", "due_on", "id"])]

    def __str__(self) -> str:
        return f"{self.agency} → {self.commitment_id}"

    @property
    def is_open(self) -> bool:
        """It has to be handed in, or to be taken in by the lead."""
        return not self.outcome

    @property
    def is_awaited(self) -> bool:
        """It has to be handed in."""
        return self.is_open and self.handed_at is None


class CoSigner(models.Model):
    """An agency whose head signs the implementation plans of a commitment beside the agency's own: a joint lead, whose
    signature cannot be gone without, or one that was asked to sign."""

    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="co_signers", db_index=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="co_signs")
    is_lead = models.BooleanField(_("joint lead"), default=False)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    """Empty for a joint lead: the document names it."""
    added_at = models.DateTimeField(_("added at"))
    reason = models.TextField(_("reason"), blank=True)

    class Meta:
        verbose_name = _("co-signer")
        verbose_name_plural = _("co-signers")
        constraints = [models.UniqueConstraint(fields=["commitment", "agency"], name="co_signer_once")]

    def __str__(self) -> str:
        return f"{self.agency} → {self.commitment_id}"


class Countersignature(models.Model):
    """会签: the signature of a co-signer on one draft of the implementation plan, or why it was withheld."""

    signer = models.ForeignKey(CoSigner, models.PROTECT, related_name="signatures", db_index=False)
    revision = models.PositiveSmallIntegerField(_("draft number"))
    asked_at = models.DateTimeField(_("asked at"))
    due_on = models.DateField(_("due on"))
    outcome = models.CharField(_("outcome"), max_length=10, choices=SignatureOutcome.choices, blank=True)
    remark = models.TextField(_("remark"), blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("countersignature")
        verbose_name_plural = _("countersignatures")
        constraints = [
            models.UniqueConstraint(fields=["signer", "revision"], name="countersignature_once"),
            models.CheckConstraint(
                condition=Q(outcome="", decided_at__isnull=True) | (~Q(outcome="") & Q(decided_at__isnull=False)),
                name="countersignature_outcome_has_its_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.signer} {self.revision}"

    @property
    def is_open(self) -> bool:
        """It has to be given or withheld."""
        return not self.outcome
