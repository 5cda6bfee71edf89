"""A plan sent around for comments, and what is adopted of them."""

from datetime import date, datetime
from typing import Any

from flows.actions import plan as planning
from flows.jobs import shares_of
from tests.builders import City, make_plan, open_task
from workflow.models import (
    AssignmentParty,
    Commitment,
    Consultation,
    ConsultationComment,
    ConsultedAgency,
    Plan,
    PlanItem,
)
from workflow.services import adopting
from workflow.services import consultation as services
from workflow.services.adopting import Addition, ClauseNames, Reassignment, TakingOut
from workflow.services.consultation import Proposal
from workflow.services.plans import expand
from workflow.status import PlanStatus

JUSTICE = (ClauseNames("lead", lead=("市司法局",), co=("市数据局",)),)


def circulated(city: City, now: datetime) -> Plan:
    """Two items the agency leads, sent around for comments for as long as the pages look."""
    made = make_plan(city, now, status=PlanStatus.CONSULTATION)
    services.open_consultation(made.pk, working_days=5, actor=city.clerk, now=now)
    Consultation.objects.update(closes_on=date(2099, 1, 1))
    return made


def item_of(plan: Plan, place: int = 0) -> PlanItem:
    item = adopting.item_of(plan, plan.items.all()[place].pk)
    assert item is not None
    return item


def written(city: City, plan: Plan, now: datetime, kind: str, **more: Any) -> ConsultationComment:
    says = Proposal(kind, "与三定规定一致。", "增加一项。", item=more.get("item", item_of(plan).pk))
    return services.add_comment(plan.pk, city.agency.pk, says, actor=city.officer, now=now)


def decided(city: City, comment: ConsultationComment, now: datetime, change: Any, outcome: str = "adopted") -> Any:
    plan_pk, reason = comment.consulted.consultation.plan_id, "依据意见。"
    given: dict[str, Any] = {"version": comment.version, "actor": city.clerk, "now": now, "change": change}
    return services.decide(plan_pk, comment.pk, outcome, reason, **given)


def changed(city: City, plan: Plan, now: datetime, change: Any, who: str = "clerk") -> Any:
    return services.carry_out(plan.pk, change, actor=getattr(city, who), now=now)


def reassigned(item: PlanItem, *clauses: ClauseNames) -> Reassignment:
    return Reassignment(item.pk, clauses or JUSTICE, adopting.clauses_seen(item))


def taken(item: PlanItem, reason: str = "与上级要求重复。") -> TakingOut:
    return TakingOut(item.pk, reason, adopting.item_seen(item))


def added(comment: ConsultationComment, after: PlanItem | None, number: str = "二/（一）/1-2", **more: Any) -> Addition:
    values: dict[str, Any] = {"text": "设立咨询窗口。", "clauses": JUSTICE, **more}
    return Addition(comment.pk, after.pk if after else None, number, **values)


def parties(item: PlanItem) -> list[tuple[str, str, int | None]]:
    rows = AssignmentParty.objects.filter(assignment__item=item).order_by("assignment__order", "order")
    return [(party.role, party.name, party.agency_id) for party in rows]


def everybody_answered(city: City, now: datetime) -> None:
    """The heads of the agencies that were asked behind the others say that they have no comment."""
    heads = {city.agency.pk: city.head, city.other.pk: city.other_head, city.county.pk: city.county_head}
    for row in ConsultedAgency.objects.filter(asked_at__isnull=False).select_related("consultation"):
        services.answer_none(row.consultation.plan_id, row.agency_id, none=True, actor=heads[row.agency_id], now=now)


def issued(city: City, plan: Plan, now: datetime) -> list[tuple[str, str, str]]:
    """Issue it the way the job does; number, agency and role of every commitment."""
    everybody_answered(city, now)
    services.close_early(plan.pk, "均已反馈。", actor=city.clerk, now=now)
    planning.submit(open_task("review", plan=plan).pk, actor=city.clerk, now=now)
    planning.approve(open_task("approve", plan=plan).pk, actor=city.leader, now=now)
    shares = shares_of(expand(plan, now.date()))
    planning.issue(open_task("issue", plan=plan).pk, shares, published_on=now.date(), actor=city.clerk, now=now)
    rows = Commitment.objects.filter(plan=plan).select_related("item", "agency").order_by("item__order", "agency_id")
    return [(one.item.number, one.agency.short_name, one.role) for one in rows]
