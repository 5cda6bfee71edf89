"""One of everything: a city at work, a neighbouring one, and the rows every address of Duban can name."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from flows.actions import commitment as steps
from flows.actions import dispute as disputing
from flows.actions import inspection as inspecting
from flows.actions import parts, releasing, reports, transferring
from flows.actions import plan as planning
from flows.models import Process, Task
from notifications.dispatch import deliver_pending
from notifications.models import Notification
from tests.builders import City, build_city, issue_plan, make_plan, open_task, plan_text, walk
from tests.flows.cases import (
    CONTRIBUTION,
    DISPUTE,
    DIVISION,
    DUTY,
    EXTENSION,
    SLIP,
    SUSPENSION,
    ask_extension,
    ask_suspension,
    contribution,
    dispute,
    division,
    event,
    name_partner,
    prepare_release,
    slip,
)
from tests.flows.duties import reach_duty
from tests.workflow.importing import (
    DAMAGED_TEXT,
    PLAN_TEXT,
    add_sentence,
    add_words,
    county_set,
    draft_of,
    settle_everything,
)
from tests.workflow.importing import Clerk as Reviewer
from workflow.models import (
    Agency,
    AgencyAlias,
    AgencySet,
    AgencySetMember,
    Attachment,
    Clock,
    Commitment,
    Consultation,
    ConsultationComment,
    Delegation,
    Dispute,
    Duty,
    DutyPeriod,
    Finding,
    ImportDraft,
    Job,
    Membership,
    Plan,
    PlanDoubt,
    PlanEvent,
    ProgressReport,
    Suspension,
    UpperDocument,
    UpperItem,
    User,
)
from workflow.reading.doubts import MESSAGES
from workflow.services import (
    agency_sets,
    attachments,
    consultation,
    delegations,
    imports,
    jobs,
    ledger_export,
    organisation,
)
from workflow.services.calendar import calendar_in_force
from workflow.services.consultation import Proposal
from workflow.status import AgencyKind, ClockKind, JobStatus, JurisdictionLevel, PlanStatus, Role

CAST = (
    "anonymous",
    "stranger",
    "root",
    "neighbour",
    "outsider",
    "officer",
    "head",
    "county_officer",
    "clerk",
    "leader",
    "inspector",
)
"""`stranger` has an account and no post, `root` is a superuser without a post, `neighbour` the clerk of another city,
`outsider` the officer of another agency of this city."""

RELEASES = ("release", "review_release", "withheld")
STEPS = ("acknowledge", "write_plan", "sign_plan", "approve_plan", "publish_plan", "execute", "inspect", "close")


@dataclass
class World:
    """The cast and what they work on. `tasks` are open steps by node; `commitments` theirs, by the same node."""

    city: City
    now: datetime
    people: dict[str, User]
    tasks: dict[str, Task]
    commitments: dict[str, Commitment]
    plan: Plan
    drafted: Plan
    consulted: Plan
    comment: ConsultationComment
    county_commitment: Commitment
    process: Process
    draft: ImportDraft
    doubt: PlanDoubt
    open_draft: ImportDraft
    upper: UpperDocument
    version_draft: ImportDraft
    finished_job: Job
    waiting_job: Job
    export_job: Job
    attachment: Attachment
    clock: Clock
    notification: Notification
    agency_set: AgencySet
    set_member: AgencySetMember
    alias: AgencyAlias
    membership: Membership
    delegation: Delegation
    sessions: dict[str, str] = field(default_factory=dict)

    @property
    def commitment(self) -> Commitment:
        """One of the agency, waiting for acknowledgement."""
        return self.commitments["acknowledge"]

    def delegating(self) -> dict[str, str]:
        """What the officer posts to have the head act for him."""
        post = Membership.objects.get(user=self.city.officer, on_behalf_of=None)
        today = timezone.localdate()
        who = f"{post.pk}-{self.city.head.pk}"
        return {"who": who, "first": today.isoformat(), "last": today.isoformat(), "reason": "外出开会。"}

    def day_ahead(self, name: str) -> date:
        """A working day after the final date of a commitment, whenever the pages look."""
        last = max(self.commitments[name].completion_on, timezone.localdate())
        return calendar_in_force().roll_forward(last + timedelta(days=30))

    @property
    def event(self) -> PlanEvent:
        """An entry of the register, of the agency alone."""
        response = self.task("answer_event").process.event_response
        assert response is not None
        return response.event

    def reporting(self) -> dict[str, Any]:
        """What is posted to register another application, by who may do it for the agency."""
        at = (self.now - timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M")
        found = self.commitments["answer_event"]
        deadline = found.item.deadlines.get()
        chosen = f"{found.pk}-{deadline.pk}"
        return {"words": deadline.event, "happened_at": at, "known_at": at, "hang": chosen}

    def soon(self) -> date:
        """The next working day, whenever the pages look."""
        return calendar_in_force().add_working_days(timezone.localdate(), 1).due_on

    def slip_pk(self, node: str) -> int:
        """The slip whose step is open at the node."""
        return self.task(node).process.slip_id or 0

    def task(self, node: str) -> Task:
        """The open step at the node."""
        return self.tasks[node]


def delegation_of(city: City) -> Delegation:
    """The head has the officer act for him, not yet."""
    first = timezone.localdate() + timedelta(days=20)
    post = Membership.objects.get(user=city.head)
    return delegations.delegate(
        post.pk, city.officer.pk, first=first, last=first, reason="出差。", actor=city.head, now=timezone.now()
    )


def build_world(now: datetime) -> World:
    """Everything as of `now`; files go to MEDIA_ROOT."""
    city = build_city(now)
    agency_set = county_set(city, now)
    people = people_of(city, now)
    beside = (
        *EXTENSION,
        *SUSPENSION,
        "suspended",
        *DISPUTE,
        "upheld",
        "transferred",
        *DUTY,
        *SLIP,
        "answer_event",
        *CONTRIBUTION,
        *DIVISION,
        *RELEASES,
    )
    names = (*STEPS, "submit_report", "rectify", "recheck", "ended", "difficult", *beside)
    plan = make_plan(city, now, items=len(names))
    first, *others = issue_plan(city, plan, now, agencies=[city.agency, city.county])
    mine = [c for c in (first, *others) if c.agency_id == city.agency.pk]
    commitments = dict(zip(names, mine, strict=True))
    tasks = {node: walked(city, commitments[node], now, node) for node in STEPS}
    tasks |= later_steps(city, commitments, now)
    tasks |= extension_steps(city, commitments, now)
    tasks |= suspension_steps(city, commitments, now)
    tasks |= dispute_steps(city, commitments, now)
    tasks |= duty_steps(city, commitments, now)
    tasks |= slip_steps(city, commitments, now)
    tasks["answer_event"] = event(city, commitments["answer_event"], now)
    tasks |= part_steps(city, commitments, now)
    tasks |= {node: division(city, commitments[node], now, until=node) for node in DIVISION}
    Task.objects.filter(pk=tasks["acknowledge"].pk).update(due_on=date(2099, 6, 30))
    walk(city, commitments["ended"], now, "")
    # Last of the plan: from then on nothing of it is published without a review.
    tasks |= release_steps(city, commitments, now)
    tasks |= plan_steps(city, now)
    drafted = tasks["review"].plan
    assert drafted is not None
    doubt = PlanDoubt.objects.create(
        plan=drafted, item=drafted.items.first(), kind="open_list", message=MESSAGES["open_list"], phrase="等部门"
    )
    draft = draft_of(city, now, DAMAGED_TEXT)
    add_words(Reviewer(draft, city, now), "逐条", "时限")
    add_sentence(Reviewer(draft, city, now))
    draft.refresh_from_db()
    open_draft = draft_of(city, now, PLAN_TEXT.replace("12号", "13号").replace("办好政策问答", "办好政策解读"))
    settle_everything(Reviewer(open_draft, city, now))
    open_draft.refresh_from_db()
    version_draft = draft_of(city, now, PLAN_TEXT.replace("12号", "15号"))
    ImportDraft.objects.filter(pk=version_draft.pk).update(new_version_of=plan)
    comment = comment_of(city, now)
    finished, waiting, export = jobs_of(city, now)
    upload: Any = SimpleUploadedFile("清单.pdf", b"%PDF-1.7", content_type="application/pdf")
    members = organisation.create_agency_set(city.jurisdiction, "试点部门", actor=None, now=now, members=[city.agency])
    agency_sets.add_members(members, [city.other], valid_from=now.date(), actor=city.clerk, now=now)
    while deliver_pending(now):
        pass
    process = Process.objects.filter(commitment=first, parent__isnull=True).get()
    return World(
        city=city,
        now=now,
        people=people,
        tasks=tasks,
        commitments=commitments,
        plan=plan,
        drafted=drafted,
        consulted=comment.consulted.consultation.plan,
        comment=comment,
        county_commitment=next(c for c in others if c.agency_id == city.county.pk),
        process=process,
        draft=draft,
        doubt=doubt,
        open_draft=open_draft,
        upper=upper_document(city, plan, now),
        version_draft=version_draft,
        finished_job=finished,
        waiting_job=waiting,
        export_job=export,
        attachment=attachments.store(upload, city.agency, actor=city.officer, now=now),
        clock=Clock.objects.filter(commitment=first).order_by("pk")[0],
        notification=Notification.objects.filter(recipient=city.officer).order_by("pk")[0],
        delegation=delegation_of(city),
        agency_set=agency_set,
        set_member=AgencySetMember.objects.filter(agency_set=members, agency=city.other).get(),
        alias=organisation.add_alias(city.agency, "市大数据局", actor=city.clerk, now=now),
        membership=Membership.objects.get(user=city.officer, on_behalf_of=None),
    )


def upper_document(city: City, plan: Plan, now: datetime) -> UpperDocument:
    """What the issued plan is compared with: two items, nothing linked."""
    document = UpperDocument.objects.create(
        plan=plan, title="云中省年度要点", added_by=city.clerk, added_at=now, read_at=now
    )
    UpperItem.objects.create(document=document, order=1, number="一/1", text="写明办事指南。")
    UpperItem.objects.create(document=document, order=2, number="一/2", text="开放旁听。")
    return document


def people_of(city: City, now: datetime) -> dict[str, User]:
    """The signed-in cast by name."""
    place = organisation.create_jurisdiction("邻江市", JurisdictionLevel.CITY, actor=None, now=now)
    office = organisation.create_agency(
        place,
        name="邻江市人民政府办公室",
        short_name="邻江市政府办",
        kind=AgencyKind.OFFICE,
        order=1,
        actor=None,
        now=now,
    )  # fmt: skip
    neighbour = organisation.create_user("neighbour", "邻居", password=None, actor=None, now=now)
    organisation.add_membership(neighbour, office, Role.CLERK, actor=None, now=now, title="督办专员")
    root = organisation.create_user("root", "管理员", password=None, actor=None, now=now)
    User.objects.filter(pk=root.pk).update(is_superuser=True, is_staff=True)
    root.refresh_from_db()
    people = {
        "stranger": organisation.create_user("stranger", "陌生人", password=None, actor=None, now=now),
        "root": root,
        "neighbour": neighbour,
    }
    return people | {name: getattr(city, name) for name in CAST if hasattr(city, name)}


def walked(city: City, commitment: Commitment, now: datetime, node: str) -> Task:
    """The open step at the node, reached."""
    task = walk(city, commitment, now, node)
    assert task is not None
    return task


def later_steps(city: City, commitments: dict[str, Commitment], now: datetime) -> dict[str, Task]:
    """Open steps of the child flows: report, rectification, recheck."""
    walked(city, commitments["submit_report"], now, "execute")
    reports.open_due_reports(now)
    for node in ("rectify", "recheck"):
        inspect = walked(city, commitments[node], now, "inspect")
        inspecting.raise_finding(inspect.pk, text="三处未更新。", working_days=5, actor=city.inspector, now=now)
    rectify = open_task("rectify", commitment=commitments["recheck"])
    inspecting.rectify(rectify.pk, text="已更新。", actor=city.officer, now=now)
    walked(city, commitments["difficult"], now, "execute")
    reports.open_due_reports(now)
    asked = open_task("submit_report", commitment=commitments["difficult"])
    reports.submit_report(asked.pk, text="已梳理。", difficulties="人手不足。", percent=40, actor=city.officer, now=now)
    reports.sign_report(open_task("sign_report", commitment=commitments["difficult"]).pk, actor=city.head, now=now)
    execute = open_task("submit_report", commitment=commitments["execute"])
    reports.submit_report(execute.pk, text="已梳理。", percent=40, actor=city.officer, now=now)
    assert ProgressReport.objects.exists()
    assert Finding.objects.exists()
    return {
        "submit_report": open_task("submit_report", commitment=commitments["submit_report"]),
        "sign_report": open_task("sign_report", commitment=commitments["execute"]),
        "rectify": open_task("rectify", commitment=commitments["rectify"]),
        "recheck": open_task("recheck", commitment=commitments["recheck"]),
    }


def extension_steps(city: City, commitments: dict[str, Commitment], now: datetime) -> dict[str, Task]:
    """The three steps of a request for an extension, each open on a commitment of its own. Their dates, and that of the
    first commitment, are still to come whenever the pages look."""
    asked = [commitments[node] for node in ("acknowledge", *EXTENSION)]
    far = date(2099, 6, 30)
    Commitment.objects.filter(pk__in=[one.pk for one in asked]).update(completion_on=far)
    Clock.objects.filter(commitment__in=asked, kind=ClockKind.COMPLETION).update(start_on=far, due_on=far)
    tasks = {}
    for node in EXTENSION:
        commitments[node].refresh_from_db()
        found = ask_extension(city, commitments[node], now, to=date(2099, 12, 1), until=node)
        assert found is not None
        tasks[node] = found
    return tasks


def slip_steps(city: City, commitments: dict[str, Commitment], now: datetime) -> dict[str, Task]:
    """The three steps of a supervision slip, each open on a commitment of its own."""
    tasks = {}
    for node in SLIP:
        found = slip(city, commitments[node], now, until=node)
        assert found is not None
        tasks[node] = found
    return tasks


def part_steps(city: City, commitments: dict[str, Commitment], now: datetime) -> dict[str, Task]:
    """The steps of other agencies: the two of a contribution, due on a day that has passed whenever the pages look, and
    a signature of the agency on a plan of the county."""
    tasks = {node: contribution(city, commitments[node], now, until=node) for node in CONTRIBUTION}
    name_partner(commitments["acknowledge"], city.other)
    item = commitments["sign_plan"].item
    theirs = Commitment.objects.get(item=item, agency=city.county)
    parts.add_signer(theirs.pk, city.agency, reason="涉及数据共享。", actor=city.county_officer, now=now)
    steps.acknowledge(open_task("acknowledge", commitment=theirs).pk, actor=city.county_officer, now=now)
    steps.hand_in_plan(open_task("write_plan", commitment=theirs).pk, plan_text(), actor=city.county_officer, now=now)
    return tasks | {"countersign": open_task("countersign", commitment=theirs)}


def suspension_steps(city: City, commitments: dict[str, Commitment], now: datetime) -> dict[str, Task]:
    """The two steps of a request for a suspension, each open on a commitment of its own, and one that is suspended; all
    until a day that is still to come whenever the pages look."""
    tasks = {}
    for node in (*SUSPENSION, ""):
        commitment = commitments[node or "suspended"]
        walk(city, commitment, now, "write_plan")
        found = ask_suspension(city, commitment, now, until=node)
        if found is not None:
            tasks[node] = found
    far = date(2099, 6, 30)
    Suspension.objects.update(until=far, answer_by=far)
    Commitment.objects.filter(suspended_on__isnull=False).update(suspended_until=far)
    return tasks


def dispute_steps(city: City, commitments: dict[str, Commitment], now: datetime) -> dict[str, Task]:
    """The three steps of a dispute, each open on a commitment of its own; one upheld, whose second round can be asked
    for whenever the pages look; one transferred."""
    tasks = {}
    for node in DISPUTE:
        found = dispute(city, commitments[node], now, until=node)
        assert found is not None
        tasks[node] = found
    answer = dispute(city, commitments["upheld"], now, until="answer_dispute")
    assert answer is not None
    disputing.uphold(answer.pk, actor=city.clerk, now=now, remark="职责规定在先。")
    Dispute.objects.filter(commitment=commitments["upheld"]).update(again_until=date(2099, 6, 30))
    # The day until which the first one may be disputed counts from its opening.
    Commitment.objects.filter(pk=commitments["acknowledge"].pk).update(opened_at=now.replace(year=2099))
    heir = organisation.create_agency(
        city.jurisdiction,
        name="云川市外事办公室",
        short_name="市外办",
        kind=AgencyKind.DEPARTMENT,
        order=30,
        actor=None,
        now=now,
    )
    city.clerk.refresh_from_db()  # his reach has grown by it
    transferring.transfer(commitments["transferred"].pk, heir.pk, reason="归口办理。", actor=city.clerk, now=now)
    return tasks


def release_steps(city: City, commitments: dict[str, Commitment], now: datetime) -> dict[str, Task]:
    """The plan demands a review before publication: one waits to be prepared, one for its review, one was withheld; the
    one at its step of publishing has passed."""
    for name in ("release", "withheld", "review_release"):
        walk(city, commitments[name], now, "publish_plan")
    no = {"attribute": "withheld", "ground": "third_party", "reason": "附表列有企业报价。"}
    for name, typed in (("publish_plan", {}), ("withheld", no)):
        review = prepare_release(city, Commitment.objects.get(pk=commitments[name].pk), now, **typed)
        releasing.accept(review.pk, actor=city.head, now=now, basis="已对照保密事项清单。")
    step = open_task("publish_plan", commitment=commitments["withheld"])
    releasing.withhold(step.pk, actor=city.officer, now=now)
    waiting = Commitment.objects.get(pk=commitments["review_release"].pk)
    return {"review_release": prepare_release(city, waiting, now)}


def duty_steps(city: City, commitments: dict[str, Commitment], now: datetime) -> dict[str, Task]:
    """The two steps of a period of a duty, each open on a commitment of its own and still running whenever the pages
    look."""
    tasks = {node: reach_duty(city, commitments[node], now, node) for node in DUTY}
    far = date(2099, 12, 31)
    DutyPeriod.objects.update(last_on=far, due_on=far, closes_on=far)
    Duty.objects.update(next_on=date(2100, 1, 1))
    return tasks


def plan_steps(city: City, now: datetime) -> dict[str, Task]:
    """The three steps of a work plan, each open on a plan of its own."""
    reviewed, submitted, approved = (make_plan(city, now, items=1) for _ in range(3))
    for plan in (submitted, approved):
        planning.submit(open_task("review", plan=plan).pk, actor=city.clerk, now=now)
    planning.approve(open_task("approve", plan=approved).pk, actor=city.leader, now=now)
    return {
        "review": open_task("review", plan=reviewed),
        "approve": open_task("approve", plan=submitted),
        "issue": open_task("issue", plan=approved),
    }


def comment_of(city: City, now: datetime) -> ConsultationComment:
    """A comment of the agency on a plan that is still open for comments, whenever the pages look."""
    plan = make_plan(city, now, items=1, status=PlanStatus.CONSULTATION)
    consultation.open_consultation(plan.pk, working_days=5, actor=city.clerk, now=now)
    Consultation.objects.update(closes_on=date(2099, 1, 1))
    says = Proposal("other", "与现行办法一致。")
    return consultation.add_comment(plan.pk, city.agency.pk, says, actor=city.officer, now=now)


def jobs_of(city: City, now: datetime) -> tuple[Job, Job, Job]:
    """(finished import, waiting import, finished export), all of the clerk."""
    finished = Job.objects.filter(status=JobStatus.DONE).order_by("pk")[0]
    waiting = imports.receive(
        city.office.pk, "另一份.txt", PLAN_TEXT.replace("12号", "14号").encode(), actor=city.clerk, now=now
    )
    export = jobs.start(
        ledger_export.KIND, title="台账", owner=city.clerk, arguments={"query": "", "language": "zh-hans"}, now=now
    )
    path = ledger_export.file_of(export.pk)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"PK")
    Job.objects.filter(pk=export.pk).update(status=JobStatus.DONE, finished_at=now)
    export.refresh_from_db()
    return finished, waiting, export


def agency_named(world: World, name: str) -> Agency:
    """An agency of the city by its short name."""
    return Agency.objects.get(jurisdiction=world.city.jurisdiction, short_name=name)
