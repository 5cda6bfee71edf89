"""One small flow per reporting period."""

from typing import cast

from django.utils.translation import gettext_lazy as _
from viewflow import this

from flows.base import BaseFlow, desk, report_due
from flows.nodes import Begin, DeadlineView, Gateway, Stop
from workflow.status import Act


class ReportFlowV1(BaseFlow):
    """Progress report: the officer reports, the head signs or returns it."""

    process_title = cast(str, _("Progress report"))

    start = Begin().Next(this.submit_report)
    submit_report = DeadlineView(
        act=Act.SUBMIT_REPORT, due=report_due, lane="officer", title=_("Report progress")
    ).Next(this.sign_report)
    sign_report = DeadlineView(
        act=Act.SIGN_REPORT, due=desk, lane="head", title=_("Head signs the progress report")
    ).Next(this.signed)
    signed = Gateway().When("return", this.submit_report).Default(this.end)
    end = Stop()
