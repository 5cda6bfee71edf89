"""The same document in another form: asked before anything else, and never two plans without a word."""

from datetime import datetime
from typing import Any

import pytest
from django.urls import reverse

from tests.builders import City
from tests.workflow.importing import PLAN_TEXT, Clerk, county_set, draft_of, settle_everything
from workflow.errors import Invalid, NotVisible, TransitionRefused
from workflow.models import ImportDraft, JournalEntry, Plan, PlanDoubt
from workflow.services import imports, organisation
from workflow.services.imports.page import open_page
from workflow.services.imports.points import Point
from workflow.status import AgencyKind, Role

pytestmark = pytest.mark.django_db

NUMBER = "云政办发〔2026〕12号"
HALF_WIDTH = PLAN_TEXT.replace(NUMBER, "云政办发 [2026] 12 号").replace("（一）把政策讲明白", "（一）把政策说清楚")
"""The same document as another program writes it: other bytes, other brackets, the same number."""
UNNUMBERED = PLAN_TEXT.replace(f"{NUMBER}\n\n", "")


@pytest.fixture
def plan(city: City, now: datetime) -> Plan:
    """The plan of the first form of the document."""
    county_set(city, now)
    clerk = Clerk(draft_of(city, now), city, now)
    settle_everything(clerk)
    made: Plan = clerk.commit()
    return made


@pytest.fixture
def clerk(city: City, now: datetime, plan: Plan) -> Clerk:
    """The one who holds the draft of another form."""
    return Clerk(draft_of(city, now, HALF_WIDTH), city, now)


def asked(draft_pk: int, city: City) -> list[Point]:
    return open_page(draft_pk, city.clerk).twins


def key_of(clerk: Clerk, city: City) -> str:
    return asked(clerk.pk, city)[0].key


def stored(clerk: Clerk) -> ImportDraft:
    return ImportDraft.objects.get(pk=clerk.pk)


def refused(clerk: Clerk) -> list[str]:
    with pytest.raises(Invalid) as refusal:
        clerk.commit()
    return list(refusal.value.details)


def test_the_same_number_is_asked_first_and_blocks(city: City, plan: Plan, clerk: Clerk) -> None:
    point = open_page(clerk.pk, city.clerk).points[0]
    assert (point.kind, point.blocking) == ("same", True)
    assert f"这份文件看来就是{city.clerk}录入的计划" in point.message
    assert NUMBER in point.message
    assert point.link[0] == reverse("plan", args=[plan.pk])
    settle_everything(clerk)
    assert refused(clerk) == [point.sentence]
    assert Plan.objects.count() == 1


@pytest.mark.parametrize(
    ("first", "second", "is_asked"),
    [
        (UNNUMBERED, UNNUMBERED.replace("一次培训班", "两次培训班"), True),
        (PLAN_TEXT, UNNUMBERED, True),
        (UNNUMBERED, UNNUMBERED.replace("2026年8月28日", "2025年8月28日"), False),
        (UNNUMBERED, UNNUMBERED.replace("云川市人民政府办公室", "云川市发展和改革委员会"), False),
        (PLAN_TEXT, PLAN_TEXT.replace("〕12号", "〕13号"), False),
        (UNNUMBERED, UNNUMBERED.replace("政务公开", "营商环境"), False),
    ],
)
def test_without_a_number_title_issuer_and_year_tell(
    city: City, now: datetime, first: str, second: str, is_asked: bool
) -> None:
    draft_of(city, now, first)
    assert bool(asked(draft_of(city, now, second).pk, city)) is is_asked


def test_a_number_corrected_by_hand_is_compared_too(city: City, now: datetime, plan: Plan) -> None:
    clerk = Clerk(draft_of(city, now, PLAN_TEXT.replace("〕12号", "〕72号")), city, now)
    assert asked(clerk.pk, city) == []
    clerk.set_header({"document_number": NUMBER})
    assert len(asked(clerk.pk, city)) == 1


def test_another_office_has_its_own_documents(city: City, now: datetime, plan: Plan) -> None:
    office = organisation.create_agency(
        city.jurisdiction, name="云川市委办公室", short_name="市委办", kind=AgencyKind.OFFICE, actor=None, now=now
    )
    person = organisation.create_user("party_clerk", "蒋岚", password=None, actor=None, now=now)
    organisation.add_membership(person, office, Role.CLERK, actor=None, now=now)
    draft = ImportDraft.objects.get(plan=plan)
    draft.document.pk, draft.document.office = None, office
    draft.document.save()
    other = ImportDraft.objects.create(
        document=draft.document, reading=draft.reading, review=draft.review, created_by=person, created_at=now,
        changed_at=now,
    )  # fmt: skip
    assert open_page(other.pk, person).twins == []


