"""What words say exactly: number words, negation, duty, actors, countries, rights, conditions.

The tables behind `exactness.py`. They speak of sentences in English about complaints, and are
deliberately short: a word belongs here when a claim can be wrong by it alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

import Stemmer

MUST, MAY = "must", "may"
JURISDICTIONS: Mapping[str, str] = {
    "the United States": r"\b(?:US|USC|U\.S\.(?:C\.)?|USA|United States|American|"
    r"California|New York)\b|"
    r"\bfederal\b",
    "the European Union": r"\b(?:EU|European|Europe)\b",
    "the United Kingdom": r"\b(?:UK|United Kingdom|British|Britain|England|English court)\b",
    "Germany": r"\b(?:Germany|German|Köln|München|Berlin)\b",
    "France": r"\b(?:France|French|Paris|Nancy)\b",
    "China": r"\b(?:China|Chinese|Beijing|RMB)\b",
    "Canada": r"\b(?:Canada|Canadian|CAD)\b",
    "Japan": r"\b(?:Japan|Japanese)\b",
    "India": r"\b(?:India|Indian)\b",
    "Australia": r"\b(?:Australia|Australian)\b",
    "Spain": r"\b(?:Spain|Spanish)\b",
    "Italy": r"\b(?:Italy|Italian)\b",
}
RIGHTS: Mapping[str, str] = {
    "copyright": r"(?i:\bcopyright)",
    "trademarks": r"(?i:\btrade ?marks?\b(?! office)|\bmarks?\b(?! the))",
    "patents": r"(?i:\bpatents?\b)",
    "designs": r"(?i:\b(?:registered |community )?designs?\b)",
    "counterfeits": r"(?i:\bcounterfeit|\bgenuine\b)",
    "likeness": r"(?i:\blikeness|\bpublicity\b|\bprivacy\b)",
}
_STRONG: Mapping[str, str] = {
    "all": r"all|every|each|any(?! of)|any(?:one|body|where|thing)|"
    r"every(?:one|body|thing)|whole|both|"
    r"whatever|whoever",
    "always": r"always|automatically|in every case|guaranteed|necessarily|inevitably|certainly",
    "never": r"never|under no circumstances|impossible",
    "only": r"only|solely|exclusively|just|alone",
    "exactly": r"exactly|precisely",
    "fully": r"completely|entirely|fully|freely|simply|reliably|safely",
    "at once": r"immediately|at once|instantly|right away",
}
HEDGES = re.compile(
    r"\b(?:usually|normally|often|generally|some|many|(?<!at )most|mostly|(?-i:may)|can|could|one|"
    r"rarely|sometimes|"
    r"not automatically|mainly|depends|typically|possibly|perhaps|probably|likely|"
    r"as a rule|in general|tends?|might|few|reported|according to|says)\b",
    re.I,
)
_ACTORS: Mapping[str, str] = {
    "owner": r"rights owners?|rights holders?|brand owners?|owners?|complainants?|claimants?|"
    r"reporters?",
    "seller": r"accused sellers?|sellers?|respondents?",
    "Amazon": r"amazon",
    "platform": r"platforms?|marketplaces?|providers?|hosts?|ebay|etsy|shopify",
    "court": r"courts?|judges?",
    "agent": r"agents?",
    "customer": r"customers?|buyers?",
    "supplier": r"suppliers?|distributors?|factory|wholesalers?",
    "photographer": r"photographers?|freelancers?",
    "lawyer": r"lawyers?|attorneys?|law firms?",
    "you": r"you|your",
}
_ACTOR = re.compile(
    "|".join(f"(?P<{name}>\\b(?:{words})\\b(?!['’]s))" for name, words in _ACTORS.items()), re.I
)
_CLAUSE = re.compile(
    r"[.;:]\s|,\s|\s(?:and|but|or|because|since|so that|if|when|unless|which|that|who|while)\s",
    re.I,
)
_MODALS = (
    (r"\b(?:do(?:es)? not (?:have|need) to|need not)\b", "may not have to"),
    (
        r"\b(?:must|ha(?:s|ve) to|(?:is|are) required to|is obliged to|needs? to|required|"
        r"mandatory|compulsory|obligatory)\b",
        "must",
    ),
    (r"\b(?:is|are) (?:allowed|free|permitted|able) to\b|\b(?:can|could|might|may)\b", "may"),
    (r"\b(?:optional|voluntary)\b", "may"),
)
_OPPOSITES = {
    "invalid": "not valid", "void": "not valid",
    "refuses": "does not accept", "refuse": "do not accept",
    "refused": "not accept", "rejects": "does not accept", "forbids": "does not allow",
    "forbidden": "not allowed", "prohibits": "does not allow", "prohibited": "not allowed",
    "bars": "does not allow", "barred": "not allowed", "unregistered": "not registered",
    "without": "not with", "neither": "not", "nor": "not", "none": "not", "no": "not",
    "never": "not",
    "nobody": "not", "no one": "not", "nothing": "not", "nowhere": "not",
    "unpaid": "not paid", "unable": "not able", "secret": "not show", "avoid": "do not use",
    "stays open": "does not close", "remains open": "does not close", "stay open": "do not close",
    "illegal": "not lawful", "unlawful": "not lawful", "unsafe": "not safe",
}  # fmt: skip
_OPPOSITE = re.compile(rf"\b({'|'.join(sorted(_OPPOSITES, key=len, reverse=True))})\b", re.I)
_CONDITION = re.compile(
    r"(?:,? )?\b(?:only )?(?:(?:if|unless|provided(?: that)?|as long as|when|as far as)\b [^,;.]+|"
    r"(?:after|without|except)\b [^,;.]+?(?= (?:can|may|must|will|should)\b|[,;.]|$))",
    re.I,
)
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_EMPTY = frozenset(
    """a an the of to in on at by for with from and or but is are was were be been being it its
    this that these those as not do does did has have had will would may must can could should
    you your i he she they them their there here than then so such also too very just only which
    who whom what when if unless because since while after before about into over under out up
    any some no yes one own s t""".split()  # noqa: SIM905 - a list of strings is unreadable
)
_stemmer = Stemmer.Stemmer("english")


_COURTESY = re.compile(
    r"^(?:hi|hello|hey|dear .*|good (?:morning|day|evening)|thanks?|thank you.*|welcome|"
    r"you(?:'re| are) welcome|sure|of course|certainly|i hope .*|best regards.*|good luck.*|"
    r"(?:please )?let me know.*|feel free to ask.*)[\s,.!]*(?:there|everyone)?[\s,.!]*$",
    re.I,
)


def states_something(text: str) -> bool:
    """Whether a text makes a claim: not a question, a greeting or a courtesy."""
    bare = text.strip()
    return bool(stems(bare)) and not bare.endswith("?") and not _COURTESY.match(bare)


def strong_words(text: str) -> frozenset[str]:
    """Return what a text says without exception: all, always, never, only, exactly, fully."""
    return frozenset(
        name for name, words in _STRONG.items() if re.search(rf"\b(?:{words})\b", text, re.I)
    )


@lru_cache(maxsize=4096)
def stems(text: str) -> frozenset[str]:
    """Return the stems of the words of a text that mean something by themselves."""
    return frozenset(_sequence(text))


def _sequence(text: str) -> list[str]:
    words = [w.lower().replace("’", "'").removesuffix("'s") for w in _WORD.findall(text)]
    return list(_stemmer.stemWords([w for w in words if w not in _EMPTY]))


def mentioned(table: Mapping[str, str], text: str) -> frozenset[str]:
    """Return the names of a table that a text mentions."""
    return frozenset(name for name, pattern in table.items() if re.search(pattern, text))


def clauses(text: str) -> list[str]:
    """Return the clauses of a text, split where one thing said ends and another begins."""
    return [part for part in _CLAUSE.split(text) if part and part.strip()]


def _spelt_out(text: str) -> str:
    """Return a text in which every negation is the word "not"."""
    text = re.sub(r"\bnot only\b", "both", text, flags=re.I)
    text = re.sub(r"^(?:No|Yes)[,:] (?:not automatically[,:] )?", "", text.strip())
    text = re.sub(r"\bcan(?:not|['’]t)\b", "can not", text, flags=re.I)
    text = re.sub(r"n['’]t\b", " not", text)
    return _OPPOSITE.sub(lambda m: _OPPOSITES[m[1].lower()], text)


@lru_cache(maxsize=4096)
def negated_pairs(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return the stems that stand right after a negation, and those that stand without one."""
    denied: set[str] = set()
    plain: set[str] = set()
    for clause in clauses(_spelt_out(text)):
        before, *rest = re.split(r"\bnot\b", clause, maxsplit=1, flags=re.I)
        plain.update(_sequence(before))
        for after in rest:
            denied.update(_sequence(after)[:2])
    return frozenset(denied), frozenset(plain)


