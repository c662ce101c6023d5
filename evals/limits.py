"""The gate's limits, set from what was measured: a little under it, and never looser than before.

`complaint-assistant eval --record NOTE` writes them to `thresholds.toml`. A limit is the measured
score less a margin that swallows a few cases, so that adding cases does not break the gate; what
holds by construction must stay perfect.
"""

from __future__ import annotations

import math
import tomllib
from pathlib import Path

from evals.evaluate import ALL, VERIFIER, Evaluation
from evals.gate import LOWER_IS_BETTER, THRESHOLDS, UNDIRECTED
from evals.metrics import Score

Limits = dict[str, dict[str, dict[str, float]]]  # suite, split, metric

LIMITED = ((ALL, "dev"), (ALL, "test"), ("real-en", "whole"), (VERIFIER, "test"))
PERFECT = frozenset({"exact tier", "forbidden rate", "uncited statements"})
MARGIN = 0.02
FEW = 60  # cases; below that one case moves a score by more than the margin
OF_FEW = 0.08
HEADER = """\
# What the gate holds, by suite and split ("all" is every suite but the real questions). Lower is
# better for {lower};
# for everything else the number is the least allowed. The rule against regressions comes on top.
# `complaint-assistant eval --record NOTE` raises them; lower one only with a reason in the commit.
"""


def raised(evaluation: Evaluation, limits: Limits) -> Limits:
    """Return the limits with those raised that the evaluation exceeds by more than the margin."""
    new: Limits = {suite: dict(splits) for suite, splits in limits.items()}
    for suite, split in LIMITED:
        kept = limits.get(suite, {}).get(split, {})
        measured = evaluation.scores(suite, split).items()
        found = {name: limit_of(name, s) for name, s in measured if name not in UNDIRECTED}
        for name, old in kept.items():
            tighter = min if name in LOWER_IS_BETTER else max
            found[name] = tighter(old, found.get(name, old))
        new.setdefault(suite, {})[split] = found
    return new


def limit_of(metric: str, score: Score) -> float:
    """Return the limit for a measured score: itself less the margin, to two digits."""
    if metric in PERFECT and score.value in (0.0, 1.0):
        return score.value
    margin = MARGIN if score.n >= FEW else OF_FEW
    if metric in LOWER_IS_BETTER:
        return math.ceil(round((score.value + margin) * 100, 6)) / 100
    return math.floor(round((score.value - margin) * 100, 6)) / 100


def raise_limits(evaluation: Evaluation, path: Path = THRESHOLDS) -> None:
    """Raise the limits in a thresholds file to what an evaluation reached."""
    limits: Limits = tomllib.loads(path.read_text("utf-8")) if path.exists() else {}
    path.write_text(_toml(raised(evaluation, limits)), encoding="utf-8")


def _toml(limits: Limits) -> str:
    lower = ", ".join(f'"{name}"' for name in sorted(LOWER_IS_BETTER))
    lines = [HEADER.format(lower=lower)]
    for suite, splits in limits.items():
        for split, wanted in splits.items():
            lines.append(f'["{suite}".{split}]')
            lines += [f'"{metric}" = {limit}' for metric, limit in wanted.items()]
            lines.append("")
    return "\n".join(lines)
