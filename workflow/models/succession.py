"""机构合并、拆分、更名: which agency goes on with the work of which, from a day on."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from workflow.models.commitments import Commitment
from workflow.models.organisation import Agency, Jurisdiction
from workflow.status import SuccessionKind


class Succession(models.Model):
    """One reorganisation that was carried out. Of a split an agency may go on beside those that were split off it: then
    it stands on both sides. Of a renaming it is the only one on both.

    `main` is the successor that takes what nobody chose another one for. `former` keeps full and short name from before
    a renaming."""

    jurisdiction = models.ForeignKey(Jurisdiction, models.PROTECT, related_name="successions")
    kind = models.CharField(_("kind"), max_length=10, choices=SuccessionKind.choices)
    on = models.DateField(_("in force from"))
    ground = models.TextField(_("legal ground"))
    predecessors = models.ManyToManyField(Agency, related_name="succeeded_in")
    successors = models.ManyToManyField(Agency, related_name="successor_in")
    main = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    former = models.JSONField(_("former names"), default=list, blank=True)
    carried_out_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    carried_out_at = models.DateTimeField(_("carried out at"))

    class Meta:
        verbose_name = _("succession of agencies")
        verbose_name_plural = _("successions of agencies")
        indexes = [models.Index(fields=["jurisdiction", "-id"], name="successions_of_place")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.on}"


class SucceededCommitment(models.Model):
    """A commitment that went over to another agency, `moved` when it was open that day or when it was reopened later;
    or one that ended in the act, because the successor goes on with another one of the same item (`went_on`)."""

    succession = models.ForeignKey(Succession, models.PROTECT, related_name="commitments")
    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="successions")
    predecessor = models.ForeignKey(Agency, models.PROTECT, related_name="+", db_index=False)
    successor = models.ForeignKey(Agency, models.PROTECT, related_name="+", db_index=False)
    went_on = models.ForeignKey(Commitment, models.PROTECT, null=True, blank=True, related_name="merged")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("commitment of a succession")
        verbose_name_plural = _("commitments of successions")

    def __str__(self) -> str:
        return f"{self.commitment_id} {self.predecessor_id} {self.successor_id}"
