"""`complaint-assistant ask`: one question, or a file of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from assistant.languages import Language

if TYPE_CHECKING:
    from assistant.service import Assistant
    from assistant.types import Answer, Turn

Asked = Literal["auto", "en", "zh", "de", "es", "fr", "it", "ja"]


def ask(
    question: Annotated[str | None, typer.Argument(help="The question, in quotes.")] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the whole answer as JSON.")
    ] = False,
    history: Annotated[
        Path | None, typer.Option(help='JSON file: [{"role": "user", "content": …}, …]')
    ] = None,
    language: Annotated[
        Asked, typer.Option(help="Language of the question; auto detects it.")
    ] = "auto",
    batch: Annotated[
        Path | None, typer.Option(help='JSON Lines file with {"id", "question", "history"?}.')
    ] = None,
    output: Annotated[
        Path | None, typer.Option(help='Where --batch writes {"id", **answer}, one line each.')
    ] = None,
    receipt: Annotated[
        Path | None,
        typer.Option(help="Where to write the answer's receipt, for `replay`; it is JSON."),
    ] = None,
) -> None:
    """Ask about an image complaint and read a cited answer."""
    if (question is None) == (batch is None):
        raise typer.BadParameter("give either a question or --batch FILE")
    if batch is not None and output is None:
        raise typer.BadParameter("--batch needs --output FILE")
    if batch is not None and receipt is not None:
        raise typer.BadParameter("--receipt is for one question, not for --batch")
    turns = _read_history(history) if history else ()
    cases = list(_read_batch(batch)) if batch else []
    from assistant.gaps import open_gap_log
    from assistant.receipts import make_receipt, write_receipt
    from assistant.service import Assistant
    from assistant.settings import load_settings

    settings = load_settings()
    given = None if language == "auto" else language
    assistant = Assistant(settings, open_gap_log(settings))
    if batch is not None and output is not None:
        _answer_batch(assistant, cases, output, given)
    elif question is not None:
        answer = assistant.answer(question, turns, given)
        if receipt is not None:
            write_receipt(make_receipt(question, turns, answer, assistant.parts), receipt)
        if as_json:
            typer.echo(answer.model_dump_json(indent=2))
        else:
            _print(answer, settings.overlay_dir)


def _answer_batch(
    assistant: Assistant, cases: list[dict[str, Any]], output: Path, language: Language | None
) -> None:
    from rich.console import Console
    from rich.progress import track

    from assistant.errors import InputError
    from assistant.outcomes import unanswerable

    try:
        file = output.open("w", encoding="utf-8")
    except OSError as error:
        raise InputError(f"{output} cannot be written ({error.strerror}).") from error
    with file:
        for case in track(cases, "answering", console=Console(stderr=True), transient=True):
            try:
                turns = _turns(case.get("history") or [])
                answer = assistant.answer(case["question"], turns, language)
            except InputError as error:
                answer = unanswerable(case["question"], str(error))
            line = {"id": case["id"], **answer.model_dump(mode="json")}
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
    typer.echo(f"{len(cases)} answers written to {output}", err=True)


def _read_batch(path: Path) -> Iterator[dict[str, Any]]:
    from assistant.errors import InputError

    for number, line in enumerate(_read_text(path).splitlines(), start=1):
        if not line.strip():
            continue
        try:
            case = json.loads(line)
            if not isinstance(case["question"], str):
                raise TypeError("the question is not text")
            yield {"id": case["id"], "question": case["question"], "history": case.get("history")}
        except (ValueError, KeyError, TypeError) as error:
            raise InputError(
                f'{path}:{number}: expected {{"id", "question"}} as JSON on one line ({error}).'
            ) from error


def _read_history(path: Path) -> tuple[Turn, ...]:
    from assistant.errors import InputError

    try:
        return _turns(json.loads(_read_text(path)))
    except ValueError as error:
        raise InputError(f"{path}: is not JSON ({error}).") from error


def _turns(items: Any) -> tuple[Turn, ...]:
    from assistant.errors import InputError
    from assistant.types import Turn

    try:
        return tuple(Turn(item["role"], str(item["content"])) for item in items)
    except (KeyError, TypeError) as error:
        raise InputError(
            'a history is a list of {"role": "user" or "assistant", "content": text}.'
        ) from error


def _read_text(path: Path) -> str:
    from assistant.errors import InputError

    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path} cannot be read as UTF-8 text ({error}).") from error


def _print(answer: Answer, overlay: Path | None) -> None:
    from rich.console import Console
    from rich.markdown import Markdown
    from rich.text import Text

    from assistant.glossary import layered_glossary
    from assistant.localised import say

    console = Console()
    console.print(Markdown(answer.text.replace("[", "\\[")))
    for citation in answer.citations:
        line = Text(f"\n[{citation.marker}] ", style="bold")
        line.append(f"{citation.document_title} › {citation.section}", style="none")
        line.append(f"  (reviewed {citation.reviewed})", style="dim")
        console.print(line)
        for source in citation.sources:
            console.print(Text(f"    {source.title}", style=f"link {source.url}"), end=" ")
            console.print(Text(f"({source.kind}) {source.url}", style="dim"))
    glossary, _ = layered_glossary(overlay)
    for term in glossary.explain(answer.text):
        console.print(Text(f"{term.term}: ", style="dim bold") + Text(term.meaning, style="dim"))
    if answer.follow_ups:
        console.print("\nAsk next: " + " · ".join(answer.follow_ups), style="italic")
    for notice in answer.notices:
        console.print(f"Note: {notice}", style="yellow")
    if answer.citations:
        console.print(say("disclaimer", answer.language), style="dim")
