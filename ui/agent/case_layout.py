"""The components of a case's page: left the case, right the draft, below what stays inside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, get_args

import gradio as gr

from assistant.casework.drafting import REPLY_WORDS
from assistant.casework.rendering import languages
from assistant.casework.store import CaseStatus
from assistant.casework.types import LetterKind, Tone

SLOT_INPUTS = 16  # more open slots than this appear when the first are filled
_TONES = list(get_args(Tone))
_LENGTHS = [("short", 80), ("usual", REPLY_WORDS), ("long", 260)]  # words


@dataclass(frozen=True)
class CaseSide:
    """What the case is about."""

    title: gr.HTML
    status: gr.Dropdown
    message: gr.HTML
    notice: gr.HTML
    fields: gr.HTML
    edits: tuple[gr.Textbox, ...]  # message, notice_text, topic, deadline, reference
    change: gr.Button
    say: gr.HTML


@dataclass(frozen=True)
class DraftSide:
    """The draft, and what belongs to it."""

    choice: gr.Dropdown
    options: tuple[Any, ...]  # kind, tone, language, words, cite
    again: gr.Button
    state: gr.HTML
    say: gr.HTML
    clash: gr.HTML
    take: gr.Button
    about: gr.HTML
    editor: gr.Textbox
    save: gr.Button
    copy: gr.Button
    sent: gr.Button
    discard: gr.Button
    files: gr.HTML
    slots: tuple[gr.Textbox, ...]
    fill: gr.Button
    leave: gr.Button
    citations: gr.HTML
    diff: gr.HTML
    versions: gr.HTML


@dataclass(frozen=True)
class Inside:
    """What never leaves the case: the chat with the guidance, and notes."""

    chat: gr.Chatbot
    question: gr.Textbox
    notes: gr.HTML
    note: gr.Textbox
    add: gr.Button


def case_side() -> CaseSide:
    """Return the left side."""
    with gr.Row(equal_height=True):
        title = gr.HTML(elem_id="title")
        status = gr.Dropdown(
            [*CaseStatus], label="Status", elem_id="status", scale=0, min_width=130
        )
    say = gr.HTML(elem_id="case-say")
    with gr.Accordion("What the seller wrote"):
        message = gr.HTML(elem_id="seller-message")
    with gr.Accordion("Notice"):
        notice = gr.HTML(elem_id="notice-text")
        fields = gr.HTML(elem_id="fields")
    with gr.Accordion("Change the case", open=False):
        edits = (
            gr.Textbox(label="Message", lines=4, max_lines=12, elem_id="edit-message"),
            gr.Textbox(label="Notice", lines=4, max_lines=12, elem_id="edit-notice_text"),
            gr.Textbox(label="Topic", max_lines=1, elem_id="edit-topic"),
            gr.Textbox(
                label="Deadline", placeholder="2026-12-03", max_lines=1, elem_id="edit-deadline"
            ),
            gr.Textbox(label="Ticket", max_lines=1, elem_id="edit-reference"),
        )
        gr.HTML('<p class="faint">A change of message, notice or deadline voids open drafts.</p>')
        change = gr.Button("Change the case", size="sm", elem_id="change")
    return CaseSide(title, status, message, notice, fields, edits, change, say)


def draft_side() -> DraftSide:
    """Return the right side: what to write, whether it may go out, the text, what backs it."""
    with gr.Row(equal_height=True, elem_id="options"):
        kind = gr.Dropdown([*LetterKind], value=LetterKind.REPLY, label="Write", min_width=150)
        tone = gr.Dropdown(_TONES, value="calm", label="Tone", min_width=100)
        words = gr.Dropdown(_LENGTHS, value=REPLY_WORDS, label="Length", min_width=100)
        language = gr.Dropdown(
            [("seller's", ""), *languages()], value="", label="Language", min_width=100,
            visible=len(languages()) > 1,
        )  # fmt: skip
        cite = gr.Checkbox(label="Print citations", min_width=90)
        again = gr.Button("Draft", elem_id="draft-again", size="md", min_width=90, scale=0)
    choice = gr.Dropdown([], label="Drafts of this case", elem_id="choice", visible=False)
    state = gr.HTML(elem_id="state")
    say = gr.HTML(elem_id="draft-say")
    clash = gr.HTML(elem_id="clash")
    take = gr.Button("Take theirs", visible=False, size="sm", elem_id="take")
    slots = tuple(
        gr.Textbox(visible=False, max_lines=3, elem_classes="slot") for _ in range(SLOT_INPUTS)
    )
    with gr.Row():
        fill = gr.Button("Fill in", visible=False, size="md", elem_id="fill", variant="primary")
        leave = gr.Button("Let the seller answer", visible=False, size="md", elem_id="leave")
    about = gr.HTML(elem_id="about")
    editor = gr.Textbox(label="Text", lines=14, max_lines=30, elem_id="editor", visible=False)
    with gr.Row():
        save = gr.Button("Save", elem_id="save", size="md", min_width=160, visible=False)
        copy = gr.Button("Copy", elem_id="copy", size="md", min_width=70, visible=False)
        sent = gr.Button(
            "Mark as sent",
            elem_id="sent",
            size="md",
            variant="primary",
            min_width=120,
            visible=False,
        )
        discard = gr.Button("Discard", elem_id="discard", size="md", min_width=80, visible=False)
    files = gr.HTML(elem_id="files")
    with gr.Accordion("What backs it (for you alone)"):
        citations = gr.HTML(elem_id="citations")
    with gr.Accordion("Your changes", open=False, elem_id="changes"):
        diff = gr.HTML(elem_id="diff")
    with gr.Accordion("All saved versions", open=False, elem_id="all-versions"):
        versions = gr.HTML(elem_id="versions")
    return DraftSide(
        choice, (kind, tone, language, words, cite), again, state, say, clash, take, about, editor,
        save, copy, sent, discard, files, slots, fill, leave, citations, diff, versions,
    )  # fmt: skip


def inside() -> Inside:
    """Return the lower part of the page."""
    with gr.Accordion("Ask the guidance about this case", open=False, elem_id="ask"):
        chat = gr.Chatbot(
            show_label=False, height=380, elem_id="chat", layout="panel", latex_delimiters=[],
            feedback_options=None, autoscroll=False, buttons=["copy"],
        )  # fmt: skip
        question = gr.Textbox(
            placeholder="Who has to send the retraction?", show_label=False, submit_btn=True,
            elem_id="chat-question",
        )  # fmt: skip
    with gr.Accordion("Internal notes: they never leave the case", open=False, elem_id="notes-box"):
        notes = gr.HTML(elem_id="notes")
        note = gr.Textbox(show_label=False, placeholder="A note", lines=2, elem_id="note")
        add = gr.Button("Add note", size="sm", elem_id="add-note")
    return Inside(chat, question, notes, note, add)
