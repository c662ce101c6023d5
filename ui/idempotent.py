"""A route that honours the header Idempotency-Key on POST."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Coroutine
from typing import Any

from anyio.to_thread import run_sync
from fastapi import HTTPException, Request, Response
from fastapi.routing import APIRoute

from assistant.casework.idempotency import Idempotency, Kept
from ui.guard import agent_of

HEADER = "Idempotency-Key"
_LONGEST_KEY = 200
Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class IdempotentRoute(APIRoute):
    """Answers the same call with the same key once, and repeats that answer afterwards."""

    def get_route_handler(self) -> Handler:
        """Return the handler around FastAPI's own."""
        handle = super().get_route_handler()

        async def once(request: Request) -> Response:
            key = request.headers.get(HEADER)
            if key is None or request.method != "POST":
                return await handle(request)
            if not 0 < len(key) <= _LONGEST_KEY:
                raise HTTPException(422, f"{HEADER} has 1 to {_LONGEST_KEY} characters.")
            return await _once(handle, request, key)

        return once


async def _once(handle: Handler, request: Request, key: str) -> Response:
    memory: Idempotency = request.app.state.idempotency
    user = agent_of(request).name
    body = await request.body()
    call = f"{request.method} {request.url.path}\n".encode() + body
    kept = await run_sync(memory.begin, user, key, hashlib.sha256(call).hexdigest())
    if kept is not None:
        return Response(kept.body, kept.status, {"Idempotent-Replayed": "true"}, "application/json")
    try:
        response = await handle(request)
    except Exception:
        await run_sync(memory.forget, user, key)
        raise
    text = bytes(response.body).decode()
    await run_sync(memory.keep, user, key, Kept(response.status_code, text), _case_in(text))
    return response


def _case_in(body: str) -> int | None:
    """Return the case that a response is about: deleted with it, the response goes, too."""
    content = json.loads(body)
    if "notice_text" in content:  # a case itself
        return int(content["id"])
    found: int | None = content.get("case_id")
    return found
