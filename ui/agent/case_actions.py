"""What an agent does on a case's page, without the page: each action returns what is there now.

`Seen` is what the agent has before them. Every action says at which version, so that two agents
on one case overwrite nothing; a text that was typed is saved before anything replaces it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from assistant.casework.desk import Desk
from assistant.casework.filling import without_slots
from assistant.casework.store import Case, CaseContent, Draft, DraftRequest, DraftState
from assistant.errors import InputError
from assistant.types import Frozen


class Seen(Frozen):
    """The case and the draft on an agent's screen, at their versions.

    The page itself holds it, as JSON: it outlives a server that starts anew.
    """

    case_id: int = 0
    case_version: int = 0
    draft_id: int = 0  # 0: no draft
    draft_version: int = 0
    slots: tuple[str, ...] = ()  # that the agent was asked for


def seen_of(case: Case, draft: Draft | None) -> Seen:
    """Return what is on the screen when the case shows the draft."""
    seen = Seen(case_id=case.id, case_version=case.version)
    if draft is None:
        return seen
    slots = draft.open_slots if editable(draft) else ()
    return seen.model_copy(
        update={"draft_id": draft.id, "draft_version": draft.version, "slots": slots}
    )


def editable(draft: Draft | None) -> bool:
    """Whether the agent may still change the draft."""
    return draft is not None and draft.state == DraftState.OPEN


def save(desk: Desk, seen: Seen, text: str, actor: str) -> Draft:
    """Return the draft with the text saved. Raises ConflictError, InputError."""
    return desk.store.edit_draft(
        _draft_id(seen), text, expected_version=seen.draft_version, actor=actor
    )


def take_theirs(desk: Desk, seen: Seen, text: str, theirs: str, actor: str) -> Draft:
    """Return the draft with the other agent's text; one's own is kept as the version before."""
    mine = save(desk, seen, text, actor)
    return desk.store.edit_draft(mine.id, theirs, expected_version=mine.version, actor=actor)


def keep(desk: Desk, seen: Seen, text: str, actor: str) -> Draft | None:
    """Return the draft on the screen, its text saved where it was changed. Raises ConflictError."""
    if not seen.draft_id:
        return None
    draft = desk.store.get_draft(seen.draft_id)
    if not editable(draft) or text == _loaded(desk, seen):
        return draft
    return save(desk, seen, text, actor)


def fill(desk: Desk, seen: Seen, text: str, values: Sequence[str], actor: str) -> Draft:
    """Return the draft with the given facts, the agent's edits kept. Raises ConflictError."""
    facts = given(seen, values)
    if not facts:
        raise InputError("no fact was given. Answer a question above, then put it into the text.")
    return desk.fill(_draft_id(seen), text, facts, expected_version=seen.draft_version, actor=actor)


def leave_to_seller(desk: Desk, seen: Seen, text: str, actor: str) -> Draft:
    """Return the reply with its questions left for the seller to answer. Raises ConflictError."""
    draft = desk.store.get_draft(_draft_id(seen))
    asks = draft.letter.model_copy(update={"text": without_slots(draft.letter.text)})
    return desk.store.fill_draft(
        draft.id,
        asks,
        without_slots(text),
        wanted=draft.wanted,
        expected_version=seen.draft_version,
        actor=actor,
    )


def given(seen: Seen, values: Sequence[str]) -> dict[str, str]:
    """Return the facts that the agent typed, by slot, each on one line."""
    typed = zip(seen.slots, values, strict=False)
    return {name: line for name, value in typed if (line := " ".join(value.split()))}


def draft_again(
    desk: Desk, seen: Seen, text: str, wanted: DraftRequest, values: Sequence[str], actor: str
) -> Draft:
    """Return a new draft with the facts known so far; it takes the place of one of its kind."""
    before = keep(desk, seen, text, actor)
    if before is not None and before.kind == wanted.kind:
        facts = {**before.wanted.facts, **given(seen, values)}
        wanted = wanted.model_copy(update={"facts": facts})
    draft = desk.draft(seen.case_id, wanted, actor=actor)
    if before is not None and before.kind == draft.kind and editable(before) and not before.void:
        desk.store.discard_draft(before.id, actor=actor)
    return draft


def send(desk: Desk, seen: Seen, text: str, actor: str) -> Draft:
    """Return the draft marked as sent, as it is in the editor. Raises ConflictError, InputError."""
    draft = save(desk, seen, text, actor)
    return desk.store.mark_sent(draft.id, expected_version=draft.version, actor=actor)


def change(desk: Desk, seen: Seen, typed: Mapping[str, str], actor: str) -> Case:
    """Return the case with the typed fields. Raises ConflictError, InputError."""
    case = desk.store.get_case(seen.case_id)
    kept = {name: getattr(case, name) for name in CaseContent.model_fields}
    content = CaseContent(**{**kept, **typed, "deadline": day(typed["deadline"])})
    return desk.change_case(case.id, content, expected_version=seen.case_version, actor=actor)


def day(text: str) -> date | None:
    """Return the day that was typed, None for an empty text. Raises InputError."""
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise InputError(f"{text.strip()!r} is no day. Write it as 2026-12-03.") from error


def _draft_id(seen: Seen) -> int:
    if not seen.draft_id:
        raise InputError("there is no draft yet. Choose a kind, then Draft.")
    return seen.draft_id


def _loaded(desk: Desk, seen: Seen) -> str:
    """Return the text that was put into the editor."""
    saved = desk.store.draft_versions(seen.draft_id)
    return next(v.text for v in saved if v.version == seen.draft_version)
