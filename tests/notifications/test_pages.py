"""The pages: the list, opening, reading all, the settings, the bell, and polling where sockets are blocked."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from flows.actions import commitment as steps
from notifications import services
from notifications.models import Notification, QuietTimes
from notifications.pages import PAGE_SIZE, page_of
from notifications.preferences import Choices
from tests.builders import City, issue_plan, make_plan, open_task
from workflow.models import Commitment, User

Told = Callable[[], int]
Clients = Callable[[User], Any]
PAGE = {"headers": {"accept": "text/html"}}


def unread(user: User) -> int:
    """What the bell shows."""
    return services.numbers(user)["unread"]


def newest(user: User) -> Notification:
    """The newest notification of a person."""
    return Notification.objects.filter(recipient=user).latest("pk")


def test_the_list_shows_what_happened_and_why(
    city: City, commitment: Commitment, told: Told, client_of: Clients
) -> None:
    told()
    page = client_of(city.officer).get(reverse("notifications")).content.decode()
    assert "何亦舟 向市数据局交办：第1件事" in page
    assert "因为您是市数据局经办人" in page
    assert "未读 1" in page


def test_one_act_on_many_items_is_one_line_and_opening_it_reads_all(
    city: City, now: datetime, told: Told, client_of: Clients
) -> None:
    issue_plan(city, make_plan(city, now, items=5), now)
    told()
    client = client_of(city.officer)
    page = client.get(reverse("notifications")).content.decode()
    assert page.count("交办") == 1
    assert "5 项" in page
    client.get(reverse("notification_open", args=[newest(city.officer).pk]))
    assert unread(city.officer) == 0


def test_opening_marks_as_read_and_leads_to_the_item(
    city: City, commitment: Commitment, told: Told, client_of: Clients
) -> None:
    told()
    answer = client_of(city.officer).get(reverse("notification_open", args=[newest(city.officer).pk]))
    assert answer.headers["Location"] == reverse("item", args=[commitment.pk])
    assert unread(city.officer) == 0
    assert unread(city.head) == 1


def test_a_foreign_notification_is_like_a_missing_one(
    city: City, commitment: Commitment, told: Told, client_of: Clients
) -> None:
    told()
    mine = newest(city.officer)
    client = client_of(city.outsider)
    assert client.get(reverse("notification_open", args=[mine.pk])).status_code == 404
    assert client.get(reverse("notification_open", args=[999_999])).status_code == 404
    client.post(reverse("notifications_read"), {"id": [mine.pk]})
    client.post(reverse("notifications_read"), {"through": mine.pk})
    mine.refresh_from_db()
    assert mine.read_at is None


def test_reading_all_leaves_what_came_after_the_page(
    city: City, now: datetime, commitment: Commitment, told: Told, client_of: Clients
) -> None:
    told()
    seen = newest(city.officer).pk
    issue_plan(city, make_plan(city, now, items=1), now)
    told()
    answer = client_of(city.officer).post(reverse("notifications_read"), {"through": seen})
    assert answer.headers["Location"] == reverse("notifications")
    assert unread(city.officer) == 1
    assert list(services.verify_counters()) == []


def test_reading_twice_counts_once(city: City, commitment: Commitment, told: Told, client_of: Clients) -> None:
    told()
    mine = newest(city.officer)
    for _time in range(2):
        client_of(city.officer).post(reverse("notifications_read"), {"id": [mine.pk, "x", "-1", "9" * 40]})
    assert unread(city.officer) == 0


@pytest.mark.parametrize("query", ["tab=unread", "tab=asks", "tab=known", "tab=nonsense", "older=x", "older=99999"])
def test_every_tab_and_cursor_answers(
    query: str, city: City, commitment: Commitment, told: Told, client_of: Clients
) -> None:
    told()
    assert client_of(city.officer).get(f"{reverse('notifications')}?{query}").status_code == 200


def test_older_pages_follow_without_gap_or_double(city: City, now: datetime, told: Told, client_of: Clients) -> None:
    for number in range(PAGE_SIZE + 5):
        Notification.objects.create(
            recipient=city.officer, event="plan_submitted", reason="x", position=number, created_at=now, read_at=now
        )
    first = page_of(city.officer, "all", None)
    second = page_of(city.officer, "all", int(first.older))
    shown = [pk for page in (first, second) for _day, lines in page.days for line in lines for pk in line.ids]
    assert len(shown) == len(set(shown)) == PAGE_SIZE + 5
    assert second.older == ""
    assert client_of(city.officer).get(f"{reverse('notifications')}?older={first.older}").status_code == 200


def test_the_list_costs_the_same_for_one_and_for_many(
    city: City, now: datetime, told: Told, client_of: Clients, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    issue_plan(city, make_plan(city, now, items=20), now)
    told()
    client = client_of(city.officer)
    with django_assert_max_num_queries(14):
        assert client.get(reverse("notifications"), **PAGE).status_code == 200


def test_the_bell_answers_with_every_counter(
    city: City, commitment: Commitment, told: Told, client_of: Clients
) -> None:
    told()
    page = client_of(city.officer).get(reverse("notifications_bell")).content.decode()
    assert 'id="bell"' in page
    assert '<b aria-hidden="true">1</b>' in page
    assert 'id="tray"' in page


def test_a_page_listens_from_the_position_before_its_data(
    city: City, commitment: Commitment, told: Told, client_of: Clients, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is told while the page reads its data must come again, or the page would stay stale."""
    before = services.numbers(city.officer)["last_id"]
    shown = page_of

    def meanwhile(*args: Any) -> Any:
        page = shown(*args)
        told()
        return page

    monkeypatch.setattr("notifications.views.page_of", meanwhile)
    page = client_of(city.officer).get(reverse("notifications"), **PAGE).content.decode()
    assert f'data-live-since="{before}"' in page
    assert services.numbers(city.officer)["last_id"] > before


