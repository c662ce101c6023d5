"""From a case and its draft to what each component of the page shows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import gradio as gr

from assistant.casework.desk import Desk
from assistant.casework.store import Case, Draft, Note
from assistant.errors import ConflictError
from ui.agent import diff_view, draft_view, notice_view
from ui.agent.case_actions import editable
from ui.agent.case_layout import SLOT_INPUTS, CaseSide, DraftSide
from ui.agent.render import deadline_label, message, safe
from ui.agent.shell import stored

Updates = dict[Any, Any]
EDITED = ("message", "notice_text", "topic", "deadline", "reference")


def show_case(part: CaseSide, case: Case) -> Updates:
    """Return what the left side shows."""
    return {
        part.title: title(case),
        part.status: case.status.value,
        part.message: f'<div class="pasted">{safe(case.message) or "–"}</div>',
        part.notice: _notice(case),
        part.fields: notice_view.field_table(case.notice) if case.notice else "",
        **dict(zip(part.edits, edited_fields(case).values(), strict=True)),
    }


def title(case: Case) -> str:
    """Return number, topic, ticket and deadline."""
    facts = [f"#{case.id}", safe(case.topic), safe(case.reference)]
    today = datetime.now(UTC).date()
    boxes = "".join(
        stored(f"#edit-{name} textarea, #edit-{name} input", safe(value))
        for name, value in edited_fields(case).items()
    )
    return (
        f'<div class="case-title"><h2>{" · ".join(fact for fact in facts if fact)}</h2>'
        f'<p class="faint">Deadline: {deadline_label(case, today)}</p></div>{boxes}'
    )


def edited_fields(case: Case) -> dict[str, str]:
    """Return what an agent may change of a case, in the order of the boxes, as it is typed."""
    return {name: str(getattr(case, name) or "") for name in EDITED}


def _notice(case: Case) -> str:
    if case.notice:
        return notice_view.marked_text(case.notice)
    return '<p class="faint">No notice in this case.</p>'


def show_draft(part: DraftSide, desk: Desk, case: Case, draft: Draft | None) -> Updates:
    """Return what the right side shows, the saved text in the editor."""
    drafts = desk.store.drafts_of(case.id)
    saved = desk.store.draft_versions(draft.id) if draft else []
    may_edit = editable(draft)
    choices = [(draft_view.label(one), one.id) for one in drafts]
    chosen = draft.id if draft else None
    return {
        part.choice: gr.Dropdown(choices=choices, value=chosen, visible=len(drafts) > 1),
        **_options(part, draft),
        part.state: draft_view.readiness(draft),
        part.about: draft_view.about(draft),
        part.editor: gr.Textbox(
            value=draft.text if draft else "", visible=draft is not None, interactive=may_edit
        ),
        part.files: draft_view.downloads(draft),
        part.citations: draft_view.citations(draft),
        part.diff: diff_view.diff_of_edits(draft.letter.text, draft.text) if draft else "",
        part.versions: draft_view.versions(saved),
        part.clash: "",
        part.take: gr.Button(visible=False),
        part.copy: gr.Button(visible=draft is not None),
        **{button: gr.Button(visible=may_edit) for button in (part.save, part.sent, part.discard)},
        **_slots(part, draft if may_edit else None),
    }


def _options(part: DraftSide, draft: Draft | None) -> Updates:
    """Return the choices above the draft: drafting again writes what is shown, unless changed."""
    kind, tone, *_ = part.options
    return {kind: draft.kind.value, tone: draft.letter.tone} if draft else {}


def _slots(part: DraftSide, draft: Draft | None) -> Updates:
    questions = {slot.name: slot.question for slot in draft.letter.slots} if draft else {}
    asked = [questions[name] for name in draft.open_slots][:SLOT_INPUTS] if draft else []
    boxes: Updates = {
        box: gr.Textbox(label=asked[place], value="", visible=True)
        if place < len(asked)
        else gr.Textbox(value="", visible=False)
        for place, box in enumerate(part.slots)
    }
    return {
        **boxes,
        part.fill: gr.Button(visible=bool(asked)),
        part.leave: gr.Button(visible=draft_view.asks_seller(draft)),
    }


def show_clash(part: DraftSide, error: ConflictError) -> Updates:
    """Return both texts; the editor keeps the agent's."""
    return {
        part.clash: diff_view.conflict(error),
        part.take: gr.Button(visible=True),
        part.say: message("somebody saved meanwhile: see both texts.", "error"),
    }


def note_list(notes: Sequence[Note]) -> str:
    """Return the notes, oldest first."""
    lines = "".join(
        f"<li>{safe(note.text)} <small class='faint'>{safe(note.author)}, "
        f"{note.created_at:%d %b %H:%M} UTC</small></li>"
        for note in notes
    )
    shown = f'<ul class="notes">{lines}</ul>' if lines else '<p class="faint">No notes yet.</p>'
    return shown + stored("#note textarea")
