"""Address of the requests for extensions."""

from django.urls import path

from workflow.views.extensions import extensions

urlpatterns = [path("extensions/", extensions, name="extensions")]
