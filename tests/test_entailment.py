"""The optional NLI model: which label counts, and what it changes."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from assistant.entailment import CrossEncoderEntailment
from assistant.errors import SettingsError
from assistant.grounding import Verifier
from assistant.lexical import Lexicon
from assistant.types import DraftStatement
from tests.fakes import KeywordEmbedder, passage


class FakeCrossEncoder:
    """Gives every pair the same logits."""

    def __init__(self, logits: list[float], labels: dict[int, str]) -> None:
        self.config = SimpleNamespace(id2label=labels)
        self.logits = logits

    def predict(self, pairs: list[tuple[str, str]]) -> Any:
        return np.asarray([self.logits for _ in pairs])


NLI = {0: "contradiction", 1: "entailment", 2: "neutral"}
FEE = passage("The form is free for every photographer [s1].", "fee#amount")


def _verifier() -> Verifier:
    embedder = KeywordEmbedder()
    vectors = np.asarray(embedder.embed_documents([s.text for s in FEE.sentences]), np.float32)
    return Verifier(embedder, Lexicon([FEE]), {FEE.id: vectors})


def test_the_probability_of_entailment_is_read_from_the_label_of_that_name() -> None:
    model: Any = FakeCrossEncoder([0.0, 5.0, 0.0], NLI)
    assert CrossEncoderEntailment(model, "fake")("text", "claim") > 0.95


def test_a_model_without_an_entailment_label_is_refused_with_its_labels() -> None:
    model: Any = FakeCrossEncoder([0.0], {0: "LABEL_0"})
    with pytest.raises(SettingsError, match="label_0"):
        CrossEncoderEntailment(model, "fake")


def test_a_contradicting_nli_model_lowers_the_score_and_gives_its_reason() -> None:
    claim = DraftStatement("For every photographer the form is free.", (FEE.id,))
    alone = _verifier().check(claim, {FEE.id: FEE})
    asked = _verifier().asking(lambda text, said: 0.0).check(claim, {FEE.id: FEE})
    assert asked.score < alone.score
    assert any("NLI" in reason for reason in asked.reasons)


def test_an_nli_model_that_agrees_never_raises_a_score() -> None:
    for text in ("For every photographer the form is free.", "The form costs 400 USD a year."):
        claim = DraftStatement(text, (FEE.id,))
        alone = _verifier().check(claim, {FEE.id: FEE})
        assert _verifier().asking(lambda text, said: 1.0).check(claim, {FEE.id: FEE}) == alone


def test_a_verbatim_sentence_is_supported_whatever_the_nli_model_says() -> None:
    claim = DraftStatement(FEE.sentences[0].text, (FEE.id,))
    support = _verifier().asking(lambda text, said: 0.0).check(claim, {FEE.id: FEE})
    assert (support.score, support.reasons) == (1.0, ())
