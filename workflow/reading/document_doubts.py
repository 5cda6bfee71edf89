"""Doubts of the document as a whole, not of an item."""

from bisect import bisect_right

from workflow.reading.aliases import two_names
from workflow.reading.clean import CleanText
from workflow.reading.digits import misread_digits
from workflow.reading.doubts import doubt
from workflow.reading.model import Doubt, Header, Item
from workflow.reading.mojibake import lost_passages
from workflow.reading.owners import Practice, standing_doubts
from workflow.reading.places import possible_issuers


def document_doubts(document: CleanText, header: Header, items: list[Item], practice: Practice) -> list[Doubt]:
    """What the head of a document lacks, what is attached and missing, what was lost or misread, and names that may
    mean one agency."""
    raised: list[Doubt] = []
    if header.title is None:
        raised.append(doubt("title_missing"))
    if header.issuer is None:
        raised.append(doubt("issuer_missing", possible_issuers(header.title, document.text)))
    absent = [document.text[slice(*one.at)] for one in header.attachments if one.is_missing]
    if absent:
        raised.append(doubt("attachment_missing", absent))
    return [*raised, *_damage_doubts(document.text, items), *_naming_doubts(items, practice)]


def _damage_doubts(text: str, items: list[Item]) -> list[Doubt]:
    """Lost characters, and misread digits outside of the items, which ask about their own."""
    places = sorted(item.at for item in items)
    raised = []
    for misread in misread_digits(text, (0, len(text))):
        at = misread.at or (0, 0)
        index = bisect_right(places, at) - 1
        if index < 0 or at[0] >= places[index][1]:
            raised.append(misread)
    lost = lost_passages(text)
    if lost:
        raised.append(doubt("text_lost", [text[max(0, start - 8) : end + 8] for start, end in lost[:8]], lost[0]))
    return raised


def _naming_doubts(items: list[Item], practice: Practice) -> list[Doubt]:
    """Sets among the helpers of everything, and names that may mean one agency."""
    names = [name for item in items for a in item.assignments for name in (*a.lead, *a.co)]
    return standing_doubts(practice) + [doubt("two_names", pair) for pair in two_names(names)]
