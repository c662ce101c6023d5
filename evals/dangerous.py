"""Claims that are wrong in every answer: `dangerous.yaml`.

They are sought sentence by sentence, in sentences that neither ask nor deny: "a forwarded
retraction does not count" says the contrary, and "can I forward it?" says nothing. What a change
of the guidance or a chat model makes of a denial is caught, whatever was asked.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

import yaml

from assistant.sentences import split_sentences
from evals.cases import Forbidden

CLAIMS = Path(__file__).parent / "dangerous.yaml"
_DENIES = re.compile(r"\b(?:not|never|no|nor|neither|nobody|cannot)\b|n['’]t\b", re.I)
_LEADING_NO = re.compile(r"^no[,:]\s+", re.I)  # what follows must deny it, too


@lru_cache(maxsize=1)
def load_dangerous() -> tuple[Forbidden, ...]:
    """Return the claims that no answer may make."""
    items = yaml.safe_load(CLAIMS.read_text("utf-8"))
    return tuple(Forbidden.model_validate(item) for item in items)


@lru_cache(maxsize=8192)  # every group of scores asks about the same answers
def dangerous_claims(text: str) -> tuple[str, ...]:
    """Return the claims of `dangerous.yaml` that a text makes."""
    spoken = [
        _LEADING_NO.sub("", sentence.strip())
        for line in text.splitlines()
        for sentence in split_sentences(line)
    ]
    stated = [s for s in spoken if not s.endswith("?") and not _DENIES.search(s)]
    return tuple(c.claim for c in load_dangerous() if any(c.made_in(s) for s in stated))
