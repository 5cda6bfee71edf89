"""Who answers for government transparency at each agency."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from workflow.models.organisation import Agency, Dated


class ResponsibleLeader(Dated):
    """分管负责同志: the member of an agency's leadership in charge of government transparency, as the yearly plans ask
    each agency to determine, publish and file with the office. A change is another row from its day on; none is ever
    overwritten."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="responsible_leaders")
    name = models.CharField(_("name"), max_length=80)
    post = models.CharField(_("post"), max_length=80)
    published_on = models.DateField(_("published on"), null=True, blank=True)
    published_at = models.URLField(_("address of the publication"), max_length=500, blank=True)
    filed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    filed_at = models.DateTimeField(_("filed at"))

    class Meta:
        verbose_name = _("responsible leader")
        verbose_name_plural = _("responsible leaders")
        constraints = [
            models.UniqueConstraint(
                fields=["agency"], condition=Q(valid_until__isnull=True), name="leader_of_agency_once"
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=models.F("valid_from")),
                name="leader_ends_after_the_beginning",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} · {self.agency}"
