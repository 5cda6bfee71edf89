"""The reading as a JSON document (docs/reading.md)."""

import datetime
from typing import Any

from workflow.reading.model import (
    Assignment,
    Attachment,
    Coverage,
    Deadline,
    Doubt,
    Item,
    Phase,
    Reading,
    Recurrence,
    Repair,
    Rule,
    Vague,
)
from workflow.reading.offsets import Span
from workflow.reading.tables_grid import Grid

Json = dict[str, Any]


def as_json(reading: Reading, *, detail: bool = False) -> Json:
    """The keys of docs/reading.md; `detail` adds those named there as detail."""
    header = reading.header
    document: Json = {
        "title": header.title,
        "issuer": header.issuer,
        "document_number": header.document_number,
        "issued_on": _date(header.issued_on),
        "published_on": _date(header.published_on),
        "addressees": list(header.addressees),
        "status": header.status,
        "approving_meeting": header.approving_meeting,
        "cites": [{"title": one.title, "number": one.number, "at": _span(one.at)} for one in header.cites],
        "attachments": [_attachment(one) for one in header.attachments],
        "rules": [_rule(rule) for rule in reading.rules],
        "items": [_item(item, detail=detail) for item in reading.items],
        "phases": [_phase(phase) for phase in reading.phases],
        "repairs": [_repair(repair, detail=detail) for repair in reading.repairs],
        "doubts": [_doubt(doubt, detail=detail) for doubt in reading.doubts],
        "coverage": _coverage(reading.coverage, reading.clean, detail=detail),
    }
    if detail:
        document["filename"] = reading.filename
        document["clean"] = reading.clean
        document["header_at"] = {name: list(at) for name, at in header.at.items()}
        document["tables"] = [_table(grid) for grid in reading.tables]
    return document


def _table(grid: Grid) -> Json:
    slots = [(row, slot) for row, slots in enumerate(grid.rows) for slot in slots]
    return {
        "at": list(grid.at),
        "name": grid.name,
        "head": list(grid.head),
        "cells": [[*slot.at, row, slot.start, slot.last - row, slot.end - slot.start] for row, slot in slots],
    }


def _attachment(one: Attachment) -> Json:
    return {"title": one.title, "number": one.number, "missing": one.is_missing, "at": _span(one.at)}


def _date(value: datetime.date | None) -> str | None:
    return value.isoformat() if value else None


def _span(at: Span | None) -> list[int] | None:
    return list(at) if at else None


def _rule(rule: Rule) -> Json:
    return {"kind": rule.kind, "value": rule.value, "phrase": rule.phrase, "at": _span(rule.at)}


def _item(item: Item, *, detail: bool) -> Json:
    document: Json = {
        "number": item.number,
        "heading": item.heading,
        "text": item.text,
        "at": _span(item.at),
        "assignments": [_assignment(a, detail=detail) for a in item.assignments],
        "deadlines": [_deadline(d) for d in item.deadlines],
        "recurrences": [_recurrence(r) for r in item.recurrences],
        "vague": [_vague(v) for v in item.vague],
        "doubts": [_doubt(d, detail=detail) for d in item.doubts],
    }
    if detail:
        document["heading_at"] = _span(item.heading_at)
        document["text_at"] = _span(item.text_at)
    return document


def _assignment(assignment: Assignment, *, detail: bool) -> Json:
    document: Json = {
        "mode": assignment.mode,
        "lead": list(assignment.lead),
        "co": list(assignment.co),
        "collective": list(assignment.collective),
        "open_list": assignment.open_list,
        "phrase": assignment.phrase,
        "at": _span(assignment.at),
    }
    if detail:
        document["covers"] = _span(assignment.covers)
        document["also_at"] = [list(at) for at in assignment.also_at]
        document["helpers"] = list(assignment.helpers)
    return document


def _deadline(deadline: Deadline) -> Json:
    return {
        "kind": deadline.kind,
        "value": deadline.value,
        "event": deadline.event,
        "period": deadline.period,
        "phrase": deadline.phrase,
        "at": _span(deadline.at),
    }


def _recurrence(recurrence: Recurrence) -> Json:
    return {
        "kind": recurrence.kind,
        "period": recurrence.period,
        "min_count": recurrence.min_count,
        "who": recurrence.who,
        "by": recurrence.by,
        "phrase": recurrence.phrase,
        "at": _span(recurrence.at),
    }


def _vague(vague: Vague) -> Json:
    return {"kind": vague.kind, "word": vague.word, "phrase": vague.phrase, "at": _span(vague.at)}


def _phase(phase: Phase) -> Json:
    return {"number": phase.number, "name": phase.name, "start": _date(phase.start), "end": _date(phase.end)}


def _repair(repair: Repair, *, detail: bool) -> Json:
    document: Json = {"kind": repair.kind, "at": _span(repair.at), "raw": repair.raw, "clean": repair.clean}
    if detail:
        document["raw_at"] = _span(repair.raw_at)
    return document


def _doubt(doubt: Doubt, *, detail: bool) -> Json:
    document: Json = {"kind": doubt.kind, "message": doubt.message, "candidates": list(doubt.candidates)}
    if detail:
        document["at"] = _span(doubt.at)
    return document


def _coverage(coverage: Coverage, text: str, *, detail: bool) -> Json:
    document: Json = {
        "sentences": len(coverage.sentences),
        "in_items": coverage.in_items,
        "waived": coverage.waived,
        "unexplained": [{"text": text[slice(*s.at)], "at": _span(s.at)} for s in coverage.unexplained],
    }
    if detail:
        document["waived_by"] = coverage.waived_by
        document["read_as"] = [{"at": _span(s.at), "read_as": s.read_as} for s in coverage.sentences]
    return document
