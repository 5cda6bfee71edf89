"""The scripts behind `make messages` and `make check` catch what they are there for."""

from pathlib import Path

import pytest

from scripts import check_messages, check_purity, merge_messages


def fragment(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


class TestMerging:
    def test_the_same_sentence_twice_is_merged_and_the_plural_kept(self, tmp_path: Path) -> None:
        one = fragment(
            tmp_path, "one.po", 'msgid "%(count)s day"\nmsgstr "%(count)s 天"\n\nmsgid "Close"\nmsgstr "办结"\n'
        )
        plural = 'msgid "%(count)s day"\nmsgid_plural "%(count)s days"\nmsgstr[0] "%(count)s 天"\n'
        two = fragment(tmp_path, "two.po", plural + '\nmsgid "Close"\nmsgstr "办结"\n')

        catalogue, faults = merge_messages.merge([one, two])

        assert faults == []
        assert [(entry.msgid, entry.msgid_plural) for entry in catalogue] == [
            ("%(count)s day", "%(count)s days"),
            ("Close", ""),
        ]

    def test_two_translations_of_one_sentence_are_refused_naming_both(self, tmp_path: Path) -> None:
        one = fragment(tmp_path, "one.po", 'msgid "Close"\nmsgstr "办结"\n')
        two = fragment(tmp_path, "two.po", 'msgid "Open"\nmsgstr "打开"\n\nmsgid "Close"\nmsgstr "关闭"\n')
        _, faults = merge_messages.merge([one, two])
        assert len(faults) == 1
        assert all(part in faults[0] for part in ("Close", "办结", "one.po", "关闭", "two.po"))

    def test_a_context_makes_it_another_sentence(self, tmp_path: Path) -> None:
        text = 'msgid "Close"\nmsgstr "办结"\n\nmsgctxt "window"\nmsgid "Close"\nmsgstr "关闭"\n'
        catalogue, faults = merge_messages.merge([fragment(tmp_path, "one.po", text)])
        assert (len(catalogue), faults) == (2, [])

    @pytest.mark.parametrize(
        ("entry", "complaint"),
        [
            ('msgid "Close"\nmsgstr ""\n', "no translation"),
            ('msgid "%(name)s closed it"\nmsgstr "%(nmae)s 已办结"\n', "fill in different things"),
            ('msgid "{name} closed it"\nmsgstr "已办结"\n', "fill in different things"),
        ],
    )
    def test_a_faulty_entry_is_named(self, tmp_path: Path, entry: str, complaint: str) -> None:
        _, faults = merge_messages.merge([fragment(tmp_path, "one.po", entry)])
        assert len(faults) == 1
        assert "one.po" in faults[0]
        assert complaint in faults[0]


class TestExtraction:
    def test_reads_code(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(check_messages, "ROOT", tmp_path)
        lines = (
            '_("One " "two")',
            'gettext_lazy("Three")',
            'ngettext("day", "days", n)',
            'pgettext("window", "Close")',
        )
        source = "\n".join((*lines, 'other("No")'))
        found = list(check_messages.python_messages(fragment(tmp_path, "code.py", source)))
        assert [(one.context, one.text, one.plural) for one in found] == [
            ("", "One two", ""),
            ("", "Three", ""),
            ("", "day", "days"),
            ("window", "Close", ""),
        ]

    def test_refuses_a_sentence_put_together_at_run_time(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(check_messages, "ROOT", tmp_path)
        with pytest.raises(check_messages.Unreadable, match=r"code\.py:1"):
            list(check_messages.python_messages(fragment(tmp_path, "code.py", '_(f"Hello {name}")\n')))

    def test_reads_templates(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(check_messages, "ROOT", tmp_path)
        source = (
            "{% load i18n %}{% translate 'One' %}{% blocktranslate trimmed count n=days %}\n {{ n }} day\n"
            "{% plural %} {{ n }} days {% endblocktranslate %}{% include 'x' with title=_(\"Two\") %}"
            "{% translate 'Close' context 'window' %}{% comment %}{% translate 'No' %}{% endcomment %}"
        )
        found = list(check_messages.template_messages(fragment(tmp_path, "page.html", source)))
        assert sorted((one.context, one.text, one.plural) for one in found) == [
            ("", "%(n)s day", "%(n)s days"),
            ("", "One", ""),
            ("", "Two", ""),
            ("window", "Close", ""),
        ]


class TestPurity:
    @pytest.mark.parametrize(
        ("module", "refused"),
        [
            ("django.db.models", True),
            ("workflow.models.plans", True),
            ("workflow.services", True),
            ("flows.actions", True),
            ("django.utils.translation", False),
            ("workflow.deadlines.calendar", False),
            ("workflow.errors", False),
        ],
    )
    def test_a_plain_part_may_not_reach_the_database(self, module: str, refused: bool) -> None:
        assert check_purity.is_refused(module) is refused

    def test_relative_imports_are_resolved(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(check_purity, "ROOT", tmp_path)
        (tmp_path / "workflow" / "reading").mkdir(parents=True)
        path = fragment(
            tmp_path / "workflow" / "reading", "parts.py", "def late() -> None:\n    from ..models import Plan\n"
        )
        assert (2, "workflow.models") in list(check_purity.imports(path))
