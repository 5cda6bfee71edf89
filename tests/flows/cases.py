"""Every step of a commitment and of a plan: who does it, what is posted, and how it is reached."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.test import Client

from flows.actions import dispute as disputing
from flows.actions import dividing, parts, releasing, reports
from flows.actions import extension as extending
from flows.actions import inspection as inspecting
from flows.actions import plan as planning
from flows.actions import slips as slipping
from flows.actions import suspension as suspending
from flows.actions.stepping import begin_beside, root_of
from flows.division import DivisionFlowV1
from flows.jobs import shares_of
from flows.models import Task
from tests.builders import City, make_plan, open_task, walk
from tests.flows.duties import reach_duty
from tests.flows.events import happened, limit, report
from tests.flows.pages import plan_fields
from workflow.models import Agency, AssignmentParty, Commitment, Division, Plan
from workflow.services import plans
from workflow.services.releases import Prepared
from workflow.status import AssignmentMode, PartyRole

Signed = Callable[[Any], Client]

# node -> who does it, what is posted (the first word of the outcome decides the way)
AGREE = {"decision": "agree", "remark": "请抓紧。"}
RETURN = {"decision": "return", "reason": "缺少县区分工。"}
UPHOLD = {"decision": "agree", "remark": "职责规定在先。"}
TRANSFER = {"decision": "return", "agency": "市司法局", "reason": "按三定方案归口。"}
PUBLISH = {"url": "https://example.org/plan", "published_on": "2026-09-07"}
REPORT = {"text": "已梳理三百问。", "difficulties": "人手不足。", "percent": "40"}
CASES: dict[str, tuple[str, dict[str, Any]]] = {
    "acknowledge": ("officer", {}),
    "write_plan": ("officer", plan_fields()),
    "sign_plan": ("head", AGREE),
    "approve_plan": ("leader", AGREE),
    "publish_plan": ("officer", PUBLISH),
    "submit_report": ("officer", REPORT),
    "sign_report": ("head", AGREE),
    "execute": ("officer", {"text": "全部上线。"}),
    "inspect": ("inspector", {"decision": "accept", "conclusion": "抽查属实。"}),
    "rectify": ("officer", {"text": "已更新。"}),
    "recheck": ("inspector", AGREE),
    "close": ("leader", AGREE),
    "sign_extension": ("head", AGREE),
    "advise_extension": ("inspector", AGREE),
    "grant_extension": ("leader", AGREE),
    "sign_suspension": ("head", AGREE),
    "grant_suspension": ("leader", AGREE),
    "sign_dispute": ("head", AGREE),
    "answer_dispute": ("clerk", UPHOLD),
    "rule_dispute": ("leader", UPHOLD),
    "review_release": ("head", {"decision": "agree", "remark": "已对照保密事项清单。"}),
    "fulfil_duty": ("officer", {"remark": "均已公开。"}),
    "sign_duty": ("head", AGREE),
    "answer_event": ("officer", {"text": "已书面答复。", "done_at": "2026-09-07T09:00"}),
    "answer_slip": ("officer", {"text": "已逐项整改。"}),
    "sign_slip": ("head", AGREE),
    "accept_slip": ("inspector", AGREE),
    "state_part": ("officer", {"text": "本局负责数据归集。"}),
    "confirm_part": ("clerk", AGREE),
    "contribute": ("outsider", {"text": "已提供三年数据。"}),
    "take_in": ("officer", AGREE),
    "countersign": ("other_head", AGREE),
}
AFTER = {
    "acknowledge": "write_plan",
    "write_plan": "sign_plan",
    "sign_plan": "approve_plan",
    "approve_plan": "publish_plan",
    "publish_plan": "execute",
    "submit_report": "sign_report",
    "execute": "inspect",
    "inspect": "close",
    "rectify": "recheck",
    "recheck": "close",
    "sign_extension": "advise_extension",
    "advise_extension": "grant_extension",
    "sign_suspension": "grant_suspension",
    "sign_dispute": "answer_dispute",
    "fulfil_duty": "sign_duty",
    "answer_slip": "sign_slip",
    "sign_slip": "accept_slip",
    "state_part": "confirm_part",
    "contribute": "take_in",
}
DISPUTE = ("sign_dispute", "answer_dispute", "rule_dispute")
DUTY = ("fulfil_duty", "sign_duty")
DIVISION = ("state_part", "confirm_part")
CONTRIBUTION = ("contribute", "take_in")
SLIP = ("answer_slip", "sign_slip", "accept_slip")
EXTENSION = ("sign_extension", "advise_extension", "grant_extension")
SUSPENSION = ("sign_suspension", "grant_suspension")
COUNTED = [
    *((node, fields) for node, (_who, fields) in CASES.items()),
    *((node, RETURN) for node in ("sign_plan", "approve_plan", "sign_report", "recheck", "close", "sign_duty")),
    *((node, RETURN) for node in (*EXTENSION, *SUSPENSION)),
    ("sign_dispute", RETURN),
    ("review_release", {**RETURN, "to": "changes"}),
    *((node, RETURN) for node in ("sign_slip", "accept_slip", "take_in", "countersign", "confirm_part")),
    ("inspect", {"decision": "finding", "text": "三处未更新。", "working_days": "5"}),
    ("inspect", RETURN),
]
"""Every way out of every step of a commitment, as it is posted, but for those that transfer it (`TRANSFERRED`)."""
TRANSFERRED = [(node, TRANSFER) for node in ("answer_dispute", "rule_dispute")]
"""Ways out that open the commitment of another agency."""
PLAN_CASES = {"review": "clerk", "approve": "leader", "issue": "clerk"}


def reach(city: City, commitment: Commitment, now: datetime, node: str) -> Task:
    """The open step of the node, wherever in the family it is."""
    if node in ("submit_report", "sign_report"):
        walk(city, commitment, now, "execute")
        reports.open_due_reports(now)
        task = open_task("submit_report", commitment=commitment)
        if node == "sign_report":
            reports.submit_report(task.pk, text="已梳理。", percent=40, actor=city.officer, now=now)
    elif node in ("rectify", "recheck"):
        walk(city, commitment, now, "inspect")
        inspect = open_task("inspect", commitment=commitment)
        inspecting.raise_finding(inspect.pk, text="三处未更新。", working_days=5, actor=city.inspector, now=now)
        if node == "recheck":
            rectify = open_task("rectify", commitment=commitment)
            inspecting.rectify(rectify.pk, text="已更新。", actor=city.officer, now=now)
    elif node in DUTY:
        walk(city, commitment, now, "execute")
        return reach_duty(city, commitment, now, node)
    elif node == "review_release":
        task = prepare_release(city, commitment, now)
        # Of the plan nothing more is demanded: its other items are published without.
        Plan.objects.filter(pk=commitment.plan_id).update(gate_confidentiality=False)
        return task
    elif node in SLIP:
        slip(city, commitment, now, until=node)
    elif node in DIVISION:
        division(city, commitment, now, until=node)
    elif node in CONTRIBUTION:
        contribution(city, commitment, now, until=node)
    elif node in OF_ONE_STEP:
        OF_ONE_STEP[node](city, commitment, now)
    elif node in EXTENSION:
        walk(city, commitment, now, "execute")
        ask_extension(city, commitment, now, until=node)
    elif node in SUSPENSION:
        walk(city, commitment, now, "execute")
        ask_suspension(city, commitment, now, until=node)
    elif node in DISPUTE:
        dispute(city, commitment, now, until=node)
    else:
        walk(city, commitment, now, node)
    return open_task(node, commitment=commitment)


def prepare_release(city: City, commitment: Commitment, now: datetime, **typed: Any) -> Task:
    """The plan demands a confidentiality review; the officer has prepared the publication, which waits for it."""
    Plan.objects.filter(pk=commitment.plan_id).update(gate_confidentiality=True)
    if commitment.plan_approved_at is None:
        walk(city, commitment, now, "publish_plan")
    releasing.prepare(commitment.pk, Prepared(**typed), actor=city.officer, now=now)
    return open_task("review_release", commitment=commitment)


def ask_extension(
    city: City, commitment: Commitment, now: datetime, *, to: date = date(2027, 1, 29), until: str = ""
) -> Task | None:
    """The officer asks for a later completion; walked on to the open step `until`, to its grant without one."""
    extending.ask(commitment.pk, "completion", to=to, cause="机房改造延后。", actor=city.officer, now=now)
    acts: dict[str, Callable[[int], object]] = {
        "sign_extension": lambda pk: extending.sign(pk, actor=city.head, now=now),
        "advise_extension": lambda pk: extending.advise(pk, actor=city.inspector, now=now, remark="理由属实。"),
        "grant_extension": lambda pk: extending.grant(pk, actor=city.leader, now=now),
    }
    for node, act in acts.items():
        task = open_task(node, commitment=commitment)
        if node == until:
            return task
        act(task.pk)
    return None


def ask_suspension(
    city: City, commitment: Commitment, now: datetime, *, last: date = date(2026, 10, 30), until: str = ""
) -> Task | None:
    """The officer asks to suspend the work; walked on to the open step `until`, to its grant without one."""
    suspending.ask(commitment.pk, until=last, cause="等待上级细则。", actor=city.officer, now=now)
    task = open_task("sign_suspension", commitment=commitment)
    if until == "sign_suspension":
        return task
    suspending.sign(task.pk, actor=city.head, now=now)
    task = open_task("grant_suspension", commitment=commitment)
    if until == "grant_suspension":
        return task
    suspending.grant(task.pk, actor=city.leader, now=now)
    return None


def name_partner(commitment: Commitment, agency: Agency) -> None:
    """The plan names the agency as a partner for the item of the commitment."""
    assert commitment.assignment is not None
    AssignmentParty.objects.create(
        assignment=commitment.assignment, role=PartyRole.PARTNER, name=str(agency), agency=agency, order=9
    )


def contribution(
    city: City, commitment: Commitment, now: datetime, *, due_on: date = date(2026, 9, 21), until: str = "contribute"
) -> Task:
    """The officer asks the other agency, which the plan names as a partner; walked on to the open step `until`."""
    name_partner(commitment, city.other)
    parts.ask(commitment.pk, city.other, demand="请提供近三年数据。", due_on=due_on, actor=city.officer, now=now)
    task = open_task("contribute", commitment=commitment)
    if until == "contribute":
        return task
    parts.hand_in(task.pk, text="已提供三年数据。", actor=city.outsider, now=now)
    return open_task("take_in", commitment=commitment)


def division(city: City, commitment: Commitment, now: datetime, *, until: str = "state_part") -> Task:
    """What the issue opens where the clause is carried out 按职责分工; walked on to the open step `until`."""
    Commitment.objects.filter(pk=commitment.pk).update(is_divided=True)
    with root_of(commitment.pk) as root:
        made = Division.objects.create(commitment=commitment, due_on=date(2026, 9, 14), asked_at=now)
        begin_beside(DivisionFlowV1, root, division=made, actor=city.clerk, now=now)
    task = open_task("state_part", commitment=commitment)
    if until == "state_part":
        return task
    dividing.state(task.pk, part="本局负责数据归集。", actor=city.officer, now=now)
    return open_task("confirm_part", commitment=commitment)


def issued_with(
    city: City, now: datetime, mode: AssignmentMode, parties: list[tuple[PartyRole, Any]], *, phrase: str = ""
) -> Plan:
    """A plan of one item whose one clause names these parties, issued as the document says."""
    plan = make_plan(city, now, items=1)
    clause = plan.items.get().assignments.get()
    clause.mode, clause.phrase = mode, phrase or clause.phrase
    clause.save()
    clause.parties.all().delete()
    for order, (role, agency) in enumerate(parties):
        AssignmentParty.objects.create(assignment=clause, role=role, name=str(agency), agency=agency, order=order)
    planning.submit(open_task("review", plan=plan).pk, actor=city.clerk, now=now)
    planning.approve(open_task("approve", plan=plan).pk, actor=city.leader, now=now)
    shares = shares_of(plans.expand(plan, now.date()))
    planning.issue(open_task("issue", plan=plan).pk, shares, published_on=now.date(), actor=city.clerk, now=now)
    return plan


def countersignature(city: City, commitment: Commitment, now: datetime) -> Task:
    """The head of the other agency is asked to sign the draft that lies with the agency's own."""
    parts.add_signer(commitment.pk, city.other, reason="涉及执法数据。", actor=city.officer, now=now)
    walk(city, commitment, now, "sign_plan")
    return open_task("countersign", commitment=commitment)


