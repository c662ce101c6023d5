"""Sentences that tell nothing of the matter: headings told back, and talk about the passage itself.

Small chat models copy the heading of a passage, repeat the question, or describe the text that
they were given. Such a sentence is near its passage in every measure and still no statement.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import SequenceMatcher

from assistant.types import Passage
from assistant.wording import stems

ALIKE = 0.85  # likeness of wording from which a sentence is its heading with a word changed
HEADING = "only repeats a heading"
ABOUT_THE_TEXT = "speaks of the text, not of the matter"
_ASKS = re.compile(r"(?:how|what|which|who|whose|when|where|why|whether)\b", re.I)
_ABOUT = re.compile(
    r"\b(?:the|this|first|second|last) (?:passage|paragraph|sentence)\b|\bpassage \d|"
    r"\bseller['’]s message\b|^the question is\b|\bpart of (?:the|this) (?:guide|passage)\b|"
    r"^sentence \d",
    re.I,
)
_WORD = re.compile(r"[^\W_]+")


def tells_nothing(text: str, cited: Iterable[Passage]) -> str | None:
    """Return why a sentence states nothing of the matter; None when it does."""
    if _ABOUT.search(text):
        return ABOUT_THE_TEXT
    return HEADING if any(_echoes(text, passage) for passage in cited) else None


def _echoes(text: str, passage: Passage) -> bool:
    words, title, section = map(_words, (text, passage.document_title, passage.section))
    if len(title) > 2 and words[: len(title)] == title:
        return True
    if not section:
        return False
    if _ASKS.match(text) and stems(text) <= stems(passage.section):
        return True
    return SequenceMatcher(None, words, section, autojunk=False).ratio() >= ALIKE


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())
