"""Plan documents as received, and a clerk's reading in review before anything is committed."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from workflow.models.organisation import Agency


class PlanDocument(models.Model):
    """The file as received. `sha256` is of its bytes; the same file twice is offered as a new version."""

    office = models.ForeignKey(Agency, models.PROTECT, related_name="plan_documents")
    filename = models.CharField(_("file name"), max_length=255)
    content = models.BinaryField(_("file"))
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.PositiveIntegerField(_("size in bytes"))
    raw_text = models.TextField(_("text as received"))
    clean_text = models.TextField(_("cleaned text"))
    kind = models.CharField(_("file format"), max_length=20, default="text")
    notes = models.JSONField(default=list, blank=True)
    """Codes of what a person should know of how the text was taken out of the file."""
    tables = models.JSONField(default=list, blank=True)
    """The places of its tables, as `reading.Source.as_json` gives them: the document can be read again."""
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(_("uploaded at"))

    class Meta:
        verbose_name = _("plan document")
        verbose_name_plural = _("plan documents")

    def __str__(self) -> str:
        return self.filename


class ImportDraft(models.Model):
    """A reading under review. `reading` is the reader's JSON, `review` the clerk's edits; no plan exists before
    `plan` is set by the one commit."""

    document = models.ForeignKey(PlanDocument, models.PROTECT, related_name="drafts")
    reading = models.JSONField()
    review = models.JSONField(default=dict, blank=True)
    clean_text = models.TextField(_("cleaned text"), blank=True, default="")
    """The text the spans of this reading point into: refusing a repair changes it here, not under other plans."""
    revision = models.PositiveIntegerField(default=0)
    """Grows by every saved edit; an edit from a stale page is refused with 409."""
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("created at"))
    changed_at = models.DateTimeField(_("changed at"))
    plan = models.OneToOneField("workflow.Plan", models.PROTECT, null=True, blank=True, related_name="import_draft")
    new_version_of = models.ForeignKey("workflow.Plan", models.PROTECT, null=True, blank=True, related_name="+")
    abandoned_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("import under review")
        verbose_name_plural = _("imports under review")

    def __str__(self) -> str:
        return str(self.document)

    @property
    def text(self) -> str:
        """The cleaned text of this reading; that of the document where none is kept of its own."""
        return self.clean_text or self.document.clean_text
