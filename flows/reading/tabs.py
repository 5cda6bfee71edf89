"""The papers of an item, one tab a read: each in a number of queries that does not grow with the rows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from flows.reading import duties
from workflow.models import (
    Attachment,
    Commitment,
    Duty,
    Evidence,
    Finding,
    ImplementationPlan,
    Inspection,
    JournalEntry,
    PlanPublication,
    ProgressReport,
    Rectification,
)
from workflow.services import correcting, provenance
from workflow.services.acts import act_label
from workflow.services.differences import told
from workflow.status import Stage

LATEST = 50
"""Rows a tab shows at most; the history has more behind a link."""


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab: its name in the address, its label, how many rows it holds (None: not counted)."""

    name: str
    label: Any
    count: int | None


LABELS: Mapping[str, Any] = {
    "progress": _("Progress"),
    "plan": pgettext_lazy("tab", "Plan"),
    "inspection": pgettext_lazy("tab", "Inspection"),
    "duties": pgettext_lazy("tab", "Recurring duties"),
    "files": _("Files"),
    "source": _("Source text"),
    "flow": _("Diagram"),
    "history": _("History"),
}


def _how_many(rows: QuerySet[Any], what: Any = "pk") -> Coalesce:
    counted = rows.filter(commitment=OuterRef("pk")).order_by().values("commitment")
    return Coalesce(
        Subquery(counted.annotate(n=Count(what, distinct=True)).values("n"), output_field=IntegerField()), 0
    )


def with_counts(commitments: QuerySet[Commitment]) -> QuerySet[Commitment]:
    """Commitments with how many reports and files they have, in the same query."""
    return commitments.annotate(
        report_count=_how_many(ProgressReport.objects.all()),
        file_count=_how_many(Evidence.objects.all(), "attachment"),
        duty_count=_how_many(Duty.objects.filter(ended_at__isnull=True)),
    )


def tabs(commitment: Any) -> list[Tab]:
    """The tabs in their order; the commitment was read `with_counts`."""
    counts: dict[str, int | None] = {
        "progress": commitment.report_count,
        "plan": commitment.plan_revision,
        "inspection": commitment.inspection_count,
        "duties": commitment.duty_count,
        "files": commitment.file_count,
        "source": None,
        "flow": None,
        "history": commitment.journal_seq,
    }
    shown = [name for name in LABELS if name != "duties" or commitment.duty_count]
    return [Tab(name, LABELS[name], counts[name]) for name in shown]


def chosen(name: str, commitment: Commitment) -> str:
    """The tab asked for, else the one that fits the stage."""
    if name in LABELS:
        return name
    if commitment.stage_of_work is Stage.EXECUTING:
        return "progress"
    if commitment.stage_of_work in (Stage.INSPECTION, Stage.ACCEPTED, Stage.CLOSED):
        return "inspection"
    return "plan"


def content(name: str, commitment: Commitment, older: str) -> dict[str, Any]:
    """What the tab shows, as template context."""
    return _READERS[name](commitment, older)


def _files_of(commitment: Commitment) -> dict[str, list[Attachment]]:
    """Attachments by what cites them: plan:12, report:7."""
    found: dict[str, list[Attachment]] = {}
    cited = Evidence.objects.filter(commitment=commitment).select_related("attachment")
    for evidence in cited.order_by("pk"):
        found.setdefault(evidence.subject, []).append(evidence.attachment)
    return found


def _progress(commitment: Commitment, older: str) -> dict[str, Any]:
    rows = (
        ProgressReport.objects.filter(commitment=commitment)
        .select_related("submitted_by", "answered_by")
        .order_by("-period_end", "-pk")[:LATEST]
    )
    files = _files_of(commitment)
    return {"reports": [(report, files.get(f"report:{report.pk}", [])) for report in rows]}


