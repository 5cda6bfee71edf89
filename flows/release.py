"""One small flow per publication that somebody has to review first."""

from typing import cast

from django.utils.translation import gettext_lazy as _
from viewflow import this

from flows.base import BaseFlow, release_due
from flows.nodes import Begin, DeadlineView, Stop
from workflow.status import Act


class ReleaseFlowV1(BaseFlow):
    """Review before publication: a person of the agency who neither wrote nor prepared it lets it pass or returns it;
    both end the flow. The step of publishing on the main line waits for no token: it is refused until this passed."""

    process_title = cast(str, _("Review before publication"))

    start = Begin().Next(this.review_release)
    review_release = DeadlineView(
        act=Act.REVIEW_RELEASE, due=release_due, lane="head", title=_("Review before publication")
    ).Next(this.end)
    end = Stop()
