"""What a plan demands before publication: prepared, reviewed by other hands, refused until passed, withheld by law."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from flows.actions import commitment as steps
from flows.actions import releasing, suspension
from flows.models import Task
from flows.verification import verify_deadlines, verify_facts, verify_release_steps, verify_waits
from notifications.dispatch import deliver_pending
from notifications.models import Notification
from tests.builders import City, issue_plan, make_plan, open_task, walk
from tests.flows.cases import Signed, ask_suspension, post, prepare_release
from tests.flows.pages import counted_queries, words_of
from workflow.errors import Invalid, NotPermitted, TransitionRefused
from workflow.models import Commitment, JournalEntry, Plan, PlanPublication, Release
from workflow.services import organisation, plans, releases
from workflow.services.release_checks import verify_releases
from workflow.services.releases import Prepared
from workflow.status import Gate, Role, Stage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at", "files_dir")]

WITHHELD = {"attribute": "withheld", "ground": "third_party", "reason": "附表列有企业报价。"}
WHOLE = {
    "attribute": "proactive",
    "ground": "",
    "reason": "",
    "deidentified": "on",
    "removed": "联系人手机号。",
    "explanation": "说明目标和分工。",
    "explanation_url": "",
    "opinions_received": "3",
    "opinions_adopted": "2",
    "opinions_refused": "一条与上位规定不符。",
}
PUBLISH = {"url": "https://example.org/plan", "published_on": "2026-09-07"}


def breaches() -> list[str]:
    checks = (verify_releases, verify_release_steps, verify_waits, verify_deadlines, verify_facts)
    return [breach.code for check in checks for breach in check()]


@pytest.fixture
def publishing(city: City, now: datetime) -> Commitment:
    """An approved plan waits for its publication; the work plan sets every gate."""
    commitment = issue_plan(city, make_plan(city, now, items=1), now)[0]
    walk(city, commitment, now, "publish_plan")
    Plan.objects.update(**dict.fromkeys(Gate.values, True))
    return Commitment.objects.get(pk=commitment.pk)


def test_nothing_is_published_until_every_gate_is_passed(
    city: City, publishing: Commitment, client_of: Signed, now: datetime
) -> None:
    officer, head = client_of(city.officer), client_of(city.head)
    step = open_task("publish_plan", commitment=publishing)
    refused = post(officer, step, PUBLISH)
    assert refused.status_code == 422
    said = words_of(refused)
    assert all(str(gate.label) in said for gate in Gate)
    assert f"/items/{publishing.pk}/release/" in refused.content.decode()
    assert officer.post(f"/items/{publishing.pk}/release/", WHOLE).status_code == 302
    again = officer.post(f"/items/{publishing.pk}/release/", WHOLE)
    assert again.status_code == 409
    assert "已提交" in words_of(again)
    assert "正在审查" in words_of(officer.get(f"/steps/{step.pk}/"))
    assert post(officer, step, PUBLISH).status_code == 422
    assert breaches() == []
    review = open_task("review_release", commitment=publishing)
    page = words_of(head.get(f"/steps/{review.pk}/"))
    assert "联系人手机号。" in page
    assert "说明目标和分工。" in page
    with counted_queries() as queries:
        assert post(head, review, {"decision": "agree", "remark": "已对照保密事项清单。"}).status_code == 302
    assert len(queries) <= 10, "\n".join(queries)
    with counted_queries() as queries:
        assert post(officer, step, PUBLISH).status_code == 302
    assert len(queries) <= 10, "\n".join(queries)
    publication = PlanPublication.objects.get()
    assert (publication.gates, publication.release) == (Gate.values, Release.objects.get())
    with counted_queries() as queries:
        item = words_of(officer.get(f"/items/{publishing.pk}/?tab=plan"))
    assert len(queries) <= 15, "\n".join(queries)
    assert "公布前关口" in item
    assert "收到 3 条，采纳 2 条" in item
    assert breaches() == []
    clock = publishing.clocks.get(kind="publication")
    assert "已对照保密事项清单。" in words_of(officer.get(f"/certificates/{clock.pk}/"))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"attribute": "secret"}, "attribute_unknown"),
        ({"attribute": "withheld"}, "ground_missing"),
        ({"attribute": "on_request", "ground": "process"}, "ground_missing"),
        ({"ground": "process"}, "ground_without_refusal"),
        ({"deidentified": False}, "not_deidentified"),
        ({"explanation": " "}, "explanation_missing"),
        ({"opinions_received": None}, "opinions_missing"),
        ({"opinions_adopted": 4}, "opinions_sum"),
        ({"opinions_refused": ""}, "opinions_unanswered"),
    ],
)
def test_what_is_missing_is_said(
    city: City, publishing: Commitment, now: datetime, change: dict[str, Any], code: str
) -> None:
    whole = Prepared("proactive", "", "", True, "", "说明。", "", 3, 2, "一条不符。")
    typed = {name: getattr(whole, name) for name in Prepared.__slots__} | change
    with pytest.raises(Invalid) as refused:
        releasing.prepare(publishing.pk, Prepared(**typed), actor=city.officer, now=now)
    assert refused.value.code == code
    assert not Release.objects.exists()


def test_nonsense_keeps_what_was_typed(city: City, publishing: Commitment, client_of: Signed) -> None:
    answer = client_of(city.officer).post(
        f"/items/{publishing.pk}/release/", WHOLE | {"ground": "x", "opinions_received": "-1", "explanation_url": "//"}
    )
    assert answer.status_code == 422
    assert "联系人手机号。" in answer.content.decode()
    assert not Release.objects.exists()


def test_the_author_of_the_plan_does_not_review_it(city: City, publishing: Commitment, now: datetime) -> None:
    task = prepare_release(city, publishing, now, deidentified=True, explanation="说明。", opinions_received=0)
    Commitment.objects.filter(pk=publishing.pk).update(plan_submitted_by=city.head)
    with pytest.raises(NotPermitted) as refused:
        releasing.accept(task.pk, actor=city.head, now=now, basis="清单。")
    assert refused.value.code == "same_hands"
    with pytest.raises(NotPermitted) as refused:
        releasing.send_back(task.pk, outcome="changes", actor=city.head, now=now, reason="补充。")
    assert refused.value.code == "same_hands"


@pytest.mark.parametrize("outcome", ["changes", "refused"])
def test_returned_it_is_prepared_anew(
    city: City, publishing: Commitment, client_of: Signed, now: datetime, outcome: str
) -> None:
    officer, head = client_of(city.officer), client_of(city.head)
    officer.post(f"/items/{publishing.pk}/release/", WHOLE)
    task = open_task("review_release", commitment=publishing)
    assert post(head, task, {"decision": "return", "to": "nobody", "reason": "删去报价。"}).status_code == 422
    assert post(head, task, {"decision": "return", "to": outcome, "reason": "删去报价。"}).status_code == 302
    assert post(head, task, {"decision": "agree", "remark": "清单。"}).status_code in (302, 409)
    assert Release.objects.get().outcome == outcome
    assert post(officer, open_task("publish_plan", commitment=publishing), PUBLISH).status_code == 422
    page = officer.get(f"/items/{publishing.pk}/release/").content.decode()
    assert "删去报价。" in page
    assert "联系人手机号。" in page
    officer.post(f"/items/{publishing.pk}/release/", WHOLE)
    officer.post(f"/items/{publishing.pk}/release-withdraw/")
    assert Release.objects.order_by("-pk")[0].outcome == "withdrawn"
    assert not Task.objects.open().filter(node="review_release").exists()
    assert breaches() == []


def test_withheld_by_law_the_work_goes_on_and_an_inspector_objects(
    city: City, publishing: Commitment, client_of: Signed, now: datetime
) -> None:
    officer, inspector = client_of(city.officer), client_of(city.inspector)
    Plan.objects.update(gate_confidentiality=False)
    answer = officer.post(f"/items/{publishing.pk}/release/", WHOLE | WITHHELD)
    assert answer.status_code == 302, words_of(answer)
    # What is withheld is reviewed whatever the plan demands.
    step, review = (open_task(node, commitment=publishing) for node in ("publish_plan", "review_release"))
    assert post(officer, step, {"withheld": "1"}).status_code == 422
    post(client_of(city.head), review, {"decision": "agree", "remark": "报价属商业秘密。"})
    assert post(officer, step, PUBLISH).status_code == 422
    assert "商业秘密" in words_of(officer.get(f"/steps/{step.pk}/"))
    assert post(officer, step, {"withheld": "1"}).status_code == 302
    publishing.refresh_from_db()
    assert publishing.stage is Stage.EXECUTING
    assert PlanPublication.objects.get().url == ""
    entry = JournalEntry.objects.get(act="plan_withheld")
    assert entry.remark == WITHHELD["reason"]
    deliver_pending(now)
    assert Notification.objects.filter(entry=entry, recipient=city.inspector).exists()
    address = f"/items/{publishing.pk}/release-object/"
    assert address in inspector.get(f"/items/{publishing.pk}/").content.decode()
    assert inspector.post(address, {"reason": " "}).status_code == 422
    assert inspector.post(address, {"reason": "报价可以遮盖后公布。"}).status_code == 302
    assert inspector.post(address, {"reason": "再说一次。"}).status_code == 409
    assert "报价可以遮盖后公布。" in words_of(officer.get(f"/items/{publishing.pk}/?tab=plan"))
    assert breaches() == []


def test_foreign_and_rightless(city: City, publishing: Commitment, client_of: Signed, now: datetime) -> None:
    task = prepare_release(city, publishing, now, deidentified=True, explanation="说明。", opinions_received=0)
    outsider, leader = client_of(city.outsider), client_of(city.leader)
    fields = {"decision": "agree", "remark": "清单。"}
    assert [post(client, task, fields).status_code for client in (outsider, leader)] == [404, 403]
    for name in ("release", "release-withdraw", "release-object"):
        address = f"/items/{publishing.pk}/{name}/"
        assert [client.post(address, WHOLE).status_code for client in (outsider, leader)] == [404, 403]
    with pytest.raises(NotPermitted):
        releasing.withdraw(publishing.pk, actor=city.head, now=now)


def test_gates_set_after_the_issue_apply_from_then_on(
    city: City, publishing: Commitment, client_of: Signed, now: datetime
) -> None:
    """A gate added behind a release has to be passed too; taken away, nothing is asked."""
    plan = publishing.plan
    address = f"/plans/{plan.pk}/gates/"
    assert [client_of(one).post(address, {}).status_code for one in (city.officer, city.inspector)] == [404, 403]
    clerk = client_of(city.clerk)
    assert "gate_confidentiality" in clerk.get(f"/plans/{plan.pk}/").content.decode()
    clerk.post(address, {"gate_disclosure": "on"})
    releasing.prepare(publishing.pk, Prepared(), actor=city.officer, now=now)
    assert Release.objects.get().outcome == "passed"
    clerk.post(address, {"gate_disclosure": "on", "gate_explanation": "on"})
    entry = JournalEntry.objects.filter(act="gates_changed").order_by("-seq")[0]
    assert entry.data == {"gate_explanation": True}
    step = open_task("publish_plan", commitment=publishing)
    with pytest.raises(Invalid) as refused:
        steps.publish_plan(step.pk, url=PUBLISH["url"], published_on=now.date(), actor=city.officer, now=now)
    assert refused.value.details == [str(Gate.EXPLANATION.label)]
    clerk.post(address, {})
    steps.publish_plan(step.pk, url=PUBLISH["url"], published_on=now.date(), actor=city.officer, now=now)
    assert PlanPublication.objects.get().gates == []
    draft = make_plan(city, now)
    with pytest.raises(TransitionRefused):
        plans.set_gates(draft.pk, {}, actor=city.clerk, now=now)


def test_what_is_under_review_is_called_so_and_only_its_author_is_shown_how_to_withdraw_it(
    city: City, publishing: Commitment, client_of: Signed, now: datetime
) -> None:
    item, step = f"/items/{publishing.pk}/", f"/steps/{open_task('publish_plan', commitment=publishing).pk}/"
    officer = client_of(city.officer)
    assert (words_of(officer.get(item)).count("未办"), "审查中" in words_of(officer.get(item))) == (len(Gate), False)
    prepare_release(city, publishing, now, deidentified=True, explanation="说明。", opinions_received=0)
    for address in (item, step):
        page = words_of(officer.get(address))
        assert (page.count("审查中"), "未办" in page) == (len(Gate), False)
    withdraw = f'href="{item}release-withdraw/"'
    assert withdraw in officer.get(step).content.decode()
    colleague = organisation.create_user("officer2", "宋倩", password=None, actor=None, now=now)
    organisation.add_membership(colleague, city.agency, Role.OFFICER, actor=None, now=now)
    page = client_of(colleague).get(step).content.decode()
    assert "审查中" in page
    assert withdraw not in page


def test_a_field_that_a_gate_may_ask_for_is_not_called_optional(
    city: City, publishing: Commitment, client_of: Signed
) -> None:
    page = words_of(client_of(city.officer).get(f"/items/{publishing.pk}/release/"))
    assert page.count("可不填") == 1
    assert "去除的内容（可不填）" in page.replace(" ", "")


def test_a_review_nobody_asks_for_any_more_is_withdrawn_or_decided_first(
    city: City, publishing: Commitment, client_of: Signed, now: datetime
) -> None:
    prepare_release(city, publishing, now, deidentified=True, explanation="说明。", opinions_received=0)
    plans.set_gates(publishing.plan_id, {}, actor=city.clerk, now=now)
    step, officer = open_task("publish_plan", commitment=publishing), client_of(city.officer)
    page = officer.get(f"/steps/{step.pk}/").content.decode()
    assert "通过前不得公布" in page
    assert 'name="url"' not in page
    assert f'href="/items/{publishing.pk}/release-withdraw/"' in page
    refused = post(officer, step, PUBLISH)
    assert refused.status_code == 422
    assert "正在审查" in words_of(refused)
    assert "撤回" in words_of(refused)
    assert officer.post(f"/items/{publishing.pk}/release-withdraw/").status_code == 302
    assert "已撤回，可以登记公布情况" in words_of(officer.get(f"/items/{publishing.pk}/"))
    assert 'name="url"' in officer.get(f"/steps/{step.pk}/").content.decode()
    assert post(officer, step, PUBLISH).status_code == 302
    assert breaches() == []
    Release.objects.update(outcome="", decided_at=None)
    assert "release_of_published" in breaches()


def test_it_rests_with_the_work_and_ends_with_it(city: City, publishing: Commitment, now: datetime) -> None:
    task = prepare_release(city, publishing, now, deidentified=True, explanation="说明。", opinions_received=0)
    ask_suspension(city, publishing, now)
    task.refresh_from_db()
    with pytest.raises(TransitionRefused) as refused:
        releasing.accept(task.pk, actor=city.head, now=now, basis="清单。")
    assert refused.value.code == "suspended"
    later = now + timedelta(days=7)
    due = task.due_on
    suspension.resume(publishing.pk, actor=city.leader, now=later)
    task.refresh_from_db()
    assert due is not None
    assert task.due_on == due + timedelta(days=7)
    assert task.due_on == Release.objects.get().answer_by
    assert breaches() == []
    steps.discontinue(publishing.pk, actor=city.leader, now=later, reason="任务取消。")
    assert Release.objects.get().outcome == "dropped"
    assert breaches() == []


def test_the_checks_find_what_was_altered(city: City, publishing: Commitment, now: datetime) -> None:
    task = prepare_release(city, publishing, now, deidentified=True, explanation="说明。", opinions_received=0)
    release = Release.objects.all()
    release.update(outcome="passed", decided_at=now, reviewed_by=city.officer)
    assert breaches() == ["release_hands", "release_decided", "release_step"]
    release.update(outcome="", decided_at=None, reviewed_by=None)
    releasing.accept(task.pk, actor=city.head, now=now, basis="清单。")
    step = open_task("publish_plan", commitment=publishing)
    steps.publish_plan(step.pk, url=PUBLISH["url"], published_on=now.date(), actor=city.officer, now=now)
    assert breaches() == []
    rows = PlanPublication.objects.all()
    rows.update(gates=[])
    assert breaches() == ["gates_altered"]
    rows.update(gates=Gate.values, url="")
    assert breaches() == ["published_withheld"]
    rows.update(url=PUBLISH["url"])
    release.update(explanation="")
    assert breaches() == ["published_unreviewed"]
    release.update(outcome="", decided_at=None, explanation="说明。")
    assert set(breaches()) == {"published_unreviewed", "release_waits", "release_of_published"}
    Commitment.objects.update(discontinued_at=now)
    assert "release_of_ended" in breaches()
    assert releases.latest(publishing) is not None
