"""An issued plan read from a document, and the clerk at a new version of it."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from flows.actions import plan as planning
from flows.jobs import shares_of
from tests.builders import City, open_task
from tests.workflow.importing import PLAN_TEXT, Clerk, county_set, draft_of, settle_everything, settle_rest
from workflow.models import ImportDraft, Plan, User
from workflow.services.imports.comparing import Comparison, base_of, compare
from workflow.services.imports.parties import Parties
from workflow.services.matching import load_register
from workflow.services.plans import expand

NEW_TEXT = (
    PLAN_TEXT.replace("12号", "31号")
    .replace("每项新政策同步发布问答，2026年12月底前", "每项新政策同步发布图解和问答，2026年11月20日前")
    .replace("市数据局、市司法局分别牵头落实", "市数据局牵头落实")
    .replace(
        "4.整理网上答复。共性问题整理成册（市信访办牵头，会同有关部门落实）。",
        "4.设立意见信箱。社区服务大厅设意见信箱并定期开启（市司法局牵头落实）。",
    )
)
"""The first item has other words and another date, the second one agency less; the fourth went for a new one."""


def issued(city: City, now: datetime) -> Plan:
    """PLAN_TEXT, issued: 1 data; 2 data and justice; 3 the county; 4 the new petition office."""
    county_set(city, now)
    clerk = Clerk(draft_of(city, now), city, now)
    settle_everything(clerk)
    plan: Plan = clerk.commit()
    publish(city, plan, now)
    plan.refresh_from_db()
    return plan


def publish(city: City, plan: Plan, now: datetime) -> int:
    """The plan's own line to its issue; how many commitments were opened."""
    with transaction.atomic():
        planning.open_plan(plan, now=now)
    planning.submit(open_task("review", plan=plan).pk, actor=city.clerk, now=now)
    planning.approve(open_task("approve", plan=plan).pk, actor=city.leader, now=now)
    return reissue(city, plan, now)


def reissue(city: City, plan: Plan, now: datetime) -> int:
    """The issue alone."""
    return planning.issue(
        open_task("issue", plan=plan).pk,
        shares_of(expand(plan, now.date())),
        published_on=now.date(),
        actor=User.objects.get(pk=city.clerk.pk),
        now=now,
    )


def version_draft(city: City, plan: Plan, now: datetime, text: str = NEW_TEXT) -> Clerk:
    """A clerk at the draft of a new version, every question of the document settled."""
    draft = draft_of(city, now, text)
    ImportDraft.objects.filter(pk=draft.pk).update(new_version_of=plan)
    clerk = Clerk(draft, city, now)
    if "有关部门" in text:
        clerk.set_party("有关部门", {"to": "members", "names": ["市数据局", "市司法局"]})
    for item in clerk.review["items"]:
        if not item["clauses"]:
            clerk.waive_item(item["id"], "不是任务")
    settle_rest(clerk)
    return clerk


def comparison(clerk: Clerk) -> Comparison:
    """The comparison as it is now."""
    draft = ImportDraft.objects.select_related("document__office").get(pk=clerk.pk)
    base = base_of(draft)
    assert base is not None
    review = clerk.review
    return compare(base, review, Parties(review, load_register(draft.document.office)))


def row(clerk: Clerk, title: str) -> Any:
    """The row whose title ends so."""
    return next(one for one in comparison(clerk).rows if one.title.endswith(title))


def accept_all(clerk: Clerk) -> None:
    """Accept every difference."""
    keys = [choice.key for one in comparison(clerk).rows for choice in one.choices]
    clerk.decide_differences(keys, "accepted")


def later(now: datetime, days: int = 7) -> datetime:
    """Some days on."""
    return now + timedelta(days=days)
