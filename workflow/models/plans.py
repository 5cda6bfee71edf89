"""A work plan, its items and what each item says about who and when. Spans are offsets in the cleaned text."""

from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from workflow.ladder import valid_rungs
from workflow.models.chain import Chained
from workflow.models.documents import PlanDocument
from workflow.models.organisation import Agency, AgencySet
from workflow.querysets import PlanDoubtQuerySet, PlanItemQuerySet
from workflow.status import AssignmentMode, Gate, PartyRole, PlanStatus, ReportPeriod
from workflow.words import beginning

DAYS = [MinValueValidator(1), MaxValueValidator(250)]


class Plan(Chained):
    """A yearly work plan of one office. The settings are the plan's own; days are working days."""

    office = models.ForeignKey(Agency, models.PROTECT, related_name="plans")
    document = models.ForeignKey(PlanDocument, models.PROTECT, null=True, blank=True, related_name="plans")
    title = models.CharField(_("title"), max_length=300)
    issuer = models.CharField(_("issuer"), max_length=120, blank=True)
    document_number = models.CharField(_("document number"), max_length=60, blank=True)
    written_on = models.DateField(_("written on"), null=True, blank=True)
    published_on = models.DateField(_("published on"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=20, choices=PlanStatus.choices, default=PlanStatus.DRAFT)
    approving_meeting = models.CharField(_("approved by the meeting"), max_length=200, blank=True)
    version_of = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="versions")
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    """From the second on its issue changes the plan in force (`version_of`) and opens nothing of its own."""

    plan_working_days = models.PositiveSmallIntegerField(
        _("working days for the implementation plan"), default=30, validators=DAYS
    )
    acknowledge_working_days = models.PositiveSmallIntegerField(
        _("working days to acknowledge"), default=3, validators=DAYS
    )
    sign_working_days = models.PositiveSmallIntegerField(_("working days to sign"), default=3, validators=DAYS)
    approve_working_days = models.PositiveSmallIntegerField(_("working days to approve"), default=5, validators=DAYS)
    publish_working_days = models.PositiveSmallIntegerField(
        _("working days to publish an approved plan"), default=5, validators=DAYS
    )
    inspect_working_days = models.PositiveSmallIntegerField(_("working days to inspect"), default=10, validators=DAYS)
    report_period = models.CharField(
        _("progress reports"), max_length=10, choices=ReportPeriod.choices, default=ReportPeriod.MONTH
    )
    report_working_days = models.PositiveSmallIntegerField(
        _("working days after the period for a report"), default=5, validators=DAYS
    )
    rectify_working_days = models.PositiveSmallIntegerField(_("working days to rectify"), default=10, validators=DAYS)
    soon_working_days = models.PositiveSmallIntegerField(
        _("working days before the due date at which the light turns"), default=5, validators=DAYS
    )
    remind_holder = models.CharField(
        _("remind the one the step waits for on these working days from the due date"),
        max_length=60, blank=True, default="-7 -1 0 1", validators=[valid_rungs],
    )  # fmt: skip
    remind_head = models.CharField(
        _("tell the head of the agency on"), max_length=60, blank=True, default="1 3", validators=[valid_rungs]
    )
    remind_clerk = models.CharField(
        _("tell the supervision clerk on"), max_length=60, blank=True, default="3", validators=[valid_rungs]
    )
    remind_leader = models.CharField(
        _("tell the leader on"), max_length=60, blank=True, default="5", validators=[valid_rungs]
    )
    """The ladder of reminders: working days from the due date, negative before it (`workflow.ladder`)."""
    urge_pause_days = models.PositiveSmallIntegerField(
        _("working days before the same item is urged again"), default=3, validators=DAYS
    )
    slip_prefix = models.CharField(_("prefix of the numbers of supervision slips"), max_length=20, default="督办")
    slip_working_days = models.PositiveSmallIntegerField(
        _("working days to answer a supervision slip"), default=5, validators=DAYS
    )
    contribution_working_days = models.PositiveSmallIntegerField(
        _("working days for a partner to contribute"), default=20, validators=DAYS
    )
    dispute_working_days = models.PositiveSmallIntegerField(
        _("working days after the issue to dispute an assignment"), default=5, validators=DAYS
    )
    gate_confidentiality = models.BooleanField(
        _("before publication: confidentiality review by another person of the agency"), default=False
    )
    gate_disclosure = models.BooleanField(
        _("before publication: disclosure attribute, with the legal reason of a refusal"), default=False
    )
    gate_deidentified = models.BooleanField(_("before publication: de-identification confirmed"), default=False)
    gate_explanation = models.BooleanField(_("before publication: explanation with the document"), default=False)
    gate_opinions = models.BooleanField(_("before publication: account of opinions adopted and refused"), default=False)
    """What implementation plans have to pass before they are published (`Gate`), read when one is published."""
    completion_on = models.DateField(_("to be completed by"), null=True, blank=True)

    cites = models.JSONField(default=list, blank=True)
    """Documents of higher levels it rests on: `{"title", "number", "at"}`."""
    attachments = models.JSONField(default=list, blank=True)
    """Attachments the document refers to, by name."""

    set_members = models.JSONField(null=True, blank=True)
    """The sets of agencies it uses as they were when it was last reviewed or approved: ids of members by id of the set.
    None for a plan of an earlier release."""

    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("created at"))
    submitted_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    issued_at = models.DateTimeField(null=True, blank=True)
    return_reason = models.TextField(_("reason of the return"), blank=True)

    class Meta:
        verbose_name = _("work plan")
        verbose_name_plural = _("work plans")

    def __str__(self) -> str:
        return self.title

    @property
    def gates(self) -> list[Gate]:
        """The gates that stand before the publication of an implementation plan now."""
        return [gate for gate in Gate if getattr(self, gate.value)]

    @property
    def is_amendment(self) -> bool:
        """It carries changes of the plan in force instead of items of its own."""
        return self.version > 1 and self.version_of_id is not None

    @property
    def amended(self) -> "Plan":
        """The plan this version changes. Raises ValueError for a plan of its own."""
        if self.version_of is None:
            raise ValueError("This is no version of another plan.")
        return self.version_of


