"""E-mail: who gets it, when it may leave, once across tickers, tried again after a failure."""

import smtplib
from collections.abc import Callable
from datetime import datetime, time, timedelta

import pytest
from django.core import mail

from notifications import preferences
from notifications.channels import CHANNELS
from notifications.channels.timing import digest_at, send_at
from notifications.deliveries import MAX_ATTEMPTS, send_due
from notifications.dispatch import deliver_pending
from notifications.models import Delivery, Notification, QuietTimes
from tests.builders import City, open_task
from tests.conftest import moment
from workflow.models import Commitment, User

Told = Callable[[], int]
NIGHT = QuietTimes(quiet_from=time(20, 0), quiet_until=time(8, 0))


@pytest.fixture
def reachable(city: City, commitment: Commitment) -> User:
    """The officer, with an address."""
    city.officer.email = "li@example.org"
    city.officer.save()
    return city.officer


def test_people_with_an_address_get_mail_and_only_they(city: City, reachable: User, told: Told, now: datetime) -> None:
    told()
    assert send_due(now) == Delivery.objects.count() == 1
    assert [message.to for message in mail.outbox] == [["li@example.org"]]
    assert send_due(now) == 0


def test_a_mail_holds_the_sentence_and_a_link_to_open_it(reachable: User, told: Told, now: datetime) -> None:
    told()
    send_due(now)
    notification = Notification.objects.get(recipient=reachable, event="commitment_opened")
    assert "交办" in mail.outbox[0].subject
    assert f"/notifications/{notification.pk}/" in mail.outbox[0].body


def test_what_people_wrote_stays_inside(city: City, reachable: User, told: Told, now: datetime) -> None:
    from flows.actions import commitment as steps
    from tests.builders import plan_text

    commitment = Commitment.objects.get()
    steps.acknowledge(open_task("acknowledge", commitment=commitment).pk, actor=city.officer, now=now)
    steps.hand_in_plan(open_task("write_plan", commitment=commitment).pk, plan_text(), actor=city.officer, now=now)
    sign = open_task("sign_plan", commitment=commitment).pk
    steps.return_plan(sign, actor=city.head, now=now, reason="预算数不对外说。")
    told()
    send_due(now)
    assert "退回" in "".join(str(message.body) for message in mail.outbox)
    assert "预算数" not in "".join(f"{message.body}{message.subject}" for message in mail.outbox)


def test_a_group_that_was_switched_off_is_not_sent_and_not_counted(
    city: City, reachable: User, told: Told, now: datetime
) -> None:
    preferences.save(reachable, {("email", "work"): False, ("system", "work"): False}, {}, now=now)
    told()
    assert not Delivery.objects.exists()
    assert Notification.objects.get(recipient=reachable, event="commitment_opened").read_at == now


def test_returns_and_reminders_cannot_be_switched_off_inside(city: City, now: datetime) -> None:
    preferences.save(city.officer, {("system", "returned"): False}, {}, now=now)
    assert preferences.Choices([city.officer.pk]).wants(city.officer.pk, "system", "returned")


