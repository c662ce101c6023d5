"""The report's plots, drawn as SVG that stands inside the page."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evals.evaluate import ALL
from evals.gate import HISTORY, recorded
from evals.reliability import Bin

if TYPE_CHECKING:
    from matplotlib.figure import Figure

PLOTTED = ("fact recall", "outcome accuracy", "crag", "recall@3", "ndcg@10")


def history_plot(history: Path = HISTORY) -> str:
    """Return the scores on the test split over the recorded history; a sentence if none."""
    entries: list[dict[str, Any]] = [json.loads(line) for line in recorded(history)]
    if not entries:
        return "<p>Nothing recorded yet.</p>"
    plt = _pyplot()
    figure, axes = plt.subplots(figsize=(9, 3.5))
    for metric in PLOTTED:
        points = [e["scores"].get(f"{ALL}.test", {}).get(metric) for e in entries]
        known = [(x, p["value"]) for x, p in enumerate(points) if p]
        if known:
            axes.plot(*zip(*known, strict=True), marker="o", label=metric)
    axes.set_xticks(range(len(entries)), [e["version"] for e in entries], rotation=30)
    axes.set_ylim(0, 1.02)
    axes.legend(fontsize=8, loc="lower left")
    return _svg(figure)


def reliability_plot(by_split: Mapping[str, Sequence[Bin]]) -> str:
    """Return how often the guidance should have sufficed, by how sure the gate was.

    On the diagonal the gate is as sure as it is right; the area of a point is its cases.
    """
    if not any(by_split.values()):
        return "<p>Nothing to judge.</p>"
    plt = _pyplot()
    figure, axes = plt.subplots(figsize=(4.5, 4))
    axes.plot([0, 1], [0, 1], color="#94a3b8", linewidth=1)
    for split, bins in by_split.items():
        x, y = [b.confidence for b in bins], [b.share for b in bins]
        (line,) = axes.plot(x, y, label=split)
        axes.scatter(x, y, s=[3 * b.n for b in bins], color=line.get_color(), alpha=0.6)
    axes.set(xlabel="P(sufficient)", ylabel="share to be answered", xlim=(0, 1), ylim=(0, 1.02))
    axes.legend(fontsize=8, loc="upper left")
    return _svg(figure)


def _pyplot() -> Any:
    import matplotlib  # slow to load, and only the report needs it

    matplotlib.use("svg")
    matplotlib.rcParams["svg.hashsalt"] = "report"  # the same ids, hence the same page, each time
    import matplotlib.pyplot as plt

    return plt


def _svg(figure: Figure) -> str:
    import matplotlib.pyplot as plt

    figure.tight_layout()
    drawn = io.StringIO()
    figure.savefig(drawn, format="svg", metadata={"Date": None})
    plt.close(figure)
    svg = drawn.getvalue()
    return svg[svg.index("<svg") :]
