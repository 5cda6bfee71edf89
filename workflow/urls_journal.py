"""Address of the journal."""

from django.urls import path

from workflow.views import journal

urlpatterns = [path("journal/", journal.journal, name="journal")]
