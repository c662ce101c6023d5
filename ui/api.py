"""The HTTP API for help desks: cases, drafts, feedback, measures, and the seller's answer.

It is an application of its own below /api, so that its OpenAPI holds nothing else. The guard has
checked the login before a call arrives here.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI, Header, Query, Response, Security
from fastapi.security import HTTPBearer
from fastapi_offline import FastAPIOffline

from assistant.casework.desk import Desk
from assistant.casework.idempotency import Idempotency
from assistant.casework.measures import Measures, measures, to_csv
from assistant.casework.store import Case, CaseStatus, Draft, DraftRequest, Feedback, User
from assistant.errors import InputError
from assistant.types import Answer, Turn
from ui.api_errors import ERRORS, add_error_handlers
from ui.api_types import CaseChange, CaseFile, DraftEdit, Id, NewCase, NewFeedback, Question
from ui.guard import agent_of
from ui.idempotent import HEADER, IdempotentRoute

Agent = Annotated[User, Depends(agent_of)]
IfMatch = Annotated[
    str | None,
    Header(description='The version you saw, for example "3"; or `version` in the body.'),
]
_DESCRIPTION = (
    "Send an API token as `Authorization: Bearer …` (`complaint-assistant user token NAME`). "
    f'POST honours the header {HEADER}. Every error is `{{"error": "…"}}` and says the mend.'
)


def build_api(desk: Desk) -> FastAPI:
    """Return the application to mount at /api."""
    api = FastAPIOffline(
        title="Image Complaint Assistant for help desks",
        version="1",
        description=_DESCRIPTION,
        docs_url="/docs",
        redoc_url=None,
        openapi_url="/openapi.json",
        static_url="/docs-files",
    )
    api.state.idempotency = Idempotency(desk.store.database)
    api.include_router(_answers(desk))
    api.include_router(_cases(desk))
    api.include_router(_drafts(desk))
    add_error_handlers(api)
    return api


def _router() -> APIRouter:
    return APIRouter(
        prefix="/v1",
        route_class=IdempotentRoute,
        responses=ERRORS,
        dependencies=[Security(HTTPBearer(auto_error=False)), Depends(_documented_key)],
    )


def _documented_key(
    idempotency_key: Annotated[
        str | None, Header(min_length=1, max_length=200, description="Makes a repeated POST safe.")
    ] = None,
) -> None:
    """Let OpenAPI name the header; IdempotentRoute reads it."""


def _answers(desk: Desk) -> APIRouter:
    routes = _router()

    @routes.post("/ask", summary="The answer a seller would get")
    def ask(question: Question) -> Answer:
        history = [Turn(turn.role, turn.content) for turn in question.history]
        return desk.assistant.answer(question.question, history)

    @routes.get("/measures", summary="What became of drafts, by topic and week")
    def read_measures() -> Measures:
        return measures(desk.store)

    @routes.get(
        "/measures.csv",
        summary="The same as CSV",
        response_class=Response,
        responses={200: {"content": {"text/csv": {}}}},
    )
    def read_csv() -> Response:
        return Response(to_csv(measures(desk.store)), media_type="text/csv")

    return routes


def _cases(desk: Desk) -> APIRouter:
    routes = _router()
    store = desk.store

    @routes.post("/cases", status_code=201, summary="Open a case; its notice is read")
    def create(case: NewCase, agent: Agent) -> Case:
        return desk.open_case(case.content(), actor=agent.name)

    @routes.get("/cases", summary="Cases, nearest deadline first")
    def find(
        search: Annotated[str, Query(max_length=200)] = "",
        status: CaseStatus | None = None,
        topic: Annotated[str, Query(max_length=120)] = "",
        limit: Annotated[int, Query(ge=1, le=200)] = 50,
        offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
    ) -> list[Case]:
        return store.list_cases(search, status, topic, limit=limit, offset=offset)

    @routes.get("/cases/{case_id}", summary="A case with its drafts")
    def read(case_id: Id, response: Response) -> CaseFile:
        case = store.get_case(case_id)
        response.headers["ETag"] = f'"{case.version}"'
        return CaseFile(case=case, drafts=tuple(store.drafts_of(case_id)))

    @routes.patch("/cases/{case_id}", summary="Change a case at the version you saw")
    def change(case_id: Id, change: CaseChange, agent: Agent, if_match: IfMatch = None) -> Case:
        expected = _seen(change.version, if_match)
        changed = change.applied_to(store.get_case(case_id))
        return desk.change_case(case_id, changed, expected_version=expected, actor=agent.name)

    @routes.delete("/cases/{case_id}", status_code=204, summary="Delete all that is stored of it")
    def delete(case_id: Id, agent: Agent) -> None:
        store.delete_case(case_id, actor=agent.name)

    @routes.get("/cases/{case_id}/export", summary="All that is stored of a case")
    def export(case_id: Id, agent: Agent) -> dict[str, object]:
        return store.export_case(case_id, actor=agent.name)

    @routes.post("/cases/{case_id}/feedback", status_code=201, summary="Say what was wrong")
    def give_feedback(case_id: Id, given: NewFeedback, agent: Agent) -> Feedback:
        return store.add_feedback(
            case_id, given.verdict, given.comment, actor=agent.name, draft_id=given.draft_id
        )

    return routes


def _drafts(desk: Desk) -> APIRouter:
    routes = _router()
    store = desk.store

    @routes.post("/cases/{case_id}/drafts", status_code=201, summary="Draft a reply or a letter")
    def draft(case_id: Id, wanted: DraftRequest, agent: Agent) -> Draft:
        return desk.draft(case_id, wanted, actor=agent.name)

    @routes.get("/drafts/{draft_id}", summary="A draft")
    def read(draft_id: Id, response: Response) -> Draft:
        found = store.get_draft(draft_id)
        response.headers["ETag"] = f'"{found.version}"'
        return found

    @routes.patch("/drafts/{draft_id}", summary="Save a text at the version you saw")
    def edit(draft_id: Id, edit: DraftEdit, agent: Agent, if_match: IfMatch = None) -> Draft:
        expected = _seen(edit.version, if_match)
        return store.edit_draft(draft_id, edit.text, expected_version=expected, actor=agent.name)

    @routes.post("/drafts/{draft_id}/sent", summary="Tell that the version you saw was sent")
    def sent(draft_id: Id, agent: Agent, if_match: IfMatch = None) -> Draft:
        return store.mark_sent(draft_id, expected_version=_seen(None, if_match), actor=agent.name)

    @routes.post("/drafts/{draft_id}/discarded", summary="Tell that the draft is not wanted")
    def discard(draft_id: Id, agent: Agent) -> Draft:
        return store.discard_draft(draft_id, actor=agent.name)

    return routes


def _seen(version: int | None, if_match: str | None) -> int:
    """Return the version that the caller saw. Raises InputError when it is not told."""
    if version is not None:
        return version
    told = (if_match or "").removeprefix("W/").strip('"')
    if not (told.isascii() and told.isdigit() and len(told) < 10):
        raise InputError(
            'say which version you saw: the header If-Match with the ETag, for example "3".'
        )
    return int(told)
