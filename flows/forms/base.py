"""What all step forms share: the sheet they are filled in on, and what comes out of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar, TypeVar

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.forms.formsets import BaseFormSet
from django.utils.datastructures import MultiValueDict

from flows.models import Task
from workflow.errors import Invalid, NotVisible
from workflow.models import Commitment, User
from workflow.services.calendar import local_day

F = TypeVar("F", bound=forms.Form)

NOT_TYPED = {"csrfmiddlewaretoken", "node", "who", "seen", "more", "drop", "save", "decision", "quick"}
"""Fields of the machine: never part of a draft."""


class DateInput(forms.DateInput):
    """A date field of the browser, in the one format it understands."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class MomentInput(forms.DateTimeInput):
    """A field of the browser for day and time, in the one format it understands."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


@dataclass
class Sheet:
    """One filling-in of a step's form: who, when, and what was typed.

    `typed` is what was posted or found in the draft; `bound` says that it is to be checked. A posted form gets along
    without `task` where it can: the act itself reads it under its lock; `find` gets it for a form that cannot.
    """

    pk: int
    actor: User
    now: datetime
    task: Task | None = None
    typed: MultiValueDict[str, str] | None = None
    bound: bool = False
    uploads: Sequence[UploadedFile[bytes]] = ()
    find: Callable[[], Task] | None = None

    @property
    def today(self) -> date:
        """The day of the act in the office's time zone."""
        return local_day(self.now)

    @property
    def open_task(self) -> Task:
        """The task; read when it is asked for first. Raises NotVisible, and what `find` raises."""
        if self.task is None:
            if self.find is None:
                raise NotVisible
            self.task = self.find()
        return self.task

    @property
    def commitment(self) -> Commitment:
        """The commitment of the task."""
        commitment: Commitment | None = self.open_task.commitment
        if commitment is None:
            raise NotVisible
        return commitment

    def value(self, name: str) -> str:
        """What was typed into one field; empty when nothing was."""
        return str(self.typed.get(name) or "") if self.typed is not None else ""

    def values(self, name: str) -> list[str]:
        """Everything ticked under one name."""
        return list(self.typed.getlist(name)) if self.typed is not None else []

    def form(self, kind: type[F], initial: Mapping[str, Any] | None = None, **kwargs: Any) -> F:
        """The form, checked when posted, otherwise filled with what was typed before or with `initial`."""
        if self.bound:
            return kind(data=self.typed, **kwargs)
        start = dict(initial or {})
        if self.typed is not None:
            start |= {name: self.typed[name] for name in kind.base_fields if name in self.typed}
        return kind(initial=start, **kwargs)


@dataclass(frozen=True, slots=True)
class Done:
    """A step that was taken: what it belongs to, the sentence for the person, another page to go to if not the
    item or plan itself."""

    message: str
    commitment: Commitment | None = None
    plan_id: int | None = None
    url: str = ""


class Step:
    """The form of one node. Subclasses build their forms in `build` and call the act in `perform`."""

    node: ClassVar[str] = ""
    template: ClassVar[str] = ""
    """What is shown above or in the form; the frame around it is `flows/step.html`."""
    frame: ClassVar[str] = "flows/step_write.html"

    keeps_draft: ClassVar[bool] = True
    """Whether what is typed is kept for the next visit. A form of dates to be tried out is not."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.build()

    def build(self) -> None:
        """Make the forms."""

    def forms(self) -> list[forms.Form | BaseFormSet[Any]]:
        """The forms whose faults are listed."""
        return []

    def is_valid(self) -> bool:
        """Whether everything typed can be taken; every form is checked, so that all faults are listed at once."""
        verdicts = [form.is_valid() for form in self.forms()]
        return all(verdicts)

    def edit(self) -> bool:
        """Change the form itself (add or drop a row); True when that is all the person asked for."""
        return False

    def perform(self) -> Done:
        """Call the act. Raises what the act raises."""
        raise NotImplementedError

    def explain(self, refused: Invalid) -> bool:
        """Say what the act refused at the field it is about; False when it is about no single field."""
        return False

    def heading(self) -> str:
        """The title of the page; the step's own title when empty."""
        return ""

    def context(self) -> dict[str, Any]:
        """What its template needs beside the common context."""
        return {}
