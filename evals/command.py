"""What `complaint-assistant eval` does: measure, report, and fail on a regression."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import version
from itertools import chain
from pathlib import Path

import typer
from rich.console import Console

from assistant.errors import InputError
from assistant.service import Assistant
from assistant.settings import load_settings
from evals import gate as gates
from evals.cases import EvalCase
from evals.changes import Change, compare_since
from evals.evaluate import evaluate, load_suites, sampled, with_verifier
from evals.gate import Check
from evals.limits import raise_limits
from evals.report import REPORT, print_table, write_report

Suites = dict[str, tuple[EvalCase, ...]]


@dataclass(frozen=True)
class Options:
    """What was asked for on the command line."""

    suite: str | None = None
    gate: bool = False
    baselines: bool = False
    with_model: bool = False
    report: Path | None = None
    record: str | None = None
    junit: Path | None = None
    changed_since: str | None = None
    judge: int = 0
    sample: int = 0

    @property
    def partial(self) -> bool:
        """Whether only some of the cases are asked, so that the gate has no say."""
        return bool(self.suite or self.sample)


def run(options: Options) -> None:
    """Do what was asked. Raises InputError for an unknown suite or revision."""
    try:
        suites = load_suites(options.suite)
    except ValueError as error:
        raise InputError(str(error)) from error
    if options.changed_since is not None:
        _show_changes(options.changed_since, suites)
    elif options.judge:
        _show_judgement(options.judge, suites)
    else:
        _evaluate(options, suites)


def _evaluate(options: Options, suites: Suites) -> None:
    if options.record is not None and options.partial:
        raise InputError("--record needs all cases: leave out --suite and --sample.")
    console = Console()
    assistant = Assistant(load_settings())
    evaluation = evaluate(
        assistant,
        sampled(suites, options.sample),
        baselines=options.baselines or options.with_model,
        with_model=options.with_model,
    )
    if not options.partial:
        evaluation = with_verifier(evaluation, assistant)
    checks = [] if options.partial else gates.check_all(evaluation)
    print_table(evaluation, console)
    page = write_report(evaluation, checks, options.report or REPORT)
    console.print(f"report: {page}")
    if options.record is not None:
        gates.record(evaluation, version("image-complaint-assistant"), options.record)
        raise_limits(evaluation)
    if options.junit is not None:
        gates.write_junit(checks, options.junit)
    _conclude(checks, options.gate)


def _conclude(checks: list[Check], gate: bool) -> None:
    broken = [check for check in checks if check.problem]
    for check in broken:
        typer.echo(f"gate: {check.name} {check.problem}", err=True)
    if gate and broken:
        raise typer.Exit(1)
    if gate:
        typer.echo(f"gate: {len(checks)} checks hold", err=True)


def _show_changes(revision: str, suites: Suites) -> None:
    cases = list(chain.from_iterable(suites.values()))
    report = compare_since(revision, load_settings(), cases)
    if not report.documents:
        typer.echo(f"no guidance has changed since {revision}")
        return
    typer.echo(f"changed since {revision}: {', '.join(report.documents)}\n")
    for change in report.changed:
        typer.echo(_described(change))
    abstaining = [change.before.case.id for change in report.changed if change.now_abstains]
    typer.echo(
        f"{len(report.changed)} of {report.compared} answers changed; "
        f"{len(abstaining)} now abstain{': ' + ', '.join(abstaining) if abstaining else ''}"
    )


def _described(change: Change) -> str:
    before, after = change.before.answer.status, change.after.answer.status
    status = before if before is after else f"{before} -> {after}"
    case = change.before.case
    return f"{case.id}: {status}, {change.verdict}\n  {case.question}\n{change.diff}\n"


def _show_judgement(count: int, suites: Suites) -> None:
    from evals.judge import judge  # an extra: ragas is loaded only here

    assistant = Assistant(load_settings())
    scores = judge(assistant, list(chain.from_iterable(suites.values())), count)
    for name, score in scores.items():
        typer.echo(f"{name}: {score.value:.3f} [{score.low:.2f}, {score.high:.2f}] (n={score.n})")