class PlanItem(models.Model):
    """One numbered item. `number` is the outline path such as 二/（一）/3."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="items")
    order = models.PositiveIntegerField(_("order"))
    number = models.CharField(_("number"), max_length=60)
    category = models.CharField(_("category"), max_length=200, blank=True)
    heading = models.CharField(_("heading"), max_length=300, blank=True)
    text = models.TextField(_("text"))
    span_start = models.PositiveIntegerField(null=True, blank=True)
    span_end = models.PositiveIntegerField(null=True, blank=True)
    heading_start = models.PositiveIntegerField(null=True, blank=True)
    heading_end = models.PositiveIntegerField(null=True, blank=True)
    text_start = models.PositiveIntegerField(null=True, blank=True)
    text_end = models.PositiveIntegerField(null=True, blank=True)
    repairs = models.JSONField(default=list, blank=True)
    """What was repaired inside the item: `{"kind", "at", "raw", "clean"}`."""
    due_on = models.DateField(_("due on"), null=True, blank=True)
    """The date the item itself names (年底前 …); without one the plan's completion date counts."""
    taken_out_at = models.DateTimeField(null=True, blank=True)
    """From then on the item is history: it is shown with its reason, never counted, expanded or issued."""
    taken_out_by = models.CharField(max_length=150, blank=True)
    taken_out_reason = models.TextField(_("taken out because"), blank=True)
    split_from = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="split_into")
    """The item a part of which it was until it was split off after the issue; such an item stands nowhere in the
    document."""
    from_comment = models.ForeignKey(
        "workflow.ConsultationComment", models.PROTECT, null=True, blank=True, related_name="added_items"
    )
    """The comment it was added for; such an item stands nowhere in the document."""

    objects: ClassVar[PlanItemQuerySet] = PlanItemQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("plan item")
        verbose_name_plural = _("plan items")
        ordering = ("plan", "order")
        constraints = [models.UniqueConstraint(fields=["plan", "order"], name="item_order_once")]

    def __str__(self) -> str:
        return f"{self.number} {self.heading}".strip()

    @property
    def title(self) -> str:
        """The heading, or the beginning of the text."""
        return self.heading or beginning(self.text)

    @property
    def stands(self) -> bool:
        """It was not taken out."""
        return self.taken_out_at is None


