"""Who is told of which act. One table; to tell somebody of a new act, add a line here and its sentence in `texts`.

Roles of the agency are those of the commitment's agency, roles of the office those of the plan's office. The person
who acted is never told.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from django.db.models import F

from workflow import policies
from workflow.models import Follow, JournalEntry, Membership
from workflow.status import Act, Role

Group = Literal["work", "returned", "reminders", "progress", "plans", "jobs", "account"]
BY_ACT = "act"
OWNER = "owner"
OWN_ACCOUNT = "account"
COPIED = "copied"
FOLLOWS = "follows"
"""Reasons beside the roles: the open step is theirs to do; they started the job; it is about their account; somebody
copied it to them; they follow it."""


@dataclass(frozen=True, slots=True)
class Told:
    """People of one role; `asks` when the act leaves them something to do."""

    role: Role
    asks: bool = False

    @property
    def at_office(self) -> bool:
        """Whether the role is held at the plan's office and not at the agency."""
        return self.role not in (Role.OFFICER, Role.HEAD)


@dataclass(frozen=True, slots=True)
class Rule:
    """`group` is what people switch on and off; `by_act` tells those who may do `entry.data["act"]` on the agency."""

    group: Group
    told: tuple[Told, ...] = ()
    by_act: bool = False
    named: bool = False
    """Officers and heads are those of the agencies `entry.data["agencies"]` names, not of the entry's own."""
    laddered: bool = False
    """Only those are told whom `entry.data["to"]` names: `holder` (by act), or a role; without it the
    holder alone."""
    own_account: bool = False
    """Told are the person `entry.data["user"]` or the people `entry.data["people"]`, whatever their roles are."""
    copied: bool = False
    """Told are the people `entry.data["users"]` who follow it since and may still see it, and nobody else who does."""

    @property
    def reaches_followers(self) -> bool:
        """Whoever follows a commitment hears what was done, neither of reminders nor of what others are sent."""
        return self.group in ("work", "returned", "progress") and not (self.copied or self.by_act)


@dataclass(frozen=True, slots=True)
class Addressee:
    """One person to be told of one entry, and why."""

    user_id: int
    reason: str
    asks: bool


OFFICER, HEAD = Told(Role.OFFICER), Told(Role.HEAD)
CLERK, LEADER, INSPECTOR = Told(Role.CLERK), Told(Role.LEADER), Told(Role.INSPECTOR)
OFFICER_ASKED, HEAD_ASKED = Told(Role.OFFICER, asks=True), Told(Role.HEAD, asks=True)
CLERK_ASKED, LEADER_ASKED = Told(Role.CLERK, asks=True), Told(Role.LEADER, asks=True)
INSPECTOR_ASKED = Told(Role.INSPECTOR, asks=True)

