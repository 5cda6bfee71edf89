"""Seeding: what the command refuses, and what it makes of a document of one's own."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from config.demo.days import Days
from config.demo.walks import CHOSEN, HOURS, USUAL, WALKS
from workflow.models import ImportDraft, Plan, User
from workflow.services.calendar import calendar_in_force


@pytest.fixture
def demo_mode(settings: Any, tmp_path: Path) -> None:
    """Demo mode, with files of its own."""
    settings.DEMO = True
    settings.MEDIA_ROOT = tmp_path


def test_outside_demo_mode_it_needs_a_password(db: None, settings: Any) -> None:
    settings.DEMO = settings.DEBUG = False
    with pytest.raises(CommandError, match="everybody would know the password"):
        call_command("seed_demo")
    assert not User.objects.exists()


def test_in_demo_mode_the_password_is_the_one_shown(db: None, demo_mode: None) -> None:
    with pytest.raises(CommandError, match="sign-in page"):
        call_command("seed_demo", "--password", "another-long-one")
    assert not User.objects.exists()


def test_data_that_are_no_demo_are_left_alone(city: Any, demo_mode: None, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("seed_demo", "--if-empty")
    assert "no demo" in capsys.readouterr().out


def test_a_document_of_ones_own_waits_for_the_clerk(
    db: None, settings: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.DEMO = settings.DEBUG = False
    settings.MEDIA_ROOT = tmp_path
    document = tmp_path / "plan.txt"
    document.write_text("工作要点\n一、任务\n1.办事指南。写清楚（市数据局牵头）。\n2.热线。有回音（市信访局牵头）。\n")
    call_command("seed_demo", "--plan", str(document), "--password", "a-long-password-1")
    draft = ImportDraft.objects.get()
    assert [len(draft.reading["items"]), draft.created_by.username] == [2, "heyizhou"]
    assert not Plan.objects.exists()
    signed_in = Client().post("/sign-in/", {"username": "heyizhou", "password": "a-long-password-1"})
    assert signed_in.status_code == 302
    assert "a-long-password-1" not in capsys.readouterr().out


def test_a_document_without_items_is_refused_in_words(db: None, demo_mode: None, tmp_path: Path) -> None:
    document = tmp_path / "letter.txt"
    document.write_text("你好")
    with pytest.raises(CommandError, match=r"letter\.txt"):
        call_command("seed_demo", "--plan", str(document))
    assert not User.objects.exists()


def test_the_time_of_the_demo_is_made_of_working_days_before_today(db: None) -> None:
    calendar = calendar_in_force()
    for today in (date(2026, 2, 24), date(2026, 10, 8), date(2027, 1, 1)):
        days = Days(today, calendar)
        found = [days.day(number) for number in range(-16, 27)]
        assert found == sorted(found)
        assert all(calendar.is_workday(day) for day in found)
        assert found[-1] < today < found[-1] + timedelta(days=12)


def test_every_walk_has_words_and_is_taken() -> None:
    assert {act for walk in WALKS.values() for _day, act in walk} == set(HOURS)
    assert set(USUAL) | set(CHOSEN.values()) == set(WALKS)
    for walk in WALKS.values():
        assert [(day, HOURS[act]) for day, act in walk] == sorted((day, HOURS[act]) for day, act in walk)


def test_nothing_is_kept_of_a_seeding_that_fails(db: None, demo_mode: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_args: object) -> None:
        raise CommandError("stopped")

    monkeypatch.setattr("config.demo.story.Story.tell", stop)
    with pytest.raises(CommandError):
        call_command("seed_demo")
    assert not User.objects.exists()
