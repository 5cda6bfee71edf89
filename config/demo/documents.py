"""The documents of the demo, and the way they go in: upload, reading, the clerk's decisions, commit."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from importlib.resources import files

from django.core.management.base import CommandError
from django.db import transaction

from config.demo.days import Days, chinese
from config.demo.people import Cast
from flows.actions import plan as planning
from workflow.models import Agency, ImportDraft, Job, Plan
from workflow.services import imports, job_runs
from workflow.services.imports.doubts import open_doubts, open_sentences
from workflow.services.imports.state import Review
from workflow.services.imports.vague import open_words
from workflow.status import JobStatus

ACTION_PLAN, ESTATE_PLAN, VILLAGE_PLAN, WINDOW_PLAN = "action_plan", "estate_plan", "village_plan", "window_plan"
FILES = {
    ACTION_PLAN: "政务公开提质增效行动方案.txt",
    ESTATE_PLAN: "物业服务信息公开若干措施.txt",
    VILLAGE_PLAN: "村务公开规范提升通知.txt",
    WINDOW_PLAN: "基层便民窗口三年建设方案.txt",
}
TITLES = {
    ACTION_PLAN: "云川市政务公开提质增效行动方案",
    ESTATE_PLAN: "云川市物业服务信息公开若干措施",
    VILLAGE_PLAN: "云川市村务公开规范提升工作安排",
}
"""What the clerk calls the plans, shorter than the notices they came with."""
AS_READ = "已与起草科室核对，按原文办理。"
STANDING = "长期坚持的要求，随进展报送说明。"
BACKGROUND = "preamble"
YEAR_END_FROM = timedelta(days=30)
"""Closer to the end of the year, 年底 is that of the next one."""


def written(name: str, days: Days, on: date) -> bytes:
    """The document `name`, written on the day `on`; its dates lie around the day of the demo."""
    last_year = (days.today + YEAR_END_FROM).year
    text = files("config.demo").joinpath("plan_text", f"{name}.txt").read_text(encoding="utf-8")
    return text.format(
        year=on.year,
        written_on=chinese(on),
        first_batch_on=chinese(days.today + timedelta(days=20)),
        knowledge_on=chinese(days.today - timedelta(days=6)),
        zone_on=chinese(days.today + timedelta(days=25)),
        year_end="年底" if last_year == on.year else f"{last_year}年底",
        next_june=f"{last_year + 1}年6月底",
    ).encode()


def completion_on(days: Days) -> date:
    """The day by which items without a date of their own are to be completed: the end of a year not too near."""
    return date((days.today + YEAR_END_FROM).year, 12, 31)


def bring_in(filename: str, content: bytes, office: Agency, cast: Cast, now: datetime) -> ImportDraft:
    """Upload a document as the clerk and read it here and now. Raises CommandError when it cannot be read."""
    job = imports.receive(office.pk, filename, content, actor=cast.clerk, now=now)
    job_runs.run(job.pk, now=lambda: now)
    ended = Job.objects.get(pk=job.pk)
    if ended.status != JobStatus.DONE:
        raise CommandError(ended.error)
    return ImportDraft.objects.select_related("document").get(document_id=job.arguments["document"])


class Reviewing:
    """The clerk at a draft: every act takes the revision the one before it left."""

    def __init__(self, draft: ImportDraft, cast: Cast, now: datetime) -> None:
        self.draft = draft
        self.clerk = cast.clerk
        self.now = now

    def name_is(self, name: str, agency: Agency) -> None:
        """A name of the document that the register does not know is this agency's."""
        self.draft = imports.set_party(
            self.draft.pk,
            name,
            {"to": f"agency:{agency.pk}"},
            revision=self.draft.revision,
            actor=self.clerk,
            now=self.now,
        )

    def waive_closing(self, reason: str) -> None:
        """Take the last passage out of the items: what it says goes for the whole plan."""
        last = imports.review_of(self.draft)["items"][-1]
        self.draft = imports.waive_item(
            self.draft.pk, last["id"], reason, revision=self.draft.revision, actor=self.clerk, now=self.now
        )

    def name_plan(self, title: str) -> None:
        """Enter the title."""
        self.draft = imports.set_header(
            self.draft.pk, {"title": title}, revision=self.draft.revision, actor=self.clerk, now=self.now
        )

    def settle(self, settings: Mapping[str, object]) -> None:
        """Enter the settings and take the rest as read."""
        self.draft = imports.set_settings(
            self.draft.pk, settings, revision=self.draft.revision, actor=self.clerk, now=self.now
        )
        while left := open_doubts(self.review):
            self._carry_out(imports.settle, left[0]["key"], AS_READ)
        if open_sentences(self.review):
            self._carry_out(imports.name_sentences, BACKGROUND)
        if open_words(self.review):
            self._carry_out(imports.mark_words, "", STANDING)

    @property
    def review(self) -> Review:
        """The working copy as it is now."""
        return imports.review_of(self.draft)

    def _carry_out(self, verb: Callable[..., ImportDraft], *given: str) -> None:
        self.draft = verb(self.draft.pk, *given, revision=self.draft.revision, actor=self.clerk, now=self.now)

    def commit(self) -> Plan:
        """Save the draft as a plan and start its flow."""
        with transaction.atomic():
            plan = imports.commit(self.draft.pk, revision=self.draft.revision, actor=self.clerk, now=self.now)
            planning.open_plan(plan, now=self.now)
        return plan
