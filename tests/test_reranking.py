"""The optional reranker: what it may change, and a real cross-encoder without a download."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assistant.chain import Parts, open_parts
from assistant.cli.doctor import PROBES
from assistant.entailment import load_entailment
from assistant.errors import SettingsError
from assistant.reranking import RERANKED, CrossEncoderReranker, load_reranker
from assistant.settings import Settings
from assistant.types import Knowledge, Query, ScoredPassage
from assistant.understanding import understand
from tests.fakes import KeywordEmbedder, passage

QUESTIONS = (
    "how long is the wait after a counter-notice",
    "who has to send the retraction to amazon",
    "what must a counter-notice contain",
    "can i forward the retraction",
)
WORDS = " ".join(QUESTIONS).replace("-", " ").split()


class FakeCrossEncoder:
    """Likes passages with a word, and remembers what it was asked."""

    num_labels = 1

    def __init__(self, liked: str) -> None:
        self.liked = liked
        self.pairs: list[tuple[str, str]] = []

    def predict(self, pairs: list[tuple[str, str]], show_progress_bar: bool) -> Any:
        self.pairs = pairs
        return np.asarray([float(self.liked in text) for _, text in pairs], dtype=np.float32)


def _found(*texts: str) -> list[ScoredPassage]:
    return [
        ScoredPassage(passage(f"{text} [s1].", f"page#s{rank}"), 9.0 - rank)
        for rank, text in enumerate(texts)
    ]


def _saved(folder: Path, labels: int) -> str:
    """Save a tiny cross-encoder with random weights; return its folder."""
    import torch

    transformers: Any = import_module("transformers")  # its names are not typed

    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *dict.fromkeys(WORDS), "-", "?"]
    (folder / "vocab.txt").write_text("\n".join(vocabulary), "utf-8")
    torch.manual_seed(7)
    config = transformers.BertConfig(
        vocab_size=len(vocabulary),
        num_labels=labels,
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
    )
    transformers.BertForSequenceClassification(config).save_pretrained(folder)
    tokenizer = transformers.BertTokenizerFast(str(folder / "vocab.txt"), model_max_length=128)
    tokenizer.save_pretrained(folder)
    return str(folder)


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> str:
    return _saved(tmp_path_factory.mktemp("reranker"), labels=1)


def _retrieved(parts: Parts, question: str, k: int) -> tuple[ScoredPassage, ...]:
    query = understand(question)
    vectors = parts.embed(query)
    return parts.retriever.retrieve(query, vectors, k)


def test_the_model_decides_the_order_and_the_scores_stay_with_the_places() -> None:
    fake: Any = FakeCrossEncoder("wanted")
    found = _found("first", "second", "the wanted one", "fourth")
    ordered = CrossEncoderReranker(fake, "fake")(Query("q?", "q?"), found)
    assert [f.passage.id for f in ordered] == ["page#s2", "page#s0", "page#s1", "page#s3"]
    assert [f.score for f in ordered] == [f.score for f in found]
    assert fake.pairs[0] == ("q?", f"{found[0].passage.section}\n{found[0].passage.text}")


def test_no_passages_need_no_model() -> None:
    fake: Any = FakeCrossEncoder("x")
    assert CrossEncoderReranker(fake, "fake")(Query("q", "q"), []) == ()
    assert not fake.pairs


def test_a_passage_beyond_the_answer_may_be_lifted_into_it(parts: Parts) -> None:
    more = _retrieved(parts, QUESTIONS[0], 5)
    fake: Any = FakeCrossEncoder(more[4].passage.text)
    reranker = CrossEncoderReranker(fake, "fake")
    reranking = replace(parts, retriever=replace(parts.retriever, rerank=reranker))
    lifted = _retrieved(reranking, QUESTIONS[0], 2)
    assert [f.passage.id for f in lifted] == [more[4].passage.id, more[0].passage.id]
    assert len(fake.pairs) <= RERANKED


def test_a_configured_model_orders_what_retrieval_finds(
    model: str, indexed: Settings, embedder: KeywordEmbedder, corpus: Knowledge
) -> None:
    usual = open_parts(indexed, corpus.requests, embedder)
    settings = indexed.model_copy(update={"reranker_model": model})
    reranking = open_parts(settings, corpus.requests, embedder)
    cross_encoder = load_reranker(model)
    changed = 0
    for question in QUESTIONS:
        before = _retrieved(usual, question, RERANKED)
        after = _retrieved(reranking, question, RERANKED)
        assert after == cross_encoder(understand(question), before)
        assert {f.passage.id for f in after} == {f.passage.id for f in before}
        changed += [f.passage.id for f in after] != [f.passage.id for f in before]
    assert changed


def test_doctor_names_the_model(model: str) -> None:
    assert "none configured" in PROBES["reranker"](Settings())
    assert PROBES["reranker"](Settings(reranker_model=model)).startswith(model)
    assert "none configured" in PROBES["NLI model"](Settings())


@pytest.mark.parametrize("load", [load_reranker, load_entailment])
def test_a_model_that_is_not_there_is_one_line_with_the_variable(load: Any, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"^ASSISTANT_\w+_MODEL: '.*' cannot be loaded") as seen:
        load(str(tmp_path / "missing"))
    assert "\n" not in str(seen.value)


def test_a_model_with_several_outputs_is_no_reranker(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="has 3 outputs; a reranker has one"):
        load_reranker(_saved(tmp_path, labels=3))
