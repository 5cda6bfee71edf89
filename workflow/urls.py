"""Addresses of the `workflow` app, one module an area."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("workflow.urls_imports")),
    path("", include("workflow.urls_plans")),
    path("", include("workflow.urls_plan_chain")),
    path("", include("workflow.urls_consultation")),
    path("", include("workflow.urls_ledger")),
    path("", include("workflow.urls_rounds")),
    path("", include("workflow.urls_duties")),
    path("", include("workflow.urls_extensions")),
    path("", include("workflow.urls_disputes")),
    path("", include("workflow.urls_delegations")),
    path("", include("workflow.urls_contributions")),
    path("", include("workflow.urls_slips")),
    path("", include("workflow.urls_leaders")),
    path("", include("workflow.urls_jobs")),
    path("", include("workflow.urls_organisation")),
    path("", include("workflow.urls_calendar")),
    path("", include("workflow.urls_journal")),
]
