"""Files of a form: uploaded now, uploaded before and remembered by the draft, or cited earlier and used again."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from flows.forms.base import Sheet
from workflow.errors import Invalid
from workflow.models import Agency, Attachment, Commitment, Evidence
from workflow.services import attachments


@dataclass(frozen=True, slots=True)
class Paper:
    """One file on offer; `chosen` files go along."""

    attachment: Attachment
    chosen: bool
    earlier: bool
    """Already cited at this item."""


class Papers:
    """The files of one form.

    A browser sends a file once: it is stored at once, also when something else in the form is wrong, and from then on
    travels by its id.
    """

    label = gettext_lazy("Files")

    def __init__(self, sheet: Sheet, *, preset: Iterable[int] = ()) -> None:
        self.sheet = sheet
        self.faults: list[Invalid] = []
        self.stored: list[Attachment] = []
        self.preset = set(preset)

    def store(self) -> None:
        """Keep what was uploaded with this request; what cannot be taken becomes a fault."""
        for upload in self.sheet.uploads:
            try:
                with transaction.atomic():
                    kept = attachments.store(upload, self.agency, actor=self.sheet.actor, now=self.sheet.now)
            except Invalid as fault:
                self.faults.append(fault)
            else:
                self.stored.append(kept)

    @property
    def agency(self) -> Agency:
        """Whose files they are: of the agency that does the step, which need not be that of the commitment."""
        task, commitment = self.sheet.open_task, self.sheet.commitment
        other = task.agency if task.agency_id != commitment.agency_id else None
        return other or commitment.agency

    @property
    def ids(self) -> list[int]:
        """Ids of the files that go along: ticked ones and those just stored; the preset while nothing was typed."""
        if self.sheet.typed is None:
            return sorted(self.preset)
        ticked = [int(value) for value in self.sheet.values("file") if value.isdecimal() and len(value) < 19]
        return list(dict.fromkeys([*ticked, *(kept.pk for kept in self.stored)]))

    @cached_property
    def offered(self) -> list[Paper]:
        """Earlier evidence of the item and every file that goes along, once each."""
        chosen = set(self.ids)
        cited = _cited(self.sheet.commitment, self.agency)
        earlier = {attachment.pk for attachment in cited}
        others = Attachment.objects.filter(pk__in=chosen - earlier, agency_id=self.agency.pk).select_related(
            "uploaded_by"
        )
        return [
            Paper(attachment, attachment.pk in chosen, attachment.pk in earlier)
            for attachment in [*cited, *others.order_by("pk")]
        ]

    def hint(self) -> str:
        """What may be uploaded."""
        from django.conf import settings

        return _("At most %(size)d MB each: PDF, OFD, Word, Excel, text, pictures, ZIP") % {
            "size": settings.ATTACHMENT_MAX_BYTES // 1024 // 1024
        }


def _cited(commitment: Commitment, agency: Agency) -> list[Attachment]:
    """The agency's own files at the item, newest first: those of others cannot be handed in for it."""
    found: dict[int, Attachment] = {}
    rows = (
        Evidence.objects.filter(commitment=commitment, attachment__agency=agency)
        .select_related("attachment__uploaded_by")
        .order_by("-pk")
    )
    for evidence in rows[:200]:
        found.setdefault(evidence.attachment_id, evidence.attachment)
    return list(found.values())


def cited_by(commitment: Commitment, subject: str) -> list[int]:
    """Ids of the files something handed in cites; `subject` is such as plan:12."""
    return list(Evidence.objects.filter(commitment=commitment, subject=subject).values_list("attachment_id", flat=True))
