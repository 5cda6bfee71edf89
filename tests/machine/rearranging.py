"""拆分 and 并入 of items after the issue, 分办 inside the agency, and the answer to difficulties it reported."""

from typing import Any

from hypothesis import strategies as st

from flows.actions import answering, handing_out, rearranging
from tests.machine.case import BLANK, SHORT, Case, Turn
from tests.machine.line import TEXT
from tests.machine.model import Item, Model
from tests.machine.papers import Report
from tests.machine.steps import Step
from workflow.models import ProgressReport

MOST = 8
"""More commitments than these only make a run slow."""


def not_working(item: Item) -> str:
    """It has ended, rests, or was claimed to be done."""
    if item.ended or item.rests:
        return "not_open" if item.ended else "suspended"
    return "claimed" if item.claimed else ""


class Split(Case):
    name, right, good = "split", "rearrange", {"text": SHORT}
    fields = {"text": st.sampled_from([BLANK, BLANK, "长" * 4001, SHORT])}

    def leads_somewhere(self, model: Model) -> bool:
        return len(model.items) < MOST

    def refusal(self, turn: Turn) -> str:
        refused = not_working(turn.item)
        if refused or not turn.typed["text"].strip():
            return refused or "words_missing"
        return "words_long" if len(turn.typed["text"]) > 4000 else ""

    def call(self, turn: Turn) -> Any:
        words = {"heading": "问答库", "reason": SHORT}
        return rearranging.split(turn.item.pk, actor=turn.actor, now=turn.now, **words, **turn.typed)

    def done(self, turn: Turn) -> None:
        item, model = turn.item, turn.model
        plan, final = model.clock(item.plan.start, model.limits.plan), model.clock(item.final.start, 0)
        for clock, old in ((plan, item.plan), (final, item.final)):
            clock.changes = list(old.changes)
            clock.count(model.days)
        line = Step("acknowledge", model.desk(model.limits.acknowledge))
        made = Item(turn.made.pk, item.place, turn.made.item_id, model.today, final, plan, line)
        model.items.append(made)
        model.named[made.subject] = frozenset({item.place})
        model.record(made, "commitment_opened", turn.who.name)
        self.note(turn, "item_split")


class Merge(Case):
    name, right, good = "merge", "rearrange", {"into": 0, "fits": True, "reason": SHORT}
    # Mostly without a reason: what has ended leads nowhere but to its reopening.
    fields = {
        "into": st.integers(0, 20),
        "fits": st.sampled_from([True, True, False]),
        "reason": st.sampled_from([BLANK, BLANK, SHORT]),
    }

    def into(self, turn: Turn) -> Item:
        """What it is merged into: another one of the agency, or any."""
        items = turn.model.items
        own = [item for item in items if item.place == turn.item.place and item is not turn.item]
        chosen = own if turn.typed["fits"] and own else items
        return chosen[int(turn.typed["into"]) % len(chosen)]

    def refusal(self, turn: Turn) -> str:
        into = self.into(turn)
        refused = not_working(turn.item)
        if refused or not turn.typed["reason"].strip():
            return refused or "reason_missing"
        if into is turn.item or into.place != turn.item.place:
            return "not_mergeable"
        return not_working(into)

    def call(self, turn: Turn) -> Any:
        into, reason = self.into(turn).pk, turn.typed["reason"]
        return rearranging.merge(turn.item.pk, into, reason=reason, actor=turn.actor, now=turn.now)

    def done(self, turn: Turn) -> None:
        into = self.into(turn)
        turn.item.end(turn.model.today)
        self.note(turn, "item_merged")
        turn.model.record(into, "item_taken_in", turn.who.name)


class HandOut(Case):
    name, right, good = "hand_out", "hand_out", {"section": "一科", "to": "officer"}
    fields = {
        "section": st.sampled_from(["", "一科", "二科", "长" * 61]),
        "to": st.sampled_from(["", "officer", "lodger", "outsider", "head", "clerk"]),
    }

    def refusal(self, turn: Turn) -> str:
        section, to = turn.typed["section"], turn.typed["to"]
        if turn.item.ended:
            return "not_open"
        if len(section) > 60:
            return "section_long"
        if to and not turn.people[to].may("write_plan", turn.item.place):
            return "no_officer"
        return "handed_out_already" if (section, to) == turn.item.handed_out else ""

    def call(self, turn: Turn) -> Any:
        section, to = turn.typed["section"], turn.typed["to"]
        officer = turn.people[to].user.pk if to else None
        return handing_out.hand_out(turn.item.pk, section=section, officer_id=officer, actor=turn.actor, now=turn.now)

    def done(self, turn: Turn) -> None:
        turn.item.handed_out = (turn.typed["section"], turn.typed["to"])
        self.note(turn, "handed_out")


class AnswerDifficulties(Case):
    name, right, good, fields = "answer_difficulties", "answer_difficulties", {"text": SHORT}, {"text": TEXT}

    def period(self, turn: Turn) -> str:
        """The first period whose difficulties wait for an answer, else the first one."""
        waiting = [period for period, report in turn.item.reports.items() if report.wants_answer]
        return next(iter([*waiting, *turn.item.reports]), "")

    def leads_somewhere(self, model: Model) -> bool:
        return any(item.reports for item in model.items)

    def refusal(self, turn: Turn) -> str:
        report = turn.item.reports.get(self.period(turn), Report(turn.item.final))
        if not report.wants_answer:
            return "no_difficulties"
        return "" if turn.typed["text"].strip() else "answer_missing"

    def call(self, turn: Turn) -> Any:
        found = ProgressReport.objects.filter(commitment=turn.item.pk, period=self.period(turn)).first()
        report = found.pk if found else 0
        return answering.answer_difficulties(turn.item.pk, report, actor=turn.actor, now=turn.now, **turn.typed)

    def done(self, turn: Turn) -> None:
        turn.item.reports[self.period(turn)].answered = True
        self.note(turn, "difficulties_answered")


CASES: tuple[Case, ...] = (Split(), Merge(), HandOut(), AnswerDifficulties())
