"""The accounts the demo offers on its sign-in page and prints in the terminal, in the order a visitor tries them."""

from config.demo.people import AT_AGENCIES, AT_OFFICE, OFFICER_TITLE, SECOND_OFFICERS, head_title
from workflow.models import User
from workflow.shell import DemoAccount

PASSWORD = "yunchuan"  # noqa: S105 -- shown to everybody in demo mode, refused everywhere else (seed_demo)
OFFERED = (
    "xuzhiheng",
    "heyizhou",
    "lijing",
    "sunliqun",
    "gaoyuan",
    "zhaoqiming",
    "zhoumin",
    "wanglei",
    "machenglin",
    "wuchengyu",
    "gewenbo",
    "nieqin",
)


def accounts() -> list[DemoAccount]:
    """Account, password, name and post of the accounts a visitor is offered: one of every role first."""
    known: dict[str, tuple[str, str]] = {username: (name, title) for username, name, _role, title in AT_OFFICE}
    for agency, (head, head_name, officer, officer_name) in AT_AGENCIES.items():
        known[head] = (head_name, f"{agency}{head_title(agency)}")
        known[officer] = (officer_name, f"{agency}{OFFICER_TITLE}")
    for username, name, agencies in SECOND_OFFICERS:
        known[username] = (name, f"{'、'.join(agencies)}{OFFICER_TITLE}")
    return [
        DemoAccount(username=username, password=PASSWORD, name=known[username][0], title=known[username][1])
        for username in OFFERED
    ]


def offered() -> list[DemoAccount]:
    """The accounts that exist in this database; one query. A demo that was never seeded offers none."""
    there = set(User.objects.filter(username__in=OFFERED, is_active=True).values_list("username", flat=True))
    return [account for account in accounts() if account["username"] in there]
