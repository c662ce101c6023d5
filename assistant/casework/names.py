"""Names of people and companies: where one begins and ends, and what is none."""

from __future__ import annotations

import re

from assistant.casework.cues import load_cues
from assistant.casework.lexicon import Wording, either

_FORMS = (
    r"(?:inc|llc|l\.l\.c|ltd|limited|corp|co|s\.l|s\.l\.u|s\.a|s\.a\.s|s\.r\.l|s\.p\.a|srl|spa|sas|"
    r"sarl|sa|gmbh|kg|ag|ohg|gbr|eg|ug|llp|e\.? ?k|"
    r"s\.n\.c|snc|s\.c|plc|pty ltd|b\.v|ab|oy|inc\.? \w{0,3})\.?"
)
_PART = r"(?:[A-ZÀ-ÖØ-Þ0-9](?:[\w'’\-]|\.(?=\w)){0,40}\.?|&|[oe]G)"
_JOINT = r"(?:of|and|und|de|du|des|del|della|di|et|y|e|für|the|la|le|von|van|den)"
# bounded: a long text must not take long
_MORE = rf"(?:[ \t]+(?:{_JOINT}[ \t]+|[dl]['’])?{_PART}){{0,7}}"
NAME = rf"(?P<name>(?<!\w){_PART}{_MORE}(?:,?[ \t]+(?i:{_FORMS})(?!\w))?)"
UNSPACED_NAME = (
    r"(?P<name>[\u4e00-\u9fff]{1,4} [\u3041-\u30ff\u4e00-\u9fff]{1,4}(?=様|氏|さん)"
    r"|[A-Z][A-Za-z0-9.&'’-]*(?:[ \t]+[A-Z&][A-Za-z0-9.&'’-]*){0,6}"
    r"|[^\s,、。,::;;「」的与和]{2,40}?)"
)
# what follows a name on the line of its label
_CONTACT = re.compile(
    r"[\s,;:/|(<\[\u3000-\u3002\uff08\uff0c–—·-]*(?:[^\s@,;:/|(<\[\uff0c]+@|https?://|"
    r"(?:e-?mail|mail|contact|kontakt|tel|phone|telefon|fax|courriel|correo|邮箱|电话|联系|メール|電話|連絡先)"
    r"(?![a-z])|\+?\d[\d ()/-]{7,}|[(\uff08])",
    re.IGNORECASE,
)
_COMMA = re.compile(r"[,;\uff0c、·]\s*|[ \t][-–—|/][ \t]")
_ENDS_IN_FORM = re.compile(
    r"(?:^|[\s,])(?:inc|ltd|co|corp|& c|e\.? ?k|[a-z](?:\.[a-z]{1,2})+)\.$", re.IGNORECASE
)
# a name ends with its company's form, or with a long word's full stop
_WHOLE = re.compile(
    rf"[^\n]*?(?:[\s,](?i:{_FORMS})(?=[\s,]|$)(?:[\s,]+(?i:{_FORMS})(?=[\s,]|$))*|\w{{5,}}\.(?=\s))"
)
_MARKETPLACE = re.compile(r"(?:amazon|ebay|etsy|walmart|aliexpress)(?![a-z])", re.IGNORECASE)
_LETTER = re.compile(r"[^\W\d_\u3041-\u309f]|[\u3041-\u309f]{5}")  # endings are short hiragana


def label_name(
    text: str, start: int, end: int, wordings: tuple[Wording, ...]
) -> tuple[int, int] | None:
    """Return the span of the name in a label's value: "Example Ltd., 1 High St, a@b.example"."""
    value = text[start:end]
    if contact := _CONTACT.search(value):
        value = value[: contact.start()]
    for match in _COMMA.finditer(value):
        rest = value[match.end() :]
        if not re.match(rf"{_FORMS}(?!\w)", rest, re.IGNORECASE) and not re.match(
            r"[^,]{0,40} & ", rest
        ):
            value = value[: match.start()]
            break
    if value[:1].islower() or "@" in value or not any(map(str.isalpha, value)):
        return None
    return bare_name(text, start, start + len(value), wordings[0])


def bare_name(text: str, start: int, end: int, words: Wording) -> tuple[int, int] | None:
    """Return the span without titles, articles and a sentence's full stop; None for no name."""
    start, end = _without_titles(text, start, end, words)
    if match := _WHOLE.match(text, start, end):
        end = match.end()
    end = start + len(text[start:end].rstrip(" \t\n,;:-–—|/"))
    if text[start:end].endswith(".") and not _ENDS_IN_FORM.search(text[start:end]):
        end -= 1
    name = text[start:end]
    if len(name) < 2 or not _LETTER.search(name) or _is_none(name, words):
        return None
    return start, end


def _without_titles(text: str, start: int, end: int, words: Wording) -> tuple[int, int]:
    common = tuple(words.words) if words.spaced else ()
    gap = r"[ \t]+" if words.spaced else ""
    months = tuple(name for month in words.months for name in month)
    left_out = (*words.titles, *common, *months, *((r"\d{1,4}[.,]?",) if words.spaced else ()))
    before = re.compile(rf"[ \t]*{either(left_out, words.spaced)}{gap}", re.I)
    while (match := before.match(text, start, end)) and match.end() > start:
        start = match.end()
    if words.titles_after:
        after = re.search(rf"{either(words.titles_after, words.spaced)}$", text[start:end])
        end = start + after.start() if after else end
    return start, end


def _is_none(name: str, words: Wording) -> bool:
    """Whether the words are roles, pronouns or the marketplace, and no one's name."""
    if _MARKETPLACE.match(name):
        return True
    none = words.not_owners
    if load_cues(words.language)["law firm"].search(name):
        return True  # who writes for the owner is not the owner
    if not words.spaced:
        known = re.search(either(words.owner_forms, False), name)
        return known is None or re.match(either(none, False), name, re.IGNORECASE) is not None
    none = (*none, *words.words, *words.titles)
    return re.fullmatch(rf"(?:{either(none, True)}\W+)+", f"{name} ", re.IGNORECASE) is not None
