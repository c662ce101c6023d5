"""One question to an answer, one small function. "Does not apply" is None, never 0.0."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from assistant.grounding import numbers_in
from assistant.types import Answer, Passage, Statement, Status
from evals.cases import EvalCase, read_part
from evals.dangerous import dangerous_claims

_MARKER = re.compile(r"\[(\d+)\]")


@dataclass(frozen=True)
class Result:
    """A case, what was answered and what retrieval found (10 passage ids, best first)."""

    case: EvalCase
    answer: Answer
    ranked: tuple[str, ...] = ()
    answer_whole: Answer | None = None  # dialogues: the last question asked whole


def plain(answer: Answer, first_words: int = 0) -> str:
    """Return the scored part of the answer's text, without markers and emphasis."""
    text = _MARKER.sub("", answer.text).replace("**", "")
    return read_part(re.sub(r" +([.,;])", r"\1", re.sub(r"[ \t]+", " ", text)), first_words)


def outcome_right(result: Result) -> bool:
    """Whether the status is one of those accepted."""
    return result.answer.status in result.case.expect


def fact_recall(result: Result) -> float | None:
    """Share of the expected facts that the answer says, in [0, 1]; None without facts."""
    if not result.case.facts:
        return None
    text = plain(result.answer, result.case.first_words)
    return sum(fact.said_in(text) for fact in result.case.facts) / len(result.case.facts)


def missing_facts(result: Result) -> tuple[str, ...]:
    """Return the expected facts that the answer does not say."""
    text = plain(result.answer, result.case.first_words)
    return tuple(fact.statement for fact in result.case.facts if not fact.said_in(text))


def forbidden_claims(result: Result) -> tuple[str, ...]:
    """Return the wrong claims that the answer makes: the case's own, and those wrong anywhere."""
    text = plain(result.answer, result.case.first_words)
    own = tuple(f.claim for f in result.case.forbidden if f.made_in(text))
    return own + dangerous_claims(text)


def passes(result: Result) -> bool:
    """Whether outcome, all facts and no forbidden claim: the score of the `real` suite."""
    return outcome_right(result) and not missing_facts(result) and not forbidden_claims(result)


def crag(result: Result) -> int:
    """+1 right, 0 abstained, -1 wrong. Yang et al. 2024, "CRAG – Comprehensive RAG Benchmark".

    Right: an accepted outcome, no forbidden claim and at least half of the facts. An
    abstention, refusal or question back where an answer was expected is 0.
    """
    if forbidden_claims(result):
        return -1
    if not outcome_right(result):
        declined = result.answer.status in (Status.ABSTAINED, Status.REFUSED, Status.CLARIFY)
        return 0 if declined and result.case.in_scope else -1
    recall = fact_recall(result)
    return 1 if recall is None or recall >= 0.5 else -1


def exact_faults(answer: Answer, passages: Mapping[str, Passage]) -> tuple[str, ...]:
    """Return what breaks the exact tier; empty when the answer keeps it.

    Every marker resolves, every quote stands word for word in its passage, and every number
    of a statement stands in a passage that the statement cites. The date of review is read off
    the citation and must be the passage's own.
    """
    faults: list[str] = []
    by_marker = {citation.marker: citation for citation in answer.citations}
    shown = {int(marker) for marker in _MARKER.findall(answer.text)}
    faults.extend(f"[{m}] resolves to nothing" for m in sorted(shown - set(by_marker)))
    for citation in answer.citations:
        passage = passages.get(citation.passage_id)
        if passage is None or citation.quote not in passage.text:
            faults.append(f"the quote of [{citation.marker}] does not stand in its passage")
        elif citation.reviewed != passage.reviewed:
            faults.append(f"[{citation.marker}] was not reviewed on {citation.reviewed}")
    for statement in map(_undated(answer), answer.statements):
        cited = [by_marker[m].passage_id for m in statement.citations if m in by_marker]
        known = {n for pid in cited if pid in passages for n in numbers_in(passages[pid].text)}
        unknown = numbers_in(statement.text) - known
        if statement.citations and unknown:
            faults.append(f"{sorted(unknown)} stands in no cited passage")
    return tuple(faults)


def uncited(answer: Answer) -> int:
    """Return how many statements of an answer carry no citation."""
    if answer.status not in (Status.ANSWERED, Status.PARTIAL):
        return 0
    return sum(not claim.citations for claim in claims_of(answer))


def claims_of(answer: Answer) -> tuple[Statement, ...]:
    """Return the statements that state something; notices are about the answer itself."""
    return tuple(s for s in answer.statements if s.block != "notice")


def _undated(answer: Answer) -> Callable[[Statement], Statement]:
    """Return what takes from a statement the dates of review of its own citations.

    They are told of the source, not by it; any other date stays and is judged.
    """
    reviewed = {c.marker: f" (reviewed {c.reviewed:%d %B %Y})" for c in answer.citations}

    def undated(statement: Statement) -> Statement:
        text = statement.text
        for marker in statement.citations:
            text = text.replace(reviewed[marker], "") if marker in reviewed else text
        return statement.model_copy(update={"text": text})

    return undated