_PART = re.compile(r"[.;:,]\s|\s(?:because|since|so that|but|if|when|unless|while)\s", re.I)


@lru_cache(maxsize=4096)
def polarities(text: str) -> tuple[tuple[frozenset[str], int], ...]:
    """Return the stems of each part of a text and how many negations it has."""
    parts = (part for part in _PART.split(_spelt_out(text)) if part and part.strip())
    found = []
    for part in parts:
        bare = re.sub(r"\bnot (?:just |only )?not\b", " ", part)
        found.append((stems(bare), len(re.findall(r"\bnot\b", bare, re.I))))
    return tuple(found)


@lru_cache(maxsize=4096)
def modal_pairs(text: str) -> frozenset[tuple[str, str]]:
    """Return (verb stem, "must" or "may") for the duties and permissions of a text."""
    pairs: set[tuple[str, str]] = set()
    for clause in clauses(_spelt_out(text)):
        for pattern, modal in _MODALS:
            clause = re.sub(pattern, f" xx{modal.replace(' ', 'x')} ", clause, flags=re.I)
        for match in re.finditer(r"xx(must|may) (?! *not\b)(.*)", clause):
            after = _sequence(re.sub(r"xx\w+", "", match[2]))
            if after:
                pairs.add((after[0], MUST if match[1] == "must" else MAY))
    return frozenset(pairs)


