"""`complaint-assistant verify`: does the evidence say what the claims say?"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from assistant.claims import Claim


def verify(
    batch: Annotated[
        Path,
        typer.Option(
            help='JSON Lines file with {"id", "claim", "evidence": [text] or "passage_ids": […]}.'
        ),
    ],
    output: Annotated[
        Path | None, typer.Option(help="Where the verdicts go; without it, to standard output.")
    ] = None,
) -> None:
    """Check claims against evidence: {"id", "supported", "score", "reasons"}, one line each."""
    claims = list(_read(batch))
    from assistant.chain import open_parts
    from assistant.claims import check_claims
    from assistant.errors import InputError
    from assistant.settings import load_settings

    lines = [
        json.dumps({"id": claim_id, **verdict}, ensure_ascii=False)
        for claim_id, verdict in check_claims(claims, open_parts(load_settings(), ()))
    ]
    text = "".join(f"{line}\n" for line in lines)
    if output is None:
        typer.echo(text, nl=False)
        return
    try:
        output.write_text(text, encoding="utf-8")
    except OSError as error:
        raise InputError(f"{output} cannot be written ({error.strerror}).") from error
    typer.echo(f"{len(lines)} verdicts written to {output}", err=True)


def _read(path: Path) -> Iterator[Claim]:
    from assistant.claims import Claim
    from assistant.errors import InputError

    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path} cannot be read as UTF-8 text ({error}).") from error
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            item: Any = json.loads(line)
            yield Claim.model_validate(item)
        except ValueError as error:
            what = str(error).replace("\n", " ")[:200]
            raise InputError(
                f'{path}:{number}: expected {{"id", "claim", "evidence" or "passage_ids"}} as '
                f"JSON on one line ({what})."
            ) from error
