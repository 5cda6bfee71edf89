"""Eight weeks of the demo city: a plan is brought in, decided and issued, its commitments walk, others follow it."""

from collections.abc import Callable
from datetime import datetime

from django.db.models import Q, QuerySet

from config.demo import documents, happenings
from config.demo.city import Register
from config.demo.days import Agenda, Days
from config.demo.documents import ACTION_PLAN, ESTATE_PLAN, VILLAGE_PLAN, WINDOW_PLAN, Reviewing
from config.demo.happenings import Happening
from config.demo.people import Cast
from config.demo.steps import Walker
from config.demo.walks import HOURS, SILENT, WALKS, assign
from flows import reminders
from flows.actions import duties, reports
from flows.actions import plan as planning
from flows.jobs import shares_of
from flows.models import Task
from notifications import services as bell
from notifications.dispatch import deliver_pending
from workflow.models import Commitment, Plan
from workflow.services import plans
from workflow.services.plans import expand
from workflow.status import Gate

WAIVED = "全文通用要求，已作为各事项的报送期限，不单列事项。"
RETURNED = "第三条的三个单位各管哪一类价格没有写清，请补在任务内容里再报。"
MEETING = "市政府第十二次常务会议"
BATCH = 500
EVERY = 9
"""Recurring duties are recorded on each so many-th working day."""
UNREAD_DAYS = 2
"""Notices of the last working days are still unread when the demo opens."""


