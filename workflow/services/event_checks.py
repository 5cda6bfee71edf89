"""What must always hold of events and what hangs on them, for `manage.py verify`. That the day of each clock is what
counting gives is checked with all other clocks."""

from django.db.models import F, Q
from django.utils.translation import gettext as _

from workflow.models import Clock, EventResponse, JournalEntry, PlanEvent
from workflow.querysets import goes_on
from workflow.services.calendar import calendar_at, local_day
from workflow.services.recounting import due_by
from workflow.services.verification import Breach, Counted
from workflow.status import ClockKind, ClockRule, EventOutcome


def verify_events() -> Counted:
    """Everything that hangs on an event has one clock with the same date, counted from that event; nothing of an ended
    item or of a corrected entry waits; what is done says so; each has the entry of its registration."""
    count = 0
    clocks = Clock.objects.filter(kind=ClockKind.EVENT).select_related("response__event")
    for clock in clocks.order_by("pk").iterator(chunk_size=1000):
        count += 1
        if not _follows(clock):
            yield Breach("event_clock", _("The clock does not count from its event."), f"clock:{clock.pk}")
    responses = EventResponse.objects.order_by("pk")
    known = Clock.objects.filter(kind=ClockKind.EVENT).values("response")
    for pk in responses.exclude(pk__in=known).values_list("pk", flat=True):
        yield Breach("event_unclocked", _("It hangs on an event, but no clock runs for it."), f"event_response:{pk}")
    for pk in responses.filter(~goes_on("commitment__"), outcome="").values_list("pk", flat=True):
        yield Breach("event_of_ended", _("It has to be done, but its item has ended."), f"event_response:{pk}")
    for pk in responses.filter(event__corrected_by__isnull=False, outcome="").values_list("pk", flat=True):
        yield Breach("event_of_corrected", _("It hangs on an entry that was corrected."), f"event_response:{pk}")
    done = responses.filter(outcome=EventOutcome.ANSWERED)
    for pk in done.filter(Q(text="") | Q(done_at=None) | Q(answered_by=None)).values_list("pk", flat=True):
        yield Breach("event_undone", _("It is done, but nobody says what was done."), f"event_response:{pk}")
    told = set(JournalEntry.objects.filter(act="event_registered").values_list("commitment_id", "data__event"))
    rows = responses.filter(commitment__transferred_from=None).values_list("pk", "commitment_id", "event_id")
    for pk, commitment_id, event_id in rows:
        if (commitment_id, event_id) not in told:
            yield Breach("event_unjournaled", _("Nobody registered what it hangs on."), f"event_response:{pk}")
    wrong = PlanEvent.objects.filter(corrects__isnull=False).exclude(corrects__plan=F("plan"))
    for pk in wrong.values_list("pk", flat=True):
        yield Breach("event_other_plan", _("The entry corrects one of another plan."), f"event:{pk}")
    return count


def _follows(clock: Clock) -> bool:
    response = clock.response
    if response is None or response.commitment_id != clock.commitment_id:
        return False
    if clock.start_on != response.event.day:
        return False
    same = (response.due_on, response.due_at, response.provisional) == (clock.due_on, clock.due_at, clock.provisional)
    if clock.rule != ClockRule.HOURS:
        return same and clock.due_at is None
    if clock.start_at != response.event.happened_at or clock.start_at is None or clock.due_at is None:
        return False
    last = due_by(clock, calendar_at(clock.calendar_version)).due_at
    return same and clock.due_at == last and local_day(clock.due_at) == clock.due_on
