"""What deadlines are counted from and judged by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from assistant.casework.cues import Cues
from assistant.casework.dates import FoundDate
from assistant.casework.lexicon import Wording
from assistant.casework.rules import passage_for
from assistant.casework.spans import search
from assistant.casework.types import Deadline, NoticeKind, Purpose, Reading

_PURPOSES: tuple[Purpose, ...] = ("inventory", "undertaking", "payment")


@dataclass(frozen=True)
class Frame:
    """A notice as its deadlines see it."""

    cues: Cues
    wordings: tuple[Wording, ...]
    dates: list[FoundDate]
    sent: date | None  # the notice's own date
    country: str
    kind: NoticeKind | None

    @property
    def text(self) -> str:
        """The text of the notice."""
        return self.cues.text

    def dates_between(self, start: int, end: int) -> list[FoundDate]:
        """Return the dates that begin in a part of the text."""
        return [found for found in self.dates if start <= found.start < end]

    def deadline(
        self, span: tuple[int, int], due: date | None, rule: str, sentence: tuple[int, int],
        sure: float,
    ) -> Deadline:  # fmt: skip
        """Return the deadline that stands at `span` in a sentence."""
        start, end = span
        purpose = self._purpose(self.text[slice(*sentence)])
        value = due.isoformat() if due else self.text[start:end]
        return Deadline(
            reading=Reading(value=value, start=start, end=end, confidence=sure),
            due=due,
            rule=rule,
            passage_id=passage_for(self.kind, purpose),
            purpose=purpose,
        )

    def _purpose(self, sentence: str) -> Purpose:
        for purpose in _PURPOSES:
            if any(search(words.purposes[purpose], words, sentence) for words in self.wordings):
                return purpose
        return "answer"


def is_skipped(sentence: str, words: Wording) -> bool:
    """Whether the sentence is about what the marketplace or the law does, or about held money."""
    return search(words.not_a_deadline, words, sentence) is not None
