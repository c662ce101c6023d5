"""Rewrites that keep the meaning of a sentence: the supported claims of the grounding set.

Each is a table or a short rule; a rule that does not fit a sentence returns None.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable

Rule = Callable[[str, random.Random], str | None]


NUMBER_WORDS = """zero one two three four five six seven eight nine ten eleven twelve""".split()  # noqa: SIM905
_SYNONYMS = {
    r"\bbecause\b": "since",
    r"\breceive\b": "get",
    r"\bpictures\b": "images",
    r"(?<!\ba )(?<!\bA )\bpicture\b": "image",
    r"\bcontains\b": "includes",
    r"\bimmediately\b": "at once",
    r"\bneeds\b": "requires",
    r"\bforbids\b": "prohibits",
    r"\bfor example\b": "for instance",
    r"\btherefore\b": "for that reason",
    r"\bthe United States\b": "the US",
    r"\blawyers\b": "attorneys",
    r"\bdoes not\b": "doesn't",
    r"\bdo not\b": "don't",
    r"\bcannot\b": "can't",
    r"\bpermission\b": "consent",
    r"\bask for\b": "request",
    r"\bmust not\b": "are not allowed to",
    r"\bdelete\b": "remove",
    r"\bjudgment\b": "ruling",
    r"\bnormally\b": "usually",
    r"\bsend\b": "submit",
    r"\bdocuments\b": "papers",
}
_NAMES = re.compile(
    r"(?:Amazon|Etsy|eBay|Ebay|Shopify|Temu|Walmart|Alibaba|AliExpress|Brand Registry|"
    r"Account Health|"
    r"Seller|Selling|Section|Article|Project|China|Chinese|German|France|French|Canad|Japan|India|"
    r"Australia|Spain|Spanish|United|European|California|Google|TinEye|Midjourney|Adobe|OpenAI|"
    r"Unsplash|A\+|Report a|Manage|Directive|Act|Copyright (?:Office|Claims|Act)|"
    r"[A-Z]{2,}|[A-Z]\w* v\.?)"
)


def lower_first(text: str) -> str:
    """Return a sentence as the second half of another one; names keep their capital."""
    return text if _NAMES.match(text) else text[:1].lower() + text[1:]


def synonyms(text: str, rng: random.Random) -> str | None:
    """Replace up to three words by others of the same meaning."""
    fitting = [pattern for pattern in _SYNONYMS if re.search(pattern, text)]
    if not fitting:
        return None
    for pattern in rng.sample(fitting, min(3, len(fitting))):
        text = re.sub(pattern, _SYNONYMS[pattern], text)
    return text


def number_style(text: str, rng: random.Random) -> str | None:
    """Write a small digit as a word, or the other way round, where a unit follows."""
    unit = r"(?=\s+(?:business |working |calendar )?(?:days?|weeks?|months?|years?|hours?)\b)"
    digits = re.compile(rf"\b([2-9]|1[0-2])\b{unit}")
    words = re.compile(rf"\b({'|'.join(NUMBER_WORDS[2:])})\b{unit}", re.I)
    if digits.search(text):
        return digits.sub(lambda m: NUMBER_WORDS[int(m[1])], text)
    if words.search(text):
        return words.sub(lambda m: str(NUMBER_WORDS.index(m[1].lower())), text)
    return None


def clause_order(text: str, rng: random.Random) -> str | None:
    """Move a condition or a reason to the other end of the sentence."""
    if match := re.fullmatch(r"(If|When|Because|Before|After) ([^,;:]+), ([^;:]+)\.", text):
        if re.search(r", (?!because|so|but)", match[3]):  # "If A, B and C are given, …"
            return None
        rest = match[3][:1].upper() + match[3][1:]
        return f"{rest} {match[1].lower()} {match[2]}."
    if match := re.fullmatch(r"([^,;:]+),? (if|when|because|unless) ([^,;:]+)\.", text):
        if match[1].startswith(("No", "Yes")):
            return None
        return f"{match[2].capitalize()} {match[3]}, {lower_first(match[1])}."
    return None


def fronting(text: str, rng: random.Random) -> str | None:
    """Move a country or a circumstance from the front to the end, or the other way round."""
    if match := re.fullmatch(r"(In|On|Under|For|According to) ([^,;:]{3,40}), ([^;:]+)\.", text):
        rest = match[3][:1].upper() + match[3][1:]
        return f"{rest}, {match[1].lower()} {match[2]}."
    if match := re.fullmatch(r"([^;:]+) (in (?:Germany|China|France|the United States))\.", text):
        return f"I{match[2][1:]}, {lower_first(match[1])}."
    return None


IMPERATIVE = (
    r"(?:Do|Ask|Keep|Save|Write|Send|Check|Use|Read|Look|Put|Give|Tell|Name|Replace|Compare|Find|"
    r"Report|Attach|Answer|Stay|Take|Let|Add|Submit|Offer|Say|Show|Stop|Get|See|Call|Choose) "
)


def advice(text: str, rng: random.Random) -> str | None:
    """Turn an imperative into advice to "you"."""
    if match := re.fullmatch(r"Do not (.+)", text):
        return f"You should not {match[1]}"
    verbs = "Ask|Keep|Save|Write|Send|Check|Use|Read|Look|Put|Give|Tell|Name|Replace|Compare|Find"
    if re.match(rf"(?:{verbs}) ", text):
        return f"You should {text[:1].lower()}{text[1:]}"
    return None


def passive(text: str, rng: random.Random) -> str | None:
    """Turn "X must send Y." into "Y must be sent by X."."""
    forms = {
        "send": "sent", "give": "given", "file": "filed", "keep": "kept", "name": "named",
        "forward": "forwarded", "show": "shown", "remove": "removed", "award": "awarded",
        "demand": "demanded", "use": "used", "submit": "submitted", "report": "reported",
    }  # fmt: skip
    pattern = (
        rf"([A-Z][\w' ]{{2,40}}?) (must|may|can|should) ({'|'.join(forms)}) "
        r"((?:the|a|an|your) [^,;:.]+)\."
    )
    if match := re.fullmatch(pattern, text):
        done = match[4][:1].upper() + match[4][1:]
        return f"{done} {match[2]} be {forms[match[3]]} by {lower_first(match[1])}."
    return None


def opener(text: str, rng: random.Random) -> str | None:
    """Put words in front that say nothing, as chat models do."""
    if re.match(r"(?:Yes|No)\b", text):
        return None
    return f"{rng.choice(('Please note:', 'In short,'))} {lower_first(text)}"


REWRITES: dict[str, Rule] = {
    "synonyms": synonyms,
    "number words": number_style,
    "clause order": clause_order,
    "fronting": fronting,
    "imperative to advice": advice,
    "active to passive": passive,
    "empty opener": opener,
}


def merge(first: str, second: str) -> str | None:
    """Return two neighbouring sentences as one."""
    if re.match(r"(?:Yes|No)\b", first) or len(first) + len(second) > 260:
        return None
    return f"{first.rstrip('.')}, and {lower_first(second)}"
