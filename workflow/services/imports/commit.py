"""The one moment at which a draft becomes a work plan: register first, then the plan and all its rows, or nothing."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, cast

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from workflow import policies
from workflow.errors import Invalid
from workflow.models import Agency, AgencySet, ImportDraft, Plan, User
from workflow.services import journal, organisation
from workflow.services.calendar import local_day
from workflow.services.imports.comparing import Comparison, base_of, compare, sentence
from workflow.services.imports.memory import remember
from workflow.services.imports.parties import Parties, live
from workflow.services.imports.points import open_points
from workflow.services.imports.recording import decisions, write_doubts
from workflow.services.imports.session import lock, require_open, require_revision, review_of
from workflow.services.imports.state import Decision, Review
from workflow.services.imports.versions import Twin, open_twins
from workflow.services.imports.writing import Made, write_items, write_plan
from workflow.services.imports.writing_changes import verdicts, write_changes
from workflow.services.matching import load_register
from workflow.services.set_changes import snapshot
from workflow.status import Act, AgencyKind


def commit(draft_pk: int, *, revision: int, actor: User, now: datetime) -> Plan:
    """Save the draft as a work plan; a second call returns the same plan, whatever its revision.

    Raises NotVisible (404), TransitionRefused (409) when the draft was changed since `revision` or dropped, and Invalid
    with every open question in `details`, each with its item's number.
    """
    with transaction.atomic():
        draft = lock(draft_pk, actor)
        if draft.plan is not None:
            return draft.plan
        require_open(draft)
        require_revision(draft, revision)
        review = review_of(draft)
        office = draft.document.office
        parties = Parties(review, load_register(office, local_day(now)))
        _require_settled(review, parties, open_twins(draft, review))
        base = base_of(draft)
        found = compare(base, review, parties) if base is not None else None
        taken = _taken(review, found) if found is not None else review
        # Who does not run the register still may read a name as an agency's; it only becomes no alias.
        keeps = policies.scope_of(actor).allows(Act.MANAGE_ORGANISATION, office.pk)
        made = _write_register(taken, parties, office, actor, now, keeps=keeps)
        plan = write_plan(draft, review, actor, now, base=base)
        items = write_items(plan, draft, taken, parties, made)
        write_doubts(plan, items, draft, taken)
        if found is not None:
            write_changes(plan, found, dict(zip((one["id"] for one in live(taken)), items, strict=True)))
        remember(plan, draft, review, parties, keeps=keeps)
        draft.plan = plan
        draft.changed_at = now
        draft.save(update_fields=["plan", "changed_at"])
        plan.set_members = snapshot(plan, local_day(now))
        summary = _summary(draft, review)
        journal.record(plan, "plan_created", actor=actor, now=now, data=summary, changed=("set_members",))
        if decided := decisions(draft, review):
            journal.record(plan, "doubts_decided", actor=actor, now=now, data=decided)
        if found is not None:
            journal.record(plan, "version_compared", actor=actor, now=now, data=verdicts(found))
    return plan


def _require_settled(review: Review, parties: Parties, twins: Sequence[Twin]) -> None:
    blocking = [point.sentence for point in open_points(review, parties, twins=twins) if point.blocking]
    if blocking:
        raise Invalid(
            "import_open",
            _("The plan cannot be saved yet: %(n)d questions are open.") % {"n": len(blocking)},
            remedy=_("Settle each of them on the review page; they stand first there."),
            details=blocking,
        )


def _taken(review: Review, found: Comparison) -> Review:
    """The part of the document the version carries: the items of accepted differences. Raises Invalid while one is
    undecided, or nothing was accepted."""
    if found.open:
        raise Invalid(
            "differences_open",
            _("The version cannot be saved yet: %(n)d items differ from the plan in force and are undecided.")
            % {"n": len(found.open)},
            remedy=_("Accept each difference or leave it as it is, on the page of the comparison."),
            details=[sentence(row) for row in found.open],
        )
    if not found.accepted:
        raise Invalid(
            "nothing_accepted",
            _("No difference was accepted: there is nothing to change in the plan in force."),
            remedy=_("Drop the import, or accept what is to change."),
        )
    ids = {row.new["id"] for row in found.accepted if row.new is not None}
    return cast(Review, {**review, "items": [item for item in review["items"] if item["id"] in ids]})


def _write_register(
    review: Review, parties: Parties, office: Agency, actor: User, now: datetime, *, keeps: bool
) -> Made:
    """Carry out the decisions about names the plan really uses, in order of name so that two commits never cross."""
    made = Made({}, {})
    created: dict[str, Agency] = {}
    for name, decision in sorted(_used(review, parties)):
        match decision["to"]:
            case "create":
                twin = created.get(decision["full_name"])
                if twin is not None and not organisation.names_taken(twin.jurisdiction_id, [name], besides=twin.pk):
                    organisation.add_alias(twin, name, actor=actor, now=now)
                made.agencies[name] = twin or _agency(name, decision, office, actor, now)
                created[decision["full_name"]] = made.agencies[name]
            case "agency" if keeps:
                agency = Agency.objects.get(pk=decision["id"])
                # The name of a dissolved agency stays its own: here it only leads to the successor.
                if not organisation.names_taken(agency.jurisdiction_id, [name], besides=agency.pk):
                    organisation.add_alias(agency, name, actor=actor, now=now)
            case "agency_set" if keeps:
                organisation.add_set_alias(AgencySet.objects.get(pk=decision["id"]), name, actor=actor, now=now)
            case "members" if decision.get("as_set"):
                members = list(Agency.objects.filter(pk__in=decision.get("agencies", [])))
                made.sets[name] = organisation.create_agency_set(
                    office.jurisdiction, name, members=members, actor=actor, now=now
                )
    return made


def _used(review: Review, parties: Parties) -> Iterator[tuple[str, Decision]]:
    """Decisions about all occurrences of a name that a live item still has. One for a single item stays in the plan."""
    seen: set[str] = set()
    for item in live(review):
        for clause in item["clauses"]:
            for party in clause["parties"]:
                name = party["name"]
                decision = parties.resolve(item, name).decision
                if decision is not None and name not in seen and review["names"].get(name) == decision:
                    seen.add(name)
                    yield name, decision


def _agency(name: str, decision: Decision, office: Agency, actor: User, now: datetime) -> Agency:
    full, short = decision["full_name"], decision["short_name"]
    return organisation.create_agency(
        office.jurisdiction,
        name=full,
        short_name=short,
        kind=AgencyKind(decision["kind"]),
        aliases=[name] if name not in (full, short) else [],
        actor=actor,
        now=now,
    )


def _summary(draft: ImportDraft, review: Review) -> dict[str, Any]:
    """What the journal keeps of the review: how much was read, and what a person decided."""
    waived = {item["number"]: item["waived"] for item in review["items"] if item["waived"]}
    return {
        "document": draft.document_id,
        "sha256": draft.document.sha256,
        "draft": draft.pk,
        "items": len(live(review)),
        "waived": waived,
        "names": {name: decision["to"] for name, decision in review["names"].items()},
        "version_of": draft.new_version_of_id,
    }
