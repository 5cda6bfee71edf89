"""The closing statement of a consultation as rows: every comment with its outcome, then who had none or is silent."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _

from workflow.models import Consultation, ConsultedAgency
from workflow.services import consultation_reading as reading
from workflow.services.calendar import local_day

Row = list[str | int | date | None]


def header() -> list[str]:
    """The titles of the columns."""
    return [
        _("No."),
        _("Number"),
        _("Item"),
        _("Agency"),
        _("Kind of comment"),
        _("Words it is about"),
        _("Proposed wording"),
        _("Reason"),
        _("Outcome"),
        _("Reason of the outcome"),
        _("Written on"),
        _("Asked as"),
    ]


def rows(consultation: Consultation) -> Iterator[Row]:
    """One row a comment and one for each agency without any; three queries."""
    number = 0
    for number, one in enumerate(reading.comments(consultation), start=1):
        yield [
            number,
            one.item.number if one.item else "",
            one.item.title if one.item else _("The whole document"),
            str(one.consulted.agency),
            str(one.get_kind_display()),
            one.quote,
            one.wording,
            one.reason,
            str(one.get_outcome_display()) if one.outcome else _("Undecided"),
            one.outcome_reason,
            local_day(one.written_at),
            _asked_as(one.consulted),
        ]
    found = reading.tally(consultation)
    for agencies, words in ((found.none, _("No comment")), (found.silent, _("No answer"))):
        for consulted in agencies:
            number += 1
            day = local_day(consulted.no_comment_at) if consulted.no_comment_at else None
            yield [number, "", "", str(consulted.agency), words, "", "", "", "", "", day, _asked_as(consulted)]


def _asked_as(consulted: ConsultedAgency) -> str:
    return _("helping") if consulted.helps else _("responsible")