def test_a_failed_mail_is_tried_again_later_and_given_up_in_the_end(
    reachable: User, told: Told, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def down(*_args: object) -> None:
        raise smtplib.SMTPException("the server is down")

    told()
    monkeypatch.setattr(type(CHANNELS["email"]), "deliver", down)
    at = now
    for _attempt in range(MAX_ATTEMPTS):
        assert send_due(at) == 0
        at = Delivery.objects.get().due_at
    assert at - now > timedelta(hours=4)
    row = Delivery.objects.get()
    assert row.gave_up_at is not None
    assert row.error == "the server is down"
    monkeypatch.undo()
    assert send_due(at + timedelta(days=1)) == 0


def test_a_claimed_mail_is_not_sent_by_a_second_ticker(
    reachable: User, told: Told, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    told()
    inner: list[int] = []
    deliver = type(CHANNELS["email"]).deliver

    def meanwhile(self: object, *args: object) -> None:
        inner.append(send_due(now))
        deliver(self, *args)  # type: ignore[arg-type]

    monkeypatch.setattr(type(CHANNELS["email"]), "deliver", meanwhile)
    assert send_due(now) == 1
    assert inner == [0]
    assert len(mail.outbox) == 1


def test_several_become_one_mail(city: City, reachable: User, told: Told, now: datetime) -> None:
    from tests.builders import issue_plan, make_plan

    issue_plan(city, make_plan(city, now, items=3), now)
    told()
    assert send_due(now) == 4
    assert len(mail.outbox) == 1
    assert mail.outbox[0].body.count("/notifications/") >= 4


@pytest.mark.parametrize(
    ("at", "times", "urgent", "expected"),
    [
        (moment(2026, 9, 7, 10), None, True, moment(2026, 9, 7, 10)),
        (moment(2026, 9, 7, 10), NIGHT, True, moment(2026, 9, 7, 10)),
        (moment(2026, 9, 7, 21), NIGHT, True, moment(2026, 9, 8, 8)),
        (moment(2026, 9, 8, 7), NIGHT, True, moment(2026, 9, 8, 8)),
        (moment(2026, 9, 7, 10), QuietTimes(digest_at=time(8, 30)), True, moment(2026, 9, 7, 10)),
        (moment(2026, 9, 7, 10), QuietTimes(digest_at=time(8, 30)), False, moment(2026, 9, 8, 8, 30)),
        (moment(2026, 9, 7, 7), QuietTimes(digest_at=time(8, 30)), False, moment(2026, 9, 7, 8, 30)),
        # Saturday; then the National Day holidays of 2026, after which Saturday the 10th is a make-up day.
        (moment(2026, 9, 12, 10), QuietTimes(working_days_only=True), True, moment(2026, 9, 14, 8)),
        (moment(2026, 10, 2, 10), QuietTimes(working_days_only=True), True, moment(2026, 10, 8, 8)),
        (moment(2026, 10, 10, 10), QuietTimes(working_days_only=True), True, moment(2026, 10, 10, 10)),
    ],
)
@pytest.mark.django_db
def test_messages_leave_when_people_want_them(
    at: datetime, times: QuietTimes | None, urgent: bool, expected: datetime
) -> None:
    assert send_at(at, times, urgent=urgent) == expected


def test_what_happened_long_ago_is_told_inside_only(city: City, commitment: Commitment, now: datetime) -> None:
    city.officer.email = "li@example.org"
    city.officer.save()
    deliver_pending(now + timedelta(days=4))
    assert Notification.objects.filter(recipient=city.officer, created_at=now).exists()
    assert not Delivery.objects.exists()


@pytest.mark.parametrize(
    ("at", "times", "had", "expected"),
    [
        (moment(2026, 9, 7, 0), None, False, moment(2026, 9, 7, 8)),
        (moment(2026, 9, 7, 0), QuietTimes(digest_at=time(9, 30)), False, moment(2026, 9, 7, 9, 30)),
        (moment(2026, 9, 7, 10), None, False, moment(2026, 9, 7, 10, 5)),
        (moment(2026, 9, 7, 10), None, True, moment(2026, 9, 8, 8)),
        # Friday evening in quiet hours, and a Saturday: the next working day.
        (moment(2026, 9, 11, 21), NIGHT, False, moment(2026, 9, 14, 8)),
        (moment(2026, 9, 12, 7), None, False, moment(2026, 9, 14, 8)),
        (moment(2026, 9, 11, 7), None, True, moment(2026, 9, 14, 8)),
    ],
)
@pytest.mark.django_db
def test_reminders_leave_in_one_message_a_working_day(
    at: datetime, times: QuietTimes | None, had: bool, expected: datetime
) -> None:
    assert digest_at(at, times, had_today=had) == expected


def test_the_reminders_of_a_day_are_one_mail(city: City, reachable: User, told: Told, now: datetime) -> None:
    from flows.models import Deadline
    from flows.reminders import remind
    from tests.builders import issue_plan, make_plan

    issue_plan(city, make_plan(city, now, items=3), now)
    told()
    send_due(now)
    mail.outbox.clear()
    Deadline.objects.filter(process__commitment__isnull=False).update(next_on=now.date())
    night = now.replace(hour=0, minute=1) + timedelta(days=1)
    assert remind(night) == 4
    deliver_pending(night)
    assert send_due(night) == 0
    assert send_due(night.replace(hour=8, minute=1)) == 4
    assert len(mail.outbox) == 1
    Deadline.objects.filter(process__commitment__isnull=False).update(next_on=now.date(), rung=-1)
    later = night.replace(hour=11)
    remind(later)
    deliver_pending(later)
    assert send_due(later.replace(hour=23)) == 0
    assert send_due(later + timedelta(days=1)) == 4
    assert len(mail.outbox) == 2


def test_the_edge_of_a_batch_makes_no_second_mail(
    city: City, reachable: User, told: Told, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.builders import issue_plan, make_plan

    monkeypatch.setattr("notifications.deliveries.BATCH", 2)
    issue_plan(city, make_plan(city, now, items=4), now)
    told()
    assert send_due(now) == 5
    assert len(mail.outbox) == 1
