"""From an uploaded file to a draft: checked at once, read by a job, nothing kept of what could not be read."""

import hashlib
import re
from datetime import datetime
from pathlib import PurePath
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workflow import policies
from workflow.errors import Invalid, NotVisible
from workflow.models import Agency, ImportDraft, Job, Plan, PlanDocument, User
from workflow.reading import NotReadable, Reading, Source
from workflow.reading.loading import load_apart, sniff
from workflow.reading.secrecy import marking
from workflow.services import jobs
from workflow.services.calendar import local_day
from workflow.services.imports.layout import begin
from workflow.services.imports.rereading import keep_source, read_source, told
from workflow.status import Act, JobStatus

KIND = "read_plan"
EXTENSIONS = (
    *(".docx", ".doc", ".wps", ".rtf", ".odt"),
    *(".xlsx", ".xls", ".ods", ".csv", ".tsv", ".tab"),
    *(".pdf", ".html", ".htm", ".mht", ".mhtml", ".txt", ".md", ".markdown"),
)
"""What the names of plan documents end with. What a file really is, its bytes decide (`reading.loading.sniff`); they
leave it open when they are letters only, which a programme or a log may be as well."""
LETTERS_ONLY = ("text", "markdown", "csv")
EXTENSION = re.compile(r"\.(?=[a-z0-9]*[a-z])[a-z0-9]{1,10}")
"""`.exe`, `.7z`; the end of “要点v1.2” or “要点.定稿” is none."""
MARKED_PAGES = 5
"""Pages of a PDF looked at before it is stored: a mark stands on the first one; the job looks at all of them."""


class SameDocument(Invalid):
    """The office has these bytes already. `draft` is a running review, `plan` what an earlier import became, `job` the
    job that reads it right now; exactly one is given."""

    def __init__(
        self,
        document: PlanDocument,
        *,
        draft: ImportDraft | None = None,
        plan: Plan | None = None,
        job: Job | None = None,
    ) -> None:
        super().__init__(
            "same_document",
            _("This is the same file as %(name)s, which is here already.") % {"name": document.filename},
            remedy=_("Nothing was stored a second time."),
        )
        self.document, self.draft, self.plan, self.job = document, draft, plan, job


def receive(office_id: int, filename: str, content: bytes, *, actor: User, now: datetime) -> Job:
    """Store a plan document as received and start reading it.

    Raises NotVisible (404) without the right to draft for the office, Invalid when the file is empty, too large, of
    no kind that can be read or marked as classified (nothing is stored then), SameDocument when the office has the same
    bytes already. What only opening all of it tells, that a PDF is scanned or a workbook damaged, ends the job.
    """
    _require(actor, office_id)
    check_file(content, filename)
    sha256 = hashlib.sha256(content).hexdigest()
    with transaction.atomic():
        # Two uploads of one file at the same moment: the second waits for the first and finds it.
        Agency.objects.select_for_update().get(pk=office_id)
        document = _known(office_id, sha256) or PlanDocument.objects.create(
            office_id=office_id,
            filename=filename[-255:],
            content=content,
            sha256=sha256,
            size=len(content),
            raw_text="",
            clean_text="",
            uploaded_by=actor,
            uploaded_at=now,
        )
        return _start(document, None, actor, now)


def read_again(document_pk: int, plan_pk: int, *, actor: User, now: datetime) -> Job:
    """Read a document a second time, as a new version of the plan it became. Raises NotVisible, SameDocument."""
    with transaction.atomic():
        document = PlanDocument.objects.select_related("office").defer("content").filter(pk=document_pk).first()
        if document is None:
            raise NotVisible
        _require(actor, document.office_id)
        Agency.objects.select_for_update().get(pk=document.office_id)
        plan = Plan.objects.filter(pk=plan_pk, office_id=document.office_id, document=document).first()
        if plan is None:
            raise NotVisible
        if held := _held(document, ignore_plan=True):
            raise held
        return _start(document, plan, actor, now)


def _require(actor: User, office_id: int) -> None:
    if not policies.scope_of(actor).allows(Act.DRAFT_DOCUMENT, office_id):
        raise NotVisible


def check_file(content: bytes, filename: str) -> None:
    """Raises Invalid for a file that is empty, too large, of no kind that can be read, letters under the name of
    another kind of file (`.exe`), or marked as classified."""
    limit: int = settings.PLAN_MAX_BYTES
    if len(content) > limit:
        raise too_large(limit)
    try:
        kind = sniff(content, filename)
    except NotReadable as fault:
        raise Invalid(fault.code, _(fault.message)) from fault
    if kind in LETTERS_ONLY:
        _refuse_name(filename)
    try:
        source = load_apart(content, filename, pages=MARKED_PAGES)
    except NotReadable:
        return  # the job says why, and keeps nothing of it either
    _refuse_marked(source, filename)


def _refuse_name(filename: str) -> None:
    extension = PurePath(filename).suffix.lower()
    if EXTENSION.fullmatch(extension) and extension not in EXTENSIONS:
        raise Invalid(
            "extension",
            _("A file that ends with %(extension)s is no plan document: %(name)s.")
            % {"extension": extension, "name": filename},
            remedy=_(
                "Hand in the plan as Word (.docx), Excel (.xlsx), PDF, web page or text (.txt). Nothing was stored."
            ),
        )


def _refuse_marked(source: Source, filename: str) -> None:
    if mark := marking(source.text, margins=source.margins, filename=filename):
        raise classified(mark)


