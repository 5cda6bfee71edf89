"""Who follows a commitment."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from workflow.models.commitments import Commitment


class Follow(models.Model):
    """关注: a person is told of what happens to a commitment though no step of it is theirs.

    It grants nothing: who may no longer see the commitment is told nothing more. `copied_by` is whoever copied it to
    the person (抄送), nobody when the person chose it.
    """

    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="follows", db_index=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="follows")
    since = models.DateTimeField(_("since"))
    copied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    class Meta:
        verbose_name = _("follow")
        verbose_name_plural = _("follows")
        constraints = [models.UniqueConstraint(fields=["commitment", "user"], name="follow_once")]

    def __str__(self) -> str:
        return f"{self.commitment_id} {self.user_id}"
