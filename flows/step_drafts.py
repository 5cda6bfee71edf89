"""Drafts of step forms: what is kept of a form, under which name, and for how long."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core import signing
from django.db.models import BigIntegerField, Case, Exists, OuterRef, When
from django.db.models.functions import Cast, Substr
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from flows.forms.base import NOT_TYPED
from flows.models import Task
from workflow.errors import Invalid
from workflow.models import StepDraft, User
from workflow.services import drafts

SALT = "duban.step"
STEP_FORM = "task:"
MOST_CHARACTERS = 200_000
"""Of all fields together; the largest form takes half of it."""
WRITER_SECONDS = 14 * 24 * 3600


def form_of(task_pk: int) -> str:
    """The name of a step's form."""
    return f"{STEP_FORM}{task_pk}"


def fields_of(typed: MultiValueDict[str, str], stored: Sequence[int] = ()) -> dict[str, list[str]]:
    """Everything a person typed or ticked, without the fields of the machine; `stored` are files kept already."""
    fields = {name: [str(value) for value in typed.getlist(name)] for name in typed if name not in NOT_TYPED}
    if stored:
        fields["file"] = list(dict.fromkeys([*fields.get("file", []), *map(str, stored)]))
    return fields


def has_text(fields: dict[str, list[str]]) -> bool:
    """Whether anything worth keeping is in it."""
    return any(value.strip() for name, values in fields.items() if not name.endswith("_FORMS") for value in values)


def keep(
    actor_id: int, task_pk: int, typed: MultiValueDict[str, str], *, now: datetime, stored: Sequence[int] = ()
) -> StepDraft | None:
    """Save the draft of a step; nothing when nothing was typed. Raises Invalid above MOST_CHARACTERS."""
    fields = fields_of(typed, stored)
    if sum(len(value) for values in fields.values() for value in values) > MOST_CHARACTERS:
        raise Invalid(
            "draft_too_long",
            _("This is far more text than the form takes, so no draft was saved."),
            remedy=_("Hand it in as an attachment, and keep the fields short."),
        )
    return drafts.save(actor_id, form_of(task_pk), fields, now=now) if has_text(fields) else None


def found(actor: User, task_pk: int) -> tuple[StepDraft | None, MultiValueDict[str, str] | None]:
    """The person's draft of the step and its fields as if they had been posted."""
    draft = drafts.load(actor.pk, form_of(task_pk))
    if draft is None:
        return None, None
    kept: dict[str, Any] = draft.fields
    return draft, MultiValueDict({name: list(values) for name, values in kept.items()})


# -- a session that ends in the middle of a form -----------------------------------------------------------------------


def writer_token(actor: User, task_pk: int) -> str:
    """Travels with the form: proves later, without a session, who was writing it. It opens only his draft."""
    return signing.dumps([actor.pk, task_pk], salt=SALT)


def keep_of_signed_out(task_pk: int, token: str, typed: MultiValueDict[str, str], *, now: datetime) -> bool:
    """Keep what somebody typed whose session has ended, as the draft of the person the form was made for."""
    try:
        writer, form = signing.loads(token, salt=SALT, max_age=WRITER_SECONDS)
    except signing.BadSignature:
        return False
    if form != task_pk or not User.objects.filter(pk=writer, is_active=True).exists():
        return False
    return keep(writer, task_pk, typed, now=now) is not None


def forget_handed_in(now: datetime) -> int:
    """Chore: drafts of steps their own writers have taken; what they held has been handed in. Returns how many."""
    step = Cast(Substr("form", len(STEP_FORM) + 1), BigIntegerField())
    steps = StepDraft.objects.annotate(step=Case(When(form__startswith=STEP_FORM, then=step)))
    taken = Task.objects.filter(pk=OuterRef("step"), owner=OuterRef("user"), finished__isnull=False)
    return drafts.forget(steps.filter(Exists(taken)))


def forget_finished(now: datetime) -> int:
    """Chore: drafts of steps that are over, once nobody has touched them for thirty days. Returns how many."""
    old = drafts.stale(now)
    ids = {int(draft.form.partition(":")[2]): draft for draft in old if draft.form.startswith(STEP_FORM)}
    over = Task.objects.filter(pk__in=ids, finished__isnull=False).values_list("pk", flat=True)
    return drafts.forget([draft for draft in old if draft.form in {form_of(pk) for pk in over}])
