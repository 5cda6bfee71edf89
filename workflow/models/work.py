"""What agencies hand in: implementation plans with their measures, publications, progress reports."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from workflow.models.commitments import Commitment
from workflow.models.releases import Release


class ImplementationPlan(models.Model):
    """One handed-in version of an implementation plan for one commitment. Versions are kept, the highest counts.

    One document may serve several commitments of an agency: then each gets its row with the same `document_key`.
    """

    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="implementation_plans")
    revision = models.PositiveSmallIntegerField(_("draft number"))
    document_key = models.UUIDField(db_index=True)
    summary = models.TextField(_("measures in short"))
    contact = models.CharField(_("person in charge"), max_length=80, blank=True)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(_("handed in at"))

    class Meta:
        verbose_name = _("implementation plan")
        verbose_name_plural = _("implementation plans")
        constraints = [models.UniqueConstraint(fields=["commitment", "revision"], name="plan_revision_once")]

    def __str__(self) -> str:
        return f"{self.commitment} #{self.revision}"


class Measure(models.Model):
    """One step of an implementation plan."""

    implementation_plan = models.ForeignKey(ImplementationPlan, models.CASCADE, related_name="measures")
    order = models.PositiveSmallIntegerField()
    text = models.CharField(_("measure"), max_length=500)
    due_on = models.DateField(_("to be done by"), null=True, blank=True)
    person = models.CharField(_("person responsible"), max_length=120, blank=True)
    output = models.CharField(_("result"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("measure")
        verbose_name_plural = _("measures")
        ordering = ("implementation_plan", "order")

    def __str__(self) -> str:
        return self.text


class PlanPublication(models.Model):
    """Where and when an approved implementation plan was published; without an address, the day on which it was decided
    that it is not published. `gates` are those it had to pass, `release` is what passed them."""

    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="publications")
    url = models.URLField(_("address"), max_length=500, blank=True)
    gates = models.JSONField(default=list, blank=True)
    release = models.ForeignKey(Release, models.PROTECT, null=True, blank=True, related_name="publications")
    published_on = models.DateField(_("published on"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(_("recorded at"))

    class Meta:
        verbose_name = _("publication")
        verbose_name_plural = _("publications")

    def __str__(self) -> str:
        return self.url


class ProgressReport(models.Model):
    """The report of one period. `period` is such as 2026-09, 2026-Q3, 2026."""

    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="reports")
    period = models.CharField(_("period"), max_length=10)
    period_start = models.DateField()
    period_end = models.DateField()
    due_on = models.DateField(_("due on"))
    text = models.TextField(_("progress"), blank=True)
    difficulties = models.TextField(_("difficulties"), blank=True)
    percent = models.PositiveSmallIntegerField(_("progress in percent"), null=True, blank=True)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    submitted_at = models.DateTimeField(_("handed in at"), null=True, blank=True)
    signed_at = models.DateTimeField(_("signed at"), null=True, blank=True)
    answer = models.TextField(_("answer to the difficulties"), blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    class Meta:
        verbose_name = _("progress report")
        verbose_name_plural = _("progress reports")
        constraints = [models.UniqueConstraint(fields=["commitment", "period"], name="report_period_once")]

    def __str__(self) -> str:
        return f"{self.commitment} {self.period}"

    @property
    def wants_answer(self) -> bool:
        """Signed with difficulties that the office has not answered yet."""
        return self.signed_at is not None and bool(self.difficulties) and self.answered_at is None
