"""A real plan and a register of real size: the file goes in, the right number of commitments comes out."""

import json
import os
import sys
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.urls import reverse

from flows.actions import plan as planning
from flows.jobs import shares_of
from tests.builders import City, open_task
from tests.workflow.importing import Clerk, settle_rest
from workflow.models import Agency, Commitment, ImportDraft, Plan
from workflow.services import imports, job_runs, organisation, plans
from workflow.services.verification import checks
from workflow.status import AgencyKind, PlanStatus, Role

SHARED = Path(settings.BASE_DIR).parent / "shared"
PLAN = SHARED / "plans" / "linyi-2016.txt"
ANNOTATED = SHARED / "readings" / "linyi-2016.json"

if not PLAN.exists() and not os.environ.get("CI"):
    pytest.skip("the real plan documents lie beside the repository, and are not here", allow_module_level=True)

pytestmark = pytest.mark.django_db

COUNTIES, DEPARTMENTS = 12, 48
PUBLISHED = date(2016, 7, 8)
ALL = {"各县区政府": AgencyKind.COUNTY_GOVERNMENT, "市政府各部门": AgencyKind.DEPARTMENT}
UNLISTED = {"有关部门", "市政府有关部门", "市政府相关行业主管部门"}
"""Collectives the document does not list: the clerk leaves them out with a reason."""


def annotated() -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = json.loads(ANNOTATED.read_text())["items"]
    return items


def clauses() -> list[dict[str, Any]]:
    return [clause for item in annotated() for clause in item["assignments"]]


def single_agencies() -> list[str]:
    """Every single agency the annotation names, in the order of the document."""
    names = [name for clause in clauses() for name in (*clause["lead"], *clause["co"])]
    return [name for name in dict.fromkeys(names) if name not in {*ALL, *UNLISTED, "市政府办公室"}]


@pytest.fixture
def members(city: City, now: datetime) -> dict[str, list[Agency]]:
    """60 members: the agencies the document names, filled up to 48 departments, and 12 counties; each with people."""
    place = city.jurisdiction
    Agency.objects.exclude(pk=city.office.pk).update(valid_until=date(2001, 1, 1))

    def staffed(agency: Agency) -> Agency:
        for role in (Role.OFFICER, Role.HEAD):
            user = organisation.create_user(f"{role}{agency.pk}", f"{agency}{role}", password=None, actor=None, now=now)
            organisation.add_membership(user, agency, role, actor=None, now=now)
        return agency

    def make(name: str, kind: AgencyKind, order: int) -> Agency:
        return staffed(
            organisation.create_agency(
                place, name=f"云川{name}", short_name=name, kind=kind, order=order, actor=None, now=now
            )
        )

    names = single_agencies()
    names += [f"市第{number}局" for number in range(DEPARTMENTS - len(names))]
    made = {
        "市政府各部门": [make(name, AgencyKind.DEPARTMENT, 100 + order) for order, name in enumerate(names)],
        "各县区政府": [
            make(f"第{number}县政府", AgencyKind.COUNTY_GOVERNMENT, 500 + number) for number in range(COUNTIES)
        ],
    }
    staffed(city.office)
    for name, kind in ALL.items():
        organisation.create_agency_set(place, name, kind=kind, actor=None, now=now)
    return made


def expected(members: dict[str, list[Agency]]) -> int:
    """Counted from the annotation alone: one per item and responsible agency; partners of 会同 only help."""
    total = 0
    for item in annotated():
        responsible: set[str] = set()
        for clause in item["assignments"]:
            helping = clause["mode"] == "lead_with" and "会同" in clause["phrase"]
            for name in (*clause["lead"], *(() if helping else clause["co"])):
                if name in ALL:
                    responsible |= {agency.short_name for agency in members[name]}
                elif name not in UNLISTED:
                    responsible.add(name)
        total += len(responsible)
    return total


def settled(city: City, now: datetime) -> ImportDraft:
    """The document under review with every question answered as a clerk would: collectives without a list are left
    out, items without an owner are waived, the rest is confirmed."""
    imports.receive(city.office.pk, PLAN.name, PLAN.read_bytes(), actor=city.clerk, now=now)
    job_runs.run_waiting(now=lambda: now)
    draft = ImportDraft.objects.get()
    for name in sorted(UNLISTED):
        if any(name in {party["name"] for c in i["clauses"] for party in c["parties"]} for i in _items(draft)):
            decision = {"to": "left_out", "reason": "名单另行通知。"}
            draft = imports.set_party(draft.pk, name, decision, revision=draft.revision, actor=city.clerk, now=now)
    for item in _items(draft):
        left_out = all(p["name"] in UNLISTED for c in item["clauses"] for p in c["parties"])
        if left_out:
            reason = "没有列明责任单位。"
            draft = imports.waive_item(draft.pk, item["id"], reason, revision=draft.revision, actor=city.clerk, now=now)
    settle_rest(Clerk(draft, city, now))
    return ImportDraft.objects.get()


def _items(draft: ImportDraft) -> list[Any]:
    return list(imports.review_of(draft)["items"])


def test_linyi_is_issued_to_sixty_members(
    city: City, members: dict[str, list[Agency]], now: datetime, client_of: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    draft = settled(city, now)
    plan = imports.commit(draft.pk, revision=draft.revision, actor=city.clerk, now=now)
    planning.open_plan(plan, now=now)
    planning.submit(open_task("review", plan=plan).pk, actor=city.clerk, now=now)
    planning.approve(open_task("approve", plan=plan).pk, actor=city.leader, now=now)
    shares = shares_of(plans.expand(plan, now.date()))
    opened = planning.issue(open_task("issue", plan=plan).pk, shares, published_on=PUBLISHED, actor=city.clerk, now=now)
    with capsys.disabled():
        sys.stdout.write(f"\nLinyi 2016, {COUNTIES + DEPARTMENTS} members: {opened} commitments\n")
    assert opened == expected(members) == Commitment.objects.count()
    plan = Plan.objects.get()
    assert plan.status == PlanStatus.ISSUED
    assert plan.plan_working_days == 30
    assert {str(day) for day in Commitment.objects.values_list("plan_due_on", flat=True)} == {"2016-08-19"}
    assert [breach for check in checks().values() for breach in check()] == []
    page = client_of(city.clerk).get(reverse("ledger"), {"plan": plan.pk}).content.decode()
    assert str(opened) in page
