"""Addresses of the import of plan documents."""

from django.urls import path

from workflow.views import imports

urlpatterns = [
    path("imports/new/", imports.import_upload, name="import_upload"),
    path("imports/agencies/", imports.import_agencies, name="import_agencies"),
    path("imports/<int:pk>/", imports.import_review, name="import_review"),
]
