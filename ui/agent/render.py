"""What every page of the workspace shows: safe text, navigation, badges, messages.

All of it is HTML; whatever somebody wrote passes `safe` first.
"""

from __future__ import annotations

from datetime import date
from html import escape

from assistant.casework.store import Case, CaseStatus

HOME = "/agents/"
# gr.HTML fills templates: what could start one in a text becomes a character reference
_TEMPLATE = str.maketrans({"$": "&#36;", "{": "&#123;", "}": "&#125;", "`": "&#96;"})
# what could start Markdown (a picture would be loaded from outside)
_MARKDOWN = str.maketrans({sign: f"&#{ord(sign)};" for sign in r"\!#*()+-.:<>@[]^_`{|}~$/=" + "\t"})
_PAGES = (("Cases", HOME), ("New case", "/agents/new/"), ("Measures", "/agents/measures/"))
_KEYS = (
    ("Alt+N", "new case"),
    ("Alt+L", "list of cases"),
    ("Alt+D", "draft, or draft again"),
    ("Ctrl+Enter", "save the draft, or create the case"),
    ("/", "search"),
)


def safe(text: str) -> str:
    """Return the text as HTML that shows it character by character and does nothing."""
    return escape(text).translate(_TEMPLATE)


def plain_markdown(text: str) -> str:
    """Return the text as Markdown that shows it character by character and loads nothing."""
    signs = text.replace("&", "&amp;").translate(_MARKDOWN)
    return signs.replace("\n", "<br>")


def navigation(here: str, user: str) -> str:
    """Return the head of a page: where one can go, who is logged in, which keys there are."""
    links = "".join(
        f'<a href="{path}"{" aria-current=page" if name == here else ""}>{name}</a>'
        for name, path in _PAGES
    )
    keys = "".join(f"<dt><kbd>{key}</kbd></dt><dd>{what}</dd>" for key, what in _KEYS)
    return (
        f'<header class="bar"><nav aria-label="Workspace">{links}</nav>'
        f'<details class="keys"><summary>Keys</summary><dl>{keys}</dl></details>'
        f'<form method="post" action="/logout"><span>{safe(user)}</span> '
        "<button>Log out</button></form></header>"
    )


def message(text: str, kind: str = "done") -> str:
    """Return one line for the agent; `kind` is done or error. Empty for an empty text."""
    if not text:
        return ""
    role = "alert" if kind == "error" else "status"
    return f'<p class="say {kind}" role="{role}">{safe(text[:1].upper() + text[1:])}</p>'


def status_badge(status: CaseStatus) -> str:
    """Return the status as a small label."""
    return f'<span class="badge {status.value}">{status.value}</span>'


def deadline_label(case: Case, today: date) -> str:
    """Return the deadline with the days left; overdue in words, a sign and red."""
    if case.deadline is None:
        return '<span class="faint">none</span>'
    if case.overdue(today):
        late = _days((today - case.deadline).days)
        return f'<span class="overdue">⚠ {case.deadline} · overdue by {late}</span>'
    left = (case.deadline - today).days
    if left < 0 or case.status in (CaseStatus.SENT, CaseStatus.CLOSED):
        return f"{case.deadline}"
    return f"{case.deadline} · {'today' if left == 0 else f'in {_days(left)}'}"


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"


def case_address(case_id: int) -> str:
    """Return the address of a case's page."""
    return f"/agents/case/?id={case_id}"


def excerpt(text: str, length: int = 110) -> str:
    """Return the beginning of a text on one line, not yet made safe."""
    line = " ".join(text.split())
    return line if len(line) <= length else f"{line[: length - 1].rstrip()}…"
