"""Who claims the right: a company's or a person's name, as the notice gives it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from assistant.casework.lexicon import Wording, either
from assistant.casework.names import NAME, UNSPACED_NAME, bare_name, label_name
from assistant.casework.spans import labelled
from assistant.casework.types import Reading

_LINE = re.compile(
    r"[ \t]*(?:[-–—~•*]+[ \t]*)?(?:(?:name|company|firma|nom|nome|nombre)[ \t]*[:\uff1a][ \t]*)?"
    r"(?P<value>[^\n]*[^\s])",
    re.IGNORECASE,
)
# how often a name was right at first sight of the second held-back set: 16 of 20, 12 of 18
BY_LABEL, BY_SENTENCE, BY_SIGNATURE = 0.8, 0.65, 0.6
MOST_PHRASES = 200  # matches looked at; a text made to take long has thousands


def find_owner(text: str, wordings: tuple[Wording, ...]) -> Reading | None:
    """Return the rights owner's name; None when no label, sentence or signature gives it."""
    for match in chain(labelled(text, "owner", wordings), _blocks(text, wordings)):
        if span := label_name(text, *match.span("value"), wordings):
            return _reading(text, span, BY_LABEL)
    for match, words in _phrases(text, wordings):
        if span := bare_name(text, *match.span("name"), words):
            return _reading(text, span, BY_SENTENCE)
    return _signature(text, wordings)


def _reading(text: str, span: tuple[int, int], sure: float) -> Reading:
    start, end = span
    return Reading(value=text[start:end], start=start, end=end, confidence=sure)


def _blocks(text: str, wordings: tuple[Wording, ...]) -> Iterator[re.Match[str]]:
    """Yield the first lines below a heading such as "contact details"."""
    for words in wordings:
        own = (*words.labels["owner_block"], *words.labels["owner"])
        heading = rf"^[^\n]{{0,200}}?{either(own, words.spaced)}[^\n]{{0,40}}?[:\uff1a]?[ \t]*\n\s*"
        for match in re.finditer(heading, text, re.IGNORECASE | re.MULTILINE):
            ends = match[0].rstrip()[-1:] in ":\uff1a"
            heading_alone = match[0].strip().strip("【】[]:\uff1a ")
            alone = re.fullmatch(either(own, words.spaced), heading_alone, re.IGNORECASE)
            if (ends or alone) and (value := _LINE.match(text, match.end())):
                yield value


def _phrases(text: str, wordings: tuple[Wording, ...]) -> Iterator[tuple[re.Match[str], Wording]]:
    """Yield names in sentences that say whose they are, the surest sentences first."""
    for words in wordings:
        for phrase in words.owners:
            for count, match in enumerate(_phrase_pattern(phrase, words).finditer(text)):
                if count == MOST_PHRASES:
                    break
                yield match, words


def _phrase_pattern(phrase: str, words: Wording) -> re.Pattern[str]:
    # the words around a name are read without regard to case, the name's own case counts
    around = (either((part,), words.spaced) for part in phrase.split("NAME"))
    name = NAME if words.spaced else UNSPACED_NAME
    return re.compile(name.join(f"(?i:{part})" for part in around), re.MULTILINE)


def _signature(text: str, wordings: tuple[Wording, ...]) -> Reading | None:
    """Return who signs a letter that speaks of its writer's own pictures."""
    for words in wordings:
        if not words.own_voice or not re.search(either(words.own_voice, words.spaced), text, re.I):
            continue
        closing = rf"^[ \t]*{either(words.closings, words.spaced)}[ \t]*[,.!]?[ \t]*\n\s*"
        for match in re.finditer(closing, text, re.IGNORECASE | re.MULTILINE):
            line = _LINE.match(text, match.end())
            if line and (span := label_name(text, *line.span("value"), wordings)):
                return _reading(text, span, BY_SIGNATURE)
    return None
