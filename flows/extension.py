"""One small flow per request for a later date."""

from typing import cast

from django.utils.translation import gettext_lazy as _
from viewflow import this

from flows.base import BaseFlow, extension_due
from flows.nodes import Begin, DeadlineView, Gateway, Stop
from workflow.status import Act


class ExtensionFlowV1(BaseFlow):
    """Extension: the head signs, the inspector gives his opinion, the leader grants; each may refuse and ends it."""

    process_title = cast(str, _("Extension"))

    start = Begin().Next(this.sign_extension)
    sign_extension = DeadlineView(
        act=Act.SIGN_EXTENSION, due=extension_due, lane="head", title=_("Head signs the request for an extension")
    ).Next(this.signed)
    signed = Gateway().When("refuse", this.end).Default(this.advise_extension)
    advise_extension = DeadlineView(
        act=Act.ADVISE_EXTENSION,
        due=extension_due,
        lane="inspector",
        title=_("Inspector gives an opinion on the extension"),
    ).Next(this.advised)
    advised = Gateway().When("refuse", this.end).Default(this.grant_extension)
    grant_extension = DeadlineView(
        act=Act.GRANT_EXTENSION, due=extension_due, lane="leader", title=_("Leader grants the extension")
    ).Next(this.end)
    end = Stop()
