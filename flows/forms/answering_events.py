"""Recording what was done on an event."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from flows.actions import events as acting
from flows.forms.base import Done, MomentInput
from flows.forms.papers import Papers
from flows.forms.working import Writing
from workflow.errors import NotVisible
from workflow.models import EventResponse
from workflow.services import events


class AnswerForm(forms.Form):
    """What was done, and when."""

    text = forms.CharField(
        label=gettext_lazy("What was done"), max_length=events.LONGEST, widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": gettext_lazy("Write in a sentence what was done.")},
    )  # fmt: skip
    done_at = forms.DateTimeField(
        label=gettext_lazy("When it was done"), widget=MomentInput(),
        error_messages={
            "required": gettext_lazy("Enter when it was done."),
            "invalid": gettext_lazy("Write day and time as 2026-10-30 14:05."),
        },
    )  # fmt: skip


class AnswerEvent(Writing):
    """登记事件处置情况."""

    node = "answer_event"
    template = "flows/parts/form_event.html"

    @property
    def response(self) -> EventResponse:
        """What has to be done."""
        response: EventResponse | None = self.sheet.open_task.process.event_response
        if response is None:
            raise NotVisible
        return response

    def build(self) -> None:
        """It was done now, as long as nothing else is said."""
        sheet = self.sheet
        self.form = sheet.form(AnswerForm, {"done_at": timezone.localtime(sheet.now).replace(second=0, microsecond=0)})
        self.papers = Papers(sheet)

    def perform(self) -> Done:
        """Record it; the clock ends."""
        sheet = self.sheet
        commitment = acting.answer(
            sheet.pk, **self.form.cleaned_data, files=self.papers.ids, actor=sheet.actor, now=sheet.now
        )
        return Done(_("Recorded. The clock of this event has ended."), commitment)

    def context(self) -> dict[str, Any]:
        """The event beside the form."""
        response = self.response
        return super().context() | {"response": response, "is_late": response.is_late(self.sheet.now)}
