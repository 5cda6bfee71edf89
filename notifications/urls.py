"""Addresses of the notifications."""

from django.urls import path

from notifications import views

urlpatterns = [
    path("notifications/", views.notifications, name="notifications"),
    path("notifications/read/", views.notifications_read, name="notifications_read"),
    path("notifications/settings/", views.notification_settings, name="notification_settings"),
    path("notifications/bell/", views.notifications_bell, name="notifications_bell"),
    path("notifications/since/", views.notifications_since, name="notifications_since"),
    path("notifications/<int:pk>/", views.notification_open, name="notification_open"),
]
