"""Who answers for government transparency at the agencies: most have entered it, some not yet."""

from datetime import datetime, timedelta

from config.demo.steps import SITE
from workflow.models import Agency, Membership
from workflow.services.leaders import Named, name_leader
from workflow.status import Role

POSTS = (  # by the end of the agency's short name
    ("办公室", "副主任"), ("委", "副主任"), ("区政府", "副区长"), ("县政府", "副县长"), ("镇政府", "副镇长"),
    ("乡政府", "副乡长"), ("街道办", "副主任"), ("管委会", "副主任"), ("中心", "副主任"), ("部", "副部长"),
    ("编办", "副主任"), ("网信办", "副主任"), ("支队", "副支队长"), ("馆", "副馆长"), ("局", "副局长"),
)  # fmt: skip
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
            post=_post(agency.short_name),
            since=since,
            published_on=since + timedelta(days=7) if published else None,
            published_at=f"{SITE}/leaders/{agency.pk}" if published else "",
        )
        name_leader(agency.pk, named, actor=post.user, now=at)


def _post(agency: str) -> str:
    """What the deputy in charge is called there."""
    return next((post for end, post in POSTS if agency.endswith(end)), "党组成员")
