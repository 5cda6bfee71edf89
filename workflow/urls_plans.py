"""Addresses of the work plans."""

from django.urls import path

from workflow.views import plans

urlpatterns = [
    path("plans/", plans.plan_list, name="plan_list"),
    path("plans/<int:pk>/", plans.plan, name="plan"),
]
