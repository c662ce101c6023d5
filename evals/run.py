"""Asking every case once, on pydantic-evals: a dataset, a task, and what came back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, replace

from pydantic_evals import Case, Dataset
from pydantic_evals.evaluators import Evaluator, EvaluatorContext

from assistant.errors import InputError
from assistant.outcomes import unanswerable
from assistant.retrieval import Retriever
from assistant.service import Assistant
from assistant.types import Answer, Query, ScoredPassage, Turn
from assistant.understanding import understand
from evals import scorers
from evals.cases import EvalCase
from evals.scorers import Result

RANKED = 10
Answerer = Callable[[str, Sequence[Turn]], Answer]


@dataclass
class CaseScores(Evaluator[EvalCase, Result, None]):
    """What pydantic-evals shows of a case: passed or not, and the share of facts said."""

    def evaluate(self, ctx: EvaluatorContext[EvalCase, Result, None]) -> dict[str, bool | float]:
        """Return the assertions and scores that apply to the case."""
        recall = scorers.fact_recall(ctx.output)
        scores: dict[str, bool | float] = {
            "outcome": scorers.outcome_right(ctx.output),
            "no forbidden claim": not scorers.forbidden_claims(ctx.output),
        }
        return scores if recall is None else {**scores, "fact recall": recall}


def run_cases(assistant: Assistant, cases: Iterable[EvalCase]) -> list[Result]:
    """Return a result a case, in order. Deterministic with the embedded composer.

    Raises RuntimeError naming the cases on which the assistant itself broke.
    """
    asked = list(cases)
    dataset: Dataset[EvalCase, Result, None] = Dataset(
        name="questions",
        cases=[Case(name=case.id, inputs=case) for case in asked],
        evaluators=[CaseScores()],
    )
    with _deep_retrieval(assistant) as found:

        def ask_one(case: EvalCase) -> Result:
            found.clear()
            result = _asked(assistant, case)
            if not case.gold:
                return result
            # nothing is remembered when there was no question, or a new index was opened
            return replace(result, ranked=found[0] if found else rank(assistant, case))

        report = dataset.evaluate_sync(ask_one, max_concurrency=1, progress=False)
    if report.failures:
        broken = "; ".join(f"{f.name}: {f.error_message}" for f in report.failures)
        raise RuntimeError(f"the assistant broke on {broken}")
    outputs = {case.name: case.output for case in report.cases}
    return [outputs[case.id] for case in asked]


@dataclass(frozen=True)
class _DeepRetriever(Retriever):
    """Looks deep at once and remembers, so that ranking a case costs no second search."""

    found: list[tuple[str, ...]] = field(default_factory=list)

    def retrieve(
        self, query: Query, vectors: Sequence[Sequence[float]], k: int
    ) -> tuple[ScoredPassage, ...]:
        """Return the k best passages; those that `rank` would name are kept in `found`."""
        best = super().retrieve(query, vectors, max(k, RANKED))
        self.found.append(tuple(hit.passage.id for hit in best[:RANKED]))
        return best[:k]


@contextmanager
def _deep_retrieval(assistant: Assistant) -> Iterator[list[tuple[str, ...]]]:
    """Let the assistant search deep; what it finds for each question is in the list."""
    parts = assistant.parts
    kept = {f.name: getattr(parts.retriever, f.name) for f in fields(Retriever)}
    deep = _DeepRetriever(**kept)
    assistant.use(replace(parts, retriever=deep))
    try:
        yield deep.found
    finally:
        assistant.use(parts)


def run_case(assistant: Assistant, case: EvalCase) -> Result:
    """Return what the assistant answers to one case."""
    return replace(_asked(assistant, case), ranked=rank(assistant, case) if case.gold else ())


def _asked(assistant: Assistant, case: EvalCase) -> Result:
    return Result(
        case=case,
        answer=ask(assistant.answer, case.question, case.turns),
        answer_whole=ask(assistant.answer, case.whole, ()) if case.whole else None,
    )


def ask(answer: Answerer, question: str, history: Sequence[Turn]) -> Answer:
    """Return the answer, or the sentence that says why there is none."""
    try:
        return answer(question, history)
    except InputError as error:
        return unanswerable(question, str(error))


def rank(assistant: Assistant, case: EvalCase) -> tuple[str, ...]:
    """Return the ids of the ten best passages for a case, best first."""
    parts = assistant.parts
    try:
        query = understand(case.question, case.turns, max_chars=parts.settings.max_question_chars)
    except InputError:
        return ()
    vectors = parts.embed(query)
    return tuple(f.passage.id for f in parts.retriever.retrieve(query, vectors, RANKED))
