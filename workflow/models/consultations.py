"""A plan under consultation: whom it was sent to, what they commented, and what became of each comment."""

from datetime import date

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from workflow.models.organisation import Agency
from workflow.models.plans import Plan, PlanItem
from workflow.status import CommentKind, CommentOutcome


class Consultation(models.Model):
    """The one round of a plan. Open is derived: until the end of `closes_on`, or until somebody closes it early."""

    plan = models.OneToOneField(Plan, models.PROTECT, related_name="consultation")
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    closes_on = models.DateField(_("comments until"))
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    close_reason = models.TextField(_("reason of the early end"), blank=True)

    class Meta:
        verbose_name = _("consultation")
        verbose_name_plural = _("consultations")

    def __str__(self) -> str:
        return str(self.plan)

    def is_open(self, on: date) -> bool:
        """Comments are taken on the day `on`."""
        return self.closed_at is None and on <= self.closes_on


class ConsultedAgency(models.Model):
    """An agency the plan was sent to; `no_comment_at` is its head's answer that it has none.

    `asked_at` and `answers_by` are its own where a change of the draft named it behind the others, and empty for those
    asked with the opening, whose time is that of the consultation.
    """

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="agencies")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="consultations")
    helps = models.BooleanField(_("only helps"), default=False)
    """The draft names it as a partner alone; otherwise it is responsible for an item."""
    asked_at = models.DateTimeField(null=True, blank=True)
    answers_by = models.DateField(null=True, blank=True)
    no_comment_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    no_comment_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("consulted agency")
        verbose_name_plural = _("consulted agencies")
        constraints = [models.UniqueConstraint(fields=["consultation", "agency"], name="agency_consulted_once")]

    def __str__(self) -> str:
        return str(self.agency)

    @property
    def last_on(self) -> date:
        """The last day of its time."""
        return self.answers_by or self.consultation.closes_on

    def is_open(self, on: date) -> bool:
        """It may comment on the day `on`. An early end ends the time of those asked before it."""
        if self.answers_by is None or self.asked_at is None:
            return self.consultation.is_open(on)
        closed_at = self.consultation.closed_at
        return on <= self.answers_by and (closed_at is None or closed_at <= self.asked_at)

    def is_answered_by(self, comment: "ConsultationComment") -> bool:
        """The comment stands and was written since the agency was asked last: one before answered another draft."""
        return comment.withdrawn_at is None and (self.asked_at is None or comment.written_at >= self.asked_at)


class ConsultationComment(models.Model):
    """What an agency asks of one item, or of the whole document. `version` grows with every change, so that nobody
    decides or edits what he has not seen."""

    consulted = models.ForeignKey(ConsultedAgency, models.PROTECT, related_name="comments")
    item = models.ForeignKey(PlanItem, models.PROTECT, null=True, blank=True, related_name="comments")
    """None: the document as a whole."""
    quote = models.CharField(_("words it is about"), max_length=500, blank=True)
    kind = models.CharField(_("kind"), max_length=10, choices=CommentKind.choices)
    wording = models.TextField(_("proposed wording"), blank=True)
    reason = models.TextField(_("reason"))
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    outcome = models.CharField(_("outcome"), max_length=10, choices=CommentOutcome.choices, blank=True)
    outcome_reason = models.TextField(_("reason of the outcome"), blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("comment of a consultation")
        verbose_name_plural = _("comments of consultations")

    def __str__(self) -> str:
        return self.reason[:60]

    @property
    def stands(self) -> bool:
        """It was not withdrawn."""
        return self.withdrawn_at is None
