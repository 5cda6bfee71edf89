"""Addresses of the first page and the inbox."""

from django.urls import path

from flows.views import bulk, home, inbox

urlpatterns = [
    path("", home.home, name="home"),
    path("inbox/", inbox.inbox, name="inbox"),
    path("inbox/done/", inbox.inbox_done, name="inbox_done"),
    path("inbox/bulk/", bulk.inbox_bulk, name="inbox_bulk"),
    path("inbox/<int:pk>/decide/", bulk.inbox_decide, name="inbox_decide"),
]
