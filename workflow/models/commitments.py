"""A commitment is one responsible agency's share of one item; its facts are dates, its state is derived."""

from datetime import date, datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from workflow.deadlines import WorkCalendar, remaining_days
from workflow.models.chain import Chained
from workflow.models.organisation import Agency
from workflow.models.plans import Assignment, Plan, PlanItem
from workflow.querysets import ClockQuerySet, CommitmentQuerySet
from workflow.status import BEFORE_RULES, ClockKind, ClockRule, PartyRole, Stage

ONE_DAY = timedelta(days=1)


class Commitment(Chained):
    """What one agency owes for one item. Every `_at` is a fact that happened; nothing stores "overdue".

    `current_due_on` is the due date of the obligation running now (copied from its clock or desk limit when the
    token moves), so that lists can sort and filter by it in one index.
    """

    # No index of its own for a column that leads another one, and none for who did it: nobody lists by that.
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="commitments", db_index=False)
    item = models.ForeignKey(PlanItem, models.PROTECT, related_name="commitments", db_index=False)
    assignment = models.ForeignKey(Assignment, models.PROTECT, null=True, related_name="commitments")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="commitments", db_index=False)
    opened_for = models.ForeignKey(Agency, models.PROTECT, related_name="+", db_index=False)
    """The agency it was opened for; the row and its history keep that name when another agency succeeds."""
    role = models.CharField(_("role"), max_length=10, choices=PartyRole.choices)
    opened_at = models.DateTimeField(_("opened at"))
    completion_on = models.DateField(_("to be completed by"))
    completion_provisional = models.BooleanField(default=False)
    plan_due_on = models.DateField(_("implementation plan due on"))
    plan_provisional = models.BooleanField(default=False)
    current_due_on = models.DateField(_("due on"), null=True, blank=True)
    current_provisional = models.BooleanField(default=False)

    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    plan_revision = models.PositiveSmallIntegerField(_("drafts handed in"), default=0)
    inspection_count = models.PositiveSmallIntegerField(_("inspections"), default=0)
    plan_submitted_at = models.DateTimeField(null=True, blank=True)
    plan_submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    plan_signed_at = models.DateTimeField(null=True, blank=True)
    plan_signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    plan_approved_at = models.DateTimeField(null=True, blank=True)
    plan_published_at = models.DateTimeField(null=True, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    rectified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    discontinued_at = models.DateTimeField(null=True, blank=True)
    discontinue_reason = models.TextField(_("reason of the discontinuation"), blank=True)
    suspended_on = models.DateField(_("suspended from"), null=True, blank=True)
    suspended_until = models.DateField(_("suspended until"), null=True, blank=True)
    """Both of the suspension in force (`Suspension`), empty without one. Its clocks stand still meanwhile: they get
    their new dates when the work is resumed."""
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="took_in")
    """Of one that was discontinued because its work goes on with another item of the agency."""
    transferred_at = models.DateTimeField(null=True, blank=True)
    transfer_reason = models.TextField(_("reason of the transfer"), blank=True)
    transferred_from = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="transferred_to"
    )
    """The commitment of the agency that had the share before; from there `transferred_to` leads here."""
    section = models.CharField(_("section"), max_length=60, blank=True)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    """Inside the agency: the section and the officer it was handed to. Its steps stay those of every officer."""
    is_light = models.BooleanField(_("light"), default=False)
    """Of one of those who carry out beside a lead (…牵头，…负责落实): taken up, carried out, inspected and closed
    without an implementation plan and progress reports of its own; `plan_due_on` is its final date then."""
    is_divided = models.BooleanField(_("divided by responsibilities"), default=False)
    """Its clause is carried out 按职责分工: the part of the agency is stated and confirmed first (`Division`)."""
    co_signed = models.BooleanField(_("signed by other agencies too"), default=False)
    """Its implementation plans are signed by the heads of other agencies too (`CoSigner`)."""
    progress_percent = models.PositiveSmallIntegerField(_("progress in percent"), default=0)
    latest_progress = models.CharField(_("latest progress"), max_length=300, blank=True)
    changed_at = models.DateTimeField(_("latest change"))

    objects: ClassVar[CommitmentQuerySet] = CommitmentQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("commitment")
        verbose_name_plural = _("commitments")
        constraints = [
            models.UniqueConstraint(fields=["item", "opened_for"], name="commitment_opened_once"),
            models.UniqueConstraint(
                fields=["item", "agency"],
                condition=models.Q(closed_at__isnull=True, discontinued_at__isnull=True, transferred_at__isnull=True),
                name="commitment_once",
            ),
        ]
        indexes = [
            models.Index(fields=["plan", "item", "agency"]),
            models.Index(fields=["agency", "current_due_on", "id"]),
            models.Index(fields=["current_due_on", "id"]),
            models.Index(
                fields=["current_due_on", "id", "agency"],
                condition=models.Q(
                    claimed_at__isnull=False,
                    accepted_at__isnull=True,
                    discontinued_at__isnull=True,
                    transferred_at__isnull=True,
                ),
                name="under_inspection",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item} · {self.agency}"

    @property
    def chain_key(self) -> str:
        """Named by item and the agency it was opened for, which are unique together, never change and are known before
        the row is stored: bulk issue hashes the first entry without a second pass."""
        return f"commitment:{self.item_id}:{self.opened_for_id}"

    @property
    def stage(self) -> Stage:
        """Where the commitment stands, from its facts."""
        if self.is_open and self.suspended_on is not None:
            return Stage.SUSPENDED
        return self.stage_of_work

    @property
    def stage_of_work(self) -> Stage:
        """The same, whether or not the work is suspended there."""
        if self.discontinued_at:
            return Stage.DISCONTINUED
        if self.transferred_at:
            return Stage.TRANSFERRED
        if self.closed_at:
            return Stage.CLOSED
        if self.accepted_at:
            return Stage.ACCEPTED
        if self.claimed_at:
            return Stage.INSPECTION
        if self.is_carried_out:
            return Stage.EXECUTING
        if self.plan_approved_at:
            return Stage.PUBLICATION
        if self.plan_submitted_at:
            return Stage.APPROVAL
        return Stage.PLANNING if self.acknowledged_at else Stage.ISSUED

    @property
    def is_binding(self) -> bool:
        """The agency has to do the work; otherwise it may follow it by analogy (参照执行), and is never late."""
        return self.role != PartyRole.OPTIONAL

    @property
    def is_carried_out(self) -> bool:
        """The work itself has begun: the implementation plan is published, or none is asked for and it was taken up."""
        return bool(self.plan_published_at or (self.is_light and self.acknowledged_at))

    @property
    def is_open(self) -> bool:
        """Neither closed nor discontinued, nor transferred to another agency."""
        return self.ended_at is None

    @property
    def ended_at(self) -> datetime | None:
        """When it was closed, discontinued or transferred."""
        return self.closed_at or self.discontinued_at or self.transferred_at

    @property
    def ended_on(self) -> date | None:
        """The day of it in the office."""
        return timezone.localtime(self.ended_at).date() if self.ended_at else None

    def seen_on(self, on: date) -> date:
        """The day from which the days left are counted: `on`, or the last day before it was suspended."""
        return self.suspended_on - ONE_DAY if self.suspended_on is not None else on

    def judged_on(self, on: date) -> date:
        """The day by which a date is late or not: `on`, or the day it was suspended."""
        return self.suspended_on or on

    def days_to(self, due_on: date, on: date, calendar: WorkCalendar) -> int:
        """Working days left until a date on the day `on`, or the last one before it was suspended."""
        return remaining_days(due_on, self.seen_on(on), calendar, judged_on=self.judged_on(on))

    def is_past_completion(self, on: date) -> bool:
        """Open on the day `on`, and the agency has not claimed completion by the final date: late, however new the
        limit of the desk it lies on. A suspension neither makes nor undoes lateness."""
        if not self.is_open or not self.is_binding:
            return False
        reached = timezone.localtime(self.claimed_at).date() if self.claimed_at else self.judged_on(on)
        return reached > self.completion_on

    def late_since(self, on: date) -> date:
        """The date a late commitment missed first: the final one once it has passed, else that of the running step."""
        seen = self.judged_on(on)
        missed = [self.completion_on] if self.is_past_completion(on) else []
        missed += (
            [self.current_due_on] if self.is_binding and self.current_due_on and self.current_due_on < seen else []
        )
        return min(missed, default=on)


class Clock(models.Model):
    """One legal clock of a commitment: rule + start event ⇒ due date. Never a stored "overdue" flag.

    Whether it still runs is derived from the facts (`ClockQuerySet.running`); a finished one never moves.
    `subject` tells apart clocks of the same kind (the period of a report, the number of a finding). Rule, start and
    amount always give the original date; `changes` is what moved it afterwards, in order: `{"to": day}` for a later
    day granted, `{"from": day, "until": day}` for days on which it stood still, both included, of a term of hours
    `{"since": moment, "till": moment}` (`Extension` and `Suspension` say by whom and why), `{"set": day, "on": day}`
    for another date of the document. `extended_to` is the latest day granted.
    """

    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="clocks", db_index=False)
    kind = models.CharField(_("clock"), max_length=30, choices=ClockKind.choices)
    subject = models.CharField(max_length=60, blank=True)
    rule = models.CharField(_("rule"), max_length=20, choices=ClockRule.choices)
    amount = models.PositiveSmallIntegerField(_("days"), default=0)
    start_event = models.CharField(_("start event"), max_length=120)
    start_on = models.DateField(_("starts after"))
    extended_to = models.DateField(_("extended to"), null=True, blank=True)
    changes = models.JSONField(_("changes of the date"), default=list, blank=True)
    due_on = models.DateField(_("due on"))
    start_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(_("due at"), null=True, blank=True)
    """Of a term of hours: from which moment it runs, and its last one. `due_on` is the day of that."""
    provisional = models.BooleanField(_("provisional"), default=False)
    calendar_version = models.PositiveIntegerField(_("calendar version"))
    phrase = models.CharField(_("sentence in the plan"), max_length=300, blank=True)
    report = models.ForeignKey("workflow.ProgressReport", models.PROTECT, null=True, blank=True, related_name="clocks")
    finding = models.ForeignKey("workflow.Finding", models.PROTECT, null=True, blank=True, related_name="clocks")
    response = models.ForeignKey("workflow.EventResponse", models.PROTECT, null=True, blank=True, related_name="clocks")

    objects: ClassVar[ClockQuerySet] = ClockQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("clock")
        verbose_name_plural = _("clocks")
        constraints = [models.UniqueConstraint(fields=["commitment", "kind", "subject"], name="clock_once")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.due_on}"

    @property
    def counts_back(self) -> bool:
        """It counts back from a planned day, so that no stop of the work moves it."""
        return self.rule in BEFORE_RULES
