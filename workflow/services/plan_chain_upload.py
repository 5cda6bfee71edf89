"""An upper-level document handed in only to compare with: checked at once, read by a job, never a plan."""

import hashlib
from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workflow.errors import Invalid
from workflow.models import Job, Plan, UpperDocument, UpperItem, User
from workflow.services import jobs, plan_chain
from workflow.services.imports.places import span_columns
from workflow.services.imports.rereading import read_source
from workflow.services.imports.upload import check_file, no_plan, open_file
from workflow.status import JobStatus

KIND = "read_upper"


def receive(plan_pk: int, filename: str, content: bytes, *, title: str, number: str, actor: User, now: datetime) -> Job:
    """Store the file and start reading it. An empty `title` is taken from the document.

    Raises NotVisible (404), NotPermitted (403), Invalid for a file that cannot be read or is here already.
    """
    with transaction.atomic():
        plan = plan_chain.lock(plan_pk, actor)
        check_file(content, filename)
        sha256 = hashlib.sha256(content).hexdigest()
        if plan.upper_documents.filter(sha256=sha256).exists():
            raise Invalid(
                "same_document",
                _("This is the same file as %(name)s, which is here already.") % {"name": filename},
                remedy=_("Nothing was stored a second time."),
            )
        document = UpperDocument.objects.create(
            plan=plan,
            title=title.strip()[:300],
            document_number=number.strip()[:60],
            filename=filename[-255:],
            content=content,
            sha256=sha256,
            added_by=actor,
            added_at=now,
        )
        return jobs.start(
            KIND,
            title=_("Reading %(name)s") % {"name": document.filename},
            owner=actor,
            arguments={"document": document.pk, "plan": plan.pk},
            now=now,
        )


@jobs.register(KIND, again=("plan_chain", gettext_lazy("Back to the plan chain"), "plan"))
def read_upper(job: Any) -> jobs.JobResult:
    """The job: read the document and propose links. May run again after a worker died: it is filled once."""
    document = UpperDocument.objects.get(pk=job.arguments["document"])
    if document.read_at is None:
        # PostgreSQL gives a memoryview.
        source = open_file(bytes(document.content), document.filename)
        reading = read_source(source, document.filename, progress=job.progress)
        if not reading.items:
            raise no_plan(reading)
        items = [
            UpperItem(
                document=document,
                order=order,
                number=item.number[:60],
                heading=(item.heading or "")[:300],
                text=item.text,
                **span_columns(list(item.at)),
            )
            for order, item in enumerate(reading.items, start=1)
        ]
        document.title = document.title or (reading.header.title or document.filename)[:300]
        document.document_number = document.document_number or (reading.header.document_number or "")[:60]
        document.clean_text = reading.clean
        with transaction.atomic():
            document.plan = plan_chain.lock(document.plan_id, job.owner)
            # Another worker may have taken the job over while this one was reading.
            if not UpperDocument.objects.filter(pk=document.pk, read_at__isnull=False).exists():
                plan_chain.fill(document, items, actor=job.owner, now=job.started_at)
    address = reverse("plan_chain", args=[document.plan_id])
    return jobs.JobResult(url=f"{address}?upper={document.pk}", data={"items": document.items.count()})


def being_read(plan: Plan) -> list[UpperDocument]:
    """Files of the plan whose reading has not ended; one query."""
    return list(plan.upper_documents.filter(read_at__isnull=True).only("filename", "title", "plan"))


def forget_unread(job: Job) -> None:
    """Remove the file of a reading that failed or was cancelled."""
    if job.kind == KIND and job.status in (JobStatus.FAILED, JobStatus.CANCELLED):
        UpperDocument.objects.filter(pk=job.arguments.get("document"), read_at__isnull=True).delete()


jobs.on_finish(forget_unread)
