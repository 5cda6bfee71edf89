"""分管负责同志: each agency says who it is, since when and where it was published; nothing is overwritten."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.builders import City
from workflow.errors import Invalid, NotPermitted, NotVisible
from workflow.models import JournalEntry, ResponsibleLeader
from workflow.services import leaders
from workflow.services.leaders import Named
from workflow.services.verification import verify_journal

pytestmark = pytest.mark.django_db
FIRST = Named("范一航", "副局长", date(2026, 3, 1), date(2026, 3, 5), "https://example.org/leaders")


def enter(city: City, now: datetime, named: Named = FIRST, **given: Any) -> ResponsibleLeader:
    wanted: dict[str, Any] = {"actor": city.officer, "now": now} | given
    return leaders.name_leader(city.agency.pk, named, **wanted)


def test_one_follows_the_other_and_both_stay(city: City, now: datetime) -> None:
    first = enter(city, now)
    second = enter(city, now, Named("卢晓棠", "总工程师", date(2026, 8, 1)), actor=city.clerk)
    first.refresh_from_db()
    assert (first.valid_until, second.valid_until) == (date(2026, 8, 1), None)
    on = {day: leaders.leaders_of([city.agency], day).get(city.agency.pk) for day in (date(2026, 7, 31), now.date())}
    assert list(on.values()) == [first, second]
    assert leaders.history(city.agency.pk) == [second, first]
    entries = JournalEntry.objects.filter(act="leader_named").order_by("seq").values_list("data__before", flat=True)
    assert list(entries) == ["", "范一航"]
    assert [*verify_journal(), *leaders.verify_leaders()] == []


@pytest.mark.parametrize(
    ("named", "code"),
    [
        (Named(" ", "副局长", date(2026, 3, 1)), "leader_missing"),
        (Named("范一航", " ", date(2026, 3, 1)), "leader_missing"),
        (Named("范一航", "副局长", date(2026, 9, 8)), "since_future"),
        (Named("范一航", "副局长", date(2026, 3, 1), date(2026, 3, 5)), "publication_half"),
        (Named("范一航", "副局长", date(2026, 3, 1), date(2026, 9, 8), "https://example.org"), "published_in_future"),
    ],
)
def test_what_is_entered_is_checked(city: City, now: datetime, named: Named, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        enter(city, now, named)
    assert refused.value.code == code
    assert not ResponsibleLeader.objects.exists()


def test_another_one_begins_later(city: City, now: datetime) -> None:
    enter(city, now)
    with pytest.raises(Invalid) as refused:
        enter(city, now, Named("卢晓棠", "总工程师", date(2026, 3, 1)))
    assert refused.value.code == "since_before"
    assert ResponsibleLeader.objects.get().valid_until is None


def test_the_agency_and_the_clerk_enter_it_and_nobody_else(city: City, now: datetime) -> None:
    for person, error in (
        (city.leader, NotPermitted),
        (city.inspector, NotPermitted),
        (city.outsider, NotVisible),
        (city.county_officer, NotVisible),
    ):
        with pytest.raises(error):
            enter(city, now, actor=person)
    enter(city, now, actor=city.head)


def test_the_pages_show_enter_and_name_the_gaps(city: City, client_of: Any, now: datetime) -> None:
    office, agency = client_of(city.clerk), client_of(city.officer)
    assert "市数据局" in office.get("/leaders/?missing=1").content.decode()
    where = f"/leaders/{city.agency.pk}/"
    today = timezone.localdate()
    typed = {"name": "范一航", "post": "副局长", "since": (today - timedelta(days=9)).isoformat()}
    wrong = agency.post(where, typed | {"published_at": "nonsense"})
    assert wrong.status_code == 422
    assert "范一航" in wrong.content.decode()
    assert agency.post(where, typed | {"published_at": "https://example.org/a"}).status_code == 422
    assert agency.post(where, typed).status_code == 302
    assert "范一航" in agency.get(where).content.decode()
    assert "市数据局" not in office.get("/leaders/?missing=1").content.decode().partition("<main")[2]
    assert client_of(city.outsider).get(where).status_code == 404
    assert client_of(city.leader).post(where, typed).status_code == 403
    assert client_of(city.leader).post(where, {}).status_code == 403
    assert office.get("/leaders/export/").content[:2] == b"PK"


def test_a_breach_is_found(city: City, now: datetime) -> None:
    enter(city, now)
    enter(city, now, Named("卢晓棠", "总工程师", date(2026, 8, 1)))
    ResponsibleLeader.objects.filter(name="范一航").update(valid_until=date(2026, 8, 9))
    assert [breach.code for breach in leaders.verify_leaders()] == ["leader_twice"]
