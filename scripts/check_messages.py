"""Every sentence of the code and the templates has its Chinese translation: lists those that have none.

Python files are read as syntax trees, templates with Django's own extractor, so neither needs the gettext binaries.
"""

import argparse
import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import polib
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ("config", "flows", "notifications", "workflow")
CATALOGUE = ROOT / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"

# Name of the call -> number of leading arguments, and whether the first one is a context.
CALLS = {
    "_": (1, False),
    "gettext": (1, False),
    "ngettext": (2, False),
    "pgettext": (2, True),
    "npgettext": (3, True),
}
STRING = r"u?(?:'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\")"
TEMPLATE_CALL = re.compile(rf"(?<![\w.])(_|n?p?gettext)\(\s*({STRING}(?:\s*,\s*{STRING})*)", re.DOTALL)


class Message(NamedTuple):
    """One translatable sentence; `plural` is empty where there is none."""

    context: str
    text: str
    plural: str
    where: str


class Unreadable(Exception):
    """A call whose sentence cannot be known before the programme runs."""


def message(call: str, strings: list[str], where: str) -> Message:
    """The message of a call by name and literal arguments."""
    count, with_context = CALLS[call]
    context = strings[0] if with_context else ""
    texts = strings[1:count] if with_context else strings[:count]
    return Message(context, texts[0], texts[1] if len(texts) > 1 else "", where)


def python_messages(path: Path) -> Iterator[Message]:
    """Messages of a Python file; raises `Unreadable` for an f-string."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        target = node.func
        name = target.id if isinstance(target, ast.Name) else target.attr if isinstance(target, ast.Attribute) else ""
        name = name.removesuffix("_lazy").removesuffix("_noop")
        if name not in CALLS:
            continue
        where = f"{path.relative_to(ROOT)}:{node.lineno}"
        arguments = node.args[: CALLS[name][0]]
        strings = [arg.value for arg in arguments if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
        if any(isinstance(argument, (ast.JoinedStr, ast.BinOp)) for argument in arguments):
            raise Unreadable(f"{where}: the sentence is put together at run time; use placeholders")
        if len(strings) == CALLS[name][0]:
            yield message(name, strings, where)


def template_messages(path: Path) -> Iterator[Message]:
    """Messages of a template."""
    source = templatize(path.read_text(encoding="utf-8"), origin=str(path))
    for found in TEMPLATE_CALL.finditer(source):
        strings = [ast.literal_eval(literal) for literal in re.findall(STRING, found.group(2))]
        line = source.count("\n", 0, found.start()) + 1
        yield message(found.group(1), strings, f"{path.relative_to(ROOT)}:{line}")


def all_messages() -> Iterator[Message]:
    """Messages of the whole product."""
    for folder in SOURCES:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "migrations" not in path.parts:
                yield from python_messages(path)
    for folder in ("templates", *SOURCES):
        for suffix in ("html", "txt", "svg", "xml"):
            for path in sorted((ROOT / folder).rglob(f"*.{suffix}")):
                yield from template_messages(path)


def main() -> int:
    """Exit 0 when nothing is missing."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument(
        "--unused", action="store_true", help="list translations that nothing seems to use; never fails"
    )
    options = parser.parse_args()
    settings.configure(USE_I18N=True)
    translated = {
        (entry.msgctxt or "", entry.msgid): entry.msgid_plural or ""
        for entry in polib.pofile(str(CATALOGUE))
        if entry.translated()
    }
    try:
        used = list(all_messages())
    except Unreadable as error:
        print(error, file=sys.stderr)
        return 1
    if options.unused:
        keys = {(found.context, found.text) for found in used}
        print("\n".join(text for context, text in sorted(translated) if (context, text) not in keys))
        return 0
    missing: dict[tuple[str, str, str], str] = {}
    for found in used:
        plural = translated.get((found.context, found.text))
        if plural is None or (found.plural and plural != found.plural):
            missing.setdefault((found.context, found.text, found.plural), found.where)
    for (_, text, plural), where in missing.items():
        print(f"{where}: no Chinese for {text!r}" + (f" / {plural!r}" if plural else ""), file=sys.stderr)
    if missing:
        print(
            f"{len(missing)} of {len(used)} sentences are untranslated: add them to locale/fragments/.", file=sys.stderr
        )
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
