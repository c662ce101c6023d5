"""The text of a notice -> `Notice`. Word lists read it; what they do not find stays missing.

Nothing in the text is ever followed: an instruction in a notice is text like any other.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

from assistant.casework.dates import (
    FoundDate,
    ambiguous_dates,
    day_comes_first,
    find_dates,
)
from assistant.casework.deadlines import Frame, disagreement, find_deadlines
from assistant.casework.documents import Document
from assistant.casework.identifiers import find_emails, find_ids, find_listings, malformed_asins
from assistant.casework.lexicon import Wording, compiled, detect_language, wordings
from assistant.casework.owners import find_owner
from assistant.casework.sites import country_of, find_domain, find_marketplace
from assistant.casework.spans import INFERRED, LABELLED, PHRASED, labelled, reading
from assistant.casework.types import Notice, NoticeKind, Reading
from assistant.types import Right

# the first kind whose wording stands in the text: a complaint also speaks of retractions,
# a lawyer's letter of complaints
_ORDER = (
    "court-order", "lawyer-letter", "counter-notice-receipt", "retraction", "suppression",
    "deactivation", "warning", "complaint", "weak-warning",
)  # fmt: skip
_RIGHTS: tuple[Right, ...] = ("copyright", "trademark", "design", "patent", "policy")
_NOTHING_ASKED = frozenset({NoticeKind.RETRACTION, NoticeKind.COUNTER_NOTICE_RECEIPT})
_FROM_OWNER = frozenset({NoticeKind.LAWYER_LETTER, NoticeKind.COURT_ORDER})
_OWNERS_DEMANDS = frozenset(
    {"sign an undertaking", "give information", "pay", "stop using the content", "answer in court"}
)
_DATELINE = 0.35  # a letter's date stands in so much of its beginning


def read_notice(document: Document) -> Notice:
    """Return what the notice says; each value with its span in `text` and a confidence."""
    text = document.text
    language = detect_language(text)
    words = wordings(language)
    marketplace = find_marketplace(text)
    domain = find_domain(text, marketplace)
    country = country_of(domain)
    day_first = day_comes_first(language, country)
    dates = find_dates(text, words, day_first)
    kind, kind_reading = _kind(text, words)
    right, right_reading = _right(text, words, kind)
    frame = Frame(text, words, dates, _sent(text, dates, words), country, kind)
    deadlines = find_deadlines(frame)
    documents = _documents(text, words, kind)
    notice = Notice(
        text=text,
        language=language,
        marketplace=marketplace,
        domain=domain,
        kind=kind,
        kind_reading=kind_reading,
        right=right,
        right_reading=right_reading,
        complaint_ids=find_ids(text, words),
        listings=find_listings(text, words),
        rights_owner=find_owner(text, words),
        emails=find_emails(text, words, sender=kind in _FROM_OWNER),
        objected=_objected(text, words),
        dates=tuple(d.as_reading(LABELLED) for d in dates if d.value),
        deadlines=deadlines,
        asked=_asked(text, words, kind, documents),
        documents=documents,
    )
    warnings = (*document.warnings, *_warnings(notice, ambiguous_dates(text, day_first)))
    return _as_sure_as(document.certainty, notice.model_copy(update={"warnings": warnings}))


def _kind(text: str, words: tuple[Wording, ...]) -> tuple[NoticeKind | None, Reading | None]:
    for name in _ORDER:
        for wording in words:
            patterns = wording.kinds.get(name, ())
            if match := compiled(patterns, wording.spaced).search(text) if patterns else None:
                weak = name == "weak-warning"
                kind = NoticeKind.WARNING if weak else NoticeKind(name)
                sure = INFERRED if weak else PHRASED
                return kind, reading(match, kind.value, sure=sure)
    return None, None


def _right(
    text: str, words: tuple[Wording, ...], kind: NoticeKind | None
) -> tuple[Right | None, Reading | None]:
    """Return the right behind its label, else the one that is named most often."""
    if kind is NoticeKind.SUPPRESSION:
        return _most_named(text, words, ("policy",))
    for match in labelled(text, "right", words):
        start, end = match.span("value")
        right, found = _most_named(text[:end], words, _RIGHTS, start, LABELLED)
        if found:
            return right, found
    return _most_named(text, words, _RIGHTS[:-1])


def _most_named(
    text: str, words: tuple[Wording, ...], rights: tuple[Right, ...], start: int = 0,
    sure: float = PHRASED,
) -> tuple[Right | None, Reading | None]:  # fmt: skip
    found: dict[Right, Reading] = {}
    counts: Counter[Right] = Counter()
    for right in rights:
        for wording in words:
            patterns = wording.rights[right]
            if start:
                patterns += wording.labelled_rights.get(right, ())
            for match in compiled(patterns, wording.spaced).finditer(text, start):
                counts[right] += 1
                found.setdefault(right, reading(match, right, sure=sure))
    ranked = counts.most_common(2)
    if not ranked or (len(ranked) == 2 and ranked[0][1] == ranked[1][1]):
        return None, None
    right = ranked[0][0]
    certain = sure if len(ranked) == 1 else INFERRED
    return right, found[right].model_copy(update={"confidence": certain})


def _sent(text: str, dates: list[FoundDate], words: tuple[Wording, ...]) -> date | None:
    """Return the notice's own date: behind its label, else a date line near its beginning."""
    for match in labelled(text, "date", words):
        start, end = match.span("value")
        for found in dates:
            if start <= found.start < end:
                return found.value
    for found in dates:
        line = text[text.rfind("\n", 0, found.start) + 1 : (text + "\n").find("\n", found.end)]
        if found.end < max(200, _DATELINE * len(text)) and len(line) <= 50:
            return found.value
    return None