RULES: Mapping[str, Rule] = {
    "commitment_opened": Rule("work", (OFFICER_ASKED, HEAD)),
    "joint_leads_named": Rule("work", (OFFICER, HEAD), named=True),
    "partners_named": Rule("work", (OFFICER_ASKED, HEAD), named=True),
    "acknowledged": Rule("progress", (CLERK,)),
    "plan_handed_in": Rule("work", (HEAD_ASKED,)),
    "plan_signed": Rule("work", (LEADER_ASKED,)),
    "plan_returned_by_head": Rule("returned", (OFFICER_ASKED,)),
    "plan_returned_by_office": Rule("returned", (OFFICER_ASKED, HEAD)),
    "plan_approved": Rule("work", (OFFICER_ASKED, HEAD)),
    "plan_published": Rule("progress", (CLERK, LEADER)),
    "report_opened": Rule("work", (OFFICER_ASKED,)),
    "report_handed_in": Rule("work", (HEAD_ASKED,)),
    "report_signed": Rule("progress", (CLERK,)),
    "report_returned": Rule("returned", (OFFICER_ASKED,)),
    "completion_claimed": Rule("work", (INSPECTOR_ASKED,)),
    "finding_raised": Rule("work", (OFFICER_ASKED, HEAD)),
    "rectified": Rule("work", (INSPECTOR_ASKED,)),
    "recheck_returned": Rule("returned", (OFFICER_ASKED, HEAD)),
    "recheck_accepted": Rule("progress", (LEADER_ASKED, OFFICER, HEAD)),
    "inspection_accepted": Rule("progress", (LEADER_ASKED, OFFICER, HEAD)),
    "closed": Rule("progress", (OFFICER, HEAD, CLERK, INSPECTOR)),
    "returned_to_execution": Rule("returned", (OFFICER_ASKED, HEAD, INSPECTOR)),
    "discontinued": Rule("progress", (OFFICER, HEAD, CLERK, INSPECTOR)),
    "extension_asked": Rule("work", (HEAD_ASKED,)),
    "extension_signed": Rule("work", (INSPECTOR_ASKED, OFFICER)),
    "extension_advised": Rule("work", (LEADER_ASKED,)),
    "extension_granted": Rule("work", (OFFICER, HEAD, CLERK, INSPECTOR)),
    "extension_refused_by_head": Rule("returned", (OFFICER,)),
    "extension_refused_by_inspector": Rule("returned", (OFFICER, HEAD)),
    "extension_refused": Rule("returned", (OFFICER, HEAD, INSPECTOR)),
    "extension_withdrawn": Rule("progress", (HEAD,)),
    "extension_lapsed": Rule("returned", (OFFICER, HEAD)),
    "suspension_asked": Rule("work", by_act=True),
    "suspension_signed": Rule("work", (LEADER_ASKED,)),
    "difficulties_answered": Rule("work", (OFFICER, HEAD)),
    "event_registered": Rule("work", (OFFICER_ASKED, HEAD, CLERK, INSPECTOR)),
    "event_corrected": Rule("work", (OFFICER, HEAD, CLERK, INSPECTOR)),
    "event_answered": Rule("progress", (HEAD, CLERK, INSPECTOR)),
    "slip_issued": Rule("work", (OFFICER_ASKED, HEAD)),
    "slip_served": Rule("progress", (CLERK, INSPECTOR)),
    "slip_answered": Rule("work", (HEAD_ASKED,)),
    "slip_signed": Rule("work", (CLERK_ASKED, INSPECTOR_ASKED)),
    "slip_accepted": Rule("progress", (OFFICER, HEAD)),
    "slip_answer_returned_by_head": Rule("returned", (OFFICER_ASKED,)),
    "slip_answer_returned": Rule("returned", (OFFICER_ASKED, HEAD)),
    "slip_withdrawn": Rule("work", (OFFICER, HEAD)),
    "item_split": Rule("work", (OFFICER, HEAD)),
    "item_merged": Rule("work", (OFFICER, HEAD, INSPECTOR)),
    "handed_out": Rule("work", own_account=True),
    "part_stated": Rule("work", (CLERK_ASKED,)),
    "part_confirmed": Rule("progress", (OFFICER, HEAD)),
    "part_returned": Rule("returned", (OFFICER_ASKED, HEAD)),
    "contribution_asked": Rule("work", (OFFICER_ASKED, HEAD), named=True),
    "contribution_handed_in": Rule("work", (OFFICER_ASKED,)),
    "contribution_taken_in": Rule("progress", (OFFICER, HEAD), named=True),
    "contribution_returned": Rule("returned", (OFFICER_ASKED,), named=True),
    "contribution_waived": Rule("progress", (OFFICER,), named=True),
    "contribution_escalated": Rule("work", (HEAD, OFFICER_ASKED, CLERK, INSPECTOR), named=True),
    "signer_added": Rule("work", (HEAD,), named=True),
    "countersign_asked": Rule("work", (HEAD_ASKED,), named=True),
    "countersigned": Rule("progress", (OFFICER, HEAD)),
    "countersign_withheld": Rule("returned", (OFFICER, HEAD)),
    "plan_returned_to_head": Rule("returned", (HEAD_ASKED, OFFICER)),
    "returned_to_inspector": Rule("returned", (INSPECTOR_ASKED, OFFICER, HEAD)),
    "reopened": Rule("work", (OFFICER_ASKED, HEAD, CLERK, INSPECTOR)),
    "suspended": Rule("work", (OFFICER, HEAD, CLERK, INSPECTOR)),
    "suspension_refused_by_head": Rule("returned", (OFFICER,)),
    "suspension_refused": Rule("returned", (OFFICER, HEAD, CLERK, INSPECTOR)),
    "suspension_withdrawn": Rule("progress", by_act=True),
    "suspension_lapsed": Rule("returned", (OFFICER, HEAD, CLERK, INSPECTOR)),
    "resumed": Rule("work", (OFFICER, HEAD, CLERK, LEADER, INSPECTOR)),
    "suspension_ended": Rule("work", (OFFICER, HEAD, CLERK, LEADER, INSPECTOR)),
    "transferred": Rule("progress", (OFFICER, HEAD, CLERK, LEADER, INSPECTOR)),
    "taken_over": Rule("work", (OFFICER_ASKED, HEAD)),
    "agency_succeeded": Rule("progress"),
    "agencies_succeeded": Rule("work", (OFFICER, HEAD), named=True),
    "dispute_asked": Rule("work", (HEAD_ASKED,)),
    "dispute_signed": Rule("work", (CLERK_ASKED, OFFICER)),
    "dispute_refused_by_head": Rule("returned", (OFFICER,)),
    "dispute_upheld": Rule("returned", (OFFICER, HEAD)),
    "dispute_again": Rule("work", (LEADER_ASKED, HEAD, CLERK)),
    "dispute_ruled": Rule("returned", (OFFICER, HEAD, CLERK)),
    "dispute_withdrawn": Rule("progress", (HEAD, CLERK)),
    "release_prepared": Rule("work", by_act=True),
    "release_ready": Rule("progress", (HEAD,)),
    "release_passed": Rule("work", (OFFICER_ASKED,)),
    "release_returned": Rule("returned", (OFFICER_ASKED,)),
    "release_withdrawn": Rule("progress", by_act=True),
    "plan_withheld": Rule("progress", (CLERK, LEADER, INSPECTOR)),
    "release_objected": Rule("returned", (OFFICER, HEAD, CLERK)),
    "duty_opened": Rule("work", (OFFICER_ASKED,)),
    "duty_record_struck": Rule("progress", (HEAD,)),
    "duty_handed_in": Rule("work", (HEAD_ASKED,)),
    "duty_returned": Rule("returned", (OFFICER_ASKED,)),
    "duty_signed": Rule("progress", (CLERK,)),
    "duty_lapsed": Rule("returned", (OFFICER, HEAD, CLERK)),
    "item_changed": Rule("progress", (OFFICER, HEAD)),
    "due_date_moved": Rule("progress", (OFFICER, HEAD)),
    "plan_submitted": Rule("plans", (LEADER_ASKED,)),
    "plan_approved_document": Rule("plans", (CLERK_ASKED,)),
    "plan_returned_document": Rule("plans", (CLERK_ASKED,)),
    "plan_issued": Rule("plans", (CLERK, LEADER)),
    "consultation_opened": Rule("work", (OFFICER_ASKED, HEAD_ASKED), named=True),
    "agencies_asked": Rule("work", (OFFICER_ASKED, HEAD_ASKED), named=True),
    "consultation_closed": Rule("progress", (OFFICER, HEAD), named=True),
    "comment_added": Rule("progress", (CLERK,)),
    "comment_changed": Rule("progress", (CLERK,)),
    "comment_withdrawn": Rule("progress", (CLERK,)),
    "no_comment_answered": Rule("progress", (CLERK,)),
    "comment_decided": Rule("progress", (OFFICER, HEAD), named=True),
    "reminders_put_off": Rule("progress", (HEAD, CLERK)),
    "plan_withdrawn": Rule("progress", (HEAD,)),
    "report_withdrawn": Rule("progress", (HEAD,)),
    "claim_withdrawn": Rule("progress", (INSPECTOR,)),
    "claim_returned": Rule("returned", (OFFICER_ASKED, HEAD)),
    "rectification_withdrawn": Rule("progress", (INSPECTOR,)),
    "slip_answer_withdrawn": Rule("progress", (HEAD,)),
    "duty_withdrawn": Rule("progress", (HEAD,)),
    "contribution_withdrawn": Rule("progress", (OFFICER,)),
    "part_withdrawn": Rule("progress", (CLERK,)),
    "return_asked": Rule("work", by_act=True),
    "post_empty": Rule("work", (CLERK_ASKED, LEADER)),
    "post_empties": Rule("work", (CLERK_ASKED,)),
    "copied": Rule("progress", copied=True),
    "corrected": Rule("progress", (OFFICER, HEAD, CLERK)),
    "urged": Rule("reminders", (HEAD,), by_act=True, laddered=True),
    "reminded": Rule("reminders", (HEAD, CLERK, LEADER), by_act=True, laddered=True),
    "delegated": Rule("account", own_account=True),
    "delegation_ended": Rule("account", own_account=True),
    "password_reset": Rule("account", own_account=True),
}
JOB_ENDED = "job_ended"
GROUP_OF: Mapping[str, Group] = {**{event: rule.group for event, rule in RULES.items()}, JOB_ENDED: "jobs"}


