"""The verifier: does the cited guidance say what a statement says?

Two tiers. Exact: a statement that stands word for word in a cited passage is supported; a
number that stands in none of them is not, whatever else fits. Semantic: otherwise the nearest
sentences of the cited passages must carry the statement, by cosine and by its weighty words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from assistant.embeddings import SentenceTransformerEmbedder
from assistant.index import Vectors
from assistant.lexical import Lexicon
from assistant.types import DraftStatement, Passage

MIN_SUPPORT = 0.62
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_NEGATION = re.compile(r"\b(?:not|no|never|cannot|without|neither|nor|none)\b|n't\b", re.I)


@dataclass(frozen=True)
class Support:
    """The verdict on one statement.

    `spans` names, per passage id, the positions of the sentences that carry it. `reasons` is
    empty exactly when the statement is supported.
    """

    score: float  # in [0, 1]
    spans: Mapping[str, tuple[int, ...]]
    reasons: tuple[str, ...] = ()

    @property
    def supported(self) -> bool:
        """Whether the statement may be shown."""
        return not self.reasons


class Verifier:
    """Checks statements against the passages that they cite."""

    def __init__(
        self,
        embedder: SentenceTransformerEmbedder,
        lexicon: Lexicon,
        sentence_vectors: Mapping[str, Vectors],
    ) -> None:
        self._embedder = embedder
        self._lexicon = lexicon
        self._vectors = sentence_vectors

    def check(self, statement: DraftStatement, passages: Mapping[str, Passage]) -> Support:
        """Return whether the passages that the statement cites carry it."""
        cited = [passages[pid] for pid in statement.evidence if pid in passages]
        if not cited:
            return Support(0.0, {}, ("cites no passage",))
        if spans := _verbatim(statement.text, cited):
            return Support(1.0, spans)
        return self._semantic(statement.text, cited)

    def _semantic(self, text: str, cited: Sequence[Passage]) -> Support:
        vector = np.asarray(self._embedder.embed_query(text), dtype=np.float32)
        spans: dict[str, tuple[int, ...]] = {}
        nearest = 0.0
        for passage in cited:
            similarity = self._vectors[passage.id] @ vector
            best = int(similarity.argmax())
            nearest = max(nearest, float(similarity[best]))
            spans[passage.id] = (best,)
        coverage = self._lexicon.coverage(self._lexicon.terms(text), [p.text for p in cited])
        score = min(1.0, max(0.0, 0.5 * nearest + 0.5 * coverage))
        evidence = [
            passage.sentences[position].text for passage in cited for position in spans[passage.id]
        ]
        reasons = [*_figures(text, cited), *_polarity(text, evidence)]
        if score < MIN_SUPPORT:
            reasons.append(f"the cited passages do not say it (support {score:.2f})")
        return Support(score, spans, tuple(reasons))


def _verbatim(text: str, cited: Sequence[Passage]) -> dict[str, tuple[int, ...]]:
    """Return where the statement stands word for word."""
    return {
        passage.id: found
        for passage in cited
        if (found := tuple(p for p, s in enumerate(passage.sentences) if s.text == text))
    }


def numbers_in(text: str) -> set[str]:
    """Return the figures of a text, thousands separators removed."""
    return {number.replace(",", "").rstrip(".") for number in _NUMBER.findall(text)}


def _figures(text: str, cited: Sequence[Passage]) -> list[str]:
    known = {number for passage in cited for number in numbers_in(passage.text)}
    missing = sorted(numbers_in(text) - known)
    return [f"{', '.join(missing)} stands in no cited passage"] if missing else []


def _polarity(text: str, evidence: Sequence[str]) -> list[str]:
    negated = bool(_NEGATION.search(text))
    if any(bool(_NEGATION.search(sentence)) == negated for sentence in evidence):
        return []
    return ["says the opposite of the nearest sentence" if evidence else "has no evidence"]
