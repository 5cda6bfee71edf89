"""Process and task rows of the engine: our own concrete tables, so that one covering index answers an inbox."""

from datetime import date, datetime
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from viewflow.workflow.models import AbstractProcess, AbstractTask
from viewflow.workflow.status import STATUS

from flows.due import Due
from flows.querysets import TaskQuerySet
from workflow.models import (
    Agency,
    Commitment,
    Contribution,
    Countersignature,
    Dispute,
    Division,
    DutyPeriod,
    EventResponse,
    Extension,
    Finding,
    Inspection,
    Plan,
    ProgressReport,
    Release,
    SupervisionSlip,
    Suspension,
)

HUMAN, WAIT, PAUSED = "HUMAN", "FUNCTION", "PAUSED"
"""Types of the steps a process stands at: somebody's step, a wait for a child flow, or somebody's step that rests while
the commitment is suspended: no list shows it, nobody can do it, nobody is reminded of it."""


class Process(AbstractProcess):
    """One running flow. `root` is the process whose row is locked by every act on the whole family, so that parent
    and children never wait for each other; a root points to itself."""

    root = models.ForeignKey("self", models.PROTECT, null=True, related_name="family")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    plan = models.ForeignKey(Plan, models.PROTECT, null=True, blank=True, related_name="processes", db_index=False)
    commitment = models.ForeignKey(
        Commitment, models.PROTECT, null=True, blank=True, related_name="processes", db_index=False
    )
    report = models.ForeignKey(ProgressReport, models.PROTECT, null=True, blank=True, related_name="processes")
    inspection = models.ForeignKey(Inspection, models.PROTECT, null=True, blank=True, related_name="processes")
    finding = models.ForeignKey(Finding, models.PROTECT, null=True, blank=True, related_name="processes")
    extension = models.ForeignKey(Extension, models.PROTECT, null=True, blank=True, related_name="processes")
    dispute = models.ForeignKey(Dispute, models.PROTECT, null=True, blank=True, related_name="processes")
    duty_period = models.ForeignKey(DutyPeriod, models.PROTECT, null=True, blank=True, related_name="processes")
    event_response = models.ForeignKey(EventResponse, models.PROTECT, null=True, blank=True, related_name="processes")

    release = models.ForeignKey(Release, models.PROTECT, null=True, blank=True, related_name="processes")
    division = models.ForeignKey(Division, models.PROTECT, null=True, blank=True, related_name="processes")
    contribution = models.ForeignKey(Contribution, models.PROTECT, null=True, blank=True, related_name="processes")
    countersignature = models.ForeignKey(
        Countersignature, models.PROTECT, null=True, blank=True, related_name="processes"
    )
    slip = models.ForeignKey(SupervisionSlip, models.PROTECT, null=True, blank=True, related_name="processes")
    suspension = models.ForeignKey(Suspension, models.PROTECT, null=True, blank=True, related_name="processes")

    outcome: str = ""
    """What the person decided at the step being completed; read by the gateway behind it, never stored here."""
    at: datetime | None = None
    """The moment of the act that moves the token; every row it writes carries it."""
    moves: Any = None
    """What the act that holds this process changes in the engine (`flows.moves.Moves`)."""
    desk: Due | None = None
    """The desk limit of the next step, as the domain counted it for this act."""

    class Meta:
        verbose_name = _("process")
        verbose_name_plural = _("processes")
        indexes = [models.Index(fields=["commitment", "finished"]), models.Index(fields=["plan", "finished"])]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """A process without a root becomes its own."""
        super().save(*args, **kwargs)
        if self.root_id is None:
            self.root_id = self.pk
            type(self).objects.filter(pk=self.pk).update(root_id=self.pk)


