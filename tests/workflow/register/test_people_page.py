"""People: posts given and ended, the one-time password, deactivation; nobody helps himself."""

from datetime import date, datetime, timedelta

import pytest
from django.db.models import ProtectedError
from django.test import Client
from django.urls import reverse

from tests.builders import PASSWORD, City
from tests.workflow.register.conftest import ClientOf
from workflow import policies
from workflow.errors import Invalid, NotPermitted
from workflow.models import JournalEntry, Membership, User
from workflow.services import organisation, people
from workflow.status import Act, AgencyKind, JurisdictionLevel, Role


def new_person(**changed: str) -> dict[str, str]:
    typed = {
        "full_name": "苗青",
        "username": "miaoqing",
        "role": "officer",
        "title": "科长",
        "email": "",
        "valid_from": "2026-01-01",
    }
    return typed | changed


def test_a_new_person_gets_a_one_time_password_that_works(city: City, clerk: Client) -> None:
    answer = clerk.post(reverse("agency_person_new", args=[city.other.pk]), new_person())
    password = answer.context["password"]
    page = answer.content.decode()
    assert page.count(password) == 1
    assert "no-store" in answer["Cache-Control"]
    assert Client().login(request=answer.wsgi_request, username="miaoqing", password=password)
    person = User.objects.get(username="miaoqing")
    assert policies.scope_of(person).allows(Act.WRITE_PLAN, city.other.pk)
    for entry in JournalEntry.objects.all():
        assert password not in str(entry.data) + entry.remark
    assert password not in clerk.get(reverse("person", args=[person.pk])).content.decode()


def test_a_one_time_password_opens_nothing_but_the_choice_of_an_own_one(city: City, now: datetime) -> None:
    given = people.reset_password(city.officer, actor=city.clerk, now=now)
    client = Client()
    client.post("/sign-in/", {"username": "officer", "password": given})
    for address in ("/", "/inbox/", "/ledger/"):
        assert client.get(address)["Location"] == "/password/"
    assert "一次性密码" in client.get("/password/").content.decode()
    same = {"old_password": given, "new_password1": given, "new_password2": given}
    assert "请换一个" in client.post("/password/", same).content.decode()
    own = same | {"new_password1": PASSWORD, "new_password2": PASSWORD}
    assert client.post("/password/", own).status_code == 302
    assert client.get("/inbox/").status_code == 200
    city.officer.refresh_from_db()
    assert not city.officer.one_time_password


def test_a_registered_person_gets_one_more_post(city: City, clerk: Client) -> None:
    address = reverse("agency_person_new", args=[city.other.pk])
    answer = clerk.post(address, new_person(full_name="李婧", username="officer"))
    assert answer["Location"] == reverse("agency", args=[city.other.pk])
    person = User.objects.get(username="officer")
    assert policies.scope_of(person).agencies(Act.WRITE_PLAN) == {city.agency.pk, city.other.pk}
    again = clerk.post(address, new_person(full_name="李婧", username="officer"))
    assert again.status_code == 400
    assert "李婧 已是 市司法局" in again.content.decode()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"username": "officer"}, "登记的是另一个姓名"),
        ({"username": "苗青"}, "姓名的拼音"),
        ({"role": "leader"}, "leader"),
        ({"valid_from": "1066-10-14"}, "1949"),
        ({"full_name": ""}, ""),
    ],
)
def test_a_post_that_cannot_be_is_refused(city: City, clerk: Client, changed: dict[str, str], said: str) -> None:
    before = (User.objects.count(), Membership.objects.count())
    answer = clerk.post(reverse("agency_person_new", args=[city.other.pk]), new_person(**changed))
    assert answer.status_code == 400
    assert said in answer.content.decode()
    assert (User.objects.count(), Membership.objects.count()) == before


def test_a_post_ends_after_its_last_day(city: City, clerk: Client, now: datetime) -> None:
    post = city.officer.memberships.get()
    assert clerk.get(reverse("membership_end", args=[post.pk])).status_code == 200
    clerk.post(reverse("membership_end", args=[post.pk]), {"last_day": "2026-09-30"})
    person = User.objects.get(pk=city.officer.pk)
    assert policies.scope_of(person, date(2026, 9, 30)).allows(Act.WRITE_PLAN, city.agency.pk)
    person = User.objects.get(pk=city.officer.pk)
    assert not policies.scope_of(person, date(2026, 10, 1)).allows(Act.WRITE_PLAN, city.agency.pk)


def test_a_post_given_by_mistake_was_never_held(city: City, now: datetime) -> None:
    post = organisation.add_membership(
        city.outsider, city.agency, Role.HEAD, actor=city.clerk, now=now, valid_from=now.date()
    )
    people.end_membership(post, last_day=now.date() - timedelta(days=30), actor=city.clerk, now=now)
    for day in (now.date() - timedelta(days=1), now.date()):
        person = User.objects.get(pk=city.outsider.pk)
        assert not policies.scope_of(person, day).allows(Act.SIGN_PLAN, city.agency.pk)


