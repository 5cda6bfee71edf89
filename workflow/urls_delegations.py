"""Addresses of delegations."""

from django.urls import path

from workflow.views import delegations

urlpatterns = [
    path("delegations/", delegations.delegations_page, name="delegations"),
    path("delegations/<int:pk>/end/", delegations.delegation_end, name="delegation_end"),
]
