"""Errors of the API: one clear JSON message with the mend, never a stack trace."""

from __future__ import annotations

import logging
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from assistant.errors import AssistantError, ConflictError, InputError, KeyReused, NotFound
from assistant.types import Frozen

logger = logging.getLogger(__name__)


class ErrorMessage(Frozen):
    """What is wrong and how to mend it."""

    error: str


class ConflictMessage(ErrorMessage):
    """Somebody saved meanwhile: the newest version and both texts. Only `error` for a used key."""

    version: int | None = None
    theirs: str | None = None
    yours: str | None = None


_MENDS = {  # for what the framework itself refuses, in few words of its own
    400: "the body cannot be read. Send UTF-8 JSON with Content-Type: application/json.",
    404: "there is nothing at this address. See /api/docs.",
    405: "this address does not take that method. See /api/docs.",
}
_MEANINGS = {
    400: "No readable JSON",
    401: "No login",
    403: "Called by another site's page",
    404: "No such case or draft",
    413: "Too large",
    422: "The call cannot be carried out as it is",
    503: "A part of the service is away",
}
ERRORS: dict[int | str, dict[str, Any]] = {
    **{code: {"model": ErrorMessage, "description": text} for code, text in _MEANINGS.items()},
    409: {"model": ConflictMessage, "description": "Changed by somebody else, or a used key"},
}


def add_error_handlers(api: FastAPI) -> None:
    """Let every error of the application be one message."""

    @api.exception_handler(ConflictError)
    def conflict(request: Request, error: ConflictError) -> JSONResponse:
        versions = {"version": error.version, "theirs": error.theirs, "yours": error.yours}
        return JSONResponse({"error": str(error), **versions}, 409)

    @api.exception_handler(AssistantError)
    def stated(request: Request, error: AssistantError) -> JSONResponse:
        return _message(_status(error), str(error))

    @api.exception_handler(RequestValidationError)
    def invalid(request: Request, error: RequestValidationError) -> JSONResponse:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"][1:]) or "the body"
        return _message(422, f"{where}: {first['msg']}. See /api/docs for what is taken.")

    @api.exception_handler(HTTPException)
    def refused(request: Request, error: HTTPException) -> JSONResponse:
        text = _MENDS.get(error.status_code, str(error.detail))
        return JSONResponse({"error": text}, error.status_code, error.headers)

    @api.exception_handler(Exception)
    def bug(request: Request, error: Exception) -> JSONResponse:
        logger.error("%s %s failed", request.method, request.url.path, exc_info=error)
        return _message(500, "this is a defect of the assistant; its log says more.")


def _status(error: AssistantError) -> int:
    if isinstance(error, NotFound):
        return 404
    if isinstance(error, KeyReused):
        return 409
    return 422 if isinstance(error, InputError) else 503


def _message(status: int, text: str) -> JSONResponse:
    return JSONResponse({"error": text}, status)
