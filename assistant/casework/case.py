"""What a letter is drafted from, put together once: notice, message, facts, manner."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from assistant.casework.fit import is_owner, right_of, source_of
from assistant.casework.message import PictureSource, Said, read_message
from assistant.casework.needs import LETTERS, needs_of_reply
from assistant.casework.slots import Filled, check_facts, fill_slots
from assistant.casework.types import Deadline, LetterKind, Notice, Tone
from assistant.types import Role


@dataclass(frozen=True)
class Manner:
    """How a letter is to be written."""

    tone: Tone
    language: str
    words: int  # about so many in a reply
    cite: bool


@dataclass(frozen=True)
class Case:
    """A letter's kind and everything that is known for it."""

    kind: LetterKind
    message: str
    notice: Notice | None
    said: Said
    facts: Mapping[str, str]
    manner: Manner
    filled: Filled
    right: str  # in lower case; empty when nobody said
    source: PictureSource | None
    owner: bool  # whether the seller is the one whose picture was taken

    @property
    def deadline(self) -> Deadline | None:
        """The earliest day that the notice sets, else what it says without a day.

        The day on which a marketplace restores content binds the owner, who has to sue before.
        """
        stated = self.notice.deadlines if self.notice else ()
        found = [d for d in stated if self.owner or d.purpose != "restoration"]
        dated = [deadline for deadline in found if deadline.due is not None]
        return min(dated, key=lambda d: str(d.due)) if dated else next(iter(found), None)

    def turned_into(self, kind: LetterKind) -> Case:
        """Return the same case for another letter, with the slots of that one."""
        other = replace(self, kind=kind)
        return replace(other, filled=_filled(other))


def open_case(
    kind: LetterKind, message: str, notice: Notice | None, facts: Mapping[str, str], manner: Manner
) -> Case:
    """Return the case. Raises InputError for a fact that the letter does not take."""
    given = check_facts(kind, facts)
    said = read_message(message)
    case = Case(
        kind=kind,
        message=message,
        notice=notice,
        said=said,
        facts=given,
        manner=manner,
        filled=Filled(()),
        right=right_of(said, notice, given),
        source=source_of(said, given),
        owner=is_owner(said, notice),
    )
    return case.turned_into(kind)


def _filled(case: Case) -> Filled:
    if case.kind is not LetterKind.REPLY:
        return fill_slots(LETTERS[case.kind], case.notice, case.said, case.facts)
    needs = needs_of_reply(
        case.notice.kind if case.notice else None,
        case.source,
        case.right,
        owner=case.owner,
        known_case=case.notice is not None or case.said.role is Role.ACCUSED,
    )
    return fill_slots(needs, case.notice, case.said, case.facts)
