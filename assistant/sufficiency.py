"""Do the retrieved passages suffice to answer? A calibrated probability, not a similarity.

Joren et al. 2025, "Sufficient Context", argue that near passages need not answer. The decision
is a logistic regression over how near the best passages are, how much of the question's telling
words they leave uncovered, and how near topics outside are (`outside.py`); nothing in it depends
on the size of the corpus.
`python -m evals.train_gate` learns it from labelled cases of the dev split and writes
`models/sufficiency.json`.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from importlib.resources import files
from typing import NamedTuple

from assistant.lexical import Lexicon
from assistant.outside import Outlook
from assistant.types import Frozen, Passage, Query, ScoredPassage

DEPTH = 3  # passages that are looked at
MOST_TERMS = 200  # of a long message


class Features(NamedTuple):
    """What the decision looks at."""

    nearest: float  # best cosine of an entry point
    coverage: float  # idf-weighted share of the question's terms in the best passages
    unknown: float  # idf-weighted share of terms that stand nowhere in the guidance
    terms: float  # log of the number of different terms
    sentence: float  # best cosine of a sentence of the best passages
    uncovered: float  # mean idf of the two rarest uncovered terms
    elsewhere: float  # best cosine of an example of a topic outside
    outside: float  # log odds of being about a topic outside


class Coefficients(Frozen):
    """A logistic regression over standardised features."""

    features: tuple[str, ...]
    mean: tuple[float, ...]
    scale: tuple[float, ...]
    weights: tuple[float, ...]
    intercept: float

    def probability(self, features: Features) -> float:
        """Return the probability that the passages suffice, in [0, 1].

        A feature that is not known (nan) counts as average.
        """
        total = self.intercept + sum(
            weight * (value - mean) / scale
            for value, mean, scale, weight in zip(
                features, self.mean, self.scale, self.weights, strict=True
            )
            if not math.isnan(value)
        )
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))


def load_coefficients() -> Coefficients:
    """Return the shipped coefficients."""
    text = (files("assistant") / "models" / "sufficiency.json").read_text(encoding="utf-8")
    return Coefficients.model_validate(json.loads(text))


def measure(
    query: Query,
    passages: Sequence[ScoredPassage],
    lexicon: Lexicon,
    outlook: Outlook | None = None,
) -> Features:
    """Return the features of a question and its passages (at least one).

    Without an outlook on topics outside, the features taken from it are nan.
    """
    best = passages[:DEPTH]
    terms = list(dict.fromkeys(lexicon.terms(query.search_text)))[:MOST_TERMS]
    texts = texts_of([found.passage for found in best])
    present = {term for text in texts for term in lexicon.terms(text)}
    total = sum(lexicon.idf(term) for term in terms) or 1.0
    uncovered = sorted((lexicon.idf(t) for t in terms if t not in present), reverse=True)[:2]
    return Features(
        nearest=max(found.similarity for found in passages),
        coverage=sum(lexicon.idf(t) for t in terms if t in present) / total,
        unknown=sum(lexicon.idf(t) for t in terms if not lexicon.knows(t)) / total,
        terms=math.log1p(len(terms)),
        sentence=max(max(found.sentence_similarities) for found in best),
        uncovered=sum(uncovered) / len(uncovered) if uncovered else 0.0,
        elsewhere=outlook.nearest if outlook else math.nan,
        outside=outlook.outside if outlook else math.nan,
    )


def texts_of(passages: Sequence[Passage]) -> list[str]:
    """Return what the passages say, title, heading and sample questions included."""
    return ["\n".join((p.document_title, p.text, *p.asked)) for p in passages]