def negations(text: str) -> int:
    """Return how many negations a text has, "cannot", "nobody" and "refuses" among them."""
    return len(re.findall(r"\bnot\b", _spelt_out(text), re.I))


def actors_in_order(text: str) -> list[str]:
    """Return who is spoken of, in order, also as an owner: "Amazon's picture"."""
    found = [m.lastgroup or "" for m in _ACTOR.finditer(re.sub(r"['’]s\b", "", text))]
    return [a for n, a in enumerate(found) if a != "you" and a not in found[:n]]


@lru_cache(maxsize=4096)
def actors_in(text: str) -> frozenset[str]:
    """Return who is spoken of: owner, seller, Amazon, platform, court or another."""
    return frozenset(m.lastgroup for m in _ACTOR.finditer(text) if m.lastgroup)


@lru_cache(maxsize=4096)
def actor_pairs(text: str) -> frozenset[tuple[str, str]]:
    """Return (who, stem of what they do), also for "sent by the owner"."""
    pairs: set[tuple[str, str]] = set()
    for clause in clauses(text):
        found = list(_ACTOR.finditer(clause))
        for match, following in zip(found, [*found[1:], None], strict=False):
            actor = match.lastgroup or ""
            before = _sequence(clause[: match.start()])
            preposition = re.search(r"\b(by|to|from|for|of|with|against)(?: the| an?)? *$", clause[: match.start()], re.I)  # fmt: skip # noqa: E501
            if preposition and preposition[1].lower() == "by" and before:
                passive = "not " if re.search(r"\bnot\b|n['’]t\b", clause[: match.start()]) else ""
                pairs.add((actor, passive + before[-1]))
            elif preposition and preposition[1].lower() in ("to", "from"):
                pairs.add((actor, f"{preposition[1].lower()} …"))
            elif not preposition:
                after = clause[match.end() : following.start() if following else None]
                denied = re.match(
                    r"(?:\W+\w+){0,2}?\W+(?:not|never|cannot)\b|\W+\w+n['’]t\b", after, re.I
                )
                pairs.update(
                    (actor, f"{'not ' if denied else ''}{stem}") for stem in _sequence(after)[:1]
                )
    return frozenset(pairs)


@lru_cache(maxsize=4096)
def conditions(text: str) -> tuple[tuple[str, str], ...]:
    """Return (condition, what is left of its sentence) for each condition of a text."""
    found = []
    for sentence in re.split(r"(?<=[.;]) ", text):
        for match in _CONDITION.finditer(sentence):
            found.append((match[0], sentence.replace(match[0], " ")))
    return tuple(found)
