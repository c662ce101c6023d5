"""`complaint-assistant`: the commands, and how errors become one line.

Nothing heavy is imported here: `--help` must be instant.
"""

from __future__ import annotations

import logging
import sys
from typing import Annotated

import typer

from assistant.cli import (
    ask,
    cases,
    doctor,
    draft,
    evaluate,
    glossary,
    index,
    knowledge,
    notice,
    replay,
    search,
    serve,
    user,
    verify,
)
from assistant.errors import AssistantError

app = typer.Typer(
    name="complaint-assistant",
    help="Cited answers about complaints over product images on marketplaces.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("index")(index.index)
app.command("ask")(ask.ask)
app.command("replay")(replay.replay)
app.command("notice")(notice.notice)
app.command("draft")(draft.draft)
app.command("search")(search.search)
app.command("verify")(verify.verify)
app.command("glossary")(glossary.glossary)
app.command("serve")(serve.serve)
app.command("doctor")(doctor.doctor)
app.command("eval")(evaluate.evaluate)
app.add_typer(knowledge.app, name="knowledge")
app.add_typer(cases.app, name="cases")
app.add_typer(user.app, name="user")


@app.callback()
def configure(
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Log what happens.")] = False,
) -> None:
    """Set up logging for every command."""
    logging.basicConfig(
        level=logging.INFO if verbose else logging.ERROR,
        format="%(levelname)s %(name)s: %(message)s",
    )


def main() -> None:
    """Run the command line: a stated failure is one line on stderr and exit code 1."""
    try:
        app()
    except AssistantError as error:
        print(f"complaint-assistant: {error}", file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        print("complaint-assistant: stopped", file=sys.stderr)
        sys.exit(130)
