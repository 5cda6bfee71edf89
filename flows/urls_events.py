"""Addresses of the register of events."""

from django.urls import path

from flows.views import events

urlpatterns = [
    path("plans/<int:pk>/events/", events.plan_events, name="plan_events"),
    path("plans/<int:pk>/events/new/", events.plan_event_new, name="plan_event_new"),
    path("plans/<int:pk>/events/<int:event_pk>/", events.plan_event, name="plan_event"),
]
