"""Older formats: converted by LibreOffice itself where it is on the machine, otherwise by a stand-in for it."""

import http.server
import os
import select
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import docx
import pytest

from tests.workflow.reading import invented
from tests.workflow.reading.loading import files
from tests.workflow.reading.loading.shared import code_of, lines, spans
from workflow.reading import Source, read
from workflow.reading.loading import limits, load, load_apart, office

PROGRAM = office.find_office()
TEXT = invented.BUSINESS_CLIMATE.splitlines()
EMPTY = {
    "doc": files.ole({"WordDocument": b""}),
    "rtf": b"{\\rtf1 plan}",
    "odt": files.zipped({"mimetype": "application/vnd.oasis.opendocument.text"}),
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where conversions leave what they leave; empty when the test is over."""
    place = tmp_path / "temporary"
    place.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    yield tmp_path
    assert not list(place.iterdir())


def stand_in(folder: Path, act: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a script do this in place of LibreOffice, in the folder it is told to write to (`$out`)."""
    path = folder / "soffice"
    find = 'out=; for one in "$@"; do [ "$last" = --outdir ] && out=$one; last=$one; done'
    path.write_text(f"#!/bin/sh\n{find}\n{act}\n")
    path.chmod(0o755)
    monkeypatch.setattr(office, "find_office", lambda: str(path))


def older(kind: str, document: bytes, folder: Path, monkeypatch: pytest.MonkeyPatch) -> bytes:
    """A Word document saved in an older format; without LibreOffice a shell of that format, which the stand-in turns
    back into the document."""
    source = folder / "plan.docx"
    source.write_bytes(document)
    saved_as = "doc" if kind == "wps" else kind
    if PROGRAM is None:
        stand_in(folder, f'cp {source} "$out/plan.docx"; test -f "$last"', monkeypatch)
        return EMPTY[saved_as]
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [PROGRAM, profile, "--headless", "--convert-to", saved_as, "--outdir", str(folder), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return source.with_suffix(f".{saved_as}").read_bytes()


@pytest.mark.parametrize("kind", ["doc", "wps", "rtf", "odt"])
def test_older_formats_are_read_as_the_document_they_were_made_from(
    kind: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = older(kind, files.docx_of(TEXT), folder, monkeypatch)
    expected = read("\n".join(TEXT)).as_json()
    for source in (load_apart(data, f"plan.{kind}"), load(data, f"plan.{kind}")):
        assert (source.kind, source.notes) == (kind, ("converted",))
        assert [line.strip() for line in lines(source)] == [line.strip() for line in TEXT if line.strip()]
        assert _tasks(read(source).as_json()) == _tasks(expected)


def _tasks(reading: dict[str, list[dict[str, object]]]) -> list[list[object]]:
    return [[item[key] for key in ("number", "heading", "text")] for item in reading["items"]]


def test_numbers_and_merged_cells_survive_the_way_through_doc(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = docx.Document()
    made.add_paragraph("云川市2026年档案工作任务表")
    made.add_paragraph("清点馆藏（市档案馆牵头，6月底前完成）。", style="List Number")
    made.add_paragraph("修复旧档（市档案馆牵头，市财政局配合）。", style="List Number")
    table = made.add_table(3, 3)
    for row, texts in enumerate(
        [("任务", "牵头单位", "完成时限"), ("数字化", "市档案馆", "9月底"), ("查档", "", "11月底")]
    ):
        for column, text in enumerate(texts):
            table.cell(row, column).text = text
    table.cell(1, 1).merge(table.cell(2, 1))
    made.add_paragraph("云川市档案馆")
    data = older("doc", files.saved(made), folder, monkeypatch)
    source = load_apart(data, "任务表.doc")
    assert "1.清点馆藏" in source.text.replace(" ", "").replace("\t", "")
    found = read(source)
    assert [(item.number, item.assignments[0].lead) for item in found.items] == [
        ("1", ("市档案馆",)),
        ("2", ("市档案馆",)),
        ("表1/1", ("市档案馆",)),
        ("表1/2", ("市档案馆",)),
    ]
    assert spans(source.tables[0]) == {(1, 1): (2, 1)}


def test_two_conversions_at_once_do_not_wait_for_each_other(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = older("doc", files.docx_of(TEXT), folder, monkeypatch)
    found: list[Source] = []
    threads = [threading.Thread(target=lambda: found.append(load_apart(data, "plan.doc"))) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [one.kind for one in found] == ["doc"] * 2
    assert found[0] == found[1]


def test_nothing_that_a_document_links_to_is_fetched(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    class Elsewhere(http.server.BaseHTTPRequestHandler):
        def handle_one_request(self) -> None:
            asked.append(self.client_address[0])
            self.close_connection = True

    server = http.server.HTTPServer(("127.0.0.1", 0), Elsewhere)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        data = files.odt_linking_to(f"http://127.0.0.1:{server.server_port}/picture.png")
        if PROGRAM is None:
            older("odt", files.docx_of(["甲"]), folder, monkeypatch)
        assert lines(load_apart(data, "plan.odt"))[0] == "甲"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    assert asked == []


def test_the_program_is_confined_and_no_macro_is_run(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = folder / "made.docx"
    made.write_bytes(files.docx_of(["甲"]))
    limits_told = f'[ "$(ulimit -v)" = {limits.CONVERSION_MEMORY // 1024} ] && [ "$(ulimit -t)" = 8 ] || exit 1'
    settings = 'grep -q DisableMacrosExecution "$out/profile/user/registrymodifications.xcu" || exit 1'
    no_secrets = '[ -z "$DUBAN_SECRET_KEY" ] || exit 1'
    monkeypatch.setenv("DUBAN_SECRET_KEY", "secret")
    stand_in(folder, f'{limits_told}\n{settings}\n{no_secrets}\ncp {made} "$out/plan.docx"', monkeypatch)
    assert lines(load_apart(EMPTY["doc"], "plan.doc")) == ["甲"]


@pytest.mark.parametrize(
    ("act", "code"),
    [("exit 1", "damaged"), ("sleep 60", "too_heavy"), ("kill -XCPU $$", "too_heavy"), ("kill -9 $$", "too_heavy")],
)
def test_a_conversion_that_fails_or_hangs(act: str, code: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(folder, act, monkeypatch)
    monkeypatch.setattr(office, "CONVERSION_SECONDS", 1)
    assert code_of(lambda: load_apart(EMPTY["doc"], "plan.doc")) == code


def has_ended(process: int, within: float = 30) -> bool:
    """Whether a process has ended or ends in this many seconds: a signal is sent before it has done its work."""
    try:
        handle = os.pidfd_open(process)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([handle], [], [], within)[0])
    finally:
        os.close(handle)


def test_what_the_program_started_ends_with_it(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(folder, f"sleep 300 & echo $! > {folder / 'helper'}; wait", monkeypatch)
    monkeypatch.setattr(office, "CONVERSION_SECONDS", 1)
    assert code_of(lambda: load_apart(EMPTY["doc"], "plan.doc")) == "too_heavy"
    helper = int((folder / "helper").read_text())
    assert has_ended(helper)


HOSTILE = {
    "groups in groups": b"{\\rtf1 " + b"{" * 1_000_000,
    "a paragraph without end": b"{\\rtf1 " + b"word " * 1_000_000 + b"}",
    "nothing": b"{\\rtf1",
}


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_hostile_documents_end_the_program_only(name: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if PROGRAM is None:
        stand_in(folder, "exit 1", monkeypatch)
    before = os.times()
    assert code_of(lambda: load_apart(HOSTILE[name], "plan.rtf")) in {"too_heavy", "damaged", "no_text"}
    after = os.times()
    assert after.children_user + after.children_system - before.children_user - before.children_system < 10


def test_without_the_program_the_sentence_says_how_to_save(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    assert code_of(lambda: load_apart(EMPTY["doc"], "plan.doc")) == "old_word"
