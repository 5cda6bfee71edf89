"""The steps of a work plan: check and submit, approve or return, issue."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from flows.actions import plan as planning
from flows.forms.base import DateInput, Done, Sheet, Step
from flows.forms.deciding import Decision, InstructForm
from flows.jobs import ISSUE
from flows.words import some
from workflow import policies
from workflow.errors import Invalid, NotVisible
from workflow.models import Plan
from workflow.services import clocks, consultation_reading, jobs, versions
from workflow.services.consultation_asking import missing
from workflow.services.plans import Expansion, Share, expand
from workflow.services.set_changes import state_of, uses_of
from workflow.status import Act, PartyRole

SHOWN_PROBLEMS = 30


class PlanStep(Step):
    """A step whose subject is a plan."""

    @property
    def plan(self) -> Plan:
        """The plan of the task."""
        plan: Plan | None = self.sheet.open_task.plan
        if plan is None:
            raise NotVisible
        return plan


class Review(PlanStep):
    """The clerk submits the plan to the leader."""

    node = "review"
    template = "flows/parts/show_document.html"
    frame = "flows/step_submit.html"

    def perform(self) -> Done:
        """Submit it."""
        sheet = self.sheet
        plan = planning.submit(sheet.pk, actor=sheet.actor, now=sheet.now)
        names = some(policies.people_with(Act.APPROVE_DOCUMENT, plan.office_id, sheet.today))
        return Done(_("Submitted. Next: approval by %(names)s.") % {"names": names}, plan_id=plan.pk)

    def context(self) -> dict[str, Any]:
        """What would be issued today, so that gaps show before the leader sees it."""
        shown = plan_context(self.plan, expand(self.plan, self.sheet.today))
        wants = {"plan": self.plan, "missing": missing(self.plan, self.sheet.today)}
        return shown | wants | _consulted(self.plan) | _register_link(self.sheet)


class ApproveForm(InstructForm):
    """The sitting that approved, and a remark."""

    meeting = forms.CharField(
        label=gettext_lazy("Approved by the meeting"), max_length=200, required=False,
        help_text=gettext_lazy("Only when a meeting decided it"),
    )  # fmt: skip
    field_order = ("meeting", "remark")


class Approve(Decision):
    """The leader approves the plan or returns it."""

    node = "approve"
    template = "flows/parts/show_document.html"
    agree_form = ApproveForm
    yes = pgettext_lazy("decision", "Approve")
    sure = pgettext_lazy("decision", "Confirm approval")

    def agree(self, data: dict[str, Any]) -> Done:
        """Approve it; it can be issued now."""
        sheet = self.sheet
        plan = planning.approve(
            sheet.pk, actor=sheet.actor, now=sheet.now, remark=data["remark"], meeting=data["meeting"]
        )
        names = some(policies.people_with(Act.ISSUE_DOCUMENT, plan.office_id, sheet.today))
        return Done(_("Approved. Next: issued by %(names)s.") % {"names": names}, plan_id=plan.pk)

    def send_back(self, reason: str) -> Done:
        """To the clerk."""
        sheet = self.sheet
        plan = planning.send_back(sheet.pk, actor=sheet.actor, now=sheet.now, reason=reason)
        return Done(_("Returned to the supervision clerk with your reason."), plan_id=plan.pk)

    def context(self) -> dict[str, Any]:
        """The decision, and what an issue today would open."""
        plan = self.sheet.open_task.plan
        shown = plan_context(plan, expand(plan, self.sheet.today)) | _consulted(plan) if plan else {}
        return super().context() | shown | _register_link(self.sheet)


class SeenInput(forms.CheckboxInput):
    """A box that stands for one state of what is shown: a tick given for another one does not count."""

    state = ""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """The state that was ticked."""
        return data.get(name, "")

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Ticked as long as what is shown is what it was ticked for."""
        context = super().get_context(name, value, attrs)
        context["widget"]["value"] = self.state
        if value != self.state:
            context["widget"]["attrs"].pop("checked", None)
        return context


class IssueForm(forms.Form):
    """The day from which the clocks run, and what has to be known before."""

    published_on = forms.DateField(
        label=gettext_lazy("Published on"), widget=DateInput(),
        help_text=gettext_lazy("The clocks run from this day, not from the day of acknowledgement."),
        error_messages={
            "required": gettext_lazy("Give the day of publication."),
            "invalid": gettext_lazy("Write the date as 2026-10-30."),
        },
    )  # fmt: skip
    overdue = forms.BooleanField(label=gettext_lazy("I know that they are overdue at once"), required=False)
    sets_seen = forms.CharField(
        label=gettext_lazy("I have seen who joined or left"), required=False, widget=SeenInput()
    )


