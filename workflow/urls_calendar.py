"""Addresses of the working-day calendar and the certificates."""

from django.urls import path

from workflow.views import calendar, certificate

urlpatterns = [
    path("calendar/", calendar.calendar, name="calendar"),
    path("calendar/<int:year>/", calendar.calendar_year, name="calendar_year"),
    path("calendar/<int:year>/notice/", calendar.calendar_notice, name="calendar_notice"),
    path("certificates/<int:pk>/", certificate.certificate, name="certificate"),
]
