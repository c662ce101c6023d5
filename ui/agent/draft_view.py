"""A draft as the agent sees it: whether it may go out, its citations, its versions."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.casework.store import Draft, DraftState, DraftVersion
from assistant.casework.types import Letter, LetterKind
from assistant.types import Statement
from ui.agent.render import safe
from ui.agent.shell import stored
from ui.render import citation_cards

_MARKERS = re.compile(r"((?:\[\d+\])+)")


def readiness(draft: Draft | None) -> str:
    """Return whether the draft may be sent, and if not, why."""
    if draft is None:
        return _state("open", "No draft yet", "Choose what to write and press Draft.")
    if draft.state != DraftState.OPEN:
        when = f" {draft.sent_at:%d %B %Y, %H:%M} UTC" if draft.sent_at else ""
        done = f"{draft.state.value.capitalize()}{when}"
        return _state("done", done, "It cannot be changed; draft again to write another.")
    if draft.void:
        return _state("void", "⚠ Void", draft.void)
    if count := len(draft.open_slots):
        return _state("open", f"✎ not ready to send ({count} open)", _open_step(draft))
    return _state("ready", "✓ ready to send", "Read it, copy or download it, then Mark as sent.")


def _state(kind: str, what: str, step: str) -> str:
    role = ' role="alert"' if kind == "void" else ""
    return f'<p class="state {kind}"{role}><b>{safe(what)}</b>{safe(step)}</p>'


def _open_step(draft: Draft) -> str:
    if asks_seller(draft):
        return "Answer what you know and press Fill in, or let the seller answer."
    return "Answer the questions, then press Fill in."


def asks_seller(draft: Draft | None) -> bool:
    """Whether the open slots are questions that the seller reads."""
    return draft is not None and draft.kind == LetterKind.REPLY and bool(draft.open_slots)


def about(draft: Draft | None) -> str:
    """Return to whom the letter goes, its subject, and what the agent has to look at."""
    if draft is None:
        return ""
    letter = draft.letter
    due = f" · deadline {letter.deadline.due}" if letter.deadline and letter.deadline.due else ""
    following = ", ".join(letter.next_letters)
    next_letter = f'<p class="faint">Letters that may follow: {following}</p>' if following else ""
    warned = "".join(f'<p class="say error">⚠ {safe(text)}</p>' for text in letter.warnings)
    return (
        f'<p class="to"><b>To:</b> {safe(letter.recipient)} – {safe(letter.tone)}, '
        f"{len(draft.text.split())} words{due}<br><b>Subject:</b> {safe(letter.subject)}</p>"
        f"{next_letter}{warned}{_by_hand(letter)}"
    )


def _by_hand(letter: Letter) -> str:
    names = ", ".join(safe(slot.question) for slot in letter.slots if slot.by_hand)
    return f'<p class="faint">Left to the person who signs: {names}</p>' if names else ""


def citations(draft: Draft | None) -> str:
    """Return each claim with its markers and the passages; the customer's text has none of it."""
    if draft is None:
        return ""
    letter = draft.letter
    claims = _claims("Claims in the letter", letter.statements) + _claims("For you", letter.notes)
    cards = citation_cards(letter.citations)
    dropped = "".join(
        f"<li><del>{safe(removed.text)}</del> {safe('; '.join(removed.reasons))}</li>"
        for removed in letter.removed
    )
    lost = f"<h4>Left out, not backed</h4><ul>{dropped}</ul>" if dropped else ""
    return f"{claims}{lost}{cards}" or '<p class="faint">This letter claims no rule.</p>'


def _claims(title: str, statements: Sequence[Statement]) -> str:
    if not statements:
        return ""
    lines = "".join(f"<li>{_claim(statement)}</li>" for statement in statements)
    return f'<h4>{title}</h4><ul class="claims">{lines}</ul>'


def _claim(statement: Statement) -> str:
    text = _MARKERS.sub("", statement.text).strip()
    markers = "".join(f"[{number}]" for number in statement.citations)
    return f'{safe(text)} <sup class="cite">{markers}</sup>'


def versions(saved: Sequence[DraftVersion]) -> str:
    """Return every saved text, newest first; nothing is overwritten."""
    return "".join(
        f"<details><summary>Version {version.version} · {safe(version.author)} · "
        f"{version.created_at:%d %b %H:%M} UTC · {version.distance} characters changed</summary>"
        f'<div class="pasted">{safe(version.text)}</div></details>'
        for version in reversed(saved)
    )


def downloads(draft: Draft | None) -> str:
    """Return links to the saved text as files."""
    if draft is None:
        return ""
    links = " ".join(
        f'<a class="file" href="/agents/files/draft-{draft.id}.{form}" download>.{form}</a>'
        for form in ("docx", "md", "eml")
    )
    boxes = stored("#editor textarea", safe(draft.text)) + stored(".slot textarea")
    return f'<p class="files">Download version {draft.version}: {links}</p>{boxes}'


def label(draft: Draft) -> str:
    """Return a draft's line in the choice of drafts."""
    state = "void" if draft.void and draft.state == DraftState.OPEN else draft.state.value
    return f"{draft.kind} · draft {draft.id} · {state}"
