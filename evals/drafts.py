"""Draft cases: a message, what its notice says, and what the letter must, must not and asks.

    python -m evals.drafts

drafts every case of `datasets/drafts/` with the live index and prints what is wrong, and how long
a draft takes. The notices are given as fields, so that only the drafting is measured.
"""

from __future__ import annotations

import re
import statistics
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field

from assistant.casework.drafting import draft_letter
from assistant.casework.types import Deadline, Letter, LetterKind, Listing, Notice, Reading, Tone
from assistant.casework.types import NoticeKind as Kind
from assistant.service import Assistant
from assistant.types import Marketplace, Right
from evals.cases import DATASETS, Patterns

DRAFTS = DATASETS / "drafts"


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class NoticeFields(_Model):
    """What a notice says, as a person would read it."""

    kind: Kind | None = Kind.COMPLAINT
    right: Right | None = None
    marketplace: Marketplace = "amazon"
    domain: str = ""
    complaint_id: str = ""
    asins: tuple[str, ...] = ()
    rights_owner: str = ""
    email: str = ""
    objected: str = ""
    due: date | None = None
    deadline: str = ""  # its words in the notice

    def as_notice(self) -> Notice:
        """Return the notice whose text is the fields, one a line."""
        said = (self.domain, self.complaint_id, *self.asins, self.rights_owner, self.email)
        text = "\n".join((*said, self.objected, self.deadline))

        def read(value: str) -> Reading:
            start = text.index(value)
            return Reading(value=value, start=start, end=start + len(value), confidence=1.0)

        return Notice(
            text=text,
            language="en",
            marketplace=self.marketplace,
            domain=read(self.domain) if self.domain else None,
            kind=self.kind,
            right=self.right,
            complaint_ids=(read(self.complaint_id),) if self.complaint_id else (),
            listings=tuple(Listing(asin=read(asin)) for asin in self.asins),
            rights_owner=read(self.rights_owner) if self.rights_owner else None,
            emails=(read(self.email),) if self.email else (),
            objected=read(self.objected) if self.objected else None,
            deadlines=(Deadline(reading=read(self.deadline), due=self.due, rule="as stated"),)
            if self.deadline
            else (),
        )


class DraftCase(_Model):
    """One draft with what is accepted."""

    id: str = Field(pattern=r"^[a-z0-9-]+$")
    message: str
    notice: NoticeFields | None = None
    kind: LetterKind
    facts: dict[str, str] = {}
    tone: Tone = "calm"
    expect_kind: LetterKind | None = None  # when another letter fits instead
    contains: Patterns  # each must be found in subject or text
    absent: tuple[str, ...] = ()  # none may be found
    warns: str = ""  # a warning for the agent
    open: tuple[str, ...] = ()  # exactly these slots
    why: str


@dataclass(frozen=True)
class Scored:
    """What is wrong with one draft, and its milliseconds."""

    case_id: str
    problems: tuple[str, ...]
    milliseconds: float


def load_drafts(folder: Path = DRAFTS) -> tuple[DraftCase, ...]:
    """Return the cases of the folder. Raises ValueError for a broken or repeated case."""
    cases: list[DraftCase] = []
    for path in sorted(folder.glob("*.yaml")):
        for item in yaml.safe_load(path.read_text("utf-8")):
            try:
                cases.append(DraftCase.model_validate(item))
            except ValueError as error:
                raise ValueError(f"{path.name}: case {item.get('id')!r}: {error}") from error
    ids = [case.id for case in cases]
    if repeated := {case_id for case_id in ids if ids.count(case_id) > 1}:
        raise ValueError(f"{folder}: the ids {', '.join(sorted(repeated))} stand more than once")
    return tuple(cases)


def score_drafts(assistant: Assistant, cases: Iterable[DraftCase]) -> tuple[Scored, ...]:
    """Return each case's problems; none means that the draft is accepted."""
    scored = []
    for case in cases:
        found = case.notice.as_notice() if case.notice else None
        started = time.perf_counter()
        letter = draft_letter(assistant, case.kind, case.message, found, case.facts, tone=case.tone)
        spent = (time.perf_counter() - started) * 1000
        scored.append(Scored(case.id, tuple(problems(case, letter)), spent))
    return tuple(scored)


def problems(case: DraftCase, letter: Letter) -> list[str]:
    """Return what is wrong with a draft, in words."""
    shown = f"{letter.subject}\n{letter.text}"
    wanted = case.expect_kind or case.kind
    found = [] if letter.kind is wanted else [f"is a {letter.kind}, not a {wanted}"]
    found += [f"lacks {p!r}" for p in case.contains if not _in(p, shown)]
    found += [f"has {p!r}" for p in case.absent if _in(p, shown)]
    if case.warns and not any(_in(case.warns, warning) for warning in letter.warnings):
        found.append(f"does not warn of {case.warns!r}")
    opened = {slot.name for slot in letter.open_slots}
    if opened != set(case.open):
        found.append(f"asks for {sorted(opened)}, not for {sorted(case.open)}")
    found += [f"uncited: {s.text}" for s in letter.statements if not s.citations]
    return found


def _in(pattern: str, text: str) -> bool:
    return re.search(pattern, text, re.IGNORECASE | re.DOTALL) is not None


def report(scored: Sequence[Scored]) -> str:
    """Return the failed cases, and how many were accepted in what time."""
    lines = [f"{s.case_id}: {problem}" for s in scored for problem in s.problems]
    accepted = sum(not s.problems for s in scored)
    times = sorted(s.milliseconds for s in scored)
    lines.append(
        f"{accepted} of {len(scored)} drafts accepted; median {statistics.median(times):.0f} ms, "
        f"slowest {times[-1]:.0f} ms"
    )
    return "\n".join(lines)


if __name__ == "__main__":
    from assistant.settings import load_settings

    results = score_drafts(Assistant(load_settings()), load_drafts())
    print(report(results))  # noqa: T201
    sys.exit(any(result.problems for result in results))
