"""The generated part of the grounding set, from sentences of the guidance.

Rewrites (`rewrites.py`) keep the meaning, corruptions (`corruptions.py`) do not; all are seeded,
so that the set can be read, checked and made again: `python -m evals.mutations`. Half of the
corrupted claims are rewritten as well, so that a rewrite alone does not give the label away.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from assistant.types import Passage
from evals.corruptions import CORRUPTIONS
from evals.grounding_set import GENERATED, GroundingPair, write_pairs
from evals.rewrites import REWRITES, merge

SEED = 20261123
SUPPORTED = 205
PER_CORRUPTION = 14


def generate(passages: Iterable[Passage], seed: int = SEED) -> tuple[GroundingPair, ...]:
    """Return the generated pairs: the same for the same guidance and seed."""
    rng = random.Random(seed)
    ordered = sorted(passages, key=lambda p: p.id)
    material = [
        (passage, position)
        for passage in ordered
        for position, sentence in enumerate(passage.sentences)
        if sentence.block != "intro" and 45 <= len(sentence.text) <= 230
    ]
    rng.shuffle(material)
    return (*_supported(material, rng), *_corrupted(material, rng), *_absent(material, rng))


Material = Sequence[tuple[Passage, int]]


def _supported(material: Material, rng: random.Random) -> list[GroundingPair]:
    pairs: list[GroundingPair] = []
    names = [*(name for name in REWRITES if name != "empty opener"), "merge"]
    for passage, position in material:
        if len(pairs) == SUPPORTED:
            break
        text = passage.sentences[position].text
        for name in (names := [*names[1:], names[0]]):  # each rule in turn, if it fits
            claim = _merged(passage, position) if name == "merge" else REWRITES[name](text, rng)
            if claim is not None:
                claim, more = _rewritten(claim, rng, leave=name)
                why = f"rewritten ({', '.join([name, *more])}), nothing else changed"
                kind = "merge" if name == "merge" else "paraphrase"
                pairs.append(_pair(len(pairs), claim, passage, kind, why))
                break
    return pairs


def _merged(passage: Passage, position: int) -> str | None:
    for (at, one), (_, two) in pairwise(enumerate(passage.sentences)):
        if at == position and two.block == one.block == "prose":
            return merge(one.text, two.text)
    return None


def _corrupted(material: Material, rng: random.Random) -> list[GroundingPair]:
    pairs: list[GroundingPair] = []
    used: set[tuple[str, int]] = set()
    for kind, corrupt in CORRUPTIONS.items():
        count = 0
        for passage, position in rng.sample(list(material), len(material)):
            if count == PER_CORRUPTION:
                break
            original = passage.sentences[position].text
            claim = corrupt(original, rng)
            if claim is None or claim == original or (passage.id, position) in used:
                continue
            used.add((passage.id, position))
            claim, more = _rewritten(claim, rng, leave="")
            extra = f"; also rewritten ({', '.join(more)})" if more else ""
            number_ = 300 + len(pairs)
            pairs.append(
                _pair(number_, claim, passage, kind, f"the guidance says: {original}{extra}")
            )
            count += 1
    return pairs


def _absent(material: Material, rng: random.Random) -> list[GroundingPair]:
    """Return true sentences of another section of the same document, not said in this one."""
    pairs: list[GroundingPair] = []
    for passage, _ in rng.sample(list(material), len(material)):
        others = [
            (other, position)
            for other, position in material
            if other.document_id == passage.document_id and other.id != passage.id
        ]
        if len(pairs) == PER_CORRUPTION or not others:
            break
        other, position = rng.choice(others)
        text = other.sentences[position].text
        if max(_shared(text, s.text) for s in passage.sentences) > 0.34:
            continue
        claim, _ = _rewritten(text, rng, leave="")
        pairs.append(
            _pair(600 + len(pairs), claim, passage, "absent", f"stands in {other.id}, not here")
        )
    return pairs


def _shared(text: str, other: str) -> float:
    """Return the share of the longer words of a text that stand in another."""
    words = {w[:6] for w in re.findall(r"[a-z]{4,}", text.lower())}
    return len(words & {w[:6] for w in re.findall(r"[a-z]{4,}", other.lower())}) / max(
        1, len(words)
    )


def _rewritten(text: str, rng: random.Random, *, leave: str) -> tuple[str, list[str]]:
    """Apply one more rewrite to every second text."""
    if rng.random() < 0.5:
        return text, []
    for name in rng.sample(sorted(REWRITES), len(REWRITES)):
        if name not in (leave, "empty opener") and (changed := REWRITES[name](text, rng)):
            return changed, [name]
    return text, []


def _pair(number_: int, claim: str, passage: Passage, kind: str, why: str) -> GroundingPair:
    return GroundingPair.model_validate(
        {
            "id": f"gen-{number_:03}",
            "claim": claim,
            "evidence": (passage.id,),
            "supported": kind in ("paraphrase", "merge"),
            "kind": kind,
            "origin": "generated",
            "why": why,
        }
    )


def main() -> None:
    """Write the generated part anew from the guidance in the knowledge folder."""
    from assistant.guidance import load_knowledge
    from assistant.settings import load_settings

    knowledge = load_knowledge(load_settings().knowledge_dir)
    passages = [p for document in knowledge.documents for p in document.passages]
    write_pairs(GENERATED, generate(passages))


if __name__ == "__main__":
    main()
