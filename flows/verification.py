"""Invariants of the engine, for `manage.py verify`."""

from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from flows.models import HUMAN, PAUSED, WAIT, Deadline, Process, Task
from flows.registry import FLOWS
from workflow.models import (
    Contribution,
    Countersignature,
    Dispute,
    Division,
    DutyPeriod,
    EventResponse,
    Extension,
    Release,
    SupervisionSlip,
    Suspension,
)
from workflow.querysets import goes_on
from workflow.services.successors import successors_by
from workflow.services.verification import Breach, Counted
from workflow.status import PartyRole


def verify_waits() -> Counted:
    """Every open process waits at exactly one step: one open human task, or one wait with an open child."""
    open_tasks = Count("task_set", filter=Q(task_set__finished__isnull=True))
    for process in Process.objects.filter(finished__isnull=True).annotate(waiting=open_tasks).exclude(waiting=1):
        yield Breach(
            "open_steps",
            _("The open process has %(n)d open steps instead of one.") % {"n": process.waiting},
            f"process {process.pk}",
        )
    child = Process.objects.filter(
        parent_id=OuterRef("process_id"),
        finished__isnull=True,
        report__isnull=True,
        extension__isnull=True,
        suspension__isnull=True,
        dispute__isnull=True,
        duty_period__isnull=True,
        release__isnull=True,
        slip__isnull=True,
        event_response__isnull=True,
        contribution__isnull=True,
        division__isnull=True,
        countersignature__isnull=True,
    )
    waits = Task.objects.filter(finished__isnull=True, flow_task_type=WAIT).annotate(child=Exists(child))
    for task in waits.filter(child=False):
        yield Breach("orphan_wait", _("The step waits for a child flow that does not exist."), f"task {task.pk}")
    for task in Task.objects.filter(finished__isnull=True, process__finished__isnull=False):
        yield Breach("open_step_of_ended", _("The process has ended, but this step of it is open."), f"task {task.pk}")
    for process in Process.objects.filter(finished__isnull=True).exclude(
        Q(goes_on("commitment__"), commitment__isnull=False) | Q(plan__isnull=False)
    ):
        yield Breach(
            "open_process_of_ended",
            _("The commitment has ended, but this process of it is open."),
            f"process {process.pk}",
        )
    return Process.objects.filter(finished__isnull=True).count()


def verify_deadlines() -> Counted:
    """Every open human step has its deadline row, on the same day; no deadline points to a step that is done."""
    for process in Process.objects.filter(finished__isnull=True, deadline__isnull=True):
        yield Breach("no_deadline", _("The open process has no deadline."), f"process {process.pk}")
    held = Deadline.objects.filter(task__isnull=False)
    for deadline in held.exclude(task__due_on=F("due_on")).exclude(task__due_on__isnull=True, due_on__isnull=True):
        yield Breach("deadline_day", _("The deadline and its step name different days."), f"deadline {deadline.pk}")
    for deadline in held.filter(task__finished__isnull=False):
        yield Breach("deadline_of_done", _("The deadline belongs to a step that is done."), f"deadline {deadline.pk}")
    human = Task.objects.filter(finished__isnull=True, flow_task_type=HUMAN)
    for task in human.exclude(process__deadline__task_id=F("pk")):
        yield Breach("step_without_deadline", _("The open step has no deadline."), f"task {task.pk}")
    return held.count()


def verify_guards() -> Counted:
    """Every open human step carries an act and an agency; every flow is known and guarded."""
    from flows.checks import faults

    human = Task.objects.filter(finished__isnull=True, flow_task_type=HUMAN)
    for task in human.filter(Q(act="") | Q(agency__isnull=True)):
        yield Breach("unguarded_step", _("The open step demands no permission, or has no agency."), f"task {task.pk}")
    for flow_class in FLOWS:
        for fault in faults(flow_class):
            yield Breach("unguarded_flow", str(fault.msg), flow_class.__name__)
    return human.count()


def verify_step_agencies() -> Counted:
    """Every step of a main line belongs to the agency that has the commitment now, and no step to one that is no more
    since a reorganisation."""
    steps = Task.objects.filter(finished__isnull=True, commitment__isnull=False).exclude(act="")
    strayed = Q(process__parent__isnull=True) & ~Q(agency=F("commitment__agency"))
    for task in steps.filter(strayed | Q(agency__in=list(successors_by(timezone.localdate())))):
        yield Breach("step_agency", _("The step belongs to another agency than its commitment."), f"task {task.pk}")
    return steps.count()


def verify_facts() -> Counted:
    """The step a commitment waits at fits its facts, and both name the same due date."""
    main = Task.objects.filter(
        finished__isnull=True, flow_task_type=HUMAN, process__parent__isnull=True, commitment__isnull=False
    ).select_related("commitment")
    free = Q(due_on__isnull=True, commitment__role=PartyRole.OPTIONAL)
    for task in main.exclude(due_on=F("commitment__current_due_on")).exclude(free):
        yield Breach("due_differs", _("The step and its commitment name different due dates."), f"task {task.pk}")
    wrong = (
        Q(node="acknowledge", commitment__acknowledged_at__isnull=False)
        | Q(node="sign_plan", commitment__plan_submitted_at__isnull=True)
        | Q(node="approve_plan", commitment__plan_signed_at__isnull=True)
        | Q(node="publish_plan", commitment__plan_approved_at__isnull=True)
        | Q(node="execute", commitment__plan_published_at__isnull=True, commitment__is_light=False)
        | Q(node__in=("write_plan", "sign_plan", "approve_plan", "publish_plan"), commitment__is_light=True)
        | Q(node="close", commitment__accepted_at__isnull=True)
    )
    for task in main.filter(wrong):
        yield Breach("facts_differ", _("The step does not fit the facts of its commitment."), f"task {task.pk}")
    return main.count()


