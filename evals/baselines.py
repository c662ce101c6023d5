"""What simpler systems reach on the same cases, scored by the same scorers.

Each gets the message as typed and answers always: none of them can abstain or refuse. Only the
chat model may say that it does not know.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from langchain_core.language_models import BaseChatModel
from langchain_text_splitters import RecursiveCharacterTextSplitter
from scipy.stats import binomtest

from assistant.chain import Parts
from assistant.embeddings import SentenceTransformerEmbedder
from assistant.errors import ChatModelError, SettingsError
from assistant.overlay import load_layered
from assistant.retrieval import ENTRIES
from assistant.types import Answer, GuidanceDocument, Status
from evals import metrics, scorers
from evals.cases import EvalCase
from evals.metrics import Score
from evals.run import RANKED
from evals.scorers import Result

OURS = "ours"
REAL = "real"
CHUNK_SIZE, CHUNK_OVERLAP, CHUNKS = 1000, 200, 4  # what LangChain's RAG tutorial uses
COMPARED = (
    *("pass", "outcome accuracy", "fact recall", "all facts", "forbidden rate", "crag"),
    *("recall@1", "recall@3", "mrr@10", "words"),
)
# The prompt of LangChain's RAG tutorial (`rlm/rag-prompt`).
TUTORIAL_PROMPT = """You are an assistant for question-answering tasks. Use the following pieces \
of retrieved context to answer the question. If you don't know the answer, just say that you \
don't know. Use three sentences maximum and keep the answer concise.
Question: {question}
Context: {context}
Answer:"""
_DOES_NOT_KNOW = re.compile(r"\b(?:do not|don.t|does not|doesn.t) know\b", re.IGNORECASE)


@dataclass(frozen=True)
class Reply:
    """What a baseline answers, and the passages it found, best first."""

    text: str
    ranked: tuple[str, ...] = ()
    status: Status = Status.ANSWERED


System = Callable[[str], Reply]


@dataclass(frozen=True)
class Comparison:
    """Scores by system, ours first; p-values by system and score."""

    scores: dict[str, dict[str, Score]]
    significance: dict[str, dict[str, float]]


@dataclass(frozen=True)
class Chunk:
    """A piece of a document; `passage_id` is the section that most of it stands in."""

    text: str
    passage_id: str


class ChunkIndex:
    """Documents cut by length, as tutorials do, and searched by cosine."""

    def __init__(
        self, documents: Sequence[GuidanceDocument], embedder: SentenceTransformerEmbedder
    ) -> None:
        self._embedder = embedder
        self._chunks = [chunk for document in documents for chunk in split_document(document)]
        self._vectors = np.asarray(
            embedder.embed_documents([chunk.text for chunk in self._chunks]), dtype=np.float32
        )

    def nearest(self, question: str, k: int = CHUNKS) -> list[Chunk]:
        """Return the k nearest chunks, nearest first."""
        similarity = self._vectors @ np.asarray(
            self._embedder.embed_query(question), dtype=np.float32
        )
        return [self._chunks[row] for row in np.argsort(-similarity, kind="stable")[:k]]


def document_text(document: GuidanceDocument) -> str:
    """Return a document as its readers see it: title, headings and text."""
    return "".join([f"# {document.title}\n\n", *(_section_texts(document))])


def _section_texts(document: GuidanceDocument) -> list[str]:
    return [f"## {passage.section}\n\n{passage.text}\n\n" for passage in document.passages]


def split_document(document: GuidanceDocument) -> list[Chunk]:
    """Return a document cut every 1000 characters with 200 of overlap, wherever that falls."""
    splitter = RecursiveCharacterTextSplitter(
        chunk_size=CHUNK_SIZE, chunk_overlap=CHUNK_OVERLAP, add_start_index=True
    )
    bounds: list[tuple[int, int, str]] = []
    start = len(f"# {document.title}\n\n")
    for passage, text in zip(document.passages, _section_texts(document), strict=True):
        bounds.append((start, start + len(text), passage.id))
        start += len(text)
    chunks = []
    for piece in splitter.create_documents([document_text(document)]):
        first = int(piece.metadata["start_index"])
        last = first + len(piece.page_content)
        _, passage_id = max((min(last, e) - max(first, s), pid) for s, e, pid in bounds)
        chunks.append(Chunk(piece.page_content, passage_id))
    return chunks


def open_systems(parts: Parts, *, with_model: bool = False) -> dict[str, System]:
    """Return the baselines by name. Raises SettingsError when a model is wanted, none is set."""
    documents = load_layered(
        parts.settings.knowledge_dir, parts.settings.overlay_dir
    ).knowledge.documents
    chunks = ChunkIndex(documents, parts.embedder)
    whole = {document.id: document_text(document) for document in documents}
    passages = parts.index.passages

    def top_passage(ranked: tuple[str, ...]) -> Reply:
        return Reply(passages[ranked[0]].text, ranked) if ranked else Reply("")

    def bm25(question: str) -> Reply:
        return top_passage(
            tuple(pid for pid, _ in parts.retriever.lexicon.search(question, RANKED))
        )

    def dense(question: str) -> Reply:
        return top_passage(_nearest_passages(parts, question))

    def tutorial(question: str) -> Reply:
        found = chunks.nearest(question)
        return Reply(found[0].text, tuple(dict.fromkeys(c.passage_id for c in found)))

    def nearest_document(question: str) -> Reply:
        (nearest, *_) = _nearest_passages(parts, question)
        return Reply(whole[passages[nearest].document_id])

    systems: dict[str, System] = {
        "BM25 alone": bm25,
        "dense alone": dense,
        "tutorial RAG": tutorial,
        "whole nearest document": nearest_document,
    }
    if with_model:
        name = parts.settings.chat_model
        systems[f"{name}, tutorial prompt, unverified"] = _unverified(_model_of(parts), chunks)
    return systems


def _nearest_passages(parts: Parts, question: str) -> tuple[str, ...]:
    hits = parts.index.search(parts.embedder.embed_query(question), ENTRIES)
    return tuple(dict.fromkeys(hit.passage_id for hit in hits))[:RANKED]


def _model_of(parts: Parts) -> BaseChatModel:
    if parts.chat_model is None:
        raise SettingsError(
            "--with-model needs a chat model. Set ASSISTANT_CHAT_MODEL, and for a server of your "
            "own ASSISTANT_CHAT_BASE_URL, for example openai:smollm2 and http://127.0.0.1:8080/v1."
        )
    return parts.chat_model


def _unverified(model: BaseChatModel, chunks: ChunkIndex) -> System:
    def ask(question: str) -> Reply:
        found = chunks.nearest(question)
        context = "\n\n".join(chunk.text for chunk in found)
        try:
            reply = model.invoke(TUTORIAL_PROMPT.format(question=question, context=context))
        except Exception as error:  # every provider has its own tree of errors
            what = (str(error).strip() or type(error).__name__).splitlines()[0][:160]
            raise ChatModelError(f"the chat model of --with-model failed ({what})") from error
        text = str(reply.text)
        status = Status.ABSTAINED if _DOES_NOT_KNOW.search(text) else Status.ANSWERED
        return Reply(text, tuple(dict.fromkeys(c.passage_id for c in found)), status)

    return ask


def ask_baseline(system: System, case: EvalCase) -> Result:
    """Return what a baseline answers to one case."""
    reply = system(case.question)
    answer = Answer(
        question=case.question, language=case.language, status=reply.status, text=reply.text
    )
    return Result(case=case, answer=answer, ranked=reply.ranked if case.gold else ())


def compare(
    ours: Mapping[str, Sequence[Result]], parts: Parts, *, with_model: bool = False
) -> Comparison:
    """Return our scores beside those of every baseline on the same cases, by suite given."""
    scores = {OURS: _scores(ours, parts)}
    significance: dict[str, dict[str, float]] = {}
    for name, system in open_systems(parts, with_model=with_model).items():
        theirs = {
            suite: [ask_baseline(system, r.case) for r in found] for suite, found in ours.items()
        }
        scores[name] = _scores(theirs, parts)
        pairs = zip(_pooled_test(ours), _pooled_test(theirs), strict=True)
        p_value = mcnemar([(scorers.passes(a), scorers.passes(b)) for a, b in pairs])
        significance[name] = {"pass": p_value}
    return Comparison(scores, significance)


def _scores(by_suite: Mapping[str, Sequence[Result]], parts: Parts) -> dict[str, Score]:
    """Return the scores over all suites but `real`, and passing on its own for the others."""
    pooled = [r for suite, found in by_suite.items() if suite != REAL for r in found]
    known = metrics.answer_scores(pooled, parts.index.passages)
    if any(r.ranked for r in pooled):
        known |= metrics.retrieval_scores(pooled)
    scores = {name: known[name] for name in COMPARED if name in known}
    for name, results in (
        ("pass (test)", _pooled_test(by_suite)),
        ("pass (real)", by_suite.get(REAL, ())),
    ):
        if (score := metrics.mean_score([float(scorers.passes(r)) for r in results])) is not None:
            scores[name] = score
    return scores


def _pooled_test(by_suite: Mapping[str, Sequence[Result]]) -> list[Result]:
    return [
        r
        for suite, found in by_suite.items()
        if suite != REAL
        for r in found
        if r.case.split == "test"
    ]


def mcnemar(pairs: Sequence[tuple[bool, bool]]) -> float:
    """Return the exact two-sided p-value of McNemar's test on paired outcomes.

    Only the pairs that differ count: under the null hypothesis either side wins each with
    probability 1/2 (McNemar 1947). 1.0 when no pair differs.
    """
    first = sum(a and not b for a, b in pairs)
    second = sum(b and not a for a, b in pairs)
    if first + second == 0:
        return 1.0
    return round(float(binomtest(first, first + second, 0.5).pvalue), 6)
