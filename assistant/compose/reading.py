"""Reading a chat model's reply while it is written: what counts as text, and when to stop.

LangChain's `.text` joins the text blocks of a message and leaves out those of reasoning; models
that think aloud in their text do so between `<think>` tags, which are taken out here.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Sequence

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import BaseMessage

_THOUGHT = re.compile(r"<think(?:ing)?>.*?(?:</think(?:ing)?>|\Z)", re.DOTALL | re.IGNORECASE)
_UNSURE_TAG = re.compile(r"<[a-z]{0,8}\Z", re.IGNORECASE)  # the beginning of a tag, perhaps
_BUSY = frozenset((408, 409, 425, 429, 500, 502, 503, 504, 529))
_STOPPED = ("finish_reason", "stop_reason", "done_reason")  # OpenAI, Anthropic, Ollama
_CUT = ("length", "max_tokens", "MAX_TOKENS")


class Abandoned(Exception):
    """Whoever asked has gone; the reply is not read to its end."""


def read_reply(
    model: BaseChatModel, messages: Sequence[BaseMessage], seconds: float
) -> Iterator[tuple[str, bool]]:
    """Yield (the visible text so far, whether it was cut off) as the model writes.

    Cut off means the limit of tokens, or more than `seconds` since the start.
    """
    deadline = time.monotonic() + seconds
    raw, cut = "", False
    for chunk in model.stream(list(messages)):
        raw += str(chunk.text)
        cut = cut or any(chunk.response_metadata.get(key) in _CUT for key in _STOPPED)
        late = time.monotonic() > deadline
        yield visible(raw), cut or late
        if late:
            return


def visible(raw: str) -> str:
    """Return a reply without what the model thought aloud, finished or not."""
    return _UNSURE_TAG.sub("", _THOUGHT.sub("", raw))


def is_transient(error: Exception) -> bool:
    """Whether trying again may help: no connection, no time, or a busy server."""
    status = getattr(error, "status_code", None)
    if isinstance(status, int):
        return status in _BUSY
    kinds = {kind.__name__ for kind in type(error).__mro__}
    return isinstance(error, OSError) or bool(
        kinds & {"TransportError", "APIConnectionError", "APITimeoutError"}
    )
