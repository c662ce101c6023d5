"""From a seller's message and a notice to a draft: a form whose every fact has an origin.

    message -> gate (the chain itself) -> which letter fits -> slots -> guidance -> template

The message and the notice are data: only matched words, read fields and verified guidance reach
the text. The same input gives the same letter.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import get_args

from assistant.casework.case import Case, Manner, open_case
from assistant.casework.fit import Misfit, misfit, next_letters
from assistant.casework.message import PictureSource
from assistant.casework.rendering import ORIGINAL, Footnotes, Rendered, languages, render
from assistant.casework.replying import Reply, write_declined, write_reply
from assistant.casework.slots import Filled
from assistant.casework.types import Letter, LetterKind, Notice, Tone
from assistant.casework.writing import (
    NOTES,
    STAYS_ENGLISH,
    SUPPLIERS_WORD,
    address_in_us,
    recipient,
    settlement_mark,
    slot_values,
)
from assistant.compose.extractive import GENERATOR
from assistant.errors import InputError
from assistant.service import Assistant
from assistant.types import Passage, Status

REPLY_WORDS = 140
MIN_WORDS, MAX_WORDS = 60, 600


def draft_letter(
    assistant: Assistant,
    kind: LetterKind | str,
    message: str,
    notice: Notice | None = None,
    facts: Mapping[str, str] = MappingProxyType({}),
    *,
    tone: Tone = "calm",
    language: str = "en",
    words: int = REPLY_WORDS,
    cite: bool = False,
) -> Letter:
    """Return the draft, or the letter that fits instead with the reason in `warnings`.

    `facts` are what the agent found out, by slot name; `words` is about the length of a reply (the
    other letters are as long as they must be). Raises InputError for a message without words or
    too long, an unknown kind, tone, language or fact, or a length out of range.
    """
    manner = _manner(tone, language, words, cite=cite)
    asked = _kind(kind)
    answer = assistant.answer(message)
    case = open_case(asked, message, notice, facts, manner)
    passages = assistant.parts.index.passages
    if answer.status is Status.REFUSED and not _says_nothing(message, notice):
        case = replace(case, kind=LetterKind.REPLY, filled=Filled(()), source=None)
        warning = "The seller asks for help that is refused: the draft declines and says why."
        declined = write_declined(case, assistant, answer)
        return _letter(case, Reply(declined, answer.generator, warnings=(warning,)))
    wrong = misfit(asked, case.source, notice, case.right)
    case = case if wrong is None else case.turned_into(wrong.instead)
    notes = _notes(case, wrong, passages)
    reply = (
        write_reply(case, assistant, answer, notes)
        if case.kind is LetterKind.REPLY
        else Reply(_form(case, notes), GENERATOR)
    )
    return _letter(case, reply, _reason(asked, wrong))


def _says_nothing(message: str, notice: Notice | None) -> bool:
    """Whether one word ("help") stands beside a notice: then the notice is what is asked about."""
    return notice is not None and len(message.split()) == 1


def _manner(tone: Tone, language: str, words: int, *, cite: bool) -> Manner:
    if language not in languages():
        raise InputError(
            f"letters cannot be written in {language!r} yet, only in {', '.join(languages())}. "
            "Use --language en and have the letter translated."
        )
    if tone not in get_args(Tone):
        raise InputError(f"{tone!r} is no tone. Use one of: {', '.join(get_args(Tone))}.")
    if not MIN_WORDS <= words <= MAX_WORDS:
        raise InputError(
            f"{words} words are no length for a reply. Use {MIN_WORDS} to {MAX_WORDS}."
        )
    return Manner(tone, language, words, cite)


def _kind(kind: str) -> LetterKind:
    try:
        return LetterKind(kind)
    except ValueError as error:
        raise InputError(
            f"{kind!r} is no letter that can be drafted. Use one of: {', '.join(LetterKind)}."
        ) from error


def _notes(case: Case, wrong: Misfit | None, passages: Mapping[str, Passage]) -> Footnotes:
    """Return the footnotes with what the agent is told beside the letter."""
    notes = Footnotes(passages)
    if wrong is not None and wrong.passage_id:
        notes.note(wrong.passage_id)
    for passage_id in NOTES.get(case.kind, ()):
        notes.note(passage_id)
    if case.kind is LetterKind.COUNTER_NOTICE and case.manner.language != ORIGINAL:
        notes.note(*STAYS_ENGLISH)
    if case.kind is LetterKind.COUNTER_NOTICE and case.source is PictureSource.SUPPLIER:
        notes.note(*SUPPLIERS_WORD)
    return notes


def _form(case: Case, notes: Footnotes) -> Rendered:
    """Return a letter that the seller sends: fixed wording around the slots."""
    values = {
        **slot_values(case.filled),
        "tone": case.manner.tone,
        "mark": settlement_mark(case.filled),
        "address_in_us": address_in_us(case.filled),
    }
    return render(case.kind, case.manner.language, values, notes, cite=case.manner.cite)


def _letter(case: Case, reply: Reply, reason: tuple[str, ...] = ()) -> Letter:
    rendered = reply.rendered
    slots = case.filled.slots
    return Letter(
        kind=case.kind,
        language=case.manner.language,
        tone=case.manner.tone,
        recipient=recipient(case.kind, case.filled),
        subject=rendered.subject,
        text=rendered.text,
        statements=rendered.statements,
        citations=rendered.citations,
        notes=rendered.notes,
        slots=slots,
        deadline=case.deadline,
        next_letters=next_letters(
            case.kind, case.source, case.notice, case.right, owner=case.owner
        ),
        removed=reply.removed,
        warnings=(*reason, *reply.warnings, *_warnings(case, rendered)),
        generator=reply.generator,
    )


def _reason(asked: LetterKind, wrong: Misfit | None) -> tuple[str, ...]:
    if wrong is None:
        return ()
    return (f"No {asked} is drafted: {wrong.reason} Drafted instead: {wrong.instead}.",)


def _warnings(case: Case, rendered: Rendered) -> tuple[str, ...]:
    """Return what the agent has to look at: disagreements, hidden text, missing guidance."""
    missing = [
        f"the guidance has no passage {pid}; its sentence is unbacked." for pid in rendered.missing
    ]
    unmarked = (
        ["The offer carries no settlement mark: what one does is known for the US and England."]
        if case.kind is LetterKind.APOLOGY_SETTLEMENT
        and case.filled.value("offer")
        and not settlement_mark(case.filled)
        else []
    )
    notice = case.notice.warnings if case.notice else ()
    return (*case.filled.conflicts, *notice, *unmarked, *missing)
