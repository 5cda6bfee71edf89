"""Addresses of the register of responsible leaders."""

from django.urls import path

from workflow.views import leaders

urlpatterns = [
    path("leaders/", leaders.leaders, name="leaders"),
    path("leaders/export/", leaders.leader_export, name="leader_export"),
    path("leaders/<int:pk>/", leaders.leader, name="leader"),
]
