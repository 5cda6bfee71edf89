"""分办: a section and a named officer, while the inbox of the agency survives a change of staff."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from flows.actions import handing_out
from flows.models import Task
from tests.builders import City
from tests.flows.pages import words_of
from tests.flows.test_parts import nothing_is_wrong, told
from workflow.errors import Invalid, NotPermitted, TransitionRefused
from workflow.models import Commitment, Membership
from workflow.policies import scope_of
from workflow.services import organisation
from workflow.status import Role

Signed = Callable[[Any], Client]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at")]


def test_the_officer_is_told_and_finds_it_among_those_handed_to_him(
    city: City, issued: list[Commitment], client_of: Signed, now: datetime
) -> None:
    given = {"section": " 数据  资源科 ", "officer": str(city.officer.pk)}
    assert client_of(city.head).post(f"/items/{issued[0].pk}/hand-out/", given).status_code == 302
    issued[0].refresh_from_db()
    assert (issued[0].section, issued[0].assignee) == ("数据 资源科", city.officer)
    assert "分办给您" in " ".join(told(city.officer))
    inbox = words_of(client_of(city.officer).get("/inbox/?mine=1"))
    assert "第1件事" in inbox
    assert "第2件事" not in inbox
    assert "分办：数据 资源科 李婧" in words_of(client_of(city.officer).get(f"/items/{issued[0].pk}/"))
    nothing_is_wrong()


def test_nothing_hangs_when_the_officer_moves_on(
    city: City, issued: list[Commitment], client_of: Signed, now: datetime
) -> None:
    handing_out.hand_out(issued[0].pk, section="", officer_id=city.officer.pk, actor=city.head, now=now)
    newcomer = organisation.create_user("new", "程一鸣", password=None, actor=None, now=now)
    organisation.add_membership(newcomer, city.agency, Role.OFFICER, actor=None, now=now)
    Membership.objects.filter(user=city.officer).update(valid_until=(now - timedelta(days=1)).date())
    assert Task.objects.waiting_for(scope_of(newcomer)).filter(commitment=issued[0]).exists()
    assert "已不是本单位经办人" in words_of(client_of(newcomer).get(f"/items/{issued[0].pk}/"))


def test_only_the_head_and_only_to_an_officer_of_the_agency(
    city: City, issued: list[Commitment], now: datetime
) -> None:
    pk = issued[0].pk
    with pytest.raises(NotPermitted):
        handing_out.hand_out(pk, section="", officer_id=city.officer.pk, actor=city.officer, now=now)
    with pytest.raises(Invalid) as foreign:
        handing_out.hand_out(pk, section="", officer_id=city.outsider.pk, actor=city.head, now=now)
    assert foreign.value.code == "no_officer"
    with pytest.raises(TransitionRefused):
        handing_out.hand_out(pk, section="", officer_id=None, actor=city.head, now=now)
    handing_out.hand_out(pk, section="综合科", officer_id=None, actor=city.head, now=now)
    assert handing_out.hand_out(pk, section="", officer_id=None, actor=city.head, now=now) is None