# -- polling


def poll(client: Any, since: int | None, *topics: str) -> dict[str, Any]:
    """One poll of a page that listens to these topics."""
    told: dict[str, Any] = client.get(
        reverse("notifications_since"), {"topics": topics, **({"id": since} if since is not None else {})}
    ).json()
    return told


def test_polling_hears_what_a_socket_would(
    city: City, now: datetime, commitment: Commitment, told: Told, client_of: Clients
) -> None:
    told()
    client = client_of(city.officer)
    here = poll(client, None, "bell", f"item:{commitment.pk}")
    assert here["messages"] == []
    steps.acknowledge(open_task("acknowledge", commitment=commitment).pk, actor=city.head, now=now)
    told()
    heard = poll(client, here["id"], "bell", f"item:{commitment.pk}", "me")
    assert {message["topic"] for message in heard["messages"]} == {"bell", f"item:{commitment.pk}"}
    assert heard["id"] > here["id"]
    assert poll(client, heard["id"], "bell", f"item:{commitment.pk}")["messages"] == []


def test_polling_a_foreign_topic_gives_nothing(
    city: City, now: datetime, commitment: Commitment, told: Told, client_of: Clients
) -> None:
    told()
    client = client_of(city.outsider)
    before = poll(client, None)["id"]
    steps.acknowledge(open_task("acknowledge", commitment=commitment).pk, actor=city.head, now=now)
    told()
    foreign = (f"item:{commitment.pk}", f"plan:{commitment.plan_id}", "item:999999", "ledger", "inbox", "me")
    assert poll(client, before, *foreign)["messages"] == []


def test_the_office_hears_of_the_plan_and_of_its_commitments(
    city: City, now: datetime, commitment: Commitment, told: Told, client_of: Clients
) -> None:
    told()
    client = client_of(city.clerk)
    before = poll(client, None)["id"]
    steps.acknowledge(open_task("acknowledge", commitment=commitment).pk, actor=city.head, now=now)
    told()
    heard = poll(client, before, f"plan:{commitment.plan_id}", "ledger")
    assert {message["topic"] for message in heard["messages"]} == {f"plan:{commitment.plan_id}", "ledger"}


# -- settings


def test_choices_are_kept(city: City, client_of: Clients) -> None:
    client = client_of(city.officer)
    answer = client.post(
        reverse("notification_settings"),
        {"email-progress": "on", "system-work": "on", "quiet_from": "20:00", "quiet_until": "08:00"},
    )
    assert answer.headers["Location"] == reverse("notification_settings")
    choices = Choices([city.officer.pk])
    assert choices.wants(city.officer.pk, "email", "progress")
    assert not choices.wants(city.officer.pk, "email", "work")
    assert choices.wants(city.officer.pk, "system", "returned")
    assert not choices.wants(city.officer.pk, "system", "progress")
    assert QuietTimes.objects.get(user=city.officer).quiet_from is not None
    assert client.get(reverse("notification_settings")).status_code == 200


def test_half_a_quiet_time_is_refused_with_a_sentence_at_the_field(city: City, client_of: Clients) -> None:
    answer = client_of(city.officer).post(reverse("notification_settings"), {"quiet_from": "20:00"})
    assert answer.status_code == 400
    assert "两个时间都填，或都不填。" in answer.content.decode()
    assert not QuietTimes.objects.exists()


@pytest.mark.parametrize(
    "name", ["notifications", "notification_settings", "notifications_bell", "notifications_since", "jobs"]
)
def test_without_signing_in_there_is_nothing(name: str, client: Any, db: None) -> None:
    assert client.get(reverse(name)).status_code == 302
