"""Addresses of the `workflow` app, one module an area."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("workflow.urls_rounds")),
    path("", include("workflow.urls_jobs")),
]
