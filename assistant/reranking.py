"""Optional: a cross-encoder that orders the first passages anew.

Off unless `ASSISTANT_RERANKER_MODEL` names a model. It decides the order alone: the scores stay
those of the places, since the gate and the composer are calibrated to them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

import numpy as np

from assistant.cross_encoder import load_cross_encoder
from assistant.errors import SettingsError
from assistant.types import Query, ScoredPassage

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

RERANKED = 10  # first passages that are ordered anew; a cross-encoder reads each with the question
VARIABLE = "ASSISTANT_RERANKER_MODEL"


class Reranker(Protocol):
    """Orders passages that retrieval found."""

    def __call__(
        self, query: Query, passages: Sequence[ScoredPassage]
    ) -> tuple[ScoredPassage, ...]:
        """Return the same passages, the best first."""


class CrossEncoderReranker:
    """A sentence-transformers CrossEncoder with one output: how well a passage answers."""

    def __init__(self, model: CrossEncoder, name: str) -> None:
        """Raise SettingsError for a model with several outputs, such as one for NLI."""
        if model.num_labels != 1:
            raise SettingsError(
                f"{VARIABLE}: {name!r} has {model.num_labels} outputs; a reranker has one. "
                "Name a cross-encoder trained to rank passages."
            )
        self._model = model

    def __call__(
        self, query: Query, passages: Sequence[ScoredPassage]
    ) -> tuple[ScoredPassage, ...]:
        """Return the same passages in the model's order; equal ones keep theirs."""
        if not passages:
            return ()
        pairs = [
            (query.search_text, f"{found.passage.section}\n{found.passage.text}")
            for found in passages
        ]
        fits = np.asarray(self._model.predict(pairs, show_progress_bar=False), dtype=np.float64)
        order = np.argsort(-fits.reshape(len(pairs)), kind="stable")
        return tuple(
            replace(passages[at], score=place.score)
            for at, place in zip(order, passages, strict=True)
        )


def load_reranker(model: str) -> CrossEncoderReranker:
    """Return the model named. Raises SettingsError when it cannot be loaded or is no reranker."""
    return CrossEncoderReranker(load_cross_encoder(model, VARIABLE), model)
