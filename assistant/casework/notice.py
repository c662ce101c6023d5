"""The text of a notice -> `Notice`. Word lists read it; what they do not find stays missing.

Nothing in the text is ever followed: an instruction in a notice is text like any other.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

from assistant.casework.cues import Cues, Rule, find_cues
from assistant.casework.dates import (
    FoundDate,
    ambiguous_dates,
    day_comes_first,
    find_dates,
)
from assistant.casework.deadlines import disagreement, find_deadlines
from assistant.casework.demands import FROM_OWNER, find_asked, find_documents, find_objected
from assistant.casework.documents import Document
from assistant.casework.frame import Frame
from assistant.casework.identifiers import find_emails, find_ids, find_listings, malformed_asins
from assistant.casework.kinds import find_kind
from assistant.casework.lexicon import Wording, compiled, detect_language, wordings
from assistant.casework.owners import find_owner
from assistant.casework.sites import country_of, find_domain, find_marketplace
from assistant.casework.spans import INFERRED, LABELLED, PHRASED, labelled, reading, search
from assistant.casework.types import Notice, NoticeKind, Reading
from assistant.types import Right

_RIGHTS: tuple[Right, ...] = ("copyright", "trademark", "design", "patent", "publicity", "policy")
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
    cues = find_cues(text, words)
    kind, kind_reading = find_kind(cues, words)
    right, right_reading = _right(cues, words, kind)
    frame = Frame(cues, words, dates, _sent(text, dates, words), country, kind)
    deadlines = find_deadlines(frame)
    documents = find_documents(cues, words, kind)
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
        emails=find_emails(text, words, sender=kind in FROM_OWNER),
        objected=find_objected(cues, words, kind),
        dates=tuple(d.as_reading(LABELLED) for d in dates if d.value),
        deadlines=deadlines,
        asked=find_asked(cues, words, kind, documents),
        documents=documents,
    )
    warnings = (*document.warnings, *_warnings(notice, ambiguous_dates(text, day_first)))
    return _as_sure_as(document.certainty, notice.model_copy(update={"warnings": warnings}))


def _right(
    cues: Cues, words: tuple[Wording, ...], kind: NoticeKind | None
) -> tuple[Right | None, Reading | None]:
    """Return the right behind its label, else the one that is named most often."""
    text = cues.text
    if kind is NoticeKind.SUPPRESSION:
        place = next((place for _, place in cues.matching(Rule(cues=("image rule",)))), None)
        return ("policy", place.as_reading("policy", PHRASED)) if place else (None, None)
    for match in labelled(text, "right", words):
        start, end = match.span("value")
        right, found = _most_named(text[:end], words, _RIGHTS, start, LABELLED)
        if found:
            return right, found
    named = _most_named(text, words, _RIGHTS[:-1])
    return named if named[0] else _weakly_named(text, words)


def _weakly_named(text: str, words: tuple[Wording, ...]) -> tuple[Right | None, Reading | None]:
    """Return a right by a word that is mostly its own: "contrefaçon" is said of pictures too."""
    for wording in words:
        for right in _RIGHTS:
            if match := search(wording.weak_rights.get(right, ()), wording, text):
                return right, reading(match, right, sure=INFERRED)
    return None, None


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
        alone = len(line) <= found.end - found.start + 2  # a letter may be dated at its end
        if alone or (found.end < max(200, _DATELINE * len(text)) and len(line) <= 50):
            return found.value
    return None


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

    return Notice.model_validate(scaled(notice.model_dump()) | {"certainty": certainty})
