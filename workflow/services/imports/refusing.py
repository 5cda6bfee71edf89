"""Refusing repairs of a text, or making them after all: what would change, then the change.

Both read the document again. What takes long does so in a job, so that no page waits for it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workflow.errors import Invalid
from workflow.models import ImportDraft, Job, User
from workflow.reading import Reading
from workflow.services import jobs
from workflow.services.imports.carrying import Change, Outcome, carry
from workflow.services.imports.differences import Piece, pieces
from workflow.services.imports.layout import begin
from workflow.services.imports.repairs import Repair, chosen
from workflow.services.imports.rereading import Progress, clean_again, reread, told
from workflow.services.imports.session import act, require_open, require_revision, review_of, visible
from workflow.services.imports.state import Refusal, Span
from workflow.status import JobStatus

KIND = "reread_plan"
AT_ONCE = 120_000
"""Characters that are read again while a page waits: about a second."""
SHOWN = 60
"""Changed items that a preview shows."""


@dataclass(frozen=True, slots=True)
class Shown:
    """An item that reads differently, with its changes marked. `kind` is changed, new or gone."""

    number: str
    kind: str
    pieces: list[Piece]


@dataclass(frozen=True, slots=True)
class Preview:
    """What a refusal would do: items that read differently (the first of `changed`), and the edits that would go."""

    changes: list[Shown]
    changed: int
    lost: list[str]
    count: int
    """Repairs that are refused or taken back."""

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Preview":
        """One that a job kept as `asdict` gives it."""
        changes = [
            Shown(one["number"], one["kind"], [Piece(**piece) for piece in one["pieces"]]) for one in kept["changes"]
        ]
        return cls(changes, kept["changed"], kept["lost"], kept["count"])


def preview(draft: ImportDraft, wanted: Sequence[Repair], *, back: bool, progress: Progress | None = None) -> Preview:
    """What refusing the repairs (or making them after all) would change. Reads the document."""
    outcome, _reading = _again(draft, wanted, back=back, progress=progress)
    shown = [_shown(change) for change in outcome.changes[:SHOWN]]
    return Preview(shown, len(outcome.changes), outcome.lost, len(wanted))


def _shown(change: Change) -> Shown:
    kind = "new" if not change.before else "gone" if not change.after else "changed"
    return Shown(change.number, kind, pieces(change.before, change.after))


def refuse(
    draft_pk: int,
    *,
    kind: str = "",
    pair: str = "",
    one: str = "",
    back: bool = False,
    lose_edits: bool = False,
    revision: int,
    actor: User,
    now: datetime,
    progress: Progress | None = None,
) -> ImportDraft:
    """Read the document again without some of its repairs, or (`back`) with them after all.

    Decisions about items that stay the same are kept. Raises Invalid when edits would be lost and `lose_edits` does not
    say that the person knows.
    """
    # Read before the draft is locked: on SQLite nobody else could write meanwhile. Whoever changes the draft in
    # between moves its revision, and then this is refused.
    seen = visible(draft_pk, actor)
    require_open(seen)
    require_revision(seen, revision)
    wanted = chosen(seen, kind=kind, pair=pair, one=one, back=back)
    outcome, reading = _again(seen, wanted, back=back, progress=progress)
    with act(draft_pk, "refuse", revision=revision, actor=actor, now=now) as session:
        draft = session.draft
        if outcome.lost and not lose_edits:
            raise Invalid(
                "edits_lost",
                _("Your work on %(n)d items would be lost.") % {"n": len(outcome.lost)},
                remedy=_("Look at what changes, then confirm it."),
                details=outcome.lost,
            )
        session.review = outcome.review
        session.noted |= {"n": str(len(wanted)), "raw": wanted[0].raw[:30], "clean": wanted[0].clean[:30]}
        session.noted |= {"back": "1"} if back else {}
        draft.reading, draft.clean_text = told(reading), reading.clean
        draft.save(update_fields=["reading", "clean_text"])
    return draft


# -- in a job ----------------------------------------------------------------------------------------------------------


def takes_long(draft: ImportDraft) -> bool:
    """Whether reading the draft's document again is nothing to wait for."""
    return len(draft.document.raw_text) > AT_ONCE


def start(
    draft: ImportDraft, which: Mapping[str, str], *, back: bool, confirm: bool, lose_edits: bool, **who: Any
) -> Job:
    """Preview the refusal in a job, or (`confirm`) make it; `which` and `who` are the arguments of `chosen` and
    `refuse`."""
    title = _("Reading %(name)s again") if confirm else _("What would change in %(name)s")
    asked = {"which": dict(which), "back": back, "confirm": confirm, "lose_edits": lose_edits}
    return jobs.start(
        KIND,
        title=title % {"name": draft.document.filename},
        owner=who["actor"],
        arguments={"draft": draft.pk, "revision": who["revision"], **asked},
        now=who["now"],
    )


# Not restartable: the worker may have died after the change was made.
@jobs.register(KIND, restartable=False, again=("plan_list", gettext_lazy("Back to the plans")))
def reread_plan(job: Any) -> jobs.JobResult:
    """The job. Its result has the preview, or what was done; the list of repairs shows either (`?job=`)."""
    asked = job.arguments
    draft = visible(asked["draft"], job.owner)
    require_open(draft)
    require_revision(draft, asked["revision"])
    wanted = chosen(draft, **asked["which"], back=asked["back"])
    data: dict[str, Any] = {"first": wanted[0].words, "count": len(wanted)}
    if asked["confirm"]:
        refuse(
            draft.pk, **asked["which"], back=asked["back"], lose_edits=asked["lose_edits"],
            revision=asked["revision"], actor=job.owner, now=job.started_at, progress=job.progress,
        )  # fmt: skip
    else:
        data["preview"] = asdict(preview(draft, wanted, back=asked["back"], progress=job.progress))
    return jobs.JobResult(url=f"{reverse('import_repairs', args=[draft.pk])}?job={job.job.pk}", data=data)


def finished(job_pk: int, draft: ImportDraft, actor: User) -> Job | None:
    """The person's own job of this draft that has ended well; None otherwise."""
    job = jobs.jobs_of(actor).filter(pk=job_pk, kind=KIND, status=JobStatus.DONE).first()
    return job if job is not None and job.arguments["draft"] == draft.pk else None


# -- reading again -----------------------------------------------------------------------------------------------------


def _again(
    draft: ImportDraft, wanted: Sequence[Repair], *, back: bool, progress: Progress | None
) -> tuple[Outcome, Reading]:
    old = review_of(draft)
    places = {repair.key for repair in wanted}
    refused = [one for one in old["refused"] if not (back and f"{one['at'][0]}-{one['at'][1]}" in places)]
    if not back:
        refused += [Refusal(kind=one.kind, raw=one.raw, clean=one.clean, at=one.raw_at) for one in wanted]
        refused.sort(key=lambda one: one["at"])
    before, after = clean_again(draft.document, old["refused"]), reread(draft.document, refused, progress)
    known = before.text == draft.text

    def remap(at: Span | None) -> Span | None:
        # A reading of an earlier release has other places: what cannot be found again has none.
        if at is None or not known:
            return None
        start, end = after.document.clean_span(before.raw_span((at[0], at[1])))
        return [start, end] if start < end else None

    day = draft.created_at.date()
    original = begin(draft.reading, draft.text, day)
    outcome = carry(old, original, begin(told(after), after.clean, day), remap)
    outcome.review["refused"] = refused
    return outcome, after