def _objected(text: str, words: tuple[Wording, ...]) -> Reading | None:
    for wording in words:
        for content, patterns in wording.objected.items():
            if match := compiled(patterns, wording.spaced).search(text):
                return reading(match, content, sure=PHRASED)
    return None


def _documents(
    text: str, words: tuple[Wording, ...], kind: NoticeKind | None
) -> tuple[Reading, ...]:
    accepts = kind not in (_FROM_OWNER | _NOTHING_ASKED | {NoticeKind.SUPPRESSION})
    return _phrases(text, words, "documents") if accepts else ()


def _asked(
    text: str, words: tuple[Wording, ...], kind: NoticeKind | None, documents: tuple[Reading, ...]
) -> tuple[Reading, ...]:
    """Return what is asked for, in order; a lawyer asks for other things than a marketplace."""
    if kind in _NOTHING_ASKED:
        return ()
    from_owner = kind in _FROM_OWNER
    asked = [
        r for r in _phrases(text, words, "asked") if (r.value in _OWNERS_DEMANDS) is from_owner
    ]
    if documents:
        asked.append(documents[0].model_copy(update={"value": "send documents"}))
    return tuple(sorted(asked, key=lambda each: each.start))


def _phrases(text: str, words: tuple[Wording, ...], field: str) -> tuple[Reading, ...]:
    """Return the first place of each named phrase, in order of the text."""
    found: dict[str, Reading] = {}
    for wording in words:
        for name, patterns in getattr(wording, field).items():
            if name not in found and (m := compiled(patterns, wording.spaced).search(text)):
                found[name] = reading(m, name, sure=PHRASED)
    return tuple(sorted(found.values(), key=lambda each: each.start))


def _warnings(notice: Notice, ambiguous: tuple[str, ...]) -> tuple[str, ...]:
    said = []
    if not notice.language:
        said.append("the language is not one that is read: most fields stay missing")
    if conflict := disagreement(notice.deadlines):
        said.append(conflict)
    said += [f"{value} could be two days and was left out" for value in ambiguous]
    said += [f"{value} has not the form of an ASIN" for value in malformed_asins(notice.text)]
    if notice.kind is None:
        said.append("no known wording of a notice was found: is this one?")
    return tuple(said)


def _as_sure_as(certainty: float, notice: Notice) -> Notice:
    """Return the notice with confidences that allow for a text which may be misread itself."""
    if certainty >= 1.0:
        return notice

    def scaled(value: Any) -> Any:
        if isinstance(value, dict):
            sure = value.get("confidence")
            own = {} if sure is None else {"confidence": sure * certainty}
            return {name: scaled(part) for name, part in value.items()} | own
        return [scaled(part) for part in value] if isinstance(value, list | tuple) else value

    return Notice.model_validate({**scaled(notice.model_dump()), "certainty": certainty})
