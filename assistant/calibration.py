"""The verifier's decision: a logistic function of features, its coefficients in a JSON file.

`python -m evals.train_verifier` writes `models/verifier.json` from the dev split of the
grounding set; nothing is learnt here and no code is loaded with the file.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files

from pydantic import BaseModel, ConfigDict, Field

VERSION = 1
FILE = "models/verifier.json"


class Calibration(BaseModel):
    """Coefficients of standardised features, and the probability from which it is support."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: int = VERSION
    trained_on: int = Field(ge=0)  # pairs
    threshold: float = Field(gt=0.0, lt=1.0)
    intercept: float
    coefficients: dict[str, float]

    def probability(self, features: Mapping[str, float]) -> float:
        """Return the probability that the evidence says it, in [0, 1].

        Features are crossed with the likeness of wording: in a near copy a single changed word
        tells more than in a free summary. Raises KeyError when a feature is missing.
        """
        given = crossed(features)
        logit = self.intercept + sum(w * given[name] for name, w in self.coefficients.items())
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, logit))))


NEAR_COPY = "likeness of wording"
CROSSED = (
    "negation",
    "negation nearby",
    "negation dropped",
    "negation added",
    "modality",
    "actor",
    "replaced",
    "inserted",
    "carried",
    "hedge",
    "condition",
)


def crossed(features: Mapping[str, float]) -> dict[str, float]:
    """Return the features and their products with the likeness of wording."""
    near = features[NEAR_COPY]
    return {**features, **{f"{name} × wording": features[name] * near for name in CROSSED}}


@lru_cache(maxsize=1)
def load_calibration() -> Calibration:
    """Return the calibration that the package ships. Raises ValueError for another version."""
    found = Calibration.model_validate_json((files("assistant") / FILE).read_text("utf-8"))
    if found.version != VERSION:
        raise ValueError(f"{FILE} has version {found.version}, expected {VERSION}")
    return found
