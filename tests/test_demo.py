"""The demo: one city seeded once for the whole module, then looked at."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client, override_settings
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from config.demo.accounts import OFFERED, PASSWORD, accounts
from config.demo.seed import seed
from config.demo.topics import TOPICS
from flows.commitment import CommitmentFlowV3, LightCommitmentFlowV2
from flows.dispute import DisputeFlowV1, RulingFlowV1
from flows.division import DivisionFlowV1
from flows.extension import ExtensionFlowV1
from flows.inspection import InspectionFlowV1, RectificationFlowV1
from flows.models import Process, Task
from flows.nodes import Gateway
from flows.parts import ContributionFlowV1, CountersignFlowV1
from flows.plan import PlanFlowV1
from flows.registry import nodes
from flows.release import ReleaseFlowV1
from flows.report import ReportFlowV1
from flows.slip import SlipFlowV1
from notifications.models import Notification
from workflow.models import (
    Agency,
    AssignmentParty,
    Commitment,
    ImportDraft,
    JournalEntry,
    Membership,
    Outbox,
    Plan,
    PlanItem,
    StepDraft,
    User,
)
from workflow.services.verification import checks
from workflow.status import AgencyKind, AssignmentMode, PlanStatus, Role, Stage


@pytest.fixture(scope="module")
def seeded(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """The demo of today in a transaction that is rolled back after the module."""
    cache.clear()
    files = tmp_path_factory.mktemp("files")
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=files, DEMO=True), transaction.atomic():
        seed(timezone.localdate(), PASSWORD)
        yield
        transaction.set_rollback(True)
    cache.clear()


@pytest.fixture
def demo(seeded: None, db: None) -> None:
    """Each test on top of the seeded city, in a savepoint of its own."""


@pytest.fixture
def demo_mode(settings: Any, tmp_path: Path) -> None:
    """Demo mode, with files of its own."""
    settings.DEMO = True
    settings.MEDIA_ROOT = tmp_path


def test_the_city_has_agencies_of_every_kind_and_people_of_every_role(demo: None) -> None:
    assert Agency.objects.count() >= 30
    assert set(Agency.objects.values_list("kind", flat=True)) == set(AgencyKind.values)
    assert set(Membership.objects.values_list("role", flat=True)) == set(Role.values)


def test_every_agency_has_an_officer_and_a_head(demo: None) -> None:
    for role in (Role.OFFICER, Role.HEAD):
        assert not Agency.objects.exclude(memberships__role=role).exists()


def test_somebody_holds_two_posts(demo: None) -> None:
    person = User.objects.get(username="zhoumin")
    assert person.memberships.values("agency").distinct().count() == 2


def test_the_document_uses_every_form_of_bracket(demo: None) -> None:
    plan = Plan.objects.get(status=PlanStatus.ISSUED)
    items = PlanItem.objects.filter(plan=plan)
    assert items.count() == len(TOPICS) >= 14
    parties = AssignmentParty.objects.filter(assignment__item__plan=plan)
    assert set(parties.values_list("assignment__mode", flat=True)) == set(AssignmentMode.values)
    assert parties.filter(agency_set__isnull=False).exists()
    assert parties.filter(assignment__open_list=True).exists()
    assert any(item.assignments.count() > 1 for item in items)
    assert plan.plan_working_days == 30
    found = set(items.values_list("deadlines__kind", flat=True))
    assert {"fixed_date", "by_period_end", "working_days_after_event"} <= found
    assert items.filter(recurrences__period="quarter", recurrences__min_count=2).exists()


@pytest.mark.parametrize(
    "flow",
    [
        *(PlanFlowV1, CommitmentFlowV3, ReportFlowV1, InspectionFlowV1, RectificationFlowV1),
        *(ExtensionFlowV1, DisputeFlowV1, RulingFlowV1, SlipFlowV1, ReleaseFlowV1),
        *(LightCommitmentFlowV2, ContributionFlowV1, CountersignFlowV1, DivisionFlowV1),
    ],
    ids=str,
)
def test_every_node_was_reached(demo: None, flow: Any) -> None:
    walked = Task.objects.filter(process__in=Process.objects.filter(flow_class=flow))
    # A gateway decides at once and leaves no row.
    stations = {node.name for node in nodes(flow) if not isinstance(node, Gateway)}
    assert stations - set(walked.values_list("node", flat=True)) == set()


def test_somebody_waits_at_every_step(demo: None) -> None:
    human = {node.name for node in nodes(CommitmentFlowV3) if node.task_type == "HUMAN"}
    assert human <= set(Task.objects.open().values_list("node", flat=True))
    assert {found.stage for found in Commitment.objects.all()} == set(Stage)


def test_some_are_late_and_most_are_not(demo: None) -> None:
    late = Task.objects.open().filter(due_on__lt=timezone.localdate()).count()
    assert 5 <= late <= Task.objects.open().count() // 4


def test_every_way_back_was_taken(demo: None) -> None:
    acts = set(JournalEntry.objects.values_list("act", flat=True))
    assert acts >= {
        "plan_returned_by_head",
        "plan_returned_by_office",
        "report_returned",
        "recheck_returned",
        "returned_to_execution",
        "plan_returned_document",
        "discontinued",
        "transferred",
        "dispute_signed",
        "dispute_ruled",
        "plan_withheld",
        "reminded",
    }


def test_documents_wait_for_clerk_and_leader(demo: None) -> None:
    assert Task.objects.open().filter(node="approve", plan__status=PlanStatus.SUBMITTED).exists()
    assert Task.objects.open().filter(node="issue", plan__status=PlanStatus.APPROVED).exists()
    draft = ImportDraft.objects.get(plan__isnull=True)
    assert any(item["doubts"] for item in draft.reading["items"])


def test_drafts_are_kept_and_notices_told(demo: None) -> None:
    assert StepDraft.objects.exists()
    assert not Outbox.objects.exists()
    unread = Notification.objects.filter(read_at__isnull=True)
    assert 0 < unread.count() < Notification.objects.count() // 3


def test_nothing_happens_in_the_future_or_out_of_order(demo: None) -> None:
    moments = list(JournalEntry.objects.order_by("pk").values_list("at", flat=True))
    assert moments == sorted(moments)
    assert timezone.localtime(moments[-1]).date() < timezone.localdate()
    assert not Task.objects.filter(created__gt=timezone.now()).exists()


def test_every_invariant_holds(demo: None) -> None:
    assert [str(breach) for check in checks().values() for breach in check()] == []


def test_the_accounts_sign_in(demo: None, demo_mode: None) -> None:
    for account in accounts()[:2]:
        answer = Client().post("/sign-in/", {"username": account["username"], "password": account["password"]})
        assert answer.status_code == 302


def test_the_sign_in_page_offers_them_in_order_of_use(demo: None, demo_mode: None) -> None:
    page = Client().get("/sign-in/").content.decode()
    places = [page.index(f"<kbd>{username}</kbd>") for username in OFFERED[:5]]
    assert places == sorted(places)
    assert OFFERED[:5] == ("xuzhiheng", "heyizhou", "lijing", "sunliqun", "gaoyuan")


def test_a_second_seeding_changes_nothing(demo: None, demo_mode: None, capsys: pytest.CaptureFixture[str]) -> None:
    before = (User.objects.count(), JournalEntry.objects.count())
    call_command("seed_demo", "--if-empty")
    assert (User.objects.count(), JournalEntry.objects.count()) == before
    assert "xuzhiheng" in capsys.readouterr().out


def test_a_database_with_data_is_refused(demo: None, demo_mode: None) -> None:
    with pytest.raises(CommandError, match="holds data already"):
        call_command("seed_demo")
