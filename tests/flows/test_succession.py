"""Mergers, splits and renamings of agencies: what goes over with its clocks and history, what is refused."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.management import call_command

from flows.actions import commitment as steps
from flows.actions import handing_out, reopening, succession
from flows.issue import Share, open_commitments
from flows.models import PAUSED, Task
from flows.verification import verify_step_agencies
from tests.builders import City, issue_plan, make_plan, open_task, plan_text, walk
from tests.flows.cases import contribution, countersignature
from workflow.errors import Invalid, NotVisible, TransitionRefused
from workflow.holders import hands_of
from workflow.models import (
    Agency,
    AgencyAlias,
    AgencySetMember,
    Clock,
    Commitment,
    Contribution,
    CoSigner,
    Delegation,
    JournalEntry,
    Membership,
    SucceededCommitment,
    Succession,
)
from workflow.services import agencies, organisation
from workflow.services.calendar import calendar_in_force
from workflow.services.matching import load_register
from workflow.services.plans import expand
from workflow.services.succession import Collided, look
from workflow.services.succession_checks import verify_successions
from workflow.services.succession_plan import Choices, Preview, Reorganisation
from workflow.services.versions import Effects, _reassign
from workflow.status import AgencyKind, PartyRole, SuccessionKind

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at", "files_dir")]
GROUND = "《云川市机构改革方案》（云发〔2026〕9号）"
NOTHING = Choices()


def new_agency(city: City, now: datetime, name: str = "市数据和政务局") -> Agency:
    return organisation.create_agency(
        city.jurisdiction, name=f"云川{name}", short_name=name, kind=AgencyKind.DEPARTMENT, actor=None, now=now
    )


def merger(city: City, now: datetime, *before: Agency, into: Agency) -> Reorganisation:
    return Reorganisation(SuccessionKind.MERGE, now.date(), GROUND, before, (into,))


def done(wanted: Reorganisation, city: City, now: datetime, choices: Choices = NOTHING) -> Succession:
    seen = look(wanted, choices, actor=city.clerk, now=now).seen
    made = succession.carry_out(wanted, choices, seen=seen, actor=city.clerk, now=now)
    for person in (city.officer, city.head, city.leader):
        person.refresh_from_db()
    return made


def everybody(found: Preview, *successors: Agency) -> Choices:
    return Choices(people={post.pk: [one.pk for one in successors] for post in found.posts})


def facts(commitment: Commitment) -> dict[str, Any]:
    commitment.refresh_from_db()
    left_out = {"agency_id", "changed_at", "journal_seq", "journal_head", "_state"}
    return {name: value for name, value in vars(commitment).items() if name not in left_out and name[0] != "_"}


def verified() -> None:
    call_command("verify")


def test_a_merger_takes_open_work_along_as_it_is(city: City, now: datetime, client_of: Any) -> None:
    first, second = issue_plan(city, make_plan(city, now), now)
    walk(city, first, now, "sign_plan")
    into = new_agency(city, now)
    before, clocks = facts(first), list(Clock.objects.order_by("pk").values())
    history = list(JournalEntry.objects.filter(commitment=first).order_by("seq").values_list("hash", flat=True))
    wanted = merger(city, now, city.agency, into=into)
    found = look(wanted, NOTHING, actor=city.clerk, now=now)
    assert [(plan.pk, number) for plan, number in found.plans] == [(first.plan_id, 2)]
    assert (succession.open_steps(found), len(found.posts), found.collisions) == (2, 2, [])
    made = done(wanted, city, now, everybody(found, into))
    assert facts(first) == before
    assert list(Clock.objects.order_by("pk").values()) == clocks
    entries = list(JournalEntry.objects.filter(commitment=first).order_by("seq"))
    assert [entry.hash for entry in entries[:-1]] == history
    told = entries[-1]
    assert (told.act, told.remark, told.agency_id) == ("agency_succeeded", GROUND, into.pk)
    assert (told.data["from"], told.data["to"], told.data["succession"]) == ("市数据局", "市数据和政务局", made.pk)
    assert told.chain == f"commitment:{first.item_id}:{city.agency.pk}"
    assert {one.agency_id for one in Commitment.objects.all()} == {into.pk}
    city.agency.refresh_from_db()
    assert city.agency.valid_until == now.date()
    verified()
    # The same people go on with it at the successor.
    steps.sign_plan(open_task("sign_plan", commitment=first).pk, actor=city.head, now=now)
    steps.acknowledge(open_task("acknowledge", commitment=second).pk, actor=city.officer, now=now)
    page = client_of(city.officer).get(f"/items/{first.pk}/?tab=history").content.decode()
    assert "市数据局 → 市数据和政务局" in page
    verified()


def test_two_agencies_become_one(city: City, now: datetime) -> None:
    plan = make_plan(city, now)
    one, two = plan.items.order_by("order")
    mine, theirs = issue_plan(
        city, plan, now, agencies=[city.agency, city.other], given={(one.pk, city.agency.pk), (two.pk, city.other.pk)}
    )
    into = new_agency(city, now)
    done(merger(city, now, city.agency, city.other, into=into), city, now)
    assert set(Commitment.objects.open().values_list("pk", "agency_id")) == {(mine.pk, into.pk), (theirs.pk, into.pk)}
    assert not Membership.objects.filter(agency=into).exists()
    verified()


def test_where_two_of_one_item_meet_the_clerk_chooses(city: City, now: datetime) -> None:
    plan = make_plan(city, now, items=1)
    mine, theirs = issue_plan(city, plan, now, agencies=[city.agency, city.other])
    wanted = merger(city, now, city.agency, into=city.other)
    found = look(wanted, NOTHING, actor=city.clerk, now=now)
    assert [{one.pk for one in collision.commitments} for collision in found.collisions] == [{mine.pk, theirs.pk}]
    with pytest.raises(Collided) as refused:
        succession.carry_out(wanted, NOTHING, seen=found.seen, actor=city.clerk, now=now)
    assert refused.value.details == ["二/（一）/1 第1件事（市数据局、市司法局）"]
    assert not Succession.objects.exists()
    kept = Choices(going_on={mine.item_id: mine.pk})
    succession.carry_out(wanted, kept, seen=found.seen, actor=city.clerk, now=now)
    mine.refresh_from_db()
    theirs.refresh_from_db()
    assert (mine.is_open, mine.agency) == (True, city.other)
    assert theirs.discontinued_at == now
    assert GROUND in theirs.discontinue_reason
    assert SucceededCommitment.objects.get(commitment=theirs).went_on == mine
    assert not Task.objects.open().filter(commitment=theirs).exists()
    verified()


def test_a_split_gives_each_item_where_the_clerk_chose(city: City, now: datetime) -> None:
    first, second = issue_plan(city, make_plan(city, now), now)
    left = new_agency(city, now, "市政务服务局")
    wanted = Reorganisation(SuccessionKind.SPLIT, now.date(), GROUND, (city.agency,), (city.other, left))
    done(wanted, city, now, Choices(successor_of={second.pk: left.pk}))
    assert dict(Commitment.objects.values_list("pk", "agency_id")) == {first.pk: city.other.pk, second.pk: left.pk}
    register = load_register(city.office, now.date())
    assert register.match("市数据局") is None
    assert {match.id for match in register.find("数据局")} == {city.other.pk, left.pk}
    verified()


def test_an_agency_may_go_on_beside_what_is_split_off_it(city: City, now: datetime) -> None:
    first, second = issue_plan(city, make_plan(city, now), now)
    left = new_agency(city, now, "市政务服务局")
    wanted = Reorganisation(SuccessionKind.SPLIT, now.date(), GROUND, (city.agency,), (city.agency, left))
    done(wanted, city, now, Choices(successor_of={second.pk: left.pk}))
    assert dict(Commitment.objects.values_list("pk", "agency_id")) == {first.pk: city.agency.pk, second.pk: left.pk}
    city.agency.refresh_from_db()
    assert city.agency.valid_until is None
    assert Membership.objects.filter(agency=city.agency, valid_until=None).count() == 2
    assert load_register(city.office, now.date()).match("市数据局").id == city.agency.pk  # type: ignore[union-attr]
    verified()


def test_a_renaming_keeps_the_agency_and_its_former_name(city: City, now: datetime) -> None:
    (first, _second) = issue_plan(city, make_plan(city, now), now)
    agency = city.agency
    wanted = Reorganisation(
        SuccessionKind.RENAME, now.date(), GROUND, (agency,), (agency,), "云川市数据管理局", "市数管局"
    )
    made = done(wanted, city, now)
    assert made.former == ["云川市数据局", "市数据局"]
    agency.refresh_from_db()
    assert (agency.name, agency.short_name, agency.valid_until) == ("云川市数据管理局", "市数管局", None)
    alias = AgencyAlias.objects.get(agency=agency, name="市数据局")
    assert (alias.former, alias.valid_until) == (True, now.date())
    later = now.date() + timedelta(days=90)
    assert load_register(city.office, later).match("市数据局").id == agency.pk  # type: ignore[union-attr]
    told = JournalEntry.objects.get(commitment=first, act="agency_succeeded")
    assert (told.data["from"], told.data["to"]) == ("市数据局", "市数管局")
    verified()


def test_a_former_name_is_free_for_another_agency(city: City, now: datetime) -> None:
    agency = city.agency
    wanted = Reorganisation(SuccessionKind.RENAME, now.date(), GROUND, (agency,), (agency,), "云川市数管局", "市数管局")
    done(wanted, city, now)
    made = new_agency(city, now, "市数据局")
    match = load_register(city.office, now.date()).match("市数据局")
    assert match is not None
    assert match.id == made.pk


def test_old_names_lead_to_the_successor_of_the_successor(city: City, now: datetime) -> None:
    middle, last = new_agency(city, now), new_agency(city, now, "市大数据局")
    done(merger(city, now, city.agency, into=middle), city, now)
    done(merger(city, now, middle, into=last), city, now)
    register = load_register(city.office, now.date())
    for name in ("云川市数据局", "市数据局", "数据局", "市数据和政务局", "云川市数据和政务局"):
        match = register.match(name)
        assert match is not None, name
        assert match.id == last.pk
    assert {match.id for match in register.find("数据和政务")} == {last.pk}


def test_a_plan_in_draft_is_issued_to_the_successor(city: City, now: datetime) -> None:
    plan = make_plan(city, now)
    into = new_agency(city, now)
    wanted = merger(city, now, city.agency, into=into)
    found = look(wanted, NOTHING, actor=city.clerk, now=now)
    assert found.drafts == 1
    done(wanted, city, now, everybody(found, into))
    yesterday = now.date() - timedelta(days=1)
    for on in (yesterday, now.date()):
        expansion = expand(plan, on, people_on=now.date())
        assert {share.agency for share in expansion.shares} == {into}
        assert expansion.problems == []


def test_a_plan_in_draft_asks_which_successor_of_a_split(city: City, now: datetime) -> None:
    plan = make_plan(city, now)
    left = new_agency(city, now)
    wanted = Reorganisation(SuccessionKind.SPLIT, now.date(), GROUND, (city.agency,), (city.other, left))
    done(wanted, city, now)
    codes = {problem.code for problem in expand(plan, now.date()).problems}
    assert codes == {"agency_split", "nobody_responsible"}


def test_sets_posts_and_delegations_follow(city: City, now: datetime) -> None:
    from workflow.services import delegations

    into = new_agency(city, now)
    listed = organisation.create_agency_set(city.jurisdiction, "试点部门", actor=None, now=now, members=[city.agency])
    today = now.date()
    post = Membership.objects.get(user=city.head)
    delegations.delegate(
        post.pk, city.officer.pk, first=today, last=today + timedelta(days=5), reason="出差。", actor=city.head, now=now
    )
    wanted = merger(city, now, city.agency, into=into)
    found = look(wanted, NOTHING, actor=city.clerk, now=now)
    assert {one.user for one in found.posts} == {city.officer, city.head}
    heads = [one.pk for one in found.posts if one.user == city.head]
    done(wanted, city, now, Choices(people={heads[0]: [into.pk]}))
    assert organisation.set_members(listed, today) == [into]
    assert organisation.set_members(listed, today - timedelta(days=1)) == [city.agency]
    assert AgencySetMember.objects.filter(agency_set=listed).count() == 2
    valid = Membership.objects.filter(Membership.valid_on(today), agency__in=[city.agency, into])
    assert list(valid.values_list("user_id", "agency_id")) == [(city.head.pk, into.pk)]
    assert Delegation.objects.get().ended_at == now
    verified()


def test_what_rests_or_waits_for_others_goes_over_too(city: City, now: datetime) -> None:
    from tests.flows.cases import ask_extension

    first, second = issue_plan(city, make_plan(city, now), now)
    walk(city, first, now, "write_plan")
    ask_extension(city, first, now)
    Task.objects.filter(commitment=second, finished__isnull=True).exclude(act="").update(flow_task_type=PAUSED)
    into = new_agency(city, now)
    done(merger(city, now, city.agency, into=into), city, now)
    assert set(Task.objects.exclude(act="").filter(commitment__isnull=False).values_list("agency_id", flat=True)) == {
        into.pk
    }
    assert Task.objects.filter(flow_task_type=PAUSED, agency=into).count() == 1


def test_the_days_in_everybodys_hands_still_sum_to_the_life(city: City, now: datetime) -> None:
    (first, _second) = issue_plan(city, make_plan(city, now), now)
    walk(city, first, now, "approve_plan")
    day = now + timedelta(days=9)
    done(merger(city, day, city.agency, into=new_agency(city, now)), city, day)
    on = day.date() + timedelta(days=7)
    first.refresh_from_db()
    hands = hands_of([first], on, calendar_in_force())[first.pk]
    assert sum(one.days for one in hands.sums.values()) == (on - now.date()).days + 1


@pytest.mark.parametrize(
    "code", ["on_future", "ground_missing", "merge_sides", "split_sides", "not_in_force", "office"]
)
def test_what_cannot_be_is_refused_and_says_what_to_do(city: City, now: datetime, code: str) -> None:
    into = new_agency(city, now)
    today = now.date()
    one, office = city.agency, city.office
    if code == "not_in_force":
        agencies.deactivate_agency(into, last_day=today - timedelta(days=1), reason="撤销。", actor=city.clerk, now=now)
    wanted = {
        "on_future": Reorganisation(SuccessionKind.MERGE, today + timedelta(days=1), GROUND, (one,), (into,)),
        "ground_missing": Reorganisation(SuccessionKind.MERGE, today, " ", (one,), (into,)),
        "merge_sides": Reorganisation(SuccessionKind.MERGE, today, GROUND, (one,), (one,)),
        "split_sides": Reorganisation(SuccessionKind.SPLIT, today, GROUND, (one,), (into,)),
        "not_in_force": Reorganisation(SuccessionKind.MERGE, today, GROUND, (one,), (into,)),
        "office": Reorganisation(SuccessionKind.MERGE, today, GROUND, (office,), (into,)),
    }[code]
    with pytest.raises(Invalid) as refused:
        look(wanted, NOTHING, actor=city.clerk, now=now)
    assert refused.value.code.startswith(code)
    assert refused.value.remedy


def test_the_second_of_two_at_once_finds_it_changed(city: City, now: datetime) -> None:
    issue_plan(city, make_plan(city, now), now)
    into = new_agency(city, now)
    wanted = merger(city, now, city.agency, into=into)
    seen = look(wanted, NOTHING, actor=city.clerk, now=now).seen
    succession.carry_out(wanted, NOTHING, seen=seen, actor=city.clerk, now=now)
    with pytest.raises(TransitionRefused) as refused:
        succession.carry_out(wanted, NOTHING, seen=seen, actor=city.clerk, now=now)
    assert refused.value.status == 409
    assert "何亦舟" in str(refused.value.happened[0])
    assert Succession.objects.count() == 1


def test_only_who_runs_the_register_may(city: City, now: datetime) -> None:
    wanted = merger(city, now, city.agency, into=city.other)
    for person in (city.officer, city.leader, city.inspector, city.county_officer):
        with pytest.raises(NotVisible):
            look(wanted, NOTHING, actor=person, now=now)
        with pytest.raises(NotVisible):
            succession.carry_out(wanted, NOTHING, seen="", actor=person, now=now)


def test_a_reopening_leads_to_the_successor(city: City, now: datetime) -> None:
    first, second = issue_plan(city, make_plan(city, now), now)
    steps.discontinue(first.pk, reason="停办。", actor=city.leader, now=now)
    into = new_agency(city, now)
    wanted = merger(city, now, city.agency, into=into)
    done(wanted, city, now, everybody(look(wanted, NOTHING, actor=city.clerk, now=now), into))
    first.refresh_from_db()
    assert first.agency == city.agency
    reopening.reopen(first.pk, until=None, reason="继续办理。", actor=city.leader, now=now)
    first.refresh_from_db()
    assert (first.is_open, first.agency) == (True, into)
    steps.acknowledge(open_task("acknowledge", commitment=first).pk, actor=city.officer, now=now)
    second.refresh_from_db()
    assert second.agency == into
    verified()


def test_a_reopening_after_a_split_needs_the_successor_named(city: City, now: datetime) -> None:
    (first, _second) = issue_plan(city, make_plan(city, now), now)
    steps.discontinue(first.pk, reason="停办。", actor=city.leader, now=now)
    left = new_agency(city, now)
    wanted = Reorganisation(SuccessionKind.SPLIT, now.date(), GROUND, (city.agency,), (city.other, left))
    done(wanted, city, now)
    with pytest.raises(Invalid) as refused:
        reopening.reopen(first.pk, until=None, reason="继续办理。", actor=city.leader, now=now)
    assert refused.value.code == "successor_missing"
    reopening.reopen(first.pk, until=None, reason="继续办理。", actor=city.leader, now=now, successor_pk=left.pk)
    first.refresh_from_db()
    assert first.agency == left
    verified()


def test_an_ended_one_is_not_reopened_beside_the_open_one_of_the_successor(city: City, now: datetime) -> None:
    plan = make_plan(city, now, items=1)
    mine, _theirs = issue_plan(city, plan, now, agencies=[city.agency, city.other])
    steps.discontinue(mine.pk, reason="停办。", actor=city.leader, now=now)
    done(merger(city, now, city.agency, into=city.other), city, now)
    with pytest.raises(Invalid) as refused:
        reopening.reopen(mine.pk, until=None, reason="继续办理。", actor=city.leader, now=now)
    assert refused.value.code == "has_it_already"


def test_verify_finds_what_was_left_behind(city: City, now: datetime) -> None:
    (first, second) = issue_plan(city, make_plan(city, now), now)
    done(merger(city, now, city.agency, into=city.other), city, now)
    Commitment.objects.filter(pk=first.pk).update(agency=city.agency)
    Commitment.objects.filter(pk=second.pk).update(agency=city.county)
    codes = [breach.code for breach in (*verify_successions(), *verify_step_agencies())]
    assert codes == ["succeeded_open", "succession_none", "step_agency", "step_agency"]
    SucceededCommitment.objects.filter(commitment=first).update(at=now - timedelta(days=1))
    assert "succession_entry" in [breach.code for breach in verify_successions()]


def test_a_version_of_the_plan_leaves_the_successor_its_share(city: City, now: datetime) -> None:
    plan = make_plan(city, now, items=1)
    (mine,) = issue_plan(city, plan, now)
    done(merger(city, now, city.agency, into=city.other), city, now)
    shares = [Share(mine.item, None, agency, PartyRole.LEAD) for agency in (city.agency, city.other)]
    opened = open_commitments(plan, shares, published_on=now.date(), actor=city.clerk, now=now)
    assert opened == 0
    wanted = expand(plan, now.date()).shares
    found = Effects()
    mine.refresh_from_db()
    assert _reassign(found, plan, [mine], wanted) == [mine]
    assert (found.opened, found.ended) == ([], [])


def test_an_agency_that_was_succeeded_does_not_come_back(city: City, now: datetime) -> None:
    done(merger(city, now, city.agency, into=city.other), city, now)
    city.agency.refresh_from_db()
    with pytest.raises(Invalid) as refused:
        agencies.reactivate_agency(city.agency, actor=city.clerk, now=now)
    assert refused.value.code == "was_succeeded"


def test_evidence_and_drafts_of_files_go_along(city: City, now: datetime, client_of: Any) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    from workflow.services import attachments

    (first, _second) = issue_plan(city, make_plan(city, now), now)
    walk(city, first, now, "write_plan")
    upload: Any = SimpleUploadedFile("清单.pdf", b"%PDF-1.7", content_type="application/pdf")
    own = attachments.store(upload, city.agency, actor=city.officer, now=now)
    wanted = merger(city, now, city.agency, into=city.other)
    done(wanted, city, now, everybody(look(wanted, NOTHING, actor=city.clerk, now=now), city.other))
    assert client_of(city.outsider).get(f"/files/{own.pk}/").status_code == 404
    step = open_task("write_plan", commitment=first)
    steps.hand_in_plan(step.pk, plan_text(), files=[own.pk], actor=city.officer, now=now)
    assert client_of(city.outsider).get(f"/files/{own.pk}/").status_code == 200
    assert client_of(city.county_officer).get(f"/files/{own.pk}/").status_code == 404


def test_contributions_and_countersignatures_of_a_merged_partner_go_over(city: City, now: datetime) -> None:
    first, second = issue_plan(city, make_plan(city, now), now)
    asked = contribution(city, first, now)
    signature = countersignature(city, second, now)
    partners = {asked.agency, signature.agency}
    into = new_agency(city, now)
    for partner in partners:
        assert partner is not None
        done(merger(city, now, partner, into=into), city, now)
    asked.refresh_from_db()
    signature.refresh_from_db()
    assert (asked.agency, signature.agency) == (into, into)
    assert Contribution.objects.get(outcome="").agency == into
    assert CoSigner.objects.get().agency == into
    assert {first.agency, second.agency} == {city.agency}
    verified()


def test_a_merger_with_its_own_partner_waits_for_what_is_open(city: City, now: datetime) -> None:
    (first, _second) = issue_plan(city, make_plan(city, now), now)
    asked = contribution(city, first, now)
    assert asked.agency is not None
    for before, into in ((city.agency, asked.agency), (asked.agency, city.agency)):
        with pytest.raises(Invalid) as refused:
            done(merger(city, now, before, into=into), city, now)
        assert refused.value.code == "parts_meet"
        assert refused.value.details == [f"二/（一）/1 第1件事（{asked.agency}）"]
    assert not Succession.objects.exists()


def test_whom_an_item_was_handed_out_to_keeps_it_only_when_he_goes_along(city: City, now: datetime) -> None:
    first, second = issue_plan(city, make_plan(city, now), now)
    for one in (first, second):
        handing_out.hand_out(one.pk, section="综合科", officer_id=city.officer.pk, actor=city.head, now=now)
    left = new_agency(city, now)
    wanted = Reorganisation(SuccessionKind.SPLIT, now.date(), GROUND, (city.agency,), (city.other, left))
    people = everybody(look(wanted, NOTHING, actor=city.clerk, now=now), left).people
    done(wanted, city, now, Choices(successor_of={second.pk: left.pk}, people=people))
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.assignee, first.section) == (None, "")
    assert (second.assignee, second.section) == (city.officer, "")
    verified()
