"""The verifier's own error: how often it accepts what the guidance does not say, and the reverse.

`python -m evals.verifier` prints it; the report states it beside every score that rests on
the verifier.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.embeddings import load_embedder
from assistant.grounding import Verifier
from assistant.lexical import Lexicon
from assistant.types import DraftStatement, Passage
from evals.grounding_set import CORRUPTIONS, ORIGINS, GroundingPair, load_grounding_set
from evals.metrics import RESAMPLES, SEED, Score, mean_score

Verdicts = NDArray[np.bool_]


@dataclass(frozen=True)
class Judged:
    """A pair and what the verifier said of it."""

    pair: GroundingPair
    supported: bool
    score: float
    reasons: tuple[str, ...]

    @property
    def right(self) -> bool:
        """Whether the verdict is the label."""
        return self.supported == self.pair.supported


def open_verifier(pairs: Iterable[GroundingPair]) -> tuple[Verifier, dict[str, Passage]]:
    """Return a verifier over the guidance of the settings; no index is needed."""
    from assistant.guidance import load_knowledge
    from assistant.settings import load_settings

    settings = load_settings()
    knowledge = load_knowledge(settings.knowledge_dir)
    passages = {p.id: p for document in knowledge.documents for p in document.passages}
    embedder = load_embedder(settings.embedding_model)
    cited = sorted({pid for pair in pairs for pid in pair.evidence})
    texts = [s.text for pid in cited for s in passages[pid].sentences]
    rows = np.asarray(embedder.embed_documents(texts), dtype=np.float32)
    ends = np.cumsum([len(passages[pid].sentences) for pid in cited])
    vectors = dict(zip(cited, np.split(rows, ends[:-1]), strict=True))
    return Verifier(embedder, Lexicon(passages.values()), vectors), passages


def judge(
    verifier: Verifier, passages: Mapping[str, Passage], pairs: Iterable[GroundingPair]
) -> list[Judged]:
    """Return the verifier's verdict on every pair, in order."""
    judged = []
    for pair in pairs:
        support = verifier.check(DraftStatement(pair.claim, pair.evidence), passages)
        judged.append(Judged(pair, support.supported, support.score, support.reasons))
    return judged


def verifier_scores(judged: Sequence[Judged]) -> dict[str, dict[str, Score]]:
    """Return the scores of each split: overall, by origin and by kind of corruption.

    A kind holds only unsupported claims; its balanced accuracy is the mean of the share of
    them that is rejected and the share of all supported claims that is accepted.
    """
    return {
        split: _scores([j for j in judged if j.pair.split == split]) for split in ("dev", "test")
    }


def own_error(verifier: Verifier, passages: Mapping[str, Passage]) -> dict[str, Score]:
    """Return the error of an opened verifier on the test split of the grounding set."""
    pairs = [pair for pair in load_grounding_set() if pair.split == "test"]
    return _scores(judge(verifier, passages, pairs))


def _scores(judged: Sequence[Judged]) -> dict[str, Score]:
    groups: dict[str, list[Judged]] = {"balanced accuracy": list(judged)}
    for origin in ORIGINS:
        groups[f"balanced accuracy, {origin}"] = [j for j in judged if j.pair.origin == origin]
    accepted = [j for j in judged if j.pair.supported]
    for kind in CORRUPTIONS:
        groups[f"balanced accuracy, {kind}"] = [
            *accepted,
            *(j for j in judged if j.pair.kind == kind),
        ]
    scores = {name: s for name, group in groups.items() if (s := resampled(group, balanced))}
    if f_one := resampled(judged, f1):
        scores["F1"] = f_one
    for kind in CORRUPTIONS:
        caught = mean_score([float(j.right) for j in judged if j.pair.kind == kind])
        scores |= {f"rejected, {kind}": caught} if caught else {}
    return scores


def balanced(labels: Verdicts, said: Verdicts) -> float:
    """Return the mean of the recalls of both classes, in [0, 1]; nan without one of them."""
    if not labels.any() or labels.all():
        return float("nan")
    return float((said[labels].mean() + (~said[~labels]).mean()) / 2)


def f1(labels: Verdicts, said: Verdicts) -> float:
    """Return F1 of "supported"; nan when nothing is supported and nothing accepted."""
    total = int(labels.sum() + said.sum())
    return float(2 * (labels & said).sum() / total) if total else float("nan")


def resampled(
    judged: Sequence[Judged], measure: Callable[[Verdicts, Verdicts], float]
) -> Score | None:
    """Return a measure with its percentile bootstrap interval; None where it has no value."""
    labels = np.asarray([j.pair.supported for j in judged], dtype=bool)
    said = np.asarray([j.supported for j in judged], dtype=bool)
    if not len(labels) or np.isnan(value := measure(labels, said)):
        return None
    draws = np.random.default_rng(SEED).integers(0, len(labels), (RESAMPLES, len(labels)))
    values = np.asarray([measure(labels[draw], said[draw]) for draw in draws])
    low, high = np.nanpercentile(values, [2.5, 97.5])
    return Score(
        value=round(value, 4), low=round(float(low), 4), high=round(float(high), 4), n=len(labels)
    )


def main() -> None:
    """Print the scores of both splits."""
    from rich.console import Console
    from rich.table import Table

    pairs = load_grounding_set()
    scores = verifier_scores(judge(*open_verifier(pairs), pairs))
    table = Table("verifier", "dev", "test", "test interval", "n", box=None)
    for name, score in scores["test"].items():
        dev = scores["dev"].get(name)
        table.add_row(
            name,
            f"{dev.value:.3f}" if dev else "",
            f"{score.value:.3f}",
            f"{score.low:.3f}–{score.high:.3f}",
            str(score.n),
        )
    Console().print(table)


if __name__ == "__main__":
    main()
