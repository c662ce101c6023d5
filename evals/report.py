"""The report: a table for the terminal, one self-contained HTML page, JSON."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path

from rich.console import Console
from rich.table import Table

from evals.evaluate import ALL, Evaluation, FailedCase
from evals.gate import Check
from evals.metrics import Score
from evals.plots import history_plot, reliability_plot

REPORT = Path(__file__).parent / "report"
# scores in which the verifier is the judge: its own error is named beside them
JUDGED = frozenset({"citation precision", "citation recall", "unsupported shown"})
_CSS = """
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 72rem; padding: 0 1rem;
  color: #1e293b; background: #fff; }
table { border-collapse: collapse; margin: .5rem 0 1.5rem; }
td, th { padding: .25rem .7rem; border-bottom: 1px solid #cbd5e1; text-align: left; }
td.n { text-align: right; font-variant-numeric: tabular-nums; }
small { color: #64748b; } details { margin: .4rem 0; } summary { cursor: pointer; }
pre { white-space: pre-wrap; background: #f1f5f9; padding: .7rem; border-radius: 6px; }
.bad { color: #b91c1c; }
@media (prefers-color-scheme: dark) { body { background: #0f172a; color: #e2e8f0; }
  pre { background: #1e293b; } td, th { border-color: #334155; } .bad { color: #fca5a5; } }
"""


def print_table(evaluation: Evaluation, console: Console) -> None:
    """Print the main groups, and the baselines if they were run."""
    groups = [g for g in evaluation.groups if g.suite in (ALL, "real", "real-en", "dialogues")]
    table = Table("metric", *(f"{g.suite} {g.split} (n={g.n})" for g in groups), box=None)
    for metric in dict.fromkeys(name for group in groups for name in group.scores):
        table.add_row(metric, *(_cell(group.scores.get(metric)) for group in groups))
    console.print(table)
    for name, value in evaluation.latency.items():
        console.print(f"{name}: {value:.1f} ms")
    if evaluation.baselines:
        console.print(_baseline_table(evaluation))
    if evaluation.verifier:
        console.print(f"verifier's own error: {_verifier_error(evaluation)}")


def _cell(score: Score | None) -> str:
    return "–" if score is None else f"{score.value:.3f} [{score.low:.2f}, {score.high:.2f}]"


def _baseline_table(evaluation: Evaluation) -> Table:
    metrics = list(dict.fromkeys(m for scores in evaluation.baselines.values() for m in scores))
    table = Table("system", *metrics, "p (McNemar, pass)", box=None)
    for system, scores in evaluation.baselines.items():
        table.add_row(
            system, *(_cell(scores.get(m)) for m in metrics), _p_value(evaluation, system)
        )
    return table


def _p_value(evaluation: Evaluation, system: str) -> str:
    """Return how surely a system differs from ours in passing; empty for ours."""
    p_value = evaluation.significance.get(system, {}).get("pass")
    return "" if p_value is None else f"{p_value:.4f}"


def _verifier_error(evaluation: Evaluation) -> str:
    accuracy = evaluation.verifier.get("balanced accuracy")
    if accuracy is None:
        return "not measured"
    return (
        f"balanced accuracy {accuracy.value:.3f} [{accuracy.low:.3f}, {accuracy.high:.3f}] "
        f"on {accuracy.n} pairs"
    )


def write_report(evaluation: Evaluation, checks: Sequence[Check], folder: Path = REPORT) -> Path:
    """Write index.html and evaluation.json; return the path of the page."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "evaluation.json").write_text(evaluation.model_dump_json(indent=1), "utf-8")
    page = folder / "index.html"
    page.write_text(_page(evaluation, checks), encoding="utf-8")
    return page


def _page(evaluation: Evaluation, checks: Sequence[Check]) -> str:
    broken = [check for check in checks if check.problem]
    gate = "".join(f'<li class="bad">{escape(c.name)} {escape(c.problem)}</li>' for c in broken)
    return (
        "<!doctype html><html lang=en><meta charset=utf-8>"
        "<meta name=viewport content='width=device-width, initial-scale=1'>"
        f"<title>Evaluation</title><style>{_CSS}</style><h1>Evaluation</h1>"
        f"<p>Guidance {escape(evaluation.corpus_hash[:12])} · {escape(evaluation.generator)} · "
        f"{escape(evaluation.embedder)}. Intervals are 95 % bootstrap intervals. "
        f"Verifier's own error: {escape(_verifier_error(evaluation))}; scores marked † use it as "
        f"the judge.</p><h2>Gate</h2><ul>{gate or '<li>holds</li>'}</ul>"
        f"<h2>Scores</h2>{_scores(evaluation)}{_baselines(evaluation)}"
        f"<h2>How sure the gate is, and how right</h2>{reliability_plot(evaluation.reliability)}"
        f"<h2>History</h2>{history_plot()}"
        f"<h2>By tag (share of cases that pass)</h2>{_tags(evaluation)}"
        f"<h2>Cases that did not pass ({len(evaluation.failed)})</h2>"
        + "".join(_failed(case) for case in evaluation.failed)
        + "</html>"
    )


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    titles = "".join(f"<th>{escape(title)}</th>" for title in head)
    body = "".join(
        "<tr>" + "".join(f"<td class=n>{escape(c)}</td>" for c in row) + "</tr>" for row in rows
    )
    return f"<table><tr>{titles}</tr>{body}</table>"


def _scores(evaluation: Evaluation) -> str:
    metrics = list(dict.fromkeys(m for group in evaluation.groups for m in group.scores))
    head = ["metric", *(f"{g.suite} {g.split} ({g.n})" for g in evaluation.groups)]
    rows = [
        [m + (" †" if m in JUDGED else ""), *(_cell(g.scores.get(m)) for g in evaluation.groups)]
        for m in metrics
    ]
    return _table(head, rows)


def _baselines(evaluation: Evaluation) -> str:
    if not evaluation.baselines:
        return ""
    metrics = list(dict.fromkeys(m for scores in evaluation.baselines.values() for m in scores))
    rows = [
        [system, *(_cell(scores.get(m)) for m in metrics),
         _p_value(evaluation, system)]
        for system, scores in evaluation.baselines.items()
    ]  # fmt: skip
    return "<h2>Beside baselines</h2>" + _table(["system", *metrics, "p (McNemar)"], rows)


def _tags(evaluation: Evaluation) -> str:
    return "".join(
        f"<details><summary>{escape(tag)}</summary>"
        + _table([tag, "pass", "n"], [[v, _cell(s), str(s.n)] for v, s in scores.items()])
        + "</details>"
        for tag, scores in sorted(evaluation.by_tag.items())
    )


def _failed(case: FailedCase) -> str:
    facts = "".join(f"<li>not said: {escape(fact)}</li>" for fact in case.missing)
    claims = "".join(f"<li class=bad>forbidden: {escape(c)}</li>" for c in case.forbidden)
    expected = " or ".join(case.expected)
    return (
        f"<details><summary><b>{escape(case.id)}</b> <small>{case.suite} {case.split}</small> "
        f"{case.status} (expected {expected})</summary><pre>{escape(case.question)}</pre>"
        f"<ul>{facts}{claims}<li>gold: {escape(', '.join(case.gold) or '–')}</li>"
        f"<li>cited: {escape(', '.join(case.cited) or '–')}</li></ul>"
        f"<pre>{escape(case.answer)}</pre></details>"
    )
