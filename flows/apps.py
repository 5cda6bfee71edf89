"""The BPMN side: flow classes, process and task tables, the steps people take."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FlowsConfig(AppConfig):
    """Registers the engine's system checks, chores and invariants."""

    name = "flows"
    verbose_name = _("Flows")

    def ready(self) -> None:
        from flows import checks, due_moves, empty_posts, jobs, reminders, step_drafts, verification  # noqa: F401 -- register themselves
        from flows.actions import duties, extension, reports, suspension
        from flows.counts import inbox_count
        from flows.main_line import held
        from workflow.holders import register_reader
        from workflow.services.due_dates import on_due_moved
        from workflow.services.verification import register_check
        from workflow.shell import register_count
        from workflow.ticking import register_chore

        register_count("inbox", inbox_count)
        register_reader(held)
        register_chore("lapse_extensions", extension.lapse_undecided)
        register_chore("lapse_suspensions", suspension.lapse_undecided)
        register_chore("resume_suspended", suspension.resume_due)
        register_chore("open_reports", reports.open_due_reports)
        register_chore("close_duty_periods", duties.close_past)
        register_chore("open_duty_periods", duties.open_due)
        register_chore("remind", reminders.remind)
        register_chore("empty_posts", empty_posts.look)
        register_chore("forget_handed_in", step_drafts.forget_handed_in)
        register_chore("forget_drafts", step_drafts.forget_finished)
        on_due_moved(due_moves.follow)
        register_check("waits", verification.verify_waits)
        register_check("deadlines", verification.verify_deadlines)
        register_check("guards", verification.verify_guards)
        register_check("facts", verification.verify_facts)
        register_check("step_agencies", verification.verify_step_agencies)
        register_check("extension_steps", verification.verify_extension_steps)
        register_check("suspended_steps", verification.verify_suspended_steps)
        register_check("dispute_steps", verification.verify_dispute_steps)
        register_check("release_steps", verification.verify_release_steps)
        register_check("duty_steps", verification.verify_duty_steps)
        register_check("division_steps", verification.verify_division_steps)
        register_check("contribution_steps", verification.verify_contribution_steps)
        register_check("signature_steps", verification.verify_signature_steps)
        register_check("slip_steps", verification.verify_slip_steps)
        register_check("event_steps", verification.verify_event_steps)
