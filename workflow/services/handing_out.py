"""分办: inside an agency, the head hands a commitment to a section and a named officer. Its steps stay those of the
agency: whoever holds the post can do them, so that nothing hangs when somebody moves on."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from workflow import policies
from workflow.errors import Invalid, TransitionRefused
from workflow.models import Commitment, User
from workflow.services import journal
from workflow.services.calendar import local_day
from workflow.status import Act

LONGEST = 60


def officers_of(commitment: Commitment, now: datetime) -> list[User]:
    """The officers of the agency today, who may have it; one query."""
    day = local_day(now)
    return policies.people_by_act((Act.WRITE_PLAN,), commitment.agency_id, day)[str(Act.WRITE_PLAN)]


def hand_out(
    commitment: Commitment, *, section: str, officer_id: int | None, actor: User, now: datetime
) -> User | None:
    """Name the section and the officer; both empty takes it back to the agency as a whole. Raises NotPermitted,
    TransitionRefused when it has ended or nothing changes, Invalid for somebody who is no officer of the agency."""
    policies.require(actor, Act.HAND_OUT, commitment.agency_id)
    if not commitment.is_open:
        raise TransitionRefused("not_open", _("This item has already ended."), remedy=_("Look at its history."))
    section = " ".join(section.split())
    if len(section) > LONGEST:
        raise Invalid("section_long", _("The name of the section is too long."), remedy=_("Write its short name."))
    officer = None
    if officer_id is not None:
        officer = next((one for one in officers_of(commitment, now) if one.pk == officer_id), None)
        if officer is None:
            raise Invalid(
                "no_officer",
                _("The person chosen is no officer of this agency today."),
                remedy=_("Choose one of the officers shown."),
            )
    if (section, officer_id) == (commitment.section, commitment.assignee_id):
        raise TransitionRefused(
            "handed_out_already", _("It is with them already."), remedy=_("Look at what happened meanwhile.")
        )
    commitment.section, commitment.assignee, commitment.changed_at = section, officer, now
    data: dict[str, object] = {"section": section, "name": str(officer) if officer else ""}
    data |= {"people": [officer.pk]} if officer else {"people": []}
    journal.record(
        commitment, "handed_out", actor=actor, now=now, data=data, changed=("section", "assignee", "changed_at")
    )
    return officer
