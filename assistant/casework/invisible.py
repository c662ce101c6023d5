"""Characters that no reader sees: zero width, direction marks, tags, control characters."""

from __future__ import annotations

import re
import unicodedata

# joiners inside emoji and Indic or Arabic words are harmless too: nothing here is compared by them
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e0fff]"
)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_SPACES = re.compile(r"[ \t\u00a0\u2000-\u200a\u202f\u205f\u3000]+")
_MANY_LINES = re.compile(r"\n{3,}")


def without_invisible(text: str) -> tuple[str, int]:
    """Return the text with one kind of space and line end, and how many characters were hidden.

    Full-width letters and digits, usual in Chinese and Japanese notices, become ASCII.
    """
    shown, hidden = _INVISIBLE.subn("", text)
    shown = re.sub(r"\r\n?|[\u2028\u2029]", "\n", shown)
    shown = _CONTROL.sub("", _halfwidth(shown))
    lines = (_SPACES.sub(" ", line).strip() for line in shown.split("\n"))
    return _MANY_LINES.sub("\n\n", "\n".join(lines)).strip(), hidden


def _halfwidth(text: str) -> str:
    """Return full-width Latin letters and digits as ASCII; Chinese punctuation stays."""
    return re.sub(
        r"[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\uff20\uff0e]",
        lambda match: unicodedata.normalize("NFKC", match[0]),
        text,
    )
