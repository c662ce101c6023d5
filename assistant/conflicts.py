"""The conflict guard: cited passages that give two figures for one thing.

An answer that says "10 days" while another passage it cites says "10 to 14 business days" must
show both, and say which one governs and why: the law before the marketplace's own page, that
before a law firm, and so on. A false alarm would unsettle a seller, so the guard speaks only of
times, of the same marketplace and country, between sources of different weight. What it leaves
out was measured on the guidance: sums and percentages differ by case and never for one thing,
and two laws with two figures are about two things.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from assistant.figures import Figure, disagree, figures_in
from assistant.glossary import explain
from assistant.grounding import Support
from assistant.index import Vectors
from assistant.types import DraftStatement, Passage, Sentence, Source
from assistant.understanding import understand

TIMES = ("minute", "hour", "day", "month")
# cosine of two sentences that share a term of the glossary; lower where their figures overlap,
# as "10 days" and "10 to 14 business days" do
SAME_THING = 0.70
SAME_THING_OVERLAPPING = 0.55
NEAR = 1.6  # times: figures further apart are about different things
# kind of source -> how it is called; the order is their authority
_AUTHORITY = {
    "law": "the law itself",
    "official": "an official page",
    "law-firm": "a law firm's page",
    "agency": "an agency's page",
    "press": "a press article",
    "forum": "a forum post",
}
_KINDS = tuple(_AUTHORITY)
_SINGLE_CASE = re.compile(r"\b(?:cases?|awarded|ordered|reported|pasted)\b", re.I)
_GOVERNS = re.compile(
    r"\b(?:governs?|authoritative|less exact|better source|counts? more|prevails?)\b", re.I
)
_AT_MOST = re.compile(r"\b(?:up to|at most)\b", re.I)

Kept = tuple[DraftStatement, Support]


@dataclass(frozen=True)
class Claim:
    """A sentence of a cited passage that gives a time."""

    passage: Passage
    position: int
    weight: int  # of its sources, 0 is the law

    @property
    def sentence(self) -> Sentence:
        """The sentence itself."""
        return self.passage.sentences[self.position]

    @property
    def context(self) -> str:
        """The question that the section answers, and the sentence."""
        return f"{self.passage.section} {self.sentence.text}"


def conflict_notes(
    kept: Sequence[Kept], passages: Mapping[str, Passage], vectors: Mapping[str, Vectors]
) -> list[Kept]:
    """Return statements that name two figures for one thing and which governs; mostly none.

    `vectors` holds the normalised vectors of a passage's sentences, (n, dim). At most one
    conflict is told: the one whose sentences are most alike.
    """
    said = " ".join(draft.text for draft, _ in kept)
    spans = {
        (pid, at) for _, support in kept for pid, found in support.spans.items() for at in found
    }
    cited = [passages[pid] for pid in dict.fromkeys(pid for pid, _ in sorted(spans))]
    claims = [claim for passage in cited for claim in _claims(passage)]
    shown = [claim for claim in claims if (claim.passage.id, claim.position) in spans]
    best: tuple[float, Claim, Claim] | None = None
    for mine, other in product(shown, claims):
        alike = _likeness(mine, other, vectors)
        if (best is None or alike > best[0]) and _conflict(mine, other, alike):
            best = alike, mine, other
    if best is None or _told(said, *best[1:]):
        return []
    stronger, weaker = sorted(best[1:], key=lambda claim: claim.weight)
    return _note(stronger, weaker, kept[-1][0].paragraph + 1)


def _claims(passage: Passage) -> Iterator[Claim]:
    """Yield the sentences that plainly give one source's time.

    Not those that compare sources themselves or rest on several kinds: whose figure is it?
    """
    for position, sentence in enumerate(passage.sentences):
        kinds = {_KINDS.index(source.kind) for source in _sources(passage, sentence)}
        unclear = _SINGLE_CASE.search(sentence.text) or _GOVERNS.search(sentence.text)
        if len(kinds) == 1 and not unclear and _times(sentence):
            yield Claim(passage, position, kinds.pop())


def _sources(passage: Passage, sentence: Sentence) -> list[Source]:
    return [source for source in passage.sources if source.id in sentence.sources]


def _times(sentence: Sentence) -> frozenset[Figure]:
    return frozenset(figure for figure in figures_in(sentence.text) if figure.unit in TIMES)


def _likeness(one: Claim, other: Claim, vectors: Mapping[str, Vectors]) -> float:
    mine, its = (vectors[claim.passage.id][claim.position] for claim in (one, other))
    return float(mine @ its)


def _conflict(one: Claim, other: Claim, alike: float) -> bool:
    """Return whether two claims give different figures for the same thing."""
    if one.passage.id == other.passage.id or one.weight == other.weight:
        return False
    mine, its = _times(one.sentence), _times(other.sentence)
    unit = disagree(mine, its)
    pairs = [(a, b) for a, b in product(mine, its) if a.unit == b.unit == unit]
    if not any(_near(a, b, NEAR) for a, b in pairs) or _same_limit(one, other, pairs):
        return False
    overlapping = any(_near(a, b, 1.0) for a, b in pairs)
    return alike >= (SAME_THING_OVERLAPPING if overlapping else SAME_THING) and _same_place(
        one, other
    )


def _same_limit(one: Claim, other: Claim, pairs: Sequence[tuple[Figure, Figure]]) -> bool:
    """Return whether one says "up to 14 days" where the other says "10 to 14 days"."""
    limited = any(_AT_MOST.search(claim.sentence.text) for claim in (one, other))
    return limited and any(a.high == b.high and a.working == b.working for a, b in pairs)


def _near(one: Figure, other: Figure, times: float) -> bool:
    """Return whether two ranges overlap when each is stretched so many times."""
    return one.low <= times * other.high and other.low <= times * one.high


def _same_place(one: Claim, other: Claim) -> bool:
    """Return whether both speak of one term, and of no different marketplace or country."""
    mine, its = one.passage, other.passage
    if not set(explain(one.context)) & set(explain(other.context)):
        return False
    here, there = understand(one.context), understand(other.context)
    return (
        _meet(mine.marketplaces, its.marketplaces, "any")
        and _meet(mine.jurisdictions, its.jurisdictions, "ANY")
        and here.marketplaces - {"amazon"} == there.marketplaces - {"amazon"}
        and not _apart(here.jurisdictions, there.jurisdictions)
    )


def _meet(one: Sequence[str], other: Sequence[str], everywhere: str) -> bool:
    return everywhere in one or everywhere in other or bool(set(one) & set(other))


def _apart(one: frozenset[str], other: frozenset[str]) -> bool:
    return bool(one and other and not one & other)


def _told(said: str, one: Claim, other: Claim) -> bool:
    """Return whether the answer has both figures and says which governs."""
    told = figures_in(said)
    both = _times(one.sentence) <= told and _times(other.sentence) <= told
    return both and _GOVERNS.search(said) is not None


def _note(stronger: Claim, weaker: Claim, paragraph: int) -> list[Kept]:
    """Return the two figures with their sources, then which one governs and why."""
    unit = disagree(_times(stronger.sentence), _times(weaker.sentence))
    (first, one), (second, other) = (
        (_spoken(claim, unit), _AUTHORITY[_KINDS[claim.weight]]) for claim in (stronger, weaker)
    )
    reviewed, its_review = (f"{c.passage.reviewed:%d %B %Y}" for c in (stronger, weaker))
    better = "authoritative" if stronger.weight <= _KINDS.index("official") else "better"
    lines = (
        f"The sources differ: {first} according to {one} (reviewed {reviewed}), {second} according "
        f"to {other} (reviewed {its_review}).",
        f"The {better} figure is {first}, because its source is {one}, not {other}.",
    )
    spans = {claim.passage.id: (claim.position,) for claim in (stronger, weaker)}
    return [
        (
            DraftStatement(text, tuple(spans), block="notice", paragraph=paragraph),
            Support(1.0, spans),  # put together here from both passages, nothing to verify
        )
        for text in lines
    ]


def _spoken(claim: Claim, unit: str) -> str:
    """Return the figures of a claim in one unit, as a reader says them."""
    figures = sorted((f for f in _times(claim.sentence) if f.unit == unit), key=lambda f: f.low)
    return " or ".join(
        f"{f.low:g} to {f.high:g} {_unit(f)}" if f.high != f.low else f"{f.low:g} {_unit(f)}"
        for f in figures
    )


def _unit(figure: Figure) -> str:
    return f"{'business ' if figure.working else ''}{figure.unit}{'s' if figure.high != 1 else ''}"
