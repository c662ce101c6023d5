"""The chat-model composer: any LangChain chat model writes, the verifier decides.

The prompt numbers the passages and demands a marker after every sentence. What comes back is
only text with markers; nothing in it is trusted before it is verified.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Sequence
from importlib.resources import files

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import BaseMessage, HumanMessage, SystemMessage

from assistant.compose.reading import Abandoned, is_transient, read_reply
from assistant.errors import ChatModelError, SettingsError
from assistant.sentences import split_sentences
from assistant.settings import Settings
from assistant.types import Block, Draft, DraftStatement, Query, ScoredPassage

logger = logging.getLogger(__name__)

Watch = Callable[[Sequence[DraftStatement]], None]

_MARKER = re.compile(r"\s*\[(\d{1,2})\]")
_LIST_ITEM = re.compile(r"^\s*(?:(\d+)[.)]|[-*•])\s+(.*)$")
_EMPHASIS = re.compile(r"\*\*|__|^#+\s*")


def load_chat_model(settings: Settings) -> BaseChatModel:
    """Return the configured chat model. Raises SettingsError when it cannot be built."""
    from langchain.chat_models import init_chat_model

    options: dict[str, object] = {
        "temperature": 0,
        "timeout": settings.chat_timeout,
        "max_retries": 0,  # `compose_llm` tries again itself, alike for every provider
        "max_tokens": settings.chat_max_tokens,
    }
    if settings.chat_base_url:
        options["base_url"] = settings.chat_base_url
    if settings.chat_api_key.get_secret_value():
        options["api_key"] = settings.chat_api_key.get_secret_value()
    elif settings.chat_base_url:
        options["api_key"] = "none"  # local servers take any; the client insists on one
    try:
        return init_chat_model(settings.chat_model, **options)  # type: ignore[call-overload,no-any-return]
    except ImportError as error:
        provider = settings.chat_model.partition(":")[0]
        raise SettingsError(
            f"ASSISTANT_CHAT_MODEL is {settings.chat_model!r}, but its package is not installed. "
            f"Run `pip install 'image-complaint-assistant[{provider}]'`."
        ) from error
    except Exception as error:
        raise SettingsError(
            f"ASSISTANT_CHAT_MODEL: {settings.chat_model!r} cannot be used "
            f"({str(error).splitlines()[0][:160]}). Use provider:model, as in openai:gpt-5-mini."
        ) from error


def compose_llm(
    model: BaseChatModel,
    name: str,
    query: Query,
    passages: Sequence[ScoredPassage],
    *,
    seconds: float = 60.0,
    watch: Watch | None = None,
) -> Draft:
    """Return what the model wrote, as statements with the passages they name.

    While it writes, `watch` gets the statements that are complete so far. Reading stops after
    `seconds`; a sentence that was cut off, then or by the limit of tokens, is left out.
    Raises ChatModelError when the model fails twice or writes nothing usable.
    """
    try:
        text, cut = _listen(model, build_messages(query, passages), passages, seconds, watch)
    except Abandoned:
        raise
    except Exception as error:  # every provider has its own tree of errors
        what = (str(error).strip() or type(error).__name__).splitlines()[0][:160]
        raise ChatModelError(f"the chat model {name} failed ({what})") from error
    statements = parse_reply(text, passages)
    statements = statements[:-1] if cut else statements
    if not statements:
        raise ChatModelError(f"the chat model {name} gave no usable text")
    return Draft(statements, name)


def _listen(
    model: BaseChatModel,
    messages: Sequence[BaseMessage],
    passages: Sequence[ScoredPassage],
    seconds: float,
    watch: Watch | None,
    *,
    again: bool = True,
) -> tuple[str, bool]:
    """Return the reply and whether it was cut off; try once more if nothing came at all."""
    text, cut = "", False
    try:
        for text, cut in read_reply(model, messages, seconds):  # noqa: B007 - the last one counts
            complete = parse_reply(text, passages)[:-1] if watch else ()  # the last may go on
            if watch and complete:
                watch(complete)
    except Exception as error:
        if text or not again or not is_transient(error):
            raise
        logger.warning("the chat model failed (%s); once more", error)
        return _listen(model, messages, passages, seconds, watch, again=False)
    return text, cut


def build_messages(
    query: Query, passages: Sequence[ScoredPassage]
) -> list[SystemMessage | HumanMessage]:
    """Return the prompt: the rules, the numbered passages, the question as data."""
    prompts = files("assistant") / "prompts"
    numbered = "\n\n".join(
        f"[{number}] {found.passage.document_title} – {found.passage.section}\n{found.passage.text}"
        for number, found in enumerate(passages, start=1)
    )
    system = (prompts / "answer-system.md").read_text(encoding="utf-8")
    human = (prompts / "answer-question.md").read_text(encoding="utf-8")
    filled = human.replace("{passages}", numbered).replace("{question}", query.search_text)
    return [SystemMessage(system), HumanMessage(filled)]


def parse_reply(reply: str, passages: Sequence[ScoredPassage]) -> tuple[DraftStatement, ...]:
    """Return the sentences and list items of a reply; unknown markers name no passage."""
    statements: list[DraftStatement] = []
    paragraph, previous = -1, "prose"
    for line in (line for line in reply.splitlines() if line.strip()):
        item = _LIST_ITEM.match(line)
        block: Block = "prose" if item is None else "step" if item.group(1) else "bullet"
        if block == "prose" or block != previous:  # the items of one list share a paragraph
            paragraph += 1
        previous = block
        text = _EMPHASIS.sub("", item.group(2) if item else line).strip()
        for sentence in _marked_sentences(text):
            markers = dict.fromkeys(int(m) for m in _MARKER.findall(sentence))
            bare = _MARKER.sub("", sentence).strip()
            if not any(character.isalnum() for character in bare):
                continue
            evidence = tuple(
                passages[marker - 1].passage.id
                for marker in markers
                if 1 <= marker <= len(passages)
            )
            statements.append(DraftStatement(bare, evidence, block, paragraph))
            block = "prose"  # a second sentence of an item goes on in it
    return tuple(statements)


def _marked_sentences(text: str) -> list[str]:
    """Split into sentences; a marker after the full stop stays with the sentence before it."""
    sentences: list[str] = []
    for part in split_sentences(text):
        leading = re.match(r"(?:\s*\[\d{1,2}\])+[.,]?", part)
        if leading and sentences:
            sentences[-1] += leading.group(0)
            part = part[leading.end() :].strip()
        if part:
            sentences.append(part)
    return sentences
