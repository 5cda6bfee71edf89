"""The acts of a walk, each by the person whose step it is, through the same functions as the pages call."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.datastructures import MultiValueDict

from config.demo.people import Cast
from config.demo.topics import DIFFICULTIES, HEAD_REASONS, OFFICE_REASONS, REPORT_REASONS, TOPICS, Topic
from config.demo.walks import SHORT_RECTIFICATION
from flows import step_drafts
from flows.actions import commitment as line
from flows.actions import (
    dispute,
    dividing,
    duties,
    extension,
    inspection,
    parts,
    releasing,
    reports,
    slips,
    suspension,
    transferring,
)
from flows.models import Task
from workflow.models import Agency, Attachment, Commitment, User
from workflow.services import attachments
from workflow.services.calendar import calendar_in_force
from workflow.services.duties import Done
from workflow.services.releases import Prepared
from workflow.services.work import MeasureLine, PlanText
from workflow.status import ClockKind, Disclosure, RefusalGround

OF_PLANS = frozenset(
    {
        *("draft", "hand_in", "sign", "head_returns", "approve", "office_returns", "publish"),
        *("prepare", "prepare_withheld", "review", "withhold"),
    }
)
"""Acts of an implementation plan, which a light commitment does not have."""
LATE_PARTNERS = frozenset({"市数据局"})
"""Partners whose contribution still waits, for the visitor to see."""
SITE = "https://www.yunchuan.example"


@dataclass
class Walker:
    """One commitment on its walk; `number` is that of its item in the document, `index` its own place in the plan."""

    commitment: Commitment
    number: int
    index: int
    walk: str
    cast: Cast

    @property
    def topic(self) -> Topic:
        """What is written about the item."""
        return TOPICS[self.number - 1]

    @property
    def officer(self) -> User:
        """Who does the work."""
        return self.cast.officers[self.commitment.agency.short_name]

    @property
    def head(self) -> User:
        """Who signs."""
        return self.cast.heads[self.commitment.agency.short_name]

    @property
    def leader(self) -> User:
        """The vice mayor decides two of three, the secretary-general the third."""
        return self.cast.leaders[1 if self.index % 3 == 2 else 0]

    @property
    def inspector(self) -> User:
        """One of the two inspectors, in turn."""
        return self.cast.inspectors[self.index % 2]

    def act(self, name: str) -> Callable[[datetime], object]:
        """The act of that name, to be called with its moment; nothing where a light commitment has no such step."""
        if self.commitment.is_light and name in OF_PLANS:
            return lambda now: None
        found: Callable[[datetime], object] = getattr(self, name)
        return found

    # -- the implementation plan ---------------------------------------------------------------------------------------

    def acknowledge(self, now: datetime) -> None:
        """签收."""
        line.acknowledge(self._task("acknowledge"), actor=self.officer, now=now)
        for task in self._steps("state_part"):
            part = f"本单位负责“{self.commitment.item.title}”中按三定方案由本单位主管的部分，数据口径由市数据局统一。"
            dividing.state(task.pk, part=part, actor=self.officer, now=now)

    def draft(self, now: datetime) -> None:
        """Begin to write and leave it for tomorrow."""
        typed = {"summary": [self.topic.summary], "contact": [str(self.officer)]}
        measures = self._measures(now)[:2]
        typed |= {"measure-TOTAL_FORMS": [str(len(measures))], "measure-INITIAL_FORMS": ["0"]}
        for row, measure in enumerate(measures):
            typed[f"measure-{row}-text"] = [measure.text]
            typed[f"measure-{row}-due_on"] = [str(measure.due_on)]
            typed[f"measure-{row}-person"] = [measure.person]
            typed[f"measure-{row}-output"] = [measure.output if row == 0 else ""]
        step_drafts.keep(self.officer.pk, self._task("write_plan"), MultiValueDict(typed), now=now)

    def hand_in(self, now: datetime) -> None:
        """报送实施方案, once the division of work is confirmed; some partners contribute meanwhile."""
        for task in self._steps("confirm_part"):
            dividing.confirm(task.pk, actor=self.cast.clerk, now=now, remark="分工清楚，同意。")
        self._partners_contribute(now)
        revision = self.commitment.implementation_plans.count() + 1
        text = PlanText(
            key=uuid5(NAMESPACE_URL, f"{SITE}/{self.commitment.chain_key}/{revision}"),
            summary=self.topic.summary,
            contact=str(self.officer),
            measures=self._measures(now),
        )
        papers = [self._paper("实施方案", self.topic.summary, now).pk] if self.index % 3 == 0 else []
        line.hand_in_plan(self._task("write_plan"), text, papers, actor=self.officer, now=now)

    def sign(self, now: datetime) -> None:
        """签批, after the joint leads."""
        for task in self._steps("countersign"):
            parts.sign(task.pk, actor=self.cast.heads[str(task.agency)], now=now)
        line.sign_plan(self._task("sign_plan"), actor=self.head, now=now)

    def head_returns(self, now: datetime) -> None:
        """退回 by the head."""
        reason = HEAD_REASONS[self.index % len(HEAD_REASONS)]
        line.return_plan(self._task("sign_plan"), actor=self.head, now=now, reason=reason)

    def approve(self, now: datetime) -> None:
        """审批."""
        line.approve_plan(self._task("approve_plan"), actor=self.leader, now=now)

    def office_returns(self, now: datetime) -> None:
        """退回 by the office."""
        reason = OFFICE_REASONS[self.index % len(OFFICE_REASONS)]
        line.return_plan(self._task("approve_plan"), actor=self.leader, now=now, reason=reason)

    def _partners_contribute(self, now: datetime) -> None:
        """Every other partner hands in; where the place is odd, the lead takes it in at once."""
        for place, task in enumerate(self._steps("contribute")):
            agency = str(task.agency)
            if (place + self.index) % 2 or agency in LATE_PARTNERS:
                continue
            text = f"{agency}已按要求整理本单位有关情况，见所附清单，后续变动随时更新。"
            parts.hand_in(task.pk, text=text, actor=self.cast.officers[agency], now=now)
        for task in self._steps("take_in") if self.index % 2 else ():
            parts.take_in(task.pk, actor=self.officer, now=now)

    def publish(self, now: datetime) -> None:
        """公布方案."""
        url = f"{SITE}/plans/{self.commitment.item.order}-{self.commitment.agency_id}.html"
        line.publish_plan(self._task("publish_plan"), url=url, published_on=now.date(), actor=self.officer, now=now)

    def prepare(self, now: datetime) -> None:
        """准备公开内容."""
        self._prepare(Prepared(explanation=f"为什么做、做什么、谁来办：{self.topic.summary}"), now)

    def prepare_withheld(self, now: datetime) -> None:
        """The plan holds what must not be public."""
        reason = "实施方案附表列有企业报送的经营数据，公开将损害企业权益，已征求企业意见，均不同意公开。"
        self._prepare(Prepared(attribute=Disclosure.WITHHELD, ground=RefusalGround.THIRD_PARTY, reason=reason), now)

    def _prepare(self, what: Prepared, now: datetime) -> None:
        releasing.prepare(self.commitment.pk, what, actor=self.officer, now=now)

    def review(self, now: datetime) -> None:
        """保密审查."""
        basis = "已对照本单位定密事项目录和公开审查制度逐项核对。"
        releasing.accept(self._task("review_release"), actor=self.head, now=now, basis=basis)

    def withhold(self, now: datetime) -> None:
        """登记不予公布."""
        releasing.withhold(self._task("publish_plan"), actor=self.officer, now=now)

    def _measures(self, now: datetime) -> list[MeasureLine]:
        latest = self.commitment.completion_on
        return [
            MeasureLine(text, _by(now.date() + timedelta(days=14 * step), latest), str(self.officer), output)
            for step, (text, output) in enumerate(self.topic.measures, start=1)
        ]

    # -- carrying out --------------------------------------------------------------------------------------------------

    def report(self, now: datetime) -> None:
        """Report the oldest period that is open; nothing where none is."""
        task = self._report("submit_report")
        if task is None:
            return
        earlier = self.commitment.reports.filter(signed_at__isnull=False).count()
        reports.submit_report(
            task.pk,
            text=self.topic.progress[min(earlier, 1)],
            difficulties=DIFFICULTIES if self.index % 5 == 0 else "",
            percent=min(90, 35 + 30 * earlier + self.index % 20),
            actor=self.officer,
            now=now,
        )

    def report_signed(self, now: datetime) -> None:
        """The head signs the report that waits."""
        task = self._report("sign_report")
        if task is not None:
            reports.sign_report(task.pk, actor=self.head, now=now)

    def report_returned(self, now: datetime) -> None:
        """The head returns the report that waits."""
        task = self._report("sign_report")
        if task is not None:
            reason = REPORT_REASONS[self.index % len(REPORT_REASONS)]
            reports.return_report(task.pk, actor=self.head, now=now, reason=reason)

    def claim(self, now: datetime) -> None:
        """申请办结, with the proof."""
        papers = [self._paper("办结说明", self.topic.result, now).pk]
        line.claim_completion(self._task("execute"), text=self.topic.result, files=papers, actor=self.officer, now=now)

    # -- inspection ----------------------------------------------------------------------------------------------------

    def accept(self, now: datetime) -> None:
        """督查 finds it true."""
        conclusion = "现场核对三处，与申请所写一致。"
        inspection.accept(self._task("inspect"), conclusion=conclusion, actor=self.inspector, now=now)

    def find(self, now: datetime) -> None:
        """督查 raises a finding."""
        days = 5 if self.walk in SHORT_RECTIFICATION else 15
        inspection.raise_finding(
            self._task("inspect"), text=self.topic.finding, working_days=days, actor=self.inspector, now=now
        )

    def rectify(self, now: datetime) -> None:
        """整改."""
        papers = [self._paper("整改说明", self.topic.rectified, now).pk]
        inspection.rectify(self._task("rectify"), text=self.topic.rectified, files=papers, actor=self.officer, now=now)

    def recheck(self, now: datetime) -> None:
        """复查 finds it right."""
        inspection.accept_rectification(self._task("recheck"), remark="复查属实。", actor=self.inspector, now=now)

    def recheck_returns(self, now: datetime) -> None:
        """复查 finds it still wanting."""
        inspection.return_rectification(
            self._task("recheck"), reason="只改了一处，另两处照旧，请一并整改。", actor=self.inspector, now=now
        )

    def close(self, now: datetime) -> None:
        """办结."""
        line.close(self._task("close"), remark="同意办结。", actor=self.leader, now=now)

    def send_back(self, now: datetime) -> None:
        """The leader does not close."""
        reason = "群众来电没有明显减少，再做一个月，把前后对比附上。"
        line.return_to_execution(self._task("close"), reason=reason, actor=self.leader, now=now)

    def discontinue(self, now: datetime) -> None:
        """终止."""
        reason = "训练场地年内改建，不具备开放条件，列入下一年度安排。"
        line.discontinue(self.commitment.pk, reason=reason, actor=self.cast.leaders[0], now=now)

    # -- extension -----------------------------------------------------------------------------------------------------

    def ask_later(self, now: datetime) -> None:
        """申请延期 of the completion by about six weeks."""
        self.commitment.refresh_from_db()
        to = calendar_in_force().roll_forward(self.commitment.completion_on + timedelta(days=40))
        cause = "系统改造与上级平台对接，接口规范下月才能印发，需要顺延。"
        extension.ask(self.commitment.pk, ClockKind.COMPLETION, to=to, cause=cause, actor=self.officer, now=now)

    def sign_later(self, now: datetime) -> None:
        """The head signs the request."""
        extension.sign(self._task("sign_extension"), actor=self.head, now=now)

    def advise_later(self, now: datetime) -> None:
        """The inspector gives an opinion."""
        opinion = "理由属实，接口规范确未印发；建议同意，并按月报告对接进度。"
        extension.advise(self._task("advise_extension"), actor=self.inspector, now=now, remark=opinion)

    def grant_later(self, now: datetime) -> None:
        """The leader grants it."""
        extension.grant(self._task("grant_extension"), actor=self.leader, now=now, remark="同意，不再顺延。")

    # -- suspension ----------------------------------------------------------------------------------------------------

    def ask_stop(self, now: datetime) -> None:
        """申请中止 for about two months."""
        cause = "省级办法正在修订，新旧口径不一，等待正式印发后再行推进。"
        until = now.date() + timedelta(days=60)
        suspension.ask(self.commitment.pk, until=until, cause=cause, actor=self.officer, now=now)

    def sign_stop(self, now: datetime) -> None:
        """The head signs the request."""
        suspension.sign(self._task("sign_suspension"), actor=self.head, now=now)

    def grant_stop(self, now: datetime) -> None:
        """The leader grants it."""
        remark = "同意，办法印发后即行恢复。"
        suspension.grant(self._task("grant_suspension"), actor=self.leader, now=now, remark=remark)

    # -- whose it is ---------------------------------------------------------------------------------------------------

    def transfer(self, now: datetime) -> None:
        """转办 to the housing office, which has no part in the item yet."""
        to = Agency.objects.get(short_name="市住建局", jurisdiction=self.commitment.agency.jurisdiction_id)
        reason = "开放点定为市自来水厂，城市供水由住建部门管理，该项改由市住建局承办。"
        transferring.transfer(self.commitment.pk, to.pk, reason=reason, actor=self.cast.clerk, now=now)

    def dispute(self, now: datetime) -> None:
        """提出异议."""
        reason = "本局三定方案未列该项职责，现行规定由行业主管部门负责，请予核定。"
        dispute.ask(self.commitment.pk, reason=reason, actor=self.officer, now=now)

    def sign_dispute(self, now: datetime) -> None:
        """The head signs."""
        dispute.sign(self._task("sign_dispute"), actor=self.head, now=now)

    def uphold(self, now: datetime) -> None:
        """The clerk upholds the assignment."""
        remark = "年度分工已征求各单位意见，当时未提异议；该项为行业管理事项，维持分工。"
        dispute.uphold(self._task("answer_dispute"), actor=self.cast.clerk, now=now, remark=remark)

    def dispute_again(self, now: datetime) -> None:
        """The leader is asked."""
        reason = "征求意见稿与印发稿表述不同，请领导裁定。"
        dispute.ask_again(self.commitment.pk, reason=reason, actor=self.officer, now=now)

    def rule(self, now: datetime) -> None:
        """The leader rules."""
        dispute.rule(self._task("rule_dispute"), actor=self.leader, now=now, remark="维持分工，今后同类事项照此办理。")

    # -- supervision slips ---------------------------------------------------------------------------------------------

    def slip(self, now: datetime) -> None:
        """督办单 of the inspector on what is late."""
        demand = "该项已逾期。请说明原因，明确责任人和完成时间，并于期限内书面答复。"
        slips.issue(self.commitment.pk, demand=demand, actor=self.cast.inspectors[0], now=now)

    def answer_slip(self, now: datetime) -> None:
        """The officer answers."""
        text = "方案已送网站管理单位审核，因栏目调整延误；现由分管负责人督促，三日内公布。"
        slips.answer(self._task("answer_slip"), text=text, actor=self.officer, now=now)

    def sign_slip(self, now: datetime) -> None:
        """The head signs."""
        slips.sign(self._task("sign_slip"), actor=self.head, now=now)

    def accept_slip(self, now: datetime) -> None:
        """The clerk accepts the answer."""
        slips.accept(self._task("accept_slip"), actor=self.cast.clerk, now=now, remark="请按答复时限办结。")

    # -- recurring duties ----------------------------------------------------------------------------------------------

    def fulfil(self, now: datetime) -> None:
        """登记一次, and hand over what is complete: one of three agencies does all, one half of it, one nothing yet."""
        for task in self._steps("fulfil_duty"):
            period = task.process.duty_period
            if period is None or self.index % 3 == 2 or (self.index % 3 == 1 and period.count):
                continue
            done = Done(
                token=uuid5(NAMESPACE_URL, f"{SITE}/{self.commitment.chain_key}/{period.pk}/{now:%Y%m%d}"),
                done_on=now.date(),
                what=f"围绕“{self.commitment.item.title}”完成一次，有关情况已在门户网站公开。",
                person=str(self.head) if period.duty.personal else "",
                url=f"{SITE}/duties/{self.commitment.pk}/{now:%m%d}",
            )
            duties.record(period.pk, done, actor=self.officer, now=now)
            period.refresh_from_db()
            if not period.missing:
                duties.hand_in(task.pk, actor=self.officer, now=now)

    def duty_signed(self, now: datetime) -> None:
        """The head signs for the periods handed over."""
        for task in self._steps("sign_duty"):
            duties.sign(task.pk, actor=self.head, now=now)

    # -- looking up ----------------------------------------------------------------------------------------------------

    def _task(self, node: str) -> int:
        pk: int = Task.objects.open().values_list("pk", flat=True).get(commitment=self.commitment, node=node)
        return pk

    def _steps(self, node: str) -> list[Task]:
        open_steps = Task.objects.open().filter(commitment=self.commitment, node=node)
        return list(open_steps.select_related("process__duty_period__duty").order_by("pk"))

    def _report(self, node: str) -> Task | None:
        waiting = Task.objects.open().filter(commitment=self.commitment, node=node)
        first: Task | None = waiting.order_by("process__report__period").first()
        return first

    def _paper(self, kind: str, text: str, now: datetime) -> Attachment:
        content = f"{self.commitment.item.number} {self.commitment.item.heading}\n{kind}\n\n{text}\n"
        name = f"{self.commitment.item.heading}-{kind}.txt"
        upload = SimpleUploadedFile(name, content.encode(), "text/plain")
        return attachments.store(upload, self.commitment.agency, actor=self.officer, now=now)


def _by(day: date, latest: date) -> date:
    """The day, or the last one there is."""
    return min(day, latest)
