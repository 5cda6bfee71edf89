"""Codes of the reading in the reader's language: kinds of repairs, names of sentences, vague wording, file formats."""

import re
from collections.abc import Iterable, Mapping
from datetime import date

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy

REPAIRS: Mapping[str, Promise] = {
    "shifted": gettext_lazy("Line shifted by half a character"),
    "gloss": gettext_lazy("Pinyin behind a character"),
    "traditional": gettext_lazy("Traditional to simplified"),
    "space": gettext_lazy("Space inside a number or date"),
    "compatibility": gettext_lazy("Doubled code point"),
    "invisible": gettext_lazy("Invisible character"),
    "punctuation": gettext_lazy("Half-width punctuation"),
    "full_stop": gettext_lazy("Lost full stop"),
    "mojibake": gettext_lazy("Garbled paragraph"),
    "line_break": gettext_lazy("Broken line"),
}
SENTENCES: Mapping[str, Promise] = {
    "header": pgettext_lazy("sentence", "Head of the document"),
    "preamble": pgettext_lazy("sentence", "Background and general requirements"),
    "introduction": pgettext_lazy("sentence", "Introduction to the tasks"),
    "table": pgettext_lazy("sentence", "Heads and remarks of tables"),
    "rule": pgettext_lazy("sentence", "Rule of the whole document"),
    "heading": pgettext_lazy("sentence", "Heading of a section"),
    "closing": pgettext_lazy("sentence", "Closing words"),
    "attachment": pgettext_lazy("sentence", "Attachment"),
    "furniture": pgettext_lazy("sentence", "Page furniture"),
}
"""Names a sentence outside of the items may have; a clerk may write another one."""
VAGUE: Mapping[str, Promise] = {
    "elastic_time": gettext_lazy("Elastic time"),
    "soft_duty": gettext_lazy("Soft duty"),
    "waits_on_higher_level": gettext_lazy("Waits on a higher level"),
    "standing": gettext_lazy("Standing duty"),
}
FORMATS: Mapping[str, Promise] = {
    "text": gettext_lazy("Read from plain text"),
    "html": gettext_lazy("Read from a web page"),
    "mhtml": gettext_lazy("Read from a web page"),
    "csv": gettext_lazy("Read from a table in text form"),
    "rtf": gettext_lazy("Read from a rich text document, converted first"),
    "odt": gettext_lazy("Read from an OpenDocument text"),
    "docx": gettext_lazy("Read from a Word document"),
    "doc": gettext_lazy("Read from an old Word document, converted first"),
    "wps": gettext_lazy("Read from a WPS document, converted first"),
    "xlsx": gettext_lazy("Read from an Excel workbook"),
    "xls": gettext_lazy("Read from an old Excel workbook"),
    "ods": gettext_lazy("Read from an OpenDocument workbook"),
    "pdf": gettext_lazy("Read from a PDF"),
    "markdown": gettext_lazy("Read from Markdown"),
}
NOTES: Mapping[str, Promise] = {
    "hidden_sheet": gettext_lazy("a hidden sheet was left out"),
    "hidden_cells": gettext_lazy("hidden rows or columns were left out"),
    "running_lines": gettext_lazy("lines repeated on every page were dropped"),
    "pages_without_text": gettext_lazy("some pages hold no text"),
    "numbering_restored": gettext_lazy("automatic numbers were put back"),
    "converted": gettext_lazy("converted by another program"),
}
REASONS = (
    gettext_lazy("Checked with those who drafted it; as the document says"),
    gettext_lazy("Makes no difference to who does what by when"),
    gettext_lazy("To be stated in the implementation plans"),
)
"""Reasons offered where one is asked for; any other may be typed."""
PERIODS: Mapping[str, Promise] = {
    "week": gettext_lazy("at least %(n)d times a week"),
    "month": gettext_lazy("at least %(n)d times a month"),
    "quarter": gettext_lazy("at least %(n)d times a quarter"),
    "year": gettext_lazy("at least %(n)d times a year"),
}

MEETING = re.compile(r"会议|(?<!人大)常委会$|(?:常务|党组|办公|专题|主任|主席|全体|全|例|联席|领导小组|扩大)会$")
"""How meetings are called; 管委会 and 委员会 are organs."""


def repair(kind: str) -> str:
    """The kind of a repair in words."""
    return str(REPAIRS[kind]) if kind in REPAIRS else _("Other repair")


def signs(text: str) -> str:
    """A repaired passage with what cannot be seen in it made visible: ␣ for a space, the code of other signs."""
    seen = {" ": "␣", "\n": "↵"}
    return "".join(one if one.isprintable() and one != " " else seen.get(one, f"[U+{ord(one):04X}]") for one in text)


def sentence(name: str) -> str:
    """What a sentence outside of the items is; a name of the clerk's own stays as it is."""
    return str(SENTENCES.get(name, name))


def vague(kind: str) -> str:
    """The kind of a vague wording in words."""
    return str(VAGUE[kind]) if kind in VAGUE else _("Vague wording")


def approval(body: str) -> str:
    """What the body is that approved a document: 区政府第3次常务会议 is a meeting, 市政府 an organ."""
    return _("Approved by the meeting") if MEETING.search(body) else _("Approved by the organ")


def source(kind: str, notes: Iterable[str]) -> str:
    """How the text was taken out of the file, one line. Notes nobody has words for are left out."""
    told = [str(FORMATS[kind])] if kind in FORMATS else []
    told += [str(NOTES[note]) for note in notes if note in NOTES]
    return pgettext("between facts", ", ").join(told)


def pinned(told: str) -> str:
    """What a vague wording was pinned to: by 30 October 2026, at least 2 times a quarter …"""
    kind, _colon, value = told.partition(":")
    first, _colon, rest = value.partition(":")
    if kind == "date":
        shown = date_format(date.fromisoformat(value), pgettext("date format", "j M Y"))
        return _("by %(date)s") % {"date": shown}
    if kind == "quota":
        return str(PERIODS[first]) % {"n": int(rest)}
    days = int(first)
    return ngettext("within %(n)d working day of: %(event)s", "within %(n)d working days of: %(event)s", days) % {
        "n": days,
        "event": rest,
    }
