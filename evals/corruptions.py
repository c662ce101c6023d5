"""Corruptions of a sentence, one function a kind: the unsupported claims of the grounding set.

Each is a table or a short rule; a rule that does not fit a sentence returns None.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

from evals.rewrites import IMPERATIVE, NUMBER_WORDS, Rule, lower_first

_COUNTRIES = ("Germany", "France", "Canada", "Japan", "India", "China", "Australia", "Spain")
_BIG = ("the United States", "the European Union", "the United Kingdom")
_RIGHTS = ("copyright", "trademark", "patent", "design")
_ACTS = (
    "may|can|must|will|does|says|takes|asks|sends|forwards|needs|has|removes|keeps|wants|accepts"
)
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_INVENTED = (
    "Amazon's Image Rights Handbook",
    "the World Trade Organization",
    "a 2021 ruling of the Federal Circuit",
    "the International Sellers' Association",
    "section 940 of the Trade Practices Act",
    "a study of Stanford University",
    "the Consumer Protection Bureau",
)
_STRONGER = {
    r"\b[Uu]sually\b": "always",
    r"\b[Nn]ormally\b": "always",
    r"\b[Oo]ften\b": "always",
    r"\bSome sellers\b": "All sellers",
    r"\b[Ss]ome\b": "all",
    r"\bmany\b": "all",
    r"\bMany\b": "All",
    r"\bMost(?= \w+s\b)": "All",
    r"(?<!at )(?<!the )\bmost(?= \w+s\b)": "all",
    r"\bOne seller\b": "Every seller",
    r"\bcan lead to\b": "always leads to",
    r"\bcan cost\b": "always costs",
    r"\bin one case\b": "in every case",
}


def _other(rng: random.Random, choices: Sequence[str], not_this: str) -> str:
    return rng.choice([c for c in choices if c.lower() != not_this.lower()])


def _changed(number: str, rng: random.Random) -> str:
    """Return another number in the same style; never one digit group of the old one."""
    if number.lower() in NUMBER_WORDS:
        word = rng.choice([w for w in NUMBER_WORDS[2:] if w != number.lower()])
        return word.capitalize() if number[0].isupper() else word
    value = float(number.replace(",", ""))
    new = value * rng.choice((2, 3, 5)) + rng.choice((0, 1))
    if 1900 < value < 2100 and "," not in number:
        new = value - rng.choice((2, 3, 5))
    return f"{new:,.0f}" if "," in number else f"{new:g}"


_UNIT = r"(?:business |working |calendar )?(?:days?|weeks?|months?|years?|hours?|minutes?)\b"
_NUM = rf"(?:\d+(?:,\d{{3}})*|\b(?:{'|'.join(NUMBER_WORDS[2:])})\b)"


def number(text: str, rng: random.Random) -> str | None:
    """Change a number that is no deadline."""
    found = re.search(
        rf"(?<![\w(.,-]){_NUM}"
        rf"(?!\s*{_UNIT}|[\w).]|-day|,| to \d| or \w+ {_UNIT}| (?:{_MONTHS}))",
        text,
    )
    if found is None:
        return None
    return text[: found.start()] + _changed(found[0], rng) + text[found.end() :]


def deadline(text: str, rng: random.Random) -> str | None:
    """Change the number in front of a unit of time."""
    found = re.search(rf"({_NUM})(?=\s+{_UNIT})", text, re.I)
    if found is None:
        return None
    return text[: found.start()] + _changed(found[1], rng) + text[found.end() :]


def unit(text: str, rng: random.Random) -> str | None:
    """Change the unit of a figure."""
    swaps: tuple[tuple[str, str], ...] = (
        (r"\bbusiness days\b", "days"), (rf"(?<={NUMBER_WORDS[3]} )days\b", "weeks"),
        (r"(?<=\d )days\b", "weeks"), (r"(?<=\d )hours\b", "days"),
        (r"(?<=\d )minutes\b", "hours"),
        (r"\bmonths\b", "weeks"), (r"\byears\b", "months"),
        (r"\bEUR\b", "USD"), (r"\beuros\b", "dollars"),
        (r"\bdollars\b", "euros"), (r"\$(?=\d)", "€"),
        (r"\bpercent\b", "points"), (r"\bRMB\b", "USD"),
        (r"\bpixels\b", "centimetres"),
    )  # fmt: skip
    fitting = [(p, new) for p, new in swaps if re.search(p, text)]
    if not fitting:
        return None
    pattern, new = rng.choice(fitting)
    return re.sub(pattern, new, text, count=1)


def negation(text: str, rng: random.Random) -> str | None:
    """Take a "not" away, or put one in."""
    away: tuple[tuple[str, str], ...] = (
        (r"\bcannot\b", "can"),
        (r"\b(may|must|can|should|is|are|does|do|did|was|were|will) not\b", r"\1"),
        (r"\bNo, (.*?)\b(do|does|is|are|may|can) not\b", r"Yes, \1\2"),
    )  # fmt: skip
    put: tuple[tuple[str, str], ...] = (
        (r"\b(may|must|can|should|is|are|was|were|will)\b(?! not)", r"\1 not"),
    )
    for pattern, new in (*away, *put) if rng.random() < 0.6 else (*put, *away):
        if re.match(r"(?:Yes|No),", text) is None and re.search(pattern, text):
            return re.sub(pattern, new, text, count=1)
    return None


def must_may(text: str, rng: random.Random) -> str | None:
    """Turn duty into permission or permission into duty."""
    for old, new in (("must", "may"), ("may", "must"), ("can", "must")):
        if re.search(rf"\b{old}\b(?! not)", text):
            return re.sub(rf"\b{old}\b(?! not)", new, text, count=1)
    return None


def actor(text: str, rng: random.Random) -> str | None:
    """Let somebody else act."""
    swaps: tuple[tuple[str, str], ...] = (
        ("the seller", "the rights owner"), ("The seller", "The rights owner"),
        ("the complainant", "the seller"), ("The complainant", "The seller"),
        ("The rights owner", "Amazon"), ("the rights owner", "the seller"),
        ("the owner", "the platform"), ("The owner", "The platform"),
        (rf"Amazon(?= (?:{_ACTS})\b)", "the rights owner"),
        ("the platform", "the seller"), ("The platform", "The seller"),
    )  # fmt: skip
    fitting = [(a, b) for a, b in swaps if re.search(rf"(?<!')\b{a}(?! name)(?!['’-]|\w)", text)]
    if not fitting:
        return None
    old, new = rng.choice(fitting)
    swapped = re.sub(rf"\b{old}(?! name)(?!['’-]|\w)", new, text, count=1)
    return swapped[:1].upper() + swapped[1:]


def condition_dropped(text: str, rng: random.Random) -> str | None:
    """Take the condition away and state the rest."""
    for pattern, new in (
        (r"If [^,;:]+, ([^;:]+)", r"\1"),
        (r"([^,;:]{30,}?),? (?:only )?(?:if|unless|provided that|as long as) [^;:]+\.", r"\1."),
        (r"After (?!that|this)[^,;:]+, ([^;:]+)", r"\1"),
    ):
        if re.fullmatch(pattern, text):
            bare = re.sub(pattern, new, text)
            bare = bare[:1].upper() + bare[1:]
            # a rule loses its truth with its condition; a bare imperative is a matter of opinion
            states = (
                r"(?:\S+ ){1,8}?(?:may|can|must|is|are|does|has|needs?|counts|lets|allows|will)\b"
            )
            return bare if re.match(states, bare) and not re.match(IMPERATIVE, bare) else None
    return None


def jurisdiction(text: str, rng: random.Random) -> str | None:
    """Put the rule into another country."""
    for group in (_BIG, _COUNTRIES):
        found = re.search("|".join(rf"\b{name}\b" for name in group), text)
        if found:
            new = _other(rng, group, found[0])
            return text[: found.start()] + new + text[found.end() :]
    smaller: tuple[tuple[tuple[str, ...], str], ...] = (
        (("US", "EU", "UK"), r"(?<=[Tt]he )(?:US|EU|UK)\b(?= (?!\w)|[,.])"),
        (
            ("US", "German", "Chinese", "French"),
            r"(?<!the )(?<!The )\b(?:US|German|Chinese|French)(?= [a-z])(?! in )",
        ),
    )
    for names, pattern in smaller:
        if found := re.search(pattern, text):
            new = _other(rng, names, found[0])
            return text[: found.start()] + new + text[found.end() :]
    return None


def right(text: str, rng: random.Random) -> str | None:
    """Name another right."""
    found = re.search(r"\b(?:copyright|trademark|patent)\b(?! Office)", text)
    if found is None:
        return None
    others = [r for r in _RIGHTS if r not in text.lower() and r + "s" not in text.lower()]
    return re.sub(rf"\b{found[0]}\b", rng.choice(others), text) if others else None


def invented_source(text: str, rng: random.Random) -> str | None:
    """Name a source that the guidance does not name."""
    if re.match(r"(?:Yes|No),", text) or re.search(r"according to|says|said", text):
        return None
    return f"According to {rng.choice(_INVENTED)}, {lower_first(text)}"


def overgeneralised(text: str, rng: random.Random) -> str | None:
    """Make a rule without exception of what often holds."""
    fitting = [p for p in _STRONGER if re.search(p, text)]
    if not fitting:
        return None
    pattern = rng.choice(fitting)
    changed = re.sub(pattern, _STRONGER[pattern], text, count=1)
    return changed[:1].upper() + changed[1:]


CORRUPTIONS: dict[str, Rule] = {
    "number": number,
    "deadline": deadline,
    "unit": unit,
    "negation": negation,
    "must-may": must_may,
    "actor": actor,
    "condition-dropped": condition_dropped,
    "jurisdiction": jurisdiction,
    "right": right,
    "invented-source": invented_source,
    "overgeneralised": overgeneralised,
}
