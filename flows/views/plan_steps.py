"""Where an import becomes a work plan: the one commit, and the start of the plan's flow."""

from typing import cast

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from flows.actions import plan as planning
from flows.views import clock
from workflow.errors import Invalid
from workflow.models import User
from workflow.services import imports


@require_POST
def import_commit(request: HttpRequest, pk: int) -> HttpResponse:
    """Save the reviewed draft as a work plan and open its flow, in one transaction; a second press finds the plan.

    `revision` is the state of the draft the person saw. Raises NotVisible (404), TransitionRefused (409) when the draft
    was changed since, Invalid (400) naming every open question.
    """
    revision = request.POST.get("revision", "")
    if not revision.isdecimal() or len(revision) > 9:
        raise Invalid("revision_missing", _("The page was incomplete."), remedy=_("Open the review again."))
    now = clock.now()
    with transaction.atomic():
        plan = imports.commit(pk, revision=int(revision), actor=cast(User, request.user), now=now)
        planning.open_plan(plan, now=now)
    messages.success(request, _("The work plan has been saved. Check it once more, then submit it for approval."))
    return redirect("plan", pk=plan.pk)
