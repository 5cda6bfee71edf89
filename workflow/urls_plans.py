"""Addresses of the work plans."""

from django.urls import path

from workflow.views import plan_source, plans

urlpatterns = [
    path("plans/", plans.plan_list, name="plan_list"),
    path("plans/<int:pk>/", plans.plan, name="plan"),
    path("plans/<int:pk>/gates/", plans.plan_gates, name="plan_gates"),
    path("plans/<int:pk>/source/", plan_source.plan_source, name="plan_source"),
]
