"""Lexical search: BM25 over the passages, and how much a term tells (idf).

BM25 in its Lucene form, computed by bm25s; words are stemmed with Snowball.
"""

from __future__ import annotations

import logging
import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

import bm25s
import numpy as np
import Stemmer
from numpy.typing import NDArray

from assistant.types import Passage

logging.getLogger("bm25s").setLevel(logging.WARNING)  # it sets itself to DEBUG when imported

Field = Literal["all", "text", "asked"]  # what of a passage is searched
FIELDS: tuple[Field, ...] = ("all", "text", "asked")
Scores = NDArray[np.float64]
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?", re.UNICODE)
# words that carry no topic in sellers' messages; function words and politeness
_STOPWORDS = frozenset(
    """a about after again all also am an and any anyone are as at be because been before being
    but by can cant could did didnt do does doesnt doing dont each every for from get gets
    getting go going got had has have having he hello help her here hi him his how i if im in
    into is isnt it its ive just know let like me more much my need no not now of on one only or
    our out over own please pls plz really s she should so some something still t tell than
    thank thanks that the their them then there these they thing this those to too u under up
    ur us very want was way we well were what when where whether which who why will with would
    yes you your hello hey dear sir madam good morning day evening urgent asap""".split()  # noqa: SIM905 - a list of 150 strings would be unreadable
)


class Lexicon:
    """BM25 over a fixed set of passages, built in memory when the index is opened."""

    def __init__(self, passages: Iterable[Passage]) -> None:
        self._stem = Stemmer.Stemmer("english")
        ordered = sorted(passages, key=lambda passage: passage.id)
        self._ids = [passage.id for passage in ordered]
        documents = {
            field: [self.terms(_searchable(passage, field)) for passage in ordered]
            for field in FIELDS
        }
        self._vocabulary = {
            field: {term for terms in found for term in terms} for field, found in documents.items()
        }
        self._bm25 = {field: _bm25(found) for field, found in documents.items()}
        frequency = Counter(term for terms in documents["all"] for term in set(terms))
        total = len(ordered)
        self._idf = {t: math.log(1 + (total - n + 0.5) / (n + 0.5)) for t, n in frequency.items()}
        self._unknown_idf = math.log(1 + (total + 0.5) / 0.5)

    def terms(self, text: str) -> list[str]:
        """Return the stems of the words that carry meaning, in order, with repeats."""
        words = (word.replace("’", "'").replace("'", "") for word in _WORD.findall(text.lower()))
        kept = [word for word in words if word not in _STOPWORDS]
        return list(self._stem.stemWords(kept))

    def idf(self, term: str) -> float:
        """Return the inverse document frequency of a stem; unknown stems count as rarest."""
        return self._idf.get(term, self._unknown_idf)

    def knows(self, term: str) -> bool:
        """Whether a stem occurs anywhere in the guidance."""
        return term in self._idf

    def scores(self, field: Field, text: str) -> Scores:
        """Return the BM25 score of every passage, ordered by id: (passages,)."""
        known = self._vocabulary[field]
        terms = [term for term in self.terms(text) if term in known]
        if not terms:
            return np.zeros(len(self._ids))
        return np.asarray(self._bm25[field].get_scores(terms), dtype=np.float64)

    def search(self, text: str, k: int) -> list[tuple[str, float]]:
        """Return up to k (passage id, BM25 score) with a score above 0, best first."""
        scores = self.scores("all", text)
        order = np.argsort(-scores, kind="stable")[:k]
        return [(self._ids[row], float(scores[row])) for row in order if scores[row] > 0]

    def coverage(self, terms: Sequence[str], texts: Iterable[str]) -> float:
        """Return the idf-weighted share of `terms` that occur in `texts`, in [0, 1].

        1.0 when there are no terms: nothing was left uncovered.
        """
        weights: Mapping[str, float] = {term: self.idf(term) for term in set(terms)}
        total = sum(weights.values())
        if not total:
            return 1.0
        present = {term for text in texts for term in self.terms(text)}
        return sum(weight for term, weight in weights.items() if term in present) / total


def _bm25(documents: list[list[str]]) -> bm25s.BM25:
    index = bm25s.BM25(method="lucene")
    index.index(documents, show_progress=False)
    return index


def _searchable(passage: Passage, field: Field) -> str:
    asked = passage.asked
    written = (passage.document_title, passage.section, passage.text)
    parts = {"all": (*asked, *written[::2]), "text": written, "asked": asked}
    return "\n".join(parts[field])
