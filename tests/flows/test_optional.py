"""参照执行: agencies that may follow by analogy have a commitment nothing is demanded of, counted apart."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from flows.actions import commitment as steps
from flows.actions import extension as extending
from flows.actions import inspection as inspecting
from flows.actions import slips as slipping
from flows.amending import _bind_or_free
from flows.issue import open_commitments
from flows.jobs import shares_of
from flows.models import Deadline, Task
from flows.reminders import remind
from tests.builders import City, make_plan, open_task
from tests.flows.cases import issued_with, plan_at, post
from tests.flows.events import happened, limit
from tests.flows.pages import words_of
from tests.flows.test_parts import nothing_is_wrong, told
from workflow import lights
from workflow.errors import TransitionRefused
from workflow.ledger import Filter, Ledger
from workflow.models import AssignmentParty, Commitment, Duty, ItemRecurrence, Plan, PlanItem
from workflow.policies import scope_of
from workflow.services import plans
from workflow.services.calendar import calendar_in_force
from workflow.services.event_hanging import hanging
from workflow.services.plan_overview import stage_tally
from workflow.status import AssignmentMode, ClockKind, PartyRole, Stage

Signed = Callable[[Any], Client]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at", "files_dir")]

A_YEAR = timedelta(days=400)


@pytest.fixture
def plan(city: City, now: datetime) -> Plan:
    parties = [(PartyRole.LEAD, city.other), (PartyRole.OPTIONAL, city.agency), (PartyRole.OPTIONAL, city.county)]
    return issued_with(city, now, AssignmentMode.LEAD, parties)


@pytest.fixture
def optional(city: City, plan: Plan) -> Commitment:
    return Commitment.objects.get(plan=plan, agency=city.agency)


def counts_of(plan: Plan, on: Any) -> dict[str, int]:
    found: dict[str, int] = plan.commitments.aggregate(**lights.counts(on, [3], calendar_in_force()))
    return found


def test_the_issue_opens_it_without_a_plan_and_without_a_date(city: City, plan: Plan, optional: Commitment) -> None:
    assert (optional.is_light, optional.is_binding) == (True, False)
    waiting = open_task("acknowledge", commitment=optional)
    assert waiting.due_on is None
    deadline = Deadline.objects.get(task=waiting)
    assert (deadline.due_on, deadline.next_on) == (None, None)
    lead = Commitment.objects.get(plan=plan, agency=city.other)
    assert (lead.is_light, lead.is_binding) == (False, True)
    assert open_task("acknowledge", commitment=lead).due_on is not None
    assert told(city.officer) == ["何亦舟 请市数据局参照执行：第1件事"]
    nothing_is_wrong()


def test_it_is_never_late_nor_reminded_of_nor_pressed(city: City, optional: Commitment, now: datetime) -> None:
    long_after = now + A_YEAR
    assert not Commitment.objects.late(long_after.date()).filter(pk=optional.pk).exists()
    assert not optional.is_past_completion(long_after.date())
    assert optional.late_since(long_after.date()) == long_after.date()
    lead = Commitment.objects.get(agency=city.other)
    assert Commitment.objects.late(long_after.date()).get() == lead
    held = set(Deadline.objects.filter(next_on__isnull=False).values_list("task__commitment", flat=True))
    assert held == {lead.pk}
    assert remind(now) == 0
    with pytest.raises(TransitionRefused) as calm:
        slipping.issue(optional.pk, demand="请说明。", actor=city.inspector, now=optional.opened_at + A_YEAR)
    assert calm.value.code == "nothing_presses"
    with pytest.raises(TransitionRefused) as refused:
        extending.ask(
            optional.pk, ClockKind.COMPLETION, to=optional.completion_on + timedelta(days=30), cause="来不及。",
            actor=city.officer, now=now,
        )  # fmt: skip
    assert refused.value.code == "not_extendable"


def test_a_recurring_duty_of_the_item_does_not_bind_it(city: City, now: datetime) -> None:
    plan = make_plan(city, now, items=1)
    item = plan.items.get()
    clause = item.assignments.get()
    for order, agency in enumerate((city.other, city.county), start=8):
        AssignmentParty.objects.create(
            assignment=clause, role=PartyRole.OPTIONAL, name=str(agency), agency=agency, order=order
        )
    ItemRecurrence.objects.create(item=item, kind="per_period_min", period="month", min_count=2, phrase="每月不少于2次")
    shares = shares_of(plans.expand(plan, now.date()))
    open_commitments(plan, shares, published_on=now.date(), actor=city.clerk, now=now)
    assert [duty.commitment.agency for duty in Duty.objects.all()] == [city.agency]
    assert Commitment.objects.filter(plan=plan).count() == 3


def test_it_is_counted_apart(city: City, plan: Plan, optional: Commitment, client_of: Signed, now: datetime) -> None:
    long_after = now.date() + A_YEAR
    found = counts_of(plan, long_after)
    assert (found["total"], found["late"], found["optional"]) == (1, 1, 2)
    stages = stage_tally(plan, scope_of(city.clerk))
    assert (stages["total"], stages["optional"], stages[Stage.ISSUED]) == (1, 2, 1)
    book = Ledger(scope_of(city.clerk), Filter(plan=plan.pk), now.date(), calendar_in_force(), [plan])
    sums, _agencies = book.sums()
    assert (sums.total, sums.optional, sums.listed, sums.ended) == (1, 2, 3, 0)
    only = Ledger(scope_of(city.clerk), Filter(optional=True), now.date(), calendar_in_force(), [plan])
    assert only.commitments().count() == 2
    client = client_of(city.clerk)
    page = words_of(client.get("/ledger/?optional=1"))
    assert "参照执行" in page
    assert "市数据局" in page
    assert "另有参照执行 2 条" in words_of(client.get(f"/plans/{plan.pk}/"))


def test_before_the_issue_it_is_counted_apart_and_answers_for_nothing(city: City, now: datetime) -> None:
    plan = make_plan(city, now, items=1)
    clause = plan.items.get().assignments.get()
    AssignmentParty.objects.create(
        assignment=clause, role=PartyRole.OPTIONAL, name="青禾县", agency=city.county, order=9
    )
    found = plans.expand(plan, now.date())
    assert [share.agency for share in found.optional] == [city.county]
    assert list(found.per_item.values()) == [1]
    assert not found.blocking
    clause.parties.exclude(role=PartyRole.OPTIONAL).delete()
    assert [problem.code for problem in plans.expand(plan, now.date()).blocking] == ["nobody_responsible"]


def test_the_step_of_issuing_counts_it_apart_and_finds_it_never_late(
    city: City, now: datetime, client_of: Signed
) -> None:
    plan, task = plan_at(city, now, "issue")
    first = plan.items.order_by("order")[0]
    AssignmentParty.objects.create(
        assignment=first.assignments.get(), role=PartyRole.OPTIONAL, name="青禾县", agency=city.county, order=9
    )
    client = client_of(city.clerk)
    page = words_of(client.get(f"/steps/{task.pk}/"))
    assert "印发，生成 2 条任务" in page
    assert "2 条任务，送 1 个单位，各有一个签收待办；另有参照执行 1 条" in page
    PlanItem.objects.filter(pk=first.pk).update(due_on=now.date() - timedelta(days=9))
    assert "有 1 条任务的时限已经过去，印发后立即逾期" in words_of(client.get(f"/steps/{task.pk}/"))


def test_who_owes_no_plan_is_not_late_for_one_at_the_issue(city: City, now: datetime, client_of: Signed) -> None:
    plan, task = plan_at(city, now, "issue")
    first = plan.items.order_by("order")[0]
    AssignmentParty.objects.create(
        assignment=first.assignments.get(), role=PartyRole.CO, name="市司法局", agency=city.other, order=9
    )
    long_ago = f"{now.date() - timedelta(days=80):%Y-%m-%d}"
    answer = post(client_of(city.clerk), task, {"published_on": long_ago, "more": "1"})
    # Two leads owe a plan; who carries out behind one of them does not.
    assert "印发，生成 3 条任务" in words_of(answer)
    assert "有 2 条任务的时限已经过去" in words_of(answer)


def test_who_follows_says_so_and_it_is_closed(
    city: City, optional: Commitment, client_of: Signed, now: datetime
) -> None:
    step = open_task("acknowledge", commitment=optional)
    assert "不设办理时限" in words_of(client_of(city.officer).get(f"/steps/{step.pk}/"))
    steps.acknowledge(step.pk, actor=city.officer, now=now)
    executing = open_task("execute", commitment=optional)
    assert executing.due_on is None
    page = words_of(client_of(city.officer).get(f"/items/{optional.pk}/"))
    assert "参照执行单位" in page
    assert "参照执行，不要求报送" in page
    steps.claim_completion(executing.pk, text="已参照办理。", actor=city.officer, now=now)
    inspecting.accept(open_task("inspect", commitment=optional).pk, conclusion="属实。", actor=city.inspector, now=now)
    steps.close(open_task("close", commitment=optional).pk, actor=city.leader, now=now)
    optional.refresh_from_db()
    assert optional.stage is Stage.CLOSED
    assert not Task.objects.open().filter(commitment=optional).exists()
    nothing_is_wrong()


def test_an_event_of_the_item_does_not_bind_it(city: City, plan: Plan, optional: Commitment, now: datetime) -> None:
    limit(optional, "working")
    found = hanging(plan, happened(now), scope_of(city.clerk))
    assert [hang.commitment.agency for hang in found] == [city.other]


def test_an_agency_gets_one_notice_of_what_is_to_be_done_and_one_of_what_may_be_followed(
    city: City, now: datetime, client_of: Signed
) -> None:
    plan = make_plan(city, now, items=3)
    first, *_rest = plan.items.order_by("pk")
    AssignmentParty.objects.filter(assignment__item=first).update(role=PartyRole.OPTIONAL)
    shares = shares_of(plans.expand(plan, now.date()))
    open_commitments(plan, shares, published_on=now.date(), actor=city.clerk, now=now)
    told(city.officer)
    page = words_of(client_of(city.officer).get("/notifications/"))
    assert "何亦舟 向市数据局交办：2项" in page.replace(" 项", "项").replace("2 ", "2")
    assert "请市数据局参照执行：第1件事" in page


def test_it_is_shown_without_a_date_wherever_it_is(
    city: City, optional: Commitment, client_of: Signed, now: datetime, at: Callable[[datetime], None]
) -> None:
    steps.acknowledge(open_task("acknowledge", commitment=optional).pk, actor=city.officer, now=now)
    steps.claim_completion(open_task("execute", commitment=optional).pk, text="已办。", actor=city.officer, now=now)
    at(now + A_YEAR)
    rounds = words_of(client_of(city.inspector).get("/inspections/"))
    assert "第1件事" in rounds
    assert "逾" not in rounds.split("第1件事", 1)[1][:60]
    page = words_of(client_of(city.officer).get(f"/items/{optional.pk}/"))
    steps_shown = page.split("办理步骤", 1)[1]
    assert "12月31日前" not in steps_shown


@pytest.mark.parametrize("acknowledged", [False, True])
def test_a_version_that_binds_it_or_frees_it_moves_what_is_open(
    city: City,
    optional: Commitment,
    now: datetime,
    at: Callable[[datetime], None],
    acknowledged: bool,
) -> None:
    node = "execute" if acknowledged else "acknowledge"
    if acknowledged:
        steps.acknowledge(open_task("acknowledge", commitment=optional).pk, actor=city.officer, now=now)
    later = now + timedelta(days=60)
    at(later)
    Commitment.objects.filter(pk=optional.pk).update(role=PartyRole.CO)
    _bind_or_free(optional.item, bound_before(optional.item, but=optional), later)
    optional.refresh_from_db()
    waiting = open_task(node, commitment=optional)
    assert waiting.due_on == optional.current_due_on
    assert waiting.due_on is not None
    assert waiting.due_on > later.date()
    assert Deadline.objects.get(task=waiting).next_on is not None
    nothing_is_wrong()
    Commitment.objects.filter(pk=optional.pk).update(role=PartyRole.OPTIONAL)
    _bind_or_free(optional.item, bound_before(optional.item) | {optional.pk}, later)
    waiting = open_task(node, commitment=optional)
    deadline = Deadline.objects.get(task=waiting)
    assert (waiting.due_on, deadline.due_on, deadline.next_on) == (None, None, None)
    nothing_is_wrong()


def bound_before(item: Any, but: Commitment | None = None) -> set[int]:
    """Those of the item that are bound now, without one that was not until now."""
    bound = set(
        Commitment.objects.open().filter(item=item).exclude(role=PartyRole.OPTIONAL).values_list("pk", flat=True)
    )
    return bound - {but.pk if but is not None else 0}
