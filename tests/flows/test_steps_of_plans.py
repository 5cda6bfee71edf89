"""The steps of a work plan by their pages: submit, approve, issue."""

from datetime import datetime
from typing import Any

import pytest

from tests.builders import City, open_task
from tests.flows.cases import PLAN_CASES, RETURN, Signed, plan_at, post
from tests.flows.pages import main_of, words_of
from workflow.models import Assignment, AssignmentParty, Commitment, Plan
from workflow.services import organisation
from workflow.status import AgencyKind, PlanStatus, Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at", "files_dir")]


def test_the_plan_goes_from_the_clerk_to_the_leader_and_back(city: City, now: datetime, client_of: Signed) -> None:
    plan, task = plan_at(city, now, "review")
    assert client_of(city.clerk).get(f"/steps/{task.pk}/").status_code == 200
    assert post(client_of(city.clerk), task, {})["Location"] == f"/plans/{plan.pk}/"
    approve = open_task("approve", plan=plan)
    words = words_of(client_of(city.leader).get(f"/steps/{approve.pk}/"))
    assert "2 条任务" in words
    assert post(client_of(city.leader), approve, {"decision": "return", "reason": ""}).status_code == 422
    assert post(client_of(city.leader), approve, RETURN).status_code == 302
    again = open_task("review", plan=plan)
    assert "缺少县区分工。" in words_of(client_of(city.clerk).get(f"/steps/{again.pk}/"))


def test_the_leader_approves_with_the_meeting(city: City, now: datetime, client_of: Signed) -> None:
    plan, task = plan_at(city, now, "approve")
    fields = {"decision": "agree", "remark": "", "meeting": "第 12 次常务会议"}
    assert post(client_of(city.leader), task, fields).status_code == 302
    plan.refresh_from_db()
    assert (plan.status, plan.approving_meeting) == (PlanStatus.APPROVED, "第 12 次常务会议")


@pytest.mark.parametrize("node", PLAN_CASES)
def test_an_agency_finds_no_step_of_a_plan(city: City, now: datetime, client_of: Signed, node: str) -> None:
    plan, task = plan_at(city, now, node)
    client = client_of(city.officer)
    assert client.get(f"/steps/{task.pk}/").status_code == 404
    assert post(client, task, {"decision": "agree", "published_on": "2026-09-07"}).status_code == 404
    assert client_of(city.inspector).get(f"/steps/{task.pk}/")["Location"] == f"/plans/{plan.pk}/"


def test_issuing_shows_what_it_opens_and_runs_as_a_job(
    city: City, now: datetime, client_of: Signed, django_capture_on_commit_callbacks: Any
) -> None:
    from workflow.models import Job
    from workflow.services import job_runs

    plan, task = plan_at(city, now, "issue")
    client = client_of(city.clerk)
    page = words_of(client.get(f"/steps/{task.pk}/"))
    assert "印发，生成 2 条任务" in page
    assert "10月23日" in page
    assert post(client, task, {"published_on": "2026-09-08"}).status_code == 422
    answer = post(client, task, {"published_on": "2026-09-04"})
    job = Job.objects.get()
    assert answer["Location"] == f"/jobs/{job.pk}/"
    job_runs.run(job.pk)
    job.refresh_from_db()
    plan.refresh_from_db()
    assert (plan.status, str(plan.published_on)) == (PlanStatus.ISSUED, "2026-09-04")
    assert Commitment.objects.filter(plan=plan).count() == 2
    assert job.result_url.endswith(f"?plan={plan.pk}")


def test_issuing_twice_opens_nothing_twice(city: City, now: datetime, client_of: Signed) -> None:
    from workflow.models import Job
    from workflow.services import job_runs

    plan, task = plan_at(city, now, "issue")
    for _ in range(2):
        post(client_of(city.clerk), task, {"published_on": "2026-09-04"})
    for job in Job.objects.all():
        job_runs.run(job.pk)
    assert Commitment.objects.filter(plan=plan).count() == 2
    assert {job.status for job in Job.objects.all()} == {"done"}


