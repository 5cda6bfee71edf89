"""Refusals: sentences for the person who made them, with a machine code beside."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _


class Refused(Exception):
    """An act was refused; nothing was written.

    `code` is for machines, `message` says what was refused and why, `remedy` what to do next; `details` lists
    every fault where there are several (rows of an import, agencies without an officer).
    """

    status = 400

    def __init__(self, code: str, message: Any, *, remedy: Any = "", details: Sequence[Any] = ()) -> None:
        super().__init__(code)
        self.code = code
        self.message = message
        self.remedy = remedy
        self.details = list(details)

    def __str__(self) -> str:
        return f"{self.message} {self.remedy}".strip()


class Invalid(Refused):
    """What was typed or uploaded cannot be taken."""


class TransitionRefused(Refused):
    """Somebody was faster, or the step is no longer open (409). `happened` names who did what, when."""

    status = 409

    def __init__(self, code: str, message: Any, *, remedy: Any = "", happened: Sequence[Any] = ()) -> None:
        super().__init__(code, message, remedy=remedy)
        self.happened = list(happened)


class NotPermitted(Refused):
    """The person may see the object but not do this (403)."""

    status = 403

    def __init__(self, message: Any = "", *, code: str = "not_permitted", remedy: Any = "") -> None:
        super().__init__(code, message or _("This act is not yours to do."), remedy=remedy)


class NotVisible(Refused):
    """The object is not this person's: answered like a missing one (404)."""

    status = 404

    def __init__(self) -> None:
        super().__init__("not_found", _("There is no such page."))
