"""The reply to the seller: guidance for the message and for the case, within its words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.casework.case import Case
from assistant.casework.polish import Polished, polish
from assistant.casework.rendering import ORIGINAL, Footnotes, Rendered, render
from assistant.casework.reply import Grounded, first_question, grounded, situation
from assistant.casework.types import LetterKind
from assistant.casework.writing import deadline_values, paragraphs
from assistant.messages import clean
from assistant.sentences import split_sentences
from assistant.service import Assistant
from assistant.types import Answer, Passage, Removed, Status
from assistant.understanding import asks

_DIRECT_SHARE = 0.6  # of the room for guidance; the rest goes to the first steps
_OVER = 1.1  # a reply of about 140 words may have a tenth more


@dataclass(frozen=True)
class Reply:
    """A rendered reply and how it came about."""

    rendered: Rendered
    generator: str
    removed: tuple[Removed, ...] = ()
    warnings: tuple[str, ...] = ()


def write_reply(case: Case, assistant: Assistant, answer: Answer, notes: Footnotes) -> Reply:
    """Return the reply; `answer` is what the chain says to the message alone."""
    about = situation(case.notice, case.source, owner=case.owner, right=case.right)
    question = not about or (_has_question(case.message) and answer.status is not Status.REFUSED)
    direct = _in_context(about, case.message, answer, assistant) if question else answer
    fixed = _fixed_words(case, assistant.parts.index.passages)
    room = max(0, int(case.manner.words * _OVER) - fixed)
    said: set[str] = set()
    share = int(room * (_DIRECT_SHARE if about else 1))
    lead = grounded(direct, assistant.parts, share, said=said) if question else ()
    steps: tuple[Grounded, ...] = ()
    if about:
        first = assistant.answer(first_question(about, case.source))
        used = sum(len(g.statement.text.split()) for g in lead)
        steps = grounded(first, assistant.parts, max(0, room - used), said=said)
    polished = _polished((*lead, *steps), case, assistant)
    text = polished.statements
    return Reply(
        rendered=_rendered(case, notes, text[: len(lead)], text[len(lead) :]),
        generator=assistant.parts.settings.chat_model if polished.changed else direct.generator,
        removed=(*direct.removed, *polished.removed),
        warnings=(
            *(_shortfalls(direct, lead) if question else ()),
            *direct.notices,
            *polished.warnings,
        ),
    )


def write_declined(case: Case, assistant: Assistant, answer: Answer) -> Rendered:
    """Return the reply to a request that is refused: why, and the lawful way."""
    notes = Footnotes(assistant.parts.index.passages)
    reasons = paragraphs(grounded(answer, assistant.parts, case.manner.words, said=set()), notes)
    values = {
        "tone": case.manner.tone,
        "known": {"store_name": ""},
        "refusal": next(s.text for s in answer.statements if s.block != "notice"),
        "reasons": reasons,
    }
    return render("declined", case.manner.language, values, notes, cite=case.manner.cite)


def _has_question(message: str) -> bool:
    """Return whether a sentence of the message is a question."""
    return any(asks(s) for line in clean(message).splitlines() for s in split_sentences(line))


def _in_context(about: str, message: str, answer: Answer, assistant: Assistant) -> Answer:
    """Return the answer to the message together with the case, if the chain answers that."""
    whole = f"{about} {message}"
    if not about or len(whole) > assistant.parts.settings.max_question_chars:
        return answer
    told = assistant.answer(whole)
    return answer if told.status is Status.REFUSED else told


def _polished(statements: tuple[Grounded, ...], case: Case, assistant: Assistant) -> Polished:
    model = assistant.parts.chat_model
    if model is None:
        return Polished(statements)
    name = assistant.parts.settings.chat_model
    return polish(model, name, statements, case.manner.tone, assistant.parts)


def _fixed_words(case: Case, passages: Mapping[str, Passage]) -> int:
    """Return the words of the English frame: not every language has spaces to count words by."""
    english = replace(case, manner=replace(case.manner, language=ORIGINAL))
    rendered = _rendered(english, Footnotes(passages), (), ())
    return len(rendered.text.split())


def _rendered(
    case: Case, notes: Footnotes, lead: Sequence[Grounded], steps: Sequence[Grounded]
) -> Rendered:
    known = {slot.name: slot.value for slot in case.filled.slots}
    values = {
        "tone": case.manner.tone,
        "known": {name: known.get(name, "") for name in _SHOWN},
        "notice_kind": case.notice.kind.value if case.notice and case.notice.kind else "",
        "picture_source_words": case.said.source_words,
        "answer": paragraphs(lead, notes),
        "first_steps": paragraphs(steps, notes),
        "deadline": deadline_values(case.deadline, case.notice, case.manner.language),
        "open": [slot for slot in case.filled.slots if slot.open],
    }
    return render(LetterKind.REPLY, case.manner.language, values, notes, cite=case.manner.cite)


_SHOWN = ("store_name", "marketplace", "asins", "right", "rights_owner", "complaint_id", "objected")


def _shortfalls(direct: Answer, lead: Sequence[Grounded]) -> tuple[str, ...]:
    """Return what the agent must know about an answer that covers little or nothing."""
    if not lead:
        return ("the guidance does not answer the seller's message; answer it in your own words.",)
    if direct.status is Status.PARTIAL:
        return tuple(s.text for s in direct.statements if not s.citations)
    return ()
