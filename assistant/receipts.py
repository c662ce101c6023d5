"""Answer receipts: what was asked, what was answered, and what the answer rested on.

A receipt is JSON that a seller keeps and a reviewer replays: the same question against today's
guidance gives the same citations, or `replay` says what has changed since. It holds what the
seller wrote, the earlier turns included; it never holds a key or an address of a service.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pydantic import AwareDatetime, Field, ValidationError, model_validator
from pydantic_core import from_json

from assistant.errors import InputError
from assistant.types import Answer, Frozen, Passage, Turn

if TYPE_CHECKING:
    from assistant.chain import Parts
    from assistant.service import Assistant

SCHEMA = 1  # of the file; one more whenever an older reader would misread it


class ReceiptTurn(Frozen):
    """An earlier message of the conversation, as it was given with the question."""

    role: Literal["user", "assistant"]
    content: str


class ReceiptCorpus(Frozen):
    """Which guidance answered."""

    hash: str  # over all passages, as the index records it
    generation: str  # name of the index
    passages: int = Field(ge=0)


class ReceiptSettings(Frozen):
    """What of the settings can change an answer."""

    embedding_model: str
    embedding_fingerprint: str  # SHA-256 of the weights
    chat_model: str  # empty: the extractive composer
    nli_model: str
    reranker_model: str = ""  # older receipts were made without one
    top_k: int
    answer_words: int


class ReceiptPassage(Frozen):
    """A cited passage as it read then."""

    marker: int = Field(ge=1)
    passage_id: str
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")  # of the passage's text in UTF-8


class ReceiptCheck(Frozen):
    """What was checked of one statement before it was shown."""

    text: str
    citations: tuple[int, ...]
    support: float = Field(ge=0.0, le=1.0)  # calibrated probability that the passages say it
    verbatim: bool  # stands word for word in a cited passage


class Receipt(Frozen):
    """One answer with everything needed to ask again. The file is its JSON."""

    schema_version: Literal[1] = 1
    created: AwareDatetime
    question: str
    history: tuple[ReceiptTurn, ...]
    corpus: ReceiptCorpus
    settings: ReceiptSettings
    generator: str
    passages: tuple[ReceiptPassage, ...]  # one a citation, in the same order
    checks: tuple[ReceiptCheck, ...]  # one a statement, in the same order
    answer: Answer

    @model_validator(mode="after")
    def _every_citation_has_its_passage(self) -> Receipt:
        kept = {passage.passage_id for passage in self.passages}
        missing = [c.passage_id for c in self.answer.citations if c.passage_id not in kept]
        if missing:
            raise ValueError(f"cites {', '.join(missing)}, but `passages` lacks that")
        return self


@dataclass(frozen=True)
class Replay:
    """The answer to the same question now, and one line for each thing that has changed."""

    answer: Answer
    changes: tuple[str, ...]


def make_receipt(question: str, history: Sequence[Turn], answer: Answer, parts: Parts) -> Receipt:
    """Return the receipt of an answer that `parts` gave to `question`."""
    passages = parts.index.passages
    cited = {c.marker: passages[c.passage_id] for c in answer.citations if c.passage_id in passages}
    return Receipt(
        created=datetime.now(UTC).replace(microsecond=0),
        question=question,
        history=tuple(ReceiptTurn(role=t.role, content=t.content) for t in history),
        corpus=_corpus(parts),
        settings=_settings(parts),
        generator=answer.generator,
        passages=tuple(
            ReceiptPassage(marker=marker, passage_id=passage.id, sha256=text_hash(passage))
            for marker, passage in cited.items()
        ),
        checks=_checks(answer, cited),
        answer=answer,
    )


def _checks(answer: Answer, cited: Mapping[int, Passage]) -> tuple[ReceiptCheck, ...]:
    return tuple(
        ReceiptCheck(
            text=statement.text,
            citations=statement.citations,
            support=statement.support,
            verbatim=any(statement.text in cited[m].text for m in statement.citations),
        )
        for statement in answer.statements
    )


def text_hash(passage: Passage) -> str:
    """Return the SHA-256 of a passage's text, in hexadecimal."""
    return hashlib.sha256(passage.text.encode()).hexdigest()


