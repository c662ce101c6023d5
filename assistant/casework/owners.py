"""Who claims the right: a company's or a person's name, as the notice gives it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.casework.lexicon import Wording, either
from assistant.casework.spans import LABELLED, PHRASED, labelled, reading
from assistant.casework.types import Reading

_FORMS = r"(?:inc|llc|l\.l\.c|ltd|limited|corp|co|s\.l|s\.a|s\.r\.l|s\.p\.a|gmbh|llp|pty ltd)\.?"
_PART = r"(?:[A-ZÀ-ÖØ-Þ0-9](?:[\w'’\-]|\.(?=\w)){0,40}\.?|&|[oe]G)"
_JOINT = r"(?:of|and|und|de|du|des|del|della|di|et|y|e|für|the|la|le)"
_NAME = rf"(?P<name>(?<!\w){_PART}(?:[ \t]+(?:{_JOINT}[ \t]+)?{_PART}){{0,7}}(?:,?[ \t]+(?i:{_FORMS})(?!\w))?)"
_UNSPACED_NAME = r"(?P<name>[^\s,、。,的与和]{2,40}?)"


def find_owner(text: str, wordings: tuple[Wording, ...]) -> Reading | None:
    """Return the rights owner's name; None when no known wording gives it."""
    for match in labelled(text, "owner", wordings):
        if _is_name(match["value"]):
            return reading(match, sure=LABELLED, group="value")
    for match in _blocks(text, wordings):
        if _is_name(match["value"]):
            return reading(match, sure=LABELLED, group="value")
    for match in _phrases(text, wordings):
        return _without_full_stop(reading(match, sure=PHRASED, group="name"))
    return None


def _is_name(value: str) -> bool:
    return "@" not in value and not value[:1].islower() and any(map(str.isalpha, value))


def _blocks(text: str, wordings: tuple[Wording, ...]) -> Iterator[re.Match[str]]:
    """Yield the first lines below a heading such as "contact details"."""
    line = re.compile(
        r"[ \t]*(?:[-–—~•*]+[ \t]*)?(?:name[ \t]*:[ \t]*)?(?P<value>[^\n]*[^\s])", re.I
    )
    for words in wordings:
        heading = either(words.labels["owner_block"], words.spaced)
        for match in re.finditer(rf"{heading}[ \t]*[:\uff1a][ \t]*\n\s*", text, re.IGNORECASE):
            if value := line.match(text, match.end()):
                yield value


def _phrases(text: str, wordings: tuple[Wording, ...]) -> Iterator[re.Match[str]]:
    for words in wordings:
        name = _NAME if words.spaced else _UNSPACED_NAME
        for phrase in words.owners:
            # the words around a name are read without regard to case, the name's own case counts
            around = (either((part,), words.spaced) for part in phrase.split("NAME"))
            yield from re.finditer(name.join(f"(?i:{part})" for part in around), text)


def _without_full_stop(owner: Reading) -> Reading:
    """Drop the full stop that ends the sentence, but not that of "Inc." or "S.r.l."."""
    ends_in_form = re.search(rf"(?:^|[\s,]){_FORMS}$", owner.value, re.IGNORECASE)
    if owner.value.endswith(".") and not ends_in_form:
        return owner.model_copy(update={"value": owner.value[:-1], "end": owner.end - 1})
    return owner
