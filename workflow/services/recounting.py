"""Counting clocks again when the calendar changes: what would move, and moving it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from workflow.deadlines import (
    Change,
    DueDate,
    Granted,
    Reset,
    Stop,
    WorkCalendar,
    calendar_days_after,
    changed,
    fixed_date,
    working_days_after,
)
from workflow.models import Clock, Commitment, EventResponse, Finding, ProgressReport, Rectification, User
from workflow.services import clocks, due_dates, event_terms, journal
from workflow.services.calendar import calendar_in_force, local_day
from workflow.status import ClockKind, ClockRule

BATCH = 500
ONE_DAY = timedelta(days=1)
COMMITMENT_COLUMNS = (
    "plan_due_on",
    "plan_provisional",
    "completion_on",
    "completion_provisional",
    "current_due_on",
    "current_provisional",
    "changed_at",
)


STOPPED = ("changes", "due_on", "due_at", "provisional", "calendar_version")
"""Columns of a clock that a suspension changes."""
EXTENDED = ("extended_to", *STOPPED)
"""Columns of a clock that a granted extension changes."""


@dataclass(frozen=True, slots=True)
class Move:
    """A running clock whose due date, or only its certainty, is another one by the new calendar."""

    clock: Clock
    due: DueDate
    old: date
    """The date before; the clock itself carries the new one once it is stored."""
    was_provisional: bool
    resets: tuple[dict[str, str], ...] = ()
    """What a new date of the document adds to the changes of the clock."""

    @property
    def new(self) -> date:
        """The date by the new calendar."""
        return self.due.due_on

    @property
    def days(self) -> int:
        """Calendar days later; negative when earlier."""
        return (self.new - self.old).days

    @property
    def days_off(self) -> int:
        """By how many calendar days, whatever the direction."""
        return abs(self.days)

    @property
    def becomes_final(self) -> bool:
        """It no longer reaches into a year without a notice."""
        return self.was_provisional and not self.due.provisional


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a calendar does to the running clocks."""

    moves: tuple[Move, ...]

    @property
    def moved(self) -> tuple[Move, ...]:
        """Those whose date changes."""
        return tuple(move for move in self.moves if move.days)

    @property
    def earlier(self) -> int:
        """How many become due earlier."""
        return sum(move.days < 0 for move in self.moves)

    @property
    def later(self) -> int:
        """How many become due later."""
        return sum(move.days > 0 for move in self.moves)

    @property
    def only_final(self) -> int:
        """How many keep their date and lose the word "provisional"."""
        return sum(move.becomes_final and not move.days for move in self.moves)

    @property
    def agencies(self) -> int:
        """How many agencies have a date that changes."""
        return len({move.clock.commitment.agency_id for move in self.moved})


def due_by(stored: Clock, calendar: WorkCalendar) -> DueDate:
    """The due date of a stored clock by the given calendar: what counting gives, and what moved it afterwards."""
    return changed(original_by(stored, calendar), changes_of(stored), calendar)


def changes_of(stored: Clock) -> list[Change]:
    """What moved the date of a clock after it was counted, in its order."""
    return [_change(one) for one in stored.changes]


def is_stop(change: Mapping[str, str]) -> bool:
    """Whether it is one that says how long a clock stood still, as it is stored."""
    return "from" in change or "since" in change


def _change(stored: Mapping[str, str]) -> Change:
    if "since" in stored:
        since, till = (datetime.fromisoformat(stored[name]) for name in ("since", "till"))
        return Stop(local_day(since), local_day(till), since, till)
    days = {name: date.fromisoformat(day) for name, day in stored.items()}
    if "to" in days:
        return Granted(days["to"])
    return Reset(days["set"], days["on"]) if "set" in days else Stop(days["from"], days["until"])


def original_by(stored: Clock, calendar: WorkCalendar) -> DueDate:
    """The due date by rule and start alone, as if nothing had been granted, with its certificate."""
    if stored.rule == ClockRule.FIXED_DATE:
        return fixed_date(stored.start_on, calendar)
    if stored.kind == ClockKind.EVENT:
        return event_terms.due_of(event_terms.term_of(stored), stored.start_on, stored.start_at, calendar)
    if stored.rule == ClockRule.CALENDAR_DAYS:
        return calendar_days_after(stored.start_on, stored.amount, calendar)
    return working_days_after(stored.start_on, stored.amount, calendar)