def addressees(entries: Sequence[JournalEntry], on: date) -> dict[int, list[Addressee]]:
    """Who is told of each entry (by its id). Three queries at most, however many entries.

    `entries` need `plan` loaded where they have one. People are those who hold the role on the day `on`.
    """
    holders = _holders(entries, on)
    doers = _doers(entries, on)
    followers = _followers(entries, on)
    found: dict[int, list[Addressee]] = {}
    for entry in entries:
        rule = RULES.get(entry.act)
        if rule is None:
            continue
        people: dict[int, Addressee] = {}
        able = doers.get(_act_on(entry), set()) if rule.by_act else set()
        for user_id in able if _tells_holder(entry) else ():
            people[user_id] = Addressee(user_id, BY_ACT, asks=True)
        for told in _told(entry):
            for place in _places(entry, told):
                for user_id in holders.get((place, told.role), ()):
                    # Whoever can do the step himself is asked to, also where he is told as the one above it.
                    reason, asks = (BY_ACT, True) if user_id in able else (told.role, told.asks)
                    people.setdefault(user_id, Addressee(user_id, reason, asks))
        if rule.own_account:
            people_told = entry.data["people"] if "people" in entry.data else [int(entry.data["user"])]
            for user_id in people_told:
                people[user_id] = Addressee(user_id, OWN_ACCOUNT, asks=False)
        if rule.copied:
            copied = followers.get(entry.commitment_id, set()) & set(entry.data["users"])
            people |= {user_id: Addressee(user_id, COPIED, asks=False) for user_id in copied}
        for user_id in followers.get(entry.commitment_id, ()) if rule.reaches_followers else ():
            people.setdefault(user_id, Addressee(user_id, FOLLOWS, asks=False))
        if entry.actor_id is not None:
            people.pop(entry.actor_id, None)
        found[entry.pk] = list(people.values())
    return found


