"""Address of the disputes of assignments and how they were decided."""

from django.urls import path

from workflow.views.disputes import disputes

urlpatterns = [path("disputes/", disputes, name="disputes")]
