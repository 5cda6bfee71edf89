"""Addresses of inspections."""

from django.urls import path

from workflow.views.rounds import rounds

urlpatterns = [path("inspections/", rounds, name="rounds")]
