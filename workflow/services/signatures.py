"""Verbs of countersigning 会签: who signs the implementation plans of a commitment beside its own head, what each has
decided on the draft in hand, and whether the head may sign. Run inside the act's transaction.

A joint lead named by the document has to sign. One that was asked to sign has its days: afterwards, or when it withheld
its signature, the head may sign without, and that is shown to the office with name, days and reason. Silence never is a
signature.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from workflow import policies
from workflow.bulk import insert_rows
from workflow.deadlines import Stop
from workflow.errors import Invalid, TransitionRefused
from workflow.models import Agency, Commitment, CoSigner, Countersignature, User
from workflow.services import clocks, journal, suspensions
from workflow.services.calendar import calendar_in_force, local_day
from workflow.status import Act, SignatureOutcome, Stage

LONGEST = 2000


@dataclass(frozen=True, slots=True)
class Sign:
    """How one co-signer stands to the draft in hand: `signature` is None while no draft was handed in."""

    signer: CoSigner
    signature: Countersignature | None
    days: int
    """Working days since it was asked, or until it decided."""

    @property
    def is_missing(self) -> bool:
        """It has neither signed nor said no."""
        return self.signature is None or self.signature.is_open

    @property
    def is_withheld(self) -> bool:
        """It said no, with a reason."""
        return self.signature is not None and self.signature.outcome == SignatureOutcome.WITHHELD

    @property
    def is_signed(self) -> bool:
        """It signed the draft in hand."""
        return self.signature is not None and self.signature.outcome == SignatureOutcome.SIGNED

    def bars(self, on: date) -> bool:
        """Whether the head has to wait for it on the day `on`."""
        if self.is_signed:
            return False
        if self.signer.is_lead:
            return True
        return self.is_missing and (self.signature is None or self.signature.due_on >= on)


def signs_of(commitment: Commitment, on: date) -> list[Sign]:
    """Every co-signer with the state of the draft in hand, joint leads first; no query for a commitment without one,
    otherwise two."""
    if not commitment.co_signed:
        return []
    signers = CoSigner.objects.filter(commitment=commitment).select_related("agency").order_by("-is_lead", "pk")
    given = Countersignature.objects.filter(signer__commitment=commitment, revision=commitment.plan_revision)
    of_signer = {one.signer_id: one for one in given.select_related("decided_by")}
    calendar = calendar_in_force()
    found = []
    for signer in signers:
        one = of_signer.get(signer.pk)
        until = local_day(one.decided_at) if one is not None and one.decided_at else on
        days = calendar.working_days_between(local_day(one.asked_at), until) if one is not None else 0
        found.append(Sign(signer, one, max(days, 0)))
    return found


def require_signed(commitment: Commitment, *, now: datetime) -> None:
    """Raises Invalid while the head has to wait for a co-signer; names each with its days."""
    on = local_day(now)
    waiting = [sign for sign in signs_of(commitment, on) if sign.bars(on)]
    if waiting:
        raise Invalid(
            "signatures_missing",
            _("Other agencies have to sign this implementation plan before you."),
            remedy=_("Wait for them, or return the plan to the officer to settle what they object to."),
            details=[_words(sign) for sign in waiting],
        )


def _words(sign: Sign) -> str:
    words = {"agency": sign.signer.agency, "days": sign.days}
    if sign.is_withheld and sign.signature is not None:
        return _("%(agency)s withheld its signature: %(reason)s") % {**words, "reason": sign.signature.remark}
    return _("%(agency)s has not signed yet, %(days)d working days since it was asked") % words


def add(commitment: Commitment, agency: Agency, *, reason: str, actor: User, now: datetime) -> CoSigner:
    """加签: ask the head of another agency to sign the implementation plans of the commitment too. Raises
    TransitionRefused once the plan is approved or for one that signs already, Invalid without a reason, for the own
    agency and one out of force."""
    policies.require(actor, Act.ADD_SIGNER, commitment.agency_id)
    today = local_day(now)
    suspensions.require_running(commitment, today)
    if commitment.is_light:
        raise TransitionRefused(
            "no_plan", _("No implementation plan is asked for here."), remedy=_("Look at the item of the lead.")
        )
    if commitment.stage_of_work not in (Stage.ISSUED, Stage.PLANNING, Stage.APPROVAL) or commitment.plan_signed_at:
        raise TransitionRefused(
            "plan_signed",
            _("The implementation plan has been signed: nobody can be asked to countersign it any more."),
            remedy=_("Look at what happened meanwhile."),
        )
    if agency.pk == commitment.agency_id:
        raise Invalid("own_agency", _("This is your own agency."), remedy=_("Name the agency whose head has to sign."))
    if agency.valid_from > today or (agency.valid_until is not None and agency.valid_until <= today):
        raise Invalid(
            "not_in_force",
            _("%(agency)s is not in force today.") % {"agency": agency},
            remedy=_("Name its successor."),
        )
    if not reason.strip():
        raise Invalid("reason_missing", _("Nothing is written."), remedy=_("Write why the other agency has to sign."))
    if CoSigner.objects.filter(commitment=commitment, agency=agency).exists():
        raise TransitionRefused(
            "signs_already",
            _("%(agency)s signs this implementation plan already.") % {"agency": agency},
            remedy=_("Look at what happened meanwhile."),
        )
    signer = CoSigner.objects.create(
        commitment=commitment, agency=agency, added_by=actor, added_at=now, reason=reason.strip()[:LONGEST]
    )
    commitment.co_signed = True
    commitment.changed_at = now
    journal.record(
        commitment,
        "signer_added",
        actor=actor,
        now=now,
        remark=reason.strip(),
        data={"partner": str(agency), "agencies": [agency.pk]},
        changed=("changed_at", "co_signed"),
    )
    return signer


def ask(commitment: Commitment, signers: Iterable[CoSigner], *, actor: User, now: datetime) -> list[Countersignature]:
    """Ask the signers for their signature on the draft in hand; one statement for all, and an entry each act of handing
    in has anyway tells them."""
    due_on = clocks.desk_due(now, commitment.plan.sign_working_days).due_on
    asked = [
        Countersignature(signer=signer, revision=commitment.plan_revision, asked_at=now, due_on=due_on)
        for signer in signers
    ]
    insert_rows(asked)
    if asked:
        journal.record(
            commitment,
            "countersign_asked",
            actor=actor,
            now=now,
            data={
                "agencies": [one.signer.agency_id for one in asked],
                "partners": [str(one.signer.agency) for one in asked],
                "due_on": due_on,
                "revision": commitment.plan_revision,
            },
            changed=("changed_at",),
        )
    return asked


def decide(
    commitment: Commitment,
    signature: Countersignature,
    *,
    signed: bool,
    actor: User,
    now: datetime,
    remark: str = "",
) -> None:
    """The head of the co-signer signs, or withholds the signature with a reason: Invalid without one."""
    signer = signature.signer
    policies.require(actor, Act.COUNTERSIGN, signer.agency_id)
    policies.require_other_hands(actor, commitment.plan_submitted_by_id, on=commitment)
    if not signed and not remark.strip():
        raise Invalid("reason_missing", _("Nothing is written."), remedy=_("Write what your agency cannot agree with."))
    signature.outcome = SignatureOutcome.SIGNED if signed else SignatureOutcome.WITHHELD
    signature.remark, signature.decided_by, signature.decided_at = remark.strip(), actor, now
    signature.save(update_fields=["outcome", "remark", "decided_by", "decided_at"])
    commitment.changed_at = now
    journal.record(
        commitment,
        "countersigned" if signed else "countersign_withheld",
        actor=actor,
        now=now,
        remark=remark.strip(),
        data={"partner": str(signer.agency), "revision": signature.revision},
        changed=("changed_at",),
    )


def lead_jointly(
    commitment: Commitment, agencies: Iterable[Agency], *, phrase: str, actor: User, now: datetime
) -> list[CoSigner]:
    """A version of the plan names these joint leads: new ones are told and sign from now on, unless the plan is signed
    already; who is named no more need not sign, though it may. Gives back the new ones."""
    named = {agency.pk: agency for agency in agencies if agency.pk != commitment.agency_id}
    known = {signer.agency_id: signer for signer in CoSigner.objects.filter(commitment=commitment)}
    left = [signer.pk for pk, signer in known.items() if signer.is_lead and pk not in named]
    CoSigner.objects.filter(pk__in=left).update(is_lead=False)
    if commitment.plan_signed_at is not None or commitment.is_light:
        return []
    CoSigner.objects.filter(commitment=commitment, agency__in=named).update(is_lead=True)
    fresh = [agency for pk, agency in named.items() if pk not in known]
    new = [
        CoSigner.objects.create(commitment=commitment, agency=agency, is_lead=True, added_at=now) for agency in fresh
    ]
    if new and not commitment.co_signed:
        commitment.co_signed = True
        Commitment.objects.filter(pk=commitment.pk).update(co_signed=True)
    if new:
        commitment.changed_at = now
        told = {"agencies": [agency.pk for agency in fresh], "partners": [str(agency) for agency in fresh]}
        journal.record(
            commitment, "joint_leads_named", actor=actor, now=now, remark=phrase, data=told, changed=("changed_at",)
        )
    return new


def drop(ids: Iterable[int], *, now: datetime) -> None:
    """What is no longer asked for: the draft was returned or approved, or the item ended. One statement."""
    open_ones = Countersignature.objects.filter(pk__in=list(ids), outcome="")
    open_ones.update(outcome=SignatureOutcome.DROPPED, decided_at=now)


def give_back(signature: Countersignature, stop: Stop) -> None:
    """It rested with the work: whoever has to sign gets the days back."""
    signature.due_on = clocks.desk_after(signature.due_on, stop).due_on
    signature.save(update_fields=["due_on"])


def signers_of(commitment: Commitment) -> Sequence[CoSigner]:
    """Those who sign the drafts of the commitment; no query for one without."""
    if not commitment.co_signed:
        return []
    return list(CoSigner.objects.filter(commitment=commitment).select_related("agency").order_by("-is_lead", "pk"))
