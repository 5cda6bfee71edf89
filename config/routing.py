"""Addresses of sockets. The address is also `config.context.LIVE_URL`."""

from typing import Any, cast

from channels.auth import AuthMiddlewareStack
from channels.routing import URLRouter
from channels.security.websocket import AllowedHostsOriginValidator
from django.urls import path

from notifications.consumers import live

# `path` is typed for views; the router calls whatever it finds as an ASGI application.
websocket = AllowedHostsOriginValidator(AuthMiddlewareStack(URLRouter([path("ws/live/", cast(Any, live))])))
"""Sockets of signed-in people, from our own pages only."""
