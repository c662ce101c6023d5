"""A page without script: the login, and what the guard says to a person."""

from __future__ import annotations

from html import escape

from fastapi.responses import HTMLResponse

_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    "Referrer-Policy": "same-origin",
}
_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{title} – Image Complaint Assistant</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>
:root {{ color-scheme: light dark; font-family: system-ui, sans-serif; line-height: 1.5; }}
body {{ margin: 0; background: light-dark(#f8fafc, #0b0f19); }}
main {{ box-sizing: border-box; width: min(24rem, 100% - 2rem); margin: 12vh auto; padding: 1.6rem;
  border-radius: 12px; background: light-dark(#fff, #1f2937); box-shadow: 0 1px 4px #0003; }}
h1 {{ font-size: 1.3rem; margin: 0; }}
form {{ display: grid; gap: .9rem; margin-top: 1rem; }}
label {{ display: grid; gap: .25rem; font-size: .92rem; }}
input, button {{ font: inherit; padding: .55rem .7rem; border-radius: 8px;
  border: 1px solid gray; }}
button {{ background: #0d9488; color: #fff; border: 0; font-weight: 600; cursor: pointer; }}
.faint {{ margin: 0; opacity: .75; font-size: .92rem; }}
.error {{ margin: .8rem 0 0; color: light-dark(#b91c1c, #fca5a5); overflow-wrap: anywhere; }}
code {{ font-size: .92em; }}
</style></head><body><main><h1>{title}</h1>{body}</main></body></html>"""


def plain_page(title: str, body: str, status: int = 200) -> HTMLResponse:
    """Return the page; `body` is HTML, `title` is text."""
    return HTMLResponse(_PAGE.format(title=escape(title), body=body), status, _HEADERS)


def error_line(text: str) -> str:
    """Return an error as HTML, with a capital letter; empty for none."""
    shown = escape(text[:1].upper() + text[1:])
    return f'<p class="error" role="alert">{shown}</p>' if text else ""
