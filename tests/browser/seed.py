"""`python -m tests.browser.seed`: one of everything for a real server; who may sign in and what there is to look at."""

import json
import sys
from datetime import date

import django
from django.conf import settings
from django.utils import timezone

PEOPLE = ("clerk", "leader", "officer", "head", "inspector", "outsider")
MORE = ("other_head", "second_leader")
"""People who come for one story."""
SHARED = "共建数据目录"
"""The heading of the item that has a partner."""


def main() -> None:
    """Print {"sessions": {person: cookie}, "pages": [[name, path, person]], "cookie": name of the session cookie}."""
    django.setup()
    from flows.actions import duties as fulfilling
    from flows.models import Task
    from tests.access.conftest import signed_in
    from tests.access.rules import RULES, STATES
    from tests.access.test_garbage import somebody
    from tests.access.test_matrix import address
    from tests.access.world import build_world
    from tests.builders import PASSWORD, issue_plan, make_plan
    from tests.conftest import moment
    from tests.flows.cases import issued_with
    from tests.flows.duties import give
    from workflow.models import Clock, Commitment
    from workflow.status import AssignmentMode, PartyRole

    now = moment(2026, 9, 7)
    world = build_world(now)
    parties = [(PartyRole.LEAD, world.city.agency), (PartyRole.PARTNER, world.city.other)]
    shared = issued_with(world.city, now, AssignmentMode.LEAD_WITH, parties, phrase="市数据局牵头，市司法局配合")
    shared.items.update(heading=SHARED)
    Task.objects.filter(commitment__plan=shared).update(subject=SHARED)
    new = issue_plan(world.city, make_plan(world.city, now, items=6), now)
    # The days to dispute an assignment run from the opening: still to come whenever the browser looks.
    Commitment.objects.filter(pk__in=[one.pk for one in new]).update(opened_at=now.replace(year=2099))
    later = Commitment.objects.filter(agency=world.city.agency)
    far = date(2027, 12, 31)
    later.update(completion_on=far, latest_progress="目录已列出三百项，还差二十项。")
    Clock.objects.filter(commitment__in=later, kind="completion").update(start_on=far, due_on=far)
    give(later.order_by("-pk")[0], timezone.localdate(), length="year", needed=2, phrase="每年召开新闻发布会不少于2次")
    fulfilling.open_due(timezone.now())
    world.people |= {name: getattr(world.city, name) for name in MORE}
    for name in (*PEOPLE, *MORE):
        world.people[name].set_password(PASSWORD)
        world.people[name].save()
    pages = [("login", "/sign-in/", ""), ("missing", "/plans/999999/", "officer")]
    for name, rule in {**RULES, **STATES}.items():
        person = somebody(rule, "GET")
        if rule.get is not None and rule.answer("GET", person) == 200:
            pages.append((name, address(name, rule, world), person))
    sessions = {name: signed_in(user) for name, user in world.people.items()}
    found = {"sessions": sessions, "pages": pages, "cookie": settings.SESSION_COOKIE_NAME}
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
