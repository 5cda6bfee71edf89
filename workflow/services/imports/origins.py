"""Every field of a proposed item with the place it was read from."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from workflow.services.imports import labels
from workflow.services.imports.parties import Parties
from workflow.services.imports.places import Places
from workflow.services.imports.source import find_names
from workflow.services.imports.state import Clause, Item, Limit, Recurrence, Review, Span, is_date
from workflow.status import AssignmentMode, PartyRole

PERIOD_WORDS: dict[str, Promise] = {
    "week": gettext_lazy("%(n)d a week"),
    "month": gettext_lazy("%(n)d a month"),
    "quarter": gettext_lazy("%(n)d a quarter"),
    "year": gettext_lazy("%(n)d a year"),
}


@dataclass(frozen=True, slots=True)
class Origin:
    """One field: what it is, what it says, and the sentence it was read from (None: typed by hand)."""

    label: str
    text: str
    anchor: int | None
    note: str = ""
    """Who an agency is, where the name alone does not say it."""
    is_bad: bool = False


def origins_of(item: Item, parties: Parties, places: Places) -> list[Origin]:
    """Number, heading, text, each clause with its agencies, each limit and each duty, in this order."""
    found = [Origin(_("Number"), item["number"], places.anchor(item["at"]))]
    if item["heading"]:
        found.append(Origin(_("Heading"), item["heading"], places.anchor(item["heading_at"] or item["at"])))
    text_at = item["text_at"] or item["at"]
    found.append(Origin(pgettext("field", "Text"), _short(item["text"]), places.anchor(text_at)))
    for clause in item["clauses"]:
        found += _of_clause(clause, item, parties, places)
    for limit in item["limits"]:
        found.append(Origin(_("Time limit"), _limit(limit), places.anchor(limit["at"]), _quoted(limit["phrase"])))
    for duty in item["recurrences"]:
        words = limit_words([], [duty])
        found.append(Origin(_("Frequency"), words, places.anchor(duty["at"]), _quoted(duty["phrase"])))
    return found


def header_origins(review: Review, places_of: Mapping[str, Sequence[int]], places: Places) -> list[Origin]:
    """The facts of the document that stand somewhere in it; `places_of` is the reading's `header_at`."""
    named = {
        "title": (_("Title"), "title"),
        "issuer": (_("Issuer"), "issuer"),
        "document_number": (_("Document number"), "document_number"),
        "issued_on": (_("Written on"), "written_on"),
        "published_on": (_("Published on"), "published_on"),
        "approving_meeting": (labels.approval(review["header"]["approving_meeting"]), "approving_meeting"),
    }
    found = [
        Origin(label, _short(review["header"][key]), places.anchor(places_of[name]))
        for name, (label, key) in named.items()
        if places_of.get(name) and review["header"].get(key)
    ]
    found += [
        Origin(_("Rests on"), f"{cite['title']} {cite['number']}".strip(), places.anchor(cite["at"]))
        for cite in review["cites"]
        if cite["at"]
    ]
    return found


def _of_clause(clause: Clause, item: Item, parties: Parties, places: Places) -> Iterable[Origin]:
    mode = str(AssignmentMode(clause["mode"]).label)
    yield Origin(_("Mode"), mode, places.anchor(clause["at"]), _quoted(_short(clause["phrase"])))
    names = [party["name"] for party in clause["parties"]]
    where: dict[str, Span] = {}
    for name, start, end in find_names(places.text, clause["at"], names):
        where.setdefault(name, [start, end])
    for party in clause["parties"]:
        name = party["name"]
        match = parties.resolve(item, name)
        note = match.how or (match.label if match.label != name else "")
        label = str(PartyRole(party["role"]).label)
        anchor = places.anchor(where.get(name) or clause["at"])
        yield Origin(label, name, anchor, note if match.is_known else _("not in the register"), not match.is_known)


LENGTH = re.compile(r"PT?(?P<n>\d{1,4})(?P<unit>[HDMY])")
LENGTHS: dict[str, Promise] = {
    "H": pgettext_lazy("length", "%(n)s hours"),
    "D": pgettext_lazy("length", "%(n)s days"),
    "W": pgettext_lazy("length", "%(n)s working days"),
    "M": pgettext_lazy("length", "%(n)s months"),
    "Y": pgettext_lazy("length", "%(n)s years"),
}
"""A length by the letter of its unit; working days are told by the limit's period."""


def limit_words(limits: Sequence[Limit], duties: Sequence[Recurrence]) -> str:
    """The first limit counted from or back from an event, or the first duty, in words; empty without any."""
    for limit in limits:
        if limit["kind"].endswith("_event"):
            return _limit(limit)
    for duty in duties:
        return str(PERIOD_WORDS.get(duty["period"], duty["period"])) % {"n": duty["min_count"]}
    return ""


def _limit(limit: Limit) -> str:
    given = {"event": limit["event"], "n": limit["value"]}
    if limit["kind"] == "working_days_after_event":
        return _("%(event)s, %(n)s working days") % given
    if limit["kind"] == "calendar_days_after_event":
        return _("%(event)s, %(n)s calendar days") % given
    if limit["kind"] == "hours_after_event":
        return _("%(event)s, %(n)s hours") % given
    if is_date(limit["value"]):
        return date_format(date.fromisoformat(limit["value"]), pgettext("date format", "j M Y"))
    if length := LENGTH.fullmatch(limit["value"]):
        number = int(length["n"])
        unit = "W" if limit.get("period") == "working_days" else length["unit"]
        words = str(LENGTHS[unit]) % {"n": number}
        back = limit["kind"] == "before_event" and limit["event"]
        return _("%(length)s before: %(event)s") % {"length": words, "event": limit["event"]} if back else words
    return limit["value"] or limit["phrase"]


def _quoted(phrase: str) -> str:
    return _("“%(text)s”") % {"text": phrase} if phrase else ""


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:40]}…"
