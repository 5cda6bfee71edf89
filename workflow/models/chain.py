"""Subjects of the journal carry the head of their own hash chain, so that cutting off its tail shows."""

from django.db import models


class Chained(models.Model):
    """A row whose history is one hash chain; `journal_seq` entries so far, `journal_head` the last hash (hex)."""

    journal_seq = models.PositiveIntegerField(default=0, editable=False)
    journal_head = models.CharField(max_length=64, default="", editable=False)

    class Meta:
        abstract = True

    @property
    def chain_key(self) -> str:
        """Name of the chain, such as `commitment:12`."""
        return f"{self._meta.model_name}:{self.pk}"
