"""Building the index, incrementally and safe against a crash.

A build writes a new collection and only then marks it complete, so a crash leaves the old
index answering. Vectors of unchanged text are copied, never computed again.
"""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from assistant.embeddings import BATCH_SIZE, SentenceTransformerEmbedder
from assistant.entries import Entry, entries_of
from assistant.index import PREFIX, check_model, connect, live_collection, unusable
from assistant.settings import Settings
from assistant.types import Knowledge

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.models.Collection import Collection

logger = logging.getLogger(__name__)

_WRITE_BATCH = 1000

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class IndexReport:
    """What an index run did. Counts are of passages; times are seconds."""

    added: int
    updated: int
    deleted: int
    unchanged: int
    embedded: int  # entries that went through the encoder
    encode_seconds: float
    seconds: float


def update_index(
    knowledge: Knowledge,
    embedder: SentenceTransformerEmbedder,
    settings: Settings,
    *,
    rebuild: bool = False,
    progress: Progress = lambda done, total: None,
) -> IndexReport:
    """Make the index hold exactly `knowledge`; embed only text that is new.

    Raises IndexMismatch when the index was built with another embedding model (unless
    `rebuild`), IndexUnusable when the database cannot be read or written.
    """
    started = time.perf_counter()
    client = connect(settings)
    live = live_collection(client, settings)
    if live is not None and not rebuild:
        check_model(live, embedder)
    entries = entries_of(knowledge)
    old = {} if live is None else _stored_hashes(live, settings)
    new = {entry.id: entry.hash for entry in entries}
    report = _count_passages(old, new)
    if live is not None and old == new and not rebuild:
        return IndexReport(*report, 0, 0.0, time.perf_counter() - started)
    known = {} if live is None or rebuild else _stored_vectors(live, settings)
    encode_started = time.perf_counter()
    embedded = _embed_missing(entries, known, embedder, progress)
    encode_seconds = time.perf_counter() - encode_started
    _write_generation(client, live, entries, known, embedder, settings)
    return IndexReport(*report, embedded, encode_seconds, time.perf_counter() - started)


def vectors_of(
    entries: Sequence[Entry],
    embedder: SentenceTransformerEmbedder,
    settings: Settings,
    progress: Progress = lambda done, total: None,
) -> dict[str, list[float]]:
    """Return text hash -> vector (dim,) of every entry, from the live index where it has them.

    Writes nothing. Raises IndexUnusable when there is a database that cannot be read.
    """
    live = live_collection(connect(settings), settings)
    fits = live is not None and (live.metadata or {}).get("fingerprint") == embedder.fingerprint
    known = _stored_vectors(live, settings) if live is not None and fits else {}
    _embed_missing(entries, known, embedder, progress)
    return known


def _embed_missing(
    entries: Sequence[Entry],
    known: dict[str, list[float]],
    embedder: SentenceTransformerEmbedder,
    progress: Progress,
) -> int:
    """Add to `known` the vectors that it lacks; return how many."""
    missing = list({e.text_hash: e.text for e in entries if e.text_hash not in known}.items())
    missing.sort(key=lambda pair: len(pair[1]))  # batches of like length waste no padding
    for start in range(0, len(missing), BATCH_SIZE):
        batch = missing[start : start + BATCH_SIZE]
        vectors = embedder.embed_documents([text for _, text in batch])
        known.update(zip((text_hash for text_hash, _ in batch), vectors, strict=True))
        progress(min(start + BATCH_SIZE, len(missing)), len(missing))
    return len(missing)


def _stored_hashes(live: Collection, settings: Settings) -> dict[str, str]:
    try:
        stored = live.get(include=["metadatas"])
    except Exception as error:
        raise unusable(error, settings) from error
    return {
        entry_id: str(metadata["hash"])
        for entry_id, metadata in zip(stored["ids"], stored["metadatas"] or [], strict=True)
    }


def _stored_vectors(live: Collection, settings: Settings) -> dict[str, list[float]]:
    try:
        stored = live.get(include=["metadatas", "embeddings"])
    except Exception as error:
        raise unusable(error, settings) from error
    embeddings = cast("Sequence[Any]", stored["embeddings"])
    return {
        str(metadata["text_hash"]): list(vector)
        for metadata, vector in zip(stored["metadatas"] or [], embeddings, strict=True)
    }


def _count_passages(old: Mapping[str, str], new: Mapping[str, str]) -> tuple[int, int, int, int]:
    """Return passages added, updated, deleted, unchanged between two sets of entry hashes."""

    def by_passage(entries: Mapping[str, str]) -> dict[str, frozenset[str]]:
        grouped: dict[str, set[str]] = {}
        for entry_id, entry_hash in entries.items():
            language, document_section = entry_id.split("/")[:2]
            if language not in ("request", "outside"):
                grouped.setdefault(f"{language}/{document_section}", set()).add(entry_hash)
        return {key: frozenset(hashes) for key, hashes in grouped.items()}

    before, after = by_passage(old), by_passage(new)
    common = before.keys() & after.keys()
    unchanged = sum(before[key] == after[key] for key in common)
    return (
        len(after.keys() - before.keys()),
        len(common) - unchanged,
        len(before.keys() - after.keys()),
        unchanged,
    )


def _write_generation(
    client: ClientAPI,
    live: Collection | None,
    entries: Sequence[Entry],
    vectors: Mapping[str, Sequence[float]],
    embedder: SentenceTransformerEmbedder,
    settings: Settings,
) -> None:
    """Write a new collection, then mark it complete: the moment it becomes the live one."""
    number = 1 + max(
        (
            int(c.name.removeprefix(PREFIX))
            for c in client.list_collections()
            if c.name.startswith(PREFIX)
        ),
        default=0,
    )
    corpus_hash = hashlib.sha256("".join(sorted(e.hash for e in entries)).encode()).hexdigest()
    metadata = {
        "model": embedder.name,
        "fingerprint": embedder.fingerprint,
        "corpus_hash": corpus_hash,
        "complete": False,
    }
    try:
        fresh = client.create_collection(
            f"{PREFIX}{number:06d}",
            metadata=metadata,
            configuration={"hnsw": {"space": "cosine"}},
            embedding_function=None,
        )
        for start in range(0, len(entries), _WRITE_BATCH):
            batch = entries[start : start + _WRITE_BATCH]
            fresh.add(
                ids=[entry.id for entry in batch],
                embeddings=np.asarray([vectors[e.text_hash] for e in batch], dtype=np.float32),
                documents=[entry.text for entry in batch],
                metadatas=[
                    {**entry.metadata, "hash": entry.hash, "text_hash": entry.text_hash}
                    for entry in batch
                ],
            )
        fresh.modify(metadata={**metadata, "complete": True})
    except Exception as error:
        raise unusable(error, settings) from error
    _drop_stale(client, keep={fresh.name, live.name if live else fresh.name})


def _drop_stale(client: ClientAPI, keep: set[str]) -> None:
    """Delete older generations; the previous one stays for servers that still read it."""
    for collection in client.list_collections():
        if collection.name.startswith(PREFIX) and collection.name not in keep:
            client.delete_collection(collection.name)
            logger.info("dropped index generation %s", collection.name)
