"""Cases, answers and results, short enough to read inside a test."""

from __future__ import annotations

from datetime import date
from typing import Any

from assistant.types import Answer, Citation, CitedSource, Statement, Status
from evals.cases import EvalCase
from evals.scorers import Result


def case(case_id: str = "case", *, facts: tuple[str, ...] = (), **given: Any) -> EvalCase:
    """Return a case; `facts` and `forbidden` are patterns, each its own statement."""
    forbidden = given.pop("forbidden", ())
    return EvalCase.model_validate(
        {
            "id": case_id,
            "question": "How long is the wait?",
            "expect": (Status.ANSWERED,),
            "facts": [{"statement": f"says {f}", "patterns": [f]} for f in facts],
            "forbidden": [{"claim": f"claims {f}", "patterns": [f]} for f in forbidden],
            **given,
        }
    )


def answer(
    text: str = "You wait 10 days.", status: Status = Status.ANSWERED, **given: Any
) -> Answer:
    return Answer(
        question="How long is the wait?", language="en", status=status, text=text, **given
    )


def cited(*said: tuple[str, tuple[str, ...]], status: Status = Status.ANSWERED) -> Answer:
    """Return an answer of statements, each with the passages that it cites."""
    order = list(dict.fromkeys(pid for _, evidence in said for pid in evidence))
    statements = tuple(
        Statement(text=text, citations=tuple(order.index(pid) + 1 for pid in evidence))
        for text, evidence in said
    )
    citations = tuple(citation(marker, pid) for marker, pid in enumerate(order, start=1))
    text = " ".join(
        s.text + " " + "".join(f"[{marker}]" for marker in s.citations) for s in statements
    )
    return answer(text, status, statements=statements, citations=citations)


def citation(marker: int, passage_id: str, quote: str = "") -> Citation:
    return Citation(
        marker=marker,
        passage_id=passage_id,
        document_title="A page",
        section="A section",
        quote=quote,
        sources=(CitedSource(title="A law", url="https://example.org", kind="law"),),
        reviewed=date(2026, 11, 23),
    )


def result(
    given: EvalCase | None = None, said: Answer | None = None, ranked: tuple[str, ...] = ()
) -> Result:
    return Result(given or case(), said or answer(), ranked)
