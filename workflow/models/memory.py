"""What clerks decided about earlier documents of a jurisdiction, to be proposed for the next."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from workflow.models.organisation import Jurisdiction
from workflow.models.plans import Plan
from workflow.status import Asked


class RememberedDecision(models.Model):
    """The latest answer to one question, kept when its document became a plan. It is only ever proposed.

    `key` is a digest of the question as `services.imports.memory` writes it: the same in every document that asks it.
    """

    jurisdiction = models.ForeignKey(Jurisdiction, models.CASCADE, related_name="remembered")
    kind = models.CharField(_("kind"), max_length=10, choices=Asked.choices)
    key = models.CharField(max_length=64)
    answer = models.JSONField()
    """By kind: `{"to", "id" | "agencies", "reason"}`, `{"name"}`, `{"reason"}` or `{"how", "told", "remark"}`."""
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="remembered")
    decided_by = models.CharField(max_length=150)
    decided_at = models.DateTimeField()

    class Meta:
        verbose_name = _("remembered decision")
        verbose_name_plural = _("remembered decisions")
        constraints = [models.UniqueConstraint(fields=["jurisdiction", "kind", "key"], name="answer_once")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.key[:8]}"