def verify_extension_steps() -> Counted:
    """Every open request for an extension stands at the step its signatures say; no decided one has an open step."""
    wrong = (
        Q(node="sign_extension", process__extension__signed_at__isnull=False)
        | Q(node="advise_extension", process__extension__signed_at__isnull=True)
        | Q(node="advise_extension", process__extension__advised_at__isnull=False)
        | Q(node="grant_extension", process__extension__advised_at__isnull=True)
    )
    return (yield from _beside("extension", Extension, wrong))


def verify_suspended_steps() -> Counted:
    """The open steps of a suspended commitment rest, and those of no other; an open request for a suspension stands at
    the step its signature says, and no decided one has an open step."""
    resting = Task.objects.filter(finished__isnull=True, flow_task_type=PAUSED)
    for task in resting.filter(commitment__suspended_on__isnull=True):
        yield Breach("step_rests", _("The step rests, but its item is not suspended."), f"task {task.pk}")
    for task in Task.objects.open().filter(commitment__suspended_on__isnull=False):
        yield Breach("step_of_suspended", _("The step is open, but its item is suspended."), f"task {task.pk}")
    unsigned = Q(process__suspension__signed_at__isnull=True)
    wrong = Q(node="sign_suspension") & ~unsigned | Q(
        unsigned, node="grant_suspension", process__suspension__by_office=False
    )
    count = yield from _beside("suspension", Suspension, wrong)
    return resting.count() + count


def verify_dispute_steps() -> Counted:
    """Every undecided dispute stands at the step its facts say; no decided one has an open step."""
    wrong = (
        Q(node="sign_dispute", process__dispute__signed_at__isnull=False)
        | Q(node="answer_dispute", process__dispute__signed_at__isnull=True)
        | Q(node="answer_dispute", process__dispute__answered_at__isnull=False)
        | Q(node="rule_dispute", process__dispute__again_at__isnull=True)
    )
    return (yield from _beside("dispute", Dispute, wrong))


def verify_duty_steps() -> Counted:
    """Every open period of a duty stands at the step that fits who has it; no closed one has an open step."""
    wrong = Q(node="fulfil_duty", process__duty_period__handed_at__isnull=False) | Q(
        node="sign_duty", process__duty_period__handed_at__isnull=True
    )
    return (yield from _beside("duty_period", DutyPeriod, wrong))


def verify_release_steps() -> Counted:
    """Every release under review waits for its reviewer; no decided one has an open step."""
    return (yield from _beside("release", Release, Q(process__release__reviewed_by__isnull=False)))


def verify_slip_steps() -> Counted:
    """Every open slip stands at the step its answer and signature say; no ended one has an open step."""
    wrong = (
        Q(node="answer_slip", process__slip__answered_at__isnull=False)
        | Q(node="sign_slip", process__slip__answered_at__isnull=True)
        | Q(node="sign_slip", process__slip__signed_at__isnull=False)
        | Q(node="accept_slip", process__slip__signed_at__isnull=True)
    )
    return (yield from _beside("slip", SupervisionSlip, wrong))


def verify_event_steps() -> Counted:
    """Everything that hangs on an event and is open waits for its officer; nothing that ended has an open step."""
    return (yield from _beside("event_response", EventResponse, Q(process__event_response__done_at__isnull=False)))


def verify_division_steps() -> Counted:
    """Every open division of work stands at the step its facts say; no settled one has an open step."""
    wrong = Q(node="state_part", process__division__stated_at__isnull=False) | Q(
        node="confirm_part", process__division__stated_at__isnull=True
    )
    return (yield from _beside("division", Division, wrong))


def verify_contribution_steps() -> Counted:
    """Every open contribution stands at the step its facts say, at the agency that has it; no ended one has a step."""
    wrong = (
        Q(node="contribute", process__contribution__handed_at__isnull=False)
        | Q(node="take_in", process__contribution__handed_at__isnull=True)
        | (Q(node="contribute") & ~Q(agency=F("process__contribution__agency")))
        | (Q(node="take_in") & ~Q(agency=F("commitment__agency")))
    )
    return (yield from _beside("contribution", Contribution, wrong))


def verify_signature_steps() -> Counted:
    """Every countersignature asked for waits at the agency that has to sign, on the draft in hand."""
    wrong = ~Q(agency=F("process__countersignature__signer__agency")) | ~Q(
        process__countersignature__revision=F("commitment__plan_revision")
    )
    return (yield from _beside("countersignature", Countersignature, wrong))


def _beside(link: str, about: Any, wrong: Q) -> Counted:
    """A flow beside the main line runs as long as the row it is about has no outcome, and no longer; `wrong` are steps
    that do not fit the facts of that row. `link` names it on the process."""
    running = Process.objects.filter(**{f"{link}__isnull": False}, finished__isnull=True)
    for process in running.exclude(**{f"{link}__outcome": ""}):
        yield Breach(f"{link}_decided", _("It is decided, but a step of it is open."), f"process {process.pk}")
    flow = Process.objects.filter(**{link: OuterRef("pk")}, finished__isnull=True)
    for pk in about.objects.filter(~Exists(flow), outcome="").order_by("pk").values_list("pk", flat=True):
        yield Breach(f"{link}_waits", _("It is undecided, but waits for nobody."), f"{link} {pk}")
    steps = Task.objects.open().filter(process__in=running)
    for task in steps.filter(wrong):
        yield Breach(f"{link}_step", _("The step does not fit the facts of what it is about."), f"task {task.pk}")
    return steps.count()
