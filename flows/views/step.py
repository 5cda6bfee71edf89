"""The page of a step: shows its form, performs it, keeps what was typed whatever happens."""

from datetime import datetime
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST

from flows.actions import slips as slipping
from flows.actions import withdrawing
from flows.actions.stepping import lately
from flows.forms import STEPS
from flows.forms.base import Done, Sheet, Step
from flows.forms.papers import Papers
from flows.forms.planning import typed_rows
from flows.models import Task
from flows.reading import over
from flows.reading import step as reading
from flows.step_drafts import found, keep, writer_token
from flows.views import clock
from flows.words import title
from workflow import policies
from workflow.errors import Invalid, NotPermitted, NotVisible, TransitionRefused
from workflow.models import StepDraft, User
from workflow.services import suspensions
from workflow.services.calendar import local_day
from workflow.status import Act

DOUBLE_SECONDS = 60
"""A second press of the same person within this is a double click, not a conflict."""


@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, pk: int) -> HttpResponse:
    """GET: the form of the step, or what became of it. POST: performs it and goes on to the item or plan.

    Answers 422 with everything typed when something is wrong, 409 when somebody was faster, 404 to people the step is
    foreign to; who may see but not do it is led to the item.
    """
    if request.method == "POST":
        return _take(request, pk)
    actor = cast(User, request.user)
    scope = policies.scope_of(actor)
    task = reading.step_for(pk, scope)
    if task.finished is not None:
        return _over(request, task)
    if not reading.may_do(task, scope):
        return redirect(_home_of(task))
    if request.method == "GET":
        withdrawing.see(task, actor=actor, now=clock.now())
        slipping.serve([task], actor=actor, now=clock.now())
    draft, typed = found(actor, pk) if STEPS[task.node].keeps_draft else (None, None)
    form = STEPS[task.node](Sheet(pk, actor, clock.now(), task, typed))
    return _show(request, form, draft=draft)


# -- performing --------------------------------------------------------------------------------------------------------


def _take(request: HttpRequest, pk: int) -> HttpResponse:
    actor = cast(User, request.user)
    node = request.POST.get("node", "")
    kind = STEPS.get(node)
    if kind is None:
        return redirect("step", pk=pk)
    sheet = Sheet(
        pk,
        actor,
        clock.now(),
        typed=MultiValueDict(request.POST.lists()),
        bound=True,
        uploads=request.FILES.getlist("upload"),
        find=lambda: _open(pk, node, actor),
    )
    try:
        form = kind(sheet)
        if form.edit():
            _load(form)
            if not reading.may_do(form.sheet.open_task, policies.scope_of(actor)):
                raise NotPermitted
            return _show(request, form, draft=_keep(form))
        papers = _papers(form)
        if papers is not None:
            papers.store()
        if not form.is_valid() or (papers is not None and papers.faults):
            return _refuse(request, form)
        done = form.perform()
    except Invalid as refused:
        return _refuse(request, form, refused)
    except TransitionRefused as refused:
        return too_late(request, pk, actor, refused, now=sheet.now, typed=sheet.typed)
    return _go_on(request, done)


def _open(pk: int, node: str, actor: User) -> Task:
    """The task, open at this node and the person's to do: checked before files are stored; the act checks again."""
    scope = policies.scope_of(actor)
    task = reading.step_for(pk, scope)
    if task.finished is not None or task.node != node:
        raise TransitionRefused(
            "step_not_open",
            _("This step is no longer open: somebody was faster."),
            remedy=_("What you wrote is kept below. Look at what happened meanwhile."),
            happened=lately(task),
        )
    if task.commitment is not None:
        suspensions.require_running(task.commitment, local_day(clock.now()))
    of = task.commitment.agency_id if task.commitment is not None else None
    policies.require(actor, Act(task.act), task.agency_id, of=of)
    return task


def _papers(form: Step) -> Papers | None:
    papers = getattr(form, "papers", None)
    return papers if isinstance(papers, Papers) else None


def _keep(form: Step) -> StepDraft | None:
    if not form.keeps_draft:
        return None
    sheet, papers = form.sheet, _papers(form)
    stored = [attachment.pk for attachment in papers.stored] if papers else []
    typed = sheet.typed if sheet.typed is not None else MultiValueDict()
    return keep(sheet.actor.pk, sheet.pk, typed, now=sheet.now, stored=stored)


def _load(form: Step) -> None:
    """Read the task for showing the form again, when posting did not need it."""
    if form.sheet.task is None:
        form.sheet.task = reading.step_for(form.sheet.pk, policies.scope_of(form.sheet.actor))


def _refuse(request: HttpRequest, form: Step, refused: Invalid | None = None) -> HttpResponse:
    """The form again with its faults; what was typed and uploaded is kept."""
    _load(form)
    task = form.sheet.open_task
    if refused is not None and form.explain(refused):
        refused = None
    if not reading.may_do(task, policies.scope_of(form.sheet.actor)):
        _open(form.sheet.pk, form.node, form.sheet.actor)
        raise NotVisible if refused is None else refused
    return _show(request, form, draft=_keep(form), refused=refused, status=422)


def _go_on(request: HttpRequest, done: Done) -> HttpResponse:
    if done.message:
        messages.success(request, done.message)
    if done.url:
        return redirect(done.url)
    if done.commitment is not None:
        return redirect("item", pk=done.commitment.pk)
    return redirect("plan", pk=done.plan_id)


# -- too late ----------------------------------------------------------------------------------------------------------


