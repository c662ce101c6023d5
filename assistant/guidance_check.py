"""The lint of the guidance: what an author must keep so that sections can be quoted.

Schema errors are found while loading (`guidance.py`); these are the house rules on top.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from datetime import date, timedelta
from pathlib import Path

from assistant.requests import OUTSIDE
from assistant.types import GuidanceDocument, Knowledge, Passage, Sentence

SECTION_WORDS = (55, 225)
FIRST_SENTENCE_WORDS = 36
SENTENCE_WORDS = 40
QUESTIONS = (3, 8)
MOST_WAYS = 12  # to ask for one section beside its questions; what most people ask needs most
HEADING_CHARACTERS = 75
ADVICE_SHARE = 0.3  # the document about the assistant itself has no sources and is exempt
REVIEW_DAYS = 365
_ABOUT = "about-assistant"
_HEARSAY = frozenset({"forum", "agency", "press"})
_TODO = "TODO"  # what `knowledge import` leaves for a person
_PRONOUN_START = re.compile(r"(It|This|That|They|These|Those)\b")
_MARKUP = re.compile(r"[*_`#<>\[\]]")


def lint(
    knowledge: Knowledge,
    folder: Path,
    *,
    paths: Mapping[tuple[str, str], Path] | None = None,
    today: date | None = None,
    review_days: int = REVIEW_DAYS,
) -> list[str]:
    """Return the problems as `file:line: what, and the mend`, in the order of the documents.

    `paths` names, by language and id, the files that do not stand in `folder`.
    """
    known = {document.id for document in knowledge.documents}
    sections = {p.id for document in knowledge.documents for p in document.passages}
    due = stale(knowledge.documents, today or date.today(), review_days)
    problems: list[str] = []
    for document in knowledge.documents:
        path = folder / document.language / f"{document.id}.md"
        path = (paths or {}).get((document.language, document.id), path)
        lines = _headings(path)
        for problem in _document_problems(document, known):
            problems.append(f"{path}:1: {problem}")
        if document in due:
            problems.append(
                f"{path}:1: was last reviewed on {document.reviewed}; check its facts and set a "
                "new date"
            )
        for passage in document.passages:
            line = lines[passage.section]
            problems.extend(f"{path}:{line}: {p}" for p in _section_problems(passage))
    for request in knowledge.requests:
        problems.extend(
            f"{folder / 'requests.yaml'}:1: {request.id} names {passage_id}, which does not exist"
            for passage_id in request.passages
            if passage_id not in sections
        )
    problems.extend(f"{folder / OUTSIDE}:1: {problem}" for problem in _contradictions(knowledge))
    return problems


def _contradictions(knowledge: Knowledge) -> Iterator[str]:
    """Yield what is listed as not covered although a section answers it."""
    asked = {
        question.lower(): passage.id
        for document in knowledge.documents
        for passage in document.passages
        for question in passage.asked
    }
    for topic in knowledge.outside.topics:
        for question in topic.questions:
            if passage_id := asked.get(question.lower()):
                yield f"{topic.id}: {question!r} is answered by {passage_id}; take it out of one"


def _headings(path: Path) -> dict[str, int]:
    """Return heading -> line number, from 1."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return {line[3:].strip(): n for n, line in enumerate(lines, 1) if line.startswith("## ")}


def stale(
    documents: Sequence[GuidanceDocument], today: date, review_days: int
) -> list[GuidanceDocument]:
    """Return the documents last reviewed more than `review_days` ago, oldest first."""
    oldest = today - timedelta(days=review_days)
    due = [document for document in documents if document.reviewed < oldest]
    return sorted(due, key=lambda document: (document.reviewed, document.id))


def weakly_sourced(documents: Sequence[GuidanceDocument]) -> list[str]:
    """Return a warning for each document that rests on hearsay alone.

    Whether an official page or a law exists, only an author can say.
    """
    return [
        f"{document.id}: all {len(document.sources)} sources are of kind "
        f"{', '.join(sorted({source.kind for source in document.sources}))}; cite the official "
        "page or the law where there is one"
        for document in documents
        if document.sources and all(source.kind in _HEARSAY for source in document.sources)
    ]


def _document_problems(document: GuidanceDocument, known: Set[str]) -> Iterator[str]:
    cited = {s for p in document.passages for sentence in p.sentences for s in sentence.sources}
    for source in document.sources:
        if source.id not in cited:
            yield f"source {source.id} is never used; remove it or mark what it backs"
    for related in document.related:
        if related not in known:
            yield f"related document {related!r} does not exist"
    if any(_TODO in field for field in (document.title, *document.topics)):
        yield f"title or topics still say {_TODO}; fill them in"
    sentences = [s for p in document.passages for s in p.sentences if s.block != "intro"]
    advice = sum(sentence.advice for sentence in sentences)
    if document.id != _ABOUT and advice > ADVICE_SHARE * len(sentences):
        yield f"{advice} of {len(sentences)} sentences are [advice]; find sources or cut"


def _section_problems(passage: Passage) -> Iterator[str]:
    words = len(passage.text.split())
    if not SECTION_WORDS[0] <= words <= SECTION_WORDS[1]:
        yield f"section has {words} words; {SECTION_WORDS[0]} to {SECTION_WORDS[1]} are readable"
    if not passage.section.endswith("?") or len(passage.section) > HEADING_CHARACTERS:
        yield f"heading must be a question of at most {HEADING_CHARACTERS} characters"
    if not QUESTIONS[0] <= len(passage.questions) <= QUESTIONS[1]:
        yield f"lists {len(passage.questions)} questions; give {QUESTIONS[0]} to {QUESTIONS[1]}"
    if len(passage.paraphrases) > MOST_WAYS:
        yield f"is also asked in {len(passage.paraphrases)} ways; {MOST_WAYS} are enough"
    first = passage.sentences[0]
    if first.block != "prose" or len(first.text.split()) > FIRST_SENTENCE_WORDS:
        yield f"first sentence must answer the heading in at most {FIRST_SENTENCE_WORDS} words"
    if _PRONOUN_START.match(first.text):
        yield "first sentence must name its subject, not start with a pronoun"
    if any(_TODO in text for text in (passage.text, *passage.asked)):
        yield f"heading, text or questions still say {_TODO}; fill them in"
    for sentence in passage.sentences:
        yield from _sentence_problems(sentence)


def _sentence_problems(sentence: Sentence) -> Iterator[str]:
    start = f"{sentence.text[:50]}…"
    if sentence.block != "intro" and not sentence.sources and not sentence.advice:
        yield f"no source marker: {start}"
    if sentence.advice and not sentence.sources and re.search(r"\d", sentence.text):
        yield f"a figure needs a source, [advice] is not one: {start}"
    if len(sentence.text.split()) > SENTENCE_WORDS:
        yield f"sentence of more than {SENTENCE_WORDS} words: {start}"
    if _MARKUP.search(sentence.text):
        yield f"markup or a stray bracket in the text: {start}"
