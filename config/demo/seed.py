"""Seeding the demo: the city with its story, or the city with a document of one's own in review."""

from datetime import date
from pathlib import Path

from django.db import transaction

from config.demo import city, documents, leaders, people
from config.demo.days import BEFORE_ISSUE, Days
from config.demo.story import Story
from workflow.models import Jurisdiction, Plan, PlanDocument, User
from workflow.services.calendar import calendar_in_force


def holds_data() -> bool:
    """Whether anybody works here already."""
    return any(model._default_manager.exists() for model in (User, Jurisdiction, Plan, PlanDocument))


def seed(today: date, password: str, plan: Path | None = None) -> None:
    """Fill an empty database, all or nothing. The same day gives the same data.

    With `plan` that document is read and left in review for the clerk, and nothing else has happened.
    """
    with transaction.atomic():
        days = Days(today, calendar_in_force())
        founded = days.at(-BEFORE_ISSUE)
        register = city.build(founded)
        cast = people.build(register, password, founded)
        if plan is None:
            leaders.enter(founded)
            Story(register, cast, days).tell()
        else:
            documents.bring_in(plan.name, plan.read_bytes(), register.office, cast, days.at(26, 9))
