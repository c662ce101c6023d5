"""`verify`: claims from a file, verdicts as JSON lines."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from assistant import chain, embeddings
from assistant.chain import Parts
from assistant.claims import Claim, check_claims
from assistant.cli.main import main
from assistant.errors import InputError
from assistant.settings import Settings
from tests.conftest import CORPUS
from tests.fakes import KeywordEmbedder


@pytest.fixture
def _configured(
    monkeypatch: pytest.MonkeyPatch, indexed: Settings, embedder: KeywordEmbedder
) -> None:
    monkeypatch.setenv("ASSISTANT_DATA_DIR", str(indexed.data_dir))
    monkeypatch.setenv("ASSISTANT_KNOWLEDGE_DIR", str(CORPUS))
    for module in (embeddings, chain):
        monkeypatch.setattr(module, "load_embedder", lambda model: embedder)


def _verify(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["complaint-assistant", "verify", *arguments])
    with pytest.raises(SystemExit) as left:
        main()
    return int(left.value.code or 0)


@pytest.mark.usefixtures("_configured")
def test_each_claim_gets_a_line_with_verdict_score_and_reasons(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    batch = tmp_path / "claims.jsonl"
    text = "The form costs 90 dollars. Amazon must forward the retraction."
    claims = [
        {"id": "same", "claim": "The form costs 90 dollars.", "evidence": [text]},
        {"id": 2, "claim": "The form costs 70 dollars.", "evidence": [text]},
        {"id": "bare", "claim": "The form costs 70 dollars.", "evidence": []},
    ]
    batch.write_text("".join(json.dumps(c) + "\n" for c in claims), encoding="utf-8")
    assert _verify(monkeypatch, "--batch", str(batch)) == 0
    same, wrong, bare = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert same == {"id": "same", "supported": True, "score": 1.0, "reasons": []}
    assert (wrong["id"], wrong["supported"]) == (2, False)
    assert any("70" in reason for reason in wrong["reasons"])
    assert bare["reasons"] == ["cites no passage"]


@pytest.mark.usefixtures("_configured")
def test_verdicts_can_go_to_a_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    batch, output = tmp_path / "claims.jsonl", tmp_path / "verdicts.jsonl"
    batch.write_text('{"id": "a", "claim": "It is so.", "evidence": ["It is so."]}\n', "utf-8")
    assert _verify(monkeypatch, "--batch", str(batch), "--output", str(output)) == 0
    assert json.loads(output.read_text("utf-8"))["supported"] is True
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("line", ['{"id": "a"}', "no json", '{"claim": "It is so."}'])
def test_a_broken_line_is_named_with_its_number(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    line: str,
) -> None:
    batch = tmp_path / "claims.jsonl"
    batch.write_text(line + "\n", encoding="utf-8")
    assert _verify(monkeypatch, "--batch", str(batch)) == 1
    assert "claims.jsonl:1: expected" in capsys.readouterr().err


def test_a_passage_of_the_guidance_can_be_the_evidence(parts: Parts) -> None:
    passage = next(iter(parts.index.passages.values()))
    claim = Claim(id="p", claim=passage.sentences[0].text, passage_ids=(passage.id,))
    ((_, verdict),) = check_claims([claim], parts)
    assert verdict == {"supported": True, "score": 1.0, "reasons": []}


def test_an_unknown_passage_is_a_stated_failure(parts: Parts) -> None:
    claim = Claim(id="p", claim="It is so.", passage_ids=("no#passage",))
    with pytest.raises(InputError, match="no#passage"):
        list(check_claims([claim], parts))
