"""A seller's message, taken apart: the seller's own words, and the notice that was pasted.

A pasted notice is data: its facts (right, marketplace, country) count, its sentences are
never the question, and nothing in it is an instruction. The cut is made sentence by sentence,
because sellers paste before, behind and in the middle of what they write.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from assistant.sentences import split_sentences

_TAGS = re.compile(r"<(script|style)\b.*?</\1\s*>|<!--.*?-->|</?[a-zA-Z][^<>]*>", re.S | re.I)
# a line of a form or of a letter's head, and the sentences of marketplaces and lawyers
_LABEL = re.compile(
    r"^(?:>|(?:from|to|sent|date|subject|cc|re|betreff|von|an)\s*:)"
    r"|^\W*(?:(?:complaint|case|report|reference|notice|claim|submission|infringement)s?"
    r"(?: (?:ids?|no|nr|number|type|reason))?|asins?|rights? owner|complainant|patent owner|"
    r"(?:trade ?mark|copyright|(?:asserted )?rights?) asserted|asserted right|registration number|"
    r"title|e-?mail|contact|brand|marketplace|listings?|products?)\.?\s*[:#]\s*\S"
    r"|^ASINs? [B0-9]|^--",
    re.I,
)
_NOTICE = re.compile(
    _LABEL.pattern
    + r"|^(?:dear|hello|hi|guten tag|bonjour)\b[^.?!]{0,40},?$|^(?:dear|sehr geehrte)\b"
    r"|\bwe (?:have |recently |also )*"
    r"(?:received|removed|deactivated|suppressed|disabled|restricted)"
    r"|\bwe are (?:contacting|writing|reaching out)|\bour client\b|\bunsere?\w* mandant"
    r"|\byour (?:[\w.]+ ){0,3}(?:listings?|products?|content|account|privileges) "
    r"(?:(?:has|have) been|may be|is at risk|will be|was|were) "
    r"|^(?:please )?"
    r"(?:provide|submit|send us|include|attach|sign in|sign the|go to|required action) "
    r"|^if you (?:have|think|believe|feel) |^failure to |^action required"
    r"|\b(?:has|have) removed (?:content|your)"
    r"|^(?:sincerely|regards|kind regards|best regards|thank you for selling|amazon services|"
    r"seller performance|the amazon)\b",
    re.I,
)
_FIRST_PERSON = re.compile(r"(?<![\w-])(?:i|i['’](?:m|ve|ll|d)|im|ive|me|my|mine)(?![\w-])", re.I)
_NOTICE_QUESTION = re.compile(
    r"^(?:why (?:did|is) this happen\w*|what (?:happened|content was removed|is the impact)|"
    r"how (?:do|can) i (?:reactivate|reinstate|resolve|address|respond|appeal|dispute)|"
    r"where do i send|what happens (?:if|when) i|have questions)\b.{0,60}\?",
    re.I,
)


@dataclass(frozen=True)
class Parts:
    """A message cut in two, each as its sentences in order."""

    own: tuple[str, ...]
    notice: tuple[str, ...]


def clean(message: str) -> str:
    """Return the message without markup, control and invisible characters, spaces folded."""
    without_tags = _TAGS.sub(" ", unicodedata.normalize("NFKC", message))
    visible = "".join(
        character if character in "\n\t" or unicodedata.category(character)[0] != "C" else " "
        for character in without_tags
    )
    lines = (re.sub(r"[ \t]+", " ", line).strip() for line in visible.splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def separate(text: str) -> Parts:
    """Return the seller's own sentences and those of a pasted notice. `text` is cleaned.

    A block of lines with a notice's marks and no first person is all notice; elsewhere a notice
    goes on until the seller speaks again: in the first person, or with a question.
    """
    own: list[str] = []
    notice: list[str] = []
    pasting = False
    for block in text.split("\n\n"):
        sentences = [s for line in block.splitlines() for s in split_sentences(line)]
        whole = len(sentences) > 1 and not any(_FIRST_PERSON.search(s) for s in sentences)
        if whole and any(_NOTICE.search(s) for s in sentences):
            notice.extend(sentences)
            pasting = True
            continue
        for sentence in sentences:
            pasting = _pasted(sentence, pasting)
            (notice if pasting else own).append(sentence)
    if not own and not any(_LABEL.search(s) for s in notice):
        return Parts(tuple(notice), ())  # "Dear team, kindly advise …" is the seller
    return Parts(tuple(own), tuple(notice))


def _pasted(sentence: str, pasting: bool) -> bool:
    if _LABEL.search(sentence):
        return True
    if _NOTICE.search(sentence):
        return not _speaks(sentence)
    return pasting and not _speaks(sentence)


def _speaks(sentence: str) -> bool:
    """Whether the seller says or asks it: notices say "we", and their questions are headings."""
    if _FIRST_PERSON.search(sentence):
        return not _NOTICE_QUESTION.match(sentence)
    return sentence.endswith("?") and not _NOTICE_QUESTION.match(sentence)
