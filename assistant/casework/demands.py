"""What a notice objects to, what it asks for and which papers it accepts."""

from __future__ import annotations

import re
from collections import Counter

from assistant.casework.cues import Cues, Place, Rule, load_rules
from assistant.casework.lexicon import Wording, compiled
from assistant.casework.spans import INFERRED, PHRASED, reading
from assistant.casework.types import NoticeKind, Reading

FROM_OWNER = frozenset({NoticeKind.LAWYER_LETTER, NoticeKind.COURT_ORDER})
NOTHING_ASKED = frozenset({NoticeKind.RETRACTION, NoticeKind.COUNTER_NOTICE_RECEIPT})
_OWNERS_DEMANDS = frozenset(
    {"sign an undertaking", "give information", "pay", "stop using the content", "answer in court"}
)
_PAPERS = (
    "invoice", "letter of authorization", "licence", "order ID", "court order",
    "registration certificate", "supply chain documents",
)  # fmt: skip
_CONTENTS = ("packaging", "video", "image", "text", "detail page", "product")  # narrow ones first
_GENERIC = frozenset({"detail page", "product"})  # words that every notice has
_ACCUSATIONS = ("infringe", "image rule", "removed")
_LABEL = re.compile(r"[ \t]*[:\uff1a]")  # "Title:" is the product's
_PLAIN = re.compile(r"(?:[\w \t,'’-]|\.(?=\w))*")  # no end of a sentence or a line
CLOSE = 90  # characters between a content and what is said of it
BESIDE = 45  # the same for words that every notice has
MISSED = 16  # characters from "without" to what is missed
SAID = 0.9  # by its cues; 47 of 48 were right at first sight of the second held-back set


def find_objected(
    cues: Cues, words: tuple[Wording, ...], kind: NoticeKind | None
) -> Reading | None:
    """Return the content that is complained about: a known phrase, else what is accused most.

    A letter of the owner's side speaks of little else than the work it is about.
    """
    for wording in words:
        for content, patterns in wording.objected.items():
            if match := compiled(patterns, wording.spaced).search(cues.text):
                return reading(match, content, sure=PHRASED)
    counts: Counter[str] = Counter()
    places: dict[str, Place] = {}
    for content in _CONTENTS:
        for place in _accused(cues, content):
            counts[content] += 1
            places.setdefault(content, place)
    if not counts and kind in FROM_OWNER:
        for number, place in cues.matching(Rule(cues=("image|video",))):
            content = "image" if place in cues.found[number].get("image", ()) else "video"
            return place.as_reading(content, INFERRED)
    narrow = [content for content in counts if content not in _GENERIC] or list(counts)
    if not narrow:
        return None
    content = max(narrow, key=lambda each: (counts[each], -_CONTENTS.index(each)))
    sure = SAID if len(narrow) == 1 else INFERRED
    return places[content].as_reading(content, sure)


def _accused(cues: Cues, content: str) -> list[Place]:
    """Return where the content stands close to an accusation in its sentence."""
    names, close = (("infringe",), BESIDE) if content in _GENERIC else (_ACCUSATIONS, CLOSE)
    return [
        place
        for found in cues.found
        for place in found.get(content, ())
        if not _LABEL.match(cues.text, place.end)
        and any(
            place.distance(act) <= close
            and (content not in _GENERIC or _is_subject(cues.text, place, act))
            for name in names
            for act in found.get(name, ())
        )
    ]


def _is_subject(text: str, place: Place, act: Place) -> bool:
    """Whether nothing but plain words stands between a content and what it is said to do."""
    return place.end <= act.start and _PLAIN.fullmatch(text, place.end, act.start) is not None


def find_documents(
    cues: Cues, words: tuple[Wording, ...], kind: NoticeKind | None
) -> tuple[Reading, ...]:
    """Return the papers that are accepted; a letter of the owner's side accepts none."""
    if kind in (FROM_OWNER | NOTHING_ASKED | {None, NoticeKind.SUPPRESSION}):
        return ()
    found = {each.value: each for each in _phrases(cues.text, words, "documents")}
    for paper in _PAPERS:
        for number, place in cues.matching(Rule(cues=(paper,))):
            if cues.mood(number, place) != "denied" and not _is_missed(cues, number, place):
                found.setdefault(paper, place.as_reading(paper, SAID))
    return tuple(sorted(found.values(), key=lambda each: each.start))


def _is_missed(cues: Cues, number: int, paper: Place) -> bool:
    """Whether the paper is what the seller is said not to have: "without permission"."""
    return any(
        place.start <= paper.start <= place.end + MISSED
        for place in cues.found[number].get("without", ())
    )


def find_asked(
    cues: Cues, words: tuple[Wording, ...], kind: NoticeKind | None,
    documents: tuple[Reading, ...],
) -> tuple[Reading, ...]:  # fmt: skip
    """Return what is asked for, in order; a lawyer asks for other things than a marketplace."""
    if kind in NOTHING_ASKED:
        return ()
    found = {each.value: each for each in _phrases(cues.text, words, "asked")}
    for name, rules in load_rules().asked.items():
        for rule in rules:
            for number, place in cues.matching(rule):
                if _threatens(cues, number) or not _is_told(cues, number, place):
                    found.setdefault(name, place.as_reading(name, SAID))
    asked = [each for each in found.values() if _may_ask(kind, each.value)]
    if documents:
        asked.append(documents[0].model_copy(update={"value": "send documents"}))
    return tuple(sorted(asked, key=lambda each: each.start))


def _is_told(cues: Cues, number: int, act: Place) -> bool:
    """Whether the act was done by the marketplace, or is one that nobody asks for."""
    done = cues.found[number].get("removed", ())
    return any(act.overlaps(place) for place in done) or cues.mood(number, act) == "denied"


def _threatens(cues: Cues, number: int) -> bool:
    """Whether a sentence says what happens if something is not done, which asks for it."""
    found = cues.found[number]
    return "if" in found and not found.keys().isdisjoint({"removed", "closed", "risk"})


def _may_ask(kind: NoticeKind | None, name: str) -> bool:
    if kind is NoticeKind.COURT_ORDER:
        return name in _OWNERS_DEMANDS
    if kind in (NoticeKind.LAWYER_LETTER, None):
        return name in _OWNERS_DEMANDS - {"answer in court"}
    return name not in _OWNERS_DEMANDS


def _phrases(text: str, words: tuple[Wording, ...], field: str) -> tuple[Reading, ...]:
    """Return the first place of each named phrase, in order of the text."""
    found: dict[str, Reading] = {}
    for wording in words:
        for name, patterns in getattr(wording, field).items():
            if name not in found and (m := compiled(patterns, wording.spaced).search(text)):
                found[name] = reading(m, name, sure=PHRASED)
    return tuple(sorted(found.values(), key=lambda each: each.start))
