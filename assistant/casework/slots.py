"""The slots of a letter, filled from the agent, the notice and the message, in that order.

Nothing is invented: a value is what one of the three said, on one line, and keeps its origin.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.casework.message import Said
from assistant.casework.needs import BY_HAND, QUESTIONS, facts_of
from assistant.casework.types import LetterKind, Notice, Origin, Slot
from assistant.errors import InputError
from assistant.types import Role

MAX_FACT = 4000  # characters that an agent may give for one fact
MAX_READ = 300  # characters taken from a notice for one fact


@dataclass(frozen=True)
class Filled:
    """The slots, and where two origins disagree."""

    slots: tuple[Slot, ...]
    conflicts: tuple[str, ...] = ()

    def value(self, name: str) -> str:
        """Return a slot's value; empty when it is open or not needed."""
        return next((slot.value for slot in self.slots if slot.name == name), "")


def check_facts(kind: LetterKind, facts: Mapping[str, str]) -> dict[str, str]:
    """Return the facts on one line each.

    Raises InputError for a name the letter does not take, an empty value or one too long.
    """
    known = facts_of(kind)
    cleaned = {}
    for name, value in facts.items():
        if name in BY_HAND:
            raise InputError(
                f"{name} is left to the person who signs; it cannot be given as a fact."
            )
        if name not in known:
            raise InputError(
                f"{name!r} is no fact of the {kind} letter. It takes: {', '.join(sorted(known))}."
            )
        cleaned[name] = one_line(value)
        if not cleaned[name]:
            raise InputError(f"the fact {name!r} is empty. Leave it out to keep its slot open.")
        if len(value) > MAX_FACT:
            raise InputError(
                f"the fact {name!r} has {len(value):,} characters; at most {MAX_FACT:,}."
            )
    return cleaned


def fill_slots(
    needs: Sequence[str], notice: Notice | None, said: Said, facts: Mapping[str, str]
) -> Filled:
    """Return one slot for each need; "?" after a name means that it may stay empty."""
    read = _from_notice(notice) if notice else {}
    told = _from_message(said)
    owner = facts.get("rights_owner") or read.get("rights_owner") or "somebody else"
    slots, conflicts = [], []
    for need in needs:
        name = need.removesuffix("?")
        by_hand = name in BY_HAND
        origins: tuple[tuple[Origin, Mapping[str, str]], ...] = (
            ("agent", facts), ("notice", read), ("message", told),
        )  # fmt: skip
        given = [(origin, values[name]) for origin, values in origins if values.get(name)]
        if conflict := _conflict(name, given):
            conflicts.append(conflict)
        origin, value = given[0] if given else (None, "")
        slots.append(
            Slot(
                name=name,
                question=QUESTIONS[name].format(rights_owner=owner),
                value=value,
                origin=origin,
                required=not need.endswith("?") and not by_hand,
                by_hand=by_hand,
            )
        )
    return Filled(tuple(slots), tuple(conflicts))


def one_line(value: str) -> str:
    """Return a value without control and invisible characters, lines joined by commas.

    Double brackets mark open slots and would make a filled one look open.
    """
    lines = [
        " ".join("".join(c if unicodedata.category(c)[0] != "C" else " " for c in line).split())
        for line in unicodedata.normalize("NFC", value).splitlines()
    ]
    joined = ", ".join(line.rstrip(",") for line in lines if line)
    while "[[" in joined or "]]" in joined:
        joined = joined.replace("[[", "[").replace("]]", "]")
    return joined


def _conflict(name: str, given: Sequence[tuple[Origin, str]]) -> str:
    """Return what to check when two origins disagree; a part of the other's list agrees."""
    if name == "picture_source" or not given:
        return ""
    (first, value), *rest = given
    others = [
        (o, v) for o, v in rest
        if v.casefold() not in value.casefold() and value.casefold() not in v.casefold()
    ]  # fmt: skip
    if not others:
        return ""
    told = "; ".join(f"the {origin} says {other!r}" for origin, other in others)
    return f"{name}: {told}, but the letter uses {value!r} from the {first}. Check which is right."


def _from_notice(notice: Notice) -> dict[str, str]:
    readings = {
        "store": [notice.domain],
        "complaint_id": notice.complaint_ids,
        "asins": [listing.asin for listing in notice.listings],
        "objected": [notice.objected],
        "rights_owner": [notice.rights_owner],
        "rights_owner_email": notice.emails[:1],
    }
    values = {
        name: ", ".join(dict.fromkeys(one_line(r.value)[:MAX_READ] for r in found if r))
        for name, found in readings.items()
    }
    if notice.marketplace and notice.marketplace != "any":
        values["marketplace"] = MARKETPLACES[notice.marketplace]
    return values | {"right": notice.right or ""}


MARKETPLACES = {
    "amazon": "Amazon", "ebay": "eBay", "etsy": "Etsy", "walmart": "Walmart",
    "aliexpress": "AliExpress", "temu": "Temu", "shopify": "Shopify",
}  # fmt: skip


def _from_message(said: Said) -> dict[str, str]:
    """Return what the seller told; an owner's ASIN may be either side's, so it is not taken."""
    values = {
        "picture_source": said.source_words,
        "complaint_id": ", ".join(said.complaint_ids),
        "right": said.right,
    }
    if said.role is not Role.OWNER:
        values["asins"] = ", ".join(said.asins)
    return values
