"""A case's page: the wiring between its components and what an agent does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import gradio as gr

from assistant.casework.desk import Desk
from assistant.casework.store import CaseStatus, Draft, DraftRequest
from assistant.errors import AssistantError, ConflictError
from assistant.types import Turn
from ui.agent import case_actions as actions
from ui.agent import diff_view, draft_view
from ui.agent.case_actions import Seen
from ui.agent.case_layout import case_side, draft_side, inside
from ui.agent.case_show import (
    EDITED,
    Updates,
    note_list,
    show_case,
    show_clash,
    show_draft,
    title,
)
from ui.agent.events import PRIVATE, actor, said
from ui.agent.render import message, navigation, plain_markdown
from ui.agent.shell import COPY, SCRIPT
from ui.render import render_answer


def build_case_page(desk: Desk) -> gr.Blocks:
    """Return the page."""
    title = "Case – Image Complaint Assistant"
    page: gr.Blocks = gr.Blocks(title=title, analytics_enabled=False)
    with page:
        CasePage(desk, page)
    return page


class CasePage:
    """The components, and the events between them."""

    def __init__(self, desk: Desk, page: gr.Blocks) -> None:
        self._desk = desk
        self._head = gr.HTML()
        with gr.Row():
            with gr.Column(scale=5, min_width=320):
                self._case = case_side()
            with gr.Column(scale=6, min_width=320):
                self._draft = draft_side()
        self._inside = inside()
        self._seen = gr.Textbox(Seen().model_dump_json(), visible="hidden")
        self._asked = gr.State([])
        self._theirs = gr.Textbox(visible="hidden")
        case = [part for part in vars(self._case).values() if not isinstance(part, tuple)]
        self._case_parts = [*case, *self._case.edits, self._seen]
        draft = [part for part in vars(self._draft).values() if not isinstance(part, tuple)]
        self._draft_parts = [
            *draft, *self._draft.options, *self._draft.slots, self._seen, self._theirs,
        ]  # fmt: skip
        everything = [self._head, *self._case_parts, *self._draft_parts, self._inside.notes]
        page.load(self._arrive, None, list(dict.fromkeys(everything)), js=SCRIPT, **PRIVATE)
        self._wire_draft()
        self._wire_case()
        self._wire_inside()

    def _wire_draft(self) -> None:
        part, seen = self._draft, self._seen
        on: dict[str, Any] = {"trigger_mode": "once", **PRIVATE}
        outputs = [*dict.fromkeys([*self._draft_parts, self._case.title, self._case.status])]
        typed = [seen, part.editor]
        part.save.click(self._acting(actions.save, "saved."), typed, outputs, **on)
        part.sent.click(self._acting(actions.send, "marked as sent."), typed, outputs, **on)
        part.discard.click(self._acting(_discard, "discarded."), typed, outputs, **on)
        part.fill.click(
            self._acting(_filled, "the facts are in the text."),
            [*typed, *part.slots], outputs, **on,
        )  # fmt: skip
        asking = self._acting(actions.leave_to_seller, "the seller is asked.")
        part.leave.click(asking, typed, outputs, **on)
        part.copy.click(None, part.editor, None, js=COPY)
        part.again.click(
            self._acting(_again, "drafted."), [*typed, *part.options, *part.slots], outputs, **on
        )
        part.choice.input(self._acting(_switch, ""), [*typed, part.choice], outputs, **on)
        taking = self._acting(
            actions.take_theirs, "this is their text; yours is kept among the versions."
        )
        part.take.click(taking, [*typed, self._theirs], outputs, **on)

    def _wire_case(self) -> None:
        part = self._case
        outputs = [*dict.fromkeys([*self._case_parts, self._draft.state])]
        part.change.click(self._change, [self._seen, *part.edits], outputs, **PRIVATE)
        part.status.input(
            self._set_status, [self._seen, part.status], [part.say, part.title], **PRIVATE
        )

    def _wire_inside(self) -> None:
        part = self._inside
        part.question.submit(
            self._ask, [self._seen, part.question, self._asked, part.chat],
            [part.chat, part.question, self._asked], **PRIVATE,
        )  # fmt: skip
        part.add.click(self._add_note, [self._seen, part.note], [part.notes, part.note], **PRIVATE)

    def _arrive(self, request: gr.Request) -> Updates:
        head = {self._head: navigation("Case", actor(request))}
        number = str(request.query_params.get("id", ""))
        try:
            case = self._desk.store.get_case(int(number) if number.isdecimal() else 0)
            drafts = self._desk.store.drafts_of(case.id)
            notes = self._desk.store.notes_of(case.id)
        except AssistantError as error:
            return {**head, self._case.say: said(error)}
        draft = drafts[0] if drafts else None
        return {
            **head,
            **show_case(self._case, case),
            **show_draft(self._draft, self._desk, case, draft),
            self._seen: actions.seen_of(case, draft).model_dump_json(),
            self._inside.notes: note_list(notes),
        }

    def _acting(self, action: Callable[..., Draft], done: str) -> Callable[..., Updates]:
        """Return a handler that acts on the draft, then shows it; an error changes nothing."""

        def handler(request: gr.Request, seen_json: str, text: str, *more: Any) -> Updates:
            seen = Seen.model_validate_json(seen_json)
            try:
                return self._shown(action(self._desk, seen, text, *more, actor(request)), done)
            except ConflictError as error:
                newer = seen.model_copy(update={"draft_version": error.version})
                clash = show_clash(self._draft, error)
                return {
                    **clash, self._seen: newer.model_dump_json(), self._theirs: error.theirs,
                }  # fmt: skip
            except AssistantError as error:
                return {self._draft.say: said(error)}

        return handler

    def _shown(self, draft: Draft, done: str) -> Updates:
        case = self._desk.store.get_case(draft.case_id)
        return {
            **show_draft(self._draft, self._desk, case, draft),
            self._draft.say: message(done),
            self._case.title: title(case),
            self._case.status: case.status.value,
            self._seen: actions.seen_of(case, draft).model_dump_json(),
        }

    def _change(self, request: gr.Request, seen_json: str, *fields: str) -> Updates:
        seen = Seen.model_validate_json(seen_json)
        typed = dict(zip(EDITED, fields, strict=True))
        try:
            case = actions.change(self._desk, seen, typed, actor(request))
        except ConflictError as error:
            newer = seen.model_copy(update={"case_version": error.version})
            clash = diff_view.case_conflict(error)
            return {self._case.say: clash, self._seen: newer.model_dump_json()}
        except AssistantError as error:
            return {self._case.say: said(error)}
        shown = show_case(self._case, case)
        shown |= {
            self._case.say: message("the case is changed."),
            self._seen: seen.model_copy(update={"case_version": case.version}).model_dump_json(),
        }
        if seen.draft_id:
            state = draft_view.readiness(self._desk.store.get_draft(seen.draft_id))
            shown[self._draft.state] = state
        return shown

    def _set_status(self, request: gr.Request, seen_json: str, status: str) -> Updates:
        seen = Seen.model_validate_json(seen_json)
        try:
            case = self._desk.store.set_status(
                seen.case_id, CaseStatus(status), actor=actor(request)
            )
        except AssistantError as error:
            return {self._case.say: said(error)}
        return {self._case.say: message(f"the case is {status}."), self._case.title: title(case)}

    def _ask(
        self, request: gr.Request, seen_json: str, question: str, asked: list[Turn],
        chat: list[Any],
    ) -> tuple[list[Any], str, list[Turn]]:  # fmt: skip
        case_id = Seen.model_validate_json(seen_json).case_id
        try:
            answer = self._desk.ask(case_id, question, asked, actor=actor(request))
        except AssistantError as error:
            shown, turns = said(error), asked
        else:
            shown = render_answer(answer)
            turns = [*asked, Turn("user", question), Turn("assistant", answer.text)]
        mine = {"role": "user", "content": plain_markdown(question)}
        return [*chat, mine, {"role": "assistant", "content": shown}], "", turns

    def _add_note(self, request: gr.Request, seen_json: str, text: str) -> tuple[str, str]:
        seen = Seen.model_validate_json(seen_json)
        store = self._desk.store
        try:
            if text.strip():
                store.add_note(seen.case_id, text.strip(), actor=actor(request))
            return note_list(store.notes_of(seen.case_id)), ""
        except AssistantError as error:
            return said(error), text


def _discard(desk: Desk, seen: Seen, text: str, actor: str) -> Draft:
    actions.keep(desk, seen, text, actor)
    return desk.store.discard_draft(seen.draft_id, actor=actor)


def _filled(desk: Desk, seen: Seen, text: str, *more: str) -> Draft:
    *values, actor = more
    return actions.fill(desk, seen, text, values, actor)


def _again(
    desk: Desk, seen: Seen, text: str, kind: str, tone: Any, language: str, words: int,
    cite: bool, *more: str,
) -> Draft:  # fmt: skip
    *values, actor = more
    wanted = DraftRequest.model_validate(
        {"kind": kind, "tone": tone, "language": language, "words": int(words), "cite": cite}
    )
    return actions.draft_again(desk, seen, text, wanted, values, actor)


def _switch(desk: Desk, seen: Seen, text: str, chosen: int, actor: str) -> Draft:
    actions.keep(desk, seen, text, actor)
    return desk.store.get_draft(chosen)
