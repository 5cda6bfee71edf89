"""Real plans and registers of real size: the file goes in, the right numbers of commitments and duties come out."""

import json
import os
import sys
from collections import Counter
from dataclasses import dataclass, field
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
from workflow.models import Agency, Commitment, Contribution, CoSigner, Division, Duty, ImportDraft, Plan
from workflow.services import imports, job_runs, organisation, plans
from workflow.services.verification import checks
from workflow.status import AgencyKind, PlanStatus, Role

SHARED = Path(settings.BASE_DIR).parent / "shared"

if not (SHARED / "plans").exists() and not os.environ.get("CI"):
    pytest.skip("the real plan documents lie beside the repository, and are not here", allow_module_level=True)

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Real:
    """A plan document with its annotation, and the register it is issued in: `sets` are its collectives, each with the
    kind of its members and how many there are; `unlisted` are collectives the document does not list, which the clerk
    leaves out with a reason; `same` are two names of one agency."""

    name: str
    published: date
    office: str
    sets: dict[str, tuple[AgencyKind, int]]
    unlisted: frozenset[str]
    plan_due_on: str
    same: dict[str, str] = field(default_factory=dict)

    @property
    def document(self) -> Path:
        return SHARED / "plans" / f"{self.name}.txt"

    @property
    def items(self) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = json.loads((SHARED / "readings" / f"{self.name}.json").read_text())["items"]
        return items

    @property
    def single_agencies(self) -> list[str]:
        """Every single agency the annotation names, in the order of the document."""
        clauses = [clause for item in self.items for clause in item["assignments"]]
        names = [self.one(name) for clause in clauses for name in (*clause["lead"], *clause["co"])]
        return [name for name in dict.fromkeys(names) if name not in {*self.sets, *self.unlisted, self.office}]

    def one(self, name: str) -> str:
        """The agency of either of its names."""
        return self.same.get(name, name)


LINYI = Real(
    "linyi-2016",
    date(2016, 7, 8),
    "市政府办公室",
    {"各县区政府": (AgencyKind.COUNTY_GOVERNMENT, 12), "市政府各部门": (AgencyKind.DEPARTMENT, 48)},
    frozenset({"有关部门", "市政府有关部门", "市政府相关行业主管部门"}),
    "2016-08-19",
)
SHUNYI = Real(
    "shunyi-2016",
    date(2016, 6, 1),
    "区政府办公室",
    {"各镇政府": (AgencyKind.TOWNSHIP, 19)},
    frozenset({"各有关单位", "各相关单位", "各有关部门"}),
    "2016-07-14",
    {"区住房城建委": "区住房城乡建设委"},
)


def staffed(agency: Agency, now: datetime) -> Agency:
    """With an officer and a head."""
    for role in (Role.OFFICER, Role.HEAD):
        user = organisation.create_user(f"{role}{agency.pk}", f"{agency}{role}", password=None, actor=None, now=now)
        organisation.add_membership(user, agency, role, actor=None, now=now)
    return agency


def register(city: City, real: Real, now: datetime) -> dict[str, list[Agency]]:
    """The agencies the document names and the members of its collectives, filled up to their number; each with people.
    Gives back the members of each collective."""
    place = city.jurisdiction
    Agency.objects.exclude(pk=city.office.pk).update(valid_until=date(2001, 1, 1))
    Agency.objects.filter(pk=city.office.pk).update(short_name=real.office)

    def make(name: str, kind: AgencyKind, order: int) -> Agency:
        aliases = [alias for alias, own in real.same.items() if own == name]
        made = organisation.create_agency(
            place, name=f"云川{name}", short_name=name, kind=kind, order=order, actor=None, now=now, aliases=aliases
        )
        return staffed(made, now)

    named = [make(name, AgencyKind.DEPARTMENT, 100 + order) for order, name in enumerate(real.single_agencies)]
    members: dict[str, list[Agency]] = {}
    for number, (collective, (kind, size)) in enumerate(real.sets.items()):
        found = list(named) if kind == AgencyKind.DEPARTMENT else []
        found += [make(f"第{number}{n}{kind.label}", kind, 500 + n) for n in range(size - len(found))]
        members[collective] = found
        organisation.create_agency_set(place, collective, kind=kind, actor=None, now=now)
    staffed(city.office, now)
    return members


@dataclass
class Expected:
    """Counted from the annotation alone: one commitment per item and responsible agency, where several lead without
    分别 only the first of them, the others sign; who carries out beside a lead has a light one; each partner of 会同
    gives one contribution to its clause."""

    commitments: int = 0
    light: int = 0
    signers: int = 0
    contributions: int = 0