def outcome(calendar: WorkCalendar) -> Outcome:
    """What the calendar would change; writes nothing. One query per 500 running clocks."""
    return Outcome(tuple(move for batch in _batches() for move in _moves(batch, calendar)))


def recompute_provisional(now: datetime, *, actor: User | None = None) -> Outcome:
    """Count every running clock again by the calendar in force and move what has changed: the clock, the copies of its
    date on commitment, report and finding, and what other layers keep of it. Ended duties keep their dates.

    One journal entry `due_date_moved` per commitment, with the old and the new dates. All in one transaction.
    """
    calendar = calendar_in_force()
    done: list[Move] = []
    with transaction.atomic():
        for batch in _batches():
            moves = list(_moves(batch, calendar))
            if moves:
                _store(moves, now=now, actor=actor)
            done += moves
    return Outcome(tuple(done))


def run_to(clocks: Iterable[Clock], due: DueDate, *, now: datetime, actor: User) -> Outcome:
    """Run clocks that stand for a fixed date to another one, as a new version of the plan names it; journaled and told
    like a recount. A stop that lies behind takes nothing from the new date."""
    calendar = calendar_in_force()
    moves = []
    for clock in clocks:
        if clock.start_on == due.start_on:
            continue
        resets: tuple[dict[str, str], ...] = ()
        if clock.commitment.suspended_on is not None or any(is_stop(one) for one in clock.changes):
            resets = ({"set": due.due_on.isoformat(), "on": local_day(now).isoformat()},)
        clock.changes = [*clock.changes, *resets]
        moves.append(Move(clock, changed(due, changes_of(clock), calendar), clock.due_on, clock.provisional, resets))
        clock.start_on = due.start_on
    if moves:
        _store(moves, now=now, actor=actor)
    return Outcome(tuple(moves))


def run_extended(commitment: Commitment, clock: Clock, until: date) -> dict[str, object]:
    """Run a clock to a granted day, in memory: the clock, and the copies on its commitment. What the journal tells of
    it; the caller stores both (`EXTENDED`, `COMMITMENT_COLUMNS`) and moves what other layers keep."""
    clock.extended_to = until
    clock.changes = [*clock.changes, {"to": until.isoformat()}]
    return _told(_moved(commitment, clock))


def run_with(commitment: Commitment, clock: Clock, before: Clock, *, extended: bool) -> None:
    """Move a clock by what moved `before`, the clock of the same duty at the agency that had it: the days on which it
    stood still, and with `extended` also the days granted. In memory, like `run_extended`."""
    clock.changes = [one for one in before.changes if extended or is_stop(one)]
    clock.extended_to = before.extended_to if extended else None
    _moved(commitment, clock)


def run_stopped(commitment: Commitment, stop: Stop) -> list[dict[str, object]]:
    """Let every clock of a commitment that runs, or may run again, stand still over `stop`, and the limit of the desk
    it lies on: stores the clocks, reports and findings; the caller stores the commitment (`COMMITMENT_COLUMNS`). A date
    set while the work was suspended loses the days from then on. What the journal tells of each date that moved.

    Terms of hours stand still from moment to moment, and so also over a stop that ends on the day it began: its last
    day lies before its first then, and no other term loses anything."""
    limit = commitment.current_due_on
    running = list(Clock.objects.can_run().filter(commitment=commitment).order_by("pk"))
    answered = _answered(running)
    moved, told = [], []
    for clock in running:
        lost = _lost(clock, stop)
        if not lost:
            continue
        clock.changes = [*clock.changes, lost]
        move = _moved(commitment, clock, is_answered=clock.finding_id in answered)
        _copy_further(move)
        told.append(_told(move))
        moved.append(clock)
    Clock.objects.bulk_update(moved, STOPPED)
    if limit is not None and commitment.current_due_on == limit and stop.first <= stop.last:
        desk = clocks.desk_after(limit, stop)
        commitment.current_due_on = desk.due_on
        commitment.current_provisional = commitment.current_provisional or desk.provisional
    return told


