"""What hangs on an event of the register, beside the main line of the commitment."""

from typing import cast

from django.utils.translation import gettext_lazy as _
from viewflow import this

from flows.base import BaseFlow, event_due
from flows.nodes import Begin, DeadlineView, Stop
from workflow.status import Act


class EventFlowV1(BaseFlow):
    """An event was registered: the officer does what hangs on it and records it."""

    process_title = cast(str, _("What hangs on an event"))

    start = Begin().Next(this.answer_event)
    answer_event = DeadlineView(
        act=Act.ANSWER_EVENT, due=event_due, lane="officer", title=_("Record what was done on the event")
    ).Next(this.end)
    end = Stop()
