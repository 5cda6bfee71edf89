"""承继: carrying out a merger, a split or a renaming of agencies, in one transaction.

Open commitments go over as they are: the same rows with their clocks, papers and history, whose chain keeps the name of
the agency they were opened for. What ended stays with the agency of that day. The layer of the steps hands in what it
has to do for it (`Engine`).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, Protocol

from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from workflow.errors import Invalid, TransitionRefused
from workflow.models import (
    Agency,
    AgencyAlias,
    Commitment,
    Consultation,
    ConsultedAgency,
    Contribution,
    CoSigner,
    JournalEntry,
    Jurisdiction,
    Membership,
    ResponsibleLeader,
    SucceededCommitment,
    Succession,
    User,
)
from workflow.querysets import goes_on
from workflow.services import agency_sets, journal, organisation, people
from workflow.services.calendar import local_day
from workflow.services.register_rights import locked, require_register
from workflow.services.succession_plan import (
    Choices,
    Collision,
    Preview,
    Reorganisation,
    check,
    concerned,
    preview,
    require_parts_apart,
    target_of,
)
from workflow.status import Role, SuccessionKind
from workflow.words import day_words

ONE_DAY = timedelta(days=1)


class Engine(Protocol):
    """What the layer of the steps does for a succession, in its transaction."""

    def lock(self, commitments: Iterable[int]) -> None:
        """Lock the flows of these commitments, in the order of their ids."""

    def discontinue(self, commitment: int, *, reason: str, actor: User, now: datetime) -> None:
        """End a commitment and cancel its steps."""

    def follow(self, before: Sequence[int], agency: Agency, commitments: Sequence[int]) -> None:
        """Bring the steps the agencies `before` had in commitments to the agency that has these now."""

    def follow_parts(self, before: Sequence[int], agency: Agency) -> None:
        """Bring their open steps beside commitments of others to the agency that does their part now."""


class Collided(Invalid):
    """Commitments of one item would meet at one agency, and nobody chose which goes on."""

    def __init__(self, collisions: Sequence[Collision]) -> None:
        self.collisions = list(collisions)
        super().__init__(
            "commitments_meet",
            _("%(n)d items would be there twice at one agency.") % {"n": len(self.collisions)},
            remedy=_("Choose for each which of the two goes on, or discontinue or transfer one of them first."),
            details=[
                f"{one.item.number} {one.item.title}（{'、'.join(str(each.agency) for each in one.commitments)}）"
                for one in self.collisions
            ],
        )


def look(wanted: Reorganisation, choices: Choices, *, actor: User, now: datetime) -> Preview:
    """What carrying it out would do. Raises NotVisible (404) to whoever does not run the register, Invalid."""
    today = local_day(now)
    require_register(actor, wanted.predecessors[0].jurisdiction)
    check(wanted, today)
    return preview(wanted, choices, today)


def carry_out(
    wanted: Reorganisation, choices: Choices, *, seen: str, engine: Engine, actor: User, now: datetime
) -> Succession:
    """Carry it out; `seen` is the sign of the preview it rests on (`Preview.seen`).

    Raises NotVisible, TransitionRefused (409) when something has changed since, Invalid, and Collided where open
    commitments of one item meet and nobody chose.
    """
    today = local_day(now)
    with transaction.atomic():
        place = locked(wanted.predecessors[0].jurisdiction_id)
        require_register(actor, place)
        engine.lock(concerned(wanted))
        wanted = _read_again(wanted)
        found = preview(wanted, choices, today)
        if found.seen != seen:
            raise _moved_on(place, today)
        check(wanted, today)
        losers = _losers(found.collisions, choices)
        if not wanted.is_renaming:
            require_parts_apart(wanted, found.commitments, choices, losers)
        made = _store(wanted, place, actor, now)
        if wanted.is_renaming:
            moved = _rename(made, wanted, found.commitments, actor, now)
        else:
            moved = _hand_over(made, found, choices, losers, engine, actor, now)
            _follow_in_register(found, choices, actor, now)
            _end(wanted)
        _record(made, wanted, len(moved), len(losers), place, actor, now)
    return made


def _read_again(wanted: Reorganisation) -> Reorganisation:
    """The agencies as they are under the lock."""
    keys = {agency.pk for agency in (*wanted.predecessors, *wanted.successors)}
    rows = Agency.objects.select_for_update().filter(pk__in=keys).order_by("pk")
    agencies = {agency.pk: agency for agency in rows}
    return replace(
        wanted,
        predecessors=tuple(agencies[one.pk] for one in wanted.predecessors),
        successors=tuple(agencies[one.pk] for one in wanted.successors),
    )


def _moved_on(place: Jurisdiction, today: date) -> TransitionRefused:
    latest = Succession.objects.filter(jurisdiction=place).select_related("carried_out_by").order_by("-pk").first()
    happened = []
    if latest is not None:
        words = {"when": day_words(local_day(latest.carried_out_at), today), "who": latest.carried_out_by}
        happened = [_("%(when)s, %(who)s: %(what)s") % {**words, "what": latest.get_kind_display()}]
    return TransitionRefused(
        "moved_on",
        _("Something has changed since you looked at what goes over; nothing was saved."),
        remedy=_("Look at it again, then carry it out if it still has to be done."),
        happened=happened,
    )


def _losers(collisions: Sequence[Collision], choices: Choices) -> dict[int, Commitment]:
    """Which commitments end where several meet: id -> the one that goes on. Raises Collided for those left open."""
    found: dict[int, Commitment] = {}
    unsolved = []
    for one in collisions:
        by_id = {commitment.pk: commitment for commitment in one.commitments}
        kept = by_id.get(choices.going_on.get(one.item.pk, 0))
        if kept is None:
            unsolved.append(one)
        else:
            found |= {pk: kept for pk in by_id if pk != kept.pk}
    if unsolved:
        raise Collided(unsolved)
    return found


def _store(wanted: Reorganisation, place: Jurisdiction, actor: User, now: datetime) -> Succession:
    former = [wanted.main.name, wanted.main.short_name] if wanted.is_renaming else []
    made = Succession.objects.create(
        jurisdiction=place,
        kind=wanted.kind,
        on=wanted.on,
        ground=wanted.ground.strip(),
        main=wanted.main,
        former=former,
        carried_out_by=actor,
        carried_out_at=now,
    )
    made.predecessors.set(wanted.predecessors)
    made.successors.set(wanted.successors)
    return made


# -- the work ----------------------------------------------------------------------------------------------------------


def _rename(
    made: Succession, wanted: Reorganisation, commitments: Sequence[Commitment], actor: User, now: datetime
) -> Sequence[Commitment]:
    """New names; the old ones are known until the day, and still lead here afterwards."""
    agency, before = wanted.main, str(wanted.main)
    old = [agency.name, agency.short_name]
    agency.name, agency.short_name = wanted.name, wanted.short_name
    agency.save(update_fields=["name", "short_name"])
    for name in dict.fromkeys(old):
        if name and name not in (agency.name, agency.short_name):
            until = max(wanted.on, agency.valid_from)
            given = {"former": True, "valid_until": until}
            AgencyAlias.objects.update_or_create(agency=agency, name=name, defaults=given)
    # A name that is its own again is no former one.
    agency.aliases.filter(former=True, name__in=[agency.name, agency.short_name]).delete()
    for commitment in commitments:
        commitment.agency = agency
    _tell(made, [(commitment, before, agency.pk) for commitment in commitments], actor, now)
    return commitments


def _hand_over(
    made: Succession,
    found: Preview,
    choices: Choices,
    losers: Mapping[int, Commitment],
    engine: Engine,
    actor: User,
    now: datetime,
) -> list[Commitment]:
    """Open commitments go over to their successors; where two of one item meet, one of them ends. Returns those that
    went over."""
    rows = []
    for collision in found.collisions:
        for commitment in collision.commitments:
            if commitment.pk in losers:
                reason = _("Merged into that of %(agency)s: %(ground)s") % {
                    "agency": losers[commitment.pk].agency,
                    "ground": made.ground,
                }
                engine.discontinue(commitment.pk, reason=reason, actor=actor, now=now)
                rows.append(_row(made, commitment, collision.successor, now, went_on=losers[commitment.pk]))
    going: dict[Agency, list[int]] = {}
    told = []
    for commitment in found.commitments:
        target = target_of(commitment, found.wanted, choices)
        if commitment.pk in losers or target.pk == commitment.agency_id:
            continue
        rows.append(_row(made, commitment, target, now))
        told.append((commitment, str(commitment.agency), commitment.agency_id))
        going.setdefault(target, []).append(commitment.pk)
        commitment.agency, commitment.section = target, ""
        if not _hands_at(commitment, target, found, choices):
            commitment.assignee = None
    _tell(made, told, actor, now)
    SucceededCommitment.objects.bulk_create(rows, batch_size=500)
    for agency, keys in going.items():
        engine.follow([one.pk for one in found.wanted.predecessors], agency, keys)
    _hand_over_parts(found.wanted, engine)
    return [commitment for commitment, _before, _before_id in told]


def _hand_over_parts(wanted: Reorganisation, engine: Engine) -> None:
    """What agencies that end contribute to items of others, or sign there: what is still to be done goes over."""
    ending = [agency.pk for agency in wanted.ending]
    Contribution.objects.open().filter(agency__in=ending).update(agency=wanted.main)
    unsigned = CoSigner.objects.filter(goes_on("commitment__"), commitment__plan_approved_at__isnull=True)
    unsigned.filter(agency__in=ending).update(agency=wanted.main)
    engine.follow_parts(ending, wanted.main)


def _hands_at(commitment: Commitment, target: Agency, found: Preview, choices: Choices) -> bool:
    """Whether the officer it was handed out to goes along to the successor."""
    return any(
        post.user_id == commitment.assignee_id and target.pk in choices.people.get(post.pk, ()) for post in found.posts
    )


def _row(
    made: Succession, commitment: Commitment, successor: Agency, now: datetime, went_on: Commitment | None = None
) -> SucceededCommitment:
    return SucceededCommitment(
        succession=made,
        commitment=commitment,
        predecessor_id=commitment.agency_id,
        successor=successor,
        went_on=went_on,
        at=now,
    )


def _tell(made: Succession, told: Sequence[tuple[Commitment, str, int]], actor: User, now: datetime) -> None:
    """Store the agency of the commitments (set already), with an entry in the history of each that names both."""
    entries = []
    for commitment, before, before_id in told:
        commitment.changed_at = now
        data: dict[str, Any] = {"succession": made.pk, "succession_kind": made.kind, "from": before}
        data |= {"from_agency": before_id, "to": str(commitment.agency), "to_agency": commitment.agency_id}
        entry = journal.prepare(commitment, "agency_succeeded", actor=actor, now=now, remark=made.ground, data=data)
        entries.append(entry)
    columns = ["agency", "section", "assignee", "changed_at", "journal_seq", "journal_head"]
    Commitment.objects.bulk_update([commitment for commitment, *_rest in told], columns, batch_size=300)
    journal.record_many(entries)


# -- the register ------------------------------------------------------------------------------------------------------


def _follow_in_register(found: Preview, choices: Choices, actor: User, now: datetime) -> None:
    """Posts, sets, leaders, superiors and consultations follow. Posts change on the day it is carried out: what people
    could do until then they could."""
    wanted, today = found.wanted, local_day(now)
    ending = {agency.pk for agency in wanted.ending}
    for post in found.posts:
        _move_post(post, choices.people.get(post.pk, ()), wanted, post.agency_id in ending, actor, now)
    for member in found.sets:
        new = wanted.successors
        agency_sets.add_members(member.agency_set, new, valid_from=wanted.on, actor=actor, now=now)
        if member.agency_id in ending:
            agency_sets.end_member(member, last_day=wanted.on - ONE_DAY, actor=actor, now=now)
    for leader in ResponsibleLeader.objects.filter(agency__in=ending, valid_until__isnull=True):
        leader.valid_until = max(wanted.on, leader.valid_from)
        leader.save(update_fields=["valid_until"])
    Agency.objects.filter(supervised_by__in=ending).exclude(pk=wanted.main.pk).update(supervised_by=wanted.main)
    _follow_in_consultations(wanted, today)


def _move_post(
    post: Membership, to: Sequence[int], wanted: Reorganisation, ends: bool, actor: User, now: datetime
) -> None:
    """The post ends with its agency, or because its holder goes elsewhere; and goes on where the clerk chose. Nobody
    gives himself a post: his own ends, and somebody else gives him another one."""
    today = local_day(now)
    chosen = [one for one in wanted.successors if one.pk in to and one.pk != post.agency_id]
    own = post.user_id == actor.pk
    if ends or (chosen and not own and post.agency_id not in to):
        people.end_with_agency(post, last_day=today - ONE_DAY, actor=actor, now=now)
    for agency in chosen if not own else ():
        held = Membership.objects.filter(user=post.user, agency=agency, role=post.role, on_behalf_of=None)
        if not held.filter(Q(valid_until__isnull=True) | Q(valid_until__gt=today)).exists():
            role, title = Role(post.role), post.title
            organisation.add_membership(post.user, agency, role, actor=actor, now=now, title=title, valid_from=today)


def _follow_in_consultations(wanted: Reorganisation, today: date) -> None:
    """Consultations that are still open ask the successor, unless it was asked itself."""
    running = Consultation.objects.filter(closed_at__isnull=True, closes_on__gte=today)
    asked = ConsultedAgency.objects.filter(consultation__in=running, agency__in=wanted.ending).order_by("pk")
    there = set(
        ConsultedAgency.objects.filter(consultation__in=running, agency=wanted.main).values_list(
            "consultation_id", flat=True
        )
    )
    for one in asked:
        if one.consultation_id not in there:
            there.add(one.consultation_id)
            one.agency = wanted.main
            one.save(update_fields=["agency"])


def _end(wanted: Reorganisation) -> None:
    for agency in wanted.ending:
        agency.valid_until = wanted.on
        agency.save(update_fields=["valid_until"])


def _record(
    made: Succession,
    wanted: Reorganisation,
    moved: int,
    merged: int,
    place: Jurisdiction,
    actor: User,
    now: datetime,
) -> JournalEntry:
    """One entry of the register, of which the people of the successors are told. The place is read again: posts and
    sets have written its history meanwhile."""
    before = made.former[1:] or [str(one) for one in wanted.predecessors]
    after = [str(one) for one in wanted.successors]
    data: dict[str, Any] = {"succession": made.pk, "succession_kind": made.kind, "on": made.on}
    data |= {"from": "、".join(before), "to": "、".join(after), "number": moved, "merged": merged}
    data |= {"agencies": [one.pk for one in wanted.successors], "agency_name": "、".join(after)}
    data |= {"predecessors": [one.pk for one in wanted.predecessors]}
    place.refresh_from_db()
    return journal.record(place, "agencies_succeeded", actor=actor, now=now, remark=made.ground, data=data, tell=True)


# -- afterwards --------------------------------------------------------------------------------------------------------


def succeed_later(commitment: Commitment, agency: Agency, *, actor: User, now: datetime) -> None:
    """An ended commitment of an agency that is no more goes over to a successor, in order to be reopened there. Runs in
    the caller's transaction, which holds the lock on its flows. Raises Invalid when the successor has an open one of
    the item."""
    if Commitment.objects.open().filter(item=commitment.item_id, agency=agency).exists():
        raise Invalid(
            "has_it_already",
            _("%(agency)s, the successor, has an open commitment for this item already.") % {"agency": agency},
            remedy=_("Let it go on with that one."),
        )
    rows = Succession.objects.filter(predecessors=commitment.agency_id).exclude(kind=SuccessionKind.RENAME)
    made = rows.order_by("-on", "-pk")[0]
    before, before_id = str(commitment.agency), commitment.agency_id
    SucceededCommitment.objects.create(
        succession=made, commitment=commitment, predecessor_id=before_id, successor=agency, at=now
    )
    commitment.agency, commitment.section, commitment.assignee = agency, "", None
    _tell(made, [(commitment, before, before_id)], actor, now)


def list_of(places: Sequence[int], limit: int = 50) -> list[Succession]:
    """The successions of the jurisdictions, the latest first; three queries."""
    moved = Count("commitments", filter=Q(commitments__went_on__isnull=True))
    rows = Succession.objects.filter(jurisdiction__in=places).select_related("carried_out_by").annotate(moved=moved)
    return list(rows.prefetch_related("predecessors", "successors").order_by("-on", "-pk")[:limit])


def of_agency(agency: Agency) -> list[Succession]:
    """Every succession the agency had a part in, the latest first; three queries."""
    rows = Succession.objects.filter(Q(predecessors=agency) | Q(successors=agency)).distinct()
    return list(rows.prefetch_related("predecessors", "successors").order_by("-on", "-pk"))
