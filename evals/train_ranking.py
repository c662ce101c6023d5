"""Learn the ranker's weights: `python -m evals.train_ranking`.

Every way to ask for a section is asked while it is held out; a softmax over all passages
(a conditional logit) learns which features put its own section first. Eval cases play no part.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from assistant import ranking
from assistant.embeddings import load_embedder
from assistant.entries import entries_of
from assistant.guidance import load_knowledge
from assistant.indexing import vectors_of
from assistant.ranking import FEATURES
from assistant.rehearsal import held_out_retrievers
from assistant.settings import load_settings

TARGET = Path(ranking.__file__).parent / "models" / ranking.MODEL
PENALTY = 1e-3  # L2, keeps features that say the same from growing against each other
STEPS = 60


def main() -> None:
    """Fit, report how often the own section comes first, write the weights."""
    settings = load_settings()
    knowledge = load_knowledge(settings.knowledge_dir)
    entries = entries_of(knowledge)
    by_text = vectors_of(entries, load_embedder(settings.embedding_model), settings)
    vectors = {entry.id: by_text[entry.text_hash] for entry in entries}
    rows: list[NDArray[np.float32]] = []
    targets: list[int] = []
    for held_out, retriever in held_out_retrievers(knowledge, entries, vectors, settings):
        ranker = retriever.ranker
        whole = {p.id: p for document in knowledge.documents for p in document.passages}
        for target, passage_id in enumerate(ranker.ids):
            passage = whole[passage_id]
            if held_out + 1 >= len(passage.asked):  # the first one is the heading
                continue
            entry = f"{passage.language}/{passage_id}/question/{held_out + 1}"
            vector = np.asarray(vectors[entry], dtype=np.float32)
            features = ranker.features(vector, passage.asked[held_out + 1])
            rows.append(features.astype(np.float32))
            targets.append(target)
    weights, first, third = _fit(torch.tensor(np.stack(rows)), torch.tensor(targets))
    print(  # noqa: T201
        f"{len(targets)} held-out questions: own section first {first:.3f}, in three {third:.3f}"
    )
    written = {name: round(w, 3) for name, w in zip(FEATURES, weights, strict=True)}
    TARGET.write_text(json.dumps(written, indent=1) + "\n", encoding="utf-8")


def _fit(features: torch.Tensor, targets: torch.Tensor) -> tuple[list[float], float, float]:
    """Return the weights and the shares of own sections first and among three."""
    weights = torch.zeros(features.shape[-1], requires_grad=True)
    optimiser = torch.optim.LBFGS([weights], max_iter=STEPS)

    def loss() -> torch.Tensor:
        optimiser.zero_grad()
        wrong = torch.nn.functional.cross_entropy(features @ weights, targets)
        total: torch.Tensor = wrong + PENALTY * (weights**2).sum()
        total.backward()  # type: ignore[no-untyped-call]
        return total

    optimiser.step(loss)  # type: ignore[no-untyped-call]
    scores = features @ weights.detach()
    ranks = (scores > scores.gather(1, targets[:, None])).sum(dim=1)
    first, third = float((ranks < 1).float().mean()), float((ranks < 3).float().mean())
    return weights.detach().tolist(), first, third


if __name__ == "__main__":
    main()
