"""On whose desk a request lies: the role that answers it next, with the names of those who hold it."""

from collections.abc import Mapping
from datetime import date

from django.utils.translation import pgettext

from workflow.policies import people_on
from workflow.status import Act, Role
from workflow.words import short_list

ROLES = {
    Act.SIGN_EXTENSION: Role.HEAD,
    Act.ADVISE_EXTENSION: Role.INSPECTOR,
    Act.GRANT_EXTENSION: Role.LEADER,
    Act.SIGN_DISPUTE: Role.HEAD,
    Act.ANSWER_DISPUTE: Role.CLERK,
    Act.RULE_DISPUTE: Role.LEADER,
}
"""Who does each of these acts."""


def desks(waiting: Mapping[int, tuple[int, Act]], on: date) -> dict[int, str]:
    """Role and names in one line, by the key of `waiting`: the agency and the act each of them waits for. The role
    alone where nobody holds it; one query for all."""
    people = people_on({(agency_id, str(act)) for agency_id, act in waiting.values()}, on)
    return {
        key: pgettext("role and names", "%(role)s %(names)s")
        % {"role": ROLES[act].label, "names": short_list([str(person) for person in people[agency_id, str(act)]])}
        if people[agency_id, str(act)]
        else str(ROLES[act].label)
        for key, (agency_id, act) in waiting.items()
    }
