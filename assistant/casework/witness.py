"""The assistant as the desk asks it: every answer leaves its receipt."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from assistant.chain import Parts
from assistant.languages import Language
from assistant.receipts import make_receipt
from assistant.service import Assistant
from assistant.types import Answer, Turn


class Witness(Assistant):
    """Asks another assistant and keeps the receipts. Gaps are the desk's to note, with the case."""

    def __init__(self, asked: Assistant) -> None:
        self._asked = asked
        self.receipts: list[dict[str, Any]] = []

    def answer(
        self, question: str, history: Sequence[Turn] = (), language: Language | None = None,
        *, noted: bool = False,
    ) -> Answer:  # fmt: skip
        """Return the answer. Raises InputError when there is no question to answer."""
        answer = self._asked.answer(question, history, language, noted=noted)
        receipt = make_receipt(question, history, answer, self.parts)
        self.receipts.append(receipt.model_dump(mode="json"))
        return answer

    @property
    def parts(self) -> Parts:
        """The opened parts of the other."""
        return self._asked.parts
