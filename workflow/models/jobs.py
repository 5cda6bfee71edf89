"""Long jobs with honest progress: import, bulk issue, export."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from workflow.status import JobStatus


class Job(models.Model):
    """`done` of `total` units so far; `result_url` leads to what came out; `cancel_asked` is honoured between units.

    `leased_until`: a running job whose worker has not renewed its lease by then has lost its worker; a waiting job
    not taken by then is handed to the queue again. `attempts` counts the starts, so that a worker that lost its
    lease cannot write into the run that took over.
    """

    kind = models.CharField(_("kind"), max_length=40)
    title = models.CharField(_("title"), max_length=300)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="jobs")
    status = models.CharField(_("status"), max_length=20, choices=JobStatus.choices, default=JobStatus.WAITING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    arguments = models.JSONField(default=dict)
    result = models.JSONField(default=dict, blank=True)
    result_url = models.CharField(max_length=300, blank=True)
    error = models.TextField(_("error"), blank=True)
    note = models.CharField(_("what is going on"), max_length=300, blank=True)
    cancel_asked = models.BooleanField(default=False)
    attempts = models.PositiveSmallIntegerField(default=0)
    leased_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(_("created at"))
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        indexes = [
            models.Index(fields=["owner", "-id"]),
            models.Index(
                fields=["leased_until"],
                condition=models.Q(status__in=[JobStatus.WAITING, JobStatus.RUNNING]),
                name="open_jobs_by_lease",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        """Waiting or running."""
        return self.status in (JobStatus.WAITING, JobStatus.RUNNING)

    @property
    def percent(self) -> int:
        """Share done, 0 to 100; 0 while the total is not known."""
        return min(100, self.done * 100 // self.total) if self.total else 0
