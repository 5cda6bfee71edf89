"""What a new version of a document changes in the plan in force, as the clerk accepted it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from workflow.models.plans import Plan, PlanItem
from workflow.status import ChangeKind


class PlanChange(models.Model):
    """One item added, changed or gone. It is in force once its `plan`, the version, is issued.

    `item` is the item of the plan in force (of an added one: made by the issue), `new_item` the version's own, as it
    was read; `after` the item in force an added one stands behind (None: at the beginning).
    """

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="changes")
    order = models.PositiveIntegerField(default=0)
    kind = models.CharField(_("kind"), max_length=10, choices=ChangeKind.choices)
    item = models.ForeignKey(PlanItem, models.PROTECT, null=True, blank=True, related_name="changes")
    new_item = models.OneToOneField(PlanItem, models.PROTECT, null=True, blank=True, related_name="change")
    after = models.ForeignKey(PlanItem, models.PROTECT, null=True, blank=True, related_name="+")
    differences = models.JSONField(default=list, blank=True)
    """The accepted ones of a changed item: `{"field", "before", "after"}` (see `services.differences`)."""
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    decided_by = models.CharField(max_length=150, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("change of a plan")
        verbose_name_plural = _("changes of plans")
        ordering = ("plan", "order")

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.item or self.new_item}"

    @property
    def in_force(self) -> PlanItem:
        """The item in force. Raises ValueError for an added one before the issue."""
        if self.item is None:
            raise ValueError("The item is not in force yet.")
        return self.item

    @property
    def as_read(self) -> PlanItem:
        """The version's own item. Raises ValueError for one that is gone."""
        if self.new_item is None:
            raise ValueError("The version has no such item.")
        return self.new_item

    @property
    def fields(self) -> set[str]:
        """What differs, of a changed item."""
        return {difference["field"] for difference in self.differences}
