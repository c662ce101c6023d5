"""What the index holds: every text that leads to a passage, or that a decision is learnt from."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from assistant.index import HARMLESS, UNCLEAR
from assistant.languages import detect
from assistant.phrasebook import names_wrong, to_english
from assistant.types import Knowledge, Outside, Passage

_SCHEMA = "2"  # raise when what an entry holds changes: older indexes are then rebuilt


@dataclass(frozen=True)
class Entry:
    """One row of the collection: a text that leads to a passage."""

    id: str
    text: str
    metadata: Mapping[str, Any]

    @property
    def text_hash(self) -> str:
        """Identifies the vector: the same text has the same one."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    @property
    def hash(self) -> str:
        """Identifies the whole entry, metadata included."""
        content = json.dumps([_SCHEMA, self.text, dict(self.metadata)], sort_keys=True)
        return hashlib.sha256(content.encode()).hexdigest()


def entries_of(knowledge: Knowledge) -> list[Entry]:
    """Return every entry that the index should hold."""
    entries = [
        entry
        for document in knowledge.documents
        for passage in document.passages
        for entry in _passage_entries(passage)
    ]
    for request in knowledge.requests:
        for group, examples in ((request.id, request.requests), (HARMLESS, request.harmless)):
            for number, example in enumerate(examples):
                entry_id = f"request/{request.id}/{group}/{number}"
                entries.append(_request_entry(entry_id, group, number, example))
    return entries + list(_outside_entries(knowledge.outside))


def _request_entry(entry_id: str, group: str, number: int, example: str) -> Entry:
    """Return the entry of a refused or harmless request, as a message like it is searched.

    A refused example whose wrong was lost in translation stays as written, or it would teach
    that its harmless rest is refused.
    """
    metadata: dict[str, Any] = {"kind": "request", "request": group, "position": number}
    language = detect(example)
    if language == "en":
        return Entry(entry_id, example, metadata)
    english = to_english(example, language)
    kept = english and (group == HARMLESS or names_wrong(english))
    return Entry(entry_id, english if kept else example, {**metadata, "original": example})


def _outside_entries(outside: Outside) -> Iterator[Entry]:
    for topic in outside.topics:
        named = topic.model_copy(update={"questions": ()}).model_dump_json()
        for number, question in enumerate(topic.questions):
            metadata = {"outside": topic.id, "position": number, "topic": named}
            yield Entry(f"outside/{topic.id}/{number}", question, {"kind": "outside", **metadata})
    for number, message in enumerate(outside.unclear):
        metadata = {"kind": "outside", "outside": UNCLEAR, "position": number}
        yield Entry(f"outside/{UNCLEAR}/{number}", message, metadata)


def _passage_entries(passage: Passage) -> list[Entry]:
    facets = {
        "passage_id": passage.id,
        "language": passage.language,
        "audience": passage.audience,
        "rights": list(passage.rights),
        "jurisdictions": list(passage.jurisdictions),
        "marketplaces": list(passage.marketplaces),
    }
    stem = f"{passage.language}/{passage.id}"
    whole = f"{passage.document_title}. {passage.section}\n{passage.text}"
    entries = [
        Entry(
            f"{stem}/text",
            whole,
            {**facets, "kind": "text", "position": 0, "passage": passage.model_dump_json()},
        )
    ]
    for number, question in enumerate(passage.asked):
        entries.append(
            Entry(
                f"{stem}/question/{number}",
                question,
                {**facets, "kind": "question", "position": number},
            )
        )
    for number, sentence in enumerate(passage.sentences):
        entries.append(
            Entry(
                f"{stem}/sentence/{number}",
                sentence.text,
                {**facets, "kind": "sentence", "position": number},
            )
        )
    return entries
