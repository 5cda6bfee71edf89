"""Addresses of the import of plan documents, and of the doubts a plan still has."""

from django.urls import path

from workflow.views import (
    import_compare,
    import_lists,
    import_repairs,
    import_source,
    import_upload,
    imports,
    plan_doubts,
)

urlpatterns = [
    path("imports/new/", import_upload.import_upload, name="import_upload"),
    path("imports/agencies/", imports.import_agencies, name="import_agencies"),
    path("imports/<int:pk>/", imports.import_review, name="import_review"),
    path("imports/<int:pk>/source/", import_source.import_source, name="import_source"),
    path("imports/<int:pk>/repairs/", import_repairs.import_repairs, name="import_repairs"),
    path("imports/<int:pk>/wording/", import_lists.import_wording, name="import_wording"),
    path("imports/<int:pk>/sentences/", import_lists.import_sentences, name="import_sentences"),
    path("imports/<int:pk>/version-of/", import_compare.import_version, name="import_version"),
    path("imports/<int:pk>/compare/", import_compare.import_compare, name="import_compare"),
    path("plans/<int:pk>/doubts/", plan_doubts.plan_doubts, name="plan_doubts"),
]
