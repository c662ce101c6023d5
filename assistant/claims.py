"""Claims from outside, checked against passages of the guidance or against any given text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from assistant.entailment import load_entailment
from assistant.errors import InputError
from assistant.sentences import split_sentences
from assistant.types import DraftStatement, Passage, Sentence

if TYPE_CHECKING:
    from assistant.chain import Parts
    from assistant.index import Vectors


class Claim(BaseModel):
    """A claim and the evidence that it is to be checked against."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str | int
    claim: str = Field(min_length=1)
    evidence: tuple[str, ...] = ()  # texts
    passage_ids: tuple[str, ...] = ()


def check_claims(
    claims: Iterable[Claim], parts: Parts
) -> Iterator[tuple[str | int, dict[str, Any]]]:
    """Yield (id, verdict) for each claim. Raises InputError for an unknown passage id."""
    model = parts.settings.nli_model
    judge = parts.verifier.asking(load_entailment(model)) if model else parts.verifier
    for claim in claims:
        known = {pid: _passage(pid, parts) for pid in claim.passage_ids}
        given = {f"text#{n}": _as_passage(f"text#{n}", t) for n, t in enumerate(claim.evidence)}
        passages = {pid: p for pid, p in (known | given).items() if p.sentences}
        vectors: dict[str, Vectors] = {pid: parts.index.sentence_vectors[pid] for pid in known}
        for pid in given.keys() & passages.keys():
            texts = [sentence.text for sentence in passages[pid].sentences]
            vectors[pid] = np.asarray(parts.embedder.embed_documents(texts), dtype=np.float32)
        support = judge.over(vectors).check(DraftStatement(claim.claim, tuple(passages)), passages)
        yield (
            claim.id,
            {
                "supported": support.supported,
                "score": round(support.score, 4),
                "reasons": list(support.reasons),
            },
        )


def _passage(passage_id: str, parts: Parts) -> Passage:
    if passage_id not in parts.index.passages:
        raise InputError(f"the guidance has no passage {passage_id!r}; `search` shows their ids.")
    return parts.index.passages[passage_id]


def _as_passage(passage_id: str, text: str) -> Passage:
    sentences = [s for line in text.splitlines() for s in split_sentences(line)]
    return Passage(
        id=passage_id,
        language="en",
        document_id="text",
        document_title="",
        section="",
        text=text,
        sentences=tuple(Sentence(text=s, block="prose", paragraph=0) for s in sentences),
        reviewed=date.min,
    )
