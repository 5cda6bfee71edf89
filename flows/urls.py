"""Addresses of the `flows` app, one module an area."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("flows.urls_inbox")),
    path("", include("flows.urls_diagram")),
    path("", include("flows.urls_item")),
    path("", include("flows.urls_duties")),
    path("", include("flows.urls_succession")),
    path("", include("flows.urls_events")),
]