def test_an_agency_without_people_is_named_before_the_issue(city: City, now: datetime, client_of: Signed) -> None:
    plan, task = plan_at(city, now, "issue")
    name_party(plan, "枫岭县政府", agency=_empty(city, now))
    page = words_of(client_of(city.clerk).get(f"/steps/{task.pk}/"))
    assert "枫岭县政府" in page


def test_a_long_list_of_gaps_says_how_many_are_left(
    city: City, now: datetime, client_of: Signed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flows.forms.plan_line.SHOWN_PROBLEMS", 1)
    plan, task = plan_at(city, now, "issue")
    name_party(plan, "枫岭县政府", agency=_empty(city, now))
    other = organisation.create_agency(
        city.jurisdiction, name="云川市统计局", short_name="市统计局", kind=AgencyKind.DEPARTMENT, actor=None, now=now
    )
    name_party(plan, "市统计局", agency=other)
    assert "另有 1 项" in words_of(client_of(city.clerk).get(f"/steps/{task.pk}/"))


def test_a_plan_with_open_questions_is_not_issued(city: City, now: datetime, client_of: Signed) -> None:
    plan, task = plan_at(city, now, "issue")
    name_party(plan, "市政数局")
    answer = post(client_of(city.clerk), task, {"published_on": "2026-09-04"})
    assert answer.status_code == 422
    assert "市政数局" in words_of(answer)


def test_people_are_asked_for_as_of_today_not_of_the_day_of_publication(
    city: City, now: datetime, client_of: Signed
) -> None:
    plan, task = plan_at(city, now, "issue")
    agency = _empty(city, now)
    for username, role in (("fengling1", Role.OFFICER), ("fengling2", Role.HEAD)):
        person = organisation.create_user(username, username, password=None, actor=None, now=now)
        organisation.add_membership(person, agency, role, actor=None, now=now)
    name_party(plan, "枫岭县政府", agency=agency)
    page = words_of(post(client_of(city.clerk), task, {"published_on": "2026-07-08", "more": "1"}))
    assert "枫岭县政府既没有" not in page


def test_a_day_that_makes_everything_overdue_asks_for_a_confirmation(
    city: City, now: datetime, client_of: Signed
) -> None:
    _plan, task = plan_at(city, now, "issue")
    client = client_of(city.clerk)
    answer = post(client, task, {"published_on": "2026-03-02"})
    assert answer.status_code == 422
    assert "时限已经过去，印发后立即逾期" in words_of(answer)
    assert post(client, task, {"published_on": "2026-03-02", "overdue": "on"}).status_code == 302
    assert "立即逾期" not in words_of(client.get(f"/steps/{plan_at(city, now, 'issue')[1].pk}/"))


def test_a_day_that_was_only_tried_is_not_kept(city: City, now: datetime, client_of: Signed) -> None:
    _plan, task = plan_at(city, now, "issue")
    client = client_of(city.clerk)
    assert post(client, task, {"published_on": "2026-03-02", "more": "1"}).status_code == 200
    assert 'value="2026-09-07"' in main_of(client.get(f"/steps/{task.pk}/"))
    tried = words_of(post(client, task, {"published_on": "2027-03-02", "more": "1"}))
    assert "不能晚于今天" in tried
    assert "早于十五年前" in words_of(post(client, task, {"published_on": "2001-03-02", "more": "1"}))


def test_only_who_may_name_people_is_led_to_the_register(city: City, now: datetime, client_of: Signed) -> None:
    plan, task = plan_at(city, now, "approve")
    name_party(plan, "枫岭县政府", agency=_empty(city, now))
    page = main_of(client_of(city.leader).get(f"/steps/{task.pk}/"))
    assert "枫岭县政府" in page
    assert 'href="/agencies/"' not in page


def name_party(plan: Plan, name: str, **targets: Any) -> None:
    assignment = Assignment.objects.filter(item__plan=plan).order_by("item__order")[0]
    AssignmentParty.objects.create(assignment=assignment, role="co", name=name, **targets)


def _empty(city: City, now: datetime) -> Any:
    return organisation.create_agency(
        city.jurisdiction,
        name="枫岭县人民政府",
        short_name="枫岭县政府",
        kind=AgencyKind.COUNTY_GOVERNMENT,
        actor=None,
        now=now,
    )
