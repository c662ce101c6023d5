"""The guard before every page and call: who is it, and may they be here?

`/agents` and `/api` need a login, the seller chat and `/mcp` only when the setting says so. Where
the guard cannot tell (the database is away) it lets nobody in.
"""

from __future__ import annotations

import logging
from urllib.parse import quote, urlsplit

from anyio.to_thread import run_sync
from fastapi import Request
from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.casework.accounts import Accounts
from assistant.casework.store import User
from assistant.errors import StoreError

logger = logging.getLogger(__name__)

COOKIE = "assistant_session"
OPEN_PATHS = ("/login", "/logout", "/healthz")
MAX_BODY = 1_000_000  # bytes of a call to the API or of the login form
_SAFE = ("GET", "HEAD", "OPTIONS")
_NO_LOGIN = (
    "log in, or send an API token as `Authorization: Bearer …` "
    "(complaint-assistant user token NAME)."
)


class Guard:
    """ASGI middleware; what it lets pass finds the user in `scope["state"]["agent"]`."""

    def __init__(self, app: ASGIApp, accounts: Accounts, *, sellers_log_in: bool) -> None:
        self._app = app
        self._accounts = accounts
        self._sellers_log_in = sellers_log_in

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, or refuse."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        connection = HTTPConnection(scope)
        refusal = await self._refusal(connection, scope)
        if refusal is None:
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            await refusal(scope, receive, send)

    async def _refusal(self, connection: HTTPConnection, scope: Scope) -> Response | None:
        """Return what to answer instead, None when the call may pass."""
        path = scope["path"]
        if scope.get("method", "GET") not in _SAFE and _from_elsewhere(connection.headers):
            return _error(403, "this call comes from another site's page and was not carried out.")
        if (_takes_tokens(path) or path == "/login") and _too_large(connection.headers):
            return _error(413, f"send at most {MAX_BODY:,} bytes, with a Content-Length.")
        if not self._needs_login(path):
            return None
        try:
            user = await run_sync(self._who, connection, path)
        except StoreError as error:
            logger.error("%s", error)
            return _error(503, f"the login cannot be checked: {error}")
        if user is None:
            return _ask_to_log_in(connection, path)
        scope.setdefault("state", {})["agent"] = user
        return None

    def _needs_login(self, path: str) -> bool:
        if _is_below(path, "/agents") or _is_below(path, "/api"):
            return True
        return self._sellers_log_in and path not in OPEN_PATHS

    def _who(self, connection: HTTPConnection, path: str) -> User | None:
        scheme, _, secret = connection.headers.get("authorization", "").partition(" ")
        if secret and scheme.lower() == "bearer" and _takes_tokens(path):
            return self._accounts.who(secret.strip(), "token")
        session = connection.cookies.get(COOKIE)
        return self._accounts.who(session, "session") if session else None


def agent_of(request: Request) -> User:
    """Return the user whom the guard let in: a FastAPI dependency."""
    user: User = request.state.agent
    return user


def _is_below(path: str, folder: str) -> bool:
    return path == folder or path.startswith(f"{folder}/")


def _takes_tokens(path: str) -> bool:
    """Whether programs call here: the API and the MCP endpoint."""
    return _is_below(path, "/api") or _is_below(path, "/mcp")


def _from_elsewhere(headers: Headers) -> bool:
    """Whether a browser says that another site's page makes the call (CSRF).

    Help desks and scripts send neither header; the cookie is SameSite=Lax besides.
    """
    if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return True
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc != headers.get("host")


def _ask_to_log_in(connection: HTTPConnection, path: str) -> Response:
    if "text/html" in connection.headers.get("accept", "") and not _is_below(path, "/api/v1"):
        return RedirectResponse(f"/login?next={quote(path)}", status_code=303)
    refusal = _error(401, _NO_LOGIN)
    refusal.headers["WWW-Authenticate"] = "Bearer"
    return refusal


def _error(status: int, message: str) -> Response:
    return JSONResponse({"error": message}, status)


def _too_large(headers: Headers) -> bool:
    """Whether the body is larger than is read; a body without a stated length is refused."""
    length = headers.get("content-length", "0")
    chunked = "transfer-encoding" in headers
    return chunked or not length.isascii() or not length.isdigit() or int(length) > MAX_BODY
