"""Learn when passages suffice: `python -m evals.train_gate`, on dev cases and written ones.

Positive are cases that are to be answered, negative those where an answer would be wrong;
cases that are to be refused are somebody else's business (`refusals.RefusalClassifier`).
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import yaml
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import cross_val_predict
from sklearn.preprocessing import StandardScaler

from assistant import sufficiency
from assistant.errors import InputError
from assistant.service import Assistant
from assistant.settings import load_settings
from assistant.sufficiency import Features
from assistant.types import Status
from assistant.understanding import understand
from evals.cases import DATASETS, EvalCase, load_suite, suite_names

TARGET = Path(sufficiency.__file__).parent / "models" / "sufficiency.json"
TRAINING = DATASETS / "gate" / "training.yaml"
DIGITS = 4
PENALTY = 0.3  # inverse strength; 0.1, 0.3 and 1 do equally well


def main() -> None:
    """Fit, report the cross-validated quality, write the coefficients."""
    assistant = Assistant(load_settings())
    rows: list[Features] = []
    labels: list[int] = []
    for case in _labelled():
        features = _features(assistant, case)
        if features is not None:
            rows.append(features)
            labels.append(int(_answerable(case)))
    matrix = np.asarray(rows)
    scaler = StandardScaler().fit(matrix)
    # not balanced: the probability is shown and compared, so it must keep the dev split's share
    model = LogisticRegression(C=PENALTY, max_iter=1000)
    standard = scaler.transform(matrix)
    held_out = cross_val_predict(model, standard, labels, cv=10, method="predict_proba")[:, 1]
    auc = roc_auc_score(labels, held_out)
    print(f"{len(labels)} cases, {sum(labels)} to answer, AUC {auc:.3f} (10-fold)")  # noqa: T201
    model.fit(standard, labels)
    TARGET.parent.mkdir(exist_ok=True)
    written = {
        "features": list(Features._fields),
        "mean": scaler.mean_.round(DIGITS).tolist(),
        "scale": scaler.scale_.round(DIGITS).tolist(),
        "weights": model.coef_[0].round(DIGITS).tolist(),
        "intercept": round(float(model.intercept_[0]), DIGITS),
    }
    TARGET.write_text(json.dumps(written, indent=1) + "\n", encoding="utf-8")


def _labelled() -> list[EvalCase]:
    cases = [case for name in suite_names() for case in load_suite(name) if case.split == "dev"]
    return [case for case in cases if Status.REFUSED not in case.expect] + _written()


def _written() -> list[EvalCase]:
    """Return the messages that serve for training only."""
    groups: dict[str, list[str]] = yaml.safe_load(TRAINING.read_text("utf-8"))
    expected = {"covered": Status.ANSWERED, "outside": Status.ABSTAINED, "unclear": Status.CLARIFY}
    return [
        EvalCase(id=f"training-{group}-{number}", question=text, expect=(expected[group],))
        for group, texts in groups.items()
        for number, text in enumerate(texts)
    ]


def _answerable(case: EvalCase) -> bool:
    """Whether guidance is to be given; "partly or not at all" counts as not."""
    if Status.ANSWERED in case.expect:
        return True
    return Status.PARTIAL in case.expect and Status.ABSTAINED not in case.expect


def _features(assistant: Assistant, case: EvalCase) -> Features | None:
    """Return what the gate would look at; None for what it decides by other means."""
    parts = assistant.parts
    try:
        query = understand(case.question, case.turns)
    except InputError:
        return None
    if query.uncovered:  # such an answer is partial, however well the passages fit
        return None
    vectors = parts.embed(query)
    found = parts.retriever.retrieve(query, vectors, parts.settings.top_k)
    return parts.gate.features(query, vectors, found) if found else None


if __name__ == "__main__":
    main()
