"""What must always hold of contributions and countersignatures, for `manage.py verify`."""

from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext as _

from workflow.models import Commitment, Contribution, CoSigner, Countersignature, Division
from workflow.querysets import goes_on
from workflow.services.verification import Breach, Counted
from workflow.status import ContributionOutcome, DivisionOutcome, SignatureOutcome


def verify_contributions() -> Counted:
    """None is of the agency that leads, none of an ended item waits; one taken in was handed in, by other hands."""
    for pk in Contribution.objects.filter(agency=F("commitment__agency")).values_list("pk", flat=True):
        yield Breach("contribution_own", _("An agency contributes to its own item."), f"contribution:{pk}")
    waiting = Contribution.objects.open().filter(~goes_on("commitment__"))
    for pk in waiting.values_list("pk", flat=True):
        yield Breach("contribution_of_ended", _("It waits, but its item has ended."), f"contribution:{pk}")
    taken = Contribution.objects.filter(outcome=ContributionOutcome.TAKEN_IN)
    for pk in taken.filter(Q(handed_at=None) | Q(decided_by=F("handed_by"))).values_list("pk", flat=True):
        message = _("It was taken in without being handed in, or by the same hands.")
        yield Breach("contribution_hands", message, f"contribution:{pk}")
    return Contribution.objects.count()


def verify_divisions() -> Counted:
    """A confirmed part was stated, by other hands; no plan was approved on a part nobody confirmed."""
    confirmed = Division.objects.filter(outcome=DivisionOutcome.CONFIRMED)
    wrong = Q(stated_at=None) | Q(part="") | Q(decided_by=F("stated_by"))
    for pk in confirmed.filter(wrong).values_list("pk", flat=True):
        message = _("The part was confirmed without being stated, or by the same hands.")
        yield Breach("division_hands", message, f"division:{pk}")
    early = Division.objects.filter(outcome="", commitment__plan_approved_at__isnull=False)
    for pk in early.values_list("pk", flat=True):
        yield Breach("division_late", _("The plan was approved before the division of work."), f"division:{pk}")
    return Division.objects.count()


def verify_signatures() -> Counted:
    """A plan signed by its head has the signature of every joint lead on the draft; a commitment says whether others
    sign; nobody signs for the agency itself; what was withheld has a reason."""
    signers = CoSigner.objects.filter(commitment=OuterRef("pk"))
    for pk in Commitment.objects.exclude(co_signed=Exists(signers)).values_list("pk", flat=True):
        yield Breach("co_signed", _("The commitment does not say whether others sign."), f"commitment:{pk}")
    for pk in CoSigner.objects.filter(agency=F("commitment__agency")).values_list("pk", flat=True):
        yield Breach("co_signer_own", _("An agency countersigns its own plan."), f"co_signer:{pk}")
    given = Countersignature.objects.filter(
        signer=OuterRef("pk"), revision=OuterRef("commitment__plan_revision"), outcome=SignatureOutcome.SIGNED
    )
    signed = CoSigner.objects.filter(is_lead=True, commitment__plan_signed_at__isnull=False)
    for pk in signed.filter(~Exists(given)).values_list("pk", flat=True):
        yield Breach("joint_unsigned", _("The plan was signed without this joint lead."), f"co_signer:{pk}")
    silent = Countersignature.objects.filter(outcome=SignatureOutcome.WITHHELD, remark="")
    for pk in silent.values_list("pk", flat=True):
        yield Breach("withheld_silently", _("A signature was withheld without a reason."), f"countersignature:{pk}")
    return CoSigner.objects.count()
