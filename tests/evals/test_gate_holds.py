"""The gate itself, on the real guidance: what `complaint-assistant eval --gate` decides.

One evaluation of every case. It needs an index of all the guidance; one that is already there is
copied and brought up to date, so that only changed text is embedded.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from assistant.embeddings import SentenceTransformerEmbedder
from assistant.guidance import load_knowledge
from assistant.indexing import update_index
from assistant.service import Assistant
from assistant.settings import Settings
from evals.evaluate import evaluate, load_suites, with_verifier
from evals.gate import check_all

pytestmark = [pytest.mark.integration, pytest.mark.timeout(900)]

ROOT = Path(__file__).parents[2]


@pytest.fixture
def whole(tmp_path: Path, real_embedder: SentenceTransformerEmbedder) -> Assistant:
    """The assistant over all the guidance, with default settings."""
    settings = Settings(data_dir=tmp_path, knowledge_dir=ROOT / "knowledge")
    if (ROOT / ".data" / "chroma").is_dir():
        shutil.copytree(ROOT / ".data" / "chroma", tmp_path / "chroma")
    update_index(load_knowledge(settings.knowledge_dir), real_embedder, settings)
    return Assistant(settings)


def test_no_score_is_below_its_threshold_and_none_has_regressed(whole: Assistant) -> None:
    checks = check_all(with_verifier(evaluate(whole, load_suites()), whole))
    assert [f"{check.name} {check.problem}" for check in checks if check.problem] == []
