"""`complaint-assistant eval`: the options; what they do is in `evals`, loaded when run."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from assistant.errors import SettingsError


def evaluate(
    suite: Annotated[str | None, typer.Option(help="Only this suite.")] = None,
    sample: Annotated[
        int, typer.Option(min=0, help="Only so many cases, drawn by hash; without the gate.")
    ] = 0,
    gate: Annotated[
        bool, typer.Option("--gate", help="Exit 1 below a threshold or after a regression.")
    ] = False,
    baselines: Annotated[
        bool, typer.Option("--baselines", help="Ask simpler systems the same, for comparison.")
    ] = False,
    with_model: Annotated[
        bool, typer.Option("--with-model", help="With the chat model, unverified, as a baseline.")
    ] = False,
    report: Annotated[Path | None, typer.Option(help="Folder for the HTML and JSON.")] = None,
    record: Annotated[
        str | None,
        typer.Option(help="Append the scores to the history, with this note; raise the limits."),
    ] = None,
    junit: Annotated[
        Path | None, typer.Option(help="Write the gate's checks as JUnit XML.")
    ] = None,
    changed_since: Annotated[
        str | None,
        typer.Option(metavar="REV", help="Only show which answers the guidance changed since REV."),
    ] = None,
    judge: Annotated[
        int, typer.Option(min=0, help="Only let the chat model judge so many answers (ragas).")
    ] = 0,
) -> None:
    """Ask every eval case and score retrieval, answers and grounding."""
    try:
        from evals.command import Options, run  # the only place where the library starts the evals
    except ModuleNotFoundError as error:
        raise SettingsError(
            f"the evals need {error.name}, which is not installed. "
            "Run `pip install 'image-complaint-assistant[evals]'`."
        ) from error

    run(
        Options(
            suite=suite,
            sample=sample,
            gate=gate,
            baselines=baselines,
            with_model=with_model,
            report=report,
            record=record,
            junit=junit,
            changed_since=changed_since,
            judge=judge,
        )
    )
