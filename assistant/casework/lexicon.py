"""The wordings of notices, one YAML file a language in `wording/`, and telling languages apart.

Notices follow templates, so word lists read them with a span for every value; a model would
have to be trusted. What no list knows stays missing.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

import yaml
from pydantic import ConfigDict, Field

from assistant.types import Frozen

FOLDER = Path(__file__).parent / "wording"
LANGUAGES = ("en", "de", "fr", "it", "es", "ja", "zh")
UNSPACED = frozenset({"ja", "zh"})
_KANA = re.compile(r"[\u3040-\u30ff]")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_HANGUL = re.compile(r"[\uac00-\ud7af]")
_LETTERS = re.compile(r"[^\W\d_]+")
_SPACE = re.compile(r" (?![?*+{\]])")  # not one that is optional, and not in a set
_COMMON_WORDS = 0.12  # least share of the words of a text that are common words of its language
_AHEAD = 1.3  # the best language has so many times the common words of the next one


class Wording(Frozen):
    """How notices of one language say things: names with regular expressions."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    words: tuple[str, ...]
    kinds: dict[str, tuple[str, ...]]
    rights: dict[str, tuple[str, ...]]
    labelled_rights: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    weak_rights: dict[str, tuple[str, ...]] = Field(default_factory=dict)  # fit others too
    labels: dict[str, tuple[str, ...]]
    owners: tuple[str, ...]  # sentences around a NAME, the surest first
    titles: tuple[str, ...] = ()  # stand before a name and are no part of it
    titles_after: tuple[str, ...] = ()
    owner_forms: tuple[str, ...] = ()  # what a name has where no capital tells it
    not_owners: tuple[str, ...] = ()  # begin what is no name
    own_voice: tuple[str, ...] = ()  # a letter by the owner
    closings: tuple[str, ...] = ()
    objected: dict[str, tuple[str, ...]]
    asked: dict[str, tuple[str, ...]]
    documents: dict[str, tuple[str, ...]]
    months: tuple[tuple[str, ...], ...]
    numbers: dict[str, int]
    units: dict[str, tuple[str, ...]]
    within: tuple[str, ...]
    within_after: tuple[str, ...] = ()
    by: tuple[str, ...]
    by_after: tuple[str, ...] = ()
    before: tuple[str, ...]
    filler: tuple[str, ...] = ()  # between "by" and its day: "the end of"
    weekdays: tuple[str, ...] = ()
    not_a_deadline: tuple[str, ...]
    addressed: tuple[str, ...]
    from_receipt: tuple[str, ...]
    dated: tuple[str, ...] = ()  # "of" in "your counter-notice of 13 November"
    purposes: dict[str, tuple[str, ...]]
    spaced: bool = True
    language: str = ""

    def __hash__(self) -> int:
        """Return the hash of the language: there is one wording each."""
        return hash(self.language)


@lru_cache
def load_wording(language: str) -> Wording:
    """Return the wordings of a language of `LANGUAGES`."""
    data = yaml.safe_load((FOLDER / f"{language}.yaml").read_text("utf-8"))
    return Wording(**data, spaced=language not in UNSPACED, language=language)


def wordings(language: str) -> tuple[Wording, ...]:
    """Return what a notice is read with: its language, then English, which templates leave in."""
    own = (load_wording(language),) if language in LANGUAGES else ()
    return own if language == "en" else (*own, load_wording("en"))


@lru_cache(maxsize=4096)
def compiled(patterns: tuple[str, ...], spaced: bool) -> re.Pattern[str]:
    """Return one expression for any of the patterns; longer alternatives are not preferred."""
    joined = either(patterns, spaced)
    return re.compile(rf"(?<!\w){joined}(?!\w)" if spaced else joined, re.IGNORECASE)


def either(patterns: tuple[str, ...], spaced: bool) -> str:
    """Return the patterns as one group, a space in them standing for any white space."""
    space = r"\s+" if spaced else r"\s*"
    return "(?:" + "|".join(_SPACE.sub(lambda _: space, pattern) for pattern in patterns) + ")"


def detect_language(text: str) -> str:
    """Return the ISO 639-1 code of a language of `LANGUAGES`, "" when it is none of them."""
    if _HANGUL.search(text):
        return ""
    letters = sum(len(word) for word in _LETTERS.findall(text))
    if len(_KANA.findall(text)) > letters / 20:
        return "ja"
    if len(_HAN.findall(text)) > letters / 5:
        return "zh"
    return _most_common_words(_LETTERS.findall(text.lower()))


def _most_common_words(words: list[str]) -> str:
    shares = sorted(
        (
            (sum(word in set(load_wording(language).words) for word in words), language)
            for language in LANGUAGES
            if language not in UNSPACED
        ),
        reverse=True,
    )
    (best, language), (next_best, _) = shares[:2]
    sure = best >= max(2, _COMMON_WORDS * len(words)) and best >= _AHEAD * next_best
    return language if sure else ""