def run_through(clock: Clock, stops: Iterable[Stop]) -> None:
    """Let a clock that is about to begin stand still over stops that lie behind, in their order; in memory."""
    for stop in stops:
        lost = _lost(clock, stop)
        if lost:
            clock.changes = [*clock.changes, lost]
            _take(Move(clock, due_by(clock, calendar_in_force()), clock.due_on, clock.provisional))


def due_after(clock: Clock, stop: Stop) -> DueDate | None:
    """The due date of a running clock once it stood still over `stop`; None where that moves nothing. Writes nothing,
    no query but for the calendar."""
    lost = _lost(clock, stop)
    if not lost:
        return None
    calendar = calendar_in_force()
    return changed(original_by(clock, calendar), [*changes_of(clock), _change(lost)], calendar)


def _lost(clock: Clock, stop: Stop) -> dict[str, str]:
    return _hours_lost(clock, stop) if clock.rule == ClockRule.HOURS else _days_lost(clock, stop)


def _days_lost(clock: Clock, stop: Stop) -> dict[str, str]:
    """What a stop takes from a term of days, as it is stored; empty when it takes nothing."""
    since = max([stop.first, *_begins(clock), *(one.on for one in changes_of(clock) if isinstance(one, Reset))])
    if clock.counts_back or clock.due_on < since or since > stop.last:
        return {}
    return {"from": since.isoformat(), "until": stop.last.isoformat()}


def _hours_lost(clock: Clock, stop: Stop) -> dict[str, str]:
    """The same of a term of hours, which may have begun while the work was suspended."""
    if stop.since is None or stop.till is None or clock.start_at is None or clock.due_at is None:
        raise ValueError("a term of hours stands still between two moments")
    since = max(stop.since, clock.start_at)
    if clock.due_at < since or since >= stop.till:
        return {}
    return {"since": since.isoformat(), "till": stop.till.isoformat()}


def _begins(clock: Clock) -> list[date]:
    """The first day a term runs whose event may lie within the stop; every other one began before it."""
    return [clock.start_on + ONE_DAY] if clock.kind == ClockKind.EVENT else []


def _moved(commitment: Commitment, clock: Clock, *, is_answered: bool = False) -> Move:
    """Give a clock, and the copies on its commitment, the date its changes lead to; in memory."""
    move = Move(clock, due_by(clock, calendar_in_force()), clock.due_on, clock.provisional)
    _copy(commitment, move, is_answered=is_answered)
    _take(move)
    return move


def _take(move: Move) -> None:
    """The clock itself gets the new date, and a term of hours its last moment."""
    clock = move.clock
    clock.due_on, clock.due_at, clock.provisional = move.new, move.due.due_at, move.due.provisional
    clock.calendar_version = move.due.calendar_version


def _batches() -> Iterator[list[Clock]]:
    after = 0
    while True:
        clocks = list(
            Clock.objects.running()
            .exclude(rule__in=(ClockRule.FIXED_DATE, ClockRule.HOURS), changes=[])
            .filter(pk__gt=after)
            .select_related("commitment__item", "commitment__agency")
            .order_by("pk")[:BATCH]
        )
        if not clocks:
            return
        after = clocks[-1].pk
        yield clocks


def _moves(clocks: Iterable[Clock], calendar: WorkCalendar) -> Iterator[Move]:
    for clock in clocks:
        due = due_by(clock, calendar)
        if (due.due_on, due.provisional) != (clock.due_on, clock.provisional):
            yield Move(clock, due, clock.due_on, clock.provisional)


def _store(moves: list[Move], *, now: datetime, actor: User | None) -> None:
    concerned = {move.clock.commitment_id for move in moves}
    # Read again under the lock: a step may have been completed, or an extension granted, since the batch was read.
    locked = list(Commitment.objects.select_for_update().filter(pk__in=concerned).order_by("pk"))
    moves = _as_granted(moves)
    by_commitment: dict[int, list[Move]] = {pk: [] for pk in concerned}
    for move in moves:
        by_commitment[move.clock.commitment_id].append(move)
    locked = [commitment for commitment in locked if by_commitment[commitment.pk]]
    answered = _answered(move.clock for move in moves)
    entries = []
    commitments = []
    for commitment in locked:
        for move in by_commitment[commitment.pk]:
            _copy(commitment, move, is_answered=move.clock.finding_id in answered)
        commitment.changed_at = now
        data = {"dates": [_told(move) for move in by_commitment[commitment.pk]]}
        entries.append(journal.prepare(commitment, "due_date_moved", actor=actor, now=now, data=data))
        commitments.append(commitment)
    told = [(move.clock.commitment_id, move.clock.pk, move.old, move.new) for move in moves]
    for move in moves:
        _take(move)
        _copy_further(move)
    Clock.objects.bulk_update([move.clock for move in moves], ["start_on", *STOPPED])
    Commitment.objects.bulk_update(commitments, [*COMMITMENT_COLUMNS, "journal_seq", "journal_head"])
    journal.record_many(entries)
    for commitment_id, clock_id, old, new in told:
        due_dates.due_moved(commitment_id, clock_id, old, new)


