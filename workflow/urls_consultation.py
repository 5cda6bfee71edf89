"""Addresses of consultations on work plans."""

from django.urls import path

from workflow.views import consultation, consultation_agency

urlpatterns = [
    path("plans/<int:pk>/consultation/", consultation.consultation, name="consultation"),
    path("plans/<int:pk>/consultation/outcome.xlsx", consultation.consultation_export, name="consultation_export"),
    path("plans/<int:pk>/comments/", consultation_agency.consultation_agency, name="consultation_agency"),
]
