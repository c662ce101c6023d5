"""What an agent does on a case's page, without the page: each action returns what is there now.

`Seen` is what the agent has before them. Every action says at which version, so that two agents
on one case overwrite nothing; a text that was typed is saved before anything replaces it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from assistant.casework.desk import GAPS, Desk, DraftRequest
from assistant.casework.store import Case, CaseContent, Draft, DraftState
from assistant.errors import InputError
from assistant.types import Answer, Turn


@dataclass(frozen=True)
class Seen:
    """The case and the draft on an agent's screen, at their versions."""

    case_id: int = 0
    case_version: int = 0
    draft_id: int = 0  # 0: no draft
    draft_version: int = 0
    slots: tuple[str, ...] = ()  # that the agent was asked for
    facts: Mapping[str, str] = field(default_factory=dict)  # that the agent gave for this draft


def seen_of(case: Case, draft: Draft | None, facts: Mapping[str, str] | None = None) -> Seen:
    """Return what is on the screen when the case shows the draft."""
    seen = Seen(case.id, case.version, facts=facts or {})
    if draft is None:
        return seen
    slots = draft.open_slots if editable(draft) else ()
    return replace(seen, draft_id=draft.id, draft_version=draft.version, slots=slots)


def editable(draft: Draft | None) -> bool:
    """Whether the agent may still change the draft."""
    return draft is not None and draft.state == DraftState.OPEN


def save(desk: Desk, seen: Seen, text: str, actor: str) -> Draft:
    """Return the draft with the text saved. Raises ConflictError, InputError."""
    return desk.store.edit_draft(
        _draft_id(seen), text, expected_version=seen.draft_version, actor=actor
    )


def keep(desk: Desk, seen: Seen, text: str, actor: str) -> Draft | None:
    """Return the draft on the screen, its text saved where it was changed. Raises ConflictError."""
    if not seen.draft_id:
        return None
    draft = desk.store.get_draft(seen.draft_id)
    if not editable(draft) or text == _loaded(desk, seen):
        return draft
    return save(desk, seen, text, actor)


def fill(desk: Desk, seen: Seen, text: str, values: Sequence[str], actor: str) -> Draft:
    """Return the draft with the given facts in place of its slots. Raises ConflictError."""
    for name, value in given(seen, values).items():
        text = text.replace(f"[[{name}]]", value)
    return save(desk, seen, text, actor)


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
        told = {s.name: s.value for s in before.letter.slots if s.origin == "agent" and s.value}
        facts = {**told, **seen.facts, **given(seen, values)}
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


def ask(desk: Desk, case_id: int, question: str, asked: Sequence[Turn], actor: str) -> Answer:
    """Return the guidance's answer about this case; a gap is noted. Raises InputError.

    The case stands just before the newest question: a follow-up is read with what is near it.
    """
    case = desk.store.get_case(case_id)
    history = [*asked[:-2], Turn("user", facts_of(case)), *asked[-2:]]
    answer = desk.assistant.answer(question, history)
    if answer.status in GAPS:
        desk.store.add_gap(question, answer.status, actor=actor, case_id=case_id)
    return answer


def facts_of(case: Case) -> str:
    """Return what is known of the case as the seller would say it."""
    notice = case.notice
    if notice is None:
        return case.message
    claimed = f"I got a {notice.right} complaint" if notice.right else "I got a complaint"
    where = f" on {notice.domain.value}" if notice.domain else ""
    kind = f" ({notice.kind})" if notice.kind else ""
    return f"{case.message}\n{claimed}{where}{kind}."


def _draft_id(seen: Seen) -> int:
    if not seen.draft_id:
        raise InputError("there is no draft yet. Choose a kind, then Draft.")
    return seen.draft_id


def _loaded(desk: Desk, seen: Seen) -> str:
    """Return the text that was put into the editor."""
    saved = desk.store.draft_versions(seen.draft_id)
    return next(v.text for v in saved if v.version == seen.draft_version)
