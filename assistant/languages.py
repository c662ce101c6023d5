"""In which language a message is asked.

Script decides for Chinese and Japanese, py3langid among the others. A language is told from
the asker's own lines: codes, links and a pasted notice in another language do not count.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, get_args

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

Language = Literal["en", "zh", "de", "es", "fr", "it", "ja"]
SUPPORTED: tuple[Language, ...] = get_args(Language)
UNSPACED = frozenset({"zh", "ja"})  # written without spaces between words

_CODES = re.compile(r"https?://\S+|\S+@\S+|\b\w*\d\w*\b")
_WORD = re.compile(r"[^\W\d_]+")
_KANA = re.compile(r"[\u3040-\u30ff]")
_HAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_LATIN = tuple(language for language in SUPPORTED if language not in UNSPACED)
_SURE = 0.75  # probability from which a language other than English is believed
_FEW_WORDS = 2  # so few tell little
_SURE_OF_FEW = 0.99


def detect(text: str) -> Language:
    """Return the language of the asker's own words; English when nothing tells."""
    lines = [stripped for line in text.splitlines() if (stripped := _CODES.sub(" ", line).strip())]
    asked = [line for line in lines if line.endswith(("?", "\uff1f"))] or lines
    for line in asked:
        if written := _script(line):
            return written
    if asked is not lines or not lines:
        return _latin(" ".join(asked))
    # without a question the asker's own lines are sought first and last, around what was pasted
    found = (_latin(own) for own in (" ".join(lines), lines[0], lines[-1]))
    return next((language for language in found if language != "en"), "en")


def _script(line: str) -> Language | None:
    """Return zh or ja when a line is written in it more than in Latin words."""
    characters = _HAN.findall(line)
    if len(characters) <= len(_WORD.findall(_HAN.sub(" ", line))):
        return None
    if _KANA.search(line):
        return "ja"
    return "ja" if any(map(_only_japanese, characters)) else "zh"


def _only_japanese(character: str) -> bool:
    """Whether a character is used in Japan and in neither Chinese standard, such as 権."""
    return _encodes(character, "shift_jis") and not (
        _encodes(character, "gb2312") or _encodes(character, "big5")
    )


def _encodes(character: str, charset: str) -> bool:
    try:
        return bool(character.encode(charset))
    except UnicodeEncodeError:
        return False


def _latin(line: str) -> Language:
    """Return the language of a line in Latin letters; English unless another one is sure."""
    words = _WORD.findall(line)
    if not words:
        return "en"
    language, probability = _identifier().classify(" ".join(words).lower())
    sure = _SURE if len(words) > _FEW_WORDS else _SURE_OF_FEW
    return language if probability >= sure else "en"


@lru_cache(maxsize=1)
def _identifier() -> LanguageIdentifier:
    """Return the model, loaded when it is first needed: half a second and 100 MB."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(_LATIN)
    return identifier
