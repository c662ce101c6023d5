"""The login page: name and password in, a session cookie out."""

from __future__ import annotations

from html import escape
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from assistant.casework.accounts import Accounts
from assistant.errors import LoginError, StoreError
from ui.guard import COOKIE
from ui.plain_page import error_line, plain_page

HOME = "/agents"
_NOBODY = """<p class="error" role="alert">Nobody can log in yet. Add the first agent in the
terminal, then reload this page:<br><code>complaint-assistant user add NAME</code></p>"""
_FORM = """<p class="faint">Image Complaint Assistant</p>{said}<form method="post" action="/login">
<input type="hidden" name="next" value="{next}">
<label>Name<input name="name" autocomplete="username" required autofocus maxlength="80"></label>
<label>Password<input name="password" type="password" autocomplete="current-password" required
 maxlength="1000"></label>
<button>Log in</button></form>"""


def login_pages(accounts: Accounts, session_hours: float) -> APIRouter:
    """Return the routes /login and /logout."""
    pages = APIRouter(include_in_schema=False)

    @pages.get("/login")
    def show(next: str = HOME) -> HTMLResponse:
        try:
            return _page(next, "" if accounts.users() else _NOBODY)
        except StoreError as error:
            return _page(next, error_line(str(error)), 503)

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
            return _page(next, error_line(str(error)), 401)
        except StoreError as error:
            return _page(next, error_line(str(error)), 503)
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


def _page(next: str, said: str = "", status: int = 200) -> HTMLResponse:
    form = _FORM.format(said=said, next=escape(_inside(next), quote=True))
    return plain_page("Support agents", form, status)


def _inside(next: str) -> str:
    """Return the path, or the agents' page for anything that might lead to another site."""
    safe = next.startswith("/") and not next.startswith("//") and "\\" not in next
    return next if safe and next.isprintable() else HOME
