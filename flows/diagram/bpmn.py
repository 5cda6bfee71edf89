"""BPMN 2.0 of a flow, with its diagram interchange, readable by other modellers.

Deadlines are boundary timer events (non-interrupting), waits receive tasks, agencies and desks lanes.
"""

from typing import Any
from xml.etree import ElementTree as ET

from flows.diagram.layout import Box, Layout, layout

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
BPMNDI = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
DI = "http://www.omg.org/spec/DD/20100524/DI"
TARGET = "urn:duban:flows"

ELEMENTS = {
    "start": "startEvent",
    "end": "endEvent",
    "gateway": "exclusiveGateway",
    "wait": "receiveTask",
    "task": "userTask",
}
TIMER = 24

for prefix, uri in (("bpmn", BPMN), ("bpmndi", BPMNDI), ("dc", DC), ("di", DI)):
    ET.register_namespace(prefix, uri)


def export(flow_class: Any, *, lane_titles: dict[str, str], outcome_titles: dict[str, str]) -> bytes:
    """The flow as BPMN 2.0 XML (UTF-8), titles in the active language."""
    drawn = layout(flow_class)
    root = ET.Element(f"{{{BPMN}}}definitions", {"id": f"definitions_{flow_class.__name__}", "targetNamespace": TARGET})
    process = ET.SubElement(
        root,
        f"{{{BPMN}}}process",
        {"id": flow_class.__name__, "name": str(flow_class.process_title), "isExecutable": "false"},
    )
    _lanes(process, drawn, lane_titles)
    for box in drawn.boxes.values():
        _node(process, drawn, box)
    for line in drawn.lines:
        attributes = {"id": _flow_id(line.source, line.target), "sourceRef": line.source, "targetRef": line.target}
        if line.outcome:
            attributes["name"] = outcome_titles.get(line.outcome, line.outcome)
        ET.SubElement(process, f"{{{BPMN}}}sequenceFlow", attributes)
    _interchange(root, drawn, flow_class.__name__)
    ET.indent(root)
    content: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return content


def _flow_id(source: str, target: str) -> str:
    return f"flow_{source}_{target}"


def _lanes(process: ET.Element, drawn: Layout, titles: dict[str, str]) -> None:
    lane_set = ET.SubElement(process, f"{{{BPMN}}}laneSet", {"id": "lanes"})
    for lane in drawn.lanes:
        element = ET.SubElement(
            lane_set, f"{{{BPMN}}}lane", {"id": f"lane_{lane.name}", "name": titles.get(lane.name, lane.name)}
        )
        for box in drawn.boxes.values():
            if box.lane == lane.name:
                ET.SubElement(element, f"{{{BPMN}}}flowNodeRef").text = box.node.name


def _node(process: ET.Element, drawn: Layout, box: Box) -> None:
    attributes = {"id": box.node.name}
    if box.kind in ("task", "wait"):
        attributes["name"] = str(box.node.task_title)
    default = next((line for line in drawn.lines if line.source == box.node.name and line.outcome == "forward"), None)
    if box.kind == "gateway" and default is not None:
        attributes["default"] = _flow_id(default.source, default.target)
    element = ET.SubElement(process, f"{{{BPMN}}}{ELEMENTS[box.kind]}", attributes)
    for line in drawn.lines:
        if line.target == box.node.name:
            ET.SubElement(element, f"{{{BPMN}}}incoming").text = _flow_id(line.source, line.target)
    for line in drawn.lines:
        if line.source == box.node.name:
            ET.SubElement(element, f"{{{BPMN}}}outgoing").text = _flow_id(line.source, line.target)
    if box.kind == "task":
        timer = ET.SubElement(
            process,
            f"{{{BPMN}}}boundaryEvent",
            {"id": f"deadline_{box.node.name}", "attachedToRef": box.node.name, "cancelActivity": "false"},
        )
        definition = ET.SubElement(timer, f"{{{BPMN}}}timerEventDefinition", {"id": f"timer_{box.node.name}"})
        ET.SubElement(definition, f"{{{BPMN}}}timeDate").text = "due_on"


def _interchange(root: ET.Element, drawn: Layout, plane: str) -> None:
    diagram = ET.SubElement(root, f"{{{BPMNDI}}}BPMNDiagram", {"id": "diagram"})
    surface = ET.SubElement(diagram, f"{{{BPMNDI}}}BPMNPlane", {"id": "plane", "bpmnElement": plane})
    for lane in drawn.lanes:
        _shape(surface, f"lane_{lane.name}", 0, lane.y, drawn.width, lane.height, isHorizontal="true")
    for box in drawn.boxes.values():
        extra = {"isMarkerVisible": "true"} if box.kind == "gateway" else {}
        _shape(surface, box.node.name, box.x, box.y, box.width, box.height, **extra)
        if box.kind == "task":
            _shape(surface, f"deadline_{box.node.name}", box.x + 4, box.bottom - TIMER / 2, TIMER, TIMER)
    for line in drawn.lines:
        edge = ET.SubElement(
            surface,
            f"{{{BPMNDI}}}BPMNEdge",
            {
                "id": f"edge_{line.source}_{line.target}",
                "bpmnElement": _flow_id(line.source, line.target),
            },
        )
        for x, y in line.points:
            ET.SubElement(edge, f"{{{DI}}}waypoint", {"x": f"{x:g}", "y": f"{y:g}"})


def _shape(plane: ET.Element, element: str, x: float, y: float, width: float, height: float, **attributes: str) -> None:
    shape = ET.SubElement(
        plane, f"{{{BPMNDI}}}BPMNShape", {"id": f"shape_{element}", "bpmnElement": element, **attributes}
    )
    ET.SubElement(
        shape,
        f"{{{DC}}}Bounds",
        {"x": f"{x:g}", "y": f"{y:g}", "width": f"{width:g}", "height": f"{height:g}"},
    )
