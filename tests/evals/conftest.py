"""A part of the real guidance, indexed with the real model, and the cases that it answers."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import pytest

from assistant.embeddings import SentenceTransformerEmbedder
from assistant.guidance import load_knowledge
from assistant.indexing import update_index
from assistant.settings import Settings
from assistant.types import Status
from evals.cases import EvalCase
from evals.evaluate import load_suites

KNOWLEDGE = Path(__file__).parents[2] / "knowledge"
# documents that many cases are about, the fewer the faster the index
DOCUMENTS = (
    *("retraction", "counter-notice-us", "counter-notice-abroad", "evidence-accepted"),
    *("photo-ownership", "edited-images", "us-lawsuits", "china"),
)
IN_SCOPE, DECLINED, REFUSED = 40, 14, 12  # at most so many cases of each kind


@pytest.fixture(scope="session")
def part_of_knowledge(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("part") / "knowledge"
    (folder / "en").mkdir(parents=True)
    shutil.copy(KNOWLEDGE / "requests.yaml", folder)
    for document in DOCUMENTS:
        shutil.copy(KNOWLEDGE / "en" / f"{document}.md", folder / "en")
    return folder


@pytest.fixture(scope="session")
def part_settings(
    part_of_knowledge: Path,
    tmp_path_factory: pytest.TempPathFactory,
    real_embedder: SentenceTransformerEmbedder,
) -> Settings:
    """Settings with an index of that part. Do not write to it: copy the data folder."""
    settings = Settings(
        data_dir=tmp_path_factory.mktemp("part-data"), knowledge_dir=part_of_knowledge
    )
    update_index(load_knowledge(part_of_knowledge), real_embedder, settings)
    return settings


@pytest.fixture(scope="session")
def part_cases() -> tuple[EvalCase, ...]:
    """Cases that these documents answer, and cases that nothing answers, drawn by hash."""
    suites = load_suites()
    pooled = [c for name, cases in suites.items() if name != "real" for c in cases]
    pooled.sort(key=lambda c: hashlib.sha256(c.id.encode()).hexdigest())
    answered = [c for c in pooled if c.in_scope and c.gold and _documents(c) <= set(DOCUMENTS)]
    declined = [c for c in pooled if c.expect == (Status.ABSTAINED,)]
    refused = [c for c in pooled if c.expect == (Status.REFUSED,)]
    return (*answered[:IN_SCOPE], *declined[:DECLINED], *refused[:REFUSED])


def _documents(case: EvalCase) -> set[str]:
    return {passage_id.partition("#")[0] for passage_id in case.gold}
