"""`complaint-assistant glossary`: what a word means."""

from __future__ import annotations

from typing import Annotated

import typer


def glossary(
    term: Annotated[str, typer.Argument(help="An abbreviation or a term, for example LOA.")],
) -> None:
    """Explain a term of sellers and marketplaces."""
    from difflib import get_close_matches

    from assistant.errors import InputError
    from assistant.glossary import our_glossary

    known = our_glossary()
    found = known.look_up(term)
    if found is None:
        names = {n.lower(): n for t in known.entries.terms for n in (t.term, *t.aliases)}
        near = [names[name] for name in get_close_matches(term.lower(), names)]
        hint = f" Did you mean {' or '.join(near)}?" if near else ""
        raise InputError(f"the glossary has no {term!r}.{hint}")
    typer.echo(f"{found.term}: {found.meaning}")
    typer.echo(f"also written: {', '.join(found.aliases)}")