def read_receipt(path: Path) -> Receipt:
    """Return the receipt in a file. Raises InputError in one line that names the problem."""
    try:
        content = from_json(path.read_bytes())
    except OSError as error:
        raise InputError(f"{path} cannot be read ({error.strerror}).") from error
    except ValueError as error:
        raise InputError(f"{path} is not JSON ({error}); give a receipt.") from error
    if not isinstance(content, dict) or "schema_version" not in content:
        raise InputError(f"{path} is not a receipt: it has no `schema_version`.")
    if content["schema_version"] != SCHEMA:
        raise InputError(
            f"{path} is a receipt of schema {content['schema_version']!r}; this version reads "
            f"schema {SCHEMA}. Replay it with the version that wrote it."
        )
    try:
        return Receipt.model_validate(content)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(map(str, first["loc"])) or "receipt"
        raise InputError(f"{path} is not a whole receipt: {where}: {first['msg']}.") from error


def write_receipt(receipt: Receipt, path: Path) -> None:
    """Write a receipt. Raises InputError when the file cannot be written."""
    try:
        path.write_text(receipt.model_dump_json(indent=2) + "\n", encoding="utf-8")
    except OSError as error:
        raise InputError(f"{path} cannot be written ({error.strerror}).") from error


def replay(receipt: Receipt, assistant: Assistant) -> Replay:
    """Ask again; return the answer and what has changed. Raises the errors of `answer`."""
    history = [Turn(turn.role, turn.content) for turn in receipt.history]
    answer = assistant.answer(receipt.question, history)
    changes = (
        *_guidance_changes(receipt, assistant.parts),
        *_setting_changes(receipt.settings, _settings(assistant.parts)),
        *_answer_changes(receipt, answer),
    )
    return Replay(answer, changes)


def _guidance_changes(receipt: Receipt, parts: Parts) -> list[str]:
    changes = []
    if receipt.corpus.hash != parts.index.corpus_hash:
        changes.append(
            f"guidance: corpus {receipt.corpus.hash[:12]} is now {parts.index.corpus_hash[:12]}"
        )
    for cited in receipt.passages:
        passage = parts.index.passages.get(cited.passage_id)
        if passage is None:
            changes.append(f"passage: {cited.passage_id} is no longer in the guidance")
        elif text_hash(passage) != cited.sha256:
            changes.append(f"passage: the text of {cited.passage_id} is another one")
    return changes


def _setting_changes(then: ReceiptSettings, now: ReceiptSettings) -> list[str]:
    before, after = then.model_dump(), now.model_dump()
    return [
        f"setting: {name} was {value!r}, is {after[name]!r}"
        for name, value in before.items()
        if value != after[name]
    ]


def _answer_changes(receipt: Receipt, answer: Answer) -> list[str]:
    then = [citation.passage_id for citation in receipt.answer.citations]
    now = [citation.passage_id for citation in answer.citations]
    changes = []
    if then != now:
        gone = [f"-{passage_id}" for passage_id in then if passage_id not in now]
        come = [f"+{passage_id}" for passage_id in now if passage_id not in then]
        changes.append(f"citations: {' '.join(gone + come) or 'the same, in another order'}")
    if receipt.generator != answer.generator:
        changes.append(f"generator: was {receipt.generator}, is {answer.generator}")
    if receipt.answer.status != answer.status:
        changes.append(f"status: was {receipt.answer.status}, is {answer.status}")
    return changes


def _corpus(parts: Parts) -> ReceiptCorpus:
    index = parts.index
    return ReceiptCorpus(
        hash=index.corpus_hash, generation=index.generation, passages=len(index.passages)
    )


def _settings(parts: Parts) -> ReceiptSettings:
    return ReceiptSettings(
        embedding_model=parts.embedder.name,
        embedding_fingerprint=parts.embedder.fingerprint,
        chat_model=parts.settings.chat_model,
        nli_model=parts.settings.nli_model,
        reranker_model=parts.settings.reranker_model,
        top_k=parts.settings.top_k,
        answer_words=parts.settings.answer_words,
    )
