"""What a small real chat model may show: the verifier against sentences that nobody wrote for it.

`python -m evals.shown --collect` asks SmolLM2-135M dev questions, several times each, and keeps
its raw replies in `datasets/shown/replies.jsonl`. So small a model forgets the markers and tells
headings instead of sentences, so that hardly anything reaches the verifier: a grammar makes it
write marked sentences, and what they say is its own. `python -m evals.shown` verifies the
replies anew, without a model, compares what would be shown with the labels that a person gave
(`labels.yaml`), and prints the share of unsupported sentences. Sentences without a label are
listed.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from pydantic import BaseModel, ConfigDict, Field

from assistant.compose.coherence import coherent
from assistant.compose.llm import build_messages, load_chat_model, parse_reply
from assistant.embeddings import load_embedder
from assistant.grounding import Support, Verifier
from assistant.guidance import load_knowledge
from assistant.lexical import Lexicon
from assistant.settings import load_settings
from assistant.types import DraftStatement, Passage, Query, ScoredPassage
from evals.cases import DATASETS, EvalCase, load_suite
from evals.metrics import Score, mean_score

REPLIES = DATASETS / "shown" / "replies.jsonl"
LABELS = DATASETS / "shown" / "labels.yaml"
SUITES = ("accused", "owner-and-rights")
QUESTIONS = 90
PASSAGES = 1  # what a model of 135 million parameters can hold
TEMPERATURES = (0.0, 0.4, 0.8)  # one reply each: near copies, loose wording, inventions
GRAMMAR = r"""root ::= sentence sentence sentence sentence? sentence?
sentence ::= [A-Z0-9] [^.\n\[\]!?:]{25,220} ". [1]" "\n"
"""
FORCED = {"grammar": GRAMMAR, "repeat_penalty": 1.1, "cache_prompt": True}


class Reply(BaseModel):
    """What the model wrote to a question, and the passages it was shown, in order."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    question: str
    passages: tuple[str, ...]
    reply: str


class Label(BaseModel):
    """A person's judgement on a sentence that the verifier lets through."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    claim: str
    evidence: tuple[str, ...]  # passage ids
    supported: bool
    why: str = Field(min_length=3)


@dataclass(frozen=True)
class Shown:
    """A sentence that passed, and what a person says of it; None without a label."""

    statement: DraftStatement
    support: Support
    label: Label | None


def questions(count: int = QUESTIONS) -> list[EvalCase]:
    """Return dev questions in scope, in the order of their hashes: no one picked them."""
    cases = [case for name in SUITES for case in load_suite(name)]
    fitting = [c for c in cases if c.split == "dev" and c.in_scope and c.language == "en"]
    return sorted(fitting, key=lambda c: hashlib.sha256(c.id.encode()).hexdigest())[:count]


def collect() -> None:
    """Ask the model every question and write its raw replies.

    The passages are BM25's first ones: no index is needed, and what the verifier is given does
    not change with retrieval.
    """
    passages = _guidance()
    lexicon = Lexicon(passages.values())
    REPLIES.parent.mkdir(parents=True, exist_ok=True)
    from evals.smollm2 import serve  # it loads xllamacpp, which may be missing

    server = serve(port=0)
    url = f"{server.listening_address}/v1"
    with REPLIES.open("w", encoding="utf-8") as file:
        model = load_chat_model(
            load_settings(
                chat_model="openai:smollm2",
                chat_base_url=url,
                chat_timeout=600.0,
                chat_max_tokens=160,
            )
        )
        for case in questions():
            ids = tuple(pid for pid, _ in lexicon.search(case.question, PASSAGES))
            found = _scored(ids, passages)
            messages = build_messages(Query(case.question, case.question), found)
            for temperature in TEMPERATURES:
                asked = model.bind(temperature=temperature, seed=1, extra_body=FORCED)
                reply = str(asked.invoke(messages).text)
                line = Reply(id=case.id, question=case.question, passages=ids, reply=reply)
                file.write(line.model_dump_json() + "\n")
                file.flush()


def _guidance() -> dict[str, Passage]:
    documents = load_knowledge(load_settings().knowledge_dir).documents
    return {passage.id: passage for document in documents for passage in document.passages}


def _scored(ids: Iterable[str], passages: Mapping[str, Passage]) -> list[ScoredPassage]:
    return [ScoredPassage(passages[pid], 1.0) for pid in ids]


def shown(replies: Sequence[Reply], labels: Sequence[Label]) -> list[Shown]:
    """Return the different sentences of the replies that would be shown, in order."""
    passages = _guidance()
    verifier = _verifier(passages, {pid for reply in replies for pid in reply.passages})
    known = {(label.claim, label.evidence): label for label in labels}
    found: dict[tuple[str, tuple[str, ...]], Shown] = {}
    for reply in replies:
        statements = parse_reply(reply.reply, _scored(reply.passages, passages))
        kept, _ = coherent([(s, verifier.vouch(s, passages)) for s in statements])
        for statement, support in kept:
            key = (statement.text, statement.evidence)
            found.setdefault(key, Shown(statement, support, known.get(key)))
    return list(found.values())


def _verifier(passages: Mapping[str, Passage], cited: Iterable[str]) -> Verifier:
    embedder = load_embedder()
    vectors = {
        pid: np.asarray(
            embedder.embed_documents([s.text for s in passages[pid].sentences]), dtype=np.float32
        )
        for pid in sorted(cited)
    }
    return Verifier(embedder, Lexicon(passages.values()), vectors)


def unsupported_share(sentences: Sequence[Shown]) -> Score | None:
    """Return the share of labelled sentences that the guidance does not say."""
    return mean_score([float(not s.label.supported) for s in sentences if s.label])


def main() -> None:
    """Print the share of unsupported sentences, and what still wants a label."""
    replies = [Reply.model_validate_json(line) for line in REPLIES.read_text("utf-8").splitlines()]
    found = shown(replies, load_labels())
    share = unsupported_share(found)
    if share:
        print(  # noqa: T201 - a command
            f"unsupported among the sentences shown: {share.value:.3f} "
            f"({share.low:.3f}–{share.high:.3f}), n={share.n}, replies={len(replies)}"
        )
    for sentence in found:
        if sentence.label is None:
            print(  # noqa: T201
                yaml.safe_dump(
                    [{"claim": sentence.statement.text,
                      "evidence": list(sentence.statement.evidence)}],
                    allow_unicode=True, width=100, sort_keys=False,
                )
            )  # fmt: skip


def load_labels(path: Path = LABELS) -> list[Label]:
    """Return the labels; none when there is no file yet."""
    data: list[dict[str, Any]] = yaml.safe_load(path.read_text("utf-8")) if path.exists() else []
    return [Label.model_validate(item) for item in data]


if __name__ == "__main__":
    collect() if "--collect" in sys.argv[1:] else main()
