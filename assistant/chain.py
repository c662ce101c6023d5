"""The one place where the stages are joined: a LangChain runnable from message to `Answer`.

    understand | embed | retrieve | gate | (abstain, refuse, ask back, or compose | verify)

Every stage takes a frozen `Work` and returns a new one; each is tested without LangChain.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from langchain_core.language_models import BaseChatModel
from langchain_core.runnables import Runnable, RunnableBranch, RunnableLambda

from assistant.compose.coherence import coherent
from assistant.compose.extractive import GENERATOR, compose_extractive
from assistant.compose.finish import number_citations, render_text
from assistant.compose.llm import Watch, compose_llm, load_chat_model
from assistant.conflicts import conflict_notes
from assistant.embeddings import SentenceTransformerEmbedder, load_embedder
from assistant.entailment import load_entailment
from assistant.errors import ChatModelError
from assistant.gate import Gate, Verdict
from assistant.grounding import Support, Verifier
from assistant.index import GuidanceIndex, open_index
from assistant.languages import Language
from assistant.lexical import Lexicon
from assistant.outcomes import abstention, in_english, limits, question_back, refusal
from assistant.ranking import Ranker
from assistant.reranking import load_reranker
from assistant.retrieval import Retriever
from assistant.settings import Settings
from assistant.types import (
    Answer,
    Draft,
    DraftStatement,
    Query,
    RefusedRequest,
    Removed,
    ScoredPassage,
    Statement,
    Status,
    Timings,
    Turn,
)
from assistant.understanding import understand

logger = logging.getLogger(__name__)

FOLLOW_UPS = 3


@dataclass(frozen=True)
class Message:
    """What comes in: a message and the conversation before it, oldest first."""

    text: str
    history: tuple[Turn, ...] = ()
    language: Language | None = None  # None: detected
    watch: Watch | None = None  # gets a chat model's statements while it writes


@dataclass(frozen=True)
class Work:
    """What is known after each stage. Times are milliseconds."""

    message: Message
    query: Query = field(default_factory=lambda: Query("", ""))
    vectors: tuple[tuple[float, ...], ...] = ()
    passages: tuple[ScoredPassage, ...] = ()
    verdict: Verdict = field(default_factory=lambda: Verdict(Status.ABSTAINED, 0.0))
    draft: Draft = field(default_factory=lambda: Draft((), GENERATOR))
    answer: Answer | None = None
    timings: Timings = field(default_factory=Timings)


@dataclass(frozen=True)
class Parts:
    """What the stages work with, opened once."""

    settings: Settings
    embedder: SentenceTransformerEmbedder
    index: GuidanceIndex
    retriever: Retriever
    gate: Gate
    verifier: Verifier
    chat_model: BaseChatModel | None

    def embed(self, query: Query) -> tuple[tuple[float, ...], ...]:
        """Return the vector of each of the query's texts, (dim,), in their order."""
        return tuple(tuple(self.embedder.embed_query(text)) for text in query.texts)


def open_parts(
    settings: Settings,
    requests: Sequence[RefusedRequest],
    embedder: SentenceTransformerEmbedder | None = None,
) -> Parts:
    """Open model, index and lexicon. Raises the errors of `load_embedder` and `open_index`."""
    embedder = embedder or load_embedder(settings.embedding_model)
    index = open_index(embedder, settings)
    lexicon = Lexicon(index.passages.values())
    return Parts(
        settings=settings,
        embedder=embedder,
        index=index,
        retriever=Retriever(
            index,
            lexicon,
            Ranker(index, lexicon),
            load_reranker(settings.reranker_model) if settings.reranker_model else None,
        ),
        gate=Gate(requests, index, lexicon),
        verifier=Verifier(
            embedder,
            lexicon,
            index.sentence_vectors,
            entailment=load_entailment(settings.nli_model) if settings.nli_model else None,
        ),
        chat_model=load_chat_model(settings) if settings.chat_model else None,
    )


def build_chain(parts: Parts) -> Runnable[Message, Answer]:
    """Return the runnable. It raises InputError for a message without a question."""

    def understand_stage(message: Message) -> Work:
        query = understand(
            message.text,
            message.history,
            max_chars=parts.settings.max_question_chars,
            language=message.language,
        )
        return Work(message, query)

    def embed_stage(work: Work) -> Work:
        return replace(work, vectors=parts.embed(work.query))

    def retrieve_stage(work: Work) -> Work:
        found = parts.retriever.retrieve(work.query, work.vectors, parts.settings.top_k)
        return replace(work, passages=found)

    def gate_stage(work: Work) -> Work:
        seen = (work.query, work.vectors, work.passages, work.message.history)
        return replace(work, verdict=parts.gate.decide(*seen))

    def compose_stage(work: Work) -> Work:
        return replace(work, draft=_compose(work, parts))

    def verify_stage(work: Work) -> Work:
        return replace(work, answer=_verified(work, parts))

    steps = (
        _timed("understand", understand_stage)
        | _timed("embed", embed_stage)
        | _timed("retrieve", retrieve_stage)
        | RunnableLambda(gate_stage)
        | RunnableBranch(
            (lambda work: work.verdict.status is Status.REFUSED, RunnableLambda(_refuse(parts))),
            (lambda work: work.verdict.status is Status.ABSTAINED, RunnableLambda(_abstain)),
            (lambda work: work.verdict.status is Status.CLARIFY, RunnableLambda(_ask_back)),
            _timed("compose", compose_stage) | _timed("verify", verify_stage),
        )
    )
    return steps | RunnableLambda(_delivered)


