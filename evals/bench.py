"""Speed and memory, measured on the running machine: `make bench`.

Prints a table with the targets beside what was measured; decides nothing, fails nothing.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from rich.console import Console
from rich.table import Table

from assistant.casework.types import LetterKind
from assistant.embeddings import load_embedder
from assistant.guidance import load_knowledge
from assistant.indexing import update_index
from assistant.service import Assistant
from assistant.settings import Settings, load_settings
from assistant.types import Answer
from evals.drafts import load_drafts, score_drafts

COMMAND = [sys.executable, "-m", "assistant"]


@dataclass(frozen=True)
class Measure:
    """One line of the report."""

    name: str
    value: float
    unit: str
    target: str


def main() -> None:
    """Measure everything on a fresh index in a temporary folder."""
    with tempfile.TemporaryDirectory() as folder:
        settings = load_settings(data_dir=Path(folder))
        measures = [
            *_indexing(settings),
            *_answering(assistant := Assistant(settings)),
            *_drafting(assistant),
            *_processes(folder),
        ]
    table = Table("measure", "value", "target", title="2 cores assumed by the targets")
    for measure in measures:
        table.add_row(measure.name, f"{measure.value:.2f} {measure.unit}", measure.target)
    Console().print(table)


def _indexing(settings: Settings) -> list[Measure]:
    knowledge = load_knowledge(settings.knowledge_dir)
    embedder = load_embedder(settings.embedding_model)
    built = update_index(knowledge, embedder, settings)
    again = update_index(knowledge, embedder, settings)
    share = 100 * built.encode_seconds / built.seconds
    return [
        Measure("index build", built.seconds, "s", ""),
        Measure("index build, share inside the encoder", share, "%", ">= 80"),
        Measure("index again without changes", again.seconds, "s", "< 2"),
    ]


def _answering(assistant: Assistant) -> list[Measure]:
    """Ask every section's heading once: none is cached, all are answerable."""
    questions = [p.section for p in assistant.parts.index.passages.values()][:200]
    for question in questions[:5]:
        assistant.answer(f"{question} (warm-up)")
    answers = [assistant.answer(question) for question in questions]
    total = sorted(answer.timings_ms.total for answer in answers)
    rest = sorted(_without_embedding(answer) for answer in answers)
    p95 = int(0.95 * len(total))
    return [
        Measure("answer, median", median(total), "ms", "< 60"),
        Measure("answer, p95", total[p95], "ms", "< 120"),
        Measure("answer without query embedding, median", median(rest), "ms", "< 20"),
        Measure("answer without query embedding, p95", rest[p95], "ms", ""),
    ]


def _drafting(assistant: Assistant) -> list[Measure]:
    """Draft every case: a reply asks the chain up to three times."""
    cases = load_drafts()
    replies = [case for case in cases if case.kind is LetterKind.REPLY]
    letters = [case for case in cases if case.kind is not LetterKind.REPLY]
    return [
        Measure(f"{name}, {part}", value, "ms", "< 300")
        for name, group in (("reply draft", replies), ("letter draft", letters))
        for times in [[scored.milliseconds for scored in score_drafts(assistant, group)]]
        for part, value in (("median", median(times)), ("slowest", max(times)))
    ]


def _without_embedding(answer: Answer) -> float:
    return answer.timings_ms.total - answer.timings_ms.embed


def _processes(data_dir: str) -> list[Measure]:
    environment = {**os.environ, "ASSISTANT_DATA_DIR": data_dir}
    helped = _seconds([*COMMAND, "--help"], environment)
    asked = _seconds([*COMMAND, "ask", "Can I forward a retraction to Amazon?"], environment)
    return [
        Measure("complaint-assistant --help", helped, "s", "< 0.5"),
        Measure("first answer of a cold process", asked, "s", "< 12"),
        Measure("memory of serve", _memory_of_serve(environment), "GB", "< 1.2"),
    ]


def _seconds(command: list[str], environment: dict[str, str]) -> float:
    best = float("inf")
    for _ in range(3):
        started = time.perf_counter()
        subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)
        best = min(best, time.perf_counter() - started)
    return best


def _memory_of_serve(environment: dict[str, str]) -> float:
    """Return the resident memory of a warmed-up server in gigabytes (Linux only)."""
    server = subprocess.Popen(
        [*COMMAND, "serve", "--port", "7999"], env=environment, stdout=subprocess.PIPE
    )
    try:
        assert server.stdout is not None
        server.stdout.readline()  # the address is printed when the server is warm
        time.sleep(2)
        status = Path(f"/proc/{server.pid}/status").read_text(encoding="utf-8")
        line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
        return int(line.split()[1]) / 1e6
    finally:
        server.terminate()
        server.wait(timeout=20)


if __name__ == "__main__":
    main()
