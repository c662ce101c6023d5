"""The assistant's own fixed sentences, in the languages it is asked in.

Statements of the guidance are never translated: only what the assistant says about itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Literal

import yaml
from pydantic import TypeAdapter, ValidationError

from assistant.errors import GuidanceError
from assistant.languages import Language

FILE = "sentences.yaml"
_OURS = Path(__file__).resolve().parent.parent / "knowledge" / FILE

Key = Literal[
    "in_english",
    "abstained",
    "elsewhere",
    "nearest",
    "partial",
    "says_nothing",
    "clarify",
    "reply_accused",
    "reply_owner",
    "reply_help",
    "refused",
    "disclaimer",
]
Sentences = Mapping[Key, Mapping[Language, str]]


def say(key: Key, language: Language, **filled: str) -> str:
    """Return a fixed sentence in a language, or "" where that language needs none."""
    return _our_sentences()[key].get(language, "").format(**filled)


def load_sentences(path: Path) -> Sentences:
    """Return the sentences in a file. Raises GuidanceError naming the file and the entry."""
    try:
        loaded = yaml.safe_load(path.read_text(encoding="utf-8"))
        return TypeAdapter(dict[Key, dict[Language, str]]).validate_python(loaded)
    except ValidationError as error:
        raise GuidanceError(
            [f"{path}:1: {'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors()]
        ) from error
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        what = " ".join(str(error).split())
        raise GuidanceError([f"{path}:1: cannot be read as sentences ({what})"]) from error


@lru_cache(maxsize=1)
def _our_sentences() -> Sentences:
    return load_sentences(_OURS)
