"""关注 and 抄送: who hears of a commitment without a step in it, and who no longer does."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from flows.actions import commitment as steps
from flows.actions.copying import copy
from notifications.dispatch import deliver_pending
from notifications.models import Notification
from notifications.texts import headline, why
from tests.builders import City, open_task, plan_text
from workflow.errors import Invalid, NotPermitted, NotVisible
from workflow.models import Commitment, Follow, JournalEntry, Membership, User
from workflow.services import following, organisation
from workflow.status import Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at")]
Signed = Callable[[Any], Client]


def hand_in(city: City, commitment: Commitment, now: datetime) -> None:
    """What only the head is told of by his role."""
    steps.hand_in_plan(open_task("write_plan", commitment=commitment).pk, plan_text(), actor=city.officer, now=now)
    deliver_pending(now)


def told(user: User, event: str) -> list[Notification]:
    return list(Notification.objects.filter(recipient=user, event=event).select_related("entry", "commitment__item"))


def test_whoever_follows_hears_what_is_done_and_is_asked_for_nothing(
    city: City, planning: Commitment, now: datetime
) -> None:
    following.follow(planning, actor=city.inspector, now=now)
    following.follow(planning, actor=city.inspector, now=now)
    hand_in(city, planning, now)
    (heard,) = told(city.inspector, "plan_handed_in")
    assert not heard.asks
    assert "关注" in why(heard)
    assert told(city.second_leader, "plan_handed_in") == []
    (asked,) = told(city.head, "plan_handed_in")
    assert asked.asks


def test_whoever_has_a_part_of_his_own_is_told_of_that(city: City, planning: Commitment, now: datetime) -> None:
    following.follow(planning, actor=city.head, now=now)
    hand_in(city, planning, now)
    (heard,) = told(city.head, "plan_handed_in")
    assert heard.asks
    assert "关注" not in why(heard)


def test_whoever_stops_hears_nothing_more(city: City, planning: Commitment, now: datetime) -> None:
    following.follow(planning, actor=city.inspector, now=now)
    following.unfollow(planning, actor=city.inspector)
    hand_in(city, planning, now)
    assert told(city.inspector, "plan_handed_in") == []


def test_whoever_may_no_longer_see_it_hears_nothing_more(city: City, planning: Commitment, now: datetime) -> None:
    following.follow(planning, actor=city.inspector, now=now)
    Membership.objects.filter(user=city.inspector).update(valid_until=now.date())
    hand_in(city, planning, now)
    assert told(city.inspector, "plan_handed_in") == []


def test_a_copy_is_told_once_kept_in_the_history_and_followed(city: City, planning: Commitment, now: datetime) -> None:
    copy(planning.pk, [city.second_leader.pk, city.inspector.pk], remark="请关注进度。", actor=city.clerk, now=now)
    deliver_pending(now)
    for person in (city.second_leader, city.inspector):
        (heard,) = told(person, "copied")
        assert "抄送" in headline(heard)
        assert "请关注进度。" in headline(heard)
        assert "抄送" in why(heard)
    entry = JournalEntry.objects.get(commitment=planning, act="copied")
    assert set(entry.data["names"]) == {str(city.second_leader), str(city.inspector)}
    copy(planning.pk, [city.inspector.pk, city.head.pk], actor=city.clerk, now=now + timedelta(hours=1))
    deliver_pending(now + timedelta(hours=1))
    assert len(told(city.inspector, "copied")) == 2
    assert len(told(city.second_leader, "copied")) == 1
    assert Follow.objects.filter(commitment=planning, copied_by=city.clerk).count() == 3


def test_a_copy_opens_nothing(city: City, planning: Commitment, now: datetime) -> None:
    for people, code in (
        ([], "nobody_chosen"),
        ([city.outsider.pk], "not_a_reader"),
        ([city.head.pk, city.outsider.pk], "not_a_reader"),
        ([city.clerk.pk], "not_a_reader"),
        ([0], "not_a_reader"),
    ):
        with pytest.raises(Invalid) as refused:
            copy(planning.pk, people, actor=city.clerk, now=now)
        assert refused.value.code == code
    with pytest.raises(Invalid):
        copy(planning.pk, [city.head.pk], remark="长" * 501, actor=city.clerk, now=now)
    with pytest.raises(NotVisible):
        copy(planning.pk, [city.head.pk], actor=city.outsider, now=now)
    with pytest.raises(NotVisible):
        following.follow(planning, actor=city.outsider, now=now)
    assert not Follow.objects.exists()
    assert not JournalEntry.objects.filter(act="copied").exists()


def test_who_only_reads_copies_nothing(city: City, planning: Commitment, now: datetime) -> None:
    organisation.add_membership(city.outsider, city.office, Role.ASSESSOR, actor=None, now=now)
    reader = User.objects.get(pk=city.outsider.pk)
    following.follow(planning, actor=reader, now=now)
    with pytest.raises(NotPermitted):
        copy(planning.pk, [city.head.pk], actor=reader, now=now)


def test_the_page_follows_in_one_press_and_the_ledger_shows_what_is_followed(
    city: City, issued: list[Commitment], client_of: Signed
) -> None:
    client = client_of(city.leader)
    page = f"/items/{issued[0].pk}/"
    assert ">关注<" in client.get(page).content.decode()
    assert client.post(f"{page}follow/", {"follow": "1"})["Location"] == page
    assert "已关注" in client.get(page).content.decode()
    shown = client.get("/ledger/?mine=followed")
    assert [row.pk for row in shown.context["rows"]] == [issued[0].pk]
    assert "我关注的" in shown.content.decode()
    client.post(f"{page}follow/", {"follow": "0"})
    assert client.get("/ledger/?mine=followed").context["rows"] == []
    assert client_of(city.outsider).post(f"{page}follow/", {"follow": "1"}).status_code == 404
    assert client.get(f"{page}follow/").status_code == 405


def test_the_form_shows_only_who_may_see_it(city: City, planning: Commitment, client_of: Signed) -> None:
    client = client_of(city.clerk)
    page = f"/items/{planning.pk}/copy/"
    form = client.get(page).content.decode()
    assert str(city.head) in form
    assert str(city.outsider) not in form
    refused = client.post(page, {"people": [str(city.outsider.pk)], "remark": "请了解。"})
    assert refused.status_code == 422
    assert "请了解。" in refused.content.decode()
    assert client.post(page, {"people": [str(city.head.pk)]}).status_code == 302
    history = client.get(f"/items/{planning.pk}/?tab=history").content.decode()
    assert f"抄送：{city.head}" in " ".join(history.split())


def test_whoever_lost_sight_of_it_before_the_notice_went_out_is_told_nothing(
    city: City, planning: Commitment, now: datetime
) -> None:
    copy(planning.pk, [city.inspector.pk, city.head.pk], remark="请关注。", actor=city.clerk, now=now)
    Membership.objects.filter(user=city.inspector).update(valid_until=now.date())
    deliver_pending(now)
    assert told(city.inspector, "copied") == []
    assert len(told(city.head, "copied")) == 1
