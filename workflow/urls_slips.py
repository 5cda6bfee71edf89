"""Addresses of supervision slips."""

from django.urls import path

from workflow.views import slips

urlpatterns = [
    path("slips/", slips.slips, name="slips"),
    path("slips/export/", slips.slip_export, name="slip_export"),
    path("slips/<int:pk>/", slips.slip, name="slip"),
]
