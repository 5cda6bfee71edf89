"""Small builders for tests: a city, a plan of two items, an issued plan, and steps to walk a commitment along."""

from collections.abc import Callable, Container
from copy import deepcopy
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

from django.apps import apps
from django.db import transaction

from flows.actions import commitment as steps
from flows.actions import inspection as inspecting
from flows.actions import plan as planning
from flows.issue import Share
from flows.models import Task
from workflow.models import Agency, Assignment, AssignmentParty, Commitment, Jurisdiction, Plan, PlanItem, User
from workflow.services import journal, organisation
from workflow.services.work import MeasureLine, PlanText
from workflow.status import AgencyKind, AssignmentMode, JurisdictionLevel, PartyRole, Role

PASSWORD = "correct-horse-battery"


@dataclass
class City:
    """The cast. `agency` is where officer and head work, `other` where outsider and partner_officer work."""

    jurisdiction: Jurisdiction
    office: Agency
    agency: Agency
    other: Agency
    county: Agency
    clerk: User
    leader: User
    second_leader: User
    inspector: User
    officer: User
    head: User
    outsider: User
    other_head: User
    county_officer: User
    county_head: User


def build_city(now: datetime) -> City:
    """One jurisdiction, an office, two departments and a county, and the people of every role."""
    place = organisation.create_jurisdiction("云川市", JurisdictionLevel.CITY, actor=None, now=now)

    def agency(name: str, short: str, kind: AgencyKind, order: int) -> Agency:
        return organisation.create_agency(
            place, name=name, short_name=short, kind=kind, order=order, actor=None, now=now
        )

    def person(username: str, name: str, where: Agency, role: Role, title: str) -> User:
        user = organisation.create_user(username, name, password=None, actor=None, now=now)
        organisation.add_membership(user, where, role, actor=None, now=now, title=title)
        return user

    office = agency("云川市人民政府办公室", "市政府办公室", AgencyKind.OFFICE, 1)
    data = agency("云川市数据局", "市数据局", AgencyKind.DEPARTMENT, 10)
    justice = agency("云川市司法局", "市司法局", AgencyKind.DEPARTMENT, 11)
    county = agency("青禾县人民政府", "青禾县政府", AgencyKind.COUNTY_GOVERNMENT, 50)
    return City(
        jurisdiction=place,
        office=office,
        agency=data,
        other=justice,
        county=county,
        clerk=person("clerk", "何亦舟", office, Role.CLERK, "督办专员"),
        leader=person("leader", "许志衡", office, Role.LEADER, "副市长"),
        second_leader=person("leader2", "赵启明", office, Role.LEADER, "秘书长"),
        inspector=person("inspector", "高远", office, Role.INSPECTOR, "督查员"),
        officer=person("officer", "李婧", data, Role.OFFICER, "经办人"),
        head=person("head", "孙立群", data, Role.HEAD, "局长"),
        outsider=person("outsider", "周敏", justice, Role.OFFICER, "经办人"),
        other_head=person("other_head", "吴承宇", justice, Role.HEAD, "局长"),
        county_officer=person("county_officer", "王蕾", county, Role.OFFICER, "经办人"),
        county_head=person("county_head", "陈立", county, Role.HEAD, "县长"),
    )


_STANDING: dict[datetime, tuple[City, list[tuple[Any, list[Any]]]]] = {}
"""The city of `build_city` as it was when it was first built in this process, with all its rows by model."""


def standing_city(now: datetime) -> City:
    """The city most tests begin with: what `build_city` makes, its 170 rows written again in a statement a table and
    not by the services in 290."""
    if now not in _STANDING:
        models = [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]
        before = {model: set(model._base_manager.values_list("pk", flat=True)) for model in models}
        city = build_city(now)
        rows = [(model, list(model._base_manager.exclude(pk__in=before[model]).order_by("pk"))) for model in models]
        _STANDING[now] = deepcopy(city), [(model, found) for model, found in rows if found]
        return city
    city, kept = _STANDING[now]
    # In one transaction: the tables refer to each other.
    with transaction.atomic():
        for model, found in kept:
            model._base_manager.bulk_create(deepcopy(found))
    return deepcopy(city)


