"""Preparing a publication for its review, taking that back, and objecting to what was withheld."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from flows.actions import releasing
from flows.item_acts.base import ItemAct, Situation
from workflow.models import Release, User
from workflow.services import releases
from workflow.services.releases import Prepared
from workflow.status import Act, Disclosure, Gate, RefusalGround

FIELDS: Mapping[str, Gate] = {
    "attribute": Gate.DISCLOSURE,
    "ground": Gate.DISCLOSURE,
    "reason": Gate.DISCLOSURE,
    "deidentified": Gate.DEIDENTIFIED,
    "removed": Gate.DEIDENTIFIED,
    "explanation": Gate.EXPLANATION,
    "explanation_url": Gate.EXPLANATION,
    "opinions_received": Gate.OPINIONS,
    "opinions_adopted": Gate.OPINIONS,
    "opinions_refused": Gate.OPINIONS,
}
"""Which gate asks for which field; of gates the plan does not set nothing is asked."""
NUMBER = {"invalid": gettext_lazy("Write a whole number."), "min_value": gettext_lazy("Write a whole number.")}


class PrepareForm(forms.Form):
    """What the gates of the plan ask for."""

    depends: ClassVar[frozenset[str]] = frozenset(FIELDS) - {"removed"}

    attribute = forms.ChoiceField(
        label=gettext_lazy("Disclosure attribute"), choices=Disclosure.choices, initial=Disclosure.PROACTIVE,
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Choose the disclosure attribute."),
            "invalid_choice": gettext_lazy("Choose the disclosure attribute."),
        },
    )  # fmt: skip
    ground = forms.ChoiceField(
        label=gettext_lazy("Legal reason, if it is not published"), required=False,
        choices=[("", gettext_lazy("None: it is published")), *RefusalGround.choices],
        help_text=gettext_lazy("By articles 14 to 16 of the Regulations on Open Government Information."),
        error_messages={"invalid_choice": gettext_lazy("Choose one of the legal reasons shown.")},
    )  # fmt: skip
    reason = forms.CharField(
        label=gettext_lazy("Why the reason applies here"), required=False, max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    deidentified = forms.BooleanField(
        label=gettext_lazy("Personal details and what must not be named were taken out, or there were none"),
        required=False,
    )
    removed = forms.CharField(
        label=gettext_lazy("What was taken out"), required=False, max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    explanation = forms.CharField(
        label=gettext_lazy("Explanation of the document"), required=False, max_length=10000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy(
            "Background, main points, who is concerned; needed where it is published. It is reviewed with the document."
        ),
    )  # fmt: skip
    explanation_url = forms.URLField(
        label=gettext_lazy("Or its address"), required=False, max_length=500, assume_scheme="https",
        error_messages={"invalid": gettext_lazy("This is no address of a page; it begins with https://.")},
    )  # fmt: skip
    opinions_received = forms.IntegerField(
        label=gettext_lazy("Opinions received"), required=False, min_value=0, max_value=1_000_000,
        help_text=gettext_lazy("Needed where it is published; 0 when there were none."),
        error_messages=NUMBER,
    )  # fmt: skip
    opinions_adopted = forms.IntegerField(
        label=gettext_lazy("Opinions adopted"), required=False, min_value=0, max_value=1_000_000,
        error_messages=NUMBER,
    )  # fmt: skip
    opinions_refused = forms.CharField(
        label=gettext_lazy("Opinions not adopted, and why"), required=False, max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip

    def __init__(self, *args: Any, gates: list[Gate], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, gate in FIELDS.items():
            if gate not in gates:
                del self.fields[name]


def review_of(situation: Situation) -> Release | None:
    """The release under review, behind its open step; no query."""
    task = situation.open_task("review_release")
    return task.process.release if task is not None else None


class PrepareRelease(ItemAct):
    """公开前审查 by the officer."""

    name = "release"
    label = gettext_lazy("Prepare the publication")
    confirm = gettext_lazy("Hand over what is to be published")
    right = Act.PUBLISH_PLAN
    form_class = PrepareForm
    template = "flows/parts/release_last.html"

    def is_possible(self) -> bool:
        """The plan sets gates, the approved plan waits for its publication, and nothing is under review."""
        return releases.is_preparable(self.commitment) and review_of(self.situation) is None

    def hint(self) -> str:
        """What the plan demands first."""
        return _("Needed before it can be published")

    def consequence(self) -> str:
        """Who looks at it, and what stays."""
        plan = self.commitment.plan
        if plan.gate_confidentiality:
            return _(
                "Another person of your agency, who neither wrote the plan nor prepared this, reviews it before it is "
                "published. The date of the publication counts on."
            )
        return _(
            "What you enter is kept with the publication. What is not published is reviewed by another person of your "
            "agency first. The date of the publication counts on."
        )

    def form(self, data: Mapping[str, Any] | None = None) -> forms.Form:
        """With what was prepared before."""
        last = releases.latest(self.commitment, withdrawn=True) if data is None else None
        start = {name: getattr(last, name) for name in FIELDS} if last is not None else None
        return PrepareForm(data, initial=start, gates=self.commitment.plan.gates)

    def context(self, form: forms.Form) -> dict[str, Any]:
        """How the last one was answered."""
        return {"last": releases.latest(self.commitment)}

    def perform(self, typed: Mapping[str, Any], *, actor: User, now: datetime) -> str:
        """Hand it over."""
        what = Prepared(**{name: value for name, value in typed.items() if name in FIELDS})
        _commitment, release = releasing.prepare(self.commitment.pk, what, actor=actor, now=now)
        if release.outcome:
            return _("Prepared. The publication can be recorded.")
        return _("Handed over for review. Until it passes, nothing may be published.")


class WithdrawRelease(ItemAct):
    """撤回公开审查 by who prepared it."""

    name = "release-withdraw"
    label = gettext_lazy("Withdraw what is under review")
    confirm = gettext_lazy("Confirm: withdraw it from the review")
    right = Act.PUBLISH_PLAN
    form_class = forms.Form

    def is_possible(self) -> bool:
        """The person prepared it, and nobody has decided."""
        release = review_of(self.situation)
        return release is not None and release.prepared_by_id == self.situation.scope.user_id

    def hint(self) -> str:
        """It can be prepared anew."""
        return _("The review ends; you can prepare it anew")

    def consequence(self) -> str:
        """It is over."""
        return _("The review ends undecided. What you wrote is kept; you can change it and hand it over again.")

    def perform(self, typed: Mapping[str, Any], *, actor: User, now: datetime) -> str:
        """Take it back."""
        releasing.withdraw(self.commitment.pk, actor=actor, now=now)
        if not self.commitment.plan.gates:
            return _("Withdrawn. The publication can be recorded.")
        return _("Withdrawn. Prepare the publication anew.")


class ObjectForm(forms.Form):
    """Why it should be published."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Write why it has to be published.")},
    )  # fmt: skip


class ObjectToRelease(ItemAct):
    """对不公开提出意见 by an inspector."""

    name = "release-object"
    label = gettext_lazy("Object that it was not published")
    confirm = gettext_lazy("Enter the objection")
    right = Act.INSPECT
    form_class = ObjectForm

    def is_possible(self) -> bool:
        """The plan was not published, and nobody has objected."""
        if not super().is_possible() or self.commitment.plan_published_at is None:
            return False
        reviewed = [task.process.release for task in self.situation.tasks if task.node == "review_release"]
        passed = [one for one in reviewed if one is not None and one.is_passed]
        return bool(passed) and not passed[-1].is_published and passed[-1].objected_at is None

    def hint(self) -> str:
        """It moves nothing."""
        return _("Officer, head and clerk are told; it moves nothing")

    def consequence(self) -> str:
        """Who is told, what stays."""
        return _(
            "Your objection stands in the history. Officer, head and supervision clerk are told. It moves no date and "
            "no step."
        )

    def perform(self, typed: Mapping[str, Any], *, actor: User, now: datetime) -> str:
        """Enter it."""
        releasing.object_to(self.commitment.pk, reason=typed["reason"], actor=actor, now=now)
        return _("Your objection is entered; officer, head and clerk are told.")
