"""Citation precision and recall by the definitions of ALCE, with our verifier as the judge.

Gao, Yen, Yu and Chen 2023, "Enabling Large Language Models to Generate Text with Citations",
section 3: a statement has recall 1 when it cites something and all that it cites, together,
carries it. A citation has precision 1 when its statement has recall 1 and the citation is not
irrelevant: irrelevant is one that does not carry the statement alone while the others carry it
without it. ALCE judges with an entailment model; here `Verifier` judges: a statement that stands
word for word in a cited passage is carried (exact), everything else is the verifier's semantic
tier. The verifier's own error is stated beside these scores.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from assistant.grounding import Verifier
from assistant.types import Answer, DraftStatement, Passage, Statement, Status
from evals.scorers import claims_of


@dataclass(frozen=True)
class CitationScores:
    """The scores of one answer, each in [0, 1]; `precision` is None without any citation."""

    recall: float  # mean over statements
    precision: float | None  # mean over citations
    unsupported: float  # share of statements that nothing cited in the answer carries


@dataclass(frozen=True)
class CitationJudge:
    """Judges whether cited passages carry what is said."""

    verifier: Verifier
    passages: Mapping[str, Passage]

    def score(self, answer: Answer) -> CitationScores | None:
        """Return the scores of an answer; None when it is none, or says nothing."""
        answered = answer.status in (Status.ANSWERED, Status.PARTIAL)
        claims = claims_of(answer)
        if not answered or not claims:
            return None
        cited = {citation.marker: citation.passage_id for citation in answer.citations}
        recalls: list[bool] = []
        precisions: list[bool] = []
        unsupported = 0
        for statement in claims:
            evidence = _evidence(statement, cited)
            carried = self._carries(statement.text, evidence)
            recalls.append(carried)
            precisions.extend(
                carried and not self._irrelevant(statement.text, passage_id, evidence)
                for passage_id in evidence
            )
            unsupported += not (carried or self._carries(statement.text, cited.values()))
        return CitationScores(
            recall=sum(recalls) / len(recalls),
            precision=sum(precisions) / len(precisions) if precisions else None,
            unsupported=unsupported / len(recalls),
        )

    def _carries(self, text: str, passage_ids: Iterable[str]) -> bool:
        evidence = tuple(pid for pid in passage_ids if pid in self.passages)
        if not evidence:
            return False
        return self.verifier.check(DraftStatement(text, evidence), self.passages).supported

    def _irrelevant(self, text: str, passage_id: str, evidence: tuple[str, ...]) -> bool:
        others = tuple(other for other in evidence if other != passage_id)
        if not others:
            return False  # the only one: with recall 1 it carries the statement
        return not self._carries(text, (passage_id,)) and self._carries(text, others)


def _evidence(statement: Statement, cited: Mapping[int, str]) -> tuple[str, ...]:
    """Return the passages that a statement cites; a marker that resolves to nothing stays.

    It carries nothing and so costs precision and recall.
    """
    return tuple(cited.get(marker, "") for marker in statement.citations)