def classified(mark: str) -> Invalid:
    """The refusal of a document marked 机密, 内部资料 …; it names the mark, not the document."""
    return Invalid(
        "classified",
        _("This document is marked “%(mark)s”. It was not stored, and no copy of it is kept.") % {"mark": mark},
        remedy=_(
            "Handle it by the rules for classified documents, on a system made for them. If the mark is a mistake, "
            "have it removed by whoever set it, then hand the document in again."
        ),
    )


def too_large(limit: int) -> Invalid:
    """The refusal of a file above `limit` bytes."""
    return Invalid(
        "too_large",
        _("The file is larger than %(size)s MB, which is more than a work plan needs.")
        % {"size": limit // (1024 * 1024)},
        remedy=_("Hand in the text of the plan alone, without pictures and scans."),
    )


def _known(office_id: int, sha256: str) -> PlanDocument | None:
    """The office's document of these bytes when it may simply be read again. Raises SameDocument otherwise."""
    document = (
        PlanDocument.objects.filter(office_id=office_id, sha256=sha256)
        .defer("content", "raw_text")
        .order_by("pk")
        .first()
    )
    if document is not None and (held := _held(document)):
        raise held
    return document


def _held(document: PlanDocument, *, ignore_plan: bool = False) -> SameDocument | None:
    drafts = list(document.drafts.select_related("plan").defer("reading", "review").order_by("-pk"))
    running = next((draft for draft in drafts if draft.plan_id is None and draft.abandoned_at is None), None)
    if running is not None:
        return SameDocument(document, draft=running)
    open_jobs = Job.objects.filter(kind=KIND, status__in=jobs.OPEN, arguments__document=document.pk)
    if (job := open_jobs.first()) is not None:
        return SameDocument(document, job=job)
    plan = next((draft.plan for draft in drafts if draft.plan is not None), None)
    return SameDocument(document, plan=plan) if plan is not None and not ignore_plan else None


def _start(document: PlanDocument, version_of: Plan | None, actor: User, now: datetime) -> Job:
    return jobs.start(
        KIND,
        title=_("Reading %(name)s") % {"name": document.filename},
        owner=actor,
        arguments={"document": document.pk, "version_of": version_of.pk if version_of else None},
        now=now,
    )


@jobs.register(KIND, again=("import_upload", gettext_lazy("Upload another file")))
def read_plan(job: Any) -> jobs.JobResult:
    """The job: read the document, lay out the draft. May run again after a worker died: the draft is made once.

    Raises Invalid when the file cannot be opened, takes too long or holds no item; the document is removed then (see
    `forget_unread`).
    """
    document = PlanDocument.objects.select_related("office").get(pk=job.arguments["document"])
    done = document.drafts.filter(plan=None, abandoned_at=None).first()
    if done is None:
        # PostgreSQL gives a memoryview.
        source = open_file(bytes(document.content), document.filename)
        reading = read_source(source, document.filename, progress=job.progress)
        if not reading.items:
            raise no_plan(reading)
        version_of = Plan.objects.filter(pk=job.arguments.get("version_of")).first()
        keep_source(document, source)
        done = make_draft(document, reading, actor=job.owner, now=job.started_at, version_of=version_of)
    return jobs.JobResult(url=reverse("import_review", args=[done.pk]), data={"items": len(done.review["items"])})


def open_file(content: bytes, filename: str) -> Source:
    """Text and tables of a file, read in a process that can be killed. Raises Invalid, also for a mark of secrecy."""
    try:
        source = load_apart(content, filename)
    except NotReadable as fault:
        raise Invalid(fault.code, _(fault.message)) from fault
    _refuse_marked(source, filename)
    return source


def no_plan(reading: Reading) -> Invalid:
    """The refusal of a text with no task in it: what was found, and what to do."""
    header = reading.header
    found = [
        _("%(n)d sentences were read; none of them gives anybody a task.") % {"n": len(reading.coverage.sentences)}
    ]
    if header.title:
        found.append(_("Title: %(title)s") % {"title": header.title[:60]})
    if header.issuer:
        found.append(_("Issuer: %(name)s") % {"name": header.issuer})
    if reading.coverage.sentences:
        start, end = reading.coverage.sentences[0].at
        found.append(_("It begins: %(text)s") % {"text": reading.clean[start:end][:60]})
    return Invalid(
        "no_items",
        _("This does not look like a work plan: %(name)s") % {"name": reading.filename},
        remedy=_(
            "Duban looks for paragraphs or table rows that say who does what: with the responsible agencies in "
            "brackets at their end, in lines of their own, or in columns. Hand in the plan itself, not the letter "
            "that goes with it, and check that nothing was lost when it was copied. Nothing was stored."
        ),
        details=found,
    )


def make_draft(
    document: PlanDocument, reading: Reading, *, actor: User, now: datetime, version_of: Plan | None = None
) -> ImportDraft:
    """The draft of a reading, ready for review. No plan exists before it is committed."""
    document_told = told(reading)
    with transaction.atomic():
        if not document.clean_text:
            document.clean_text = reading.clean
            document.save(update_fields=["clean_text"])
        return ImportDraft.objects.create(
            document=document,
            reading=document_told,
            clean_text=reading.clean,
            review=begin(document_told, reading.clean, local_day(now)),
            created_by=actor,
            created_at=now,
            changed_at=now,
            new_version_of=version_of,
        )


def forget_unread(job: Job) -> None:
    """Remove the document of a reading that failed or was cancelled, unless an earlier import stands on it."""
    if job.kind == KIND and job.status in (JobStatus.FAILED, JobStatus.CANCELLED):
        PlanDocument.objects.filter(pk=job.arguments.get("document"), drafts=None, plans=None).delete()


jobs.on_finish(forget_unread)
