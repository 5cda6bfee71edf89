"""Invariants of the engine, for `manage.py verify`."""

from collections.abc import Iterator

from django.db.models import Count, Exists, F, OuterRef, Q

from flows.models import HUMAN, WAIT, Deadline, Process, Task
from flows.registry import FLOWS
from workflow.services.verification import Breach


def verify_waits() -> Iterator[Breach]:
    """Every open process waits at exactly one step: one open human task, or one wait with an open child."""
    open_tasks = Count("task_set", filter=Q(task_set__finished__isnull=True))
    for process in Process.objects.filter(finished__isnull=True).annotate(waiting=open_tasks).exclude(waiting=1):
        yield Breach(
            "open_steps",
            f"open process has {process.waiting} open steps instead of one",
            f"process {process.pk}",
        )
    child = Process.objects.filter(parent_id=OuterRef("process_id"), finished__isnull=True, report__isnull=True)
    waits = Task.objects.filter(finished__isnull=True, flow_task_type=WAIT).annotate(child=Exists(child))
    for task in waits.filter(child=False):
        yield Breach("orphan_wait", "waits for a child flow that does not exist", f"task {task.pk}")
    for task in Task.objects.filter(finished__isnull=True, process__finished__isnull=False):
        yield Breach("open_step_of_ended", "open step of a process that has ended", f"task {task.pk}")
    for process in Process.objects.filter(finished__isnull=True).exclude(
        Q(commitment__isnull=False, commitment__closed_at__isnull=True, commitment__discontinued_at__isnull=True)
        | Q(plan__isnull=False)
    ):
        yield Breach("open_process_of_ended", "open process of a commitment that has ended", f"process {process.pk}")


def verify_deadlines() -> Iterator[Breach]:
    """Every open human step has its deadline row, on the same day; no deadline points to a step that is done."""
    for process in Process.objects.filter(finished__isnull=True, deadline__isnull=True):
        yield Breach("no_deadline", "open process without a deadline row", f"process {process.pk}")
    held = Deadline.objects.filter(task__isnull=False)
    for deadline in held.exclude(task__due_on=F("due_on")).exclude(task__due_on__isnull=True, due_on__isnull=True):
        yield Breach("deadline_day", "deadline and step name different days", f"deadline {deadline.pk}")
    for deadline in held.filter(task__finished__isnull=False):
        yield Breach("deadline_of_done", "deadline of a step that is done", f"deadline {deadline.pk}")
    human = Task.objects.filter(finished__isnull=True, flow_task_type=HUMAN)
    for task in human.exclude(process__deadline__task_id=F("pk")):
        yield Breach("step_without_deadline", "open step without a deadline row", f"task {task.pk}")


def verify_guards() -> Iterator[Breach]:
    """Every open human step carries an act and an agency; every flow is known and guarded."""
    from flows.checks import faults

    for task in Task.objects.filter(finished__isnull=True, flow_task_type=HUMAN).filter(
        Q(act="") | Q(agency__isnull=True)
    ):
        yield Breach("unguarded_step", "open step without a permission or an agency", f"task {task.pk}")
    for flow_class in FLOWS:
        for fault in faults(flow_class):
            yield Breach("unguarded_flow", str(fault.msg), flow_class.__name__)


def verify_facts() -> Iterator[Breach]:
    """The step a commitment waits at fits its facts, and both name the same due date."""
    main = Task.objects.filter(
        finished__isnull=True, flow_task_type=HUMAN, process__parent__isnull=True, commitment__isnull=False
    ).select_related("commitment")
    for task in main.exclude(due_on=F("commitment__current_due_on")):
        yield Breach("due_differs", "step and commitment name different due dates", f"task {task.pk}")
    wrong = (
        Q(node="acknowledge", commitment__acknowledged_at__isnull=False)
        | Q(node="sign_plan", commitment__plan_submitted_at__isnull=True)
        | Q(node="approve_plan", commitment__plan_signed_at__isnull=True)
        | Q(node="publish_plan", commitment__plan_approved_at__isnull=True)
        | Q(node="execute", commitment__plan_published_at__isnull=True)
        | Q(node="close", commitment__accepted_at__isnull=True)
    )
    for task in main.filter(wrong):
        yield Breach("facts_differ", "the step does not fit the facts of its commitment", f"task {task.pk}")
