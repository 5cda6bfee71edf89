"""What a doubt of a plan asks, in words."""

from django.utils.translation import gettext as _

from workflow.models import PlanDoubt
from workflow.words import short_list


def question_of(doubt: PlanDoubt) -> str:
    """What the doubt asks, without its place."""
    if doubt.word:
        return _("“%(word)s” cannot be measured: pin it, or mark it as unmeasurable.") % {"word": doubt.word}
    about = (
        _("“%(text)s”: ") % {"text": short_list([str(name) for name in doubt.candidates])[:80]}
        if doubt.candidates
        else ""
    )
    return about + _(doubt.message)


def sentence_of(doubt: PlanDoubt, number: str) -> str:
    """The question in one line, behind the number of its item."""
    return f"{number} {question_of(doubt)}".strip()
