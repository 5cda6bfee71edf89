"""What every template, script and sheet keeps: no inline style or script, drawn icons, translated sentences."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SCRIPTS = sorted((ROOT / "static" / "js").glob("*.js"))


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: str(file.relative_to(ROOT)))
def test_no_template_carries_inline_style_or_script(file: Path) -> None:
    source = file.read_text(encoding="utf-8")
    assert not re.search(r"<style\b|\sstyle\s*=", source)
    assert not re.search(r"<script\b(?![^>]*\bsrc=)", source)
    markup = re.sub(r"{%.*?%}", "", source, flags=re.DOTALL)  # `only=` of a template tag is no attribute
    assert not re.search(r"\son[a-z]+\s*=|javascript:", markup)
    assert not re.search(r"\bhx-on\b|\|\s*safe\b|autoescape\s+off|safeseq", source)


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: str(file.relative_to(ROOT)))
def test_every_icon_is_in_the_sprite(file: Path) -> None:
    sprite = (ROOT / "templates" / "components" / "sprite.html").read_text(encoding="utf-8")
    drawn = set(re.findall(r'<symbol id="i-(\w+)"', sprite))
    source = file.read_text(encoding="utf-8")
    used = set(re.findall(r"#i-(\w+)", source)) | set(re.findall(r"{%\s*icon\s+[\"'](\w+)", source))
    assert used <= drawn


def test_every_icon_of_the_navigation_is_in_the_sprite() -> None:
    from config.context import _ENTRIES

    sprite = (ROOT / "templates" / "components" / "sprite.html").read_text(encoding="utf-8")
    assert all(f'id="i-{icon}"' in sprite for icon, _, _ in _ENTRIES.values())


@pytest.mark.parametrize("file", SCRIPTS, ids=lambda file: file.name)
def test_scripts_write_text_never_markup_and_run_nothing_they_read(file: Path) -> None:
    source = file.read_text(encoding="utf-8")
    assert not re.search(r"innerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|\.style\b|srcdoc", source)


def test_every_sentence_of_the_scripts_is_translated_by_the_server() -> None:
    store = (ROOT / "templates" / "components" / "words.html").read_text(encoding="utf-8")
    there = {re.sub(r"-(\w)", lambda found: found[1].upper(), name) for name in re.findall(r"\bdata-([\w-]+)=", store)}
    used = {name for file in SCRIPTS for name in re.findall(r'words\("(\w+)"', file.read_text(encoding="utf-8"))}
    # The live line says its own state.
    assert used | {"live", "connecting", "polling", "lost"} <= there


def test_the_sheets_fetch_nothing_from_elsewhere() -> None:
    for sheet in (ROOT / "static" / "css").glob("*.css"):
        source = sheet.read_text(encoding="utf-8")
        assert not re.search(r"@import|url\((?!\s*[\"']?data:)", source)


def test_one_thing_has_one_chinese_word() -> None:
    """任务 is a commitment, so a job of the server is 后台作业; a plan is issued (印发), never 下达."""
    fragments = {file.name: file.read_text(encoding="utf-8") for file in (ROOT / "locale" / "fragments").glob("*.po")}
    for name, source in fragments.items():
        said = "\n".join(re.findall(r'^msgstr.*"(.*)"$', source, re.MULTILINE))
        assert "下达" not in said, name
        assert "长任务" not in said, name
    assert "任务" not in fragments["jobs.po"]
    steps = fragments["domain.po"] + fragments["item.po"]
    assert set(re.findall(r'"([^"]*审批方案)"', steps)) == {"政府办审批方案"}


def test_a_number_that_is_filled_in_stands_apart_from_the_words_around_it() -> None:
    found = [
        f"{fragment.name}: {line}"
        for fragment in sorted((ROOT / "locale" / "fragments").glob("*.po"))
        for line in fragment.read_text(encoding="utf-8").splitlines()
        if re.search(r"[\u4e00-\u9fff]%\(\w+\)[sd][个项条次天件人份]", line)
    ]
    assert found == []
