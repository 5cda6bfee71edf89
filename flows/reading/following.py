"""What happens after a step: who is next, by when. Said before the person commits to it."""

from datetime import date

from django.utils.translation import gettext as _

from flows.models import Task
from flows.reading.people import People
from flows.words import some
from workflow.models import Commitment, Plan
from workflow.services.calendar import calendar_in_force
from workflow.status import Act
from workflow.words import day_words

NEXT_ACT = {
    "write_plan": Act.SIGN_PLAN,
    "sign_plan": Act.APPROVE_PLAN,
    "submit_report": Act.SIGN_REPORT,
    "fulfil_duty": Act.SIGN_DUTY,
    "execute": Act.INSPECT,
    "inspect": Act.CLOSE,
    "rectify": Act.RECHECK,
    "recheck": Act.CLOSE,
    "sign_extension": Act.ADVISE_EXTENSION,
    "advise_extension": Act.GRANT_EXTENSION,
    "sign_suspension": Act.GRANT_SUSPENSION,
    "sign_dispute": Act.ANSWER_DISPUTE,
    "answer_slip": Act.SIGN_SLIP,
    "contribute": Act.ASSEMBLE,
    "state_part": Act.CONFIRM_DIVISION,
    "sign_slip": Act.ACCEPT_SLIP,
    "review": Act.APPROVE_DOCUMENT,
    "approve": Act.ISSUE_DOCUMENT,
}
"""The act of the next person, where the step goes to another one."""


def working_day(on: date, days: int) -> date:
    """The last day of a limit of `days` working days that starts on `on`."""
    return calendar_in_force().add_working_days(on, days).due_on


def follows(task: Task, people: People, on: date) -> str:
    """One sentence under the button: what completing this step leads to."""
    plan = task.commitment.plan if task.commitment else task.plan
    if plan is None:
        return ""
    if task.node in NEXT_ACT:
        return _next_person(task, people, plan)
    if task.commitment is None:
        return _("Every responsible agency then gets its tasks; the clocks start from the day of publication.")
    return _own_next(task, plan, on)


def _acknowledged(commitment: Commitment, on: date) -> str:
    if not commitment.is_binding:
        return _("Then you may follow by analogy; nothing is demanded by a date.")
    if commitment.is_light:
        words = _("Then it is carried out; completion is due on %(day)s.")
    else:
        words = _("Then the implementation plan is due on %(day)s; the clock has run since publication.")
    return words % {"day": day_words(commitment.plan_due_on, on)}


def _disputed(commitment: Commitment, on: date) -> str:
    if commitment.is_light:
        words = _("Completion stays due on %(day)s whatever is decided here: the date has stood since the issue.")
    else:
        words = _(
            "The implementation plan stays due on %(day)s whatever is decided here: the clock has run since the issue."
        )
    return words % {"day": day_words(commitment.plan_due_on, on)}


def _own_next(task: Task, plan: Plan, on: date) -> str:
    commitment = task.commitment
    if commitment is None:
        return ""
    if task.node == "acknowledge":
        return _acknowledged(commitment, on)
    if task.node == "approve_plan":
        return approval_words(str(commitment.agency), plan.publish_working_days, on)
    if task.node == "publish_plan":
        return _("Then it is carried out and reported on; completion is due on %(day)s.") % {
            "day": day_words(commitment.completion_on, on)
        }
    if task.node == "grant_extension" and task.process.extension is not None:
        return _("Then the date is %(day)s; %(agency)s is told, with the old and the new date.") % {
            "day": day_words(task.process.extension.asked_on, on),
            "agency": commitment.agency,
        }
    if task.node == "grant_suspension" and task.process.suspension is not None:
        return _("Then no clock of this item runs until %(day)s at the latest; %(agency)s is told.") % {
            "day": day_words(task.process.suspension.until, on),
            "agency": commitment.agency,
        }
    if task.process.dispute_id is not None:
        return _disputed(commitment, on)
    if task.node == "countersign":
        return _("%(agency)s then has your signature on this draft.") % {"agency": commitment.agency}
    ends = {
        "review_release": _("Then the officer may publish it, or record that it is not published."),
        "answer_event": _("The clock of this event then ends; the office is told what was done."),
        "confirm_part": _("The division of work then holds; an implementation plan of it can be approved."),
        "take_in": _("The contribution is then done; it is kept with the item."),
        "accept_slip": _("The slip is then done; it is kept with its answer."),
        "sign_report": _("The report then counts as the latest progress of the item."),
        "sign_duty": _("The period is then closed with what was done."),
    }
    return ends.get(task.node) or _("The item is then closed; everything handed in is kept.")


