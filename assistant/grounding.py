"""The verifier: does the cited guidance say what a statement says?

Verbatim first: a statement that stands word for word in a cited passage is fully supported.
Otherwise the sentences that carry it are looked up, the exact tier (`exactness.py`) compares
what is stated exactly, the semantic tier (`likeness.py`) measures how much is covered, and a
calibrated decision (`calibration.py`) turns both into a probability. Whatever is rejected
keeps its reasons. An NLI cross-encoder can be asked as well, for those who configure one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from assistant.calibration import Calibration, load_calibration
from assistant.echoes import tells_nothing
from assistant.embeddings import SentenceTransformerEmbedder
from assistant.exactness import KINDS, Finding, findings, numbers_in
from assistant.index import Vectors
from assistant.lexical import Lexicon
from assistant.likeness import Likeness, Measured
from assistant.sentences import split_sentences
from assistant.types import DraftStatement, Passage
from assistant.wording import states_something

VOUCHED = 0.8  # support from which a sentence of a chat model is shown
__all__ = ["Entailment", "Examined", "Support", "Verifier", "numbers_in"]


class Entailment(Protocol):
    """An NLI model: how likely a text is to entail a claim, in [0, 1]."""

    def __call__(self, text: str, claim: str) -> float: ...  # noqa: D102


@dataclass(frozen=True)
class Support:
    """The verdict on one statement.

    `score` is the calibrated probability that the evidence says it. `spans` names, per passage
    id, the positions of the sentences that carry it. `reasons` is empty exactly when the
    statement is supported.
    """

    score: float  # in [0, 1]
    spans: Mapping[str, tuple[int, ...]]
    reasons: tuple[str, ...] = ()

    @property
    def supported(self) -> bool:
        """Whether the statement may be shown."""
        return not self.reasons


@dataclass(frozen=True)
class Examined:
    """What both tiers found about a statement: the input of the decision."""

    features: Mapping[str, float]
    findings: tuple[Finding, ...]
    spans: Mapping[str, tuple[int, ...]]
    nearest: tuple[str, ...]


class Verifier:
    """Checks statements against the passages that they cite."""

    def __init__(
        self,
        embedder: SentenceTransformerEmbedder,
        lexicon: Lexicon,
        sentence_vectors: Mapping[str, Vectors],
        *,
        calibration: Calibration | None = None,
        entailment: Entailment | None = None,
    ) -> None:
        self._embedder = embedder
        self._lexicon = lexicon
        self._vectors = sentence_vectors
        self._likeness = Likeness(embedder, lexicon, sentence_vectors)
        self._calibration = calibration
        self._entailment = entailment

    def over(self, sentence_vectors: Mapping[str, Vectors]) -> Verifier:
        """Return the same verifier for other passages."""
        return self._like(sentence_vectors, self._entailment)

    def asking(self, entailment: Entailment) -> Verifier:
        """Return the same verifier that also asks an NLI model."""
        return self._like(self._vectors, entailment)

    def _like(
        self, sentence_vectors: Mapping[str, Vectors], entailment: Entailment | None
    ) -> Verifier:
        return Verifier(
            self._embedder,
            self._lexicon,
            sentence_vectors,
            calibration=self._calibration,
            entailment=entailment,
        )

    def check(self, statement: DraftStatement, passages: Mapping[str, Passage]) -> Support:
        """Return whether the passages that the statement cites carry it."""
        cited = [passages[pid] for pid in dict.fromkeys(statement.evidence) if pid in passages]
        if not cited:
            return Support(0.0, {}, ("cites no passage",))
        if spans := _verbatim(statement.text, cited):
            return Support(1.0, spans)
        if not states_something(statement.text):
            return Support(0.0, {}, ("states nothing that could be checked",))
        if nothing := tells_nothing(statement.text, cited):
            return Support(0.0, {}, (nothing,))
        return self._decide(statement.text, self.examine(statement.text, cited))

    def vouch(self, statement: DraftStatement, passages: Mapping[str, Passage]) -> Support:
        """Return `check`, stricter: whether what a chat model wrote may be shown.

        A likely statement is not enough to be shown: it must be well supported, and no telling
        word of it may be new or left out.
        """
        support = self.check(statement, passages)
        if not support.supported or support.score == 1.0:
            return support
        carrying = [
            passages[pid].sentences[at].text
            for pid, places in support.spans.items()
            for at in places
        ]
        word = self._likeness.unborne(statement.text, carrying)
        if word is None and support.score >= VOUCHED:
            return support
        reason = (
            f'adds or leaves out "{word}"' if word else f"too weak ({support.score:.2f}) to show"
        )
        return Support(support.score, support.spans, (reason,))

    def examine(self, text: str, cited: Sequence[Passage]) -> Examined:
        """Return the features and findings of a statement that does not stand word for word."""
        measured = self._likeness.measure(text, cited)
        everything = [f"{p.document_title}\n{p.section}\n{p.text}" for p in cited]
        found = (*findings(text, measured.nearest, everything), *self._foreign(text, measured))
        kinds: set[str] = {finding.kind for finding in found}
        exact = {kind: float(kind in kinds) for kind in KINDS}
        return Examined(
            features={**measured.features, **exact},
            findings=found,
            spans=measured.spans,
            nearest=measured.nearest,
        )

    def _foreign(self, text: str, measured: Measured) -> tuple[Finding, ...]:
        pair = self._likeness.foreign_word(text, "".join(measured.nearest[:1]))
        if pair is None:
            return ()
        return (
            Finding("changed word", f'says "{pair[0]}" where the evidence says "{pair[1]}"', True),
        )

    def _decide(self, text: str, examined: Examined) -> Support:
        calibration = self._calibration or load_calibration()  # late: training makes the file
        probability = calibration.probability(examined.features)
        strict = [f.reason for f in examined.findings if f.strict]
        entailed = self._entailment(" ".join(examined.nearest), text) if self._entailment else None
        if entailed is not None:
            probability = min(probability, (probability + entailed) / 2)
        if not strict and probability >= calibration.threshold:
            return Support(probability, examined.spans)
        reasons = list(dict.fromkeys(f.reason for f in examined.findings))
        score = min(probability, calibration.threshold / 2) if strict else probability
        if not strict or len(reasons) == 0:
            reasons.append(f"the cited passages do not say it (support {score:.2f})")
        if entailed is not None and entailed < 0.5:
            reasons.append(f"the NLI model does not find it in the evidence ({entailed:.2f})")
        return Support(score, examined.spans, tuple(reasons))


def _verbatim(text: str, cited: Sequence[Passage]) -> dict[str, tuple[int, ...]]:
    """Return where each sentence of the statement stands word for word; {} unless all do."""
    whole = _verbatim_sentence(text, cited)
    if whole:
        return whole
    sentences = split_sentences(text)
    found = [_verbatim_sentence(sentence, cited) for sentence in sentences]
    if len(sentences) < 2 or not all(found):
        return {}
    merged: dict[str, set[int]] = {}
    for spans in found:
        for passage_id, positions in spans.items():
            merged.setdefault(passage_id, set()).update(positions)
    return {passage_id: tuple(sorted(positions)) for passage_id, positions in merged.items()}


def _verbatim_sentence(text: str, cited: Sequence[Passage]) -> dict[str, tuple[int, ...]]:
    plain = _plain(text)
    return {
        passage.id: found
        for passage in cited
        if (
            found := tuple(
                p
                for p, s in enumerate(passage.sentences)
                if s.text == text or _plain(s.text) == plain
            )
        )
    }


@lru_cache(maxsize=8192)
def _plain(text: str) -> str:
    """Return a sentence without what does not change it: case of the first letter, spaces, stop."""
    text = " ".join(text.replace("’", "'").replace("“", '"').replace("”", '"').split())
    return (text[:1].lower() + text[1:]).rstrip(".")
