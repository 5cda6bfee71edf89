"""Answering the difficulties an agency reported, under the lock of its flows."""

from datetime import datetime

from flows.actions.stepping import commitment_of
from workflow.models import Commitment, ProgressReport, User
from workflow.services import work


def answer_difficulties(commitment_pk: int, report_pk: int, *, text: str, actor: User, now: datetime) -> Commitment:
    """The office answers the difficulties of one report. Raises what `work.answer_difficulties` raises."""
    with commitment_of(commitment_pk) as commitment:
        report = ProgressReport.objects.filter(pk=report_pk, commitment=commitment).first()
        work.answer_difficulties(commitment, report, text=text, actor=actor, now=now)
    return commitment
