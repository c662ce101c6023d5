"""A file or pasted text after reading: the text a person would see, and what was left out."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Document:
    """Visible text; `warnings` name hidden text and whatever else was left out."""

    text: str
    warnings: tuple[str, ...] = ()
