"""Files of agencies, handed out to those who may see the agency's work."""

from pathlib import Path
from typing import cast

from django.conf import settings
from django.http import FileResponse, HttpRequest
from django.views.decorators.http import require_safe

from workflow import policies
from workflow.errors import NotVisible
from workflow.models import Attachment, Evidence, User
from workflow.scope import Scope
from workflow.status import Act


@require_safe
def file(request: HttpRequest, pk: int) -> FileResponse:
    """The file as an attachment under its own name; never shown inside a page, whatever it claims to be."""
    attachment = Attachment.objects.filter(pk=pk).first()
    scope = policies.scope_of(cast(User, request.user))
    if attachment is None or not _is_visible(attachment, scope):
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


def _is_visible(attachment: Attachment, scope: Scope) -> bool:
    """It is of an agency whose work the person sees, or evidence of a commitment of such a one: with that it went over
    to the successor of the agency that handed it in."""
    if scope.allows(Act.VIEW_COMMITMENTS, attachment.agency_id):
        return True
    seen = sorted(scope.agencies(Act.VIEW_COMMITMENTS))
    return Evidence.objects.filter(attachment=attachment, commitment__agency__in=seen).exists()
