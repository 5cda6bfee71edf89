"""The picture of a flow: every node and way drawn once, live state, BPMN that other tools read."""

from datetime import datetime
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.urls import reverse

from flows.actions import commitment as steps
from flows.diagram.bpmn import BPMN, BPMNDI, export
from flows.diagram.layout import layout
from flows.diagram.live import picture
from flows.models import Process, Task
from flows.registry import FLOWS, edges, nodes
from tests.builders import City, issue_plan, make_plan, open_task, plan_text, walk
from workflow.models import Commitment


@pytest.mark.parametrize("flow_class", FLOWS, ids=lambda flow: flow.__name__)
def test_no_node_covers_another(flow_class: Any) -> None:
    boxes = list(layout(flow_class).boxes.values())
    assert {box.node.name for box in boxes} == {node.name for node in nodes(flow_class)}
    for index, a in enumerate(boxes):
        for b in boxes[index + 1 :]:
            apart = a.right <= b.x or b.right <= a.x or a.bottom <= b.y or b.bottom <= a.y
            assert apart, f"{a.node.name} and {b.node.name} overlap"


@pytest.mark.parametrize("flow_class", FLOWS, ids=lambda flow: flow.__name__)
def test_the_bpmn_file_holds_every_node_way_and_deadline(flow_class: Any) -> None:
    root = ET.fromstring(export(flow_class, lane_titles={}, outcome_titles={}))
    ids = {element.get("id") for element in root.iter()}
    assert {node.name for node in nodes(flow_class)} <= ids
    ways = [(e.get("sourceRef"), e.get("targetRef")) for e in root.iter(f"{{{BPMN}}}sequenceFlow")]
    assert sorted(ways) == sorted((a, b) for a, b, _ in edges(flow_class))
    human = [node for node in nodes(flow_class) if node.task_type == "HUMAN"]
    assert len(list(root.iter(f"{{{BPMN}}}boundaryEvent"))) == len(human)
    drawn = {shape.get("bpmnElement") for shape in root.iter(f"{{{BPMNDI}}}BPMNShape")}
    assert drawn <= ids
    assert {edge.get("bpmnElement") for edge in root.iter(f"{{{BPMNDI}}}BPMNEdge")} <= ids


@pytest.fixture
def returned(city: City, now: datetime) -> Commitment:
    """Returned by the office once, handed in again, at the head now."""
    commitment = issue_plan(city, make_plan(city, now), now)[0]
    task = walk(city, commitment, now, "approve_plan")
    assert task is not None
    steps.return_plan(task.pk, actor=city.leader, now=now, reason="缺少分工。")
    again = open_task("write_plan", commitment=commitment)
    steps.hand_in_plan(again.pk, plan_text(), actor=city.officer, now=now)
    return commitment


@pytest.mark.django_db
def test_after_a_return_the_steps_behind_are_still_to_come(returned: Commitment) -> None:
    process = Process.objects.get(commitment=returned, parent__isnull=True)
    drawn = picture(process, list(Task.objects.filter(process=process).select_related("owner").order_by("pk")))
    states = {step.name: step.state for step in drawn.human_steps}
    assert states["write_plan"] == "was"
    assert states["sign_plan"] == "now"
    assert states["approve_plan"] == "later"
    assert ("approved", "write_plan") in drawn.past
    assert drawn.position == 3


@pytest.mark.django_db
def test_the_file_is_served_to_those_who_may_see_the_item(city: City, returned: Commitment, client_of: Any) -> None:
    process = Process.objects.get(commitment=returned, parent__isnull=True)
    address = reverse("item_bpmn", args=[returned.pk, process.pk])
    answer = client_of(city.officer).get(address)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("application/bpmn+xml")
    assert client_of(city.outsider).get(address).status_code == 404
