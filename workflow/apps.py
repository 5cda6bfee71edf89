"""The domain: plans, items, agencies, clocks, inspections. Knows no engine and no transport."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class WorkflowConfig(AppConfig):
    """App label `workflow`; viewflow's own app keeps the label `viewflow`."""

    name = "workflow"
    verbose_name = _("Supervision")

    def ready(self) -> None:
        from workflow import checks  # noqa: F401 -- registers the system checks
        from workflow.models import triggers
        from workflow.services import (
            ledger_export,  # noqa: F401 -- registers the job that writes long ledgers
            plan_chain_upload,  # noqa: F401 -- registers the job that reads upper documents
        )
        from workflow.services.delegations import verify_delegations
        from workflow.services.duty_checks import verify_duties
        from workflow.services.event_checks import verify_events
        from workflow.services.extension_checks import verify_extensions
        from workflow.services.imports import upload  # noqa: F401 -- registers the job that reads plan documents
        from workflow.services.leaders import verify_leaders
        from workflow.services.part_checks import verify_contributions, verify_divisions, verify_signatures
        from workflow.services.release_checks import verify_releases
        from workflow.services.reopening import verify_reopenings
        from workflow.services.slip_checks import verify_slips
        from workflow.services.succession_checks import verify_successions
        from workflow.services.suspension_checks import verify_suspensions
        from workflow.services.transfer_checks import verify_disputes, verify_transfers
        from workflow.services.verification import register_check

        register_check("extensions", verify_extensions)
        register_check("leaders", verify_leaders)
        register_check("reopenings", verify_reopenings)
        register_check("events", verify_events)
        register_check("divisions", verify_divisions)
        register_check("contributions", verify_contributions)
        register_check("signatures", verify_signatures)
        register_check("slips", verify_slips)
        register_check("successions", verify_successions)
        register_check("suspensions", verify_suspensions)
        register_check("transfers", verify_transfers)
        register_check("disputes", verify_disputes)
        register_check("releases", verify_releases)
        register_check("duties", verify_duties)
        register_check("delegations", verify_delegations)
        post_migrate.connect(triggers.install_after_migrate, sender=self, dispatch_uid="journal_triggers")
