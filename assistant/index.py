"""The index, opened for reading: Chroma is imported here and nowhere else.

Every passage has several entries in one collection: its text, the heading and the questions
it answers (entry points that lead to the same passage) and its sentences (from which composers
choose). Examples of refused requests are entries too. `indexing.py` writes them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlparse

import numpy as np
from numpy.typing import NDArray

from assistant.embeddings import SentenceTransformerEmbedder
from assistant.errors import IndexMismatch, IndexMissing, IndexUnusable
from assistant.settings import Settings
from assistant.types import OutsideTopic, Passage

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.models.Collection import Collection
    from chromadb.api.types import Include

PREFIX = "guidance-"
HARMLESS = "harmless"  # the group of requests that only sound like refused ones
UNCLEAR = "(unclear)"  # the group of messages that say nothing of a case; no topic's id
Vectors = NDArray[np.float32]
_WITH_TEXT: Include = ["metadatas", "embeddings", "documents"]


@dataclass(frozen=True)
class EntryHit:
    """A nearest entry of a dense search; similarity is the cosine in [-1, 1]."""

    passage_id: str
    kind: str  # "text", "question" or "sentence"
    similarity: float


@dataclass(frozen=True)
class GuidanceIndex:
    """A complete index, opened for reading."""

    collection: Any  # langchain_chroma.Chroma
    passages: Mapping[str, Passage]
    text_vectors: Mapping[str, Vectors] = field(repr=False)  # (1, dim) a passage
    sentence_vectors: Mapping[str, Vectors] = field(repr=False)
    question_vectors: Mapping[str, Vectors] = field(repr=False)
    request_vectors: Mapping[str, Vectors] = field(repr=False)  # refused kind or "harmless"
    generation: str
    corpus_hash: str
    settings: Settings = field(repr=False)
    question_texts: Mapping[str, tuple[str, ...]] = field(repr=False, default_factory=dict)
    request_texts: Mapping[str, tuple[str, ...]] = field(repr=False, default_factory=dict)
    foreign_requests: Mapping[str, tuple[str, ...]] = field(repr=False, default_factory=dict)
    outside_vectors: Mapping[str, Vectors] = field(repr=False, default_factory=dict)
    outside_texts: Mapping[str, tuple[str, ...]] = field(repr=False, default_factory=dict)
    outside_topics: Mapping[str, OutsideTopic] = field(repr=False, default_factory=dict)

    def search(
        self, vector: Sequence[float], k: int, where: Mapping[str, Any] | None = None
    ) -> list[EntryHit]:
        """Return the entries of passages among the k nearest ones, nearest first.

        A filter costs Chroma five times the search itself, so `where` is for what a
        question really states. Raises IndexUnusable when the database fails.
        """
        try:
            found = self.collection.similarity_search_by_vector_with_relevance_scores(
                list(vector), k=k, filter=dict(where) if where else None
            )
        except Exception as error:
            raise unusable(error, self.settings) from error
        # Chroma's cosine distance is 1 - cosine; converted once, here
        return [
            EntryHit(document.metadata["passage_id"], document.metadata["kind"], 1.0 - distance)
            for document, distance in found
            if "passage_id" in document.metadata  # examples of requests and topics have none
        ]


def open_index(embedder: SentenceTransformerEmbedder, settings: Settings) -> GuidanceIndex:
    """Return the live index.

    Raises IndexMissing, IndexMismatch or IndexUnusable, each with its mend.
    """
    client = connect(settings)
    live = live_collection(client, settings)
    if live is None:
        raise IndexMissing(settings.chroma_url or str(settings.data_dir))
    check_model(live, embedder)
    from langchain_chroma import Chroma

    try:
        texts = live.get(where={"kind": "text"}, include=["metadatas", "embeddings"])
        sentences = live.get(where={"kind": "sentence"}, include=["metadatas", "embeddings"])
        questions = live.get(where={"kind": "question"}, include=_WITH_TEXT)
        requests = live.get(where={"kind": "request"}, include=_WITH_TEXT)
        outside = live.get(where={"kind": "outside"}, include=_WITH_TEXT)
    except Exception as error:
        raise unusable(error, settings) from error
    passages = [
        Passage.model_validate_json(str(metadata["passage"]))
        for metadata in texts["metadatas"] or []
    ]
    return GuidanceIndex(
        collection=Chroma(
            collection_name=live.name,
            client=client,
            embedding_function=embedder,
            create_collection_if_not_exists=False,
        ),
        passages={passage.id: passage for passage in sorted(passages, key=lambda p: p.id)},
        text_vectors=_matrices(texts, "passage_id"),
        sentence_vectors=_matrices(sentences, "passage_id"),
        question_vectors=_matrices(questions, "passage_id"),
        request_vectors=_matrices(requests, "request"),
        generation=live.name,
        corpus_hash=str((live.metadata or {}).get("corpus_hash", "")),
        settings=settings,
        question_texts=_texts(questions, "passage_id"),
        request_texts=_texts(requests, "request"),
        foreign_requests=_foreign(requests),
        outside_vectors=_matrices(outside, "outside"),
        outside_texts=_texts(outside, "outside"),
        outside_topics=_topics(outside),
    )


def live_generation(settings: Settings) -> str | None:
    """Return the name of the live collection: a server looks whether it has moved on."""
    live = live_collection(connect(settings), settings)
    return None if live is None else live.name


def _matrices(found: Any, group: str) -> dict[str, Vectors]:
    """Return per group (a metadata key) the vectors of its entries, in order: (n, dim)."""
    grouped = _grouped(found, group, "embeddings")
    return {key: np.asarray(rows, dtype=np.float32) for key, rows in grouped.items()}


def _texts(found: Any, group: str) -> dict[str, tuple[str, ...]]:
    """Return per group the texts of its entries, in the order of their vectors."""
    return {key: tuple(rows) for key, rows in _grouped(found, group, "documents").items()}


def _foreign(found: Any) -> dict[str, tuple[str, ...]]:
    """Return per group the requests in other languages, as they were written."""
    written: dict[str, list[str]] = {}
    for metadata in found["metadatas"]:
        if original := metadata.get("original"):
            written.setdefault(str(metadata["request"]), []).append(str(original))
    return {group: tuple(sorted(requests)) for group, requests in written.items()}


def _topics(found: Any) -> dict[str, OutsideTopic]:
    """Return the topics outside the guidance by id, without their questions."""
    topics = {m["outside"]: m["topic"] for m in found["metadatas"] if "topic" in m}
    return {key: OutsideTopic.model_validate_json(topics[key]) for key in sorted(topics)}


def _grouped(found: Any, group: str, what: str) -> dict[str, list[Any]]:
    """Return per group the values in order: by position, then by id."""
    rows: dict[str, list[tuple[tuple[int, str], Any]]] = {}
    for entry_id, metadata, value in zip(
        found["ids"], found["metadatas"], found[what], strict=True
    ):
        order = metadata["position"], entry_id
        rows.setdefault(str(metadata[group]), []).append((order, value))
    return {
        key: [value for _, value in sorted(row, key=lambda r: r[0])] for key, row in rows.items()
    }


def connect(settings: Settings) -> ClientAPI:
    """Return a Chroma client. Raises IndexUnusable with what to check."""
    import chromadb
    from chromadb.config import Settings as ChromaSettings

    quiet = ChromaSettings(anonymized_telemetry=False)
    try:
        if settings.chroma_url:
            address = urlparse(settings.chroma_url)
            return chromadb.HttpClient(
                host=address.hostname or "",
                port=address.port or (443 if address.scheme == "https" else 8000),
                ssl=address.scheme == "https",
                settings=quiet,
            )
        folder = settings.data_dir / "chroma"
        folder.mkdir(parents=True, exist_ok=True)
        return chromadb.PersistentClient(path=str(folder), settings=quiet)
    except OSError as error:
        raise IndexUnusable(
            f"the data folder {settings.data_dir} cannot be written ({error.strerror}). "
            "Set ASSISTANT_DATA_DIR to a folder you may write to."
        ) from error
    except Exception as error:
        raise unusable(error, settings) from error


def unusable(error: Exception, settings: Settings) -> IndexUnusable:
    """Return the error for a database that fails, with the mend."""
    what = (str(error).strip() or type(error).__name__).splitlines()[0][:160]
    if settings.chroma_url:
        return IndexUnusable(
            f"no Chroma server answers at {settings.chroma_url} ({what}). "
            "Start it with `chroma run`, or mend ASSISTANT_CHROMA_URL."
        )
    return IndexUnusable(
        f"the index in {settings.data_dir / 'chroma'} is damaged or cannot be read ({what}). "
        "Move that folder away and run `complaint-assistant index`; it is made from the "
        "guidance, nothing else is lost."
    )


def live_collection(client: ClientAPI, settings: Settings) -> Collection | None:
    """Return the newest complete generation. Raises IndexUnusable."""
    try:
        generations = sorted(
            (c for c in client.list_collections() if c.name.startswith(PREFIX)),
            key=lambda c: c.name,
        )
    except Exception as error:
        raise unusable(error, settings) from error
    complete = [c for c in generations if (c.metadata or {}).get("complete")]
    return complete[-1] if complete else None


def check_model(live: Collection, embedder: SentenceTransformerEmbedder) -> None:
    """Raise IndexMismatch when the collection was built with another model."""
    metadata = live.metadata or {}
    if metadata.get("fingerprint") != embedder.fingerprint:
        raise IndexMismatch(str(metadata.get("model", "an unknown model")), embedder.name)
