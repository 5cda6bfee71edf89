"""The plans above a plan: what a document of a higher level asks, item by item, and which of ours answers it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from workflow.models.plans import Plan, PlanItem
from workflow.status import UpperSettled
from workflow.words import beginning


def shown_title(title: str) -> str:
    """A title in its brackets."""
    return title if title.startswith("《") or not title else f"《{title}》"


class UpperDocument(models.Model):
    """A document of a higher level that one plan is compared with: a plan of this system (`upper_plan`), or a file.

    Never a plan itself: it has no commitments, no clocks and tells nobody. `read_at` is empty while a file is being
    read; only afterwards it counts.
    """

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="upper_documents")
    upper_plan = models.ForeignKey(Plan, models.PROTECT, null=True, blank=True, related_name="+")
    title = models.CharField(_("title"), max_length=300)
    document_number = models.CharField(_("document number"), max_length=60, blank=True)
    filename = models.CharField(_("file name"), max_length=255, blank=True)
    content = models.BinaryField(_("file"), default=b"")
    sha256 = models.CharField(max_length=64, blank=True)
    clean_text = models.TextField(_("cleaned text"), blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(_("added at"))
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("upper-level document")
        verbose_name_plural = _("upper-level documents")
        ordering = ("plan", "id")
        constraints = [
            models.UniqueConstraint(fields=["plan", "upper_plan"], name="upper_plan_once"),
            models.UniqueConstraint(fields=["plan", "sha256"], condition=~Q(sha256=""), name="upper_file_once"),
        ]

    def __str__(self) -> str:
        return self.title or self.filename

    @property
    def shown_title(self) -> str:
        """The title in its brackets."""
        return shown_title(self.title)


class UpperItem(models.Model):
    """One item of it, as it stood when it was taken in. `settled` says why none of ours answers it."""

    document = models.ForeignKey(UpperDocument, models.CASCADE, related_name="items")
    order = models.PositiveIntegerField(_("order"))
    number = models.CharField(_("number"), max_length=60)
    heading = models.CharField(_("heading"), max_length=300, blank=True)
    text = models.TextField(_("text"))
    span_start = models.PositiveIntegerField(null=True, blank=True)
    span_end = models.PositiveIntegerField(null=True, blank=True)
    settled = models.CharField(max_length=20, choices=UpperSettled.choices, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    settled_by = models.CharField(max_length=150, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("item of an upper-level document")
        verbose_name_plural = _("items of upper-level documents")
        ordering = ("document", "order")
        constraints = [models.UniqueConstraint(fields=["document", "order"], name="upper_item_order_once")]

    def __str__(self) -> str:
        return f"{self.number} {self.heading}".strip()

    @property
    def title(self) -> str:
        """The heading, or the beginning of the text (30 characters and an ellipsis)."""
        return self.heading or beginning(self.text)


class UpperLink(models.Model):
    """One of our items answers one of theirs. Without `confirmed_at` it is a proposal and counts for nothing."""

    item = models.ForeignKey(PlanItem, models.CASCADE, related_name="upper_links")
    upper_item = models.ForeignKey(UpperItem, models.CASCADE, related_name="links")
    likeness = models.PositiveSmallIntegerField(_("likeness in percent"), null=True, blank=True)
    """Empty: a person linked them, nothing had proposed it."""
    confirmed_by = models.CharField(max_length=150, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("link to an upper-level item")
        verbose_name_plural = _("links to upper-level items")
        constraints = [models.UniqueConstraint(fields=["item", "upper_item"], name="upper_link_once")]

    def __str__(self) -> str:
        return f"{self.item_id} → {self.upper_item_id}"