class Story:
    """Tells what happened in the city up to today."""

    def __init__(self, register: Register, cast: Cast, days: Days) -> None:
        self.register, self.cast, self.days = register, cast, days
        self.agenda = Agenda()
        self.plans: dict[str, Plan] = {}
        self.walkers: list[Walker] = []

    def tell(self) -> None:
        """Everything, in order of time; events are told and deadlines reminded of as the days pass."""
        self._before_issue()
        self.agenda.run(_tell_events)
        self.agenda = Agenda()
        self._after_issue()
        self.agenda.run(_tell_events)
        self._read_notices()

    # -- documents -----------------------------------------------------------------------------------------------------

    def _before_issue(self) -> None:
        """The plan is brought in, returned once, approved and issued."""
        self._enter(-13, 9, 20, self._bring_in, ACTION_PLAN, 0)
        self._enter(-12, 16, 5, self._submit, ACTION_PLAN)
        self._enter(-10, 10, 40, self._send_back, ACTION_PLAN)
        self._enter(-8, 9, 15, self._submit, ACTION_PLAN)
        self._enter(-5, 17, 0, self._approve, ACTION_PLAN)
        self._enter(0, 8, 30, self._issue, ACTION_PLAN)

    def _later_documents(self) -> None:
        """One waits to be issued, one for the leader, one for the clerk."""
        self._enter(17, 14, 10, self._bring_in, ESTATE_PLAN, 17)
        self._enter(18, 9, 40, self._submit, ESTATE_PLAN)
        self._enter(25, 17, 10, self._approve, ESTATE_PLAN)
        self._enter(21, 14, 10, self._bring_in, VILLAGE_PLAN, 21)
        self._enter(25, 9, 5, self._submit, VILLAGE_PLAN)
        self._enter(26, 16, 20, self._bring_in, WINDOW_PLAN, 26)

    def _enter(self, day: int, hour: int, minute: int, act: Callable[..., object], *given: object) -> None:
        self.agenda.enter(self.days.at(day, hour, minute), lambda now: act(*given, now))

    def _bring_in(self, name: str, written_on: int, now: datetime) -> None:
        """Upload and read a document; all but the last one are settled and committed."""
        content = documents.written(name, self.days, self.days.day(written_on))
        draft = documents.bring_in(documents.FILES[name], content, self.register.office, self.cast, now)
        if name == WINDOW_PLAN:
            return
        clerk = Reviewing(draft, self.cast, now)
        if name == ACTION_PLAN:
            clerk.name_is("市政务数据局", self.register.agencies["市数据局"])
        clerk.waive_closing(WAIVED)
        clerk.name_plan(documents.TITLES[name])
        clerk.settle({"completion_on": documents.completion_on(self.days).isoformat()})
        self.plans[name] = clerk.commit()

    def _submit(self, name: str, now: datetime) -> None:
        planning.submit(self._step(name, "review"), actor=self.cast.clerk, now=now)

    def _send_back(self, name: str, now: datetime) -> None:
        planning.send_back(self._step(name, "approve"), actor=self.cast.leaders[0], now=now, reason=RETURNED)

    def _approve(self, name: str, now: datetime) -> None:
        planning.approve(self._step(name, "approve"), actor=self.cast.leaders[0], now=now, meeting=MEETING)

    def _issue(self, name: str, now: datetime) -> None:
        published_on = self.days.day(0)
        found = expand(self.plans[name], published_on)
        planning.issue(
            self._step(name, "issue"),
            shares_of(found),
            published_on=published_on,
            sets=found.sets,
            actor=self.cast.clerk,
            now=now,
        )

    def _step(self, name: str, node: str) -> int:
        """The open step of the plan."""
        pk: int = Task.objects.open().values_list("pk", flat=True).get(plan=self.plans[name], node=node)
        return pk

    # -- commitments ---------------------------------------------------------------------------------------------------

    def _after_issue(self) -> None:
        self._enter_walks(self.plans[ACTION_PLAN])
        for number in self.days.numbers(0):
            self.agenda.enter(self.days.at(number, 8, 40), reports.open_due_reports)
            self.agenda.enter(self.days.at(number, 8, 42), duties.close_past)
            self.agenda.enter(self.days.at(number, 8, 43), duties.open_due)
            self.agenda.enter(self.days.at(number, 8, 45), reminders.remind)
            if number % EVERY == 0:
                self.agenda.enter(self.days.at(number, 11, 20), self._fulfil)
                self.agenda.enter(self.days.at(number, 15, 40), self._sign_duties)
            self.agenda.enter(self.days.at(number, 10, 30), self._report)
            self.agenda.enter(self.days.at(number, 15, 30), self._sign_reports)
        for found in happenings.HAPPENINGS:
            self._enter(found.day, found.hour, 50, self._happens, found)
            if found.answered is not None:
                self._enter(found.answered, 16, 50, self._done, found)
        self._enter(23, 17, 30, self._set_gates, ACTION_PLAN)
        self._later_documents()

    def _set_gates(self, name: str, now: datetime) -> None:
        """From now on nothing is published without a review."""
        gates = (Gate.CONFIDENTIALITY, Gate.DISCLOSURE, Gate.EXPLANATION)
        plans.set_gates(self.plans[name].pk, dict.fromkeys(gates, True), actor=self.cast.clerk, now=now)

    def _happens(self, found: Happening, now: datetime) -> None:
        """An event is registered."""
        happenings.register(self.plans[ACTION_PLAN], found, self.cast, now)

    def _done(self, found: Happening, now: datetime) -> None:
        """The agencies record what they did on it."""
        happenings.answer(found, self.cast, now)

    def _enter_walks(self, plan: Plan) -> None:
        opened = Commitment.objects.filter(plan=plan).select_related("item", "agency", "plan")
        commitments = list(opened.order_by("item__order", "agency__order"))
        walks = assign([(found.item.order, found.agency.short_name) for found in commitments])
        for index, commitment in enumerate(commitments):
            number, agency = commitment.item.order, commitment.agency.short_name
            walker = Walker(commitment, number, index, walks[number, agency], self.cast)
            self.walkers.append(walker)
            for day, act in WALKS[walker.walk]:
                self.agenda.enter(self.days.at(day, HOURS[act], (index * 7) % 60), walker.act(act))

    def _report(self, now: datetime) -> None:
        """Once a period has ended, agencies report on it; some never do."""
        ended = Task.objects.open().filter(node="submit_report", process__report__period_end__lt=now.date())
        for walker in self._prompt(ended):
            walker.report(now)

    def _fulfil(self, now: datetime) -> None:
        """Now and then agencies record one time of a recurring duty, and hand over what is complete."""
        for walker in self._prompt(Task.objects.open().filter(node="fulfil_duty")):
            walker.fulfil(now)

    def _sign_duties(self, now: datetime) -> None:
        """Some heads sign for what was handed over, with the others it still lies."""
        for walker in self._prompt(Task.objects.open().filter(node="sign_duty")):
            if walker.index % 2:
                walker.duty_signed(now)

    def _sign_reports(self, now: datetime) -> None:
        """The heads sign in the afternoon what was reported in the morning."""
        for walker in self._prompt(Task.objects.open().filter(node="sign_report")):
            walker.report_signed(now)

    def _prompt(self, waiting: QuerySet[Task]) -> list[Walker]:
        """Those the steps wait for who do them without being asked."""
        commitments = set(waiting.values_list("commitment_id", flat=True))
        return [walker for walker in self.walkers if walker.commitment.pk in commitments and walker.walk not in SILENT]

    def _read_notices(self) -> None:
        """Everybody has read what is older than the last days."""
        until = self.days.at(26 - UNREAD_DAYS, 18)
        for person in self.cast.by_account.values():
            bell.mark_read(person, Q(created_at__lte=until), now=until)


def _tell_events(now: datetime) -> None:
    while deliver_pending(now, limit=BATCH) == BATCH:
        pass