class Assignment(models.Model):
    """One responsibility clause of an item: the bracket and its place."""

    item = models.ForeignKey(PlanItem, models.CASCADE, related_name="assignments")
    order = models.PositiveSmallIntegerField(default=0)
    mode = models.CharField(_("mode"), max_length=20, choices=AssignmentMode.choices)
    phrase = models.CharField(_("wording"), max_length=500, blank=True)
    open_list = models.BooleanField(_("open list"), default=False)
    span_start = models.PositiveIntegerField(null=True, blank=True)
    span_end = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        ordering = ("item", "order")

    def __str__(self) -> str:
        return self.phrase or self.get_mode_display()


class AssignmentParty(models.Model):
    """One named party. Exactly one of `agency`, `agency_set` and `left_out_reason` is given before issue."""

    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="parties")
    order = models.PositiveSmallIntegerField(default=0)
    role = models.CharField(_("role"), max_length=10, choices=PartyRole.choices)
    name = models.CharField(_("name in the document"), max_length=120)
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, blank=True, related_name="parties")
    agency_set = models.ForeignKey(AgencySet, models.PROTECT, null=True, blank=True, related_name="parties")
    left_out_reason = models.CharField(_("left out because"), max_length=300, blank=True)
    span_start = models.PositiveIntegerField(null=True, blank=True)
    span_end = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = _("party")
        verbose_name_plural = _("parties")
        ordering = ("assignment", "order")

    def __str__(self) -> str:
        return self.name

    @property
    def is_matched(self) -> bool:
        """The clerk has said who this is, or why nobody."""
        return bool(self.agency_id or self.agency_set_id or self.left_out_reason)


class ItemDeadline(models.Model):
    """A time limit stated in the text of an item, as the reading gives it (kinds: see docs/reading.md)."""

    item = models.ForeignKey(PlanItem, models.CASCADE, related_name="deadlines")
    kind = models.CharField(max_length=40)
    value = models.CharField(max_length=40, blank=True)
    event = models.CharField(max_length=120, blank=True)
    period = models.CharField(max_length=20, blank=True)
    """What the value counts in, where the kind leaves it open."""
    phrase = models.CharField(max_length=300)
    span_start = models.PositiveIntegerField(null=True, blank=True)
    span_end = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = _("time limit of an item")
        verbose_name_plural = _("time limits of items")

    def __str__(self) -> str:
        return self.phrase


class ItemRecurrence(models.Model):
    """A recurring duty stated in the text of an item."""

    item = models.ForeignKey(PlanItem, models.CASCADE, related_name="recurrences")
    kind = models.CharField(max_length=40)
    period = models.CharField(max_length=10)
    min_count = models.PositiveSmallIntegerField(null=True, blank=True)
    who = models.CharField(max_length=200, blank=True)
    by = models.CharField(max_length=10, blank=True)
    """The last day within the period: `10` of the month, `03-31` of the year, `end`, `+10` of the period after."""
    phrase = models.CharField(max_length=300)
    span_start = models.PositiveIntegerField(null=True, blank=True)
    span_end = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = _("recurring duty of an item")
        verbose_name_plural = _("recurring duties of items")

    def __str__(self) -> str:
        return self.phrase


class PlanDoubt(models.Model):
    """A question the document raised: a doubt of the reader, or (with `word`) wording nobody can measure.

    Open while `how` is empty and the item stands; a plan with an open one is not issued.
    """

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="doubts")
    item = models.ForeignKey(PlanItem, models.CASCADE, null=True, blank=True, related_name="doubts")
    order = models.PositiveIntegerField(default=0)
    kind = models.CharField(max_length=40)
    message = models.CharField(max_length=300, blank=True)
    """An English msgid, the same for all of a kind."""
    candidates = models.JSONField(default=list, blank=True)
    word = models.CharField(max_length=60, blank=True)
    phrase = models.CharField(max_length=300, blank=True)
    span_start = models.PositiveIntegerField(null=True, blank=True)
    span_end = models.PositiveIntegerField(null=True, blank=True)
    how = models.CharField(max_length=20, blank=True)
    told = models.CharField(max_length=200, blank=True)
    """What a word was pinned to: `date:2026-10-30`, `quota:quarter:2`, `days:10:event`."""
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    settled_by = models.CharField(max_length=150, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[PlanDoubtQuerySet] = PlanDoubtQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("doubt of a plan")
        verbose_name_plural = _("doubts of plans")
        ordering = ("plan", "order")

    def __str__(self) -> str:
        return self.phrase or self.kind

    @property
    def is_open(self) -> bool:
        """Nobody has decided it, and its item was not taken out."""
        return not self.how and (self.item is None or self.item.stands)
