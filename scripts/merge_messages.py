"""Merges `locale/fragments/*.po` into one Chinese catalogue and compiles it: `django.po`, `django.mo`.

A fragment holds plain msgid/msgstr pairs of one area, without a header. The same sentence in two fragments is merged
when the translations agree and refused, naming both, when they do not. The results are build products: written only
when they change. `--check` writes nothing and fails when they are out of date.
"""

import argparse
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
FRAGMENTS = ROOT / "locale" / "fragments"
CATALOGUE = ROOT / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
METADATA = {
    "Project-Id-Version": "Duban",
    "Language": "zh_Hans",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=1; plural=0;",
}
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|\{(\w*)\}|%([sd])")


def placeholders(text: str) -> set[str]:
    """Names of what is filled in: `%(name)s`, `{name}`, `%s`."""
    return {
        next(part for part in found.groups("") if part) for found in PLACEHOLDER.finditer(text) if any(found.groups())
    }


def translation(entry: polib.POEntry) -> str:
    """The one Chinese form of an entry; Chinese has no plural."""
    return str(entry.msgstr_plural.get(0, "")) if entry.msgid_plural else str(entry.msgstr)


def faults_of(entry: polib.POEntry, where: str) -> Iterator[str]:
    """What is wrong with one entry by itself."""
    chinese = translation(entry)
    if not chinese:
        yield f"{where}: no translation of {entry.msgid!r}"
        return
    if entry.fuzzy:
        yield f"{where}: fuzzy translation of {entry.msgid!r}"
    # In the plural form the number may be left out of the English singular ("one day"), never of the Chinese.
    expected = placeholders(entry.msgid_plural or entry.msgid)
    if placeholders(chinese) != expected:
        yield f"{where}: {entry.msgid!r} and its translation fill in different things"


def merge(paths: Iterable[Path]) -> tuple[polib.POFile, list[str]]:
    """The merged catalogue, sorted by context and msgid, and the faults found on the way."""
    faults: list[str] = []
    merged: dict[tuple[str, str], tuple[polib.POEntry, str]] = {}
    for path in paths:
        try:
            fragment = polib.pofile(str(path), encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            faults.append(f"{path.name}: {error}")
            continue
        for entry in fragment:
            if entry.obsolete:
                continue
            where = path.name
            faults += faults_of(entry, where)
            key = (entry.msgctxt or "", entry.msgid)
            known, known_where = merged.get(key, (entry, where))
            if translation(known) != translation(entry):
                faults.append(
                    f"{entry.msgid!r} is {translation(known)!r} in {known_where} and {translation(entry)!r} in {where}"
                )
            # The plural form serves both `gettext` and `ngettext`.
            merged[key] = (entry, where) if entry.msgid_plural else (known, known_where)
    catalogue = polib.POFile(wrapwidth=120)
    catalogue.metadata = METADATA
    for _, (entry, _where) in sorted(merged.items()):
        catalogue.append(
            polib.POEntry(
                msgctxt=entry.msgctxt,
                msgid=entry.msgid,
                msgid_plural=entry.msgid_plural,
                msgstr="" if entry.msgid_plural else entry.msgstr,
                msgstr_plural=entry.msgstr_plural,
                flags=[flag for flag in entry.flags if flag != "fuzzy"],
            )
        )
    return catalogue, faults


def write_if_changed(path: Path, content: bytes) -> None:
    """Write through a neighbour and rename, so that a reader never sees half a catalogue."""
    if path.exists() and path.read_bytes() == content:
        path.touch()
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    neighbour = path.with_suffix(path.suffix + ".new")
    neighbour.write_bytes(content)
    neighbour.replace(path)


def main() -> int:
    """Exit 0 when the catalogue is complete and written (or, with `--check`, up to date)."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--check", action="store_true", help="write nothing, fail when out of date")
    options = parser.parse_args()
    catalogue, faults = merge(sorted(FRAGMENTS.glob("*.po")))
    if faults:
        print("\n".join(faults), file=sys.stderr)
        return 1
    text, compiled = str(catalogue).encode(), catalogue.to_binary()
    binary_path = CATALOGUE.with_suffix(".mo")
    if options.check:
        current = CATALOGUE.exists() and CATALOGUE.read_bytes() == text
        if not (current and binary_path.exists() and binary_path.read_bytes() == compiled):
            print("The catalogue is out of date: make messages", file=sys.stderr)
            return 1
        return 0
    write_if_changed(CATALOGUE, text)
    write_if_changed(binary_path, compiled)
    print(f"{len(catalogue)} sentences in {CATALOGUE.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
