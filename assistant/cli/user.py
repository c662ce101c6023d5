"""`complaint-assistant user`: who may log in to work on cases."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.cases import ACTOR

if TYPE_CHECKING:
    from assistant.casework.accounts import Accounts

app = typer.Typer(help="Add, list and disable agents; their API tokens.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="The agent's login name.")]
FromStdin = Annotated[
    bool, typer.Option("--password-stdin", help="Read the password from standard input.")
]


@app.command("add")
def add(name: Name, password_stdin: FromStdin = False) -> None:
    """Add an agent. The password is asked for; there is no default."""
    accounts = _open()
    user = accounts.add(name, _password(password_stdin), actor=ACTOR)
    typer.echo(f"added: {user.name}")


@app.command("list")
def list_users() -> None:
    """List the agents."""
    for user in _open().users():
        state = "disabled" if user.disabled else "active"
        typer.echo(f"{user.name}  {state}  since {user.created_at:%Y-%m-%d}")


@app.command("disable")
def disable(name: Name) -> None:
    """Lock an agent out: sessions and API tokens end at once."""
    _open().disable(name, actor=ACTOR)
    typer.echo(f"disabled: {name}")


@app.command("enable")
def enable(name: Name) -> None:
    """Let a disabled agent log in again."""
    _open().enable(name, actor=ACTOR)
    typer.echo(f"enabled: {name}")


@app.command("password")
def password(name: Name, password_stdin: FromStdin = False) -> None:
    """Change a password: sessions and API tokens of the agent end."""
    _open().set_password(name, _password(password_stdin), actor=ACTOR)
    typer.echo(f"changed: {name}")


@app.command("token")
def token(name: Name) -> None:
    """Print a new API token of an agent: it is shown once, only its hash is kept."""
    typer.echo(_open().create_token(name, actor=ACTOR))


def _open() -> Accounts:
    from assistant.casework.parts import require_parts
    from assistant.settings import load_settings

    require_parts()
    from assistant.casework.accounts import Accounts
    from assistant.casework.store import open_store

    settings = load_settings()
    return Accounts(open_store(settings).database, settings.session_hours)


def _password(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))
