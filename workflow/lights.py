"""The lights of commitments in SQL: the same answer as `workflow.deadlines.light`, for lists and sums."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Count, Q

from workflow.deadlines import Light, WorkCalendar, light
from workflow.deadlines.calendar import ONE_DAY
from workflow.models import Commitment
from workflow.querysets import goes_on, is_binding, is_late

STATES = (Light.OK, Light.SOON, Light.LATE, Light.DONE)


def soon_until(on: date, soon_working_days: int, calendar: WorkCalendar) -> date:
    """The last due date that counts as due soon on the day `on`.

    That is the day before the first working day too many: a due date on the weekend behind the last counted day has
    no more working days before it than that day itself.
    """
    return calendar.add_working_days(on, soon_working_days + 1).due_on - ONE_DAY


def conditions(on: date, thresholds: Iterable[int], calendar: WorkCalendar) -> dict[Light, Q]:
    """Filter of each light over commitments. `thresholds` are the `soon_working_days` of the plans that may occur.

    The four exclude each other. Discontinued and transferred commitments have no light: ended, but not done; nor have
    those that are only to be followed by analogy. A suspended one keeps being late if it was, and is on track
    otherwise: no date comes nearer.
    """
    is_open = goes_on() & is_binding()
    near = Q(pk__in=[])
    for days in sorted(set(thresholds)):
        near |= Q(plan__soon_working_days=days, current_due_on__lte=soon_until(on, days, calendar))
    late, stopped = is_late(on), Q(suspended_on__isnull=False)
    far = Q(current_due_on__isnull=True) | (Q(current_due_on__gte=on) & ~near) | stopped
    return {
        Light.OK: is_open & far & ~late,
        Light.SOON: is_open & ~stopped & Q(current_due_on__gte=on) & near & ~late,
        Light.LATE: is_open & late,
        Light.DONE: is_binding() & Q(closed_at__isnull=False),
    }


def counts(on: date, thresholds: Iterable[int], calendar: WorkCalendar) -> dict[str, Count]:
    """Aggregates `ok`, `soon`, `late`, `done`, `transferred`, `optional` and `total`. The total includes the
    discontinued, but not the transferred: the commitment of the agency that has the share now counts for it; nor those
    only to be followed by analogy, which are `optional`."""
    found = {state.value: Count("pk", filter=where) for state, where in conditions(on, thresholds, calendar).items()}
    moved = Q(transferred_at__isnull=False)
    return found | {
        "transferred": Count("pk", filter=moved),
        "optional": Count("pk", filter=~moved & ~is_binding()),
        "total": Count("pk", filter=~moved & is_binding()),
    }


def light_of(commitment: Commitment, on: date, calendar: WorkCalendar) -> Light | None:
    """The light of one commitment (with its plan at hand); None for one that was discontinued or transferred, or is
    only to be followed by analogy."""
    if not commitment.is_binding:
        return None
    if commitment.closed_at is not None:
        return Light.DONE
    if not commitment.is_open:
        return None
    if commitment.is_past_completion(on):
        return Light.LATE
    if commitment.suspended_on is not None:
        due_on = commitment.current_due_on
        return Light.LATE if due_on is not None and due_on < commitment.suspended_on else Light.OK
    if commitment.current_due_on is None:
        return Light.OK
    days = commitment.plan.soon_working_days
    return light(commitment.current_due_on, on, finished_on=None, soon_working_days=days, calendar=calendar)
