"""What support leads ask for: what became of drafts, how much was edited, where guidance lacks.

A draft is accepted when it was sent as it was drafted, its slots filled; edited when its text was
changed before it was sent. Waiting drafts count nowhere else.
"""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from statistics import fmean, median

from pydantic import Field
from rapidfuzz import fuzz, utils
from sqlalchemy import Row, func, select

from assistant.casework.filling import says
from assistant.casework.store import DraftState, Gap, Store
from assistant.casework.store.tables import CaseRow, DraftRow, FeedbackRow
from assistant.casework.types import Letter
from assistant.types import Frozen

ALIKE = 85  # of 100: token-set likeness from which two questions are counted as one gap
UNTOUCHED = 97  # of 100: a comma that moved is no edit of the guidance
_MARKER = re.compile(r" ?\[\d+\]")


class Outcome(Frozen):
    """What became of the drafts of a topic in a week; an empty topic or week means all."""

    topic: str
    week: str  # ISO 8601: 2026-W48
    drafts: int
    accepted: int
    edited: int
    discarded: int
    voided: int  # the case changed after the draft was made
    waiting: int
    edit_distance: float | None  # mean over sent drafts: changed characters
    edit_share: float | None = Field(default=None, ge=0)  # mean: changed by drafted characters
    seconds_to_draft: float | None  # median: from the case to its first draft


class EditedPassage(Frozen):
    """Guidance that agents change before they send it: a candidate for mending."""

    passage_id: str
    sent: int  # statements that rest on it, in sent drafts
    edited: int
    likeness: float = Field(ge=0, le=1)  # mean, of drafted and sent wording


class GapCount(Frozen):
    """Questions alike that the guidance did not cover; the newest wording stands for all."""

    question: str
    count: int
    first: datetime
    last: datetime


class Measures(Frozen):
    """All measures at one moment."""

    total: Outcome
    by_topic: tuple[Outcome, ...]
    by_week: tuple[Outcome, ...]
    by_topic_and_week: tuple[Outcome, ...]
    edited_passages: tuple[EditedPassage, ...]  # most edited first
    gaps: tuple[GapCount, ...]  # most frequent first
    helpful: int
    wrong: int


class _Fate(Frozen):
    """One draft, as far as it is counted."""

    topic: str
    week: str
    state: DraftState
    void: bool
    distance: int
    length: int
    seconds: float | None  # only of a case's first draft


def measures(store: Store) -> Measures:
    """Return the measures of everything in the store. Raises StoreError."""
    fates = _fates(store)
    topics = sorted({fate.topic for fate in fates})
    weeks = sorted({fate.week for fate in fates})
    verdicts = _verdicts(store)
    return Measures(
        total=_outcome("", "", fates),
        by_topic=tuple(_outcome(topic, "", fates) for topic in topics),
        by_week=tuple(_outcome("", week, fates) for week in weeks),
        by_topic_and_week=tuple(
            _outcome(topic, week, fates)
            for topic, week in sorted({(fate.topic, fate.week) for fate in fates})
        ),
        edited_passages=_edited_passages(store),
        gaps=_gap_counts(store.gaps()),
        helpful=verdicts.get("helpful", 0),
        wrong=verdicts.get("wrong", 0),
    )


def to_csv(found: Measures) -> str:
    """Return one line a topic and week, with a heading."""
    written = io.StringIO()
    table = csv.DictWriter(written, list(Outcome.model_fields), lineterminator="\n")
    table.writeheader()
    for outcome in found.by_topic_and_week:
        line = outcome.model_dump()
        if line["topic"][:1] in ("=", "+", "-", "@", "\t", "\r"):
            line["topic"] = f"'{line['topic']}"  # a spreadsheet would run it as a formula
        table.writerow(line)
    return written.getvalue()


def _fates(store: Store) -> list[_Fate]:
    columns = (DraftRow.case_id, DraftRow.state, DraftRow.void, DraftRow.distance)
    drafted = func.length(DraftRow.letter["text"].as_string())
    query = (
        select(*columns, DraftRow.created_at, CaseRow.created_at.label("opened_at"))
        .add_columns(CaseRow.topic, drafted.label("length"))
        .join(CaseRow, CaseRow.id == DraftRow.case_id)
        .order_by(DraftRow.id)
    )
    seen: set[int] = set()
    fates = []
    with store.database.read() as session:
        for row in session.execute(query):
            fates.append(_fate(row, first=row.case_id not in seen))
            seen.add(row.case_id)
    return fates