def test_the_old_password_and_the_sessions_end(city: City, clerk: Client, client_of: ClientOf) -> None:
    city.officer.set_password("correct-horse-battery")
    city.officer.save()
    browser = client_of(city.officer)
    assert browser.get("/calendar/").status_code == 200
    answer = clerk.post(reverse("person_password", args=[city.officer.pk]))
    assert answer.status_code == 200
    assert browser.get("/calendar/").status_code == 302
    person = User.objects.get(pk=city.officer.pk)
    assert not person.check_password("correct-horse-battery")
    assert person.check_password(answer.context["password"])


def test_a_deactivated_person_is_out_at_once_and_can_come_back(city: City, clerk: Client, client_of: ClientOf) -> None:
    browser = client_of(city.officer)
    assert clerk.post(reverse("person_deactivate", args=[city.officer.pk]), {"reason": ""}).status_code == 400
    clerk.post(reverse("person_deactivate", args=[city.officer.pk]), {"reason": "退休"})
    assert browser.get("/calendar/").status_code == 302
    assert JournalEntry.objects.filter(act="person_deactivated", remark="退休").exists()
    clerk.post(reverse("person_reactivate", args=[city.officer.pk]))
    assert User.objects.get(pk=city.officer.pk).is_active


def test_a_person_is_never_deleted(city: City) -> None:
    with pytest.raises(ProtectedError):
        city.officer.delete()


def test_nobody_gives_himself_a_role_or_a_password(city: City, clerk: Client, now: datetime) -> None:
    with pytest.raises(NotPermitted):
        organisation.add_membership(city.clerk, city.office, Role.LEADER, actor=city.clerk, now=now)
    own = city.clerk.memberships.get()
    typed = new_person(full_name="何亦舟", username="clerk", role="leader")
    for address, sent in (
        (reverse("agency_person_new", args=[city.office.pk]), typed),
        (reverse("membership_end", args=[own.pk]), {"last_day": "2026-12-31"}),
        (reverse("person_password", args=[city.clerk.pk]), {}),
        (reverse("person_deactivate", args=[city.clerk.pk]), {"reason": "x"}),
    ):
        assert clerk.post(address, sent).status_code == 403
    assert not policies.scope_of(city.clerk).has_role(Role.LEADER)


def test_a_person_of_a_higher_office_is_not_taken_over(city: City, now: datetime) -> None:
    county = organisation.create_jurisdiction(
        "青禾县", JurisdictionLevel.COUNTY, parent=city.jurisdiction, actor=None, now=now
    )
    office = organisation.create_agency(
        county, name="青禾县政府办公室", short_name="县府办", kind=AgencyKind.OFFICE, actor=None, now=now
    )
    below = organisation.create_user("county_clerk", "丁可", password=None, actor=None, now=now)
    organisation.add_membership(below, office, Role.CLERK, actor=None, now=now)
    organisation.add_membership(city.leader, office, Role.LEADER, actor=below, now=now)
    with pytest.raises(NotPermitted) as refused:
        people.reset_password(city.leader, actor=below, now=now)
    assert refused.value.code == "works_elsewhere"


def test_details_are_changed_without_telling_the_journal_the_address(city: City, clerk: Client) -> None:
    clerk.post(
        reverse("person", args=[city.officer.pk]), {"full_name": "李静", "email": "li@example.org", "phone": "1"}
    )
    person = User.objects.get(pk=city.officer.pk)
    assert (person.full_name, person.email) == ("李静", "li@example.org")
    entry = JournalEntry.objects.get(act="person_changed")
    assert entry.data["name"] == ["李婧", "李静"]
    assert "example.org" not in str(entry.data)


def test_a_deactivated_account_gets_no_post(city: City, now: datetime) -> None:
    people.deactivate_person(city.officer, reason="调离", actor=city.clerk, now=now)
    with pytest.raises(Invalid) as refused:
        people.add_person(
            city.other,
            username="officer",
            full_name="李婧",
            role=Role.OFFICER,
            title="",
            valid_from=now.date(),
            actor=city.clerk,
            now=now,
        )
    assert refused.value.code == "account_deactivated"


@pytest.mark.parametrize("person", ["officer", "outsider", "leader", "inspector"])
def test_outsiders_find_no_such_person(city: City, client_of: ClientOf, person: str) -> None:
    browser = client_of(getattr(city, person))
    for name in ("person", "person_password", "person_deactivate", "person_reactivate"):
        assert browser.post(reverse(name, args=[city.county_head.pk]), {"reason": "x"}).status_code == 404
    post = city.county_head.memberships.get()
    assert browser.post(reverse("membership_end", args=[post.pk]), {"last_day": "2026-01-01"}).status_code == 404
