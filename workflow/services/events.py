"""The register of events: entering one, putting it right, and what an agency records it did. The verbs run inside the
act's transaction; those on a commitment under the lock on its flows.

An event starts a clock of its own for every time limit that hangs on it. It ends when the agency records what it did,
when the event is corrected, or with the item; until then it runs, and is shown late.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from workflow import policies
from workflow.deadlines import earliest_planned
from workflow.errors import Invalid, NotVisible, TransitionRefused
from workflow.models import Clock, Commitment, EventResponse, Plan, PlanEvent, User
from workflow.scope import Scope
from workflow.services import attachments, journal, lineage, suspensions
from workflow.services.calendar import calendar_in_force, local_day
from workflow.services.event_hanging import Hang, Reported, clock_of
from workflow.status import Act, EventOutcome
from workflow.words import day_words, filled

LONGEST = 2000
FIRST_YEAR, YEARS_AHEAD = 2000, 10
CLOSED = ("outcome", "closed_at")


# -- entering ----------------------------------------------------------------------------------------------------------


def check(told: Reported, now: datetime) -> None:
    """What can be said of the report by itself. Raises Invalid with what to do."""
    if not told.name.strip():
        raise Invalid("name_missing", _("An event needs a name."), remedy=_("Write in a few words what it is."))
    if (told.happened_at is None) == (told.planned_on is None):
        raise Invalid(
            "when_missing",
            _("It is not clear whether this has happened or is planned."),
            remedy=_("Enter either when it happened, or the day it is planned for."),
        )
    if told.planned_on is not None and not told.void and told.planned_on < local_day(now):
        raise Invalid(
            "planned_past",
            _("The day it is planned for is already over."),
            remedy=_("Enter a day to come, or when it happened."),
        )
    if not _within_reach(told, now):
        raise Invalid(
            "out_of_time",
            _("This lies too far back or ahead."),
            remedy=_("Check the year: events since 2000, and plans for the next ten years, can be entered."),
        )
    if told.happened_at is not None:
        _check_moments(told.happened_at, told.known_at, now)
    if told.void and told.corrects is None:
        raise Invalid(
            "void_of_nothing",
            _("It is not said which entry did not take place."),
            remedy=_("Open the entry in the register, and correct that one."),
        )
    if told.corrects is not None and not told.note.strip():
        raise Invalid(
            "note_missing",
            _("A correction needs a reason."),
            remedy=_("Write in the note what was wrong with the earlier entry."),
        )


def _within_reach(told: Reported, now: datetime) -> bool:
    moments = [one.year for one in (told.happened_at, told.known_at) if one is not None]
    return min(moments, default=FIRST_YEAR) >= FIRST_YEAR and (
        told.planned_on is None or told.planned_on.year <= now.year + YEARS_AHEAD
    )


def _check_moments(happened_at: datetime, known_at: datetime | None, now: datetime) -> None:
    if happened_at > now:
        raise Invalid(
            "not_happened_yet",
            _("This moment has not come yet."),
            remedy=_("Enter what lies ahead as planned, with its day."),
        )
    if known_at is None:
        raise Invalid(
            "known_missing",
            _("It is not said when it became known."),
            remedy=_("Enter when the agency or the office heard of it; the term counts from when it happened."),
        )
    if not happened_at <= known_at <= now:
        raise Invalid(
            "known_before",
            _("It cannot have become known before it happened, or later than now."),
            remedy=_("Correct one of the two moments."),
        )


def require_in_time(hangs: Sequence[Hang], told: Reported, now: datetime) -> None:
    """A planned event leaves the time its limits keep free. Raises Invalid with the earliest day that does."""
    if told.planned_on is None or not hangs:
        return
    today = local_day(now)
    tight = [hang for hang in hangs if hang.clock.due_on < today]
    if not tight:
        return
    calendar = calendar_in_force()
    # The last day never moves back when the event moves on: the latest of all earliest days fits every limit.
    first = max(earliest_planned(hang.term, today, calendar) for hang in hangs)
    worst = min(tight, key=lambda hang: hang.clock.due_on)
    raise Invalid(
        "planned_too_early",
        _("Planned for %(day)s it is too late for “%(phrase)s” (%(agency)s): the last day was %(last)s.")
        % {
            "day": day_words(told.planned_on, today),
            "phrase": worst.limit.phrase,
            "agency": worst.commitment.agency,
            "last": day_words(worst.clock.due_on, today),
        },
        remedy=_("The earliest day possible is %(first)s.") % {"first": day_words(first, today)},
    )


def enter(plan: Plan, told: Reported, hangs: Sequence[Hang], *, actor: User, now: datetime) -> PlanEvent:
    """Enter the event; the caller has locked the plan, and starts what hangs on it. Raises Invalid for what cannot be,
    TransitionRefused when it was entered or corrected already."""
    check(told, now)
    if not hangs and not told.void:
        raise Invalid(
            "nothing_hangs",
            _("No time limit of an open item hangs on this event."),
            remedy=_("Choose at least one of the sentences shown."),
        )
    require_in_time(hangs, told, now)
    earlier = _to_correct(plan, told, actor) if told.corrects is not None else None
    require_new(hangs, entered_already(plan, told, hangs), now)
    items = {hang.commitment.item_id for hang in hangs}
    return PlanEvent.objects.create(
        plan=plan,
        item_id=items.pop() if len(items) == 1 else earlier.item_id if earlier and not items else None,
        name=told.name.strip(),
        reported_by=actor,
        reported_at=now,
        happened_at=told.happened_at,
        known_at=told.known_at if told.happened_at else None,
        planned_on=told.planned_on,
        note=told.note.strip(),
        corrects=earlier,
        void=told.void,
    )


def _to_correct(plan: Plan, told: Reported, actor: User) -> PlanEvent:
    """The entry to be corrected, which the person may report on as a whole."""
    scope = policies.scope_of(actor)
    found = visible_events(scope).filter(plan=plan, pk=told.corrects or 0)
    earlier = found.select_related("corrected_by__reported_by").first()
    if earlier is None:
        raise NotVisible
    later = getattr(earlier, "corrected_by", None)
    if later is not None:
        raise TransitionRefused(
            "event_corrected",
            _("%(name)s has already corrected this entry.") % {"name": later.reported_by},
            remedy=_("Look at the later entry, and correct that one if it is wrong too."),
        )
    if earlier.void:
        raise TransitionRefused(
            "event_void",
            _("This entry says that the event did not take place; nothing hangs on it."),
            remedy=_("Enter the event anew if it took place after all."),
        )
    for agency_id in concerned(earlier):
        policies.require(actor, Act.REPORT_EVENT, agency_id)
    return earlier


def concerned(event: PlanEvent) -> set[int]:
    """The agencies an entry is about, by id; one query. What went over with a transferred share concerns the agency
    that has it now."""
    gone = Q(outcome=EventOutcome.DROPPED, commitment__transferred_at__isnull=False)
    return set(event.responses.exclude(gone).values_list("commitment__agency_id", flat=True))


def entered_already(plan: Plan, told: Reported, hangs: Sequence[Hang]) -> dict[str, EventResponse]:
    """Of what hangs on the event, by `Hang.key`, what an entry that stands has for the same moment already; or, where
    nothing has, what the agency did then that had the share before. Two queries, none without hangs."""
    if not hangs:
        return {}
    own = {(hang.commitment.pk, hang.limit.phrase): hang.key for hang in hangs}
    before = lineage.taken_over(plan.pk)
    taken = {(share, phrase): key for (pk, phrase), key in own.items() for share in lineage.shares(pk, before)}
    rows = EventResponse.objects.filter(event__plan=plan, commitment__in={pk for pk, _phrase in taken})
    rows = rows.filter(event__corrected_by__isnull=True).exclude(event=told.corrects)
    if told.planned_on is not None:
        rows = rows.filter(event__planned_on=told.planned_on)
    else:
        rows = rows.filter(event__happened_at=told.happened_at)
    known: dict[str, EventResponse] = {}
    done: dict[str, EventResponse] = {}
    for row in rows.select_related("event__reported_by").order_by("pk"):
        pair = (row.commitment_id, row.phrase)
        if pair in own:
            known.setdefault(own[pair], row)
        # What dropped out of the share before went over with it: the row of the new one tells of that.
        elif pair in taken and row.outcome == EventOutcome.ANSWERED:
            done.setdefault(taken[pair], row)
    return done | known


def require_new(hangs: Sequence[Hang], found: Mapping[str, EventResponse], now: datetime) -> None:
    """Of two people who enter the same event the second is told of the first, as long as that entry stands; so is who
    would have a new agency do again what the one before it did. Raises TransitionRefused for what `entered_already`
    found."""
    for hang in hangs:
        row = found.get(hang.key)
        if row is not None and row.commitment_id == hang.commitment.pk:
            at = timezone.localtime(row.event.reported_at)
            raise TransitionRefused(
                "event_known",
                filled(
                    str(_("%(name)s registered “%(event)s” for this moment already, on %(day)s at %(time)s.")),
                    {
                        "name": row.event.reported_by,
                        "event": row.event.name,
                        "day": day_words(at.date(), local_day(now)),
                        "time": f"{at:%H:%M}",
                    },
                ),
                remedy=_("Look at the register; if that entry is wrong, correct it."),
            )
    if found:
        raise TransitionRefused(
            "done_before",
            _("The agency that had this item before has done what hangs on an event of this moment."),
            remedy=_("Leave that sentence out. If it has to be done again, have the office correct the entry."),
        )


def start(
    commitment: Commitment, event: PlanEvent, hangs: Sequence[Hang], *, actor: User, now: datetime
) -> list[EventResponse]:
    """Start the clocks of one commitment that hang on the event; under the lock of its flows."""
    policies.require(actor, Act.REPORT_EVENT, commitment.agency_id)
    if not commitment.is_open:
        raise TransitionRefused(
            "not_open",
            filled(
                str(_("“%(item)s” of %(agency)s has ended meanwhile.")),
                {"item": commitment.item.title, "agency": commitment.agency},
            ),
            remedy=_("Look at what hangs on the event again."),
        )
    # Counted anew under the lock: the work may have gone on since anybody looked at what hangs on the event.
    behind = suspensions.stops_behind(commitment.plan_id, [commitment], event.happened_at) if event.happened_at else {}
    stops, calendar = behind.get(commitment.pk, ()), calendar_in_force()
    made = [_start_one(commitment, event, hang, clock_of(hang.term, event, stops, calendar)) for hang in hangs]
    first = min(made, key=lambda response: response.due_on)
    data = {
        **_told(event),
        "phrase": first.phrase,
        "due_on": first.due_on,
        "due_at": first.due_at,
        "limits": [{"phrase": one.phrase, "due_on": one.due_on, "due_at": one.due_at} for one in made],
    }
    commitment.changed_at = now
    journal.record(
        commitment, "event_registered", actor=actor, now=now, remark=event.note, data=data, changed=("changed_at",)
    )
    return made


def _start_one(commitment: Commitment, event: PlanEvent, hang: Hang, clock: Clock) -> EventResponse:
    response = EventResponse.objects.create(
        event=event,
        commitment=commitment,
        phrase=hang.limit.phrase,
        due_on=clock.due_on,
        due_at=clock.due_at,
        provisional=clock.provisional,
    )
    clock.commitment, clock.response, clock.subject = commitment, response, f"event:{response.pk}"
    clock.start_event, clock.phrase = event.name, response.phrase
    clock.save(force_insert=True)
    return response


def replace(commitment: Commitment, event: PlanEvent, *, actor: User, now: datetime) -> list[int]:
    """What hung on the entry that `event` corrects ends on this commitment where it is open; ids of those. What was
    done already stays as it was recorded."""
    policies.require(actor, Act.REPORT_EVENT, commitment.agency_id)
    gone = EventResponse.objects.filter(event=event.corrects_id, commitment=commitment, outcome="")
    ids = list(gone.values_list("pk", flat=True))
    gone.update(outcome=EventOutcome.REPLACED, closed_at=now)
    commitment.changed_at = now
    journal.record(
        commitment,
        "event_corrected",
        actor=actor,
        now=now,
        remark=event.note,
        data={**_told(event), "corrects": event.corrects_id, "void": event.void},
        changed=("changed_at",),
    )
    return ids


# -- what hangs on it is done ------------------------------------------------------------------------------------------


def answer(
    commitment: Commitment,
    response: EventResponse,
    *,
    text: str,
    done_at: datetime,
    files: Sequence[int] = (),
    actor: User,
    now: datetime,
) -> None:
    """The officer records what was done and when: the clock ends. Raises Invalid without words, for a moment to come,
    and for one before the event."""
    policies.require(actor, Act.ANSWER_EVENT, commitment.agency_id)
    if not text.strip():
        raise Invalid(
            "words_missing", _("It is not said what was done."), remedy=_("Write in a sentence what was done.")
        )
    if len(text.strip()) > LONGEST:
        raise Invalid("words_long", _("The text is too long."), remedy=_("At most %(n)d characters.") % {"n": LONGEST})
    happened = response.event.happened_at
    if done_at > now or done_at.year < FIRST_YEAR or (happened is not None and done_at < happened):
        raise Invalid(
            "done_when",
            _("It cannot have been done before the event, or later than now."),
            remedy=_("Correct the moment it was done."),
        )
    response.text, response.done_at, response.answered_by = text.strip(), done_at, actor
    response.outcome, response.closed_at = EventOutcome.ANSWERED, now
    response.save(update_fields=["text", "done_at", "answered_by", *CLOSED])
    attachments.cite(commitment, files, subject_of(response), now=now)
    commitment.changed_at = now
    data = {
        **_told(response.event),
        "phrase": response.phrase,
        "due_on": response.due_on,
        "done_at": done_at,
        "was_late": response.is_late(now),
    }
    journal.record(
        commitment, "event_answered", actor=actor, now=now, remark=text.strip(), data=data, changed=("changed_at",)
    )


def drop(ids: Iterable[int], *, now: datetime) -> None:
    """End what is open of items that ended; the entry of that act says why. One statement."""
    EventResponse.objects.filter(pk__in=list(ids), outcome="").update(outcome=EventOutcome.DROPPED, closed_at=now)


def carry(ids: Iterable[int], successor: Commitment) -> list[EventResponse]:
    """What was open when the share was transferred runs on with the agency that has it now, dates and all."""
    made = []
    for clock in Clock.objects.filter(response__in=list(ids)).select_related("response__event").order_by("pk"):
        response = clock.response
        if response is None:
            continue
        response.pk, response.commitment, response.outcome, response.closed_at = None, successor, "", None
        response._state.adding = True
        response.save(force_insert=True)
        clock.pk, clock.commitment, clock.response = None, successor, response
        clock.subject = f"event:{response.pk}"
        clock._state.adding = True
        clock.save(force_insert=True)
        made.append(response)
    return made


def subject_of(response: EventResponse) -> str:
    """What a file of the answer is cited as."""
    return f"event:{response.pk}"


# -- who sees them -----------------------------------------------------------------------------------------------------


def visible_responses(scope: Scope) -> QuerySet[EventResponse]:
    """What hangs on events, of the commitments the person may see."""
    return EventResponse.objects.filter(commitment__agency_id__in=sorted(scope.agencies(Act.VIEW_COMMITMENTS)))


def visible_events(scope: Scope) -> QuerySet[PlanEvent]:
    """Entries on which something hangs, or hung, that the person may see, with what corrects those, and his own."""
    own = visible_responses(scope).values("event_id")
    return PlanEvent.objects.filter(Q(pk__in=own) | Q(void=True, corrects__in=own) | Q(reported_by=scope.user_id))


def _told(event: PlanEvent) -> dict[str, object]:
    return {
        "event": event.pk,
        "event_name": event.name,
        "happened_at": event.happened_at,
        "known_at": event.known_at,
        "planned_on": event.planned_on,
    }
