"""How easily an English text reads: Flesch's reading ease.

Flesch 1948, "A new readability yardstick": 206.835 - 1.015 words per sentence - 84.6 syllables
per word. 60 to 70 is plain English, below 30 is very hard. Syllables are counted as groups of
vowels without the silent e, which needs no dictionary: textstat fetches one from the network
when it is first used, and hyphenation (Pyphen) finds a tenth too few syllables in English.
"""

from __future__ import annotations

import re

from assistant.sentences import split_sentences

_WORD = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)?")
_VOWELS = re.compile(r"[aeiouy]+")
# "notice", "removed", "rules", but neither "people" nor "needed" nor "changes"
_SILENT = re.compile(r"(?:[^aeiouyl]|[aeiouy]l)e$|[^aeiouytd]ed$|(?:[^aeiouylscgzx]|[aeiouy]l)es$")
_LIST_MARK = re.compile(r"^\s*(?:\d+\.|[-*])\s+")


def count_syllables(word: str) -> int:
    """Return the syllables of an English word, at least 1."""
    lower = word.lower()
    groups = len(_VOWELS.findall(lower))
    return max(1, groups - bool(_SILENT.search(lower)))


def reading_ease(text: str) -> float | None:
    """Return Flesch's reading ease; None without English words.

    A list item counts as a sentence of its own, as it is read.
    """
    lines = [_LIST_MARK.sub("", line) for line in text.splitlines() if line.strip()]
    spoken = [sentence for line in lines for sentence in split_sentences(line)]
    counted = [words for sentence in spoken if (words := _WORD.findall(sentence))]
    total = sum(len(words) for words in counted)
    if not total:
        return None
    syllables = sum(count_syllables(word) for words in counted for word in words)
    return round(206.835 - 1.015 * total / len(counted) - 84.6 * syllables / total, 2)