def _fate(row: Row[*tuple[object, ...]], *, first: bool) -> _Fate:
    year, week, _ = row.created_at.isocalendar()
    return _Fate(
        topic=row.topic or "(none)",
        week=f"{year}-W{week:02}",
        state=row.state,
        void=bool(row.void),
        distance=row.distance,
        length=row.length,
        seconds=(row.created_at - row.opened_at).total_seconds() if first else None,
    )


def _outcome(topic: str, week: str, fates: Iterable[_Fate]) -> Outcome:
    chosen = [fate for fate in fates if topic in ("", fate.topic) and week in ("", fate.week)]
    sent = [fate for fate in chosen if fate.state == DraftState.SENT]
    waiting = [fate for fate in chosen if fate.state == DraftState.OPEN]
    waits = [fate.seconds for fate in chosen if fate.seconds is not None]
    return Outcome(
        topic=topic,
        week=week,
        drafts=len(chosen),
        accepted=sum(fate.distance == 0 for fate in sent),
        edited=sum(fate.distance > 0 for fate in sent),
        discarded=sum(fate.state == DraftState.DISCARDED for fate in chosen),
        voided=sum(fate.void for fate in waiting),
        waiting=sum(not fate.void for fate in waiting),
        edit_distance=fmean(fate.distance for fate in sent) if sent else None,
        edit_share=fmean(fate.distance / max(fate.length, 1) for fate in sent) if sent else None,
        seconds_to_draft=median(waits) if waits else None,
    )


def _edited_passages(store: Store) -> tuple[EditedPassage, ...]:
    likeness: dict[str, list[float]] = defaultdict(list)
    query = select(DraftRow.letter, DraftRow.text).where(DraftRow.state == DraftState.SENT)
    with store.database.read() as session:
        for stored, text in session.execute(query):
            for passage_id, alike in _statement_likeness(Letter.model_validate(stored), text):
                likeness[passage_id].append(alike)
    found = [
        EditedPassage(
            passage_id=passage_id,
            sent=len(values),
            edited=sum(value < UNTOUCHED for value in values),
            likeness=fmean(values) / 100,
        )
        for passage_id, values in likeness.items()
    ]
    return tuple(sorted(found, key=lambda passage: (-passage.edited, passage.likeness)))


def _statement_likeness(letter: Letter, text: str) -> Iterable[tuple[str, float]]:
    """Yield passage id and likeness (0 to 100) of each statement with what was sent of it."""
    passages = {citation.marker: citation.passage_id for citation in letter.citations}
    for statement in letter.statements:
        drafted = _MARKER.sub("", statement.text)
        kept = text == letter.text or says(text, drafted)
        alike = 100.0 if kept else fuzz.partial_ratio(drafted, text)
        for marker in statement.citations:
            if marker in passages:
                yield passages[marker], alike


def _gap_counts(gaps: Iterable[Gap]) -> tuple[GapCount, ...]:
    """Return the gaps, questions alike counted together (greedy, in the order they came)."""
    groups: list[list[Gap]] = []
    for gap in gaps:
        fitting = (group for group in groups if _alike(group[0].question, gap.question))
        group = next(fitting, None)
        if group is None:
            groups.append([gap])
        else:
            group.append(gap)
    counts = [
        GapCount(
            question=group[-1].question,
            count=len(group),
            first=group[0].created_at,
            last=group[-1].created_at,
        )
        for group in groups
    ]
    return tuple(sorted(counts, key=lambda found: (-found.count, found.question)))


def _alike(one: str, other: str) -> bool:
    return fuzz.token_set_ratio(one, other, processor=utils.default_process) >= ALIKE


def _verdicts(store: Store) -> dict[str, int]:
    query = select(FeedbackRow.verdict, func.count()).group_by(FeedbackRow.verdict)
    with store.database.read() as session:
        return {verdict: count for verdict, count in session.execute(query)}
