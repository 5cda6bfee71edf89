"""Stating the own part of a divided item, and confirming it."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from flows.actions import dividing
from flows.forms.base import Done, Step
from flows.forms.deciding import Decision
from flows.forms.working import TextForm
from workflow.errors import NotVisible
from workflow.models import Division
from workflow.services import divisions


class StatePart(Step):
    """填报本单位分工."""

    node = "state_part"
    template = "flows/parts/form_division.html"

    @property
    def division(self) -> Division:
        """What has to be stated."""
        division: Division | None = self.sheet.open_task.process.division
        if division is None:
            raise NotVisible
        return division

    def build(self) -> None:
        """After a return the last text is the start of the next."""
        sheet = self.sheet
        start = self.division.part if not sheet.bound and sheet.typed is None else ""
        self.form = sheet.form(
            TextForm,
            {"text": start},
            label=gettext_lazy("Part of your agency"),
            missing=gettext_lazy("Write which part of the work your agency takes, and which it does not."),
        )

    def forms(self) -> list[Any]:
        """The one form."""
        return [self.form]

    def perform(self) -> Done:
        """State it; the office confirms next."""
        sheet = self.sheet
        commitment = dividing.state(sheet.pk, part=self.form.cleaned_data["text"], actor=sheet.actor, now=sheet.now)
        return Done(_("Stated. Next: the office confirms the division of work."), commitment)

    def context(self) -> dict[str, Any]:
        """What the others stated."""
        return {"form": self.form, "division": self.division, "others": divisions.beside(self.sheet.commitment)}


class ConfirmPart(Decision):
    """办公室确认分工."""

    node = "confirm_part"
    template = "flows/parts/show_division.html"
    yes = pgettext_lazy("decision", "Confirm")
    sure = gettext_lazy("Confirm this division of work")

    def agree(self, data: dict[str, Any]) -> Done:
        """Confirm it."""
        sheet = self.sheet
        commitment = dividing.confirm(sheet.pk, actor=sheet.actor, now=sheet.now, remark=data["remark"])
        return Done(_("Confirmed. The agency is told."), commitment)

    def send_back(self, reason: str) -> Done:
        """Back to the agency."""
        return self.returned(dividing.send_back, reason)