class Issue(PlanStep):
    """印发: opens every commitment, as a job with progress."""

    node = "issue"
    keeps_draft = False
    template = "flows/parts/show_document.html"
    frame = "flows/step_issue.html"

    def build(self) -> None:
        """One date, and what it would open."""
        sheet = self.sheet
        self.form = sheet.form(IssueForm, {"published_on": self.plan.published_on or sheet.today})
        self.expansion = expand(self.plan, self.day, people_on=sheet.today)
        self.form.fields["sets_seen"].widget.state = self.sets_state
        self.shown = plan_context(self.plan, self.expansion)

    @property
    def day(self) -> date:
        """The day chosen; today while none is."""
        if self.sheet.bound and self.form.is_valid():
            chosen: date = self.form.cleaned_data["published_on"]
            return chosen
        try:
            return date.fromisoformat(str(self.form["published_on"].value() or ""))
        except ValueError:
            return self.sheet.today

    def edit(self) -> bool:
        """`more` counts again for another day, and says when that is none to issue on."""
        if "more" not in (self.sheet.typed or {}):
            return False
        self._check_day()
        return True

    def forms(self) -> list[Any]:
        """The one form."""
        return [self.form]

    def is_valid(self) -> bool:
        """The day is checked like the act checks it, before a job starts."""
        if not super().is_valid() or not self._check_day():
            return False
        if self.overdue and not self.form.cleaned_data["overdue"]:
            self.form.add_error("overdue", _("Confirm that this is meant, or choose another day of publication."))
        if self.sets_state not in ("", self.form.cleaned_data["sets_seen"]):
            self.form.add_error("sets_seen", _("Look at who joined or left since, then confirm it."))
        return not self.form.errors

    def _check_day(self) -> bool:
        if not self.form.is_valid():
            return False
        try:
            planning.check_publication_day(self.plan, self.day, self.sheet.now)
        except Invalid as fault:
            self.form.add_error("published_on", str(fault))
            return False
        return True

    @cached_property
    def sets_state(self) -> str:
        """Who joined or left the sets since the approval, as one sign; empty when nobody did."""
        return state_of(uses_of(self.plan, self.expansion.sets))

    @cached_property
    def overdue(self) -> int:
        """How many commitments would be late at the moment they are opened: their plan, where one is asked for, or
        their completion was due before today. Who may only follow is never late."""
        today, light = self.sheet.today, self.expansion.light
        is_plan_late = clocks.implementation_plan_due(self.plan, self.day).due_on < today
        due = {item.pk: clocks.completion_due(self.plan, item.due_on, self.day) for item in self.expansion.items}
        return sum(
            due[share.item.pk].due_on < today or (is_plan_late and (share.item.pk, share.agency.pk) not in light)
            for share in self.shown["opened"]
            if share.role != PartyRole.OPTIONAL
        )

    def perform(self) -> Done:
        """Start the job that issues it. Raises Invalid while something stands in the way."""
        sheet = self.sheet
        blocking = self.expansion.blocking
        if blocking:
            raise Invalid(
                "issue_blocked",
                _("The plan cannot be issued yet."),
                remedy=_("Put the following right first."),
                details=[str(problem) for problem in blocking],
            )
        title = _("Issue: %(title)s") % {"title": self.plan.title}
        job = jobs.start(
            ISSUE,
            title=title,
            owner=sheet.actor,
            arguments={"task": sheet.pk, "published_on": self.day.isoformat(), "sets_seen": self.sets_state},
            now=sheet.now,
            total=len(self.shown["opened"]),
        )
        return Done("", plan_id=self.plan.pk, url=reverse("job", args=[job.pk]))

    def context(self) -> dict[str, Any]:
        """What would be opened, for whom, due when."""
        due = clocks.implementation_plan_due(self.plan, self.day)
        shown = {"form": self.form, "day": self.day, "plan_due": due, "overdue": self.overdue}
        return shown | self.shown | _register_link(self.sheet)


def _consulted(plan: Plan) -> dict[str, Any]:
    """The numbers of the plan's consultation and the items it brought or took, where it had one."""
    found = consultation_reading.of_plan(plan)
    return {"tally": consultation_reading.tally(found), "adopted": consultation_reading.adopted(plan)} if found else {}


def _register_link(sheet: Sheet) -> dict[str, Any]:
    """Whether this person may name people where they are missing."""
    return {"may_name_people": bool(policies.scope_of(sheet.actor).agencies(Act.MANAGE_ORGANISATION))}


def plan_context(plan: Plan, found: Expansion) -> dict[str, Any]:
    """What an issue would open, as template context; of a version also what it changes, ends and moves."""
    if not plan.is_amendment:
        return expansion_context(found, plan)
    changes = versions.changes_of(plan)
    effects = versions.effects(plan, changes, found)
    found.problems = sorted([*found.problems, *effects.problems], key=lambda problem: not problem.blocking)
    return expansion_context(found, plan) | {
        **_opened(effects.opened),
        "effects": effects,
        "changes": versions.listed(changes),
        "change_counts": versions.counts_of(changes),
    }


def _opened(shares: Sequence[Share]) -> dict[str, Any]:
    """What would be opened; agencies that may only follow by analogy are counted apart, and by no other number."""
    binding = [share for share in shares if share.role != PartyRole.OPTIONAL]
    return {
        "opened": shares,
        "share_count": len(binding),
        "optional_count": len(shares) - len(binding),
        "agency_count": len({share.agency.pk for share in binding}),
    }


def expansion_context(found: Expansion, plan: Plan) -> dict[str, Any]:
    """Counts, sets and problems of an issue, as template context."""
    counts, uses = found.per_item, uses_of(plan, found.sets)
    warnings = [problem for problem in found.problems if not problem.blocking]
    return {
        "expansion": found,
        **_opened(found.shares),
        "sets": uses,
        "changed_sets": [use for use in uses if use.is_changed],
        "item_rows": [(item, counts[item.pk]) for item in found.items],
        "blocking": found.blocking[:SHOWN_PROBLEMS],
        "blocking_left": max(0, len(found.blocking) - SHOWN_PROBLEMS),
        "open_doubts": len(found.doubts),
        "warnings": warnings[:SHOWN_PROBLEMS],
        "warnings_left": max(0, len(warnings) - SHOWN_PROBLEMS),
    }
