"""The register of events, and what hangs on each: time limits that begin with one, or end before a planned one."""

from datetime import date, datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from workflow.models.commitments import Commitment
from workflow.models.plans import Plan, PlanItem
from workflow.status import EventOutcome


class PlanEvent(models.Model):
    """One entry of the register of a plan: something that happened, or a day something is planned for. Never edited:
    what was wrong is put right by a further entry, which names the one it `corrects`; of something that did not take
    place after all, that entry is `void`."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="events")
    item = models.ForeignKey(PlanItem, models.PROTECT, null=True, blank=True, related_name="events")
    """Where it concerns one item alone."""
    name = models.CharField(_("event"), max_length=120)
    reported_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reported_at = models.DateTimeField(_("registered at"))
    happened_at = models.DateTimeField(_("happened at"), null=True, blank=True)
    known_at = models.DateTimeField(_("known at"), null=True, blank=True)
    planned_on = models.DateField(_("planned for"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True)
    corrects = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="corrected_by")
    void = models.BooleanField(_("did not take place"), default=False)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        constraints = [
            models.CheckConstraint(
                condition=Q(happened_at__isnull=True, known_at__isnull=True, planned_on__isnull=False)
                | Q(happened_at__isnull=False, known_at__isnull=False, planned_on__isnull=True),
                name="event_happened_or_planned",
            ),
            models.CheckConstraint(condition=Q(void=False) | Q(corrects__isnull=False), name="event_void_corrects"),
        ]
        indexes = [models.Index(fields=["plan", "-id"], name="events_of_plan")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_planned(self) -> bool:
        """It lies ahead: what hangs on it has to precede it."""
        return self.planned_on is not None

    @property
    def day(self) -> date:
        """The day terms count from: that on which it happened, or is planned."""
        if self.planned_on is not None:
            return self.planned_on
        return timezone.localtime(self.happened_at).date()


class EventResponse(models.Model):
    """What one commitment owes because of one event, by one time limit of its item. The clock (`clocks`) says how the
    date was counted; the dates here follow it. Open while `outcome` is empty, and never by itself done."""

    event = models.ForeignKey(PlanEvent, models.PROTECT, related_name="responses")
    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="event_responses")
    phrase = models.CharField(_("sentence in the plan"), max_length=300)
    due_on = models.DateField(_("due on"))
    due_at = models.DateTimeField(_("due at"), null=True, blank=True)
    provisional = models.BooleanField(default=False)
    text = models.TextField(_("what was done"), blank=True)
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    outcome = models.CharField(_("outcome"), max_length=10, choices=EventOutcome.choices, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("what hangs on an event")
        verbose_name_plural = _("what hangs on events")
        constraints = [
            models.UniqueConstraint(fields=["event", "commitment", "phrase"], name="event_response_once"),
            models.CheckConstraint(
                condition=Q(outcome="", closed_at__isnull=True) | (~Q(outcome="") & Q(closed_at__isnull=False)),
                name="event_outcome_has_its_moment",
            ),
        ]
        indexes = [models.Index(fields=["due_on", "id"], condition=Q(outcome=""), name="event_responses_open")]

    def __str__(self) -> str:
        return f"{self.event} {self.due_on}"

    @property
    def is_open(self) -> bool:
        """It has to be done."""
        return not self.outcome

    def is_late(self, now: datetime) -> bool:
        """Open and past its date at `now`; a term of hours from its last moment on. One that was done: too late."""
        reached = self.done_at if self.outcome == EventOutcome.ANSWERED else now if self.is_open else None
        if reached is None:
            return False
        if self.due_at is not None:
            return reached > self.due_at
        return timezone.localtime(reached).date() > self.due_on
