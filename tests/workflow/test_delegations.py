"""委托: the colleague may what the post may, for those days and under both names; nothing more."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from flows.actions import commitment as steps
from flows.actions import inspection as inspecting
from flows.models import Task
from notifications.dispatch import deliver_pending
from notifications.models import Notification
from notifications.texts import headline
from tests.builders import City, issue_plan, make_plan, open_task, walk
from tests.conftest import moment
from workflow import policies
from workflow.errors import Invalid, NotPermitted, NotVisible, TransitionRefused
from workflow.models import Delegation, JournalEntry, Membership, User
from workflow.scope import Behalf
from workflow.services import delegations, organisation, people, register_export, register_rights
from workflow.services.verification import verify_journal
from workflow.status import Act, Role

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2026, 9, 8), date(2026, 9, 10)


def fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


def post_of(user: User) -> Membership:
    return Membership.objects.get(user=user, on_behalf_of=None)


def given(city: City, now: datetime, **changes: Any) -> Delegation:
    """The leader has the inspector act for him."""
    values: dict[str, Any] = {"first": FIRST, "last": LAST, "reason": "赴省里开会。", "actor": city.leader, "now": now}
    return delegations.delegate(post_of(city.leader).pk, city.inspector.pk, **(values | changes))


def may(user: User, act: Act, city: City, day: date) -> bool:
    return policies.scope_of(fresh(user), day).allows(act, city.agency.pk)


def test_the_right_comes_and_returns_by_itself(city: City, now: datetime) -> None:
    given(city, now)
    held = [may(city.inspector, Act.APPROVE_PLAN, city, FIRST + timedelta(days=n)) for n in range(-1, 4)]
    assert held == [False, True, True, True, False]
    assert may(city.leader, Act.APPROVE_PLAN, city, FIRST)
    assert list(delegations.verify_delegations()) == []


def test_what_a_deputy_does_carries_both_names(
    city: City, now: datetime, client_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    commitment = issue_plan(city, make_plan(city, now, items=1), now)[0]
    task = walk(city, commitment, now, "approve_plan")
    assert task is not None
    at = moment(2026, 9, 9)
    given(city, now)
    monkeypatch.setattr("workflow.policies.timezone.localdate", at.date)
    steps.approve_plan(task.pk, actor=fresh(city.inspector), now=at)
    both = f"{city.inspector}（代{city.leader}）"
    entry = JournalEntry.objects.get(commitment=commitment, act="plan_approved")
    assert (entry.actor_name, entry.data["behalf"]) == (both, {"user": city.leader.pk, "role": "leader"})
    done = Task.objects.get(pk=task.pk)
    assert (done.owner, done.doer) == (city.inspector, both)
    assert open_task("publish_plan", commitment=commitment).sender == both
    assert both in client_of(city.officer).get(f"/items/{commitment.pk}/").content.decode()
    assert list(verify_journal()) == []


def test_what_one_does_in_ones_own_right_carries_ones_own_name(
    city: City, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    commitment = issue_plan(city, make_plan(city, now, items=1), now)[0]
    given(city, now)
    monkeypatch.setattr("workflow.policies.timezone.localdate", lambda: FIRST)
    held = policies.scope_of(fresh(city.inspector))
    assert held.acting_for(Act.APPROVE_PLAN, city.agency.pk) == Behalf(city.leader.pk, str(city.leader), Role.LEADER)
    assert held.acting_for(Act.INSPECT, city.agency.pk) is None
    task = walk(city, commitment, now, "inspect")
    assert task is not None
    inspecting.accept(task.pk, conclusion="属实。", actor=fresh(city.inspector), now=moment(2026, 9, 15))
    entry = JournalEntry.objects.get(commitment=commitment, act="inspection_accepted")
    assert entry.actor_name == str(city.inspector)
    assert "behalf" not in entry.data


def test_a_deputy_decides_nothing_that_went_through_his_own_hands(
    city: City, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    commitment = issue_plan(city, make_plan(city, now, items=1), now)[0]
    task = walk(city, commitment, now, "sign_plan")
    assert task is not None
    delegations.delegate(
        post_of(city.head).pk, city.officer.pk, first=FIRST, last=LAST, reason="休假。", actor=city.head, now=now
    )
    monkeypatch.setattr("workflow.policies.timezone.localdate", lambda: FIRST)
    with pytest.raises(NotPermitted) as refused:
        steps.sign_plan(task.pk, actor=fresh(city.officer), now=moment(2026, 9, 8))
    assert refused.value.code == "same_hands"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"first": date(2026, 9, 6)}, "first_past"),
        ({"first": date(2026, 12, 9), "last": date(2026, 12, 9)}, "first_far"),
        ({"last": date(2026, 9, 7)}, "last_before_first"),
        ({"last": date(2026, 12, 9)}, "delegation_long"),
        ({"reason": " "}, "reason_missing"),
        ({"reason": "长" * 501}, "reason_long"),
    ],
)
def test_days_and_reason_are_checked(city: City, now: datetime, changes: dict[str, Any], code: str) -> None:
    with pytest.raises(Invalid) as refused:
        given(city, now, **changes)
    assert refused.value.code == code
    assert not Delegation.objects.exists()


def test_only_colleagues_with_a_part_in_the_work_act(city: City, now: datetime) -> None:
    organisation.add_membership(city.outsider, city.office, Role.ASSESSOR, actor=None, now=now)
    able = delegations.colleagues(post_of(city.leader), now.date())
    assert {city.clerk, city.inspector} <= set(able)
    assert not {city.leader, city.second_leader, city.outsider, city.officer} & set(able)
    for person in (city.second_leader, city.outsider, city.officer, city.leader):
        with pytest.raises(Invalid) as refused:
            delegations.delegate(
                post_of(city.leader).pk, person.pk, first=FIRST, last=LAST, reason="出差。", actor=city.leader, now=now
            )
        assert refused.value.code == "not_a_colleague"


def test_nobody_gives_the_post_of_another_or_one_he_holds_for_another(city: City, now: datetime) -> None:
    with pytest.raises(NotVisible):
        delegations.delegate(
            post_of(city.leader).pk, city.clerk.pk, first=FIRST, last=LAST, reason="出差。", actor=city.clerk, now=now
        )
    held = given(city, now, first=now.date()).given
    with pytest.raises(NotVisible):
        delegations.delegate(
            held.pk, city.clerk.pk, first=FIRST, last=LAST, reason="出差。", actor=fresh(city.inspector), now=now
        )


def test_one_deputy_at_a_time(city: City, now: datetime) -> None:
    given(city, now)
    with pytest.raises(Invalid) as refused:
        delegations.delegate(
            post_of(city.leader).pk, city.clerk.pk, first=LAST, last=LAST, reason="出差。", actor=city.leader, now=now
        )
    assert refused.value.code == "delegated_already"
    later = LAST + timedelta(days=1)
    delegations.delegate(
        post_of(city.leader).pk, city.clerk.pk, first=later, last=later, reason="出差。", actor=city.leader, now=now
    )
    assert Delegation.objects.count() == 2


def test_either_side_ends_it_at_once_and_it_can_be_given_again(city: City, now: datetime) -> None:
    first = given(city, now, first=now.date())
    with pytest.raises(NotVisible):
        delegations.end(first.pk, actor=city.clerk, now=now)
    delegations.end(first.pk, actor=city.inspector, now=now)
    assert not may(city.inspector, Act.APPROVE_PLAN, city, now.date())
    with pytest.raises(TransitionRefused):
        delegations.end(first.pk, actor=city.leader, now=now)
    again = given(city, now, first=now.date())
    assert may(city.inspector, Act.APPROVE_PLAN, city, now.date())
    delegations.end(again.pk, actor=city.leader, now=now)
    assert list(delegations.verify_delegations()) == []
    told = Notification.objects.filter(event="delegation_ended")
    deliver_pending(now)
    assert set(told.values_list("recipient", flat=True)) == {city.leader.pk, city.inspector.pk}


def test_the_deputy_is_told(city: City, now: datetime) -> None:
    given(city, now)
    deliver_pending(now)
    (told,) = Notification.objects.filter(event="delegated").select_related("entry", "recipient")
    assert told.recipient == city.inspector
    line = headline(told)
    for part in (str(city.leader), "9月8日", "9月10日", "赴省里开会。", "领导"):
        assert part in line


def test_a_post_that_ends_takes_what_was_given_of_it_along(city: City, now: datetime) -> None:
    given(city, now)
    people.end_membership(post_of(city.leader), last_day=FIRST, actor=city.clerk, now=now)
    assert may(city.inspector, Act.APPROVE_PLAN, city, FIRST)
    assert not may(city.inspector, Act.APPROVE_PLAN, city, FIRST + timedelta(days=1))
    assert list(delegations.verify_delegations()) == []


def test_a_deactivated_account_takes_what_it_gave_along(city: City, now: datetime) -> None:
    given(city, now, first=now.date())
    people.deactivate_person(city.leader, reason="退休。", actor=city.clerk, now=now)
    assert not may(city.inspector, Act.APPROVE_PLAN, city, now.date())


def test_the_page_gives_and_ends(city: City, client_of: Any) -> None:
    client = client_of(city.head)
    page = client.get("/delegations/").content.decode()
    assert str(city.officer) in page
    assert str(city.outsider) not in page
    today = timezone.localdate()
    who = f"{post_of(city.head).pk}-{city.officer.pk}"
    typed = {"who": who, "first": today.isoformat(), "last": today.isoformat(), "reason": "外出开会。"}
    wrong = client.post("/delegations/", typed | {"last": (today - timedelta(days=1)).isoformat()})
    assert wrong.status_code == 422
    assert "外出开会。" in wrong.content.decode()
    assert client.post("/delegations/", typed).status_code == 302
    assert "我代行" in client_of(city.officer).get("/delegations/").content.decode()
    assert f"代{city.head}" in client_of(city.officer).get("/").content.decode()
    made = Delegation.objects.get()
    assert client_of(city.outsider).post(f"/delegations/{made.pk}/end/").status_code == 404
    assert client_of(city.officer).post(f"/delegations/{made.pk}/end/").status_code == 302
    assert client.post(f"/delegations/{made.pk}/end/").status_code == 409
    assert client.get(f"/delegations/{made.pk}/end/").status_code == 405


def test_a_breach_is_found(city: City, now: datetime) -> None:
    made = given(city, now)
    Membership.objects.filter(pk=made.given_id).update(valid_until=None)
    assert {breach.code for breach in delegations.verify_delegations()} == {"delegation_days"}
    Membership.objects.filter(pk=made.given_id).update(role=Role.CLERK)
    assert "delegation_post" in {breach.code for breach in delegations.verify_delegations()}
    Membership.objects.filter(user=city.officer).update(on_behalf_of=city.head)
    User.objects.filter(pk=city.leader.pk).update(has_delegated=False)
    assert {"delegation_missing", "delegation_giver"} <= {breach.code for breach in delegations.verify_delegations()}


# -- what stays, what ends ---------------------------------------------------------------------------------------------


def test_the_register_the_calendar_and_drafts_stay_with_the_clerk(city: City, now: datetime) -> None:
    clerk = city.clerk
    delegations.delegate(
        post_of(clerk).pk, city.inspector.pk, first=now.date(), last=LAST, reason="休假。", actor=clerk, now=now
    )
    scope = policies.scope_of(fresh(city.inspector), now.date())
    assert scope.allows(Act.TRANSFER, city.agency.pk)
    for act in policies.NOT_DELEGATED & set(policies.OWN_ACTS[Role.CLERK]) - {Act.VIEW_JOURNAL}:
        assert not scope.allows_anywhere(act)
        assert city.inspector not in policies.people_with(act, city.office.pk, now.date())
        assert city.inspector not in policies.people_by_act([act], city.office.pk, now.date())[act]
    assert city.inspector in policies.people_with(Act.TRANSFER, city.agency.pk, now.date())


def test_nobody_takes_an_account_over_by_delegating(city: City, now: datetime) -> None:
    before = User.objects.get(pk=city.inspector.pk)
    given(city, now)
    after = fresh(city.inspector)
    assert (after.handed_over_by_id, after.handed_over_at) == (before.handed_over_by_id, before.handed_over_at)


def test_a_post_of_ones_own_may_begin_on_the_same_day(city: City, now: datetime) -> None:
    made = given(city, now)
    own = organisation.add_membership(
        fresh(city.inspector), city.office, Role.LEADER, actor=None, now=now, valid_from=FIRST
    )
    assert own.pk != made.given_id
    held = policies.scope_of(fresh(city.inspector), FIRST)
    assert held.acting_for(Act.APPROVE_PLAN, city.agency.pk) is None


def test_a_colleague_acts_only_while_he_works_there(city: City, now: datetime) -> None:
    Membership.objects.filter(user=city.inspector).update(valid_until=LAST)
    with pytest.raises(Invalid) as refused:
        given(city, now)
    assert refused.value.code == "beyond_post"
    Membership.objects.filter(user=city.inspector).update(valid_until=None)
    given(city, now)
    people.end_membership(post_of(city.inspector), last_day=FIRST, actor=city.clerk, now=now)
    assert may(city.inspector, Act.APPROVE_PLAN, city, FIRST)
    assert not may(city.inspector, Act.APPROVE_PLAN, city, FIRST + timedelta(days=1))
    deliver_pending(now)
    told = Notification.objects.filter(event="delegation_ended").values_list("recipient", flat=True)
    assert set(told) == {city.leader.pk, city.inspector.pk}


def test_a_deactivated_deputy_acts_for_nobody_when_he_comes_back(city: City, now: datetime) -> None:
    given(city, now, first=now.date())
    people.deactivate_person(city.inspector, reason="调离。", actor=city.clerk, now=now)
    people.reactivate_person(fresh(city.inspector), actor=city.clerk, now=now)
    assert not may(city.inspector, Act.APPROVE_PLAN, city, now.date())
    assert may(city.inspector, Act.INSPECT, city, now.date())


def test_the_register_shortens_a_delegation_and_never_lengthens_it(city: City, now: datetime) -> None:
    made = given(city, now)
    with pytest.raises(Invalid) as refused:
        people.end_membership(made.given, last_day=LAST + timedelta(days=30), actor=city.clerk, now=now)
    assert refused.value.code == "delegation_ends_earlier"
    people.end_membership(made.given, last_day=FIRST, actor=city.clerk, now=now)
    assert [may(city.inspector, Act.APPROVE_PLAN, city, day) for day in (FIRST, LAST)] == [True, False]
    assert list(delegations.verify_delegations()) == []


def test_the_export_of_the_register_leaves_it_out(city: City, now: datetime) -> None:
    given(city, now, first=now.date())
    places = register_rights.places_of(city.clerk)
    posts = [(row[5], row[7]) for row in register_export.rows(places, now.date())]
    assert posts.count((str(city.inspector), "督查员")) == 1
    assert (str(city.inspector), "领导") not in posts
