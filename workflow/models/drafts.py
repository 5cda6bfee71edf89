"""What a person has typed into a step form and not yet handed in; kept on the server."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class StepDraft(models.Model):
    """One person's draft for one form; `form` is such as `task:12`. Deleted when the step is completed."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="drafts")
    form = models.CharField(max_length=60)
    fields = models.JSONField(default=dict)
    saved_at = models.DateTimeField(_("saved at"))

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        constraints = [models.UniqueConstraint(fields=["user", "form"], name="draft_once")]

    def __str__(self) -> str:
        return self.form
