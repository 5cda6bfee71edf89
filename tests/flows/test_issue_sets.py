"""Agencies that join or leave a set between approval and issue: shown by name, confirmed, and kept in the journal."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from flows.actions import plan as planning
from flows.jobs import shares_of
from flows.models import Task
from tests.builders import City, make_plan, open_task
from tests.flows.cases import Signed, post
from tests.flows.pages import main_of, words_of
from tests.workflow.importing import Clerk, county_set, draft_of, settle_everything
from workflow.errors import Invalid
from workflow.models import Agency, AgencySet, Assignment, AssignmentParty, Commitment, Job, JournalEntry, Plan
from workflow.services import agency_sets, job_runs, organisation, set_changes
from workflow.services.plans import expand
from workflow.status import AgencyKind, PlanStatus

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at", "files_dir")]
TODAY = {"published_on": "2026-09-07"}


@pytest.fixture
def counties(city: City, now: datetime) -> AgencySet:
    found: AgencySet = county_set(city, now)
    return found


@pytest.fixture
def plan(city: City, now: datetime, counties: AgencySet) -> Plan:
    """Approved while the set had one member."""
    made = make_plan(city, now)
    assignment = Assignment.objects.filter(item__plan=made).order_by("item__order")[0]
    AssignmentParty.objects.create(assignment=assignment, role="co", name="各县区政府", agency_set=counties)
    planning.submit(open_task("review", plan=made).pk, actor=city.clerk, now=now)
    planning.approve(open_task("approve", plan=made).pk, actor=city.leader, now=now)
    made.refresh_from_db()
    return made


@pytest.fixture
def task(plan: Plan) -> Task:
    return open_task("issue", plan=plan)


def county(city: City, now: datetime, name: str = "柳桥区") -> Agency:
    return organisation.create_agency(
        city.jurisdiction, name=f"{name}人民政府", short_name=f"{name}政府", kind=AgencyKind.COUNTY_GOVERNMENT,
        order=60, actor=None, now=now,
    )  # fmt: skip


def state_shown(page: Any) -> str:
    """What the box of the page stands for."""
    return main_of(page).split('name="sets_seen"')[1].split('value="')[1].split('"')[0]


def run_jobs() -> Job:
    for job in Job.objects.filter(kind="issue_plan"):
        job_runs.run(job.pk)
    return Job.objects.order_by("-pk")[0]


def test_commit_and_approval_keep_who_the_sets_stood_for(city: City, now: datetime, counties: AgencySet) -> None:
    clerk = Clerk(draft_of(city, now), city, now)
    settle_everything(clerk)
    made = clerk.commit()
    made.refresh_from_db()
    assert made.set_members == {str(counties.pk): [city.county.pk]}
    planning.open_plan(made, now=now)
    planning.submit(open_task("review", plan=made).pk, actor=city.clerk, now=now)
    new = county(city, now)
    planning.approve(open_task("approve", plan=made).pk, actor=city.leader, now=now)
    made.refresh_from_db()
    assert made.set_members == {str(counties.pk): [city.county.pk, new.pk]}


def test_unchanged_sets_need_no_confirmation(city: City, task: Task, client_of: Signed) -> None:
    client = client_of(city.clerk)
    page = client.get(f"/steps/{task.pk}/")
    assert "各县区政府 1 （与批准时相同）" in words_of(page)
    assert "sets_seen" not in main_of(page)
    assert post(client, task, TODAY).status_code == 302
    assert run_jobs().status == "done"
    entry = JournalEntry.objects.get(act="plan_issued")
    assert entry.remark == ""
    assert [(told["name"], told["members"], told["before"]) for told in entry.data["sets"]] == [("各县区政府", 1, 1)]


def test_who_joined_and_left_is_named_confirmed_and_journaled(
    city: City, now: datetime, plan: Plan, task: Task, client_of: Signed
) -> None:
    new = county(city, now)
    Agency.objects.filter(pk=city.county.pk).update(valid_until=now.date() - timedelta(days=1))
    client = client_of(city.clerk)
    page = client.get(f"/steps/{task.pk}/")
    told = f"各县区政府：原为 1 个，现为 1 个；新增：柳桥区政府；减少：{city.county}"
    assert told in words_of(page)
    answer = post(client, task, TODAY)
    assert answer.status_code == 422
    assert "再勾选确认" in words_of(answer)
    assert not Job.objects.filter(kind="issue_plan").exists()
    assert post(client, task, TODAY | {"sets_seen": state_shown(answer)}).status_code == 302
    assert run_jobs().status == "done"
    plan.refresh_from_db()
    assert plan.status == PlanStatus.ISSUED
    assert Commitment.objects.filter(plan=plan, agency=new).count() == 1
    entry = JournalEntry.objects.get(act="plan_issued")
    assert entry.remark == told
    (kept,) = entry.data["sets"]
    assert (kept["joined"], kept["left"]) == (["柳桥区人民政府"], [city.county.name])


def test_a_tick_for_other_changes_does_not_count(city: City, now: datetime, task: Task, client_of: Signed) -> None:
    county(city, now)
    client = client_of(city.clerk)
    seen = state_shown(client.get(f"/steps/{task.pk}/"))
    county(city, now, "梅岭县")
    answer = post(client, task, TODAY | {"sets_seen": seen})
    assert answer.status_code == 422
    assert "梅岭县政府" in words_of(answer)
    assert state_shown(answer) != seen
    assert "checked" not in main_of(answer).split('name="sets_seen"')[1].split(">")[0]


def test_a_tick_stays_while_the_day_is_corrected(city: City, now: datetime, task: Task, client_of: Signed) -> None:
    county(city, now)
    client = client_of(city.clerk)
    seen = state_shown(client.get(f"/steps/{task.pk}/"))
    answer = post(client, task, {"published_on": "2027-01-01", "sets_seen": seen})
    assert answer.status_code == 422
    assert "checked" in main_of(answer).split('name="sets_seen"')[1].split(">")[0]


def test_a_change_between_the_confirmation_and_the_job_stops_the_job(
    city: City, now: datetime, plan: Plan, task: Task, client_of: Signed
) -> None:
    post(client_of(city.clerk), task, TODAY)
    county(city, now)
    job = run_jobs()
    assert job.status == "failed"
    assert "计划批准之后，所用单位集合的成员有增减" in job.error
    assert "新增：柳桥区政府" in job.error
    assert not Commitment.objects.filter(plan=plan).exists()


def test_the_act_itself_refuses_what_nobody_saw(city: City, now: datetime, plan: Plan, task: Task) -> None:
    county(city, now)
    found = expand(plan, now.date())
    given: dict[str, Any] = {"published_on": now.date(), "sets": found.sets, "actor": city.clerk, "now": now}
    for seen in ("", "0123456789abcdef"):
        with pytest.raises(Invalid, match="成员有增减"):
            planning.issue(task.pk, shares_of(found), sets_seen=seen, **given)
    state = set_changes.state_of(set_changes.uses_of(plan, found.sets))
    assert planning.issue(task.pk, shares_of(found), sets_seen=state, **given) == len(found.shares)


def test_a_listed_member_counts_like_one_of_the_kind(
    city: City, now: datetime, plan: Plan, counties: AgencySet
) -> None:
    agency_sets.add_members(counties, [city.other], valid_from=date(2026, 9, 1), actor=city.clerk, now=now)
    (use,) = set_changes.uses_of(plan, expand(plan, now.date()).sets)
    assert (list(use.joined), list(use.left), use.before) == ([city.other], [], 1)


def test_a_plan_of_an_earlier_release_says_that_nothing_was_kept(
    city: City, now: datetime, plan: Plan, task: Task, client_of: Signed
) -> None:
    Plan.objects.filter(pk=plan.pk).update(set_members=None)
    county(city, now)
    client = client_of(city.clerk)
    assert "各县区政府 2 （批准时的成员没有记录）" in words_of(client.get(f"/steps/{task.pk}/"))
    assert post(client, task, TODAY).status_code == 302


def test_the_leader_sees_it_before_approving(city: City, now: datetime, counties: AgencySet, client_of: Signed) -> None:
    clerk = Clerk(draft_of(city, now), city, now)
    settle_everything(clerk)
    made = clerk.commit()
    planning.open_plan(made, now=now)
    planning.submit(open_task("review", plan=made).pk, actor=city.clerk, now=now)
    county(city, now)
    page = client_of(city.leader).get(f"/steps/{open_task('approve', plan=made).pk}/")
    assert "各县区政府：原为 1 个，现为 2 个；新增：柳桥区政府" in words_of(page)


def test_an_agency_does_not_see_the_step(city: City, now: datetime, task: Task, client_of: Signed) -> None:
    county(city, now)
    assert client_of(city.officer).get(f"/steps/{task.pk}/").status_code == 404
