"""The page for a new case: the seller's message, and the notice as text or as a file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import gradio as gr

from assistant.casework.desk import Desk
from assistant.casework.documents import Document
from assistant.casework.store import CaseContent
from assistant.errors import AssistantError
from ui.agent.case_actions import day
from ui.agent.events import PRIVATE, actor, said
from ui.agent.render import case_address, message, navigation
from ui.agent.shell import SHORTCUTS

ReadFile = Callable[[bytes, str], Document]  # content and name to the text in it
_FORMS = [".eml", ".msg", ".pdf", ".docx", ".html", ".txt", ".png", ".jpg", ".jpeg"]
_GO = "(address) => { if (address) location.assign(address); }"


def build_new_case(desk: Desk, read_file: ReadFile) -> gr.Blocks:
    """Return the page."""
    title = "New case – Image Complaint Assistant"
    page: gr.Blocks = gr.Blocks(title=title, analytics_enabled=False)
    with page:
        head = gr.HTML()
        with gr.Row():
            wrote = gr.Textbox(
                label="What the seller wrote", lines=9, max_lines=16, autofocus=True,
                elem_id="message",
            )  # fmt: skip
            with gr.Column():
                notice = gr.Textbox(
                    label="The notice: paste it, or upload it", lines=9, max_lines=16,
                    elem_id="notice",
                )  # fmt: skip
                upload = gr.UploadButton(
                    "Upload mail, PDF, picture or text", file_types=_FORMS, size="sm",
                    elem_id="upload",
                )  # fmt: skip
        with gr.Row():
            reference = gr.Textbox(label="Ticket (optional)", elem_id="reference")
            deadline = gr.Textbox(
                label="Deadline, if the notice states none", placeholder="2026-12-03"
            )
        say = gr.HTML(elem_id="say")
        create = gr.Button("Create case  (Ctrl+Enter)", variant="primary", elem_id="create")
        address = gr.Textbox(visible="hidden")
    hidden = {"trigger_mode": "once", **PRIVATE}

    def open_case(
        wrote: str, notice: str, reference: str, deadline: str, request: gr.Request
    ) -> tuple[str, str]:
        typed = {"message": wrote, "notice_text": notice, "reference": reference.strip()[:200]}
        return opened(desk, typed, deadline, actor(request))

    def read(path: str) -> tuple[object, str]:
        return read_upload(read_file, Path(path))

    def arrive(request: gr.Request) -> str:
        return navigation("New case", actor(request))

    with page:
        page.load(arrive, None, head, js=SHORTCUTS, **PRIVATE)
        upload.upload(read, upload, [notice, say], **hidden)
        create.click(
            open_case, [wrote, notice, reference, deadline], [address, say], **hidden
        ).then(None, address, None, js=_GO)
    return page


def opened(desk: Desk, typed: dict[str, str], deadline: str, actor: str) -> tuple[str, str]:
    """Return the new case's address, or an empty one and what is wrong."""
    try:
        case = desk.open_case(
            CaseContent.model_validate({**typed, "deadline": day(deadline)}), actor=actor
        )
    except AssistantError as error:
        return "", said(error)
    return case_address(case.id), message(f"case {case.id} is open.")


def read_upload(read_file: ReadFile, path: Path) -> tuple[object, str]:
    """Return the text of an uploaded notice and what was left out. The upload is deleted.

    The text goes into the box: the agent sees what was read, and mends what was misread.
    """
    try:
        document = read_file(path.read_bytes(), path.name)
    except AssistantError as error:
        return gr.skip(), said(error)
    finally:
        path.unlink(missing_ok=True)
    warned = "; ".join(document.warnings)
    read = f"read from {path.name}. Compare it with the original."
    return document.text, message(warned or read, "error" if warned else "done")
