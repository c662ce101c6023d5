"""E-mails, `.eml` and Outlook's `.msg` -> headers and body as a person sees them.

Attachments are named in a warning and never opened: a bomb in one stays shut.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage

from assistant.casework.documents import Document, needs
from assistant.casework.webpage import page_text
from assistant.errors import InputError

_HEADERS = ("From", "To", "Date", "Subject")


def read_eml(data: bytes, name: str) -> Document:
    """Return an e-mail's text. Raises InputError when it has none."""
    message = message_from_bytes(data, policy=policy.default)
    if not any(message.get(header) for header in (*_HEADERS, "Received")):
        raise InputError(f"{name}: is not an e-mail, whatever its name says.")
    headers = {header: str(message.get(header, "")) for header in _HEADERS}
    plain, html = _part(message, "plain"), _part(message, "html")
    attached = [part.get_filename() or part.get_content_type() for part in _attachments(message)]
    return _document(headers, plain, html, attached)


def read_msg(data: bytes, name: str) -> Document:
    """Return an Outlook message's text. Raises InputError when it cannot be read."""
    with needs("python-oxmsg", "Outlook messages"):
        from oxmsg import Message
    try:
        message = Message.load(io.BytesIO(data))
        headers = {
            "From": message.sender or "",
            "Date": message.sent_date.strftime("%d %B %Y %H:%M") if message.sent_date else "",
            "Subject": message.subject or "",
        }
        attached = [each.file_name or "an attachment" for each in message.attachments]
        return _document(headers, message.body or "", message.html_body or "", attached)
    except Exception as error:  # the parser raises whatever its damaged input leads to
        raise InputError(
            f"{name}: is damaged, its text cannot be read as an Outlook message."
        ) from error


def _part(message: EmailMessage, subtype: str) -> str:
    part = message.get_body((subtype,))
    if part is None:
        return ""
    try:
        return str(part.get_content())
    except (LookupError, UnicodeError, KeyError):  # an unknown or wrong character set
        payload = part.get_payload(decode=True)
        return payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""


def _attachments(message: EmailMessage) -> Iterator[EmailMessage]:
    try:
        yield from message.iter_attachments()
    except (AttributeError, TypeError):  # a message of one part has none
        return


def _document(headers: dict[str, str], plain: str, html: str, attached: list[str]) -> Document:
    """Return headers and body; of two bodies the HTML one, which mail programs show."""
    body, hidden = page_text(html) if html.strip() else (plain, 0)
    lines = [f"{header}: {' '.join(value.split())}" for header, value in headers.items() if value]
    warnings = [hidden_warning(hidden)] if hidden else []
    if attached:
        named = ", ".join(attached[:5]) + (" …" if len(attached) > 5 else "")
        warnings.append(f"attachments were not read: {named}. Read each as a file of its own")
    return Document("\n".join(lines) + f"\n\n{body}", tuple(warnings))


def hidden_warning(pieces: int) -> str:
    """Return the warning that text which nobody can see was left out."""
    what = "a piece" if pieces == 1 else f"{pieces} pieces"
    return f"{what} of hidden text was left out (not shown to a reader)"