def _told(entry: JournalEntry) -> Sequence[Told]:
    rule = RULES.get(entry.act)
    if rule is None:
        return ()
    return [told for told in rule.told if told.role in entry.data.get("to", ())] if rule.laddered else rule.told


def _tells_holder(entry: JournalEntry) -> bool:
    rule = RULES.get(entry.act)
    return rule is not None and rule.by_act and (not rule.laddered or "holder" in entry.data.get("to", ("holder",)))


def _places(entry: JournalEntry, told: Told) -> Sequence[int | None]:
    if told.at_office:
        return entry.data.get("offices") or [entry.plan.office_id if entry.plan is not None else None]
    rule = RULES[entry.act]
    if rule.named:
        return list(entry.data.get("agencies", []))
    # A step beside the main line may lie at another agency than the item: then it is that one's head.
    return [entry.data.get("agency") or entry.agency_id] if rule.laddered else [entry.agency_id]


def _act_on(entry: JournalEntry) -> tuple[int | None, str]:
    return entry.data.get("agency") or entry.agency_id, str(entry.data.get("act", ""))


def _holders(entries: Iterable[JournalEntry], on: date) -> dict[tuple[int | None, str], set[int]]:
    wanted = {(place, told.role) for entry in entries for told in _told(entry) for place in _places(entry, told)}
    rows = Membership.objects.filter(
        Membership.valid_on(on),
        agency_id__in={place for place, _role in wanted if place is not None},
        role__in={role for _place_id, role in wanted},
        user__is_active=True,
    )
    found: dict[tuple[int | None, str], set[int]] = {}
    for agency_id, role, user_id in rows.values_list("agency_id", "role", "user_id") if wanted else ():
        found.setdefault((agency_id, role), set()).add(user_id)
    return found


def _followers(entries: Iterable[JournalEntry], on: date) -> dict[int | None, set[int]]:
    """Who follows each commitment and may see it on the day `on`."""
    wanted = {
        entry.commitment_id
        for entry in entries
        if entry.commitment_id is not None
        and entry.act in RULES
        and (RULES[entry.act].reaches_followers or RULES[entry.act].copied)
    }
    grant = "user__memberships__group__agencygrouppermission__"
    rows = Follow.objects.filter(
        Membership.valid_on(on, "user__memberships__"),
        commitment__in=wanted,
        user__is_active=True,
        **{f"{grant}content_object_id": F("commitment__agency_id")},
        **{f"{grant}permission__codename": Act.VIEW_COMMITMENTS},
    )
    found: dict[int | None, set[int]] = {}
    for commitment_id, user_id in rows.values_list("commitment_id", "user_id").distinct() if wanted else ():
        found.setdefault(commitment_id, set()).add(user_id)
    return found


def _doers(entries: Iterable[JournalEntry], on: date) -> dict[tuple[int | None, str], set[int]]:
    wanted = {_act_on(entry) for entry in entries if entry.act in RULES and RULES[entry.act].by_act}
    rows = Membership.objects.filter(
        policies.holding(on, ""),
        group__agencygrouppermission__content_object_id__in={agency_id for agency_id, _act in wanted},
        group__agencygrouppermission__permission__codename__in={act for _agency_id, act in wanted},
        user__is_active=True,
    ).values_list(
        "group__agencygrouppermission__content_object_id",
        "group__agencygrouppermission__permission__codename",
        "user_id",
    )
    found: dict[tuple[int | None, str], set[int]] = {}
    for agency_id, act, user_id in rows if wanted else ():
        found.setdefault((agency_id, act), set()).add(user_id)
    return found
