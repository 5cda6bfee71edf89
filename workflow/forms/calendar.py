"""The form of a year's official notice: one row a holiday, days off and weekend days worked."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from workflow.deadlines import YearNotice, holiday_label
from workflow.services.calendar_entry import NoticeText
from workflow.services.notice_text import HOLIDAYS, ReadHoliday, UnreadableDate, read_days, write_days

OTHER = "other"
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """One line of the form: a holiday of the law, or the free line with a name of its own."""

    key: str
    label: str
    off: BoundField
    worked: BoundField
    name: BoundField | None


class NoticeForm(forms.Form):
    """The notice of `year`. After `is_valid`, `notice` is what the service takes."""

    source = forms.CharField(
        label=_("Number and title of the notice"), max_length=200, help_text=_("As published, with its date.")
    )

    def __init__(self, *args: Any, year: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.year = year
        self.notice: NoticeText | None = None
        for key in (*map(str, range(len(HOLIDAYS))), OTHER):
            for part in ("off", "on"):
                self.fields[f"{part}_{key}"] = forms.CharField(
                    required=False, max_length=200, label=self._label(key, part)
                )
        self.fields[f"name_{OTHER}"] = forms.CharField(
            required=False, max_length=60, label=_("Name of the further holiday")
        )

    @staticmethod
    def _label(key: str, part: str) -> str:
        name = str(_("Further holiday")) if key == OTHER else holiday_label(HOLIDAYS[int(key)])
        wording = _("%(holiday)s, days off") if part == "off" else _("%(holiday)s, weekend days worked")
        return wording % {"holiday": name}

    def rows(self) -> Iterator[NoticeRow]:
        """The lines of the table in the order of the year."""
        for index, holiday in enumerate(HOLIDAYS):
            yield NoticeRow(str(index), holiday_label(holiday), self[f"off_{index}"], self[f"on_{index}"], None)
        yield NoticeRow(OTHER, "", self[f"off_{OTHER}"], self[f"on_{OTHER}"], self[f"name_{OTHER}"])

    def clean(self) -> dict[str, Any]:
        """Days are inside the year, worked days are weekend days, nothing is named twice."""
        found: dict[str, Any] = self.cleaned_data
        off: dict[date, str] = {}
        worked: dict[date, str] = {}
        for index, holiday in enumerate((*HOLIDAYS, found.get(f"name_{OTHER}", ""))):
            key = OTHER if index == len(HOLIDAYS) else str(index)
            self._take(f"off_{key}", holiday, off, worked, weekend_only=False)
            self._take(f"on_{key}", holiday, worked, off, weekend_only=True)
        if found.get(f"off_{OTHER}") and not found.get(f"name_{OTHER}"):
            self.add_error(f"name_{OTHER}", _("Give the further holiday its name."))
        if not self.errors and not off:
            self.add_error("off_0", _("Enter the days off of the notice."))
        if not self.errors:
            self.notice = NoticeText(self.year, off, frozenset(worked), found["source"])
        return found

    def _take(
        self, field: str, holiday: str, into: dict[date, str], other: dict[date, str], *, weekend_only: bool
    ) -> None:
        try:
            days = read_days(self.cleaned_data.get(field, ""), self.year)
        except UnreadableDate as error:
            self.add_error(
                field,
                _("“%(piece)s” is no date of this year. Write 1月1日至3日, or 2/5-2/12; several parts with 、 between.")
                % {"piece": error.args[0]},
            )
            return
        for day in days:
            fault = self._fault(day, into, other, weekend_only=weekend_only)
            if fault:
                self.add_error(field, fault % {"day": _spoken(day), "year": self.year})
                return
            into[day] = holiday

    def _fault(self, day: date, into: dict[date, str], other: dict[date, str], *, weekend_only: bool) -> Any:
        # A notice may reach into the last December days of the year before (29 December 2018 was worked).
        if day.year != self.year and (day.year, day.month) != (self.year - 1, 12):
            return _("%(day)s is not in %(year)s.")
        if weekend_only and day.weekday() < SATURDAY:
            return _("%(day)s is no Saturday or Sunday: it is worked anyway.")
        if day in into:
            return _("%(day)s is named twice.")
        if day in other:
            return _("%(day)s cannot be both off and worked.")
        return None

    def digest(self) -> str:
        """Stands for the days and the source that were checked, so that nothing else is saved."""
        if self.notice is None:
            return ""
        content = [sorted(self.notice.holidays.items()), sorted(self.notice.make_up_days), self.notice.source]
        return hashlib.sha256(repr(content).encode()).hexdigest()


def filled_from(notice: YearNotice) -> dict[str, str]:
    """What the fields hold for a notice in force, as a start for its revision."""
    found: dict[str, str] = {}
    for index, holiday in enumerate(HOLIDAYS):
        days = [day for day, name in notice.holidays.items() if name == holiday]
        found[f"off_{index}"] = write_days(days, notice.year)
    further = {day: name for day, name in notice.holidays.items() if name not in HOLIDAYS}
    found[f"off_{OTHER}"] = write_days(list(further), notice.year)
    found[f"name_{OTHER}"] = next(iter(further.values()), "")
    for day in sorted(notice.make_up_days):
        key = f"on_{_nearest(notice, day)}"
        found[key] = "、".join(filter(None, [found.get(key, ""), write_days([day], notice.year)]))
    return found


def _nearest(notice: YearNotice, day: date) -> str:
    """The line of the holiday a worked weekend day belongs to: the one whose days off are nearest."""
    if not notice.holidays:
        return OTHER
    near = min(notice.holidays, key=lambda holiday: abs((holiday - day).days))
    name = notice.holidays[near]
    return str(HOLIDAYS.index(name)) if name in HOLIDAYS else OTHER


def filled_from_text(number: str, holidays: list[ReadHoliday]) -> dict[str, str]:
    """What the fields hold after a pasted notice was read."""
    found = {"source": number}
    for holiday in holidays:
        index = HOLIDAYS.index(holiday.name)
        found[f"off_{index}"], found[f"on_{index}"] = holiday.off, holiday.worked
    return found


def _spoken(day: date) -> str:
    return date_format(day, pgettext("date format", "j M Y"))
