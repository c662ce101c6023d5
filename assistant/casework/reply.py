"""The grounded part of a reply: what the chain says to the seller's message and case.

Only statements that the chain has verified are taken, whole, and checked again where they stand.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from assistant.casework.message import PictureSource
from assistant.casework.types import Notice, NoticeKind
from assistant.chain import Parts
from assistant.grounding import Support
from assistant.types import Answer, DraftStatement, Statement, Status

_AFTER = "after a {right} complaint about a picture."
_NOTICES = {
    NoticeKind.COMPLAINT: f"{{marketplace}} removed my listing {_AFTER}",
    NoticeKind.WARNING: f"{{marketplace}} sent me a warning {_AFTER}",
    NoticeKind.DEACTIVATION: f"{{marketplace}} deactivated my account {_AFTER}",
    NoticeKind.SUPPRESSION: "{marketplace} suppressed my listing because of an image rule.",
    NoticeKind.RETRACTION: "{marketplace} says that the complaint was retracted.",
    NoticeKind.COUNTER_NOTICE_RECEIPT: "The seller I reported sent a counter-notice.",
    NoticeKind.LAWYER_LETTER: "I got a letter from a lawyer about a picture.",
    NoticeKind.COURT_ORDER: "I got a court order about a picture.",
}
_COMPLAINED = "Somebody made a {right} complaint about a picture in my listing."
_ORIGINS = {
    PictureSource.COPIED: "I copied the picture.",
    PictureSource.SUPPLIER: "The picture came from my supplier.",
    PictureSource.MAKER: "A photographer or agency made the picture for me.",
    PictureSource.STOCK: "The picture is from a stock site.",
    PictureSource.OWN: "I took the picture myself.",
}
_FIRST = {
    PictureSource.COPIED: "I used a picture without permission and got a complaint. What now?",
    PictureSource.SUPPLIER: "I got a complaint about a supplier's photo. What now?",
}


@dataclass(frozen=True)
class Grounded:
    """A statement of the guidance with what carries it."""

    statement: DraftStatement
    support: Support


def situation(
    notice: Notice | None, source: PictureSource | None, *, owner: bool, right: str
) -> str:
    """Return the case in the words of a seller's question; empty when nothing is known."""
    origin = f" {_ORIGINS[source]}" if source is not None else ""
    if owner and notice is None:
        return "Another seller uses my photos."
    if notice is None and not right and source is None:
        return ""
    pattern = _NOTICES.get(notice.kind, _COMPLAINED) if notice and notice.kind else _COMPLAINED
    known = notice.marketplace if notice else None
    marketplace = known.capitalize() if known and known != "any" else "The marketplace"
    return " ".join(pattern.format(marketplace=marketplace, right=right).split()) + origin


def first_question(about: str, source: PictureSource | None) -> str:
    """Return the question for the first steps: where the picture came from decides them."""
    usual = f"{about} What should I do first?"
    return usual if source is None else _FIRST.get(source, usual)


def grounded(answer: Answer, parts: Parts, words: int, *, said: set[str]) -> tuple[Grounded, ...]:
    """Return the statements that fit into `words`, at least the first; none of `said` again.

    A list keeps its lead-in; what stands alone without it is left out.
    """
    if answer.status not in (Status.ANSWERED, Status.PARTIAL, Status.REFUSED):
        return ()
    passages = {citation.marker: citation.passage_id for citation in answer.citations}
    cited = [s for s in answer.statements if s.citations and s.text not in said]
    taken: list[Statement] = []
    room = words
    for unit in _units(cited):
        fitting = _that_fit(unit, room if taken else max(room, _words(unit[:1])))
        taken.extend(fitting)
        room -= _words(fitting)
    said.update(statement.text for statement in taken)
    return tuple(_checked(statement, passages, parts) for statement in taken)


def _units(statements: Sequence[Statement]) -> list[list[Statement]]:
    """Return sentences one by one, and each list with its lead-in as one unit."""
    units: list[list[Statement]] = []
    for _, paragraph in groupby(statements, key=lambda s: s.paragraph):
        group = list(paragraph)
        alone = all(s.block == "prose" for s in group)
        units.extend([[s] for s in group] if alone else [group])
    return units


def _that_fit(unit: Sequence[Statement], room: int) -> list[Statement]:
    """Return the beginning of a unit that fits, without a lead-in whose items are left out."""
    fitting: list[Statement] = []
    for statement in unit:
        if _words([*fitting, statement]) > room:
            break
        fitting.append(statement)
    while fitting and fitting[-1].block == "intro":
        fitting.pop()
    return fitting


def _words(statements: Sequence[Statement]) -> int:
    return sum(len(s.text.split()) for s in statements)


def _checked(statement: Statement, passages: dict[int, str], parts: Parts) -> Grounded:
    draft = DraftStatement(
        text=statement.text,
        evidence=tuple(passages[marker] for marker in statement.citations),
        block=statement.block,
        paragraph=statement.paragraph,
    )
    return Grounded(draft, parts.verifier.check(draft, parts.index.passages))
