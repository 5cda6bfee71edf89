"""Addresses of contributions."""

from django.urls import path

from workflow.views import contributions

urlpatterns = [path("contributions/", contributions.contributions, name="contributions")]