def expected(real: Real, members: dict[str, list[Agency]]) -> Expected:
    """The same of a whole document."""

    def agencies(names: list[str]) -> list[str]:
        found = [[agency.short_name for agency in members[name]] if name in members else [real.one(name)]
                 for name in names if name not in real.unlisted]  # fmt: skip
        return list(dict.fromkeys(name for among in found for name in among))

    total = Expected()
    for item in real.items:
        responsible: set[str] = set()
        signing: set[str] = set()
        helping: list[tuple[int, list[str]]] = []
        leading = {name for clause in item["assignments"] for name in agencies(clause["lead"])}
        beside: set[str] = set()
        for clause in item["assignments"]:
            with_partners = clause["mode"] == "lead_with" and "会同" in clause["phrase"]
            leads = agencies(clause["lead"])
            responsible |= {*leads, *(() if with_partners else agencies(clause["co"]))}
            if clause["mode"] != "lead_each" and not members.keys() & set(clause["lead"]):
                signing |= set(leads[1:])
            if leads and not with_partners:
                beside |= set(agencies(clause["co"])) - leading
            if with_partners:
                helping.append((1, agencies(clause["co"])))
        total.commitments += len(responsible - signing)
        total.light += len(beside)
        total.signers += len(signing)
        total.contributions += sum(n * len(set(names) - responsible) for n, names in helping)
    return total


def settled(city: City, real: Real, now: datetime) -> ImportDraft:
    """The document under review with every question answered as a clerk would: collectives without a list are left
    out, items without an owner are waived, the rest is confirmed."""
    imports.receive(city.office.pk, real.document.name, real.document.read_bytes(), actor=city.clerk, now=now)
    job_runs.run_waiting(now=lambda: now)
    draft = ImportDraft.objects.get()
    for name in sorted(real.unlisted):
        if any(name in {party["name"] for c in i["clauses"] for party in c["parties"]} for i in _items(draft)):
            decision = {"to": "left_out", "reason": "名单另行通知。"}
            draft = imports.set_party(draft.pk, name, decision, revision=draft.revision, actor=city.clerk, now=now)
    for item in _items(draft):
        left_out = all(p["name"] in real.unlisted for c in item["clauses"] for p in c["parties"])
        if left_out:
            reason = "没有列明责任单位。"
            draft = imports.waive_item(draft.pk, item["id"], reason, revision=draft.revision, actor=city.clerk, now=now)
    settle_rest(Clerk(draft, city, now))
    return ImportDraft.objects.get()


def _items(draft: ImportDraft) -> list[Any]:
    return list(imports.review_of(draft)["items"])


@pytest.mark.parametrize("real", [LINYI, SHUNYI], ids=lambda real: real.name)
def test_a_real_plan_is_issued(
    city: City, real: Real, now: datetime, client_of: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    members = register(city, real, now)
    draft = settled(city, real, now)
    plan = imports.commit(draft.pk, revision=draft.revision, actor=city.clerk, now=now)
    planning.open_plan(plan, now=now)
    planning.submit(open_task("review", plan=plan).pk, actor=city.clerk, now=now)
    planning.approve(open_task("approve", plan=plan).pk, actor=city.leader, now=now)
    shares = shares_of(plans.expand(plan, now.date()))
    issue = open_task("issue", plan=plan).pk
    opened = planning.issue(issue, shares, published_on=real.published, actor=city.clerk, now=now)
    roles = Counter(Commitment.objects.values_list("role", flat=True))
    light = Commitment.objects.filter(is_light=True).count()
    given = (CoSigner.objects.count(), Contribution.objects.count())
    duties = Counter(Duty.objects.values_list("kind", "length"))
    with capsys.disabled():
        sys.stdout.write(f"\n{real.name}: {opened} commitments, by role {dict(roles)}, duties {dict(duties)}\n")
        sys.stdout.write(f"light {light}, to be divided {Division.objects.count()}, ")
        sys.stdout.write(f"signatures of joint leads {given[0]}, contributions {given[1]}\n")
    counted = expected(real, members)
    assert opened == counted.commitments == Commitment.objects.count()
    assert light == counted.light
    assert given == (counted.signers, counted.contributions)
    plan = Plan.objects.get()
    assert plan.status == PlanStatus.ISSUED
    assert plan.plan_working_days == 30
    assert {str(one.plan_due_on) for one in Commitment.objects.filter(is_light=False)} == {real.plan_due_on}
    assert [breach for check in checks().values() for breach in check()] == []
    page = client_of(city.clerk).get(reverse("ledger"), {"plan": plan.pk}).content.decode()
    assert str(opened) in page
