"""Addresses of reorganisations."""

from django.urls import path

from flows.views import succession

urlpatterns = [
    path("organisation/succession/", succession.succession_page, name="succession"),
]
