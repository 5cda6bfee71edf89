"""Files of agencies, handed out to those who may see the agency's work, or read an item it is evidence of."""

from pathlib import Path
from typing import cast

from django.conf import settings
from django.http import FileResponse, HttpRequest
from django.views.decorators.http import require_safe

from workflow import policies
from workflow.errors import NotVisible
from workflow.models import Attachment, Commitment, Evidence, User
from workflow.scope import Scope
from workflow.status import Act


def _is_cited_where(attachment: Attachment, scope: Scope) -> bool:
    """Whether the file is evidence of an item the person may read: that of a lead to which his agency contributes, or
    of a partner that contributes to an item of his."""
    read = Commitment.objects.read_by(scope).values("pk")
    return Evidence.objects.filter(attachment=attachment, commitment__in=read).exists()


@require_safe
def file(request: HttpRequest, pk: int) -> FileResponse:
    """The file as an attachment under its own name; never shown inside a page, whatever it claims to be."""
    attachment = Attachment.objects.filter(pk=pk).first()
    scope = policies.scope_of(cast(User, request.user))
    if attachment is None or not (
        scope.allows(Act.VIEW_COMMITMENTS, attachment.agency_id) or _is_cited_where(attachment, scope)
    ):
        raise NotVisible
    path = Path(settings.MEDIA_ROOT) / attachment.path
    if not path.is_file():
        raise NotVisible
    answer = FileResponse(
        path.open("rb"),
        as_attachment=True,
        filename=attachment.filename,
        content_type="application/octet-stream",
    )
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "private, max-age=0, must-revalidate"
    return answer
