"""Coverage gaps: questions not answered, or only in part, kept for the guidance's authors.

A line of JSON in the data folder for each. It holds what the user wrote, so the file is readable
by its owner alone, stays on this machine and is bounded; who asked is not recorded. Losing a line
is better than losing an answer: a disk that is full or read-only costs one warning.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

import numpy as np
from concurrent_log_handler import ConcurrentRotatingFileHandler
from pydantic import AwareDatetime, ValidationError
from sklearn.cluster import AgglomerativeClustering

from assistant.embeddings import SentenceTransformerEmbedder
from assistant.errors import InputError
from assistant.lexical import Lexicon
from assistant.outcomes import missing_words
from assistant.settings import Settings
from assistant.types import Answer, Frozen, Passage, Status

logger = logging.getLogger(__name__)

FILE = "coverage-gaps.jsonl"
MAX_BYTES = 1_000_000  # then the file becomes `.1`, and the one before that is forgotten
GAPS = (Status.ABSTAINED, Status.PARTIAL)
MOST_QUESTION_CHARS = 2_000  # of a pasted notice: enough to see what was asked
MOST_GROUPED = 2_000  # newest different questions; comparing all pairs takes memory
# average cosine within a group; of 88 unanswerable questions, 0.6 joins the planted rewordings and
# two strange pairs, 0.5 seven strange pairs
ALIKE = 0.6


class Gap(Frozen):
    """One question that the guidance does not answer, or only in part."""

    at: AwareDatetime
    question: str  # what the user wrote, shortened
    status: Status
    topics: tuple[str, ...]  # nearest sections or documents
    missing: tuple[str, ...]  # words that the nearest passages do not have


@dataclass(frozen=True)
class GapGroup:
    """Questions that are alike, newest first."""

    gaps: tuple[Gap, ...]


@dataclass(frozen=True)
class GapsRead:
    """The gaps of the log, newest first, and how many lines could not be read."""

    gaps: tuple[Gap, ...]
    unreadable: int


class GapSink(Protocol):
    """Where gaps are noted."""

    def record(self, gap: Gap) -> None:
        """Keep a gap; never raises, an answer must not be lost for it."""


class GapLog:
    """Appends gaps to a bounded file; threads and processes may share it."""

    def __init__(self, folder: Path) -> None:
        with suppress(OSError):  # told when the first gap cannot be written
            folder.mkdir(parents=True, exist_ok=True)
        self._handler = _Handler(
            folder / FILE, maxBytes=MAX_BYTES, backupCount=1, encoding="utf-8", chmod=0o600
        )

    def record(self, gap: Gap) -> None:
        """Append a gap, or warn once that the file cannot be written."""
        line = gap.model_dump_json()
        self._handler.handle(logging.LogRecord("gap", logging.INFO, "", 0, line, None, None))


class _Handler(ConcurrentRotatingFileHandler):
    """Says one time that writing fails, where logging would print a traceback every time."""

    _warned = False

    def handleError(self, record: logging.LogRecord) -> None:
        """Warn, the first time."""
        if not self._warned:
            self._warned = True
            logger.warning(
                "coverage gaps cannot be written to %s; answers go on without. Make room or "
                "mend its permissions, or set ASSISTANT_GAP_LOG=false.",
                self.baseFilename,
            )


def open_gap_log(settings: Settings) -> GapLog | None:
    """Return the log in the data folder; None when it is switched off."""
    return GapLog(settings.data_dir) if settings.gap_log else None


def gap_of(answer: Answer, passages: Mapping[str, Passage], lexicon: Lexicon) -> Gap | None:
    """Return the gap that an answer shows; None when the question was answered or refused."""
    if answer.status not in GAPS:
        return None
    cited = [passages[c.passage_id] for c in answer.citations if c.passage_id in passages]
    named = set(answer.follow_ups)
    near = cited or [passage for passage in passages.values() if passage.section in named]
    titles = [passage.document_title for passage in cited]
    return Gap(
        at=datetime.now(UTC).replace(microsecond=0),
        question=answer.question[:MOST_QUESTION_CHARS],
        status=answer.status,
        topics=tuple(dict.fromkeys(titles or answer.follow_ups)),
        missing=tuple(missing_words(answer.question[:MOST_QUESTION_CHARS], near, lexicon)),
    )


def read_gaps(folder: Path) -> GapsRead:
    """Return what the log holds. Raises InputError when the file cannot be read."""
    gaps: list[Gap] = []
    unreadable = 0
    for path in (folder / f"{FILE}.1", folder / FILE):
        for line in _lines(path):
            try:
                gaps.append(Gap.model_validate_json(line))
            except ValidationError:
                unreadable += 1
    return GapsRead(tuple(sorted(gaps, key=lambda gap: gap.at, reverse=True)), unreadable)


def _lines(path: Path) -> list[str]:
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return []
    except OSError as error:
        raise InputError(f"{path} cannot be read ({error.strerror}).") from error
    return [line for line in text.split("\n") if line.strip()]


def group_gaps(gaps: Sequence[Gap], embedder: SentenceTransformerEmbedder) -> list[GapGroup]:
    """Return gaps grouped by the likeness of their questions; the newest group first.

    `gaps` come newest first. Only the newest MOST_GROUPED different questions are grouped.
    """
    questions = list(dict.fromkeys(gap.question for gap in gaps))[:MOST_GROUPED]
    labels = dict(zip(questions, _clusters(questions, embedder), strict=True))
    groups: dict[int, list[Gap]] = {}
    for gap in gaps:
        if gap.question in labels:
            groups.setdefault(labels[gap.question], []).append(gap)
    return [GapGroup(tuple(members)) for members in groups.values()]


def _clusters(questions: Sequence[str], embedder: SentenceTransformerEmbedder) -> list[int]:
    if len(questions) < 2:
        return [0] * len(questions)
    vectors = np.asarray(embedder.embed_documents(list(questions)), dtype=np.float32)
    clustering = AgglomerativeClustering(
        n_clusters=None, metric="cosine", linkage="average", distance_threshold=1 - ALIKE
    )
    return [int(label) for label in clustering.fit_predict(vectors)]