def forget_city() -> None:
    """The next city is built by the services again."""
    _STANDING.clear()


def make_plan(city: City, now: datetime, *, items: int = 2, **settings: object) -> Plan:
    """A draft plan of the office with `items` items led by the agency, its flow started."""
    plan = Plan.objects.create(
        office=city.office, title="云川市政务公开年度要点", created_by=city.clerk, created_at=now, **settings
    )
    with transaction.atomic():
        journal.record(plan, "plan_created", actor=city.clerk, now=now)
    for number in range(1, items + 1):
        item = PlanItem.objects.create(
            plan=plan, order=number, number=f"二/（一）/{number}", heading=f"第{number}件事", text="把办事指南写明白。"
        )
        assignment = Assignment.objects.create(item=item, mode=AssignmentMode.LEAD, phrase="市数据局牵头")
        AssignmentParty.objects.create(assignment=assignment, role=PartyRole.LEAD, name="市数据局", agency=city.agency)
    with transaction.atomic():
        planning.open_plan(plan, now=now)
    return plan


def open_task(node: str, *, commitment: Commitment | None = None, plan: Plan | None = None) -> Task:
    """The open step at `node`."""
    return Task.objects.open().get(node=node, **({"commitment": commitment} if commitment else {"plan": plan}))


def issue_plan(
    city: City,
    plan: Plan,
    now: datetime,
    *,
    agencies: list[Agency] | None = None,
    given: Container[tuple[int, int]] | None = None,
    shares: list[Share] | None = None,
) -> list[Commitment]:
    """Submit, approve and issue; every item for every agency (the lead's alone by default), of these pairs of item and
    agency those `given`, or the `shares`."""
    planning.submit(open_task("review", plan=plan).pk, actor=city.clerk, now=now)
    planning.approve(open_task("approve", plan=plan).pk, actor=city.leader, now=now)
    shares = shares or [
        Share(item, item.assignments.first(), agency, PartyRole.LEAD)
        for item in plan.items.all()
        for agency in agencies or [city.agency]
        if given is None or (item.pk, agency.pk) in given
    ]
    planning.issue(open_task("issue", plan=plan).pk, shares, published_on=now.date(), actor=city.clerk, now=now)
    return list(Commitment.objects.filter(plan=plan).order_by("item__order", "agency_id"))


def plan_text() -> PlanText:
    """A complete implementation plan."""
    return PlanText(
        key=uuid4(),
        summary="分三步做完。",
        contact="李婧",
        measures=[MeasureLine("汇总问题", date(2026, 10, 30), "李婧", "清单")],
    )


def walk(city: City, commitment: Commitment, now: datetime, until: str) -> Task | None:
    """Walk a commitment of `city.agency` forward to the open step `until`; returns that step, None at the end."""
    day = timedelta(days=1)
    path: list[tuple[str, Callable[[int, datetime], object]]] = [
        ("acknowledge", lambda t, at: steps.acknowledge(t, actor=city.officer, now=at)),
        ("write_plan", lambda t, at: steps.hand_in_plan(t, plan_text(), actor=city.officer, now=at)),
        ("sign_plan", lambda t, at: steps.sign_plan(t, actor=city.head, now=at)),
        ("approve_plan", lambda t, at: steps.approve_plan(t, actor=city.leader, now=at)),
        (
            "publish_plan",
            lambda t, at: steps.publish_plan(
                t, url="https://example.org/plan", published_on=at.date(), actor=city.officer, now=at
            ),
        ),
        ("execute", lambda t, at: steps.claim_completion(t, text="全部上线。", actor=city.officer, now=at)),
        ("inspect", lambda t, at: inspecting.accept(t, conclusion="属实。", actor=city.inspector, now=at)),
        ("close", lambda t, at: steps.close(t, actor=city.leader, now=at)),
    ]
    at = now
    for node, act in path:
        if node == until:
            return open_task(node, commitment=commitment)
        act(open_task(node, commitment=commitment).pk, at)
        at += day
    return None
