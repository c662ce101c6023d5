"""The log of coverage gaps: what is noted, that it stays small and never gets in the way."""

from __future__ import annotations

import csv
import io
import json
import logging
import multiprocessing
import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from assistant import chain, gaps
from assistant.cli.gap_listing import as_csv_text, as_text
from assistant.gaps import FILE, Gap, GapLog, group_gaps, open_gap_log, read_gaps
from assistant.service import Assistant
from assistant.settings import Settings
from assistant.types import Status
from tests.fakes import KeywordEmbedder

START = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
OUTSIDE = "how do bananas ripen in zanzibar"


def _gap(question: str = OUTSIDE, minute: int = 0, missing: tuple[str, ...] = ("bananas",)) -> Gap:
    return Gap(
        at=START + timedelta(minutes=minute),
        question=question,
        status=Status.ABSTAINED,
        topics=("Retraction",),
        missing=missing,
    )


@pytest.fixture
def _fake_model(monkeypatch: pytest.MonkeyPatch, embedder: KeywordEmbedder) -> None:
    monkeypatch.setattr(chain, "load_embedder", lambda model: embedder)


@pytest.mark.usefixtures("_fake_model")
def test_an_abstention_is_noted_with_question_topics_and_missing_words(indexed: Settings) -> None:
    assistant = Assistant(indexed, open_gap_log(indexed))
    answer = assistant.answer(OUTSIDE)
    assert answer.status is Status.ABSTAINED
    (gap,) = read_gaps(indexed.data_dir).gaps
    assert gap.question == OUTSIDE
    assert gap.status is Status.ABSTAINED
    assert gap.topics == answer.follow_ups
    assert set(gap.missing) <= set(OUTSIDE.split())
    assert "bananas" in gap.missing
    (line,) = (indexed.data_dir / FILE).read_text().splitlines()
    assert set(json.loads(line)) == {"at", "question", "status", "topics", "missing"}


@pytest.mark.usefixtures("_fake_model")
def test_an_answered_question_is_not_noted(indexed: Settings) -> None:
    assistant = Assistant(indexed, open_gap_log(indexed))
    assert assistant.answer("how long to wait after the counter notice").status is Status.ANSWERED
    assert read_gaps(indexed.data_dir).gaps == ()


def test_the_log_can_be_switched_off(settings: Settings) -> None:
    assert open_gap_log(settings.model_copy(update={"gap_log": False})) is None


def test_only_the_owner_can_read_the_log(tmp_path: Path) -> None:
    GapLog(tmp_path).record(_gap())
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600


def test_the_log_stays_within_two_files_of_bounded_size(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gaps, "MAX_BYTES", 2_000)
    log = GapLog(tmp_path)
    for minute in range(100):
        log.record(_gap(minute=minute))
    files = sorted(path for path in tmp_path.iterdir() if path.name.startswith(FILE))
    assert [path.name for path in files] == [FILE, f"{FILE}.1"]
    line = len(_gap().model_dump_json()) + 1  # the one that crosses the limit
    assert all(path.stat().st_size <= 2_000 + line for path in files)
    assert read_gaps(tmp_path).gaps[0] == _gap(minute=99)


def _write_many(folder: Path) -> None:
    log = GapLog(folder)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda minute: log.record(_gap(minute=minute)), range(100)))


def test_threads_and_processes_lose_no_line(tmp_path: Path) -> None:
    spawn = multiprocessing.get_context("spawn")
    writers = [spawn.Process(target=_write_many, args=(tmp_path,)) for _ in range(2)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(120)
        assert writer.exitcode == 0
    found = read_gaps(tmp_path)
    assert (len(found.gaps), found.unreadable) == (200, 0)


@pytest.mark.usefixtures("_fake_model")
def test_a_log_that_cannot_be_written_costs_one_warning_and_no_answer(
    indexed: Settings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("in the way")
    assistant = Assistant(indexed, GapLog(tmp_path / "file" / "data"))
    with caplog.at_level(logging.WARNING, logger="assistant.gaps"):
        for _ in range(3):
            assert assistant.answer(OUTSIDE).status is Status.ABSTAINED
    (record,) = caplog.records
    assert "coverage gaps cannot be written" in record.getMessage()


def test_a_full_disk_costs_one_warning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(self: object, message: str) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(gaps._Handler, "do_write", full)
    log = GapLog(tmp_path)
    with caplog.at_level(logging.WARNING, logger="assistant.gaps"):
        log.record(_gap())
        log.record(_gap())
    assert len(caplog.records) == 1


def test_a_torn_line_is_counted_and_the_rest_is_read(tmp_path: Path) -> None:
    GapLog(tmp_path).record(_gap())
    with (tmp_path / FILE).open("a") as file:
        file.write('{"at": "2026-\n')
    found = read_gaps(tmp_path)
    assert (len(found.gaps), found.unreadable) == (1, 1)


def test_questions_that_are_alike_are_one_group_and_the_newest_group_is_first(
    embedder: KeywordEmbedder,
) -> None:
    newest_first = [
        _gap("forward my retract letter?", 3),
        _gap("a screenshot as proof?", 2),
        _gap("can i forward the retract mail", 1),
        _gap("can i forward the retract mail", 0),
    ]
    groups = group_gaps(newest_first, embedder)
    assert [[gap.at.minute for gap in group.gaps] for group in groups] == [[3, 1, 0], [2]]
    assert group_gaps(newest_first[:1], embedder)[0].gaps == (newest_first[0],)
    assert group_gaps([], embedder) == []


def test_the_listing_counts_and_shows_a_question_on_one_line(embedder: KeywordEmbedder) -> None:
    gap = _gap("line one\nline two \x1b[31m" + "x" * 300)
    text = as_text(group_gaps([gap, gap], embedder))
    assert text.startswith("2x, last 2026-11-24 12:00 (abstained)\n  line one line two [31mxxx")
    assert "…\n  nearest: Retraction\n  missing: bananas\n" in text


def test_the_csv_keeps_questions_whole_and_starts_no_formula(embedder: KeywordEmbedder) -> None:
    gap = _gap('=HYPERLINK("http://example.org";"x")\nsecond line')
    rows = list(csv.reader(io.StringIO(as_csv_text(group_gaps([gap], embedder)))))
    assert rows[0] == ["group", "count", "at", "status", "question", "topics", "missing"]
    assert rows[1][4] == f"'{gap.question}"
    assert len(rows) == 2
