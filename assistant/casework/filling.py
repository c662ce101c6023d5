"""A drafted text and what an agent made of it: filling a slot is no edit, and facts keep edits."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher

from diff_match_patch import diff_match_patch

_SLOT = re.compile(r" ?\[\[\w+\]\]")
# of 1: how unlike the place of an edit may be before it counts as gone; the default of 0.5 puts
# an edit into the wrong paragraph of a letter whose paragraphs begin alike
_UNLIKE = 0.3


def as_filled(drafted: str, text: str) -> str:
    """Return the drafted text with its slots filled, or left out, as they are in `text`."""
    if not _SLOT.search(drafted):
        return drafted
    return "\n".join(_lines_as_filled(drafted.split("\n"), text.split("\n")))


def _lines_as_filled(drafted: list[str], text: list[str]) -> Iterator[str]:
    matcher = SequenceMatcher(None, drafted, text, autojunk=False)
    for _, start, stop, from_, to in matcher.get_opcodes():
        theirs = text[from_:to] + [""] * (stop - start)
        for line, now in zip(drafted[start:stop], theirs, strict=False):
            filled = _SLOT.search(line) and re.fullmatch(_pattern(line), now)
            yield now if filled else line


def says(text: str, drafted: str) -> bool:
    """Return whether the text has the drafted sentence, its slots filled with anything."""
    return re.search(_pattern(drafted), text) is not None


def _pattern(drafted: str) -> str:
    return ".*?".join(re.escape(piece) for piece in _SLOT.split(drafted))


def in_slots(text: str, facts: Mapping[str, str]) -> str:
    """Return the text with the facts in their slots."""
    for name, fact in facts.items():
        text = text.replace(f"[[{name}]]", fact)
    return text


def without_slots(text: str) -> str:
    """Return the text with its open slots left out: what a reply asks, the seller answers."""
    return _SLOT.sub("", text)


def carried_over(drafted: str, text: str, written_again: str) -> str | None:
    """Return the letter written again with the agent's edits; None when one has lost its place."""
    if drafted == text:
        return written_again
    patcher = diff_match_patch()
    patcher.Match_Threshold = _UNLIKE
    carried, found = patcher.patch_apply(patcher.patch_make(drafted, text), written_again)
    return str(carried) if all(found) else None
