"""重新启动: work that was closed or discontinued goes on."""

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from workflow import policies
from workflow.errors import Invalid, TransitionRefused
from workflow.models import Clock, Commitment, JournalEntry, ProgressReport, Reopening, User
from workflow.services import clocks, journal, recounting
from workflow.services.calendar import calendar_in_force, local_day
from workflow.services.commitments import back_to_implementation_plan, run_to
from workflow.services.suspensions import latest_day
from workflow.services.verification import Breach, Counted
from workflow.status import Act, ClockKind, Ending, Stage
from workflow.words import day_words

FACTS = (
    "closed_at",
    "discontinued_at",
    "discontinue_reason",
    "merged_into",
    "claimed_at",
    "accepted_at",
    "accepted_by",
    "plan_submitted_at",
    "plan_signed_at",
    "plan_signed_by",
    "progress_percent",
)
"""Facts of a commitment that its reopening takes back; the history keeps them."""


def is_reopenable(commitment: Commitment) -> bool:
    """It was closed or discontinued; what was transferred goes on at the other agency."""
    return not commitment.is_open and commitment.transferred_at is None


def needs_date(commitment: Commitment, on: date) -> bool:
    """The final date has passed, so a new one has to be given."""
    return commitment.completion_on < on


def reopen(
    commitment: Commitment, *, until: date | None, reason: str, actor: User, now: datetime
) -> tuple[Reopening, Stage]:
    """The leader has it go on, from where the work of the agency stood: what was closed, claimed or accepted has to be
    claimed again, a plan that was not approved is handed in again. Gives back the stage it goes on at; the caller opens
    the step. Raises Invalid without a reason or for a date that cannot be, TransitionRefused for what has not ended.
    """
    policies.require(actor, Act.REOPEN, commitment.agency_id)
    ended_at = _require_ended(commitment)
    today = local_day(now)
    if not reason.strip():
        raise Invalid("reason_missing", _("A reopening needs a reason."), remedy=_("Write why the work has to go on."))
    _require_day(commitment, until, today)
    made = Reopening.objects.create(
        commitment=commitment,
        ending=Ending.CLOSED if commitment.closed_at else Ending.DISCONTINUED,
        ended_at=ended_at,
        until=until,
        reason=reason.strip(),
        reopened_by=actor,
        reopened_at=now,
    )
    if commitment.closed_at is not None:
        commitment.progress_percent = _last_percent(commitment)
    commitment.closed_at = commitment.discontinued_at = None
    commitment.discontinue_reason, commitment.merged_into = "", None
    commitment.claimed_at = commitment.accepted_at = commitment.accepted_by = None
    told = _new_date(commitment, until)
    stage = _go_on(commitment, now)
    journal.record(
        commitment,
        "reopened",
        actor=actor,
        now=now,
        remark=reason.strip(),
        data={"ending": made.ending, "ended_at": ended_at, **told},
        changed=(*recounting.COMMITMENT_COLUMNS, *FACTS),
    )
    return made, stage


def _require_ended(commitment: Commitment) -> datetime:
    """When it ended."""
    if commitment.transferred_at is not None:
        raise TransitionRefused(
            "transferred",
            _("This item was transferred: it goes on at another agency."),
            remedy=_("Look at the item of that agency."),
        )
    if commitment.ended_at is None:
        raise TransitionRefused(
            "not_ended", _("This item goes on: there is nothing to reopen."), remedy=_("Look at its history.")
        )
    return commitment.ended_at


def _require_day(commitment: Commitment, until: date | None, today: date) -> None:
    if until is None:
        if needs_date(commitment, today):
            raise Invalid(
                "date_missing",
                _("The final date (%(day)s) has passed: a reopening needs a new one.")
                % {"day": day_words(commitment.completion_on, today)},
                remedy=_("Enter the day by which the work has to be completed."),
            )
        return
    first = max(commitment.completion_on, today)
    if until <= first:
        raise Invalid(
            "not_later",
            _("The new final date has to be later than %(day)s.") % {"day": day_words(first, today)},
            remedy=_("Enter a later day."),
        )
    if until > latest_day(today):
        raise Invalid(
            "too_late",
            _("The new date may be %(day)s at the latest.") % {"day": day_words(latest_day(today), today)},
            remedy=_("Enter an earlier day."),
        )
    calendar = calendar_in_force()
    if not calendar.is_workday(until):
        raise Invalid(
            "no_working_day",
            _("%(day)s is no working day.") % {"day": day_words(until, today)},
            remedy=_("Enter a working day, for example %(day)s.")
            % {"day": day_words(calendar.roll_forward(until), today)},
        )


def _last_percent(commitment: Commitment) -> int:
    """How far the latest signed report saw the work: the closing alone had said 100."""
    signed = ProgressReport.objects.filter(commitment=commitment, signed_at__isnull=False, percent__isnull=False)
    return signed.order_by("-signed_at", "-pk").values_list("percent", flat=True).first() or 0


def _new_date(commitment: Commitment, until: date | None) -> dict[str, object]:
    if until is None:
        return {}
    clock = Clock.objects.get(commitment=commitment, kind=ClockKind.COMPLETION, subject="")
    told = recounting.run_extended(commitment, clock, until)
    clock.save(update_fields=recounting.EXTENDED)
    return {"dates": [told]}


def _go_on(commitment: Commitment, now: datetime) -> Stage:
    """Measure it by the obligation of the stage it goes on at."""
    stage = commitment.stage_of_work
    if stage == Stage.ISSUED:
        run_to(commitment, clocks.desk_due(now, commitment.plan.acknowledge_working_days), now)
    elif stage in (Stage.PLANNING, Stage.APPROVAL):
        back_to_implementation_plan(commitment, now)
        stage = Stage.PLANNING
    elif stage == Stage.PUBLICATION:
        publication = Clock.objects.get(commitment=commitment, kind=ClockKind.PUBLICATION, subject="")
        commitment.current_due_on, commitment.current_provisional = publication.due_on, publication.provisional
        commitment.changed_at = now
    else:
        commitment.current_due_on = commitment.completion_on
        commitment.current_provisional = commitment.completion_provisional
        commitment.changed_at = now
    return stage


def verify_reopenings() -> Counted:
    """Every reopening has its entry in the history, and a new final date was given to the clock."""
    rows = Reopening.objects.select_related("commitment").order_by("pk")
    count = 0
    for one in rows.iterator(chunk_size=500):
        count += 1
        where = f"reopening:{one.pk}"
        entries = JournalEntry.objects.filter(commitment=one.commitment_id, act="reopened", at=one.reopened_at)
        if not entries.exists():
            yield Breach("reopening_entry", str(_("The history does not tell of this reopening.")), where)
        clocks_of = Clock.objects.filter(commitment=one.commitment_id, kind=ClockKind.COMPLETION)
        given = [change.get("to") for clock in clocks_of for change in clock.changes]
        if one.until is not None and one.until.isoformat() not in given:
            yield Breach("reopening_clock", str(_("The final date given was not given to the clock.")), where)
    return count
