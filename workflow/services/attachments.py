"""Files: stored once under their digest, cited many times."""

import hashlib
from collections.abc import Collection
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from workflow.bulk import insert_select
from workflow.errors import Invalid
from workflow.models import Agency, Attachment, Commitment, Evidence, User

ALLOWED = {
    ".pdf", ".doc", ".docx", ".wps", ".xls", ".xlsx", ".et", ".ofd", ".txt", ".csv", ".png", ".jpg", ".jpeg", ".zip",
}  # fmt: skip


def store(upload: UploadedFile[bytes], agency: Agency, *, actor: User, now: datetime) -> Attachment:
    """Keep a file of the agency; the same bytes under the same name are kept once.

    Raises Invalid for an empty or too large file or a kind that is not taken.
    """
    name = Path(upload.name or "").name
    if Path(name).suffix.lower() not in ALLOWED:
        raise Invalid(
            "file_kind",
            _("Files of this kind are not taken: %(name)s.") % {"name": name},
            remedy=_("Hand in PDF, OFD, Word, Excel, text, a picture or ZIP."),
        )
    size = upload.size or 0
    if not size:
        raise Invalid("file_empty", _("The file is empty: %(name)s.") % {"name": name}, remedy=_("Choose it again."))
    if size > settings.ATTACHMENT_MAX_BYTES:
        raise Invalid(
            "file_too_large",
            _("The file is larger than %(limit)s MB: %(name)s.")
            % {"name": name, "limit": settings.ATTACHMENT_MAX_BYTES // 1024 // 1024},
            remedy=_("Make it smaller or split it."),
        )
    content = upload.read()
    sha256 = hashlib.sha256(content).hexdigest()
    path = f"{sha256[:2]}/{sha256}"
    target = Path(settings.MEDIA_ROOT) / path
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        partial = target.with_suffix(f".{actor.pk}.part")
        partial.write_bytes(content)
        partial.replace(target)
    attachment, _made = Attachment.objects.get_or_create(
        agency=agency,
        sha256=sha256,
        filename=name,
        defaults={
            "size": size,
            "content_type": (upload.content_type or "application/octet-stream")[:120],
            "path": path,
            "uploaded_by": actor,
            "uploaded_at": now,
        },
    )
    return attachment


def cite(
    commitment: Commitment, files: Collection[int], subject: str, *, now: datetime, agency_id: int | None = None
) -> None:
    """Cite files, by their ids, as evidence of something just handed in; one statement. What was handed in before and
    came back may have some of them already: they are not cited twice, which takes a second one.

    Raises Invalid when one of them is not a file of the agency that hands in: the commitment's own without `agency_id`.
    """
    if not files:
        return
    known = Evidence.objects.filter(commitment=commitment, subject=subject)
    own = Attachment.objects.filter(pk__in=files, agency_id=agency_id or commitment.agency_id)
    fresh = own.exclude(pk__in=known.values("attachment_id"))
    cited = {"commitment_id": commitment.pk, "attachment_id": F("pk"), "subject": subject, "cited_at": now}
    wanted = len(set(files))
    if len(insert_select(Evidence, fresh, cited)) != wanted and known.filter(attachment__in=own).count() != wanted:
        raise Invalid("foreign_file", _("One of the files is none of your agency."), remedy=_("Upload it again."))
