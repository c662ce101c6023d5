"""From a seller's message to a `Query`: own words, pasted notice, separate questions, facets.

Deterministic: word lists, no model. What the message does not say stays unknown.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from assistant.elsewhere import uncovered
from assistant.errors import InputError
from assistant.languages import Language, detect
from assistant.messages import clean, separate
from assistant.phrasebook import to_english
from assistant.types import Query, Role, Turn

MAX_PARTS = 4
CONTEXT_TURNS = 2  # earlier questions that a follow-up is read together with
_SHORT_FOLLOW_UP = 9  # words; longer messages usually say what they are about

_INTERROGATIVE = re.compile(
    r"^(and |but |so |also )?(what|how|can|could|should|may|do|does|did|is|are|am|will|would|who|"
    r"whom|which|when|where|why|must|have|has)\b",
    re.I,
)
_ANAPHORA = re.compile(
    r"^(and|but|so|then|ok|also|what if|what about|how about|why|how long|how much)\b"
    r"|\b(it|that|this|they|them|he|she|him|her|those|these|one)\b",
    re.I,
)

_PICTURE = r"(?:photo|image|picture|pic|img|design|artwork|work)(?:graph)?s?"
_OWNER = re.compile(
    rf"\b(?:stole|steals?|stealing|stolen|copied|copies|copying|copy|uses?|using|used|took|takes|"
    rf"taking|ripped)\b(?: \w+){{0,3}} (?:my|our) (?:\w+ ){{0,3}}{_PICTURE}\b"
    rf"|\b(?:my|our) (?:own )?(?:\w+ ){{0,2}}{_PICTURE} (?:were|was|got|are|is|being|been) "
    r"(?:\w+ )?(?:stolen|copied|used by|ripped)"
    r"|\breport (?:\w+ ){0,3}(?:seller|thief|copycat|competitor|infring)",
    re.I,
)
_ACCUSED = re.compile(
    r"\b(?:complain\w* (?:about|against) (?:me|us|my|our)|against (?:my|our) (?:listing|account|"
    r"asin|shop|store)|(?:removed|took down|taken down|deleted|blocked|suppressed|deactivated|"
    r"suspended|killed) (?:\w+ ){0,2}(?:my|our)\b|(?:my|our) (?:\w+ ){0,2}(?:listings?|asins?|"
    r"account|shop|store)s? (?:\w+ ){0,2}(?:removed|taken down|down|deleted|blocked|suspended|"
    r"deactivated|closed|banned|dead|gone)|(?:says?|said|claims?|claimed) (?:that )?(?:i|we)\b|"
    r"reported (?:me|us|my|our)|(?:i|we) (?:got|received|get) (?:a |an |the )?(?:\w+ ){0,3}"
    r"(?:complaint|notice|claim|warning|violation|strike|abmahnung|letter))",
    re.I,
)

_RIGHTS: Mapping[str, str] = {
    "copyright": r"copy ?rights?|dmca",
    "trademark": r"trade ?-?marks?|counterfeit\w*|logos?",
    "patent": r"patents?|apex",
    "design": r"(?:registered|community|industrial) designs?|design (?:right|patent)s?",
    "publicity": r"publicity|likeness|celebrit\w+|model release",
}
_MARKETPLACES: Mapping[str, str] = {
    "amazon": r"amazon|amz|asins?|fba|seller ?central|brand registry|buy ?box|account health",
    "ebay": r"ebay|vero",
    "etsy": r"etsy",
    "walmart": r"walmart",
    # goods from Alibaba are sold elsewhere, and the complaint is there
    "aliexpress": r"ali ?express|(?:on|at|my|our) alibaba(?! supplier| factory)",
    "temu": r"temu",
    "shopify": r"shopify",
}
_JURISDICTIONS: Mapping[str, str] = {
    "US": r"usa|u\.s\.a?|united states|america\w*|dmca|"
    r"us (?:law|court|account|seller|market\w*|store)",
    "GB": r"uk|united kingdom|britain|british|england|london",
    "DE": r"german\w*|deutsch\w*|abmahnung|unterlassung\w*|berlin|amazon\.de",
    "FR": r"france|french|paris|amazon\.fr",
    "IT": r"italy|italian|amazon\.it",
    "EU": r"eu|europe\w*|spain|spanish|netherlands|poland|dsa",
    "CN": r"china|chinese|shenzhen|guangzhou|hong ?kong|hangzhou|yiwu",
    "JP": r"japan\w*|tokyo",
    "IN": r"india\w*|delhi|mumbai",
    "CA": r"canad\w+|toronto",
    "AU": r"austral\w+|sydney",
}


def _compiled(words: Mapping[str, str]) -> dict[str, re.Pattern[str]]:
    return {name: re.compile(rf"(?<!\w)(?:{p})(?!\w)", re.I) for name, p in words.items()}


_FACETS = {
    "rights": _compiled(_RIGHTS),
    "marketplaces": _compiled(_MARKETPLACES),
    "jurisdictions": _compiled(_JURISDICTIONS),
}


def understand(
    message: str,
    history: Sequence[Turn] = (),
    *,
    max_chars: int = 12_000,
    language: Language | None = None,
) -> Query:
    """Return what a message asks; `language` is detected unless it is given.

    Raises InputError when the message has no words or is longer than `max_chars`.
    """
    if len(message) > max_chars:
        raise InputError(
            f"the message has {len(message):,} characters; at most {max_chars:,} are read. "
            "Send the question and the part of the notice that matters."
        )
    question = clean(message)
    if not any(character.isalpha() for character in question):
        raise InputError("there is no question in the message. Write what happened, in words.")
    language = language or detect(question)
    written = separate(question)
    asked = _english(written.own or written.notice, language)
    own = " ".join(asked)
    context = _context(own, history)
    search_text = f"{context} {own}" if context else own
    notice = " ".join(written.notice) if written.own else ""
    everything = f"{search_text} {notice}"
    return Query(
        question=question,
        search_text=search_text,
        language=language,
        parts=_questions(asked) if not context else (),
        notice=notice,
        alone=own if context else "",
        role=_role(everything),
        rights=_facet("rights", everything),
        jurisdictions=_facet("jurisdictions", everything),
        marketplaces=_facet("marketplaces", everything),
        uncovered=uncovered(everything),
        asked_back=bool(history)
        and history[-1].role == "assistant"
        and history[-1].content.rstrip().endswith("?"),
    )


def _english(sentences: Sequence[str], language: Language) -> tuple[str, ...]:
    """Return the sentences as they are searched with; what no phrase is known for stays."""
    if language == "en":
        return tuple(sentences)
    text = "\n".join(sentences)
    return tuple((to_english(text, language) or text).splitlines())


def _context(question: str, history: Sequence[Turn]) -> str:
    """Return the earlier questions that a short follow-up leans on, or an empty string."""
    asked = [turn.content for turn in history if turn.role == "user"]
    if not asked:
        return ""
    words = question.split()
    leans = len(words) <= _SHORT_FOLLOW_UP or (len(words) <= 20 and _ANAPHORA.search(question))
    if not leans:
        return ""
    earlier = (clean(content) for content in asked[-CONTEXT_TURNS:])
    return " ".join(to_english(text, detect(text)) for text in earlier)


def _questions(sentences: Sequence[str]) -> tuple[str, ...]:
    """Return the separate questions of a message of several sentences; empty if it is one."""
    if len(sentences) < 2:
        return ()
    return tuple([s for s in sentences if asks(s)][:MAX_PARTS])


def asks(sentence: str) -> bool:
    """Return whether a sentence is a question, with or without its mark."""
    return sentence.endswith("?") or bool(_INTERROGATIVE.match(sentence))


def _facet(name: str, text: str) -> frozenset[str]:
    return frozenset(value for value, words in _FACETS[name].items() if words.search(text))


def _role(text: str) -> Role:
    owner, accused = _OWNER.search(text), _ACCUSED.search(text)
    if bool(owner) == bool(accused):
        return Role.UNKNOWN
    return Role.OWNER if owner else Role.ACCUSED
