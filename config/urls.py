"""Every address of Duban. Each app brings its own list; a new address must appear in the access matrix of the tests."""

from django.urls import include, path

urlpatterns = [
    path("", include("config.shell_urls")),
    path("", include("workflow.urls")),
    path("", include("flows.urls")),
    path("", include("notifications.urls")),
]

handler400 = "config.views.bad_request"
handler403 = "config.views.forbidden"
handler404 = "config.views.not_found"
handler500 = "config.views.server_error"