def _as_granted(moves: list[Move]) -> list[Move]:
    """The moves with what was granted or stopped until now; those that would change nothing any more are left out."""
    stored = Clock.objects.in_bulk([move.clock.pk for move in moves])
    calendar = calendar_in_force()
    kept = []
    for move in moves:
        now = stored[move.clock.pk]
        due, known = move.due, move.clock.changes
        move.clock.extended_to, move.clock.changes = now.extended_to, [*now.changes, *move.resets]
        if move.clock.changes != known:
            due = changed(original_by(move.clock, calendar), changes_of(move.clock), calendar)
        if (due.due_on, due.provisional, move.clock.start_on) != (now.due_on, now.provisional, now.start_on):
            kept.append(Move(move.clock, due, now.due_on, now.provisional, move.resets))
    return kept


def _answered(clocks: Iterable[Clock]) -> set[int]:
    """The findings of these clocks that the agency says it put right: the limit of the recheck runs, not their own. No
    query without a finding."""
    findings = [clock.finding_id for clock in clocks if clock.finding_id]
    if not findings:
        return set()
    rows = Rectification.objects.filter(finding__in=findings, returned=False)
    return set(rows.values_list("finding_id", flat=True))


def _copy(commitment: Commitment, move: Move, *, is_answered: bool = False) -> None:
    """The dates a commitment carries for its lists; the running obligation only when it is this clock's, which that of
    an answered finding is not, though the limit of a desk may fall on the same day."""
    running = _running_kind(commitment)
    if move.clock.kind == ClockKind.IMPLEMENTATION_PLAN:
        commitment.plan_due_on, commitment.plan_provisional = move.new, move.due.provisional
    elif move.clock.kind == ClockKind.COMPLETION:
        commitment.completion_on, commitment.completion_provisional = move.new, move.due.provisional
        if commitment.is_light:
            # It owes no plan: the one date it has is the date of what comes after the receipt too.
            commitment.plan_due_on, commitment.plan_provisional = move.new, move.due.provisional
    if move.clock.kind == running and commitment.current_due_on == move.old and not is_answered:
        commitment.current_due_on, commitment.current_provisional = move.new, move.due.provisional


def _running_kind(commitment: Commitment) -> ClockKind | None:
    """Which clock the current due date may be copied from; None while a desk limit runs (receipt, approval)."""
    if commitment.claimed_at:
        return ClockKind.RECTIFICATION
    if commitment.is_carried_out:
        return ClockKind.COMPLETION
    if commitment.plan_approved_at:
        return ClockKind.PUBLICATION
    if commitment.plan_submitted_at or not commitment.acknowledged_at:
        return None
    return ClockKind.IMPLEMENTATION_PLAN


def _copy_further(move: Move) -> None:
    if move.clock.report_id:
        ProgressReport.objects.filter(pk=move.clock.report_id).update(due_on=move.new)
    if move.clock.finding_id:
        Finding.objects.filter(pk=move.clock.finding_id).update(due_on=move.new)
    if move.clock.response_id:
        EventResponse.objects.filter(pk=move.clock.response_id).update(
            due_on=move.new, due_at=move.clock.due_at, provisional=move.due.provisional
        )


def _told(move: Move) -> dict[str, object]:
    at = {"new_at": move.due.due_at} if move.due.due_at is not None else {}
    return at | {
        "clock": move.clock.pk,
        "kind": move.clock.kind,
        "old": move.old,
        "new": move.new,
        "provisional": move.due.provisional,
    }
