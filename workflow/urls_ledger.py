"""Addresses of the ledger."""

from django.urls import path

from workflow.views import ledger

urlpatterns = [
    path("ledger/", ledger.ledger, name="ledger"),
    path("ledger/export.xlsx", ledger.ledger_export, name="ledger_export"),
    path("ledger/exports/<int:pk>.xlsx", ledger.ledger_export_file, name="ledger_export_file"),
]
