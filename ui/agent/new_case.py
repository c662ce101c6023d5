"""The page for a new case: the seller's message, and the notice as text or as a file."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import gradio as gr

from assistant.casework.desk import Desk
from assistant.casework.documents import Document
from assistant.casework.drafting import REPLY_WORDS
from assistant.casework.store import CaseContent, DraftRequest
from assistant.errors import AssistantError
from ui.agent.case_actions import day
from ui.agent.events import PRIVATE, actor, said
from ui.agent.render import case_address, message, navigation
from ui.agent.shell import SCRIPT, stored

ReadFile = Callable[[bytes, str], Document]  # content and name to the text in it
_FORMS = [".eml", ".msg", ".pdf", ".docx", ".html", ".txt", ".png", ".jpg", ".jpeg"]
_GO = "(address) => { if (address) { window.leaving = true; location.assign(address); } }"


def build_new_case(desk: Desk, read_file: ReadFile) -> gr.Blocks:
    """Return the page."""
    title = "New case – Image Complaint Assistant"
    page: gr.Blocks = gr.Blocks(title=title, analytics_enabled=False)
    with page:
        head = gr.HTML()
        with gr.Row():
            wrote = gr.Textbox(
                label="What the seller wrote", lines=12, max_lines=16, autofocus=True,
                elem_id="message", scale=1,
            )  # fmt: skip
            with gr.Column(scale=1):
                notice = gr.Textbox(
                    label="The notice: paste it, or upload it", lines=9, max_lines=16,
                    elem_id="notice",
                )  # fmt: skip
                upload = gr.UploadButton(
                    "Upload the notice: mail, PDF, Word, picture", file_types=_FORMS, size="sm",
                    elem_id="upload",
                )  # fmt: skip
        with gr.Row():
            reference = gr.Textbox(label="Ticket (optional)", elem_id="reference", max_lines=1)
            deadline = gr.Textbox(
                label="Deadline, if the notice states none", placeholder="2026-12-03",
                elem_id="deadline", max_lines=1,
            )  # fmt: skip
        say = gr.HTML(elem_id="say")
        create = gr.Button(
            "Create case and draft the reply  (Ctrl+Enter)", variant="primary", elem_id="create"
        )
        gr.HTML(stored("#message textarea, #notice textarea"))
        address = gr.Textbox(visible="hidden")
        read_from = gr.State(None)
    hidden = {"trigger_mode": "once", **PRIVATE}

    def open_case(
        wrote: str, notice: str, reference: str, deadline: str, read_from: Document | None,
        request: gr.Request,
    ) -> tuple[str, str]:  # fmt: skip
        typed = {"message": wrote, "notice_text": notice, "reference": reference.strip()[:200]}
        return opened(desk, typed, deadline, actor(request), read_from)

    def read(path: str) -> tuple[object, object, str]:
        return read_upload(read_file, Path(path))

    def arrive(request: gr.Request) -> str:
        return navigation("New case", actor(request))

    with page:
        page.load(arrive, None, head, js=SCRIPT, **PRIVATE)
        upload.upload(read, upload, [notice, read_from, say], **hidden)
        create.click(
            open_case, [wrote, notice, reference, deadline, read_from], [address, say], **hidden
        ).then(None, address, None, js=_GO)
    return page


def opened(
    desk: Desk, typed: dict[str, str], deadline: str, actor: str, read_from: Document | None = None
) -> tuple[str, str]:
    """Return the new case's address, or an empty one and what is wrong.

    The reply is drafted at once. Where it cannot be, the case is kept and its page says so.
    """
    try:
        content = CaseContent.model_validate({**typed, "deadline": day(deadline)})
        case = desk.open_case(content, actor=actor, read_from=read_from)
    except AssistantError as error:
        return "", said(error)
    with suppress(AssistantError):
        desk.draft(case.id, DraftRequest(words=REPLY_WORDS), actor=actor)
    return case_address(case.id), message(f"case {case.id} is open.")


def read_upload(read_file: ReadFile, path: Path) -> tuple[object, object, str]:
    """Return the text of an uploaded notice, all that was read, and what was left out.

    The upload is deleted. The text goes into the box: the agent sees what was read, and mends
    what was misread.
    """
    try:
        document = read_file(path.read_bytes(), path.name)
    except AssistantError as error:
        return gr.skip(), gr.skip(), said(error)
    finally:
        path.unlink(missing_ok=True)
    warned = "; ".join(document.warnings)
    read = f"read from {path.name}. Compare it with the original."
    return document.text, document, message(warned or read, "error" if warned else "done")
