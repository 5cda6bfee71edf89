"""What each human step is called where: as a request, in the line of the due date, in the list of steps."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.utils.translation import gettext, ngettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from flows.models import Task
from flows.nodes import DeadlineView
from flows.registry import FLOWS, nodes
from workflow.models import User
from workflow.words import filled

HUMAN_NODES: Mapping[str, DeadlineView] = {
    node.name: node for flow in FLOWS for node in nodes(flow) if isinstance(node, DeadlineView)
}


class StepWords(NamedTuple):
    """`ask`: what the person is asked to do; `due`: what the date is for; `button`: what opens or does it."""

    ask: Any
    due: Any
    button: Any


WORDS: Mapping[str, StepWords] = {
    "acknowledge": StepWords(_("Acknowledge receipt"), _("Acknowledgement due"), _("Acknowledge receipt")),
    "write_plan": StepWords(
        _("Write the implementation plan and hand it in"),
        _("Implementation plan due"),
        _("Write the implementation plan"),
    ),
    "sign_plan": StepWords(_("Sign the implementation plan or return it"), _("Signature due"), _("Read and decide")),
    "approve_plan": StepWords(
        _("Approve the implementation plan or return it"), _("Approval due"), _("Read and decide")
    ),
    "publish_plan": StepWords(
        _("Publish the plan and record where"), _("Publication due"), _("Record the publication")
    ),
    "submit_report": StepWords(_("Report progress"), _("Progress report due"), _("Report progress")),
    "sign_report": StepWords(_("Sign the progress report or return it"), _("Signature due"), _("Read and decide")),
    "execute": StepWords(_("Carry it out, then claim completion"), _("Completion due"), _("Claim completion")),
    "inspect": StepWords(_("Inspect whether it is done"), _("Inspection due"), _("Inspect")),
    "rectify": StepWords(_("Put right what was found"), _("Rectification due"), _("Report the rectification")),
    "recheck": StepWords(_("Recheck the rectification"), _("Recheck due"), _("Recheck")),
    "close": StepWords(_("Close the item or return it"), _("Closing decision due"), _("Read and decide")),
    "sign_extension": StepWords(
        _("Sign the request for an extension or refuse it"), _("Answer due"), _("Read and decide")
    ),
    "advise_extension": StepWords(
        _("Give your opinion on the extension or refuse it"), _("Answer due"), _("Read and decide")
    ),
    "grant_extension": StepWords(_("Grant the extension or refuse it"), _("Answer due"), _("Read and decide")),
    "sign_suspension": StepWords(
        _("Sign the request for a suspension or refuse it"), _("Answer due"), _("Read and decide")
    ),
    "grant_suspension": StepWords(_("Grant the suspension or refuse it"), _("Answer due"), _("Read and decide")),
    "sign_dispute": StepWords(
        _("Sign the dispute of the assignment or refuse it"), _("Answer due"), _("Read and decide")
    ),
    "answer_dispute": StepWords(
        _("Answer the dispute: uphold the assignment or transfer the item"), _("Answer due"), _("Read and decide")
    ),
    "rule_dispute": StepWords(
        _("Rule on the dispute: uphold the assignment or transfer the item"), _("Answer due"), _("Read and decide")
    ),
    "fulfil_duty": StepWords(
        _("Fulfil the recurring duty, then hand the period to the head"),
        _("Recurring duty due"),
        _("Record or hand over"),
    ),
    "sign_duty": StepWords(_("Sign for the period of the duty or return it"), _("Signature due"), _("Read and decide")),
    "review_release": StepWords(
        _("Review what is to be published: let it pass or return it"), _("Review due"), _("Read and decide")
    ),
    "answer_slip": StepWords(_("Answer the supervision slip"), _("Answer to the slip due"), _("Answer the slip")),
    "answer_event": StepWords(
        _("Do what hangs on the event and record it"), _("What hangs on the event is due"), _("Record what was done")
    ),
    "sign_slip": StepWords(
        _("Sign the answer to the supervision slip or return it"),
        _("Answer to the slip due"),
        _("Read the answer to the slip"),
    ),
    "accept_slip": StepWords(
        _("Accept the answer to the supervision slip or return it"),
        _("Decision due"),
        _("Read the answer to the slip"),
    ),
    "state_part": StepWords(
        _("State which part of the work your agency takes"), _("Statement due"), _("State the own part")
    ),
    "confirm_part": StepWords(
        _("Confirm the division of work or return it"), _("Confirmation due"), _("Read and decide")
    ),
    "contribute": StepWords(
        _("Contribute your agency's part to the lead's work"), _("Contribution due"), _("Write the contribution")
    ),
    "take_in": StepWords(
        _("Take in the contribution of another agency or return it"),
        _("Decision due"),
        _("Read the contribution"),
    ),
    "countersign": StepWords(
        _("Countersign the implementation plan of another agency, or withhold the signature"),
        _("Countersignature due"),
        _("Read and decide"),
    ),
    "review": StepWords(
        _("Check the work plan and submit it"), _("Submission due"), pgettext_lazy("step", "Submit for approval")
    ),
    "approve": StepWords(_("Approve the work plan or return it"), _("Approval due"), _("Read and decide")),
    "issue": StepWords(_("Issue the work plan"), _("Issue due"), pgettext_lazy("step", "Go on to issue")),
}

AGAIN: Mapping[str, Any] = {
    "write_plan": _("Revise the implementation plan and hand it in again"),
    "submit_report": _("Revise the progress report and hand it in again"),
    "fulfil_duty": _("Complete what the period still wants, then hand it over again"),
    "execute": _("Complete the work, then claim completion again"),
    "rectify": _("Put right what is still wanting"),
    "state_part": _("Revise the part of your agency and state it again"),
    "contribute": _("Revise your agency's contribution and hand it in again"),
    "review": _("Revise the work plan and submit it again"),
}
"""What is asked when the step came back."""

LANES: Mapping[str, Any] = {
    "officer": _("Officer"),
    "head": pgettext_lazy("role", "Head"),
    "office": pgettext_lazy("role", "Office"),
    "leader": _("Leader"),
    "inspector": _("Inspector"),
    "clerk": pgettext_lazy("role", "Clerk"),
}


def title(step: Task | str) -> str:
    """The title of a task or a node: what it is called in lists and in the diagram."""
    name = step if isinstance(step, str) else step.node
    node = HUMAN_NODES.get(name)
    return str(node.task_title) if node else name


def request_of(task: Task) -> str:
    """What the person is asked to do, also when it came back."""
    if task.is_returned() and task.node in AGAIN:
        return str(AGAIN[task.node])
    if task.node == "answer_event" and task.process.event_response is not None:
        response = task.process.event_response
        about = {"event": response.event.name, "phrase": response.phrase}
        return filled(gettext("Do what hangs on “%(event)s” and record it: %(phrase)s"), about)
    return str(WORDS[task.node].ask)


def lane_label(node: str) -> str:
    """The role that holds the step: officer, head, office, inspector."""
    return str(LANES.get(HUMAN_NODES[node].lane, "")) if node in HUMAN_NODES else ""


def join(names: Iterable[Any]) -> str:
    """Names as a list in the current language."""
    return pgettext("between names", ", ").join(str(name) for name in names)


def some(people: Iterable[User], most: int = 3) -> str:
    """Names of people, at most `most` of them; empty for nobody."""
    everybody = list(people)
    if len(everybody) <= most:
        return join(everybody)
    more = len(everybody) - most
    return ngettext("%(names)s and %(more)d more", "%(names)s and %(more)d more", more) % {
        "names": join(everybody[:most]),
        "more": more,
    }
