"""Addresses of what is recorded of recurring duties."""

from django.urls import path

from flows.views import duties

urlpatterns = [
    path("duties/<int:pk>/record/", duties.duty_record, name="duty_record"),
    path("duties/records/<int:pk>/strike/", duties.duty_strike, name="duty_strike"),
]