def _timed(name: str, stage: Callable[..., Work]) -> Runnable[object, Work]:
    def run(given: object) -> Work:
        started = time.perf_counter()
        work = stage(given)
        spent = (time.perf_counter() - started) * 1000
        timings = work.timings.model_copy(
            update={name: round(spent, 2), "total": round(work.timings.total + spent, 2)}
        )
        return replace(work, timings=timings)

    return RunnableLambda(run, name=name)


def _delivered(work: Work) -> Answer:
    assert work.answer is not None, "every branch ends with an answer"
    return work.answer.model_copy(update={"timings_ms": work.timings})


def _compose(work: Work, parts: Parts) -> Draft:
    notices: tuple[str, ...] = ()
    if parts.chat_model is not None:
        try:
            return compose_llm(
                parts.chat_model,
                parts.settings.chat_model,
                work.query,
                work.passages,
                seconds=parts.settings.chat_timeout,
                watch=work.message.watch,
            )
        except ChatModelError as error:
            logger.warning("%s; falling back to the extractive composer", error)
            notices = (f"{error}; this answer quotes the guidance instead.",)
    draft = compose_extractive(
        work.passages, parts.index.sentence_vectors, parts.settings.answer_words
    )
    return replace(draft, notices=notices)


def _verified(work: Work, parts: Parts) -> Answer:
    """Return the answer with only supported statements.

    A chat model of whose statements less than half survive is set aside for the guidance's
    own words.
    """
    kept, removed = _check(work.draft, parts)
    draft = work.draft
    if draft.generator != GENERATOR and len(kept) < len(removed):
        draft = replace(
            compose_extractive(
                work.passages, parts.index.sentence_vectors, parts.settings.answer_words
            ),
            notices=(
                f"most of what {draft.generator} wrote was not in the guidance; this answer "
                "quotes the guidance instead.",
            ),
        )
        kept, _ = _check(draft, parts)
    kept += conflict_notes(kept, parts.index.passages, parts.index.sentence_vectors)
    statements, citations = number_citations(kept, parts.index.passages)
    if work.verdict.status is Status.PARTIAL:
        statements = (*statements, limits(work.query, work.passages, parts.retriever.lexicon))
    statements = (*in_english(work.query.language), *statements)
    cited = {citation.passage_id for citation in citations}
    return Answer(
        question=work.query.question,
        language=work.query.language,
        status=work.verdict.status,
        text=render_text(statements),
        statements=statements,
        citations=citations,
        follow_ups=_follow_ups(work, cited),
        confidence=round(work.verdict.confidence, 4),
        generator=draft.generator,
        removed=tuple(removed),
        notices=draft.notices,
    )


def _check(
    draft: Draft, parts: Parts
) -> tuple[list[tuple[DraftStatement, Support]], list[Removed]]:
    passages = parts.index.passages
    return coherent([(s, parts.verifier.vouch(s, passages)) for s in draft.statements])


def _follow_ups(work: Work, cited: set[str]) -> tuple[str, ...]:
    sections = [f.passage.section for f in work.passages if f.passage.id not in cited]
    return tuple(sections[:FOLLOW_UPS])


def _abstain(work: Work) -> Work:
    statements, follow_ups = abstention(work.passages, work.query.language, work.verdict.outside)
    return replace(work, answer=_without_draft(work, statements, follow_ups))


def _ask_back(work: Work) -> Work:
    statements, follow_ups = question_back(work.query.language)
    return replace(work, answer=_without_draft(work, statements, follow_ups))


def _refuse(parts: Parts) -> Callable[[Work], Work]:
    def refuse(work: Work) -> Work:
        assert work.verdict.refused is not None, "a refusal names what is refused"
        reply, evidence = refusal(work.verdict.refused, parts.index.passages, work.query.language)
        statements, citations = number_citations(evidence, parts.index.passages)
        answer = _without_draft(work, (*reply, *statements), ())
        return replace(work, answer=answer.model_copy(update={"citations": citations}))

    return refuse


def _without_draft(
    work: Work, statements: tuple[Statement, ...], follow_ups: tuple[str, ...]
) -> Answer:
    return Answer(
        question=work.query.question,
        language=work.query.language,
        status=work.verdict.status,
        text=render_text(statements),
        statements=statements,
        follow_ups=follow_ups,
        confidence=round(work.verdict.confidence, 4),
    )
