"""What is prepared before an implementation plan is published, and the review it passes."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from workflow.models.commitments import Commitment
from workflow.status import Disclosure, RefusalGround, ReleaseOutcome


class Release(models.Model):
    """公开审查: one preparation of the publication of draft `revision` of an implementation plan.

    What is published on the agency's own initiative needs no ground; whatever is not, needs one of the law and words.
    `reviewed_by` is the confidentiality reviewer; without a gate that asks for one, it has passed when prepared. The
    latest one counts; the ones before are kept.
    """

    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="releases")
    revision = models.PositiveSmallIntegerField(_("draft number"))
    attribute = models.CharField(_("disclosure attribute"), max_length=12, choices=Disclosure.choices)
    ground = models.CharField(_("legal reason"), max_length=20, choices=RefusalGround.choices, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    deidentified = models.BooleanField(_("de-identification confirmed"), default=False)
    removed = models.TextField(_("what was removed"), blank=True)
    explanation = models.TextField(_("explanation"), blank=True)
    explanation_url = models.URLField(_("address of the explanation"), max_length=500, blank=True)
    opinions_received = models.PositiveIntegerField(_("opinions received"), null=True, blank=True)
    opinions_adopted = models.PositiveIntegerField(_("opinions adopted"), null=True, blank=True)
    opinions_refused = models.TextField(_("opinions not adopted, and why"), blank=True)
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField(_("prepared at"))
    answer_by = models.DateField(_("to be reviewed by"))
    outcome = models.CharField(_("outcome"), max_length=10, choices=ReleaseOutcome.choices, blank=True)
    basis = models.TextField(_("basis of the review"), blank=True)
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    objection = models.TextField(_("objection"), blank=True)
    objected_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    objected_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("review before publication")
        verbose_name_plural = _("reviews before publication")
        constraints = [
            models.UniqueConstraint(
                fields=["commitment"], condition=Q(outcome=""), name="release_prepared_once_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(outcome="", decided_at__isnull=True) | (~Q(outcome="") & Q(decided_at__isnull=False)),
                name="release_outcome_has_its_moment",
            ),
            models.CheckConstraint(
                condition=Q(attribute=Disclosure.PROACTIVE, ground="")
                | (~Q(attribute=Disclosure.PROACTIVE) & ~Q(ground="") & ~Q(reason="")),
                name="release_refused_on_a_ground",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.commitment_id} {self.attribute}"

    @property
    def is_passed(self) -> bool:
        """It may be published, or it is settled that it is not."""
        return self.outcome == ReleaseOutcome.PASSED

    @property
    def is_published(self) -> bool:
        """Whether what it is about gets an address."""
        return self.attribute == Disclosure.PROACTIVE
