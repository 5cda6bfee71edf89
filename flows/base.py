"""What all our flows share: our tables, and one lock for a whole family of processes."""

from typing import Any

from viewflow.workflow.base import Flow
from viewflow.workflow.lock import SelectForUpdateLock

from flows.due import Due
from flows.models import Process, Task
from workflow.services import clocks
from workflow.services.calendar import local_day


class BaseFlow(Flow):
    """Base of every flow. The row lock waits (never `nowait`): the library's default takes no lock at all, and two
    people approving one task at once would both succeed."""

    process_class = Process
    task_class = Task
    lock_impl: Any = SelectForUpdateLock(nowait=False, attempts=1)

    @classmethod
    def lock(cls, process_pk: Any) -> Any:
        """Lock one process row by its id, or by a subquery that yields the id, until the transaction ends."""
        return super().lock(process_pk)


def obligation(process: Any) -> Due:
    """The obligation the commitment is measured by now; nothing is due of what is only followed by analogy."""
    if not process.commitment.is_binding:
        return Due(None)
    return Due(process.commitment.current_due_on, process.commitment.current_provisional)


def desk(process: Any) -> Due:
    """The desk limit the domain counted for this act; none when the act sets none."""
    return process.desk or Due(None)


def report_due(process: Any) -> Due:
    """The due date of the period's report."""
    report = process.report
    return Due(report.due_on, clocks.is_provisional(report.period_end, report.due_on))


def extension_due(process: Any) -> Due:
    """When the request for an extension has to be answered: afterwards the date it is about has passed."""
    extension = process.extension
    return Due(min(extension.answer_by, extension.clock.due_on))


def suspension_due(process: Any) -> Due:
    """When the request for a suspension has to be answered: afterwards the last day asked for has passed."""
    return Due(process.suspension.answer_by)


def dispute_due(process: Any) -> Due:
    """When a dispute has to be answered at its present desk."""
    return Due(process.dispute.answer_by)


def release_due(process: Any) -> Due:
    """When what is to be published has to be reviewed."""
    return Due(process.release.answer_by)


def slip_due(process: Any) -> Due:
    """When a supervision slip has to be answered."""
    return Due(process.slip.answer_by)


def event_due(process: Any) -> Due:
    """When what hangs on an event has to be done; of a term of hours the day of its last moment."""
    response = process.event_response
    return Due(response.due_on, response.provisional)


def division_due(process: Any) -> Due:
    """The day by which an agency has to state its part."""
    return Due(process.division.due_on)


def contribution_due(process: Any) -> Due:
    """The day by which a partner has to contribute."""
    return Due(process.contribution.due_on)


def signature_due(process: Any) -> Due:
    """The day by which another agency has to sign the implementation plan."""
    return Due(process.countersignature.due_on)


def duty_due(process: Any) -> Due:
    """The day by which the period of a duty is due: a date of the document, never provisional."""
    return Due(process.duty_period.due_on)


def finding_due(process: Any) -> Due:
    """The days given to rectify."""
    finding = process.finding
    return Due(finding.due_on, clocks.is_provisional(local_day(finding.raised_at), finding.due_on))