# -- what the clerk says -----------------------------------------------------------------------------------------------


def test_a_new_version_continues_the_plan(city: City, plan: Plan, clerk: Clerk) -> None:
    settle_everything(clerk)
    clerk.continue_plan(key_of(clerk, city))
    assert stored(clerk).new_version_of == plan
    assert asked(clerk.pk, city) == []
    made = clerk.commit()
    assert made.version_of == plan
    doubt = PlanDoubt.objects.get(plan=made, kind="same_document")
    assert (doubt.how, doubt.candidates) == ("new_version", [plan.title])
    (told,) = JournalEntry.objects.get(plan=made, act="doubts_decided").data["documents"]
    assert (told["how"], told["name"], told["by"]) == ("new_version", plan.title, str(city.clerk))


def test_another_document_needs_a_reason_that_is_journaled(city: City, plan: Plan, clerk: Clerk) -> None:
    settle_everything(clerk)
    with pytest.raises(Invalid):
        clerk.tell_apart(key_of(clerk, city), " ")
    clerk.tell_apart(key_of(clerk, city), "文号打错，另行更正")
    made = clerk.commit()
    assert made.version_of is None
    (told,) = JournalEntry.objects.get(plan=made, act="doubts_decided").data["documents"]
    assert (told["how"], told["reason"]) == ("other_document", "文号打错，另行更正")
    assert PlanDoubt.objects.get(plan=made, kind="same_document").reason == "文号打错，另行更正"


def test_undo_and_taking_back_ask_again(city: City, plan: Plan, clerk: Clerk) -> None:
    key = key_of(clerk, city)
    clerk.continue_plan(key)
    clerk.undo()
    assert stored(clerk).new_version_of is None
    assert key_of(clerk, city) == key
    clerk.continue_plan(key)
    clerk.set_settings({"plan_working_days": 15})
    clerk.ask_again(key)
    assert stored(clerk).new_version_of is None
    assert key_of(clerk, city) == key
    clerk.undo()
    assert stored(clerk).new_version_of == plan
    with pytest.raises(Invalid):
        clerk.ask_again("doubt:i1:1")


def test_a_question_nobody_asks_is_not_answered(city: City, plan: Plan, clerk: Clerk) -> None:
    own = f"same:{clerk.pk}"
    for verb, *more in (("continue_plan",), ("tell_apart", "别的文件")):
        with pytest.raises(Invalid, match="已不在待处理之列"):
            getattr(clerk, verb)(own, *more)
    assert stored(clerk).new_version_of is None


def test_only_the_newest_version_is_asked_about(city: City, now: datetime, plan: Plan, clerk: Clerk) -> None:
    settle_everything(clerk)
    clerk.continue_plan(key_of(clerk, city))
    second = clerk.commit()
    third = draft_of(city, now, HALF_WIDTH.replace("两次", "三次").replace("一次培训班", "三次培训班"))
    assert [point.link[0] for point in asked(third.pk, city)] == [reverse("plan", args=[second.pk])]


def test_what_was_said_outlives_a_new_reading(city: City, now: datetime, plan: Plan) -> None:
    clerk = Clerk(draft_of(city, now, PLAN_TEXT.replace("2026年12月底前", "2026 年12月底前")), city, now)
    clerk.continue_plan(key_of(clerk, city))
    clerk.refuse(kind="space")
    assert asked(clerk.pk, city) == []
    assert stored(clerk).new_version_of == plan


# -- two clerks --------------------------------------------------------------------------------------------------------


def test_a_running_review_is_named_with_a_link(city: City, now: datetime, client_of: Any) -> None:
    county_set(city, now)
    first, second = draft_of(city, now), draft_of(city, now, HALF_WIDTH)
    page = client_of(city.clerk).get(reverse("import_review", args=[second.pk])).content.decode()
    assert f"{city.clerk}正在核对的" in page
    assert f'href="{reverse("import_review", args=[first.pk])}">打开另一份核对' in page
    assert len(asked(first.pk, city)) == 1
    imports.abandon(first.pk, revision=0, actor=city.clerk, now=now)
    assert asked(second.pk, city) == []


