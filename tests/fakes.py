"""Fakes for what is slow, random or far away: the embedding model and the chat model."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import BaseMessage
from langchain_core.outputs import ChatResult

from assistant.embeddings import SentenceTransformerEmbedder
from assistant.guidance import parse_sentences, render_sentences
from assistant.types import Passage, ScoredPassage, Source

KEYWORDS = (
    *("retract", "withdraw", "forward", "counter", "wait", "report", "stole", "screenshot"),
    *("form", "proof", "prove", "photographer", "listing", "trademark", "licence", "perjury"),
    *("forge", "fake", "flip", "watermark"),
)


class KeywordEmbedder(SentenceTransformerEmbedder):
    """One dimension a keyword, so that nearness means shared keywords; vectors are normalised.

    A text without keywords must have a direction too: the first dimension for a question, the
    second for a document, so that two texts without keywords are not taken for alike.
    """

    def __init__(self, *keywords: str, name: str = "keywords", fingerprint: str = "f1") -> None:
        self.keywords = keywords or KEYWORDS
        self.name = name
        self.fingerprint = fingerprint
        self.embedded: list[str] = []  # what went through embed_documents

    def embed_query(self, text: str) -> list[float]:
        return self._embed(text, 0.01, 0.0)

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        self.embedded.extend(texts)
        return [self._embed(text, 0.0, 0.01) for text in texts]

    def _embed(self, text: str, *unknown: float) -> list[float]:
        vector = [*unknown, *(float(word in text.lower()) for word in self.keywords)]
        length = math.hypot(*vector)
        return [value / length for value in vector]


class BrokenChatModel(BaseChatModel):
    """A chat model whose server is down."""

    @property
    def _llm_type(self) -> str:
        return "broken"

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        raise ConnectionError("connection refused\nby the server")


def passage(
    body: str, passage_id: str = "page#section", *, sources: Sequence[str] = ("s1",), **facets: Any
) -> Passage:
    """Return a passage with the given text; `body` is written as in a guidance document."""
    document_id, _, slug = passage_id.partition("#")
    sentences = parse_sentences(body)
    return Passage(
        id=passage_id,
        language="en",
        document_id=document_id,
        document_title=document_id.replace("-", " ").capitalize(),
        section=f"{slug.replace('-', ' ').capitalize()}?",
        text=render_sentences(sentences),
        sentences=sentences,
        sources=tuple(source(name) for name in sources),
        reviewed=date(2026, 11, 23),
        **facets,
    )


def source(name: str) -> Source:
    return Source(
        id=name,
        title=f"Source {name}",
        url=f"https://example.org/{name}",
        publisher="Example",
        kind="official",
        accessed=date(2026, 11, 23),
    )


def scored(found: Passage, *similarities: float, sentences: Sequence[float] = ()) -> ScoredPassage:
    """Return a retrieved passage; its sentences fall in similarity unless given."""
    falling = tuple(1.0 - 0.01 * position for position in range(len(found.sentences)))
    return ScoredPassage(
        passage=found,
        score=max(similarities, default=0.0),
        similarities=similarities,
        sentence_similarities=tuple(sentences) or falling,
    )
