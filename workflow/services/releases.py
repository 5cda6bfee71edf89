"""Verbs of the review before publication 公开审查: prepare, pass, return, withdraw, object. Run inside the act's
transaction, which holds the lock on the commitment's flows.

Which gates there are, the plan says at the moment something is published: a gate added after a release was prepared
has to be passed too. What is withheld needs a reason of articles 14 to 16 of the Regulations on Open Government
Information (政府信息公开条例, 2019; article 17 asks for a review before anything is made public), and is always
reviewed by a second person, whatever the plan demands.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from workflow import policies
from workflow.deadlines import Stop
from workflow.errors import Invalid, NotPermitted, TransitionRefused
from workflow.models import Commitment, Plan, PlanPublication, Release, User
from workflow.services import clocks, journal, suspensions
from workflow.services.calendar import local_day
from workflow.status import Act, Disclosure, Gate, RefusalGround, ReleaseOutcome, Stage


@dataclass(frozen=True, slots=True)
class Prepared:
    """What the officer wrote; what no gate asks for may be empty."""

    attribute: str = Disclosure.PROACTIVE
    ground: str = ""
    reason: str = ""
    deidentified: bool = False
    removed: str = ""
    explanation: str = ""
    explanation_url: str = ""
    opinions_received: int | None = None
    opinions_adopted: int | None = None
    opinions_refused: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """One gate of a plan as it stands for a commitment: passed by whom and when, under review, or missing."""

    gate: Gate
    is_passed: bool
    by: User | None = None
    at: datetime | None = None
    words: str = ""
    is_under_review: bool = False


# -- what stands -------------------------------------------------------------------------------------------------------


def latest(commitment: Commitment, *, withdrawn: bool = False) -> Release | None:
    """The latest release of the draft that was approved: it alone counts, also where one before it had passed. One
    that was taken back counts for nothing, and is found only when it is asked for; one query."""
    rows = Release.objects.filter(commitment=commitment, revision=commitment.plan_revision)
    if not withdrawn:
        rows = rows.exclude(outcome__in=[ReleaseOutcome.WITHDRAWN, ReleaseOutcome.DROPPED])
    return rows.select_related("prepared_by", "reviewed_by").order_by("-pk").first()


def passages(gates: Iterable[str], release: Release | None) -> list[Passage]:
    """Each of the gates as the release passes it."""
    return [_passage(Gate(gate), release) for gate in gates]


def under_review(commitment: Commitment) -> Release | None:
    """The release nobody has decided yet; one query."""
    return Release.objects.filter(commitment=commitment, outcome="").select_related("prepared_by").first()


def of_item(commitment: Commitment) -> tuple[Release | None, list[Passage]]:
    """The release of an approved plan and the gates; one query at most. Where the plan of the office sets no gate (any
    more), a review that is still open counts alone, and is looked for before the publication only."""
    if commitment.plan_approved_at is None:
        return None, []
    if not commitment.plan.gates:
        return (under_review(commitment) if commitment.stage_of_work == Stage.PUBLICATION else None), []
    found = latest(commitment)
    return found, passages(commitment.plan.gates, found)


def _passage(gate: Gate, release: Release | None) -> Passage:
    if release is None or not release.is_passed:
        return Passage(gate, is_passed=False, is_under_review=release is not None and not release.outcome)
    prepared = (release.prepared_by, release.prepared_at)
    if gate == Gate.CONFIDENTIALITY:
        done = release.reviewed_by is not None
        return Passage(gate, done, release.reviewed_by, release.decided_at, release.basis)
    if gate == Gate.DISCLOSURE:
        words = release.get_attribute_display()
        if release.ground:
            words = f"{words} · {release.get_ground_display()}"
        return Passage(gate, True, *prepared, words)
    if gate == Gate.DEIDENTIFIED:
        return Passage(gate, release.deidentified, *prepared, release.removed)
    if not release.is_published:
        return Passage(gate, True, *prepared, _("Not needed: it is not published."))
    if gate == Gate.EXPLANATION:
        words = release.explanation_url or release.explanation
        return Passage(gate, bool(words), *prepared, words)
    return Passage(gate, release.opinions_received is not None, *prepared, _opinions(release))


def _opinions(release: Release) -> str:
    return _("%(received)d received, %(adopted)d adopted") % {
        "received": release.opinions_received or 0,
        "adopted": release.opinions_adopted or 0,
    }


def require_passed(commitment: Commitment) -> Release | None:
    """The release with which the plan may be published; None where the plan of the office sets no gate.

    Raises Invalid, naming what is missing, until every gate is passed; and while a review is open, also where the gates
    it was for were taken away meanwhile.
    """
    plan = commitment.plan
    if not plan.gates:
        if under_review(commitment) is not None:
            raise Invalid(
                "under_review",
                _("The publication is under review."),
                remedy=_("Wait for the review, or withdraw it first."),
            )
        return None
    release = latest(commitment)
    wanting = [one.gate for one in passages(plan.gates, release) if not one.is_passed]
    if wanting:
        raise Invalid(
            "gates_missing",
            _("This may not be published yet: it has not passed what the work plan demands first."),
            remedy=_("Prepare the publication on the page of the item; another person of the agency then reviews it."),
            details=[str(gate.label) for gate in wanting],
        )
    return release


# -- verbs -------------------------------------------------------------------------------------------------------------


def is_preparable(commitment: Commitment) -> bool:
    """The plan of the office sets gates, and the approved implementation plan is not published yet; no query."""
    return bool(commitment.plan.gates) and commitment.stage_of_work == Stage.PUBLICATION


def prepare(commitment: Commitment, what: Prepared, *, actor: User, now: datetime) -> Release:
    """The officer prepares the publication. Undecided when somebody has to review it, passed otherwise.

    Raises Invalid for what is missing or does not fit, TransitionRefused where nothing can be prepared (any more).
    """
    policies.require(actor, Act.PUBLISH_PLAN, commitment.agency_id)
    suspensions.require_running(commitment, local_day(now))
    if not is_preparable(commitment):
        raise TransitionRefused(
            "not_to_publish",
            _("Nothing is to be prepared here: no approved plan waits for its publication."),
            remedy=_("Look at what happened meanwhile."),
        )
    if under_review(commitment) is not None:
        raise TransitionRefused(
            "already_prepared",
            _("The publication has been prepared already and is under review."),
            remedy=_("Wait for the review, or withdraw it first."),
        )
    _require_whole(commitment.plan, what)
    release = Release.objects.create(
        commitment=commitment,
        revision=commitment.plan_revision,
        attribute=what.attribute,
        ground=what.ground,
        reason=what.reason.strip(),
        deidentified=what.deidentified,
        removed=what.removed.strip(),
        explanation=what.explanation.strip(),
        explanation_url=what.explanation_url,
        opinions_received=what.opinions_received,
        opinions_adopted=what.opinions_adopted,
        opinions_refused=what.opinions_refused.strip(),
        prepared_by=actor,
        prepared_at=now,
        answer_by=clocks.desk_due(now, commitment.plan.sign_working_days).due_on,
        **({} if needs_review(commitment.plan, what) else {"outcome": ReleaseOutcome.PASSED, "decided_at": now}),
    )
    act = "release_ready" if release.outcome else "release_prepared"
    _record(commitment, release, act, actor=actor, now=now, remark=release.reason)
    return release


def needs_review(plan: Plan, what: Prepared) -> bool:
    """Somebody else has to look at it."""
    return plan.gate_confidentiality or what.attribute != Disclosure.PROACTIVE


def _require_whole(plan: Plan, what: Prepared) -> None:
    if what.attribute not in Disclosure.values or (what.ground and what.ground not in RefusalGround.values):
        raise Invalid("attribute_unknown", _("Choose the disclosure attribute."))
    published = what.attribute == Disclosure.PROACTIVE
    if published and what.ground:
        raise Invalid(
            "ground_without_refusal",
            _("What is published needs no legal reason of a refusal."),
            remedy=_("Take the legal reason out, or choose another disclosure attribute."),
        )
    if not published and not (what.ground and what.reason.strip()):
        raise Invalid(
            "ground_missing",
            _("What is not published needs its legal reason, and words why it applies."),
            remedy=_("Choose the legal reason and write why it applies here."),
        )
    _require_gates(plan, what, published=published)
    received, adopted = what.opinions_received, what.opinions_adopted
    if received is not None and (adopted or 0) > received:
        raise Invalid("opinions_sum", _("More opinions cannot have been adopted than were received."))
    if received is not None and (adopted or 0) < received and not what.opinions_refused.strip():
        raise Invalid(
            "opinions_unanswered",
            _("Some opinions were not adopted: their reasons are missing."),
            remedy=_("Write which opinions were not adopted, and why."),
        )


def _require_gates(plan: Plan, what: Prepared, *, published: bool) -> None:
    if plan.gate_deidentified and not what.deidentified:
        raise Invalid(
            "not_deidentified",
            _("It is not confirmed yet that personal details were taken out."),
            remedy=_("Look through the document, then confirm it."),
        )
    if published and plan.gate_explanation and not (what.explanation.strip() or what.explanation_url):
        raise Invalid(
            "explanation_missing",
            _("The document is published with its explanation, which is missing."),
            remedy=_("Write the explanation, or give its address."),
        )
    if published and plan.gate_opinions and what.opinions_received is None:
        raise Invalid(
            "opinions_missing",
            _("The account of opinions is missing."),
            remedy=_("Enter how many opinions were received; 0 when none were."),
        )


def before(release: Release, commitment: Commitment) -> tuple[int | None, ...]:
    """Ids of the people whose hands the release went through: who wrote the plan or prepared it does not review it."""
    return (release.prepared_by_id, commitment.plan_submitted_by_id)


def accept(commitment: Commitment, release: Release, *, actor: User, now: datetime, basis: str) -> None:
    """The confidentiality reviewer lets it pass as it was prepared, and says on what basis."""
    policies.require(actor, Act.REVIEW_RELEASE, commitment.agency_id)
    policies.require_other_hands(actor, *before(release, commitment), on=commitment)
    if not basis.strip():
        raise Invalid(
            "basis_missing", _("A review needs its basis."), remedy=_("Write by which rules or list you reviewed it.")
        )
    _end(release, ReleaseOutcome.PASSED, actor=actor, now=now, basis=basis)
    _record(commitment, release, "release_passed", actor=actor, now=now, remark=basis)


RETURNS = (ReleaseOutcome.CHANGES, ReleaseOutcome.REFUSED)


def send_back(
    commitment: Commitment, release: Release, *, outcome: str, actor: User, now: datetime, reason: str
) -> None:
    """The reviewer returns it: after changes it may be published, or it must not be. The officer prepares it anew."""
    policies.require(actor, Act.REVIEW_RELEASE, commitment.agency_id)
    policies.require_other_hands(actor, *before(release, commitment), on=commitment)
    if outcome not in RETURNS:
        raise Invalid("outcome_unknown", _("Choose what has to become of it."))
    if not reason.strip():
        raise Invalid("reason_missing", _("A return needs a reason."), remedy=_("Write what has to be changed."))
    _end(release, ReleaseOutcome(outcome), actor=actor, now=now, basis=reason)
    _record(commitment, release, "release_returned", actor=actor, now=now, remark=reason)


def withdraw(commitment: Commitment, *, actor: User, now: datetime) -> Release:
    """Who prepared it takes it back while it is under review. Raises TransitionRefused when none is, NotPermitted for
    anybody else."""
    policies.require(actor, Act.PUBLISH_PLAN, commitment.agency_id)
    suspensions.require_running(commitment, local_day(now))
    release = under_review(commitment)
    if release is None:
        raise TransitionRefused(
            "no_open_release", _("Nothing is under review any more."), remedy=_("Look at what happened meanwhile.")
        )
    if release.prepared_by_id != actor.pk:
        raise NotPermitted(
            _("Only %(name)s, who prepared the publication, can withdraw it.") % {"name": release.prepared_by},
            code="not_the_preparer",
        )
    _end(release, ReleaseOutcome.WITHDRAWN, actor=None, now=now)
    _record(commitment, release, "release_withdrawn", actor=actor, now=now)
    return release


def object_to(commitment: Commitment, *, actor: User, now: datetime, reason: str) -> Release:
    """An inspector objects to what was not published; moves nothing. Raises TransitionRefused where something was
    published, or somebody has objected before."""
    policies.require(actor, Act.INSPECT, commitment.agency_id)
    policies.require_foreign_agency(actor, commitment.agency_id)
    suspensions.require_running(commitment, local_day(now))
    if not commitment.is_open:
        raise TransitionRefused("not_open", _("This item has already ended."), remedy=_("Look at its history."))
    if not reason.strip():
        raise Invalid(
            "reason_missing", _("An objection needs a reason."), remedy=_("Write why it has to be published.")
        )
    rows = PlanPublication.objects.filter(commitment=commitment).select_related("release").order_by("-pk")
    publication = rows.first()
    release = publication.release if publication is not None else None
    if release is None or release.is_published:
        raise TransitionRefused(
            "not_withheld", _("Nothing was withheld here."), remedy=_("Look at where the plan was published.")
        )
    if release.objected_at is not None:
        raise TransitionRefused(
            "objected_already", _("Somebody has objected already."), remedy=_("Look at the history of the item.")
        )
    release.objection, release.objected_by, release.objected_at = reason.strip(), actor, now
    release.save(update_fields=["objection", "objected_by", "objected_at"])
    _record(commitment, release, "release_objected", actor=actor, now=now, remark=reason)
    return release


def drop(ids: Iterable[int], *, now: datetime) -> None:
    """End open reviews whose commitment ended. The entry of that act says why; one statement."""
    rows = Release.objects.filter(pk__in=list(ids), outcome="")
    rows.update(outcome=ReleaseOutcome.DROPPED, decided_at=now)


def give_back(release: Release, stop: Stop) -> None:
    """The review rested with the work: whoever has to answer gets the days back."""
    release.answer_by = clocks.desk_after(release.answer_by, stop).due_on
    release.save(update_fields=["answer_by"])


def _end(release: Release, outcome: ReleaseOutcome, *, actor: User | None, now: datetime, basis: str = "") -> None:
    release.outcome, release.reviewed_by, release.decided_at, release.basis = outcome, actor, now, basis.strip()
    release.save(update_fields=["outcome", "reviewed_by", "decided_at", "basis"])


def _record(
    commitment: Commitment, release: Release, act: str, *, actor: User, now: datetime, remark: str = ""
) -> None:
    data: dict[str, Any] = {"release": release.pk, "attribute": release.attribute, "act": Act.REVIEW_RELEASE}
    if release.ground:
        data["ground"] = release.ground
    if release.outcome:
        data["outcome"] = release.outcome
    journal.record(commitment, act, actor=actor, now=now, remark=remark.strip(), data=data)
