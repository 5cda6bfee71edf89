"""Writing the journal: one entry an act, in the transaction of the act, chained by hash to the one before."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, transaction

from workflow.bulk import insert_rows
from workflow.events import announce
from workflow.models import Commitment, JournalEntry, Outbox, Plan, User
from workflow.models.chain import Chained


def digest(entry: JournalEntry) -> str:
    """SHA-256 (hex) over the previous hash and the canonical content of the entry.

    The commitment is not in it: the chain names item and agency, and `verify` compares both.
    """
    content = {
        "chain": entry.chain,
        "seq": entry.seq,
        "act": entry.act,
        "actor": entry.actor_id,
        "actor_name": entry.actor_name,
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "agency": entry.agency_id,
        "plan": entry.plan_id,
        "remark": entry.remark,
        "data": entry.data,
        "previous": entry.previous,
    }
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def name_of(actor: User | None) -> str:
    """The name an act is recorded under: of a deputy both names; empty for the system."""
    if actor is None:
        return ""
    return f"{actor}（代{actor.acting_for.name}）"[:120] if actor.acting_for else str(actor)


def _behalf(actor: User | None) -> dict[str, Any]:
    """Of a deputy's act: for whom, and in which of his roles (`policies.require_other_hands` reads it)."""
    behalf = actor.acting_for if actor is not None else None
    return {"behalf": {"user": behalf.user_id, "role": str(behalf.role)}} if behalf else {}


def prepare(
    subject: Chained,
    act: str,
    *,
    actor: User | None,
    now: datetime,
    remark: str = "",
    data: Mapping[str, Any] | None = None,
) -> JournalEntry:
    """The next entry of the subject's chain, not yet stored; moves the subject's head in memory.

    For bulk work; the caller stores the entries and the subjects in one transaction.
    """
    commitment = subject if isinstance(subject, Commitment) else None
    plan_id = subject.pk if isinstance(subject, Plan) else (commitment.plan_id if commitment else None)
    entry = JournalEntry(
        chain=subject.chain_key,
        seq=subject.journal_seq + 1,
        act=act,
        actor=actor,
        actor_name=name_of(actor),
        at=now,
        agency_id=commitment.agency_id if commitment else getattr(subject, "office_id", None),
        commitment=commitment,
        plan_id=plan_id,
        remark=remark,
        data=json.loads(json.dumps({**(data or {}), **_behalf(actor)}, cls=DjangoJSONEncoder)),
        previous=subject.journal_head,
    )
    entry.hash = digest(entry)
    subject.journal_seq, subject.journal_head = entry.seq, entry.hash
    return entry


def record(
    subject: Chained,
    act: str,
    *,
    actor: User | None,
    now: datetime,
    changed: Iterable[str] = (),
    remark: str = "",
    data: Mapping[str, Any] | None = None,
    tell: bool = False,
) -> JournalEntry:
    """Store one act: the subject's `changed` columns and the entry, two statements. The event of an entry that belongs
    to a plan is put into the outbox by the database itself (`workflow.models.triggers`); that of another entry only
    with `tell`, which costs a third statement.

    `actor` None means the system acted by itself. A subject changed by somebody else in between makes the unique
    (chain, seq) fail, so a chain never forks. Must run inside a transaction.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("The journal is written in the transaction of the act it records.")
    entry = prepare(subject, act, actor=actor, now=now, remark=remark, data=data)
    subject.save(update_fields=[*changed, "journal_seq", "journal_head"])
    entry.save(force_insert=True)
    if tell and entry.plan_id is None:
        Outbox.objects.create(entry=entry, event=act)
    if tell or entry.plan_id is not None:
        announce()
    return entry


def is_chain_clash(error: IntegrityError) -> bool:
    """Whether the error says that somebody else took the same place in a chain (both databases)."""
    words = str(error)
    return "journal_chain_seq_once" in words or "workflow_journalentry.chain" in words


def record_many(entries: list[JournalEntry]) -> None:
    """Store prepared entries in few statements; their subjects are stored by the caller."""
    if entries:
        insert_rows(entries)
        announce()