def slip(city: City, commitment: Commitment, now: datetime, *, until: str = "") -> Task | None:
    """The inspector issues a slip; walked on to the open step `until`, to its end without one."""
    slipping.issue(commitment.pk, demand="请于期限内报送方案。", actor=city.inspector, now=now)
    acts: dict[str, Callable[[int], object]] = {
        "answer_slip": lambda pk: slipping.answer(pk, text="已逐项整改。", actor=city.officer, now=now),
        "sign_slip": lambda pk: slipping.sign(pk, actor=city.head, now=now),
        "accept_slip": lambda pk: slipping.accept(pk, actor=city.inspector, now=now),
    }
    for node, act in acts.items():
        task = open_task(node, commitment=commitment)
        if node == until:
            return task
        act(task.pk)
    return None


def event(city: City, commitment: Commitment, now: datetime) -> Task:
    """An application is received, to be answered within ten working days; the open step of the agency."""
    limit(commitment, "working")
    report(city, commitment, happened(now), now, actor=city.officer)
    return open_task("answer_event", commitment=commitment)


def dispute(city: City, commitment: Commitment, now: datetime, *, until: str = "", proposed: Any = None) -> Task | None:
    """The officer disputes the assignment; walked on, with the answer upheld, to the open step `until`, or until the
    leader has upheld it too."""
    disputing.ask(commitment.pk, reason="三定方案未列此项职责。", proposed=proposed, actor=city.officer, now=now)
    acts: dict[str, Callable[[int], object]] = {
        "sign_dispute": lambda pk: disputing.sign(pk, actor=city.head, now=now),
        "answer_dispute": lambda pk: disputing.uphold(pk, actor=city.clerk, now=now, remark="职责规定在先。"),
        "rule_dispute": lambda pk: disputing.rule(pk, actor=city.leader, now=now, remark="维持原分工。"),
    }
    for node, act in acts.items():
        if node == "rule_dispute":
            disputing.ask_again(commitment.pk, reason="答复未涉及职责依据。", actor=city.officer, now=now)
        task = open_task(node, commitment=commitment)
        if node == until:
            return task
        act(task.pk)
    return None


def post(client: Client, task: Task, fields: dict[str, Any]) -> Any:
    return client.post(f"/steps/{task.pk}/", {"node": task.node, **fields})


def plan_at(city: City, now: datetime, node: str) -> tuple[Plan, Task]:
    plan = make_plan(city, now)
    if node != "review":
        planning.submit(open_task("review", plan=plan).pk, actor=city.clerk, now=now)
    if node == "issue":
        planning.approve(open_task("approve", plan=plan).pk, actor=city.leader, now=now)
    return plan, open_task(node, plan=plan)


OF_ONE_STEP: dict[str, Callable[[City, Commitment, datetime], object]] = {
    "answer_event": event,
    "countersign": countersignature,
}
"""Flows beside the main line that are one step long."""
