"""What a certificate says about one clock: the sentence of the plan, the count by the stored calendar, agreement."""

import hashlib
from dataclasses import dataclass

from workflow import policies
from workflow.deadlines import DueDate, YearNotice
from workflow.errors import NotVisible
from workflow.models import Clock, Extension, ImportDraft, Plan, User
from workflow.services.calendar import calendar_at, calendar_in_force
from workflow.services.recounting import extended, original_by
from workflow.status import ClockKind, ExtensionOutcome

PLAN_RULE = "implementation_plan_working_days"
SENTENCE_ENDS = "。！？；\n"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the document around the words that set the date."""

    before: str
    words: str
    after: str


@dataclass(frozen=True, slots=True)
class Certificate:
    """One clock explained: `due` counted anew by the calendar it was counted with, `today` by the one in force now.

    Both by rule and start alone; `extensions` are those granted, in their order.
    """

    clock: Clock
    due: DueDate
    today: DueDate
    sentence: Sentence | None
    notices: tuple[tuple[int, YearNotice | None], ...]
    extensions: tuple[Extension, ...] = ()

    @property
    def runs_to(self) -> DueDate:
        """The date with what was granted."""
        return extended(self.due, self.clock.extended_to)

    @property
    def agrees(self) -> bool:
        """The stored date is the one the count and what was granted give."""
        return (self.runs_to.due_on, self.runs_to.provisional) == (self.clock.due_on, self.clock.provisional)

    @property
    def calendar_has_changed(self) -> bool:
        """The calendar in force now would give another date; a finished clock keeps the one it had."""
        return self.today.due_on != self.due.due_on

    @property
    def check_code(self) -> str:
        """Twelve characters that stand for the facts; another fact gives another code."""
        facts = (
            self.clock.pk,
            self.clock.rule,
            self.clock.amount,
            self.clock.start_on.isoformat(),
            self.clock.due_on.isoformat(),
            self.clock.provisional,
            self.clock.calendar_version,
            *([self.clock.extended_to.isoformat()] if self.clock.extended_to else ()),
        )
        code = hashlib.sha256(repr(facts).encode()).hexdigest()[:12].upper()
        return " ".join((code[:4], code[4:8], code[8:]))


def certificate_of(user: User, pk: int) -> Certificate:
    """The certificate of a clock whose commitment the person may see; NotVisible (404) otherwise."""
    rows = Clock.objects.select_related(
        "commitment__item", "commitment__agency", "commitment__plan__office__jurisdiction"
    )
    clock = rows.filter(pk=pk).first()
    if clock is None:
        raise NotVisible
    policies.require_visible(user, clock.commitment.agency_id)
    calendar = calendar_at(clock.calendar_version)
    due = original_by(clock, calendar)
    years = sorted({day.day.year for day in due.days})
    return Certificate(
        clock=clock,
        due=due,
        today=original_by(clock, calendar_in_force()),
        sentence=_sentence(clock),
        notices=tuple((year, calendar.years.get(year)) for year in years),
        extensions=_granted(clock),
    )


def _granted(clock: Clock) -> tuple[Extension, ...]:
    """Who granted a later day, when and why; no query for a clock that was never extended."""
    if clock.extended_to is None:
        return ()
    rows = clock.extensions.filter(outcome=ExtensionOutcome.GRANTED).select_related("decided_by", "asked_by")
    return tuple(rows.order_by("decided_at", "pk"))


def _sentence(clock: Clock) -> Sentence | None:
    """The words of the plan; for the implementation plan the document's rule in its whole sentence."""
    if clock.phrase:
        return Sentence("", clock.phrase, "")
    if clock.kind == ClockKind.IMPLEMENTATION_PLAN:
        return _rule_of(clock.commitment.plan)
    if clock.kind == ClockKind.COMPLETION:
        stated = clock.commitment.item.deadlines.order_by("pk").first()
        return Sentence("", stated.phrase, "") if stated else None
    return None


def _rule_of(plan: Plan) -> Sentence | None:
    draft = (
        ImportDraft.objects.filter(plan=plan)
        .select_related("document")
        .defer("document__content", "document__raw_text", "document__tables")
        .first()
    )
    if draft is None:
        return None
    for rule in draft.reading.get("rules", []):
        if rule.get("kind") == PLAN_RULE and str(rule.get("value")) == str(plan.plan_working_days):
            return _around(draft.text, rule.get("at") or [0, 0], str(rule.get("phrase", "")))
    return None


def _around(text: str, at: list[int], phrase: str) -> Sentence:
    start, end = at
    if not 0 <= start < end <= len(text):
        return Sentence("", phrase, "")
    begin = max(text.rfind(sign, 0, start) for sign in SENTENCE_ENDS) + 1
    ends = [found for sign in SENTENCE_ENDS if (found := text.find(sign, end)) >= 0]
    stop = min(ends) + 1 if ends else len(text)
    return Sentence(text[begin:start].lstrip(), text[start:end], text[end:stop].rstrip())
