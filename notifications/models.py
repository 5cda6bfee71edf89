"""Who was told what. The journal says what happened; these rows say who has to know, and how far the live side is."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from workflow.models import Agency, Commitment, Job, JournalEntry, Plan


class LiveEvent(models.Model):
    """One told event. Ids grow in the order of commits (dispatchers take turns), so whoever has seen id 41 and asks
    for what came after it misses nothing. Kept for some days only; the truth is in the pages themselves."""

    entry = models.OneToOneField(JournalEntry, models.PROTECT, null=True, related_name="+")
    job = models.ForeignKey(Job, models.PROTECT, null=True, related_name="+", db_index=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False)
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="+", db_index=False)
    commitment = models.ForeignKey(Commitment, models.PROTECT, null=True, related_name="+", db_index=False)
    plan = models.ForeignKey(Plan, models.PROTECT, null=True, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("live event")
        verbose_name_plural = _("live events")

    def __str__(self) -> str:
        return f"#{self.pk}"


class Notification(models.Model):
    """One person told of one act or one ended job. The sentence is made when it is shown, in the reader's language.

    `created_at` is the moment of the act; `position` the id of its LiveEvent; `reason` why this person was told (see
    `notifications.recipients`); `asks` says that something is to be done, not only known.
    """

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="notifications", db_index=False
    )
    event = models.CharField(_("event"), max_length=60)
    entry = models.ForeignKey(JournalEntry, models.PROTECT, null=True, related_name="notifications")
    job = models.ForeignKey(Job, models.PROTECT, null=True, related_name="+")
    commitment = models.ForeignKey(Commitment, models.PROTECT, null=True, related_name="+")
    plan = models.ForeignKey(Plan, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=20)
    asks = models.BooleanField(default=False)
    position = models.BigIntegerField()
    created_at = models.DateTimeField(_("at"))
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)

    class Meta:
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        constraints = [
            models.UniqueConstraint(fields=["recipient", "entry"], name="notification_once"),
            models.UniqueConstraint(fields=["recipient", "job"], name="job_notification_once"),
        ]
        indexes = [
            models.Index(fields=["recipient", "-id"], name="notifications_of_person"),
            models.Index(
                fields=["recipient", "-id"], condition=models.Q(read_at__isnull=True), name="unread_of_person"
            ),
            models.Index(fields=["position", "recipient"], name="notifications_since"),
        ]

    def __str__(self) -> str:
        return f"{self.event} → {self.recipient_id}"


class NotificationCounter(models.Model):
    """Unread notifications of a person, changed in the transaction that changes them: the bell reads one row."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="notification_counter"
    )
    unread = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("counter of notifications")
        verbose_name_plural = _("counters of notifications")

    def __str__(self) -> str:
        return f"{self.user_id}: {self.unread}"


class ChannelPreference(models.Model):
    """A person's own choice for one group of events on one channel; without a row the default of the group counts."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="channel_preferences")
    channel = models.CharField(max_length=20)
    group = models.CharField(max_length=20)
    enabled = models.BooleanField()

    class Meta:
        verbose_name = _("choice of channel")
        verbose_name_plural = _("choices of channels")
        constraints = [models.UniqueConstraint(fields=["user", "channel", "group"], name="channel_choice_once")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.channel} {self.group} {self.enabled}"


class QuietTimes(models.Model):
    """When a person wants no messages outside the system. Nothing is lost: it waits and is sent as one message."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="quiet_times")
    quiet_from = models.TimeField(_("no messages from"), null=True, blank=True)
    quiet_until = models.TimeField(_("until"), null=True, blank=True)
    digest_at = models.TimeField(_("one message a day at"), null=True, blank=True)
    working_days_only = models.BooleanField(_("working days only"), default=False)

    class Meta:
        verbose_name = _("quiet times")
        verbose_name_plural = _("quiet times")

    def __str__(self) -> str:
        return f"{self.user_id}"


class Delivery(models.Model):
    """A notification still to be sent over a channel outside the system. Claimed by a lease, retried with backoff,
    deleted with its notification; `gave_up_at` when no try is left."""

    notification = models.ForeignKey(Notification, models.CASCADE, related_name="deliveries")
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    channel = models.CharField(max_length=20)
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)
    gave_up_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        constraints = [models.UniqueConstraint(fields=["notification", "channel"], name="delivery_once")]
        indexes = [
            models.Index(
                fields=["due_at", "id"],
                condition=models.Q(sent_at__isnull=True, gave_up_at__isnull=True),
                name="deliveries_to_send",
            )
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.notification_id}"
