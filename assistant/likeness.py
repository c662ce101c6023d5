"""The semantic tier of the verifier: how much of a claim the nearest sentences cover.

The sentences that carry a claim are chosen greedily: the nearest one, then those that cover
the most of what is still uncovered, at most three. All measures are in [0, 1] or small counts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

import numpy as np

from assistant.contrast import NEAR_COPY
from assistant.embeddings import SentenceTransformerEmbedder
from assistant.index import Vectors
from assistant.lexical import Lexicon
from assistant.types import Passage
from assistant.wording import clauses, stems

CARRYING = 3  # sentences that may carry one claim together
MIN_GAIN = 0.12  # share of a claim's weight that another sentence must add
AKIN = 0.42  # cosine of two single words; 28 of 30 pairs of synonyms tried lie above it
BORNE = 0.55  # cosine from which a word of a model is borne out by another word: a near synonym
TOLD = 0.5  # share of a clause's words from which a claim tells it
RARE = 3.0  # idf from which a term is rare: in less than one of 20 passages
_WORD = re.compile(r"[^\W_]+")
FEATURES = (
    "nearest cosine", "top two cosine", "carried", "covered", "uncovered rare",
    "uncovered terms", "length ratio", "told back", "likeness of wording", "carrying",
    "inserted", "replaced", "joined cosine", "best part cosine", "weakest clause", "clauses",
)  # fmt: skip


@dataclass(frozen=True)
class Measured:
    """The features of a claim and the sentences that carry it."""

    features: Mapping[str, float]
    spans: Mapping[str, tuple[int, ...]]
    nearest: tuple[str, ...]


@dataclass(frozen=True)
class _Candidate:
    passage_id: str
    position: int
    text: str
    similarity: float
    terms: frozenset[str]


class Likeness:
    """Measures claims against passages with sentence vectors and weighted words."""

    def __init__(
        self,
        embedder: SentenceTransformerEmbedder,
        lexicon: Lexicon,
        sentence_vectors: Mapping[str, Vectors],
    ) -> None:
        self._embedder = embedder
        self._lexicon = lexicon
        self._vectors = sentence_vectors
        self._terms = lru_cache(maxsize=8192)(lambda text: frozenset(lexicon.terms(text)))

    def measure(self, claim: str, cited: Sequence[Passage]) -> Measured:
        """Return how the sentences of the cited passages cover a claim."""
        terms = self._terms(claim)
        candidates = self._candidates(claim, cited)
        carrying = self._carrying(terms, candidates)
        everything: frozenset[str] = frozenset().union(
            *(self._terms(f"{p.document_title} {p.section} {p.text}") for p in cited)
        )
        spans: dict[str, list[int]] = {}
        for candidate in carrying:
            spans.setdefault(candidate.passage_id, []).append(candidate.position)
        return Measured(
            features=self._features(claim, terms, candidates, carrying, everything)
            | self._by_clause(claim, [c.text for c in carrying]),
            spans={pid: tuple(sorted(positions)) for pid, positions in spans.items()},
            nearest=tuple(c.text for c in carrying),
        )

    def foreign_word(self, claim: str, sentence: str) -> tuple[str, str] | None:
        """Return (new word, old word) where a near copy has a word unlike the one it replaces.

        "images" for "pictures" is style; "passport" for "invoice" is another claim. None when
        the claim is no near copy, or every new word is akin to an old one.
        """
        mine, theirs = (_WORD.findall(text.lower()) for text in (claim, sentence))
        matcher = SequenceMatcher(None, mine, theirs, autojunk=False)
        if matcher.ratio() < NEAR_COPY:
            return None
        known = stems(sentence)
        for tag, start, end, from_, to in matcher.get_opcodes():
            new = [w for w in mine[start:end] if (s := stems(w)) and not s <= known]
            old = [w for w in theirs[from_:to] if stems(w)]
            if tag == "replace" and new and old:
                vectors = np.asarray(self._embedder.embed_documents([*new, *old]))
                likeness = (vectors[: len(new)] @ vectors[len(new) :].T).max(axis=1)
                worst = int(likeness.argmin())
                if likeness[worst] < AKIN:
                    return new[worst], old[0]
        return None

    def unborne(self, claim: str, carrying: Sequence[str]) -> str | None:
        """Return a word that a claim adds to its evidence, or leaves out inside what it tells.

        None when every telling word has its like on the other side. A clause that is not told at
        all is no omission; "a valid notice" told as "a notice" is one.
        """
        best = max(carrying, key=lambda sentence: len(stems(sentence) & stems(claim)))
        told = [
            clause
            for clause in _told_clauses(best)
            if len(stems(clause) & stems(claim)) >= TOLD * len(stems(clause))
        ]
        return self._unlike(claim, " ".join(carrying)) or self._unlike(" ".join(told), claim)

    def _unlike(self, text: str, other: str) -> str | None:
        known = stems(other)
        new = [w for w in _WORD.findall(text) if (s := stems(w)) and not s <= known]
        if not new:
            return None
        old = [w for w in _WORD.findall(other) if stems(w)]
        vectors = np.asarray(self._embedder.embed_documents([*new, *old]))
        likeness = (vectors[: len(new)] @ vectors[len(new) :].T).max(axis=1, initial=0.0)
        worst = int(likeness.argmin())
        return new[worst] if likeness[worst] < BORNE else None

    def _candidates(self, claim: str, cited: Sequence[Passage]) -> list[_Candidate]:
        vector = np.asarray(self._embedder.embed_query(claim), dtype=np.float32)
        found = [
            _Candidate(
                passage.id, position, sentence.text, float(similarity), self._terms(sentence.text)
            )
            for passage in cited
            for position, (sentence, similarity) in enumerate(
                zip(passage.sentences, self._vectors[passage.id] @ vector, strict=True)
            )
        ]
        return sorted(found, key=lambda c: -c.similarity)

    def _carrying(
        self, terms: frozenset[str], candidates: Sequence[_Candidate]
    ) -> list[_Candidate]:
        def worth(candidate: _Candidate) -> float:
            return candidate.similarity + self._share(terms, candidate.terms)

        chosen = [max(candidates, key=worth)]
        while len(chosen) < CARRYING:
            left = terms - frozenset().union(*(c.terms for c in chosen))
            total = self._weight(terms) or 1.0
            best = max(candidates, key=lambda c: self._weight(left & c.terms) + 0.2 * c.similarity)
            if best in chosen or self._weight(left & best.terms) / total < MIN_GAIN:
                break
            chosen.append(best)
        return chosen

    def _features(
        self,
        claim: str,
        terms: frozenset[str],
        candidates: Sequence[_Candidate],
        carrying: Sequence[_Candidate],
        everything: frozenset[str],
    ) -> dict[str, float]:
        carried: frozenset[str] = frozenset().union(*(c.terms for c in carrying))
        best = carrying[0]
        missing = terms - everything
        similarities = [c.similarity for c in candidates[:2]]
        inserted, replaced, ratio = _edits(claim, best.text)
        values = (
            similarities[0], sum(similarities) / len(similarities),
            self._share(terms, carried), self._share(terms, everything),
            sum(self._lexicon.idf(t) >= RARE for t in missing) / max(1, len(terms)),
            min(8, len(missing)) / 8, min(2.0, len(claim) / max(1, len(best.text))),
            self._share(best.terms, terms), ratio, len(carrying) / CARRYING, inserted, replaced,
        )  # fmt: skip
        return dict(zip(FEATURES[: len(values)], values, strict=True))

    def _by_clause(self, claim: str, carrying: Sequence[str]) -> dict[str, float]:
        """Return how near each clause of a claim is to what carries it, whole or in parts.

        A long claim may be near as a whole while one of its clauses is said nowhere.
        """
        mine = _told_clauses(claim) or [claim]
        parts = [*carrying, *(c for s in carrying for c in _told_clauses(s)), " ".join(carrying)]
        vectors = np.asarray(
            self._embedder.embed_documents([claim, *mine, *parts]), dtype=np.float32
        )
        whole, clauses_, theirs = np.split(vectors, (1, 1 + len(mine)))
        to_parts = (theirs @ whole[0]).tolist()
        nearest = (clauses_ @ theirs.T).max(axis=1)
        weights = [len(stems(clause)) + 1 for clause in mine]
        return dict(
            zip(
                FEATURES[-4:],
                (to_parts[-1], max(to_parts), float(nearest.min()),
                 float(np.average(nearest, weights=weights))),
                strict=True,
            )
        )  # fmt: skip

    def _weight(self, terms: frozenset[str]) -> float:
        return sum(self._lexicon.idf(term) for term in terms)

    def _share(self, terms: frozenset[str], known: frozenset[str]) -> float:
        """Return the weighted share of terms that are known; 1.0 without terms."""
        total = self._weight(terms)
        return self._weight(terms & known) / total if total else 1.0


def _told_clauses(text: str) -> list[str]:
    """Return the clauses that say something: two telling words or more."""
    return [clause.strip() for clause in clauses(text) if len(stems(clause)) > 1]


def _edits(claim: str, sentence: str) -> tuple[float, float, float]:
    """Return inserted and replaced words as shares of the claim, and the likeness of wording."""
    mine, theirs = (_WORD.findall(text.lower()) for text in (claim, sentence))
    matcher = SequenceMatcher(None, mine, theirs, autojunk=False)
    inserted = replaced = 0
    for tag, start, end, _, _ in matcher.get_opcodes():
        inserted += (end - start) if tag == "delete" else 0
        replaced += (end - start) if tag == "replace" else 0
    words = max(1, len(mine))
    return inserted / words, replaced / words, matcher.ratio()
