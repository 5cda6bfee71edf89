"""What a plan keeps of the questions its document raised: a row a doubt, and the decisions in the journal."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from workflow.models import ImportDraft, Plan, PlanDoubt, PlanItem
from workflow.services.imports.doubts import owned_doubts
from workflow.services.imports.parties import live
from workflow.services.imports.places import Places, span_columns
from workflow.services.imports.state import ReaderDoubt, Review, Settled, Vague
from workflow.services.imports.versions import MESSAGE, said_of

SENTENCE_LENGTH = 200
WORDING = ("kind", "word", "phrase", "how", "told", "remark")


def write_doubts(plan: Plan, items: Sequence[PlanItem], draft: ImportDraft, review: Review) -> None:
    """One row for every doubt and every vague wording of the plan, settled ones among them."""
    rows = [_of_twin(said) for _key, said in said_of(review)]
    rows += [_of_reader(doubt, None, review) for doubt in review["doubts"]]
    for item, source in zip(items, live(review), strict=True):
        rows += [_of_reader(doubt, item, review) for doubt in source["doubts"]]
        rows += [_of_word(word, item) for word in source["vague"]]
    for order, row in enumerate(rows, start=1):
        row.plan, row.order = plan, order
        if not row.phrase and row.span_end:
            row.phrase = draft.text[row.span_start : row.span_end][:300]
    PlanDoubt.objects.bulk_create(rows)


def _of_reader(doubt: ReaderDoubt, item: PlanItem | None, review: Review) -> PlanDoubt:
    at = doubt["at"]
    if at is None and item is not None and item.span_start is not None and item.span_end:
        at = [item.span_start, item.span_end]
    row = PlanDoubt(
        item=item,
        kind=doubt["kind"][:40],
        message=doubt["message"][:300],
        candidates=doubt["candidates"],
        **span_columns(at),
    )
    if settled := review["settled"].get(doubt["key"]):
        _decide(row, settled)
    return row


def _of_twin(said: Settled) -> PlanDoubt:
    row = PlanDoubt(kind="same_document", message=MESSAGE, candidates=[said.get("name", "")])
    _decide(row, said)
    return row


def _decide(row: PlanDoubt, settled: Settled) -> None:
    row.how, row.reason = settled["how"], settled.get("reason", "")
    row.settled_by, row.settled_at = settled["by"], datetime.fromisoformat(settled["at"])


def _of_word(word: Vague, item: PlanItem) -> PlanDoubt:
    return PlanDoubt(
        item=item,
        kind=word["kind"],
        word=word["word"],
        phrase=word["phrase"],
        how=word["how"],
        told=word["told"],
        reason=word["remark"],
        settled_by=word["by"],
        settled_at=datetime.fromisoformat(word["when"]) if word["when"] else None,
        **span_columns(word["at"]),
    )


def decisions(draft: ImportDraft, review: Review) -> dict[str, Any]:
    """What the journal keeps: every decision with who, when, how, why and its sentence. Empty without any."""
    places = Places(draft.text)
    found = {
        "documents": [{"key": key, **said} for key, said in said_of(review)],
        "doubts": list(_doubts(review, places)),
        "wording": [
            {
                "item": item["number"],
                "by": word["by"],
                "at": word["when"],
                **{name: word[name] for name in WORDING},  # type: ignore[literal-required]
            }
            for item in live(review)
            for word in item["vague"]
            if word["how"]
        ],
        "sentences": [
            {"sentence": sentence["text"].strip()[:SENTENCE_LENGTH], **settled}
            for sentence in review["sentences"]
            if (settled := review["settled"].get(f"sentence:{sentence['at'][0]}"))
        ],
        "repairs_refused": [
            {"kind": refusal["kind"], "raw": refusal["raw"], "clean": refusal["clean"], "raw_at": refusal["at"]}
            for refusal in review["refused"]
        ],
    }
    return {name: entries for name, entries in found.items() if entries}


def _doubts(review: Review, places: Places) -> Iterator[dict[str, Any]]:
    for item, doubt in owned_doubts(review):
        settled: Settled | None = review["settled"].get(doubt["key"])
        if settled is None:
            continue
        quote = places.quote(doubt["at"] or (item["at"] if item else None))
        yield {
            "kind": doubt["kind"],
            "item": item["number"] if item else "",
            "about": doubt["candidates"],
            "sentence": quote.text[:SENTENCE_LENGTH] if quote else "",
            **settled,
        }
