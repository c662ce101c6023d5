"""What a seller's message says of the case: where the picture came from, ids, a confession.

Word patterns, no model: a text that tells the reader what to do is read as any other text. Only
the words that a pattern matched ever reach a letter.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from assistant.types import Role
from assistant.understanding import clean, understand

_PICTURE = r"(?:photo|image|picture|pic|img|graphic|shot)(?:graph)?s?"
_WE = r"(?:i|we)(?:'ve|’ve| have| had)?(?: just| simply| only| really| actually| did)?"
_WITHIN = r"[^.!?\n]{0,40}?"
_SUPPLIER = r"(?:factory|supplier|manufacturer|vendor|wholesaler|producer|1688|alibaba|distributor)"
_MAKER = r"(?:photographer|freelancer|agency|designer|studio|fiverr|upwork)"
_STOCK = (
    r"(?:shutterstock|i ?stock|adobe stock|getty|depositphotos|stock (?:photo|image|site|pic)s?)"
)
_ELSEWHERE = (
    r"(?:google|internet|the web|online|pinterest|instagram|competitor\w*|"
    r"(?:an)?other (?:seller|listing|shop|brand)\w*|(?:his|her|their) (?:listing|shop|store|page|"
    r"site|website|photos?|pictures?|images?))"
)


class PictureSource(StrEnum):
    """Where the disputed picture came from, as far as somebody said so."""

    COPIED = "copied"
    SUPPLIER = "supplier"
    MAKER = "maker"  # a photographer, an agency, a freelancer
    STOCK = "stock"
    OWN = "own"


# in this order: a confession outweighs everything else that is said
_SOURCES = {
    PictureSource.COPIED: re.compile(
        rf"\b{_WE} (?:cop(?:y|ied)|stole|steal)\b{_WITHIN}\b(?:{_PICTURE}|it|them|their|his|her)\b"
        rf"|\b{_WE} (?:took|take|downloaded|grabbed|saved|screenshot\w*|got|found|used)\b{_WITHIN}"
        rf"\b(?:from|off|on|of) {_WITHIN}\b{_ELSEWHERE}\b"
        rf"|\b{_PICTURE} (?:(?:is|are|was|were) (?:really |actually |actualy )?"
        rf"(?:copied|stolen|theirs|his|hers|not mine|not ours)|(?:is|are)n['’]t (?:mine|ours))\b",
        re.I,
    ),
    PictureSource.SUPPLIER: re.compile(
        rf"\b(?:{_WE} (?:bought|got|took|received|have|use|used) )?"
        rf"(?:the |these |those |my |our |all )?{_PICTURE}\b{_WITHIN}"
        rf"\b(?:from|by|of) {_WITHIN}\b{_SUPPLIER}\b"
        rf"|\b{_SUPPLIER} (?:gave|sent|provided|supplied|delivered|made|took|shot){_WITHIN}"
        rf"\b{_PICTURE}\b",
        re.I,
    ),
    PictureSource.MAKER: re.compile(
        rf"\b(?:{_PICTURE}\b{_WITHIN}\b(?:from|by) {_WITHIN}\b{_MAKER}\b"
        rf"|{_MAKER} (?:took|made|shot|delivered|sent|gave){_WITHIN}\b{_PICTURE}\b"
        rf"|(?:hired|paid) {_WITHIN}\b{_MAKER}\b)",
        re.I,
    ),
    PictureSource.STOCK: re.compile(
        rf"\b(?:{_PICTURE}|licen[cs]e\w*|bought){_WITHIN}\b{_STOCK}\b", re.I
    ),
    PictureSource.OWN: re.compile(
        rf"\b{_WE} (?:took|shot|made|photographed|created)\b{_WITHIN}\b{_PICTURE}\b"
        rf"(?: (?:myself|ourselves))?"
        rf"|\b{_PICTURE} (?:is|are|was|were) (?:100 ?% |all |really )?"
        rf"(?:mine|ours|my own|our own)\b"
        rf"|\b(?:my|our) own {_PICTURE}\b",
        re.I,
    ),
}
# "he says that i copied it", "they told amazon we copied it" are another's words
_REPORTED = re.compile(
    r"\b(?:says?|said|claims?|claimed|thinks?|accus\w+|alleg\w+|told|doubt|check|prove)\b[\s,:]*"
    r"(?:(?!(?:and|but|because|so)\b)\w+\s+){0,3}$",
    re.I,
)
# "did i copy it", "if the picture is theirs" are no confession
_UNCERTAIN = re.compile(
    r"\b(?:if|whether|did|like|never|not|didn['’]?t|don['’]?t|would|should|can|could|may|when)\b"
    r"[\s,:]*(?:(?:the|this|that|my|our)\s+)?$",
    re.I,
)
_DENIED = re.compile(r"(?:\b(?:not|never)\b|n['’]t\b)(?! (?:mine|ours|my|our)\b)", re.I)
_ASIN = re.compile(r"\bB0[0-9A-Z]{8}\b")
_COMPLAINT = re.compile(
    r"\b(?:complaint|case|notice)(?: id| no\.?| number)?\s*[:#]?\s*(\d{8,})\b", re.I
)
_RIGHT = re.compile(
    r"\b(copyright|trade ?mark|patent|design)(?: infringement| rights?)? "
    r"(?:complaint|claim|notice|infringement|violation|strike|report|takedown)",
    re.I,
)


@dataclass(frozen=True)
class Said:
    """What a message says, in its own words; empty where it says nothing."""

    role: Role = Role.UNKNOWN
    source: PictureSource | None = None
    source_words: str = ""
    asins: tuple[str, ...] = ()
    complaint_ids: tuple[str, ...] = ()
    right: str = ""  # when the message names exactly one kind of complaint

    @property
    def copied(self) -> bool:
        """Whether the seller says to have copied the picture."""
        return self.source is PictureSource.COPIED


def read_message(message: str) -> Said:
    """Return what is said. Raises InputError for a message without words."""
    text = clean(message)
    source, words = read_source(text)
    rights = {right.lower().replace(" ", "") for right in _RIGHT.findall(text)}
    return Said(
        role=understand(text, max_chars=len(text) + 1).role,
        source=source,
        source_words=words,
        asins=tuple(dict.fromkeys(_ASIN.findall(text))),
        complaint_ids=tuple(dict.fromkeys(_COMPLAINT.findall(text))),
        right=rights.pop() if len(rights) == 1 else "",
    )


def read_source(text: str) -> tuple[PictureSource | None, str]:
    """Return where the picture came from and the words that say so."""
    for source, pattern in _SOURCES.items():
        for match in pattern.finditer(text):
            if not _disowned(source, text[: match.start()], match[0]):
                return source, " ".join(match[0].split())
    return None, ""


def _disowned(source: PictureSource, before: str, words: str) -> bool:
    """Whether the words are another's, denied, or (a confession) only wondered about.

    "I found our photos on another listing" is no confession either.
    """
    if _REPORTED.search(before) or _DENIED.search(words):
        return True
    own = re.search(rf"\b(?:my|our)(?: own)? {_PICTURE}\b", words, re.I)
    return source is PictureSource.COPIED and bool(own or _UNCERTAIN.search(before))