class Task(AbstractTask):
    """One step of a process. Human steps carry all that an inbox shows; `owner` is who completed it."""

    process = models.ForeignKey(Process, models.PROTECT, related_name="task_set")
    root = models.ForeignKey(Process, models.PROTECT, null=True, related_name="+")
    node = models.CharField(_("step"), max_length=60)
    act = models.CharField(_("permission"), max_length=40, blank=True)
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, blank=True, related_name="+")
    commitment = models.ForeignKey(
        Commitment, models.PROTECT, null=True, blank=True, related_name="tasks", db_index=False
    )
    plan = models.ForeignKey(Plan, models.PROTECT, null=True, blank=True, related_name="tasks")
    subject = models.CharField(_("subject"), max_length=300, blank=True)
    number = models.CharField(_("number"), max_length=60, blank=True)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    provisional = models.BooleanField(default=False)
    sender = models.CharField(_("from"), max_length=120, blank=True)
    """Who sent it here, by name; empty when the system did."""
    returned_reason = models.TextField(_("reason of the return"), blank=True)
    returned = models.BooleanField(default=False, editable=False)
    """It came back with a reason. A column of the covering indexes, since inboxes show these first; a generated one
    would not do, because SQLite never calls an index with one covering."""
    outcome = models.CharField(_("decision"), max_length=20, blank=True)
    seen_at = models.DateTimeField(_("first opened at"), null=True, blank=True)
    """When somebody who may do it first opened its page, and who (`seen_by`)."""
    seen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    owner_permission_content_type = models.ForeignKey(
        ContentType, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    on_behalf = models.CharField(_("done for"), max_length=80, blank=True)
    """For whom a deputy completed it, by name."""
    # As the library declares them, without its indexes: no list of ours is sorted or filtered by these.
    status = models.CharField(max_length=50, default=STATUS.NEW)
    created = models.DateTimeField(default=timezone.now)
    scheduled = models.DateTimeField(blank=True, null=True)
    external_task_id = models.CharField(max_length=50, blank=True, null=True)

    objects: ClassVar = TaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        # The last two columns are the same in every entry: SQLite reads them to call an index covering.
        indexes = [
            models.Index(
                fields=["agency", "act", "returned", "due_on", "id", "finished", "flow_task_type"],
                condition=Q(finished__isnull=True, flow_task_type=HUMAN),
                name="open_tasks_by_agency",
            ),
            models.Index(
                fields=["act", "returned", "due_on", "id", "agency", "finished", "flow_task_type"],
                condition=Q(finished__isnull=True, flow_task_type=HUMAN),
                name="open_tasks_by_act",
            ),
            models.Index(fields=["owner", "-finished", "-id"], name="tasks_done_by"),
            models.Index(fields=["commitment", "id"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(returned=True, returned_reason__gt="") | Q(returned=False, returned_reason=""),
                name="returned_with_a_reason",
            )
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """What has a reason of a return is returned."""
        self.returned = self.is_returned()
        super().save(*args, **kwargs)

    def is_returned(self) -> bool:
        """It came back with a reason."""
        return bool(self.returned_reason)

    @property
    def doer(self) -> str:
        """Who completed it; of a deputy both names."""
        if self.owner is None:
            return ""
        return f"{self.owner}（代{self.on_behalf}）" if self.on_behalf else str(self.owner)

    def days_late(self, on: date) -> int:
        """Calendar days past the due date; 0 when not late."""
        return max(0, (on - self.due_on).days) if self.due_on else 0


class Deadline(models.Model):
    """The boundary timer of the step a process waits at: one row a process, moved along with the token.

    `next_on` is the day of the next reminder (`rung`: working days from the due date, negative before it), empty
    when none is left. A ticker claims due rows under a lock and moves them on in the same transaction.
    """

    process = models.OneToOneField(Process, models.PROTECT, related_name="deadline")
    task = models.ForeignKey(Task, models.PROTECT, null=True, related_name="+")
    due_on = models.DateField(_("due on"), null=True)
    base_on = models.DateField(null=True)
    """The day the rungs are counted from where it is not the due date: of a late step that rested for a while."""
    rung = models.SmallIntegerField(null=True)
    next_on = models.DateField(null=True)

    class Meta:
        verbose_name = _("deadline")
        verbose_name_plural = _("deadlines")
        indexes = [
            models.Index(fields=["next_on", "id"], condition=Q(next_on__isnull=False), name="deadlines_to_remind"),
        ]

    def __str__(self) -> str:
        return f"{self.process_id} {self.due_on}"
