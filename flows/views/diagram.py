"""The flow of a commitment as a BPMN file."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from flows.diagram.bpmn import export
from flows.diagram.words import LANES, OUTCOMES
from flows.models import Process
from workflow.models import Commitment
from workflow.policies import scope_of


@require_GET
def item_bpmn(request: HttpRequest, pk: int, process_pk: int) -> HttpResponse:
    """Download one flow of a commitment the person may see; 404 otherwise."""
    visible = Commitment.objects.read_by(scope_of(request.user))
    process = get_object_or_404(Process, pk=process_pk, commitment__in=visible.filter(pk=pk))
    content = export(
        process.flow_class,
        lane_titles={name: str(title) for name, title in LANES.items()},
        outcome_titles={name: str(title) for name, title in OUTCOMES.items()},
    )
    name = process.flow_class.__name__
    return HttpResponse(
        content,
        content_type="application/bpmn+xml; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}-{process.pk}.bpmn"'},
    )
