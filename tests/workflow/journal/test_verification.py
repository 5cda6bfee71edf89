"""`verify` is clean after real work, and names the breach when one row is altered by hand."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from pytest_django import Settings

from tests.builders import City, issue_plan, make_plan, walk
from workflow.models import Attachment, Clock, Commitment, JournalEntry, Jurisdiction, Outbox, triggers
from workflow.services import attachments, verification
from workflow.services.journal import digest
from workflow.services.verification import Breach, Counted, verify_attachments, verify_clocks, verify_journal


@pytest.fixture
def commitment(city: City, now: datetime) -> Commitment:
    found = issue_plan(city, make_plan(city, now), now)[0]
    walk(city, found, now, "sign_plan")
    found.refresh_from_db()
    return found


@pytest.fixture
def unguarded(db: None) -> Iterator[None]:
    """The triggers are off, as for somebody with the password of the database."""
    triggers.remove(connection)
    yield
    triggers.install(connection)


def codes(found: Iterable[Breach]) -> list[tuple[str, str]]:
    return [(breach.code, breach.where) for breach in found]


def lawful(found: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Without the note that the triggers are off."""
    return [breach for breach in found if breach[0] != "journal_unguarded"]


def test_after_real_work_everything_holds(commitment: Commitment) -> None:
    triggers.install(connection)
    assert codes(verify_journal()) == []
    assert codes(verify_clocks()) == []


def test_missing_triggers_are_a_breach(commitment: Commitment, unguarded: None) -> None:
    assert [code for code, _where in codes(verify_journal())] == ["journal_unguarded"] * 3


def test_an_altered_entry_is_named(commitment: Commitment, unguarded: None) -> None:
    entry = JournalEntry.objects.filter(commitment=commitment).earliest("seq")
    JournalEntry.objects.filter(pk=entry.pk).update(remark="从未发生")
    assert lawful(codes(verify_journal())) == [("journal_hash", f"{entry.chain}#1")]


def test_an_entry_rewritten_with_its_hash_breaks_the_link(commitment: Commitment, unguarded: None) -> None:
    entry = JournalEntry.objects.filter(commitment=commitment).earliest("seq")
    entry.remark = "从未发生"
    JournalEntry.objects.filter(pk=entry.pk).update(remark=entry.remark, hash=digest(entry))
    assert lawful(codes(verify_journal())) == [("journal_link", f"{entry.chain}#2")]


def test_a_removed_entry_leaves_a_gap(commitment: Commitment, unguarded: None) -> None:
    entry = JournalEntry.objects.get(commitment=commitment, seq=2)
    Outbox.objects.filter(entry=entry).delete()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM workflow_journalentry WHERE id = %s", [entry.pk])
    assert ("journal_gap", f"{entry.chain}#3") in codes(verify_journal())


def test_a_tail_that_was_cut_off_shows(commitment: Commitment, unguarded: None) -> None:
    entry = JournalEntry.objects.filter(commitment=commitment).latest("seq")
    Outbox.objects.filter(entry=entry).delete()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM workflow_journalentry WHERE id = %s", [entry.pk])
    assert ("journal_tail", entry.chain) in codes(verify_journal())


def test_a_subject_that_lost_its_whole_history_shows(city: City) -> None:
    Jurisdiction.objects.create(name="无史县", level="county", journal_seq=2, journal_head="x")
    assert [code for code, _where in codes(verify_journal())] == ["journal_lost"]


def test_an_entry_filed_elsewhere_shows(city: City, now: datetime, commitment: Commitment, unguarded: None) -> None:
    other = Commitment.objects.exclude(pk=commitment.pk).get()
    entry = JournalEntry.objects.filter(commitment=commitment).earliest("seq")
    JournalEntry.objects.filter(pk=entry.pk).update(commitment=other)
    assert lawful(codes(verify_journal())) == [("journal_subject", f"{entry.chain}#1")]


def test_an_altered_due_date_is_named(commitment: Commitment) -> None:
    clock = commitment.clocks.earliest("pk")
    Clock.objects.filter(pk=clock.pk).update(due_on=clock.due_on + timedelta(days=1))
    assert codes(verify_clocks())[0] == ("clock_date", f"clock:{clock.pk}")


def test_an_altered_copy_is_named(commitment: Commitment) -> None:
    Commitment.objects.filter(pk=commitment.pk).update(plan_due_on=commitment.plan_due_on + timedelta(days=1))
    (found,) = codes(verify_clocks())
    assert found[0] == "clock_copy"


@pytest.fixture
def stored(city: City, now: datetime, settings: Settings, tmp_path: Path) -> Attachment:
    settings.MEDIA_ROOT = tmp_path
    upload = SimpleUploadedFile("方案.pdf", b"%PDF-1.7 plan", content_type="application/pdf")
    return attachments.store(upload, city.agency, actor=city.officer, now=now)


def test_an_altered_file_is_named(stored: Attachment, tmp_path: Path) -> None:
    assert codes(verify_attachments()) == []
    (tmp_path / stored.path).write_bytes(b"%PDF-1.7 other")
    assert [code for code, _where in codes(verify_attachments())] == ["file_changed"]
    (tmp_path / stored.path).unlink()
    assert [code for code, _where in codes(verify_attachments())] == ["file_missing"]


def verify() -> tuple[int, str, str]:
    out, err = StringIO(), StringIO()
    try:
        call_command("verify", stdout=out, stderr=err)
    except SystemExit as ended:
        return int(str(ended.code)), out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


def test_the_command_counts_what_it_looked_at(commitment: Commitment) -> None:
    triggers.install(connection)
    status, out, err = verify()
    assert (status, err) == (0, "")
    assert f"journal: {JournalEntry.objects.count()}\n" in out
    assert f"clocks: {Clock.objects.count()}\n" in out


def test_the_command_names_the_first_breach_and_fails(commitment: Commitment) -> None:
    triggers.install(connection)
    clock = commitment.clocks.earliest("pk")
    Clock.objects.filter(pk=clock.pk).update(due_on=clock.due_on + timedelta(days=1))
    status, _out, err = verify()
    assert status == 1
    assert f"clocks: clock_date clock:{clock.pk}" in err


def test_other_layers_add_their_checks(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    triggers.install(connection)
    monkeypatch.setattr(verification, "_checks", {})

    def steps() -> Counted:
        yield Breach("no_task", "an open process without a step", "process:7")
        return 1

    verification.register_check("steps", steps)
    status, out, err = verify()
    assert status == 1
    assert "steps: no_task process:7" in err
    assert "journal: " in out
