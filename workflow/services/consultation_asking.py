"""Whom a consultation asks, until when, and what a draft still waits for before it can be submitted.

Asked is every agency the draft names, whether responsible or helping. One that a change of the draft names first, or
makes responsible where it only helped, is asked behind the others and gets as many working days as they had, also when
their time is over.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from workflow.errors import Invalid
from workflow.models import Consultation, ConsultationComment, ConsultedAgency, Plan, User
from workflow.services import clocks, journal
from workflow.services.calendar import calendar_in_force, local_day
from workflow.services.plans import Expansion, expand
from workflow.status import PlanStatus
from workflow.words import day_words, short_list

LONGEST = timedelta(days=366)
MOST_WORKING_DAYS = 120


# -- until when --------------------------------------------------------------------------------------------------------


def last_day(working_days: int | None, closes_on: date | None, now: datetime) -> date:
    """The last day of a consultation opened at `now`. Raises Invalid unless exactly one is given and within reach."""
    today = local_day(now)
    if working_days is not None and closes_on is None and 1 <= working_days <= MOST_WORKING_DAYS:
        return clocks.desk_due(now, working_days).due_on
    if closes_on is None or working_days is not None:
        raise Invalid("closing_day", _("Give either a number of working days (1 to 120) or a last day."))
    if not today < closes_on <= today + LONGEST:
        raise Invalid("closing_day", _("The last day has to lie after today and within a year."))
    return closes_on


def _own_last_day(consultation: Consultation, now: datetime) -> date:
    """As many working days from now as the agencies asked first had, never less than is left of the consultation."""
    given = calendar_in_force().working_days_between(local_day(consultation.opened_at), consultation.closes_on)
    own = clocks.desk_due(now, min(max(given, 1), MOST_WORKING_DAYS)).due_on
    return max(own, consultation.closes_on) if consultation.is_open(local_day(now)) else own


# -- who is asked ------------------------------------------------------------------------------------------------------


def ask_all(consultation: Consultation, found: Expansion) -> list[ConsultedAgency]:
    """Ask every agency the draft names, as responsible or as helping."""
    helping = set(found.helping)
    rows = [ConsultedAgency(consultation=consultation, agency=one, helps=one in helping) for one in found.named]
    return ConsultedAgency.objects.bulk_create(rows)


def ask_those_named_first(plan: Plan, *, actor: User, now: datetime, own: int | None = None) -> None:
    """Behind a change of the draft: ask whom it names and nobody asked, and whom it makes responsible who only helped.

    Runs in the transaction of the change, with the plan locked. `own` is the agency whose comment is carried out: what
    it asked for itself is not asked of it again.
    """
    consultation = Consultation.objects.filter(plan=plan).first()
    if consultation is None:
        return
    found = expand(plan, local_day(now))
    helping, until = set(found.helping), _own_last_day(consultation, now)
    known = {row.agency_id: row for row in ConsultedAgency.objects.filter(consultation=consultation)}
    asked = []
    for agency in found.named:
        is_new = agency.pk not in known
        row = ConsultedAgency(consultation=consultation, agency=agency) if is_new else known[agency.pk]
        before, row.helps = row.helps, agency in helping
        if is_new or (before and not row.helps and agency.pk != own):
            row.asked_at, row.answers_by = now, until
            row.no_comment_at = row.no_comment_by = None
            asked.append(row)
        elif before == row.helps:
            continue
        row.save()
    if asked:
        journal.record(plan, "agencies_asked", actor=actor, now=now, data=facts(asked, until))


def facts(asked: list[ConsultedAgency], until: date) -> dict[str, object]:
    """What the journal keeps of an asking: the last day, all agencies asked, and those of them that only help."""
    helping = [row.agency_id for row in asked if row.helps]
    return {"closes_on": until, "agencies": [row.agency_id for row in asked], "helping": helping}


# -- what the draft waits for ------------------------------------------------------------------------------------------


def waited_for(consultation: Consultation, on: date) -> list[ConsultedAgency]:
    """Agencies asked behind the others that the draft still names, whose own time runs and who have not answered; one
    query where there are none."""
    said = ConsultationComment.objects.filter(
        consulted=OuterRef("pk"), withdrawn_at=None, written_at__gte=OuterRef("asked_at")
    )
    rows = ConsultedAgency.objects.filter(
        ~Exists(said), consultation=consultation, answers_by__gte=on, no_comment_at=None, asked_at__isnull=False
    )
    found = list(rows.select_related("agency", "consultation").order_by("answers_by", "agency__order", "agency_id"))
    found = [row for row in found if row.is_open(on)]
    if not found:
        return []
    named = set(expand(consultation.plan, on).named)
    return [row for row in found if row.agency in named]


@dataclass(frozen=True, slots=True)
class Missing:
    """What keeps the draft from being submitted: what there is to do (`ask`, with the words of its button) on the page
    of the consultation, the sentence that says why, and the way out of it."""

    code: str
    ask: str
    button: str
    sentence: str
    remedy: str
    is_the_clerks: bool = True
    """The clerk does it; otherwise it is the agencies that are waited for."""


def missing(plan: Plan, on: date) -> Missing | None:
    """The first thing its consultation still needs before the plan can be submitted; None when it is over and every
    comment decided, and for a plan that is no consultation draft."""
    consultation = Consultation.objects.filter(plan=plan).select_related("plan").first()
    if consultation is None:
        return _not_opened() if plan.status == PlanStatus.CONSULTATION else None
    if consultation.is_open(on):
        return _still_open(consultation, on)
    waiting = waited_for(consultation, on)
    if waiting:
        return _waits(waiting, on)
    left = undecided(plan)
    return _undecided(left) if left else None


def undecided(plan: Plan) -> int:
    """How many standing comments nobody has decided; one query."""
    found = ConsultationComment.objects.filter(consulted__consultation__plan=plan, withdrawn_at=None, outcome="")
    return found.count()


def _not_opened() -> Missing:
    return Missing(
        "not_consulted",
        ask=_("Send the draft to its agencies for comments"),
        button=_("Open the consultation"),
        sentence=_("This is a consultation draft that has not been circulated."),
        remedy=_("Open the consultation first, or take the mark away in the settings of the plan."),
    )


def _still_open(consultation: Consultation, on: date) -> Missing:
    until = day_words(consultation.closes_on, on)
    return Missing(
        "consultation_open",
        ask=_("Wait for the comments of the agencies until %(day)s") % {"day": until},
        button=_("Look at the comments"),
        sentence=_("The consultation is still open: the plan cannot be submitted for approval."),
        remedy=_("Wait for its last day, or close it early with a reason."),
        is_the_clerks=False,
    )


def _waits(waiting: list[ConsultedAgency], on: date) -> Missing:
    last = max(row.answers_by for row in waiting if row.answers_by)
    names = {"names": short_list([str(row.agency) for row in waiting]), "day": day_words(last, on)}
    return Missing(
        "agencies_waited_for",
        ask=_("Wait for the answer of %(names)s until %(day)s") % names,
        button=_("Look at the comments"),
        sentence=_("Agencies the draft names since the consultation began can answer until %(day)s: %(names)s.")
        % names,
        remedy=_("Wait for their answer or for that day."),
        is_the_clerks=False,
    )


def _undecided(left: int) -> Missing:
    return Missing(
        "comments_undecided",
        ask=_("Decide the comments of the agencies"),
        button=_("Decide the comments"),
        sentence=_("%(n)d comments of the consultation are undecided: the plan cannot be submitted.") % {"n": left},
        remedy=_("Decide each of them on the page of the consultation."),
    )


def require_nobody_waited_for(consultation: Consultation, on: date) -> None:
    """Raises Invalid while an agency asked behind the others has time left and no answer given."""
    waiting = waited_for(consultation, on)
    if waiting:
        found = _waits(waiting, on)
        raise Invalid(found.code, found.sentence, remedy=found.remedy)
