"""The grounding set: claims with the evidence they cite, and whether it really says them.

Three files in `datasets/grounding/`: `generated` (made by `evals.mutations`), `hand` (written
and labelled by a person) and `smollm2` (sentences that a small real chat model wrote from real
prompts, labelled by a person). `why` is the reason of the label.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, get_args

import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator

from evals.cases import DATASETS, Split, split_of

FOLDER = DATASETS / "grounding"
GENERATED = FOLDER / "generated.yaml"
Corruption = Literal[
    "number", "deadline", "unit", "negation", "must-may", "actor", "condition-dropped",
    "jurisdiction", "right", "invented-source", "overgeneralised", "absent",
]  # fmt: skip
Faithful = Literal["paraphrase", "summary", "merge", "copy"]
Origin = Literal["generated", "hand", "smollm2"]
CORRUPTIONS: tuple[str, ...] = get_args(Corruption)
ORIGINS: tuple[str, ...] = get_args(Origin)


class GroundingPair(BaseModel):
    """One claim, the passages it cites, and the truth about them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(pattern=r"^(gen|hand|smol)-\d{3}$")
    claim: str = Field(min_length=3)
    evidence: tuple[str, ...] = Field(min_length=1)  # passage ids
    supported: bool
    kind: Corruption | Faithful
    origin: Origin
    why: str = Field(min_length=3)

    @model_validator(mode="after")
    def _kind_fits_label(self) -> GroundingPair:
        if self.supported == (self.kind in CORRUPTIONS):
            raise ValueError(f"{self.id}: supported is {self.supported}, but kind is {self.kind}")
        return self

    @cached_property
    def split(self) -> Split:
        """Drawn by hash of the id, as for questions; `test` is never tuned on."""
        return split_of(self.id)


def load_grounding_set(folder: Path = FOLDER) -> tuple[GroundingPair, ...]:
    """Return every pair. Raises ValueError naming a broken file."""
    pairs: list[GroundingPair] = []
    for path in sorted(folder.glob("*.yaml")):
        data: list[dict[str, Any]] = yaml.load(
            path.read_text("utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        )
        try:
            pairs.extend(GroundingPair.model_validate(item) for item in data)
        except ValueError as error:
            raise ValueError(f"{path.name}: {error}") from error
    return tuple(pairs)


def unknown_evidence(pairs: Iterable[GroundingPair], known: Mapping[str, object]) -> list[str]:
    """Return `pair id: passage id` for evidence that the guidance does not have."""
    return [f"{p.id}: {e}" for p in pairs for e in p.evidence if e not in known]


def write_pairs(path: Path, pairs: Iterable[GroundingPair]) -> None:
    """Write pairs as YAML that a person can read and correct."""
    path.parent.mkdir(parents=True, exist_ok=True)
    data = [pair.model_dump(mode="json") for pair in pairs]
    path.write_text(
        yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=100), encoding="utf-8"
    )
