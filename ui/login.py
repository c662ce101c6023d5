"""The login page: name and password in, a session cookie out."""

from __future__ import annotations

from html import escape
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from assistant.casework.accounts import Accounts
from assistant.errors import LoginError
from ui.guard import COOKIE

HOME = "/agents"
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    "Referrer-Policy": "same-origin",
}
_NOBODY = "nobody can log in yet. To add the first agent: complaint-assistant user add name"
_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Log in – Image Complaint Assistant</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>
:root {{ color-scheme: light dark; font-family: system-ui, sans-serif; }}
form {{ max-width: 22rem; margin: 14vh auto; padding: 0 1rem; display: grid; gap: .8rem; }}
h1 {{ font-size: 1.3rem; margin: 0; }}
label {{ display: grid; gap: .25rem; }}
input, button {{ font: inherit; padding: .5rem .7rem; border-radius: 8px; border: 1px solid gray; }}
button {{ background: #0d9488; color: #fff; border: 0; font-weight: 600; cursor: pointer; }}
.error {{ color: #dc2626; margin: 0; }}
</style></head><body><form method="post" action="/login">
<h1>Support agents</h1>{error}
<input type="hidden" name="next" value="{next}">
<label>Name<input name="name" autocomplete="username" required autofocus maxlength="80"></label>
<label>Password<input name="password" type="password" autocomplete="current-password" required
 maxlength="1000"></label>
<button>Log in</button></form></body></html>"""


def login_pages(accounts: Accounts, session_hours: float) -> APIRouter:
    """Return the routes /login and /logout."""
    pages = APIRouter(include_in_schema=False)

    @pages.get("/login")
    def show(next: str = HOME) -> HTMLResponse:
        return _page(next, "" if accounts.users() else _NOBODY)

    @pages.post("/login")
    def log_in(
        request: Request,
        name: Annotated[str, Form()],
        password: Annotated[str, Form()],
        next: Annotated[str, Form()] = HOME,
    ) -> Response:
        address = request.client.host if request.client else ""
        try:
            login = accounts.log_in(name, password, address)
        except LoginError as error:
            return _page(next, str(error), 401)
        done = RedirectResponse(_inside(next), status_code=303)
        done.set_cookie(
            COOKIE,
            login.secret,
            max_age=round(session_hours * 3600),
            httponly=True,
            samesite="lax",
            secure=request.url.scheme == "https",
        )
        return done

    @pages.post("/logout")
    def log_out(request: Request) -> RedirectResponse:
        accounts.log_out(request.cookies.get(COOKIE, ""))
        done = RedirectResponse("/login", status_code=303)
        done.delete_cookie(COOKIE)
        return done

    return pages


def _page(next: str, error: str = "", status: int = 200) -> HTMLResponse:
    shown = f'<p class="error" role="alert">{escape(error.capitalize())}</p>' if error else ""
    page = _PAGE.format(error=shown, next=escape(_inside(next), quote=True))
    return HTMLResponse(page, status, _HEADERS)


def _inside(next: str) -> str:
    """Return the path, or the agents' page for anything that might lead to another site."""
    safe = next.startswith("/") and not next.startswith("//") and "\\" not in next
    return next if safe and next.isprintable() else HOME
