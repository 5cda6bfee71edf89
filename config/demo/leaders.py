"""Who answers for government transparency at the agencies: most have entered it, some not yet."""

from datetime import datetime, timedelta

from config.demo.steps import SITE
from workflow.models import Agency, Membership
from workflow.services.leaders import Named, name_leader
from workflow.status import Role

POSTS = ("副局长", "党组成员", "总工程师")
NAMES = ("白志远", "曹立新", "程晓东", "邓文斌", "冯雅琴", "郭建平", "韩雪梅", "贺江涛", "蒋丽华", "康永年")


def enter(at: datetime) -> None:
    """The officer of each enters it at the moment `at`; every fifth agency has nobody, every seventh has not published
    it."""
    since = at.date() - timedelta(days=200)
    for number, agency in enumerate(Agency.objects.order_by("order", "pk")):
        post = Membership.objects.filter(agency=agency, role=Role.OFFICER).select_related("user").order_by("pk").first()
        if post is None or number % 5 == 4:
            continue
        published = number % 7 != 6
        named = Named(
            name=f"{NAMES[number % len(NAMES)][0]}{NAMES[(number * 3 + 1) % len(NAMES)][1:]}",
            post=POSTS[number % len(POSTS)],
            since=since,
            published_on=since + timedelta(days=7) if published else None,
            published_at=f"{SITE}/leaders/{agency.pk}" if published else "",
        )
        name_leader(agency.pk, named, actor=post.user, now=at)
