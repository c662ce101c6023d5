"""Optional: an NLI cross-encoder as one more judge of sentences that a chat model wrote.

Off unless `ASSISTANT_NLI_MODEL` names a model; its probability of entailment is averaged with
the calibrated one, where that lowers it: this judge can only remove.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from assistant.cross_encoder import load_cross_encoder
from assistant.errors import SettingsError

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

VARIABLE = "ASSISTANT_NLI_MODEL"


class CrossEncoderEntailment:
    """A sentence-transformers CrossEncoder with entailment among its labels."""

    def __init__(self, model: CrossEncoder, name: str) -> None:
        """Find the label of entailment. Raises SettingsError when there is none."""
        given = getattr(model.config, "id2label", None) or {}
        labels = {int(at): str(label).lower() for at, label in given.items()}
        found = [at for at, label in labels.items() if label.startswith("entail")]
        if not found:
            raise SettingsError(
                f"{VARIABLE}: {name!r} has the labels {sorted(labels.values())} and no "
                "entailment. Name a cross-encoder trained for natural language inference."
            )
        self._model = model
        self._entailment = found[0]

    def __call__(self, text: str, claim: str) -> float:
        """Return the probability that the text entails the claim, in [0, 1]."""
        logits = np.asarray(self._model.predict([(text, claim)])[0], dtype=np.float64)
        weights = np.exp(logits - logits.max())
        return float(weights[self._entailment] / weights.sum())


def load_entailment(model: str) -> CrossEncoderEntailment:
    """Return the NLI model named. Raises SettingsError when it cannot be loaded."""
    return CrossEncoderEntailment(load_cross_encoder(model, VARIABLE), model)
