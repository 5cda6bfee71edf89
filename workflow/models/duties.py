"""Duties that return: what an item asks for each week, month, quarter or year, and what was done of it."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from workflow.deadlines import Pace, WorkCalendar, pace
from workflow.models.commitments import Commitment
from workflow.status import DutyKind, DutyLength, DutyOutcome

SOFT = "soft"
"""The light of a soft duty that was not met: neither red nor green."""


class Duty(models.Model):
    """One returning duty of one commitment, as the item stated it when the commitment was opened or changed.

    It runs while the commitment is open and `ended_at` is empty (a version of the plan dropped it). `since` is the day
    it became known, `first_on` the first day it is asked for, `next_on` where its next period begins.
    """

    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="duties")
    kind = models.CharField(_("kind"), max_length=20, choices=DutyKind.choices)
    length = models.CharField(_("period"), max_length=10, choices=DutyLength.choices)
    needed = models.PositiveSmallIntegerField(_("times"), default=1)
    by = models.CharField(max_length=10, blank=True)
    who = models.CharField(_("who"), max_length=200, blank=True)
    phrase = models.CharField(_("wording"), max_length=300)
    personal = models.BooleanField(_("by the leaders in person"), default=False)
    soft = models.BooleanField(_("as a rule"), default=False)
    """The wording leaves exceptions (原则上, 力争)."""
    unsure = models.BooleanField(_("class not decided"), default=False)
    """The register does not say whether the agency is one of `who`; then it applies."""
    since = models.DateField(_("known since"))
    first_on = models.DateField(_("asked for from"))
    next_on = models.DateField(_("next period from"))
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    class Meta:
        verbose_name = _("recurring duty")
        verbose_name_plural = _("recurring duties")
        constraints = [
            models.CheckConstraint(condition=Q(needed__gte=1), name="duty_needs_something"),
            models.CheckConstraint(condition=Q(first_on__gte=F("since")), name="duty_not_asked_before_known"),
        ]
        indexes = [models.Index(fields=["next_on", "id"], condition=Q(ended_at__isnull=True), name="duties_to_open")]

    def __str__(self) -> str:
        return self.phrase

    @property
    def is_review(self) -> bool:
        """It asks whether something is still up to date."""
        return self.kind == DutyKind.REVIEW

    @property
    def starts_later(self) -> bool:
        """Too little of the period it became known in was left: that one is not asked for."""
        return self.first_on > self.since


class DutyPeriod(models.Model):
    """One period of a duty. `count` is the number of its records that stand.

    `closes_on` is the last day before the system closes it with what was done: the end of the period, its due day, or
    the head's limit to sign, whichever is last. `handed_at` is empty while the officer has it.
    """

    duty = models.ForeignKey(Duty, models.PROTECT, related_name="periods")
    name = models.CharField(_("period"), max_length=10)
    first_on = models.DateField(_("first day"))
    last_on = models.DateField(_("last day"))
    due_on = models.DateField(_("due on"))
    closes_on = models.DateField(_("closed by the system after"))
    needed = models.PositiveSmallIntegerField(_("times"))
    count = models.PositiveSmallIntegerField(_("times done"), default=0)
    handed_at = models.DateTimeField(null=True, blank=True)
    handed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    remark = models.TextField(_("remark"), blank=True)
    outcome = models.CharField(_("outcome"), max_length=10, choices=DutyOutcome.choices, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    """Who signed; nobody when the system closed or cancelled it."""

    class Meta:
        verbose_name = _("period of a duty")
        verbose_name_plural = _("periods of duties")
        constraints = [
            models.UniqueConstraint(fields=["duty", "name"], name="duty_period_once"),
            models.CheckConstraint(
                condition=Q(outcome="", closed_at__isnull=True) | (~Q(outcome="") & Q(closed_at__isnull=False)),
                name="duty_period_closed_with_an_outcome",
            ),
            models.CheckConstraint(condition=Q(last_on__gte=F("first_on")), name="duty_period_forwards"),
        ]
        indexes = [models.Index(fields=["due_on", "id"], condition=Q(outcome=""), name="duty_periods_open")]

    def __str__(self) -> str:
        return f"{self.duty} {self.name}"

    @property
    def is_open(self) -> bool:
        """Neither signed nor closed by the system."""
        return not self.outcome

    @property
    def is_awaited(self) -> bool:
        """It still lies with the officer: open, and not handed over to the head."""
        return self.is_open and self.handed_at is None

    @property
    def missing(self) -> int:
        """How many times are still to be done."""
        return max(0, self.needed - self.count)

    @property
    def done_until(self) -> date:
        """The last day on which something may be done that counts for it."""
        return max(self.last_on, self.due_on)

    def light(self, on: date, calendar: WorkCalendar) -> str:
        """Its light as of the day `on`: the pace while it is open, the outcome afterwards. Needs the duty at hand."""
        return light_of(self, self.duty.soft, on, calendar)


class DutyRecord(models.Model):
    """One time the duty was done. Never edited: a wrong one is struck with a reason and stays to be seen. `token` is
    the form's own, so that one form sent twice counts once."""

    period = models.ForeignKey(DutyPeriod, models.PROTECT, related_name="records")
    number = models.PositiveSmallIntegerField(_("number"))
    token = models.UUIDField()
    done_on = models.DateField(_("done on"))
    what = models.TextField(_("what was done"))
    person = models.CharField(_("done in person by"), max_length=120, blank=True)
    url = models.URLField(_("published at"), max_length=500, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(_("recorded at"))
    struck_at = models.DateTimeField(_("struck at"), null=True, blank=True)
    struck_reason = models.TextField(_("reason"), blank=True)

    class Meta:
        verbose_name = _("record of a duty")
        verbose_name_plural = _("records of duties")
        constraints = [
            models.UniqueConstraint(fields=["period", "number"], name="duty_record_number_once"),
            models.UniqueConstraint(fields=["period", "token"], name="duty_record_token_once"),
            models.CheckConstraint(
                condition=Q(struck_at__isnull=True, struck_reason="")
                | (Q(struck_at__isnull=False) & ~Q(struck_reason="")),
                name="duty_record_struck_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.period} #{self.number}"

    @property
    def stands(self) -> bool:
        """It was not struck."""
        return self.struck_at is None


def light_of(period: DutyPeriod, soft: bool, on: date, calendar: WorkCalendar) -> str:
    """ok, soon, late, done, soft, or none for a cancelled period. What is short is never green, and of a soft duty
    never red."""
    closed = {DutyOutcome.MET: "done", DutyOutcome.LATE: "soon", DutyOutcome.CANCELLED: "none"}
    if period.outcome:
        found = closed.get(DutyOutcome(period.outcome), "late")
    else:
        found = pace(
            period.count,
            period.needed,
            first=period.first_on,
            last=period.last_on,
            due_on=period.due_on,
            on=on,
            calendar=calendar,
        ).value
    return SOFT if soft and found == Pace.SHORT.value else found
