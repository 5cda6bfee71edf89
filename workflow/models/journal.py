"""The journal is append-only and hash-chained; the outbox says what still has to be told."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class JournalEntry(models.Model):
    """One act. `hash` is SHA-256 over `previous` and the canonical content (see `workflow.services.journal`).

    Triggers refuse UPDATE and DELETE on both databases; a correction is a new entry.
    """

    chain = models.CharField(max_length=60)
    seq = models.PositiveIntegerField()
    act = models.CharField(_("act"), max_length=60)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    """Nobody: the system acted by itself, shown as such."""
    actor_name = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField(_("at"))
    agency = models.ForeignKey("workflow.Agency", models.PROTECT, null=True, blank=True, related_name="+")
    commitment = models.ForeignKey(
        "workflow.Commitment", models.PROTECT, null=True, blank=True, related_name="journal", db_index=False
    )
    plan = models.ForeignKey(
        "workflow.Plan", models.PROTECT, null=True, blank=True, related_name="journal", db_index=False
    )
    remark = models.TextField(_("remark"), blank=True)
    data = models.JSONField(default=dict, blank=True)
    previous = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("journal entry")
        verbose_name_plural = _("journal")
        constraints = [models.UniqueConstraint(fields=["chain", "seq"], name="journal_chain_seq_once")]
        indexes = [models.Index(fields=["commitment", "id"]), models.Index(fields=["plan", "id"])]

    def __str__(self) -> str:
        return f"{self.chain}#{self.seq} {self.act}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Insert only: an entry is never changed."""
        if not self._state.adding:
            raise TypeError("A journal entry is never changed.")
        super().save(*args, **kwargs)


class Outbox(models.Model):
    """An event not yet told. Written with the act, claimed by a lease, deleted once its notices are stored."""

    entry = models.OneToOneField(JournalEntry, models.PROTECT, related_name="outbox")
    event = models.CharField(max_length=60)
    leased_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("event to be told")
        verbose_name_plural = _("events to be told")

    def __str__(self) -> str:
        return self.event
