"""What an agent changed in a draft, word by word, and what another agent saved meanwhile."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from assistant.casework.store import CaseContent
from assistant.errors import ConflictError
from ui.agent.render import safe

_WORDS = re.compile(r"\s+|\w+|[^\w\s]")
_MOST_WORDS = 4000  # comparing takes the square of it; longer texts are compared by lines


def changes(before: str, after: str) -> str:
    """Return both texts in one: what went struck out, what came underlined."""
    old, new = _parts(before), _parts(after)
    html = []
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for kind, start, stop, new_start, new_stop in matcher.get_opcodes():
        if kind == "equal":
            html.append(safe("".join(old[start:stop])))
            continue
        html.append(_tagged("del", old[start:stop]) + _tagged("ins", new[new_start:new_stop]))
    return f'<div class="pasted diff">{"".join(html)}</div>'


def diff_of_edits(drafted: str, text: str) -> str:
    """Return what was changed in the generated draft, or that nothing was."""
    if drafted == text:
        return '<p class="faint">As it was drafted; nothing was changed.</p>'
    return f'<p class="faint">Struck out: drafted. Underlined: yours.</p>{changes(drafted, text)}'


def conflict(error: ConflictError) -> str:
    """Return both texts side by side, and how to go on without losing either."""
    return (
        f'<section class="conflict" role="alert"><p class="say error">{safe(str(error))}</p>'
        "<p>Your text is still in the editor. <b>Save</b> keeps yours as the newest version; "
        "<b>Take theirs</b> puts theirs into the editor. Every saved version stays in the case.</p>"
        f'<div class="two"><div><h4>Theirs (version {error.version})</h4>'
        f'<div class="pasted">{safe(error.theirs)}</div></div>'
        f"<div><h4>Yours, against theirs</h4>{changes(error.theirs, error.yours)}</div></div>"
        "</section>"
    )


def case_conflict(error: ConflictError) -> str:
    """Return what another agent made of the case; the agent's fields stay as typed."""
    theirs = CaseContent.model_validate_json(error.theirs)
    fields = ("message", "notice_text", "topic", "deadline", "reference")
    rows = "".join(
        f'<h4>{name.replace("_", " ")}</h4><div class="pasted">'
        f"{safe(str(getattr(theirs, name) or '–'))}</div>"
        for name in fields
    )
    return (
        f'<section class="conflict" role="alert"><p class="say error">{safe(str(error))}</p>'
        "<p>What you typed is still below. Theirs:</p>"
        f"{rows}</section>"
    )


def _parts(text: str) -> list[str]:
    words = _WORDS.findall(text)
    return words if len(words) <= _MOST_WORDS else text.splitlines(keepends=True)


def _tagged(tag: str, parts: list[str]) -> str:
    return f"<{tag}>{safe(''.join(parts))}</{tag}>" if parts else ""
