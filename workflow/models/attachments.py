"""Files are stored once by their digest and cited many times."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from workflow.models.commitments import Commitment
from workflow.models.organisation import Agency


class Attachment(models.Model):
    """A file of an agency; `path` is relative to MEDIA_ROOT and named by the digest of the bytes."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="attachments")
    filename = models.CharField(_("file name"), max_length=255)
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.PositiveIntegerField(_("size in bytes"))
    content_type = models.CharField(max_length=120)
    path = models.CharField(max_length=120)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(_("uploaded at"))

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")
        constraints = [models.UniqueConstraint(fields=["agency", "sha256", "filename"], name="attachment_once")]

    def __str__(self) -> str:
        return self.filename


class Evidence(models.Model):
    """A citation of a file by something handed in; `subject` is such as plan:12, report:7, claim:3."""

    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="evidence")
    attachment = models.ForeignKey(Attachment, models.PROTECT, related_name="citations")
    subject = models.CharField(max_length=60)
    cited_at = models.DateTimeField()

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        constraints = [
            models.UniqueConstraint(fields=["commitment", "attachment", "subject"], name="evidence_once"),
        ]

    def __str__(self) -> str:
        return str(self.attachment)
