"""What is known of a case before anybody has drafted: topic, deadline, language, its facts."""

from __future__ import annotations

from datetime import date

from assistant.casework.documents import Document
from assistant.casework.needs import facts_of as facts_taken
from assistant.casework.ocr import PICTURE_WARNING
from assistant.casework.rendering import languages
from assistant.casework.store import Case, DraftRequest
from assistant.casework.types import Letter, Notice
from assistant.types import Answer


def facts_of(case: Case) -> str:
    """Return what is known of the case as the seller would say it."""
    notice = case.notice
    if notice is None:
        return case.message
    claimed = f"I got a {notice.right} complaint" if notice.right else "I got a complaint"
    where = f" on {notice.domain.value}" if notice.domain else ""
    kind = f" ({notice.kind})" if notice.kind else ""
    return f"{case.message}\n{claimed}{where}{kind}."


def as_written(wanted: DraftRequest, letter: Letter) -> DraftRequest:
    """Return the request for the letter that was written: another one may fit instead."""
    if letter.kind == wanted.kind:
        return wanted
    facts = {name: fact for name, fact in wanted.facts.items() if name in facts_taken(letter.kind)}
    return wanted.model_copy(update={"kind": letter.kind, "facts": facts})


def language_of(case: Case) -> str:
    """Return the seller's language where letters are written in it, else English."""
    return case.language if case.language in languages() else "en"


def source_of(notice: Notice | None) -> Document | None:
    """Return where a notice came from: a picture's text stays as uncertain when it is mended."""
    if notice is None or notice.certainty >= 1:
        return None
    return Document(notice.text, (PICTURE_WARNING,), notice.certainty)


def topic_of(answer: Answer, notice: Notice | None) -> str:
    """Return the guidance document that the answer rests on first, else the right claimed."""
    if answer.citations:
        return answer.citations[0].passage_id.partition("#")[0]
    return (notice.right if notice else None) or ""


def earliest(notice: Notice) -> date | None:
    """Return the earliest day that the notice sets, None when it sets none."""
    return min((found.due for found in notice.deadlines if found.due), default=None)