def test_a_review_is_no_plan_to_continue(city: City, now: datetime) -> None:
    draft_of(city, now)
    clerk = Clerk(draft_of(city, now, HALF_WIDTH), city, now)
    with pytest.raises(Invalid, match="还没有保存为计划"):
        clerk.continue_plan(key_of(clerk, city))


def test_of_two_reviews_the_second_to_commit_is_asked(city: City, now: datetime) -> None:
    county_set(city, now)
    first, second = Clerk(draft_of(city, now), city, now), Clerk(draft_of(city, now, HALF_WIDTH), city, now)
    for one in (first, second):
        settle_everything(one)
    first.tell_apart(key_of(first, city), "旧稿，将被放弃")
    plan = first.commit()
    assert "是它的新版本吗" in refused(second)[0]
    second.continue_plan(key_of(second, city))
    assert second.commit().version_of == plan


def test_a_version_that_was_overtaken_is_asked_about_the_newer_one(
    city: City, now: datetime, plan: Plan, clerk: Clerk
) -> None:
    other = Clerk(draft_of(city, now, UNNUMBERED), city, now)
    settle_everything(clerk)
    settle_everything(other)
    other.continue_plan(f"same:{ImportDraft.objects.get(plan=plan).pk}")
    imports.abandon(clerk.pk, revision=stored(clerk).revision, actor=city.clerk, now=now)
    late = Clerk(draft_of(city, now, PLAN_TEXT.replace("一次培训班", "四次培训班")), city, now)
    settle_everything(late)
    late.continue_plan(f"same:{ImportDraft.objects.get(plan=plan).pk}")
    late.tell_apart(key_of(late, city), "对方不再继续")
    second = late.commit()
    assert second.version_of == plan
    assert second.title in refused(other)[0]
    other.continue_plan(f"same:{late.pk}")
    assert other.commit().version_of == second


def test_a_stale_page_does_not_decide(city: City, plan: Plan, clerk: Clerk) -> None:
    key, revision = key_of(clerk, city), stored(clerk).revision
    clerk.set_settings({"plan_working_days": 15})
    with pytest.raises(TransitionRefused):
        clerk.continue_plan(key, revision=revision)
    assert stored(clerk).new_version_of is None


@pytest.mark.parametrize("person", ["officer", "leader", "outsider"])
def test_others_decide_nothing(city: City, clerk: Clerk, person: str) -> None:
    key = key_of(clerk, city)
    clerk.actor = getattr(city, person)
    for verb, *more in (("continue_plan",), ("tell_apart", "别的文件"), ("ask_again",)):
        with pytest.raises(NotVisible):
            getattr(clerk, verb)(key, *more)


# -- the page ----------------------------------------------------------------------------------------------------------


def test_the_page_asks_above_everything_and_takes_the_answer_back(
    city: City, plan: Plan, clerk: Clerk, client_of: Any
) -> None:
    client, address = client_of(city.clerk), reverse("import_review", args=[clerk.pk])

    def send(**fields: Any) -> Any:
        return client.post(address, {"revision": stored(clerk).revision, "key": key, **fields})

    page = client.get(address).content.decode()
    assert page.index("这份文件看来就是") < page.index('class="cover panel coverage"')
    assert f'href="{reverse("plan", args=[plan.pk])}">打开计划' in page
    assert "是该计划的新版本" in page
    key = key_of(clerk, city)
    assert send(act="tell_apart", reason="").status_code == 400
    assert send(act="continue_plan").status_code == 302
    page = client.get(address).content.decode()
    assert "这份文件看来就是" not in page
    assert '<span class="tag">新版本</span>' in page
    assert "撤销：认定为“2026年云川市政务公开工作要点”" in page
    assert send(act="ask_again").status_code == 302
    assert "这份文件看来就是" in client.get(address).content.decode()
    assert client_of(city.officer).post(address, {"act": "continue_plan", "key": key}).status_code == 404


def test_the_leader_reads_why_it_is_another_document(city: City, clerk: Clerk, client_of: Any) -> None:
    settle_everything(clerk)
    clerk.tell_apart(key_of(clerk, city), "文号打错，另行更正")
    made = clerk.commit()
    page = client_of(city.leader).get(reverse("plan_doubts", args=[made.pk])).content.decode()
    assert "本单位已有一份文号或标题相同的文件" in page
    assert "文号打错，另行更正" in page
    assert "另一份文件" in page
