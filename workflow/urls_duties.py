"""Addresses of the board of recurring duties."""

from django.urls import path

from workflow.views import duties

urlpatterns = [
    path("duties/", duties.duties, name="duties"),
    path("duties/export/", duties.duty_export, name="duty_export"),
]