def approval_words(agency: str, days: int, on: date) -> str:
    """What approving an implementation plan asks of the agency."""
    return _("Once approved, %(agency)s has to publish the plan within %(days)d working days, by %(day)s.") % {
        "agency": agency,
        "days": days,
        "day": day_words(working_day(on, days), on),
    }


def _next_person(task: Task, people: People, plan: Plan) -> str:
    names = some(people.who(NEXT_ACT[task.node]))
    sentences = {
        "write_plan": _("Next: the head, %(names)s, signs within %(days)d working days.")
        % {"names": names, "days": plan.sign_working_days},
        "sign_plan": _("Next: the office, %(names)s, approves within %(days)d working days.")
        % {"names": names, "days": plan.approve_working_days},
        "submit_report": _("Next: the head, %(names)s, signs within %(days)d working days.")
        % {"names": names, "days": plan.sign_working_days},
        "fulfil_duty": _("Next: the head, %(names)s, signs within %(days)d working days.")
        % {"names": names, "days": plan.sign_working_days},
        "execute": _("Next: %(names)s inspects within %(days)d working days.")
        % {"names": names, "days": plan.inspect_working_days},
        "inspect": _("If accepted, %(names)s decides on closing; a finding goes back to the agency.")
        % {"names": names},
        "rectify": _("Next: %(names)s rechecks within %(days)d working days.")
        % {"names": names, "days": plan.inspect_working_days},
        "recheck": _("If accepted, %(names)s decides on closing.") % {"names": names},
        "sign_extension": _("Next: %(names)s gives an opinion, then the leader decides.") % {"names": names},
        "advise_extension": _("Next: %(names)s decides within %(days)d working days.")
        % {"names": names, "days": plan.approve_working_days},
        "sign_suspension": _("Next: %(names)s decides within %(days)d working days.")
        % {"names": names, "days": plan.approve_working_days},
        "sign_dispute": _(
            "Next: the supervision clerk, %(names)s, answers within %(days)d working days. The date counts on."
        )
        % {"names": names, "days": plan.approve_working_days},
        "answer_slip": _("Next: the head, %(names)s, signs.") % {"names": names},
        "state_part": _("Next: %(names)s confirms the division of work within %(days)d working days.")
        % {"names": names, "days": plan.approve_working_days},
        "contribute": _("Next: %(names)s of the lead takes it in or returns it.") % {"names": names},
        "sign_slip": _("Next: %(names)s accepts the answer or returns it.") % {"names": names},
        "review": _("Next: %(names)s approves within %(days)d working days.")
        % {"names": names, "days": plan.approve_working_days},
        "approve": _("Once approved, %(names)s can issue it.") % {"names": names},
    }
    return sentences[task.node] if names else _("Nobody holds the next step yet: ask the supervision clerk.")


def goes_back(task: Task, people: People) -> str:
    """What returning this step leads to; empty for a step that cannot be returned."""
    if task.process.extension is not None:
        return _("The request ends, the present date counts on; %(names)s is told.") % {
            "names": some(people.who(Act.ASK_EXTENSION)) or _("the agency")
        }
    if task.process.suspension is not None:
        return _("The request ends, the work goes on; %(name)s is told.") % {"name": task.process.suspension.asked_by}
    if task.node == "sign_dispute":
        return _("The dispute ends, the item stays with your agency; %(names)s is told.") % {
            "names": some(people.who(Act.DISPUTE)) or _("the agency")
        }
    if task.process.dispute_id is not None:
        return _(
            "The item ends here as transferred and goes on at the agency you name, with every date counted from the "
            "issue as before. Both agencies are told the reason."
        )
    if task.node == "take_in" and task.process.contribution is not None:
        return _("It goes back to %(names)s; everything written is kept.") % {"names": task.process.contribution.agency}
    if task.node == "countersign" and task.commitment is not None:
        return _("Your reason is shown to %(agency)s and to the office that approves the plan.") % {
            "agency": task.commitment.agency
        }
    who = {
        "sign_plan": people.officers,
        "approve_plan": people.officers,
        "sign_report": people.who(Act.SUBMIT_REPORT),
        "sign_duty": people.who(Act.FULFIL_DUTY),
        "review_release": people.who(Act.PUBLISH_PLAN),
        "sign_slip": people.who(Act.ANSWER_SLIP),
        "confirm_part": people.who(Act.STATE_PART),
        "accept_slip": people.who(Act.ANSWER_SLIP),
        "close": people.who(Act.CLAIM_COMPLETION),
        "recheck": people.who(Act.RECTIFY),
        "approve": people.who(Act.DRAFT_DOCUMENT),
    }.get(task.node)
    if who is None:
        return ""
    return _("It goes back to %(names)s; everything written is kept.") % {"names": some(who) or _("the agency")}
