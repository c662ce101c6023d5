"""What each part of retrieval is worth: `python -m evals.ablation`, on the dev split.

Single parts are switched off and everything else stays. The ranker's weights are not learned
again, so a row says what this system loses without the part, not what the best one without it
would reach. `--record NOTE` appends the table to `evals/history.jsonl`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Annotated

import numpy as np
import typer
from rich.console import Console
from rich.table import Table

from assistant.chain import Parts
from assistant.errors import InputError
from assistant.index import GuidanceIndex, Vectors
from assistant.lexical import Lexicon
from assistant.ranking import FEATURES, Ranker, Scores, load_weights
from assistant.retrieval import ENTRIES, Retriever
from assistant.service import Assistant
from assistant.settings import load_settings
from assistant.types import Query, Role
from assistant.understanding import understand
from evals.cases import EvalCase, load_suite, suite_names
from evals.gate import append
from evals.metrics import Score, case_ranking, mean_score
from evals.run import RANKED

Asked = Sequence[Sequence[float]]  # the vectors of a message and of its parts
System = Callable[[Query, Asked], Sequence[str]]  # passage ids, best first
SHOWN = ("recall@1", "recall@3", "recall@10", "mrr@10", "ndcg@10")
ENTRY_POINTS = frozenset({f for f in FEATURES if "question" in f} | {"bm25 asked"})
MAPPED = frozenset(f for f in FEATURES if f.startswith("mapped"))
BM25 = frozenset(f for f in FEATURES if f.startswith("bm25"))


class PartialRanker(Ranker):
    """The ranker without some of its features."""

    def __init__(self, index: GuidanceIndex, lexicon: Lexicon, without: frozenset[str]) -> None:
        super().__init__(index, lexicon)
        self._kept = load_weights() * [feature not in without for feature in FEATURES]

    def score(self, vector: Vectors, text: str) -> Scores:
        """Return one score a passage from the features that are left."""
        return np.asarray(self.features(vector, text) @ self._kept)


def open_variants(parts: Parts) -> dict[str, System]:
    """Return retrieval as it is, with single parts switched off, and single parts alone."""
    index, lexicon, whole = parts.index, parts.retriever.lexicon, parts.retriever
    unasked = Lexicon(p.model_copy(update={"questions": ()}) for p in index.passages.values())

    def without(features: frozenset[str], words: Lexicon = lexicon) -> System:
        return _found_by(Retriever(index, words, PartialRanker(index, words, features)))

    return {
        "as it is": _found_by(whole),
        "without entry points": without(ENTRY_POINTS, unasked),
        "without the whitening map": without(MAPPED),
        "without BM25 in the ranker": without(BM25),
        "without facets": lambda query, asked: _found_by(whole)(_without_facets(query), asked),
        "without the parts of a message": lambda query, asked: _found_by(whole)(
            replace(query, parts=()), asked[:1]
        ),
        "BM25 alone": lambda query, _: [p for p, _ in lexicon.search(query.search_text, RANKED)],
        "dense alone": lambda _, asked: list(
            dict.fromkeys(hit.passage_id for hit in index.search(asked[0], ENTRIES))
        ),
        "whole documents": _whole_documents(index),
    }


def _found_by(retriever: Retriever) -> System:
    def find(query: Query, asked: Asked) -> list[str]:
        return [found.passage.id for found in retriever.retrieve(query, asked, RANKED)]

    return find


def _without_facets(query: Query) -> Query:
    nothing: frozenset[str] = frozenset()
    return replace(
        query, role=Role.UNKNOWN, rights=nothing, jurisdictions=nothing, marketplaces=nothing
    )


def _whole_documents(index: GuidanceIndex) -> System:
    """The nearest document by the mean of its passages' vectors, then its passages in order."""
    sections: dict[str, list[str]] = {}
    for passage in index.passages.values():
        sections.setdefault(passage.document_id, []).append(passage.id)
    names = list(sections)
    means = np.stack(
        [np.mean([index.text_vectors[p][0] for p in sections[name]], axis=0) for name in names]
    )

    def find(_: Query, asked: Asked) -> list[str]:
        order = np.argsort(-(means @ np.asarray(asked[0])), kind="stable")
        return [passage for row in order for passage in sections[names[row]]]

    return find


def measure(parts: Parts, cases: Sequence[EvalCase]) -> dict[str, dict[str, Score]]:
    """Return the ranking scores of every variant on the cases that have gold passages."""
    variants = open_variants(parts)
    values: dict[str, dict[str, list[float]]] = {name: {m: [] for m in SHOWN} for name in variants}
    for case in cases:
        if not case.gold:
            continue
        try:
            query = understand(case.question, case.turns)
        except InputError:
            continue
        asked = parts.embed(query)
        for name, find in variants.items():
            ranking = case_ranking(case.gold, tuple(find(query, asked))[:RANKED])
            for metric in SHOWN:
                values[name][metric].append(ranking[metric])
    return {
        name: {metric: score for metric, v in found.items() if (score := mean_score(v))}
        for name, found in values.items()
    }


def ablate(
    record: Annotated[
        str | None, typer.Option(help="Append the table to the history, with this note.")
    ] = None,
) -> None:
    """Show what retrieval finds on the dev split without each of its parts."""
    cases = [case for name in suite_names() for case in load_suite(name) if case.split == "dev"]
    scores = measure(Assistant(load_settings()).parts, cases)
    Console().print(_table(scores))
    if record is not None:
        rows = {
            name: {m: s.model_dump() for m, s in found.items()} for name, found in scores.items()
        }
        append({"note": record, "ablation": rows})


def _table(scores: Mapping[str, Mapping[str, Score]]) -> Table:
    table = Table("retrieval, dev", *SHOWN, "n", box=None)
    for name, found in scores.items():
        cells = [f"{found[m].value:.3f} [{found[m].low:.2f}, {found[m].high:.2f}]" for m in SHOWN]
        table.add_row(name, *cells, str(found[SHOWN[0]].n))
    return table


if __name__ == "__main__":
    typer.run(ablate)
