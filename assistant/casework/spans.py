"""Finding values in a text with the place they stand at."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.casework.lexicon import Wording, compiled, either
from assistant.casework.types import Reading

LABELLED = 0.98  # stands behind its own label
PHRASED = 0.9  # said in a known wording
INFERRED = 0.7  # the only candidate, without a wording that names it
SEPARATOR = r"(?:[ \t]*[:\uff1a]|[ \t][-–—](?=[ \t]))"  # between a label and its value
_SENTENCE_END = re.compile(
    # a full stop ends a sentence, but not that of "bis zum 23. November"
    r"(?<=[.!?])(?<!\W\d\.)(?<!\W\d\d\.)\s+(?=[^\W\d_a-z])|[\u3002\uff01\uff1f]|\n\s*\n"
    r"|\n(?=\s*(?:[-•*–]|\(?\w{1,2}[.)、]))"
    r"|\n(?=[^\n:\uff1a.]{1,40}(?::[ \n]|\uff1a))"  # a label begins a sentence of its own
)


def reading(
    match: re.Match[str], value: str | None = None, *, sure: float, group: str | int = 0
) -> Reading:
    """Return what a match (or a group of it) has read."""
    start, end = match.span(group)
    return Reading(
        value=match[group] if value is None else value, start=start, end=end, confidence=sure
    )


def labelled(text: str, label: str, wordings: tuple[Wording, ...]) -> Iterator[re.Match[str]]:
    """Yield a match with group `value` for each `Label: value`; a value ends with its line.

    A value also ends where the next label of the same line begins.
    """
    seen: set[int] = set()
    for words in wordings:
        for match in _label_pattern(label, words).finditer(text):
            if match.start("value") not in seen and match["value"].strip():
                seen.add(match.start("value"))
                yield match


def _label_pattern(label: str, words: Wording) -> re.Pattern[str]:
    own = either(words.labels[label], words.spaced)
    stops = tuple(p for name in ("id", "title", "right", "owner") for p in words.labels[name])
    stop = either((*stops, "asin"), words.spaced)
    left = r"(?<!\w)" if words.spaced else ""
    next_label = rf"[ \t,;]{left}{stop}{SEPARATOR}"
    value = rf"(?P<value>[^\n|]+?)(?=[ \t]*(?:$|\||{next_label}))"
    # a bar parts the two cells of a table's row, and no other
    row = rf"^[ \t]*{own}[ \t]*\|(?=[^\n|]+$)"
    return re.compile(
        rf"(?:{left}{own}{SEPARATOR}|{row})[ \t]*{value}", re.IGNORECASE | re.MULTILINE
    )


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of each sentence; an item of a list is one."""
    start = 0
    for match in _SENTENCE_END.finditer(text):
        yield start, match.start()
        start = match.end()
    yield start, len(text)


def search(patterns: tuple[str, ...], words: Wording, text: str) -> re.Match[str] | None:
    """Return the first place where one of the patterns stands, None without patterns."""
    return compiled(patterns, words.spaced).search(text) if patterns else None
