"""A question in another language as telegraphic English, for search only.

Dictionary-based query translation: every known phrase is replaced by the guidance's phrase,
longest first, because phrases translate far better than their words (Ballesteros & Croft
1997, "Phrasal Translation and Query Expansion Techniques for Cross-Language IR"). What the
book does not know stays as it is: product names, abbreviations, English words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache
from pathlib import Path

import Stemmer
import yaml
from pydantic import ValidationError

from assistant.errors import GuidanceError
from assistant.languages import UNSPACED, Language
from assistant.types import Frozen

FILE = "phrasebook.yaml"
_OURS = Path(__file__).resolve().parent.parent / "knowledge" / FILE
_STEMMERS = {"de": "german", "es": "spanish", "fr": "french", "it": "italian"}
_WORD = re.compile(r"[^\W_]+(?:[-+.][^\W_]+)*")
_LATIN_WORD = re.compile(r"[a-z0-9][a-z0-9'+.-]*", re.I)
_SHORTEST_PART = 4  # letters of a stem that is sought inside a German compound
_BREAKS = re.compile(r"(?<=[。!?])|(?<=[吗呢嘛]),|\n")
_SPACED_BREAKS = re.compile(r"(?<=[!?])\s|(?<=[^\W\d_]{2}[.])\s|\n")
_ASKS = re.compile(
    r"\?|[吗呢嘛]|怎么|怎样|如何|什么|多久|多少|哪|能不能|可不可以|会不会|要不要|是不是|ですか|ますか"
)

Translate = Callable[[str], str]
Spoken = Mapping[str, Mapping[Language, tuple[str, ...]]]


class Phrases(Frozen):
    """The file: English phrase -> language -> how sellers say it; words that carry no topic."""

    phrases: Spoken
    wrongs: Spoken
    ignored: Mapping[Language, str]
    silent: Mapping[Language, str]

    def of(self, language: Language) -> dict[str, str]:
        """Return sellers' phrase -> English; the first entry that lists a phrase keeps it."""
        known: dict[str, str] = {}
        for english, spoken in (*self.wrongs.items(), *self.phrases.items()):
            for phrase in spoken.get(language, ()):
                known.setdefault(phrase, english)
        return known


def load_phrases(path: Path) -> Phrases:
    """Return the phrases in a file. Raises GuidanceError naming the file and the entry."""
    try:
        return Phrases.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except ValidationError as error:
        raise GuidanceError(
            [f"{path}:1: {'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors()]
        ) from error
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        what = " ".join(str(error).split())
        raise GuidanceError([f"{path}:1: cannot be read as a phrasebook ({what})"]) from error


def to_english(text: str, language: Language) -> str:
    """Return a message as English phrases, one line a sentence; questions end with "?"."""
    if language == "en":
        return text
    translate = translator(language)
    breaks = _BREAKS if language in UNSPACED else _SPACED_BREAKS
    lines = []
    for sentence in filter(str.strip, breaks.split(text)):
        if english := translate(sentence):
            lines.append(f"{english}{'?' if _ASKS.search(sentence) else '.'}")
    return "\n".join(lines)


def names_wrong(english: str) -> bool:
    """Whether a translation kept what is wrong with a request; without it, it sounds harmless."""
    return any(wrong in english for wrong in _our_phrases().wrongs)


@lru_cache
def translator(language: Language) -> Translate:
    """Return the translation of one sentence from a language, made from our phrasebook once."""
    book = _our_phrases()
    if language in UNSPACED:
        return unspaced(book.of(language))
    ignored, silent = (
        frozenset(words.get(language, "").split()) for words in (book.ignored, book.silent)
    )
    return inflected(book.of(language), _STEMMERS[language], ignored, silent)


@lru_cache(maxsize=1)
def _our_phrases() -> Phrases:
    return load_phrases(_OURS)


def unspaced(phrases: Mapping[str, str]) -> Translate:
    """Return a translation for writing without spaces: phrases are found as written."""
    known = {phrase.lower(): english for phrase, english in phrases.items()}
    longest_first = sorted(known, key=len, reverse=True)
    pattern = re.compile("|".join([*map(re.escape, longest_first), _LATIN_WORD.pattern]), re.I)

    def translate(sentence: str) -> str:
        found = (match.group() for match in pattern.finditer(sentence))
        return _joined(known.get(text.lower(), text) for text in found)

    return translate


def inflected(
    phrases: Mapping[str, str],
    stemmer: str,
    ignored: AbstractSet[str] = frozenset(),
    silent: AbstractSet[str] = frozenset(),
) -> Translate:
    """Return a translation that compares word stems.

    Phrases are found across the `ignored` words; `silent` ones count inside a phrase only.
    """
    stem = Stemmer.Stemmer(stemmer).stemWord

    def content(text: str) -> list[str]:
        words = _WORD.findall(text.lower())
        return [word for word in words if word not in ignored]

    known = {
        key: english
        for phrase, english in phrases.items()
        if (key := tuple(map(stem, content(phrase))))
    }
    longest = max(map(len, known), default=1)
    compounds = stemmer == "german"
    inside = re.compile(
        "|".join(
            re.escape(key[0])
            for key in sorted(known, key=lambda key: -len(key[0]))
            if len(key) == 1 and len(key[0]) >= _SHORTEST_PART
        )
        or r"(?!)"
    )

    def translate(sentence: str) -> str:
        words = content(sentence)
        return _joined(_matched(words, [stem(w) for w in words], known, longest, unknown))

    def unknown(word: str) -> list[str]:
        if word in silent:
            return []
        parts = inside.findall(word) if compounds else []
        return [known[(part,)] for part in parts] or [word]

    return translate


def _matched(
    words: Sequence[str],
    stems: Sequence[str],
    known: Mapping[tuple[str, ...], str],
    longest: int,
    unknown: Callable[[str], list[str]],
) -> Iterator[str]:
    """Yield the English of the longest known phrase at each place, or what `unknown` says."""
    place = 0
    while place < len(words):
        for length in range(min(longest, len(words) - place), 0, -1):
            if english := known.get(tuple(stems[place : place + length])):
                yield english
                place += length
                break
        else:
            yield from unknown(words[place])
            place += 1


def _joined(phrases: Iterator[str]) -> str:
    return " ".join(dict.fromkeys(phrases))
