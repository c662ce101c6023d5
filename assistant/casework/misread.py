"""ASINs in pictures: where a zero and the letter O can be told apart, and where not.

Tesseract reads the zero of "B0…" as the letter O, always. The ASIN of a product begins with B
and zero, so that one place is certain; the other places are not.
"""

from __future__ import annotations

import re
from collections.abc import Callable

SURE = 85.0  # of 100; misread ASINs had 76 and less, right ones 73 and more
_READ_WITH_O = re.compile(r"B[O0](?P<rest>[A-Z0-9]{8})(?![A-Za-z0-9])")


def with_zero(word: str, confidence: float, read_again: Callable[[], str]) -> str:
    """Return the word with the zero of its ASIN, or as it was read when that is not certain.

    A word that was read with doubt is read again, enlarged, and both readings must agree. One
    with another O may hold a second zero and stays as it is: it is then no ASIN.
    """
    match = _READ_WITH_O.search(word)
    if match is None or "O" in match["rest"]:
        return word
    if confidence < SURE and match["rest"] not in read_again():
        return word.replace(match[0], f"BO{match['rest']}")  # not the form of an ASIN: a warning
    return word.replace(match[0], f"B0{match['rest']}")
