"""Contributions of partners, and signatures of other agencies on an implementation plan."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from flows.actions import commitment as steps
from flows.actions import parts
from flows.actions import suspension as suspending
from flows.actions.stepping import root_of
from flows.main_line import held
from flows.models import Task
from notifications.dispatch import deliver_pending
from notifications.models import Notification
from notifications.texts import headline
from tests.builders import City, issue_plan, make_plan, open_task, plan_text, walk
from tests.flows.cases import ask_suspension, contribution, countersignature, issued_with, name_partner, post, slip
from tests.flows.pages import counted_queries, plan_fields, words_of
from workflow.errors import Invalid, NotPermitted, NotVisible, TransitionRefused
from workflow.models import Attachment, Commitment, Contribution, CoSigner, User
from workflow.policies import scope_of
from workflow.services import attachments
from workflow.services.calendar import calendar_in_force
from workflow.services.verification import checks
from workflow.services.versions import Effects, _reassign
from workflow.status import AssignmentMode, ContributionOutcome, Holder, PartyRole, SignatureOutcome

Signed = Callable[[Any], Client]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at", "files_dir")]

DAY = timedelta(days=1)
MOST_WITH_ONE_SIGNER = 15
"""Ten of any step, four for those who are asked to sign, one for each of them."""


@pytest.fixture
def commitment(city: City, now: datetime) -> Commitment:
    return issue_plan(city, make_plan(city, now, items=1), now)[0]


def nothing_is_wrong() -> None:
    broken = [breach for check in checks().values() for breach in check()]
    assert broken == []


def told(user: User) -> list[str]:
    deliver_pending(timezone.now())
    rows = Notification.objects.filter(recipient=user).select_related(
        "entry", "job", "commitment__item", "commitment__agency", "plan"
    )
    return [headline(row) for row in rows.order_by("pk")]


# -- what the issue opens ----------------------------------------------------------------------------------------------


def test_a_partner_gets_a_contribution_and_no_commitment(city: City, now: datetime) -> None:
    parties = [(PartyRole.LEAD, city.agency), (PartyRole.PARTNER, city.other), (PartyRole.PARTNER, city.county)]
    plan = issued_with(city, now, AssignmentMode.LEAD_WITH, parties)
    assert [c.agency for c in Commitment.objects.filter(plan=plan)] == [city.agency]
    found = Contribution.objects.order_by("pk")
    assert [one.agency for one in found] == [city.other, city.county]
    assert {one.due_on for one in found} == {calendar_in_force().add_working_days(now.date(), 20).due_on}
    assert [task.agency for task in Task.objects.open().filter(node="contribute").order_by("pk")] == [
        city.other,
        city.county,
    ]
    nothing_is_wrong()
    assert Task.objects.waiting_for(scope_of(city.outsider)).count() == 1
    (asked,) = told(city.outsider)
    assert asked.startswith("何亦舟 交办：请贵单位配合市数据局，于")
    assert told(city.other_head) == told(city.county_officer) == [asked]
    assert not any("配合" in line for line in told(city.officer))


def test_each_separate_lead_gets_the_contribution(city: City, now: datetime) -> None:
    parties = [(PartyRole.LEAD, city.agency), (PartyRole.LEAD, city.other), (PartyRole.PARTNER, city.county)]
    plan = issued_with(city, now, AssignmentMode.LEAD_EACH, parties)
    assert Commitment.objects.filter(plan=plan).count() == 2
    assert {one.commitment.agency for one in Contribution.objects.all()} == {city.agency, city.other}
    assert not CoSigner.objects.exists()


def test_several_leads_without_apart_lead_one_commitment_jointly(city: City, now: datetime) -> None:
    parties = [(PartyRole.LEAD, city.agency), (PartyRole.LEAD, city.other)]
    plan = issued_with(city, now, AssignmentMode.LEAD, parties)
    (only,) = Commitment.objects.filter(plan=plan)
    assert (only.agency, only.co_signed) == (city.agency, True)
    assert [(signer.agency, signer.is_lead) for signer in CoSigner.objects.all()] == [(city.other, True)]
    lead_jointly = "何亦舟 交办：贵单位与市数据局共同牵头，实施方案须经各牵头单位负责人会签：第1件事"
    assert told(city.outsider) == told(city.other_head) == [lead_jointly]
    nothing_is_wrong()


# -- a contribution ----------------------------------------------------------------------------------------------------


def test_a_contribution_goes_to_the_lead_and_back_and_is_taken_in(
    city: City, commitment: Commitment, client_of: Signed, now: datetime
) -> None:
    task = contribution(city, commitment, now)
    assert any("市数据局请贵单位于" in line for line in told(city.outsider))
    upload = SimpleUploadedFile("data.txt", "三年数据".encode())
    answer = post(client_of(city.outsider), task, {"text": "已提供。", "upload": upload})
    assert answer.status_code == 302
    assert answer["Location"] == f"/items/{commitment.pk}/"
    taking = open_task("take_in", commitment=commitment)
    assert taking.agency == city.agency
    assert "市司法局已报送配合内容" in " ".join(told(city.officer))
    page = words_of(client_of(city.officer).get(f"/steps/{taking.pk}/"))
    assert "已提供。" in page
    assert "data.txt" in page
    file = Attachment.objects.get(filename="data.txt")
    assert file.agency == city.other
    assert client_of(city.officer).get(f"/files/{file.pk}/").status_code == 200
    assert client_of(city.county_officer).get(f"/files/{file.pk}/").status_code == 404

    back = post(client_of(city.officer), taking, {"decision": "return", "reason": "缺去年数据。"})
    assert back.status_code == 302
    again = open_task("contribute", commitment=commitment)
    assert (again.agency, again.returned_reason) == (city.other, "缺去年数据。")
    assert "已提供。" in words_of(client_of(city.outsider).get(f"/steps/{again.pk}/"))
    parts.hand_in(again.pk, text="已补去年。", files=[file.pk], actor=city.outsider, now=now)
    parts.take_in(open_task("take_in", commitment=commitment).pk, actor=city.officer, now=now)
    done = Contribution.objects.get()
    assert (done.outcome, done.text) == (ContributionOutcome.TAKEN_IN, "已补去年。")
    assert not Task.objects.open().filter(process__contribution__isnull=False).exists()
    nothing_is_wrong()


def test_a_file_of_the_lead_is_none_the_partner_can_cite(city: City, commitment: Commitment, now: datetime) -> None:
    task = contribution(city, commitment, now)
    foreign = attachments.store(SimpleUploadedFile("a.txt", b"x"), city.agency, actor=city.officer, now=now)
    with pytest.raises(Invalid, match=r"none of your agency|不是"):
        parts.hand_in(task.pk, text="见附件。", files=[foreign.pk], actor=city.outsider, now=now)
    assert Contribution.objects.get().handed_at is None


def test_the_partner_reads_the_item_and_does_nothing_else_there(
    city: City, commitment: Commitment, client_of: Signed, now: datetime
) -> None:
    contribution(city, commitment, now)
    client = client_of(city.outsider)
    page = client.get(f"/items/{commitment.pk}/")
    assert page.status_code == 200
    words = words_of(page)
    assert "请提供近三年数据。" in words
    assert "关注" not in words
    for act in ("discontinue", "transfer", "extension", "contribution", "correct", "copy"):
        assert client.post(f"/items/{commitment.pk}/{act}/", {"reason": "x"}).status_code in (403, 404), act
    assert client_of(city.county_officer).get(f"/items/{commitment.pk}/").status_code == 404
    ledger = words_of(client.get("/ledger/"))
    assert "第1件事" not in ledger


def test_every_link_of_the_item_opens_for_the_partner(
    city: City, commitment: Commitment, client_of: Signed, now: datetime
) -> None:
    slip(city, commitment, now, until="answer_slip")
    walk(city, commitment, now, "execute")
    contribution(city, commitment, now)
    client = client_of(city.outsider)
    found: set[str] = set()
    for tab in ("progress", "plan", "inspection", "duties", "files", "source", "flow", "history"):
        page = client.get(f"/items/{commitment.pk}/", {"tab": tab}).content.decode()
        found |= set(re.findall(r'(?:href|action)="(/[^"#]*)', page.split("<main", 1)[1]))
    broken = {path for path in found if client.get(path.replace("&amp;", "&")).status_code == 404}
    assert broken == set()


def test_a_late_partner_never_makes_the_lead_late_and_its_days_are_its_own(
    city: City, commitment: Commitment, client_of: Signed, now: datetime
) -> None:
    walk(city, commitment, now, "write_plan")
    contribution(city, commitment, now, due_on=date(2026, 9, 14))
    later = date(2026, 9, 21)
    commitment.refresh_from_db()
    assert not Commitment.objects.late(later).filter(pk=commitment.pk).exists()
    found = held([commitment], later, calendar_in_force())[commitment.pk]
    assert found.sums[Holder.PARTNER].days == 7
    assert found.now is not None
    assert found.now.holder is Holder.PARTNER
    assert sum(total.days for total in found.sums.values()) == (later - now.date()).days + 1
    page = words_of(client_of(city.officer).get(f"/items/{commitment.pk}/"))
    assert "待报送" in page


def test_days_a_contribution_lay_with_the_lead_are_not_the_partner_s(
    city: City, commitment: Commitment, now: datetime
) -> None:
    walk(city, commitment, now, "write_plan")
    task = contribution(city, commitment, now, due_on=date(2026, 9, 14), until="take_in")
    parts.send_back(task.pk, reason="缺去年的数据。", actor=city.officer, now=now + 20 * DAY)
    on = now.date() + 25 * DAY
    commitment.refresh_from_db()
    found = held([commitment], on, calendar_in_force())[commitment.pk]
    # Handed in on time and returned thirteen days after its own day: it is late from then on only.
    assert found.sums[Holder.PARTNER].days == 6
    assert sum(total.days for total in found.sums.values()) == 26


def test_the_strip_names_the_partner(
    city: City, commitment: Commitment, client_of: Signed, now: datetime, at: Callable[[datetime], None]
) -> None:
    contribution(city, commitment, now, due_on=date(2026, 9, 14))
    at(now + timedelta(days=14))
    page = words_of(client_of(city.officer).get(f"/items/{commitment.pk}/"))
    assert "配合单位 市司法局" in page
    assert "1项逾期，不计入本事项" in page


def test_late_ones_are_escalated_in_one_act_and_once(
    city: City, commitment: Commitment, client_of: Signed, now: datetime, at: Callable[[datetime], None]
) -> None:
    contribution(city, commitment, now, due_on=date(2026, 9, 14))
    with pytest.raises(TransitionRefused):
        parts.escalate(commitment.pk, remark="", actor=city.officer, now=now)
    then = now + timedelta(days=10)
    at(then)
    client = client_of(city.officer)
    assert "提请督促逾期配合" in words_of(client.get(f"/items/{commitment.pk}/"))
    assert client.post(f"/items/{commitment.pk}/escalate/", {"remark": "影响成稿。"}).status_code == 302
    for person in (city.other_head, city.clerk, city.inspector):
        assert any("提请督促" in line for line in told(person)), person
    assert client.post(f"/items/{commitment.pk}/escalate/", {"remark": ""}).status_code == 409
    nothing_is_wrong()


def test_what_is_no_longer_needed_ends_with_its_step(city: City, commitment: Commitment, now: datetime) -> None:
    contribution(city, commitment, now)
    made = Contribution.objects.get()
    with pytest.raises(Invalid):
        parts.waive(commitment.pk, made.pk, reason=" ", actor=city.officer, now=now)
    parts.waive(commitment.pk, made.pk, reason="已从平台取得。", actor=city.officer, now=now)
    made.refresh_from_db()
    assert made.outcome == ContributionOutcome.WAIVED
    assert not Task.objects.open().filter(node="contribute").exists()
    with pytest.raises(TransitionRefused):
        parts.waive(commitment.pk, made.pk, reason="再次。", actor=city.officer, now=now)
    nothing_is_wrong()


def test_a_foreign_item_says_nothing_of_its_contributions(city: City, commitment: Commitment, now: datetime) -> None:
    contribution(city, commitment, now)
    made = Contribution.objects.get()
    for number in (made.pk, 0):
        with pytest.raises(NotVisible):
            parts.waive(commitment.pk, number, reason="不再需要。", actor=city.county_officer, now=now)
        with pytest.raises(NotPermitted):
            parts.waive(commitment.pk, number, reason="不再需要。", actor=city.head, now=now)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"demand": " "}, "words_missing"),
        ({"due_on": date(2026, 9, 7)}, "due_day"),
        ({"due_on": date(2026, 9, 13)}, "no_working_day"),
        ({"due_on": date(2027, 3, 1)}, "due_day"),
    ],
)
def test_asking_is_refused(
    city: City, commitment: Commitment, now: datetime, change: dict[str, Any], code: str
) -> None:
    name_partner(commitment, city.other)
    given: dict[str, Any] = {"demand": "请提供数据。", "due_on": date(2026, 9, 21), **change}
    with pytest.raises(Invalid) as refused:
        parts.ask(commitment.pk, city.other, actor=city.officer, now=now, **given)
    assert refused.value.code == code
    assert not Contribution.objects.exists()


def test_only_who_the_plan_names_can_be_asked_and_only_by_the_lead(
    city: City, commitment: Commitment, now: datetime
) -> None:
    asked: dict[str, Any] = {"demand": "请提供数据。", "due_on": date(2026, 9, 21), "now": now}
    with pytest.raises(Invalid) as refused:
        parts.ask(commitment.pk, city.other, actor=city.officer, **asked)
    assert refused.value.code == "not_named"
    name_partner(commitment, city.other)
    with pytest.raises(NotVisible):
        parts.ask(commitment.pk, city.county, actor=city.outsider, **asked)
    with pytest.raises(NotPermitted):
        parts.ask(commitment.pk, city.other, actor=city.head, **asked)
    parts.ask(commitment.pk, city.other, actor=city.officer, **asked)
    with pytest.raises(TransitionRefused) as twice:
        parts.ask(commitment.pk, city.other, actor=city.officer, **asked)
    assert twice.value.code == "already_asked"


def test_contributions_rest_with_the_item_and_end_with_it(
    city: City, commitment: Commitment, client_of: Signed, now: datetime
) -> None:
    walk(city, commitment, now, "execute")
    task = contribution(city, commitment, now)
    ask_suspension(city, commitment, now)
    task.refresh_from_db()
    assert task.flow_task_type == "PAUSED"
    assert post(client_of(city.outsider), task, {"text": "已提供。"}).status_code == 409
    before = Contribution.objects.get().due_on
    suspending.resume(commitment.pk, actor=city.leader, now=now + 7 * DAY, remark="细则已到。")
    made = Contribution.objects.get()
    assert made.due_on > before
    assert open_task("contribute", commitment=commitment).due_on == made.due_on
    steps.discontinue(commitment.pk, actor=city.clerk, now=now + 8 * DAY, reason="上级撤销。")
    assert Contribution.objects.get().outcome == ContributionOutcome.DROPPED
    nothing_is_wrong()


def test_the_list_is_narrowed_to_one_side(city: City, commitment: Commitment, client_of: Signed, now: datetime) -> None:
    contribution(city, commitment, now)
    assert "市司法局" in words_of(client_of(city.officer).get("/contributions/?side=asked"))
    assert "第1件事" not in words_of(client_of(city.officer).get("/contributions/?side=owed"))
    assert "第1件事" in words_of(client_of(city.outsider).get("/contributions/?side=owed"))
    assert "第1件事" not in words_of(client_of(city.county_officer).get("/contributions/"))


# -- signatures of other agencies --------------------------------------------------------------------------------------


def test_the_head_waits_for_every_joint_lead(city: City, client_of: Signed, now: datetime) -> None:
    plan = issued_with(city, now, AssignmentMode.LEAD, [(PartyRole.LEAD, city.agency), (PartyRole.LEAD, city.other)])
    commitment = Commitment.objects.get(plan=plan)
    walk(city, commitment, now, "sign_plan")
    signing = open_task("sign_plan", commitment=commitment)
    early = post(client_of(city.head), signing, {"decision": "agree"})
    assert early.status_code == 422
    assert "市司法局尚未会签" in words_of(early)
    asked = open_task("countersign", commitment=commitment)
    assert (asked.agency, asked.act) == (city.other, "countersign")
    assert any("请贵单位于" in line and "会签" in line for line in told(city.other_head))
    no = post(client_of(city.other_head), asked, {"decision": "return", "reason": "缺少执法口径。"})
    assert no.status_code == 302
    still = post(client_of(city.head), signing, {"decision": "agree"})
    assert still.status_code == 422
    assert "缺少执法口径。" in words_of(still)
    steps.return_plan(signing.pk, actor=city.head, now=now, reason="先与司法局协商。")
    steps.hand_in_plan(open_task("write_plan", commitment=commitment).pk, plan_text(), actor=city.officer, now=now)
    parts.sign(open_task("countersign", commitment=commitment).pk, actor=city.other_head, now=now)
    steps.sign_plan(open_task("sign_plan", commitment=commitment).pk, actor=city.head, now=now)
    approving = open_task("approve_plan", commitment=commitment)
    page = words_of(client_of(city.leader).get(f"/steps/{approving.pk}/"))
    assert "共同牵头" in page
    assert "吴承宇" in page
    nothing_is_wrong()


def test_an_added_signer_has_its_days_and_silence_is_no_signature(
    city: City, commitment: Commitment, client_of: Signed, now: datetime, at: Callable[[datetime], None]
) -> None:
    asked = countersignature(city, commitment, now)
    signing = open_task("sign_plan", commitment=commitment)
    with pytest.raises(Invalid) as waits:
        steps.sign_plan(signing.pk, actor=city.head, now=now)
    assert waits.value.code == "signatures_missing"
    assert asked.due_on is not None
    late = now + (asked.due_on - now.date() + DAY)
    at(late)
    steps.sign_plan(signing.pk, actor=city.head, now=late)
    signature = CoSigner.objects.get().signatures.get()
    assert signature.outcome == SignatureOutcome.DROPPED
    approving = open_task("approve_plan", commitment=commitment)
    page = words_of(client_of(city.leader).get(f"/steps/{approving.pk}/"))
    assert "已失效" in page
    assert not Task.objects.open().filter(node="countersign").exists()
    nothing_is_wrong()


def test_nobody_is_added_twice_or_after_the_signature(city: City, commitment: Commitment, now: datetime) -> None:
    parts.add_signer(commitment.pk, city.other, reason="涉及执法数据。", actor=city.head, now=now)
    with pytest.raises(TransitionRefused) as twice:
        parts.add_signer(commitment.pk, city.other, reason="再次。", actor=city.head, now=now)
    assert twice.value.code == "signs_already"
    with pytest.raises(Invalid):
        parts.add_signer(commitment.pk, city.agency, reason="自己。", actor=city.head, now=now)
    with pytest.raises(Invalid):
        parts.add_signer(commitment.pk, city.county, reason=" ", actor=city.head, now=now)
    walk(city, commitment, now, "sign_plan")
    parts.sign(open_task("countersign", commitment=commitment).pk, actor=city.other_head, now=now)
    steps.sign_plan(open_task("sign_plan", commitment=commitment).pk, actor=city.head, now=now)
    with pytest.raises(TransitionRefused) as late:
        parts.add_signer(commitment.pk, city.county, reason="补签。", actor=city.head, now=now)
    assert late.value.code == "plan_signed"


def test_days_of_a_missing_signature_are_not_the_head_s(city: City, commitment: Commitment, now: datetime) -> None:
    countersignature(city, commitment, now)
    commitment.refresh_from_db()
    on = now.date() + timedelta(days=4)
    found = held([commitment], on, calendar_in_force())[commitment.pk]
    assert found.now is not None
    assert found.now.holder is Holder.PARTNER
    assert sum(total.days for total in found.sums.values()) == (on - now.date()).days + 1


def test_a_transfer_takes_partners_and_joint_leads_along(city: City, now: datetime) -> None:
    from flows.actions import transferring

    parties = [(PartyRole.LEAD, city.agency), (PartyRole.LEAD, city.other), (PartyRole.PARTNER, city.county)]
    plan = issued_with(city, now, AssignmentMode.LEAD_WITH, parties)
    old = Commitment.objects.get(plan=plan)
    done = transferring.transfer(old.pk, city.office.pk, reason="归口办理。", actor=city.clerk, now=now)
    assert done.successor.co_signed
    assert [signer.agency for signer in done.successor.co_signers.all()] == [city.other]
    assert [one.agency for one in done.successor.contributions.all()] == [city.county]
    assert old.contributions.get().outcome == ContributionOutcome.DROPPED
    nothing_is_wrong()


def test_a_draft_that_others_sign_takes_a_fixed_number_of_statements_more(
    city: City, client_of: Signed, now: datetime
) -> None:
    plan = issued_with(city, now, AssignmentMode.LEAD, [(PartyRole.LEAD, city.agency), (PartyRole.LEAD, city.other)])
    commitment = Commitment.objects.get(plan=plan)
    walk(city, commitment, now, "write_plan")
    task = open_task("write_plan", commitment=commitment)
    client = client_of(city.officer)
    client.get(f"/steps/{task.pk}/")
    with counted_queries() as queries:
        assert post(client, task, plan_fields()).status_code == 302
    assert len(queries) <= MOST_WITH_ONE_SIGNER, "\n".join(query[:120] for query in queries)


# -- a version of the plan ---------------------------------------------------------------------------------------------


def test_a_version_asks_new_partners_and_lets_go_of_those_no_longer_named(city: City, now: datetime) -> None:
    parties = [(PartyRole.LEAD, city.agency), (PartyRole.PARTNER, city.other)]
    plan = issued_with(city, now, AssignmentMode.LEAD_WITH, parties)
    commitment = Commitment.objects.get(plan=plan)
    with root_of(commitment.pk) as root:
        assert root.commitment is not None
        parts.share_out(root.commitment, [city.county], [], phrase="青禾县政府配合", actor=city.clerk, now=now)
    outcomes = {one.agency: one.outcome for one in Contribution.objects.all()}
    assert outcomes == {city.other: ContributionOutcome.DROPPED, city.county: ""}
    assert open_task("contribute", commitment=commitment).agency == city.county
    assert any("青禾县政府配合" in line for line in told(city.county_officer))
    nothing_is_wrong()


def test_a_version_names_a_joint_lead_while_the_plan_lies_with_the_head(
    city: City, commitment: Commitment, now: datetime
) -> None:
    walk(city, commitment, now, "sign_plan")
    with root_of(commitment.pk) as root:
        assert root.commitment is not None
        parts.share_out(root.commitment, [], [city.other], phrase="", actor=city.clerk, now=now)
    lying = open_task("sign_plan", commitment=commitment)
    with pytest.raises(Invalid):
        steps.sign_plan(lying.pk, actor=city.head, now=now)
    parts.sign(open_task("countersign", commitment=commitment).pk, actor=city.other_head, now=now)
    steps.sign_plan(lying.pk, actor=city.head, now=now)
    with root_of(commitment.pk) as root:
        assert root.commitment is not None
        parts.share_out(root.commitment, [], [], phrase="", actor=city.clerk, now=now)
    assert not CoSigner.objects.get().is_lead
    nothing_is_wrong()


def test_a_joint_lead_with_a_commitment_of_its_own_keeps_it(city: City, commitment: Commitment) -> None:
    found = Effects()
    assert _reassign(found, commitment.plan, [commitment], [], {city.agency.pk}) == [commitment]
    assert found.ended == []
