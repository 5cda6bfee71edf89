"""Tags for pages of other parts: the open step of a plan, titles of steps, the light of a commitment."""

from typing import Any

from django import template
from django.forms import BoundField
from django.utils import timezone
from django.utils.safestring import SafeString

from flows import words
from flows.asks import period_label
from flows.models import Task
from flows.reading import following
from flows.reading.header import state_of
from flows.reading.people import people_of_plan
from workflow.models import Commitment, Plan, ProgressReport, User
from workflow.policies import scope_of
from workflow.services.calendar import local_day
from workflow.services.consultation_asking import missing
from workflow.templatetags.duban import light

register = template.Library()


@register.inclusion_tag("flows/parts/plan_step.html", takes_context=True)
def plan_step(context: dict[str, Any], plan: Plan) -> dict[str, Any]:
    """The panel of the plan's open step: what is asked of the person, or in whose hands it is; of a consultation draft
    what its consultation needs first. Two queries, and at most three for the consultation."""
    user = context["request"].user
    on = local_day(timezone.now())
    task = Task.objects.open().filter(plan=plan, commitment__isnull=True).order_by("-pk").first()
    if task is None or not isinstance(user, User):
        return {"task": None}
    task.plan = plan
    scope = scope_of(user)
    people = people_of_plan(plan.office_id, on)
    return {
        "task": task,
        "plan": plan,
        "missing": missing(plan, on) if task.node == "review" else None,
        "mine": scope.allows(task.act, task.agency_id),
        "request_words": words.request_of(task),
        "button": words.WORDS[task.node].button,
        "title": words.title(task),
        "then": following.follows(task, people, on),
        "holders": words.some(people.who(task.act)),
        "today": on,
    }


@register.simple_tag
def step_title(step: Task | str) -> str:
    """The title of a task or of a node by its name."""
    return words.title(step)


@register.simple_tag(takes_context=True)
def commitment_light(context: dict[str, Any], commitment: Commitment) -> SafeString:
    """The light of a commitment with its plan at hand; no query."""
    on = context.get("today") or local_day(timezone.now())
    return light(state_of(commitment, on))


@register.filter
def period(report: ProgressReport) -> str:
    """The period of a report as people say it."""
    return period_label(report)


@register.filter
def names(people: list[User]) -> str:
    """People by name, at most three of them."""
    return words.some(people)


@register.filter
def listed(texts: list[str]) -> str:
    """All of them, as people list names."""
    return words.join(texts)


@register.inclusion_tag("flows/parts/entry_cell.html")
def entry_cell(bound: BoundField, row: str, hint: str = "") -> dict[str, Any]:
    """One cell of a table of inputs: named by its row and column, with its error or hint."""
    error = " ".join(str(message) for message in bound.errors)
    error_id, hint_id = f"{bound.auto_id}-error", f"{bound.auto_id}-hint"
    attrs: dict[str, Any] = {"class": "input", "aria-label": f"{row} {bound.label}"}
    if error:
        attrs |= {"aria-invalid": "true", "aria-describedby": error_id}
    elif hint:
        attrs["aria-describedby"] = hint_id
    return {
        "widget": bound.as_widget(attrs=attrs),
        "error": error,
        "error_id": error_id,
        "hint": hint,
        "hint_id": hint_id,
    }
