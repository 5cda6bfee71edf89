"""Who English sentences tell to act: `The Finance Bureau shall publish …; the Audit Office supports.`"""

import re
from dataclasses import replace

from workflow.reading.latin import PARTIES, PARTY, latin_collective, latin_sentences, split_latin
from workflow.reading.model import Assignment, Mode
from workflow.reading.offsets import Span

_JOIN = r"(?:together|jointly|in\s(?:cooperation|co-operation|coordination|consultation|collaboration))\swith|alongside"
_LEADERS = rf"{PARTY}(?:\sand\s{PARTY}){{0,3}}"
LED_BY = re.compile(
    rf"(?:[Ll]ed|[Cc]oordinated)\sby\s(?P<who>{_LEADERS})|[Uu]nder\sthe\slead(?:ership)?\sof\s(?P<under>{_LEADERS})"
)
SUBJECT = re.compile(
    rf"(?:(?:[Bb]y|[Ff]rom|[Ii]n|[Bb]efore|[Ee]ach|[Ee]very|[Ww]ithin)\s[^,.;]{{2,60}},\s)?(?P<who>{PARTIES})"
    rf"(?:,?\s(?:{_JOIN})\s(?P<helpers>{PARTIES}),?)?\s"
    r"(?:(?P<duty>(?:is|are|will\sbe|shall\sbe)\sresponsible\sfor)"
    r"|(?P<modal>shall|must|will|should|(?:is|are)\s(?:required\s)?to)"
    r"|(?P<leads>(?:shall\s|will\s|must\s)?(?:leads?|coordinates?|takes?\sthe\slead))\b"
    r"|(?P<helps>(?:shall\s|will\s|must\s)?(?:supports?|assists?|cooperates?|participates?|helps?))\b"
    r"|(?P<plain>(?:[a-z]+ly\s)?(?:publish|submit|prepare|report|inspect|organi[sz]e|hold|carr(?:y|ie)|complete|draft"
    r"|review|update|compile|provide|conduct|implement|monitor|issue|train|open|build|clean|set|(?(helpers)[a-z]{3,}|(?!)))(?:e?s)?)\b)"
)
BY = re.compile(rf"\bby\s(?P<who>(?:the\s){PARTIES})|\b[Rr]esponsible:\s(?P<named>{PARTIES})")
HELPED = re.compile(
    r"\b(?:with\s(?:the\s)?(?:support|assistance|help|participation)\s(?:from|of)|(?:supported|assisted|helped)\sby"
    rf"|{_JOIN})\s"
    rf"(?P<who>{PARTIES})"
)
LEADS_AFTER = re.compile(r"(?:shall|must|will)\s(?:lead|coordinate|take\sthe\slead)\b")
HELPS_AFTER = re.compile(r"(?:shall|must|will)\s(?:support|assist|cooperate|participate)\b")


def tell_latin(text: str, paragraph: Span) -> list[tuple[Assignment, str]]:
    """The assignments of an English paragraph, each with its strength (`duty`, `modal`, `plain`)."""
    told: list[tuple[Assignment, str]] = []
    for at in latin_sentences(text, paragraph):
        one = _read(text, at)
        if one is None:
            continue
        assignment, strength = one
        if assignment.mode == "joint" and strength == "helps":
            if told:
                told[-1] = (_with(told[-1][0], assignment.co), told[-1][1])
            continue
        told.append((assignment, strength))
    ends = [one.covers[0] for one, _ in told[1:]] + [paragraph[1]]
    return [(replace(one, covers=(one.covers[0], end)), s) for (one, s), end in zip(told, ends, strict=False)]


def _read(text: str, at: Span) -> tuple[Assignment, str] | None:
    sentence = text[slice(*at)]
    leader, subject = LED_BY.search(sentence), _subject(sentence)
    by = None if subject or leader else BY.search(sentence)
    lead = split_latin(leader["who"] or leader["under"]).names if leader else ()
    do = split_latin((subject and subject["who"]) or (by and (by["who"] or by["named"])) or "").names
    helpers = split_latin(subject["helpers"]).names if subject and subject["helpers"] else ()
    helped = HELPED.search(sentence)
    helpers += tuple(name for name in (split_latin(helped["who"]).names if helped else ()) if name not in helpers)
    if not lead and not do:
        return None
    strength = "duty" if lead or by or (subject and (subject["duty"] or subject["leads"])) else "modal"
    if subject and subject["plain"]:
        strength = "plain"
    if subject and (subject["helps"] or HELPS_AFTER.match(sentence, subject.start("modal"))):
        strength = "helps"
    if subject and not lead and (subject["leads"] or LEADS_AFTER.match(sentence, subject.start("modal")) or helpers):
        lead, do = do, ()
    return _assignment(text, at, lead, tuple(n for n in (*do, *helpers) if n not in lead)), strength


def _subject(sentence: str) -> re.Match[str] | None:
    """The first agency of a sentence that has something to do; a heading may stand in front of it."""
    return next((one for one in SUBJECT.finditer(sentence) if split_latin(one["who"]).names), None)


def _with(before: Assignment, helpers: tuple[str, ...]) -> Assignment:
    """An assignment whose helpers a later part of the sentence names."""
    lead = before.lead or before.co
    known = before.co if before.lead else ()
    co = (*known, *(name for name in helpers if name not in (*lead, *known)))
    return replace(before, mode="lead_with", lead=lead, co=co, collective=latin_collective((*lead, *co)))


def _assignment(text: str, at: Span, lead: tuple[str, ...], co: tuple[str, ...]) -> Assignment:
    mode: Mode = "lead_with" if lead and co else "lead" if lead else "joint"
    end = at[1]
    while end > at[0] and text[end - 1] in ".;":
        end -= 1
    whole = at[0], end
    return Assignment(mode, lead, co, latin_collective((*lead, *co)), False, text[slice(*whole)], whole, at)
