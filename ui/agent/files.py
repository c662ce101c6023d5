"""Files that an agent takes away: a draft's saved text, and the measures as CSV.

They are answered from memory: nothing of a case is left in a folder for temporary files.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from fastapi import APIRouter, Response
from fastapi.responses import PlainTextResponse

from assistant.casework.desk import Desk
from assistant.casework.measures import measures, to_csv
from assistant.casework.store import Draft
from assistant.casework.types import Letter
from assistant.errors import AssistantError

Export = Callable[[Letter, str], bytes]  # letter and file format to a file
_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "md": "text/markdown; charset=utf-8",
    "eml": "message/rfc822",
}


def file_routes(desk: Desk, export: Export) -> APIRouter:
    """Return the routes below /agents/files; the guard lets agents alone reach them."""
    routes = APIRouter(prefix="/agents/files", include_in_schema=False)

    @routes.get("/draft-{draft_id}.{form}")
    def draft_file(draft_id: int, form: Literal["docx", "md", "eml"]) -> Response:
        try:
            draft = desk.store.get_draft(draft_id)
            if draft.void:
                return PlainTextResponse(f"draft {draft_id} is void. {draft.void}", 409)
            content = export(letter_of(draft), form)
        except AssistantError as error:
            return PlainTextResponse(str(error), 404)
        return _attached(content, f"case-{draft.case_id}-{draft.kind}.{form}", _TYPES[form])

    @routes.get("/measures.csv")
    def measures_file() -> Response:
        table = to_csv(measures(desk.store)).encode()
        return _attached(table, "measures.csv", "text/csv; charset=utf-8")

    return routes


def letter_of(draft: Draft) -> Letter:
    """Return the letter with the agent's text; what the text has filled is open no more."""
    slots = tuple(
        slot.model_copy(update={"required": slot.name in draft.open_slots})
        if slot.open and not slot.by_hand
        else slot
        for slot in draft.letter.slots
    )
    return draft.letter.model_copy(update={"text": draft.text, "slots": slots})


def _attached(content: bytes, name: str, media_type: str) -> Response:
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(content, media_type=media_type, headers=headers)
