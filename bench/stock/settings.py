"""Duban's settings with the stock flow beside it."""

from config.settings import *  # noqa: F403 -- a settings module is its names
from config.settings import INSTALLED_APPS as DUBAN_APPS

INSTALLED_APPS = [*DUBAN_APPS, "bench.stock"]
