"""Who is told what, over which channel."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    """Registers the bell's numbers, the chores, and what wakes the live side."""

    name = "notifications"
    verbose_name = _("Notifications")

    def ready(self) -> None:
        from notifications import deliveries, dispatch, feed, services, topics, wake
        from workflow.events import on_event
        from workflow.models import Job
        from workflow.services import jobs
        from workflow.services.verification import register_check
        from workflow.shell import register_counts
        from workflow.ticking import register_chore

        def tell_progress(job: Job) -> None:
            wake.touched(topics.job(job.pk), topics.jobs_of(job.owner_id))

        register_counts(("unread", "last_id", "jobs"), services.numbers)
        register_chore("tell_events", dispatch.deliver_pending)
        register_chore("send_messages", deliveries.send_due)
        register_chore("recover_jobs", jobs.recover)
        register_chore("prune_live_events", feed.prune)
        register_chore("prune_notifications", services.prune)
        register_check("counters", services.verify_counters)
        on_event(wake.pending)
        jobs.on_change(tell_progress)
        jobs.on_finish(dispatch.tell_job)
