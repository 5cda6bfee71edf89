"""更正: the first entry stays, the correction stands beside it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from flows.actions.commitment import discontinue
from flows.actions.correcting import correct
from notifications.dispatch import deliver_pending
from notifications.models import Notification
from tests.builders import City, walk
from workflow.errors import Invalid, NotVisible
from workflow.models import Commitment, JournalEntry
from workflow.services.verification import verify_journal

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at")]
Signed = Callable[[Any], Client]


def entry_of(commitment: Commitment, act: str) -> JournalEntry:
    return JournalEntry.objects.get(commitment=commitment, act=act)


def test_the_first_entry_stays_and_the_correction_is_told(city: City, planning: Commitment, now: datetime) -> None:
    first = entry_of(planning, "acknowledged")
    correct(planning.pk, first.seq, text="签收人应为王敏，由我代点。", actor=city.officer, now=now)
    deliver_pending(now)
    said = entry_of(planning, "corrected")
    assert (said.data, said.remark) == ({"seq": first.seq, "corrects": "acknowledged"}, "签收人应为王敏，由我代点。")
    assert entry_of(planning, "acknowledged").hash == first.hash
    told = Notification.objects.filter(event="corrected").values_list("recipient__username", flat=True)
    assert set(told) == {"head", "clerk"}
    assert list(verify_journal()) == []


def test_only_ones_own_entry_is_corrected(city: City, planning: Commitment, now: datetime) -> None:
    first = entry_of(planning, "acknowledged")
    for person, seq, text, code in (
        (city.head, first.seq, "有误。", "not_own_entry"),
        (city.officer, 1, "有误。", "not_own_entry"),
        (city.officer, 999, "有误。", "not_own_entry"),
        (city.officer, first.seq, "  ", "correction_missing"),
        (city.officer, first.seq, "长" * 2001, "correction_long"),
    ):
        with pytest.raises(Invalid) as refused:
            correct(planning.pk, seq, text=text, actor=person, now=now)
        assert refused.value.code == code
    with pytest.raises(NotVisible):
        correct(planning.pk, first.seq, text="有误。", actor=city.outsider, now=now)
    correct(planning.pk, first.seq, text="有误。", actor=city.officer, now=now)
    with pytest.raises(Invalid):
        correct(planning.pk, entry_of(planning, "corrected").seq, text="再更正。", actor=city.officer, now=now)


def test_what_has_ended_can_still_be_corrected(city: City, planning: Commitment, now: datetime) -> None:
    discontinue(planning.pk, actor=city.clerk, now=now, reason="机构撤并。")
    seq = entry_of(planning, "discontinued").seq
    correct(planning.pk, seq, text="依据是市编办批复。", actor=city.clerk, now=now)
    assert entry_of(planning, "corrected").actor == city.clerk


def test_the_history_shows_both_beside_each_other(
    city: City, issued: list[Commitment], client_of: Signed, now: datetime
) -> None:
    walk(city, issued[0], now, "write_plan")
    page = f"/items/{issued[0].pk}/correct/"
    client = client_of(city.officer)
    form = client.get(page)
    assert next(label for _seq, label in form.context["form"].fields["entry"].choices).endswith("签收")
    refused = client.post(page, {"entry": "1", "text": "写错了。"})
    assert refused.status_code == 422
    assert "写错了。" in refused.content.decode()
    seq = entry_of(issued[0], "acknowledged").seq
    assert client.post(page, {"entry": str(seq), "text": "日期应为9月8日。"}).status_code == 302
    history = " ".join(client.get(f"/items/{issued[0].pk}/?tab=history").content.decode().split())
    assert history.count("日期应为9月8日。") == 2
    assert "更正“签收”" in history
    assert "已更正" in history
    assert client_of(city.outsider).get(page).status_code == 404
