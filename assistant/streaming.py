"""Verified streaming: a sentence is shown when it is complete and the guidance says it.

The chain runs in a thread of its own and reports the statements that a chat model has
finished; they are verified here, one by one, and shown. The answer that ends the stream is the
chain's: it may replace what was shown, when most of what the model wrote was not supported.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from queue import SimpleQueue

from langchain_core.runnables import Runnable

from assistant.chain import Message, Parts
from assistant.compose.coherence import Checked, coherent
from assistant.compose.finish import number_citations, render_text
from assistant.compose.reading import Abandoned
from assistant.types import Answer, DraftStatement, Turn

_Event = Sequence[DraftStatement] | Answer | Exception


@dataclass(frozen=True)
class AnswerChunk:
    """The verified text so far, as Markdown with markers: it replaces the chunk before."""

    text: str


def stream_answer(
    chain: Runnable[Message, Answer], parts: Parts, question: str, history: Sequence[Turn] = ()
) -> Iterator[AnswerChunk | Answer]:
    """Yield chunks, then the answer. Raises what the chain raises.

    Whoever stops reading stops the model too, at its next sentence.
    """
    events: SimpleQueue[_Event] = SimpleQueue()
    abandoned = threading.Event()

    def watch(statements: Sequence[DraftStatement]) -> None:
        if abandoned.is_set():
            raise Abandoned
        events.put(statements)

    def work() -> None:
        try:
            events.put(chain.invoke(Message(question, tuple(history), watch=watch)))
        except Exception as error:
            events.put(error)

    threading.Thread(target=work, name="answer", daemon=True).start()
    try:
        yield from _shown(events, parts)
    finally:
        abandoned.set()


def _shown(events: SimpleQueue[_Event], parts: Parts) -> Iterator[AnswerChunk | Answer]:
    checked: list[Checked] = []
    text = ""
    while not isinstance(event := events.get(), Answer | Exception):
        for statement in event[len(checked) :]:
            checked.append((statement, parts.verifier.vouch(statement, parts.index.passages)))
        kept, _ = coherent(checked, done=False)
        shown = render_text(number_citations(kept, parts.index.passages)[0])
        if shown != text:
            text = shown
            yield AnswerChunk(text)
    if isinstance(event, Exception):
        raise event
    if not text:
        yield AnswerChunk(event.text)
    yield event
