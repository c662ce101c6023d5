"""`python -m evals.train_verifier`: learn the verifier's decision from the dev split.

A logistic regression over standardised features; the standardisation is folded into the
coefficients, so that the model file is numbers by name. Claims that stand word for word in
their evidence, and claims that a strict finding rejects, are left out: they never reach the
decision. So are the free paraphrases of the second writing, which only measure: who learns from
them accepts more of them, and far more of what a small chat model makes up (`docs/evals.md`).
Same set, same guidance, same file.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

import assistant
from assistant.calibration import FILE, Calibration, crossed
from assistant.grounding import Verifier
from assistant.types import Passage
from evals.grounding_set import GroundingPair, load_grounding_set
from evals.verifier import open_verifier

STRENGTH = 0.03  # inverse of the L2 penalty; 0.03 to 0.3 are alike in 10-fold cross-validation
BY_HAND = 2.0  # weight of a pair written by hand: generated ones are near copies of the guidance
THRESHOLD = 0.5
SECOND_WRITING = "hand-336"  # the first pair of it; ids are counted up
MODEL = Path(assistant.__file__).parent / FILE


def train(
    verifier: Verifier, passages: dict[str, Passage], pairs: Sequence[GroundingPair]
) -> Calibration:
    """Return the calibration learnt from the dev split of the pairs, the second writing apart."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.preprocessing import StandardScaler

    rows: list[dict[str, float]] = []
    labels: list[bool] = []
    importance: list[float] = []
    for pair in filter(_teaches, pairs):
        cited = [passages[pid] for pid in pair.evidence]
        if any(s.text == pair.claim for passage in cited for s in passage.sentences):
            continue
        examined = verifier.examine(pair.claim, cited)
        if not any(finding.strict for finding in examined.findings):
            rows.append(crossed(examined.features))
            labels.append(pair.supported)
            importance.append(BY_HAND if pair.origin == "hand" else 1.0)
    names = list(rows[0])
    table = np.asarray([[row[name] for name in names] for row in rows])
    scaler = StandardScaler().fit(table)
    model = LogisticRegression(C=STRENGTH, class_weight="balanced", max_iter=5000)
    model.fit(scaler.transform(table), labels, sample_weight=importance)
    weights = model.coef_[0] / scaler.scale_
    intercept = float(model.intercept_[0] - weights @ scaler.mean_)
    return Calibration(
        trained_on=len(rows),
        threshold=THRESHOLD,
        intercept=round(intercept, 6),
        coefficients={n: round(float(w), 6) for n, w in zip(names, weights, strict=True)},
    )


def _teaches(pair: GroundingPair) -> bool:
    later = pair.origin == "hand" and pair.id >= SECOND_WRITING
    return pair.split == "dev" and not later


def main() -> None:
    """Write the model file from the dev split."""
    pairs = load_grounding_set()
    verifier, passages = open_verifier(pairs)
    calibration = train(verifier, passages, pairs)
    MODEL.parent.mkdir(parents=True, exist_ok=True)
    MODEL.write_text(calibration.model_dump_json(indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
