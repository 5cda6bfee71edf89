"""Whoever gets a new password from somebody else hears who gave it and when."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.core import mail
from django.urls import reverse

from notifications import preferences, services
from notifications.deliveries import send_due
from notifications.models import Delivery, LiveEvent, Notification
from tests.builders import City
from workflow.models import JournalEntry, Outbox, User
from workflow.services import journal, people

Told = Callable[[], int]
Clients = Callable[[User], Any]
Events = Callable[[User], list[str]]
PAGE = {"headers": {"accept": "text/html"}}


@pytest.fixture
def reset(city: City, now: datetime) -> User:
    """The leader, with an address, whose password the clerk has just reset."""
    city.leader.email = "leader@example.org"
    city.leader.save()
    Outbox.objects.all().delete()
    people.reset_password(city.leader, actor=city.clerk, now=now)
    return city.leader


def test_the_bell_says_who_and_when_and_leads_to_an_own_password(reset: User, told: Told, client_of: Clients) -> None:
    told()
    assert services.numbers(reset)["unread"] == 1
    people.choose_password(reset, "a-password-of-my-own")
    client = client_of(reset)
    page = client.get(reverse("notifications"), **PAGE).content.decode()
    assert "何亦舟 于2026年9月7日 09:00为您的账号重设了一次性密码" in page
    assert "因为是您自己的账号。" in page
    opened = client.get(reverse("notification_open", args=[Notification.objects.get().pk]))
    assert opened.headers["Location"] == reverse("password_change")


def test_nobody_else_is_told(city: City, reset: User, told: Told, events_of: Events) -> None:
    assert told() == 1
    assert events_of(reset) == ["password_reset"]
    assert Notification.objects.count() == 1
    event = LiveEvent.objects.get(entry__act="password_reset")
    assert (event.agency_id, event.commitment_id, event.plan_id) == (None, None, None)


def test_a_mail_goes_out_and_holds_no_password(city: City, reset: User, told: Told, now: datetime) -> None:
    given = people.reset_password(reset, actor=city.clerk, now=now)
    told()
    assert send_due(now) == 2
    assert mail.outbox[0].to == ["leader@example.org"]
    text = f"{mail.outbox[0].subject}{mail.outbox[0].body}"
    assert "何亦舟 于2026年9月7日 09:00" in text
    assert given not in text


@pytest.mark.parametrize(
    ("language", "said", "reason"),
    [
        ("zh-hans", "原密码已失效；如非您本人要求，请立即问明原因并更换密码", "因为是您自己的账号。"),
        (
            "en",
            "the old one no longer works; if you did not ask for it, ask why at once",
            "because it is your account.",
        ),
    ],
)
def test_mail_and_bell_tell_the_person_what_to_do(
    reset: User, told: Told, now: datetime, client_of: Clients, language: str, said: str, reason: str
) -> None:
    User.objects.filter(pk=reset.pk).update(language=language)
    told()
    send_due(now)
    assert said in mail.outbox[0].subject
    assert said in mail.outbox[0].body
    assert "/notifications/" in mail.outbox[0].body
    reset.refresh_from_db()
    people.choose_password(reset, "a-password-of-my-own")
    client = client_of(reset)
    client.cookies["django_language"] = language
    page = client.get(reverse("notifications"), **PAGE).content.decode()
    assert said in page
    assert reason in page


def test_mail_can_be_switched_off_and_the_bell_cannot(reset: User, told: Told, now: datetime) -> None:
    preferences.save(reset, {("email", "account"): False, ("system", "account"): False}, {}, now=now)
    told()
    assert not Delivery.objects.exists()
    assert Notification.objects.get(recipient=reset).read_at is None


def test_the_event_is_stored_with_the_password_or_not_at_all(
    city: City, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    Outbox.objects.all().delete()
    before = city.leader.password

    def fails(*_args: Any, **_kwargs: Any) -> None:
        raise RuntimeError("no outbox")

    with monkeypatch.context() as patched:
        patched.setattr(Outbox.objects, "create", fails)
        with pytest.raises(RuntimeError):
            people.reset_password(city.leader, actor=city.clerk, now=now)
    city.leader.refresh_from_db()
    assert city.leader.password == before
    assert not JournalEntry.objects.filter(act="password_reset").exists()
    people.reset_password(city.leader, actor=city.clerk, now=now)
    assert [row.entry.act for row in Outbox.objects.select_related("entry")] == ["password_reset"]


def test_other_entries_of_the_register_stay_untold(city: City, now: datetime) -> None:
    Outbox.objects.all().delete()
    people.deactivate_person(city.officer, reason="调离", actor=city.clerk, now=now)
    assert not Outbox.objects.exists()


def test_an_entry_of_a_plan_is_told_once_even_when_asked_for(city: City, now: datetime) -> None:
    from django.db import transaction

    from tests.builders import make_plan

    plan = make_plan(city, now, items=1)
    Outbox.objects.all().delete()
    with transaction.atomic():
        journal.record(plan, "plan_settings_changed", actor=city.clerk, now=now, tell=True)
    assert Outbox.objects.count() == 1