def too_late(
    request: HttpRequest,
    pk: int,
    actor: User,
    refused: TransitionRefused,
    *,
    now: datetime,
    typed: MultiValueDict[str, str] | None = None,
    back: str = "",
) -> HttpResponse:
    """Somebody was faster (409): who did what and when, beside what this person had typed, which is kept.

    A second press of the same person counts once and leads `back`, to the item otherwise.
    """
    task = reading.step_for(pk, policies.scope_of(actor))
    finished = task.finished
    if task.owner_id == actor.pk and finished and (now - finished).total_seconds() < DOUBLE_SECONDS:
        messages.info(request, _("You have done this step already; it counts once."))
        return redirect(back or _home_of(task))
    draft = keep(actor.pk, pk, typed, now=now) if typed is not None else None
    return _over(request, task, typed=typed, refused=refused, draft=draft, status=409)


def _over(
    request: HttpRequest,
    task: Task,
    *,
    typed: MultiValueDict[str, str] | None = None,
    refused: TransitionRefused | None = None,
    draft: StepDraft | None = None,
    status: int = 200,
) -> HttpResponse:
    """A step that is over: what happened, and what this person wrote without handing it in."""
    actor = cast(User, request.user)
    if typed is None and task.owner_id != actor.pk:
        draft, typed = found(actor, task.pk)
    rows = [row for row in typed_rows(typed) if any(row.values())] if typed is not None else []
    head = {name: typed.get(name) or "" for name in ("summary", "contact")} if typed is not None else {}
    context = {
        "task": task,
        "commitment": task.commitment,
        "plan": task.commitment.plan if task.commitment else task.plan,
        "title": title(task),
        "refusal": refused,
        "entries": over.since(task, typed.get("seen") or "" if typed is not None else ""),
        "section": _section_of(task),
        "home_url": _home_of(task),
        "draft": draft,
        "kept": _kept(typed),
        "today": local_day(clock.now()),
        **over.compare(task, head, rows),
    }
    return render(request, "flows/step_over.html", context, status=status)


def _kept(typed: MultiValueDict[str, str] | None) -> list[tuple[str, str]]:
    """What a person typed, named as in its form; ticked rows and dates of rows are shown in the comparison."""
    if typed is None:
        return []
    names = {
        "summary": _("Measures in short"),
        "contact": _("Person in charge"),
        "text": _("Text"),
        "difficulties": _("Difficulties"),
        "remark": pgettext("decision", "Remark"),
        "reason": _("Reason"),
        "conclusion": _("Conclusion"),
        "url": _("Address of the published plan"),
        "meeting": _("Approved by the meeting"),
    }
    kept = [(label, typed.get(name) or "") for name, label in names.items()]
    for number, row in enumerate(typed_rows(typed), start=1):
        cells = [str(value).strip() for value in row.values() if str(value).strip()]
        kept.append((_("Measure %(number)d") % {"number": number}, " · ".join(cells)))
    return [(label, text) for label, text in kept if text.strip()]


# -- showing -----------------------------------------------------------------------------------------------------------


def _show(
    request: HttpRequest, form: Step, *, draft: StepDraft | None, refused: Invalid | None = None, status: int = 200
) -> HttpResponse:
    sheet, papers = form.sheet, _papers(form)
    task = sheet.open_task
    scope = policies.scope_of(sheet.actor)
    context: dict[str, Any] = {
        **reading.page(task, sheet.actor, scope, sheet.today),
        **reading.material(task, sheet.now),
        **form.context(),
        "today": sheet.today,
        "heading": _heading(form.heading() or title(task), task),
        "content": form.template,
        "faulty": form.forms() if status == 422 else [],
        "refused": refused,
        "paper_faults": papers.faults if papers else [],
        "draft": draft,
        "who": writer_token(sheet.actor, task.pk),
        "seen": over.seen_by(task),
        "section": _section_of(task),
        "home_url": _home_of(task),
    }
    return render(request, form.frame, context, status=status)


def _heading(step: str, task: Task) -> str:
    """What is to be done, and of which item or plan."""
    subject = task.commitment.item.title if task.commitment else task.plan.title if task.plan else ""
    return _("%(heading)s: %(subject)s") % {"heading": step, "subject": subject} if subject else step


def _section_of(task: Task) -> str:
    """What the navigation marks: steps of a plan belong to the plans, the others to what waits for the person."""
    return "inbox" if task.commitment_id else "plan_list"


def _home_of(task: Task) -> str:
    """The page a step belongs to."""
    if task.commitment_id:
        return reverse("item", args=[task.commitment_id])
    return reverse("plan", args=[task.plan_id])


# -- drafts ------------------------------------------------------------------------------------------------------------


@require_POST
def step_draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what has been typed so far. Answers `{"saved_at": "14:02"}` to scripts, and goes back to the form when the
    button was pressed. 404 for people the step is foreign to; a step that is over still keeps the text."""
    actor = cast(User, request.user)
    now = clock.now()
    task = reading.step_for(pk, policies.scope_of(actor))
    typed = MultiValueDict(request.POST.lists())
    pressed = "save" in typed
    stored: list[int] = []
    if pressed and task.commitment is not None and reading.may_do(task, policies.scope_of(actor)):
        papers = Papers(Sheet(pk, actor, now, task, typed, uploads=request.FILES.getlist("upload")))
        papers.store()
        stored = [attachment.pk for attachment in papers.stored]
        for fault in papers.faults:
            messages.error(request, str(fault))
    keep(actor.pk, pk, typed, now=now, stored=stored)
    at = date_format(timezone.localtime(now), "H:i")
    if not pressed:
        return JsonResponse({"saved_at": at})
    messages.success(request, _("Draft saved at %(time)s; you can go on writing on any computer.") % {"time": at})
    return redirect("step", pk=pk)