def _plan(commitment: Commitment, older: str) -> dict[str, Any]:
    rows = (
        ImplementationPlan.objects.filter(commitment=commitment)
        .select_related("submitted_by")
        .prefetch_related("measures")
        .order_by("-revision")[:LATEST]
    )
    files = _files_of(commitment)
    publications = list(
        PlanPublication.objects.filter(commitment=commitment)
        .select_related("recorded_by", "release__prepared_by", "release__objected_by")
        .order_by("-pk")[:LATEST]
    )
    return {
        "versions": [(plan, files.get(f"plan:{plan.pk}", [])) for plan in rows],
        "publications": [(row, files.get(f"publication:{row.pk}", [])) for row in publications],
    }


def _inspection(commitment: Commitment, older: str) -> dict[str, Any]:
    findings = Finding.objects.select_related("raised_by").order_by("number")
    rectifications = Rectification.objects.select_related("submitted_by").order_by("attempt")
    rows = list(
        Inspection.objects.filter(commitment=commitment)
        .select_related("claim__claimed_by", "inspector")
        .prefetch_related(Prefetch("findings", findings.prefetch_related(Prefetch("rectifications", rectifications))))
        .order_by("-number")[:LATEST]
    )
    files = _files_of(commitment)
    for inspection in rows:
        inspection.claim_files = files.get(f"claim:{inspection.claim_id}", [])  # type: ignore[attr-defined]
        for finding in inspection.findings.all():
            for made in finding.rectifications.all():
                made.files = files.get(f"rectification:{made.pk}", [])  # type: ignore[attr-defined]
    return {"inspections": rows}


def _duties(commitment: Commitment, older: str) -> dict[str, Any]:
    return {"duty_records": duties.of_item(commitment)}


def _files(commitment: Commitment, older: str) -> dict[str, Any]:
    cited = (
        Evidence.objects.filter(commitment=commitment)
        .select_related("attachment__uploaded_by")
        .order_by("-pk")[: LATEST * 4]
    )
    rows: dict[int, tuple[Attachment, list[str]]] = {}
    for evidence in cited:
        found = rows.setdefault(evidence.attachment_id, (evidence.attachment, []))
        kind = str(CITED.get(evidence.subject.partition(":")[0], ""))
        if kind and kind not in found[1]:
            found[1].append(kind)
    return {"file_rows": list(rows.values())}


CITED: Mapping[str, Any] = {
    "plan": _("Implementation plan"),
    "publication": _("Publication of the plan"),
    "report": _("Progress report"),
    "claim": _("Completion claim"),
    "rectification": _("Rectification"),
    "duty": _("Recurring duty"),
}


def _source(commitment: Commitment, older: str) -> dict[str, Any]:
    return {"whence": provenance.of_item(commitment.item_id)}


def _flow(commitment: Commitment, older: str) -> dict[str, Any]:
    return {}


def _history(commitment: Commitment, older: str) -> dict[str, Any]:
    """Newest first; `older` is the id of an entry, the page starts behind it."""
    entries = JournalEntry.objects.filter(commitment=commitment).order_by("-id")
    if older.isdecimal() and len(older) < 19:
        entries = entries.filter(pk__lt=int(older))
    found = list(entries[: LATEST + 1])
    more = str(found[LATEST - 1].pk) if len(found) > LATEST else ""
    corrections = correcting.corrections_of(commitment, found)
    rows = [
        (entry, _what(entry), told(entry.data.get("differences", [])), corrections.get(entry.seq, []))
        for entry in found[:LATEST]
    ]
    return {"entries": rows, "page": {"newer": "", "older": more}, "first_page": not older}


def _what(entry: JournalEntry) -> str:
    if entry.act != correcting.CORRECTED:
        return act_label(entry.act)
    return gettext("%(act)s of “%(first)s”") % {"act": act_label(entry.act), "first": act_label(entry.data["corrects"])}


_READERS: Mapping[str, Callable[[Commitment, str], dict[str, Any]]] = {
    "progress": _progress,
    "plan": _plan,
    "inspection": _inspection,
    "duties": _duties,
    "files": _files,
    "source": _source,
    "flow": _flow,
    "history": _history,
}
