"""One step as its page shows it: the task with all it belongs to, in few queries."""

from datetime import date, datetime
from typing import Any

from django.db.models import Prefetch

from flows.models import HUMAN, PAUSED, Task
from flows.reading import duties as duty_reading
from flows.reading import following, header, suspension
from flows.reading.extension import effect_of
from flows.reading.people import people_of, people_of_plan
from flows.reading.redrafts import redraft
from flows.words import request_of, title
from workflow import policies
from workflow.errors import NotPermitted, NotVisible
from workflow.models import (
    Attachment,
    Clock,
    Commitment,
    CompletionClaim,
    Evidence,
    Finding,
    ImplementationPlan,
    Inspection,
    ProgressReport,
    Rectification,
    User,
)
from workflow.querysets import only_one
from workflow.scope import Scope
from workflow.services import (
    contributions,
    disputes,
    divisions,
    duties,
    extensions,
    hands,
    plan_status,
    releases,
    signatures,
    slips,
    suspensions,
)
from workflow.services.calendar import local_day
from workflow.status import Act


def step_for(pk: int, scope: Scope) -> Task:
    """The human step with commitment, item, plan and agency. NotVisible (404) unless the person may see its subject
    or do it."""
    task: Task | None = only_one(
        Task.objects.select_related(
            "process__report__submitted_by",
            "process__inspection",
            "process__finding__raised_by",
            "process__division__stated_by",
            "commitment__assignment",
            "process__contribution__agency",
            "process__contribution__asked_by",
            "process__contribution__handed_by",
            "process__countersignature__signer__agency",
            "process__countersignature__signer__added_by",
            "process__slip__issued_by",
            "process__slip__answered_by",
            "process__slip__signed_by",
            "process__event_response__event__reported_by",
            "process__dispute__proposed",
            "process__dispute__asked_by",
            "process__dispute__signed_by",
            "process__dispute__answered_by",
            "process__dispute__again_by",
            "process__extension__clock",
            "process__extension__asked_by",
            "process__extension__signed_by",
            "process__extension__advised_by",
            "process__suspension__asked_by",
            "process__suspension__signed_by",
            "process__duty_period__duty",
            "process__release__prepared_by",
            "process__duty_period__handed_by",
            "commitment__item",
            "commitment__plan__office",
            "commitment__agency",
            "agency",
            "plan__office",
            "owner",
        ).filter(pk=pk, flow_task_type__in=(HUMAN, PAUSED))
    )
    if task is None or not is_visible(task, scope):
        raise NotVisible
    return task


def is_visible(task: Task, scope: Scope) -> bool:
    """Whether the person may know of the step: he may do it, see the agency's work, or works at the plan's office."""
    if scope.allows(task.act, task.agency_id):
        return True
    if task.commitment_id is None:
        return task.agency_id in scope.home_agency_ids
    own = task.commitment.agency_id if task.commitment is not None else None
    return any(scope.allows(Act.VIEW_COMMITMENTS, agency_id) for agency_id in (task.agency_id, own))


def may_do(task: Task, scope: Scope) -> bool:
    """Whether the step waits for this person."""
    return task.finished is None and task.flow_task_type == HUMAN and scope.allows(task.act, task.agency_id)


def barred(task: Task, actor: User) -> str:
    """Why this person, if he holds the right, still must not agree: separation of duties. Empty when he may."""
    policies.note(actor, task.act, task.agency_id)
    try:
        policies.require_other_hands(actor, *_hands_before(task), on=task.commitment)
        if task.plan and task.node == "approve":
            policies.require_own_account(actor, plan_status.hands_of(task.plan), task.plan.created_at)
        if task.agency_id and task.node in ("inspect", "recheck", "advise_extension"):
            policies.require_foreign_agency(actor, task.agency_id)
    except NotPermitted as refused:
        return str(refused)
    return ""


def _hands_before(task: Task) -> tuple[int | None, ...]:
    """Ids of the people through whose hands went what is decided at the step."""
    commitment, process = task.commitment, task.process
    if commitment and task.node in hands.BEFORE:
        return hands.before(commitment, task.node)
    if process.extension is not None:
        return extensions.before(process.extension, task.node)
    if process.suspension is not None:
        return suspensions.before(process.suspension)
    if process.dispute is not None:
        return disputes.before(process.dispute, task.node)
    if process.duty_period is not None:
        return duties.before(process.duty_period, task.node)
    if commitment and process.release is not None:
        return releases.before(process.release, commitment)
    if process.division is not None and task.node == "confirm_part":
        return (process.division.stated_by_id,)
    if process.contribution is not None and task.node == "take_in":
        return (process.contribution.handed_by_id,)
    if commitment and process.countersignature is not None:
        return (commitment.plan_submitted_by_id,)
    if process.slip is not None:
        return slips.before(process.slip, task.node)
    if process.report and task.node == "sign_report":
        return (process.report.submitted_by_id,)
    if task.plan and task.node == "approve":
        return tuple(plan_status.hands_of(task.plan))
    return ()


