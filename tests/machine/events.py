"""The acts of the register of events: something is entered or corrected, and what hangs on it is done."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from flows.actions import events as acting
from tests.flows.events import LIMITS, MEETING, RECEIVED
from tests.machine.case import SHORT, Case, Turn
from tests.machine.line import TEXT
from tests.machine.model import Item, Model
from tests.machine.register import AMOUNTS, Event, Response, clock_of
from workflow.models import Commitment
from workflow.policies import scope_of
from workflow.services.calendar import local_day
from workflow.services.event_hanging import Reported, hanging

HOUR = timedelta(hours=1)
Hung = tuple[Item, str]


class RegisterEvent(Case):
    name, right = "register_event", "report_event"
    good = {
        "planned": False, "ago": 1, "ahead": 30, "same": None, "corrects": None, "void": False, "skip": 0,
        "called": "来了一件申请", "note": SHORT,
    }  # fmt: skip
    fields = {
        "planned": st.booleans(),
        "ago": st.sampled_from([0, 1, 30, 200, 900, -1]),
        "ahead": st.sampled_from([30, 9, 60, 3, 0, -1]),
        "same": st.sampled_from([None] * 5 + [0, 1, 2]),
        "corrects": st.sampled_from([None] * 4 + [0, 1, 2, 3]),
        "void": st.sampled_from([False] * 4 + [True]),
        "skip": st.sampled_from([0, 0, 0, 1, 9]),
        "called": st.sampled_from([SHORT] * 7 + ["  "]),
        "note": st.sampled_from([SHORT] * 4 + [""]),
    }

    # -- what is typed -------------------------------------------------------------------------------------------------

    def earlier(self, turn: Turn) -> Event | None:
        """The entry it corrects."""
        return self._picked(turn, "corrects")

    def _picked(self, turn: Turn, what: str) -> Event | None:
        number, events = turn.typed[what], turn.model.events
        return None if number is None or not events else events[-1 - int(number) % len(events)]

    def moment(self, turn: Turn) -> datetime | None:
        """When it happened, by the clock or like another entry; None for what is planned."""
        same = self._picked(turn, "same")
        if same is not None:
            return same.moment
        return None if turn.typed["planned"] else turn.now - HOUR * turn.typed["ago"]

    def planned_on(self, turn: Turn) -> date | None:
        """The day it is planned for; None for what happened."""
        if self.moment(turn) is not None:
            return None
        same = self._picked(turn, "same")
        return same.day if same is not None else turn.model.today + timedelta(days=turn.typed["ahead"])

    def day(self, turn: Turn) -> date:
        """The day terms count from."""
        moment, planned = self.moment(turn), self.planned_on(turn)
        return planned or (local_day(moment) if moment is not None else turn.model.today)

    # -- what hangs on it ----------------------------------------------------------------------------------------------

    def hung(self, turn: Turn) -> list[Hung]:
        """What hangs on it, of the items the person may report for, without what was done on the entry it corrects."""
        if turn.typed["void"]:
            return []
        done = set(_answered(turn.model, self.earlier(turn)))
        return [
            (item, limit)
            for item in sorted(turn.model.items, key=lambda item: item.pk)
            if not item.ended and turn.who.may(self.right, item.place)
            for limit in sorted(turn.model.hangs.get(item.subject, ()))
            if (limit == "before") == (self.moment(turn) is None)
            and not any((share.pk, limit) in done for share in item.shares)
        ]

    def chosen(self, turn: Turn) -> list[Hung]:
        """Those of them that start."""
        return self.hung(turn)[turn.typed["skip"] :]

    def begin(self, turn: Turn, event: Event, item: Item, limit: str) -> Response:
        """One of them, with its clock, which did not run while the work rested since."""
        days = turn.model.days
        response = Response(event, limit, clock_of(limit, event.day, event.moment, days))
        for rest in item.rested:
            response.rest(rest, days)
        return response

    # -- the act -------------------------------------------------------------------------------------------------------

    def predict(self, turn: Turn) -> str:
        if not any(turn.who.may(self.right, place) for place in turn.model.places):
            return "not_permitted"
        return self.wrong_words(turn) or self.wrong_time(turn) or self.wrong_entry(turn) or self.known(turn)

    def wrong_words(self, turn: Turn) -> str:
        """What can be said of the report by itself."""
        moment, planned = self.moment(turn), self.planned_on(turn)
        if not turn.typed["called"].strip():
            return "name_missing"
        if planned is not None and planned < turn.model.today and not turn.typed["void"]:
            return "planned_past"
        if moment is not None and moment > turn.now:
            return "not_happened_yet"
        if turn.typed["void"] and self.earlier(turn) is None:
            return "void_of_nothing"
        return "" if self.earlier(turn) is None or turn.typed["note"] else "note_missing"

    def wrong_time(self, turn: Turn) -> str:
        """Nothing starts, or it is too late for what has to come before."""
        hung = self.chosen(turn)
        if not hung:
            return "" if turn.typed["void"] else "nothing_hangs"
        if self.moment(turn) is not None:
            return ""
        last = turn.model.days.before(self.day(turn), AMOUNTS["before"])[0]
        return "planned_too_early" if last < turn.model.today else ""

    def wrong_entry(self, turn: Turn) -> str:
        """The entry cannot be corrected, or not by this person."""
        earlier = self.earlier(turn)
        if earlier is None:
            return ""
        if not self.is_shown(turn, earlier):
            return "not_found"
        if earlier.corrected or earlier.void:
            return "event_corrected" if earlier.corrected else "event_void"
        held = _responses(turn.model, earlier)
        concerned = {item.place for item, one in held if one.outcome != "dropped" or not item.transferred}
        refused = {turn.who.refusal(self.right, place) for place in concerned} - {""}
        return min(refused, default="")

    def is_shown(self, turn: Turn, event: Event) -> bool:
        """The person reported it, or sees an item on which it, or what it says did not take place, has a hold."""
        held = [event, *([event.corrects] if event.void and event.corrects is not None else [])]
        places = {item.place for one in held for item, _response in _responses(turn.model, one)}
        return event.by == turn.who.name or any(turn.who.sees(place) for place in places)

    def known(self, turn: Turn) -> str:
        """Somebody entered the same before, and that stands; or the agency before did it."""
        stands = [event for event in turn.model.events if not event.corrected and event is not self.earlier(turn)]
        same = [one for one in stands if (one.day, one.moment) == (self.day(turn), self.moment(turn))]
        held = [(item, one) for event in same for item, one in _responses(turn.model, event)]
        chosen = self.chosen(turn)
        if {(item.pk, limit) for item, limit in chosen} & {(item.pk, one.limit) for item, one in held}:
            return "event_known"
        answered = {(item.pk, one.limit) for item, one in held if one.outcome == "answered"}
        before = {(share.pk, limit) for item, limit in chosen for share in item.shares if share is not item}
        return "done_before" if answered & before else ""

    def call(self, turn: Turn) -> Any:
        moment, earlier = self.moment(turn), self.earlier(turn)
        told = Reported(
            turn.typed["called"],
            [RECEIVED if moment is not None else MEETING],
            happened_at=moment,
            known_at=moment,
            planned_on=self.planned_on(turn),
            note=turn.typed["note"],
            corrects=earlier.pk if earlier is not None else None,
            void=turn.typed["void"],
        )
        plan = Commitment.objects.select_related("plan").get(pk=turn.item.pk).plan
        offered = {(hang.commitment.pk, hang.limit.phrase): hang.key for hang in self._offered(plan, told, turn)}
        hung = [(item.pk, LIMITS[limit]["phrase"]) for item, limit in self.hung(turn)]
        if sorted(offered) != sorted(hung):
            raise AssertionError(f"offered is {sorted(offered)}, the model says {sorted(hung)}")
        keys = [offered[item.pk, LIMITS[limit]["phrase"]] for item, limit in self.chosen(turn)]
        return acting.register(plan.pk, told, keys, actor=turn.actor, now=turn.now)

    def _offered(self, plan: Any, told: Reported, turn: Turn) -> list[Any]:
        given = (told.happened_at is None) != (told.planned_on is None)
        return hanging(plan, told, scope_of(turn.actor)) if given else []

    def done(self, turn: Turn) -> None:
        model, earlier, who = turn.model, self.earlier(turn), turn.who.name
        event = Event(turn.made.pk, who, self.day(turn), self.moment(turn), turn.typed["void"], earlier)
        started = self.chosen(turn)
        if earlier is not None:
            earlier.corrected = True
            for item, response in _responses(model, earlier):
                if not response.outcome:
                    response.close("replaced")
                    item.take_response(response)
                    if (item.pk, "event_corrected", who) not in model.expected:
                        model.record(item, "event_corrected", who)
        model.events.append(event)
        for item, limit in started:
            item.hang(self.begin(turn, event, item, limit))
            if (item.pk, "event_registered", who) not in model.expected:
                model.record(item, "event_registered", who)


class AnswerEvent(Case):
    name, nodes, good = "answer_event", ("answer_event",), {"text": SHORT, "ago": 0}
    fields = {"text": TEXT, "ago": st.sampled_from([0, 0, 1, -1, 5000])}

    def response(self, turn: Turn) -> Response:
        """What the step is about."""
        return next(one for one in turn.item.responses if one.key == turn.at.key and not one.outcome)

    def refusal(self, turn: Turn) -> str:
        if not turn.typed["text"].strip():
            return "words_missing"
        moment, done = self.response(turn).event.moment, turn.now - HOUR * turn.typed["ago"]
        return "done_when" if done > turn.now or (moment is not None and done < moment) else ""

    def call(self, turn: Turn) -> Any:
        done = turn.now - HOUR * turn.typed["ago"]
        return acting.answer(turn.pk, text=turn.typed["text"], done_at=done, actor=turn.actor, now=turn.now)

    def done(self, turn: Turn) -> None:
        self.response(turn).close("answered")
        turn.item.take(turn.at)
        self.note(turn, "event_answered")


def _responses(model: Model, event: Event) -> Iterator[tuple[Item, Response]]:
    """What hangs, or hung, on an entry, at each item."""
    return ((item, one) for item in model.items for one in item.responses if one.event is event)


def _answered(model: Model, event: Event | None) -> Iterator[tuple[int, str]]:
    """What was done on an entry, and on those it corrects in its turn."""
    while event is not None:
        for item, response in _responses(model, event):
            if response.outcome == "answered":
                yield item.pk, response.limit
        event = event.corrects


CASES: tuple[Case, ...] = (RegisterEvent(), AnswerEvent())
