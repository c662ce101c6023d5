"""The assistant as one object: what the CLI, the web chat and the evals talk to."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator, Sequence

from assistant.chain import Message, Parts, build_chain, open_parts
from assistant.gaps import GapSink, gap_of
from assistant.index import live_generation
from assistant.languages import Language
from assistant.overlay import layered_requests
from assistant.settings import Settings
from assistant.streaming import AnswerChunk, stream_answer
from assistant.types import Answer, RefusedRequest, ScoredPassage, Turn
from assistant.understanding import understand

logger = logging.getLogger(__name__)

REFRESH_SECONDS = 5.0


class Assistant:
    """Answers questions from the live index, and follows it when guidance is re-indexed."""

    def __init__(self, settings: Settings, gaps: GapSink | None = None) -> None:
        """Open everything. Raises the errors of `open_parts` and GuidanceError.

        With `gaps`, questions that the guidance does not answer are noted there.
        """
        self._settings = settings
        self.gaps = gaps
        self._lock = threading.Lock()
        self._looked = time.monotonic()
        self.use(open_parts(settings, self._requests()))

    def answer(
        self,
        question: str,
        history: Sequence[Turn] = (),
        language: Language | None = None,
        *,
        noted: bool = True,
    ) -> Answer:
        """Return the answer; `language` is detected unless it is given.

        `noted`: whether a gap is noted. Raises InputError when there is no question to answer.
        """
        self._follow_index()
        answer = self._chain.invoke(Message(question, tuple(history), language))
        if noted:
            self._note_gap(answer)
        return answer

    def stream(self, question: str, history: Sequence[Turn] = ()) -> Iterator[AnswerChunk | Answer]:
        """Yield what is verified so far while a chat model writes, and the answer at the end.

        Raises InputError when there is no question to answer.
        """
        self._follow_index()
        for found in stream_answer(self._chain, self._parts, question, history):
            if isinstance(found, Answer):
                self._note_gap(found)
            yield found

    def search(self, question: str, k: int) -> tuple[ScoredPassage, ...]:
        """Return the k passages found for a question, best first, without an answer.

        Raises InputError when there is no question.
        """
        self._follow_index()
        parts = self._parts
        query = understand(question, max_chars=parts.settings.max_question_chars)
        return parts.retriever.retrieve(query, parts.embed(query), k)

    @property
    def parts(self) -> Parts:
        """The opened parts: for tools that look inside, such as the evals."""
        return self._parts

    def _note_gap(self, answer: Answer) -> None:
        if self.gaps is None:
            return
        parts = self._parts
        gap = gap_of(answer, parts.index.passages, parts.retriever.lexicon)
        if gap is not None:
            self.gaps.record(gap)

    def _requests(self) -> tuple[RefusedRequest, ...]:
        requests, warnings = layered_requests(
            self._settings.knowledge_dir, self._settings.overlay_dir
        )
        for warning in warnings:
            logger.warning("%s", warning)
        return requests

    def use(self, parts: Parts) -> None:
        """Answer with these parts from now on: for evals that exchange one of them."""
        self._parts = parts
        self._chain = build_chain(parts)

    def _follow_index(self) -> None:
        """Reopen the index when another process has written a newer one."""
        if time.monotonic() - self._looked < REFRESH_SECONDS:
            return
        with self._lock:
            self._looked = time.monotonic()
            generation = live_generation(self._settings)
            if generation in (None, self._parts.index.generation):
                return
            logger.info("index generation %s replaces %s", generation, self._parts.index.generation)
            self.use(open_parts(self._settings, self._requests(), self._parts.embedder))