def page(task: Task, actor: User, scope: Scope, on: date) -> dict[str, Any]:
    """What every step page shows around its form."""
    commitment = task.commitment
    clocks: list[Clock] = []
    if commitment is not None:
        clocks = list(Clock.objects.filter(commitment=commitment).order_by("pk"))
        people = people_of(commitment.agency_id, on)
    else:
        people = people_of_plan(task.agency_id or 0, on)
    return {
        "task": task,
        "commitment": commitment,
        "plan": commitment.plan if commitment else task.plan,
        "due": header.due_of_task(task, clocks, on),
        "request_words": request_of(task),
        "title": title(task),
        "then": following.follows(task, people, on),
        "back": following.goes_back(task, people),
        "barred": barred(task, actor),
        "behalf": scope.acting_for(task.act, task.agency_id),
    }


# -- what is decided on ------------------------------------------------------------------------------------------------


def material(task: Task, now: datetime) -> dict[str, Any]:
    """What a decision is about: the plan, the report, the claim with its findings, or the request for an extension or
    a suspension with its effect. At most seven queries."""
    commitment = task.commitment
    if commitment is None:
        return {}
    on = local_day(now)
    request = task.process.extension
    if request is not None:
        return {"extension": request, "effect": effect_of(commitment, request, on)}
    stop = task.process.suspension
    if stop is not None:
        return {"suspension": stop, "effect": suspension.effect_of(commitment, stop, now)}
    if task.process.dispute is not None:
        return {"dispute": task.process.dispute}
    if task.process.duty_period is not None:
        return duty_reading.of_step(commitment, task.process.duty_period, on)
    if task.process.division is not None:
        return {"division": task.process.division, "others": divisions.beside(commitment)}
    files = _files(commitment)
    if task.process.release is not None:
        return {"release": task.process.release, "gates": commitment.plan.gates, **_handed_in(commitment, files)}
    if task.process.slip is not None:
        slip = task.process.slip
        return {
            "slip": slip,
            "cause": slips.cause_words(slip.cause, on),
            "files": files.get(slips.subject_of(slip), []),
        }
    if task.process.contribution is not None:
        asked = task.process.contribution
        return {"contribution": asked, "files": files.get(contributions.subject_of(asked), [])}
    if task.node in ("sign_plan", "approve_plan", "countersign"):
        versions = (
            ImplementationPlan.objects.filter(commitment=commitment)
            .select_related("submitted_by")
            .prefetch_related("measures")
        )
        latest = list(versions.order_by("-revision")[:2])
        handed_in = latest[0] if latest else None
        others = 0
        if handed_in is not None:
            others = ImplementationPlan.objects.filter(document_key=handed_in.document_key).count() - 1
        return {
            "handed_in": handed_in,
            "files": files.get(f"plan:{handed_in.pk}", []) if handed_in else [],
            "shared_with": others,
            "redraft": redraft(commitment, latest, files),
            "signs": signatures.signs_of(commitment, on),
        }
    if task.node == "sign_report":
        report = task.process.report
        return {"report": report, "files": files.get(f"report:{report.pk}", []) if report else []}
    if task.node in ("inspect", "recheck", "close"):
        return _result(commitment, files)
    return {}


def _handed_in(commitment: Commitment, files: dict[str, list[Attachment]]) -> dict[str, Any]:
    """The draft that was approved."""
    drafts = ImplementationPlan.objects.filter(commitment=commitment, revision=commitment.plan_revision)
    found = drafts.select_related("submitted_by").prefetch_related("measures").first()
    return {"handed_in": found, "files": files.get(f"plan:{found.pk}", []) if found else []}


def _result(commitment: Commitment, files: dict[str, list[Attachment]]) -> dict[str, Any]:
    claim = CompletionClaim.objects.filter(commitment=commitment).select_related("claimed_by").order_by("-pk").first()
    if claim is None:
        return {}
    inspection = Inspection.objects.filter(claim=claim).select_related("inspector").order_by("-number").first()
    attempts = Rectification.objects.select_related("submitted_by").order_by("attempt")
    findings = list(
        Finding.objects.filter(inspection=inspection)
        .select_related("raised_by")
        .prefetch_related(Prefetch("rectifications", attempts))
        .order_by("number")
    )
    for finding in findings:
        for made in finding.rectifications.all():
            made.files = files.get(f"rectification:{made.pk}", [])  # type: ignore[attr-defined]
    reports = (
        ProgressReport.objects.filter(commitment=commitment, signed_at__isnull=False)
        .select_related("submitted_by")
        .order_by("-period_end")[:12]
    )
    return {
        "claim": claim,
        "files": files.get(f"claim:{claim.pk}", []),
        "inspection": inspection,
        "findings": findings,
        "reports": list(reports),
    }


def _files(commitment: Commitment) -> dict[str, list[Attachment]]:
    found: dict[str, list[Attachment]] = {}
    for evidence in Evidence.objects.filter(commitment=commitment).select_related("attachment").order_by("pk"):
        found.setdefault(evidence.subject, []).append(evidence.attachment)
    return found
