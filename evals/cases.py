"""Eval cases: `evals/datasets/*.yaml`, readable by someone who knows the guidance, not Python."""

from __future__ import annotations

import hashlib
import json
import re
from functools import cache, cached_property
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from assistant.languages import Language
from assistant.types import Status, Turn

DATASETS = Path(__file__).parent / "datasets"
Split = Literal["dev", "test"]


def split_of(case_id: str) -> Split:
    """Return the split of a case: a third, drawn by hash of its id, is `test`."""
    return "test" if int(hashlib.sha256(case_id.encode()).hexdigest(), 16) % 3 == 0 else "dev"


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


@cache  # more patterns than `re` keeps compiled itself
def _compiled(patterns: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern, re.IGNORECASE | re.DOTALL) for pattern in patterns)


def _that_compile(patterns: tuple[str, ...]) -> tuple[str, ...]:
    try:
        _compiled(patterns)
    except re.error as error:
        raise ValueError(f"{error.pattern!r} is no regular expression: {error}") from error
    return patterns


Patterns = Annotated[tuple[str, ...], Field(min_length=1), AfterValidator(_that_compile)]


class Fact(_Model):
    """Something an expert answer says; any of the patterns shows that it is said."""

    statement: str
    patterns: Patterns

    def said_in(self, text: str) -> bool:
        """Whether the text says it."""
        return any(pattern.search(text) for pattern in _compiled(self.patterns))


class Forbidden(_Model):
    """A wrong or dangerous claim; any of the patterns shows that it is made."""

    claim: str
    patterns: Patterns

    def made_in(self, text: str) -> bool:
        """Whether the text makes the claim."""
        return any(pattern.search(text) for pattern in _compiled(self.patterns))


class EvalCase(_Model):
    """One question with what is accepted as an answer."""

    id: str = Field(pattern=r"^[a-z0-9-]+$")
    question: str
    whole: str = ""  # dialogues: the last question asked whole, without history
    history: tuple[dict[str, str], ...] = ()
    notice: bool = False  # the question contains a pasted notice
    language: Language = "en"
    tags: dict[str, str] = {}
    expect: tuple[Status, ...] = Field(min_length=1)
    facts: tuple[Fact, ...] = ()
    forbidden: tuple[Forbidden, ...] = ()
    gold: tuple[str, ...] = ()  # passages that answer
    why: str = ""
    first_words: int = 0  # 0: the whole answer text is read

    @cached_property
    def split(self) -> Split:
        """A third of the cases, drawn by hash of the id, is never tuned on."""
        return split_of(self.id)

    @property
    def turns(self) -> tuple[Turn, ...]:
        """The conversation before the question."""
        return tuple(Turn(t["role"], t["content"]) for t in self.history)  # type: ignore[arg-type]

    @property
    def in_scope(self) -> bool:
        """Whether the guidance is expected to answer."""
        return bool({Status.ANSWERED, Status.PARTIAL} & set(self.expect))


def load_suite(name: str, folder: Path = DATASETS) -> tuple[EvalCase, ...]:
    """Return the cases of one dataset file. Raises ValueError naming a broken case."""
    data: list[dict[str, Any]] = yaml.safe_load((folder / f"{name}.yaml").read_text("utf-8"))
    cases = []
    for item in data:
        try:
            cases.append(EvalCase.model_validate(item))
        except ValueError as error:
            raise ValueError(f"{name}.yaml: case {item.get('id')!r}: {error}") from error
    return tuple(cases)


def suite_names(folder: Path = DATASETS) -> tuple[str, ...]:
    """Return the names of the question suites, in order."""
    return tuple(sorted(path.stem for path in folder.glob("*.yaml") if path.stem != "grounding"))


def load_real(path: Path) -> tuple[EvalCase, ...]:
    """Return the real sellers' questions, scored as their description says.

    Each `must` is a fact of alternative patterns, sought in the first 350 words (900 CJK
    characters); each `must_not` is forbidden. `out` is to be abstained from, refused or asked
    back, everything else answered.
    """
    answered = (Status.ANSWERED, Status.PARTIAL, Status.CLARIFY)
    declined = (Status.ABSTAINED, Status.REFUSED, Status.CLARIFY)
    cases = []
    for line in path.read_text("utf-8").splitlines():
        item = json.loads(line)
        cases.append(
            EvalCase(
                id=item["id"],
                question=item["question"],
                language=item["lang"],
                tags={"topic": item["topic"], "scope": item["scope"]},
                expect=declined if item["scope"] == "out" else answered,
                facts=tuple(
                    Fact(statement=alternatives[0], patterns=tuple(alternatives))
                    for alternatives in item["must"]
                ),
                forbidden=tuple(
                    Forbidden(claim=pattern, patterns=(pattern,)) for pattern in item["must_not"]
                ),
                first_words=350,
            )
        )
    return tuple(cases)


def read_part(text: str, first_words: int) -> str:
    """Return the part of an answer that is scored: its first words, or CJK characters."""
    if not first_words:
        return text
    cjk = len(re.findall(r"[\u3040-\u30ff\u4e00-\u9fff]", text))
    if cjk > len(text) / 4:
        return text[: round(first_words * 900 / 350)]
    return " ".join(text.split()[:first_words])
