"""Sentence boundaries, for guidance, for model output and for sellers' messages."""

from __future__ import annotations

from sentencex import segment


def split_sentences(text: str, language: str = "en") -> list[str]:
    """Return the sentences of one paragraph, stripped, in order, without empty ones.

    sentencex knows the abbreviations of each language ("Shi v. Zhu", "Example Ltd.").
    """
    return [part for part in (raw.strip() for raw in segment(language, text)) if part]
