"""`python -m tests.crash.seed COUNT`: an office with COUNT issued commitments and three people signed in, as JSON."""

import json
import sys

import django
from django.conf import settings


def main() -> None:
    """Print {"sessions": {person: cookie}, "commitments": [ids]}."""
    django.setup()
    from django.test import Client
    from django.utils import timezone

    from tests.builders import build_city, issue_plan, make_plan

    now = timezone.now()
    city = build_city(now)
    issued = issue_plan(city, make_plan(city, now, items=int(sys.argv[1])), now)
    sessions = {}
    for name in ("officer", "head", "leader"):
        client = Client()
        client.force_login(getattr(city, name), backend="workflow.auth.ScopeBackend")
        sessions[name] = client.cookies[settings.SESSION_COOKIE_NAME].value
    json.dump({"sessions": sessions, "commitments": [commitment.pk for commitment in issued]}, sys.stdout)


if __name__ == "__main__":
    main()
