"""The command line: exit codes, one line for a stated failure, JSON for other tools."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant import chain, embeddings
from assistant.cli.main import main
from assistant.settings import Settings
from assistant.types import Answer
from tests.conftest import CORPUS
from tests.fakes import KeywordEmbedder

ROOT = Path(__file__).parent.parent
QUESTION = "how long to wait after the counter notice"
Run = Callable[..., int]


@pytest.fixture
def run(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings: Settings, embedder: KeywordEmbedder
) -> Run:
    """Run the command line in this process with the fake model; return the exit code."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ASSISTANT_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("ASSISTANT_KNOWLEDGE_DIR", str(CORPUS))
    monkeypatch.setenv("COLUMNS", "200")
    for module in (embeddings, chain):
        monkeypatch.setattr(module, "load_embedder", lambda model: embedder)

    def run(*arguments: str) -> int:
        monkeypatch.setattr(sys, "argv", ["complaint-assistant", *arguments])
        with pytest.raises(SystemExit) as left:
            main()
        code = left.value.code
        assert isinstance(code, int)
        return code

    return run


def _error(capsys: pytest.CaptureFixture[str]) -> str:
    """Return the only line on stderr."""
    (line,) = capsys.readouterr().err.strip().splitlines()
    return line


def test_help_lists_the_commands_and_loads_no_model_library() -> None:
    script = (
        "import sys; from assistant.cli.main import app; app(['--help'], standalone_mode=False); "
        "sys.exit(bool({'torch', 'chromadb', 'gradio', 'langchain'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    for command in ("index", "ask", "search", "serve", "doctor", "draft", "knowledge"):
        assert command in done.stdout


def test_the_module_runs_as_a_program() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "assistant", "--help"],
        cwd=ROOT, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0
    assert "Cited answers about complaints" in done.stdout
    assert done.stderr == ""


def test_index_says_what_it_did(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("index") == 0
    assert "6 added, 0 updated, 0 deleted, 0 unchanged passages" in capsys.readouterr().out
    assert run("index") == 0
    assert "6 unchanged passages; 0 texts embedded" in capsys.readouterr().out
    assert run("index", "--rebuild") == 0
    assert "; 0 texts embedded" not in capsys.readouterr().out


def test_index_takes_another_folder(
    run: Run, capsys: pytest.CaptureFixture[str], knowledge_dir: Path
) -> None:
    (knowledge_dir / "en" / "retraction.md").unlink()
    assert run("index", "--knowledge", str(knowledge_dir)) == 0
    assert "4 added" in capsys.readouterr().out


def test_index_of_a_broken_document_fails_with_file_line_and_mend(
    run: Run, capsys: pytest.CaptureFixture[str], knowledge_dir: Path
) -> None:
    (knowledge_dir / "en" / "retraction.md").write_text("no front matter")
    assert run("index", "--knowledge", str(knowledge_dir)) == 1
    line = _error(capsys)
    assert line.startswith("complaint-assistant: ")
    assert "retraction.md:1: no YAML front matter; start the file with ---" in line


def test_ask_prints_the_answer_its_sources_and_that_it_is_no_advice(
    run: Run, indexed: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("ask", QUESTION) == 0
    out = capsys.readouterr().out
    assert "10 to 14 business days" in out
    assert "[1] Filing a DMCA counter-notice › How long is the wait after a counter-notice?" in out
    assert "https://www.law.cornell.edu/uscode/text/17/512" in out
    assert "General information, not legal advice." in out


def test_ask_json_is_the_whole_answer(
    run: Run, indexed: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("ask", QUESTION, "--json") == 0
    answer = Answer.model_validate_json(capsys.readouterr().out)
    assert answer.status == "answered"
    assert answer.citations


def test_ask_reads_the_conversation_before(
    run: Run, indexed: Settings, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    history = tmp_path / "history.json"
    history.write_text(json.dumps([{"role": "user", "content": "i filed a counter notice"}]))
    assert run("ask", "how long wait?", "--json", "--history", str(history)) == 0
    answer = Answer.model_validate_json(capsys.readouterr().out)
    assert "10 to 14 business days" in answer.text


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("{", id="no-json"),
        pytest.param('[{"role": "user"}]', id="no-content"),
        pytest.param('["hello"]', id="not-turns"),
        pytest.param("7", id="not-a-list"),
    ],
)
def test_a_broken_history_is_one_line(
    run: Run, indexed: Settings, capsys: pytest.CaptureFixture[str], tmp_path: Path, text: str
) -> None:
    history = tmp_path / "history.json"
    history.write_text(text)
    assert run("ask", QUESTION, "--history", str(history)) == 1
    assert _error(capsys).startswith("complaint-assistant: ")


def test_a_batch_is_answered_in_order_one_line_each(
    run: Run, indexed: Settings, tmp_path: Path
) -> None:
    cases = [
        {"id": "wait", "question": QUESTION, "expected": "ignored"},
        {"id": 7, "question": "which pizza is best in Naples"},
        {"id": "none", "question": "?!"},
        {
            "id": "follow-up",
            "question": "how long wait?",
            "history": [{"role": "user", "content": "i filed a counter notice"}],
        },
    ]
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text("\n\n".join(json.dumps(case) for case in cases) + "\n", encoding="utf-8")
    assert run("ask", "--batch", str(source), "--output", str(target)) == 0
    lines = [json.loads(line) for line in target.read_text(encoding="utf-8").splitlines()]
    assert [line.pop("id") for line in lines] == ["wait", 7, "none", "follow-up"]
    answers = [Answer.model_validate(line) for line in lines]
    assert [a.status for a in answers] == ["answered", "abstained", "clarify", "answered"]
    assert "there is no question in the message" in answers[2].text


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("{", id="no-json"),
        pytest.param('{"id": 1}', id="no-question"),
        pytest.param('{"question": "x"}', id="no-id"),
        pytest.param('{"id": 1, "question": 2}', id="question-is-no-text"),
        pytest.param("[]", id="not-an-object"),
    ],
)
def test_a_broken_line_of_a_batch_is_named_before_anything_is_answered(
    run: Run, indexed: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str], line: str
) -> None:
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text(json.dumps({"id": 1, "question": QUESTION}) + f"\n{line}\n")
    assert run("ask", "--batch", str(source), "--output", str(target)) == 1
    assert "in.jsonl:2: expected" in _error(capsys)
    assert not target.exists()


def test_a_batch_that_cannot_be_written_is_one_line(
    run: Run, indexed: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = tmp_path / "in.jsonl"
    source.write_text(json.dumps({"id": 1, "question": QUESTION}))
    target = tmp_path / "no" / "such" / "folder.jsonl"
    assert run("ask", "--batch", str(source), "--output", str(target)) == 1
    assert "folder.jsonl cannot be written" in _error(capsys)


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(("ask",), id="no-question"),
        pytest.param(("ask", "x", "--batch", "y"), id="question-and-batch"),
        pytest.param(("ask", "--batch", "y"), id="batch-without-output"),
        pytest.param(("ask", "x", "--no-such-option"), id="unknown-option"),
        pytest.param(("no-such-command",), id="unknown-command"),
        pytest.param(("search", "x", "--k", "0"), id="out-of-range"),
    ],
)
def test_wrong_usage_exits_with_2(run: Run, arguments: tuple[str, ...]) -> None:
    assert run(*arguments) == 2


def test_ask_without_an_index_says_how_to_make_one(
    run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("ask", QUESTION) == 1
    assert "Run `complaint-assistant index`" in _error(capsys)


@pytest.mark.parametrize("question", ["", "😡", "?" * 20_000])
def test_a_message_that_is_no_question_is_one_line(
    run: Run, indexed: Settings, capsys: pytest.CaptureFixture[str], question: str
) -> None:
    assert run("ask", question) == 1
    assert _error(capsys).startswith("complaint-assistant: the")


def test_a_wrong_setting_is_one_line(
    run: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ASSISTANT_TOP_K", "99")
    assert run("ask", QUESTION) == 1
    assert _error(capsys).startswith("complaint-assistant: ASSISTANT_TOP_K: ")


def test_search_lists_passages_best_first(
    run: Run, indexed: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("search", QUESTION, "--k", "2") == 0
    lines = capsys.readouterr().out.strip().splitlines()
    assert len(lines) == 3
    assert "counter-notice#how-long-is-the-wait-after-a-counter-notice" in lines[1]


def test_doctor_is_content_with_a_working_setup(
    run: Run, indexed: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    code = run("doctor")
    out = capsys.readouterr().out
    assert code == 0, out
    assert "3 documents, 6 sections" in out
    assert "6 passages, guidance-000001" in out
    assert "coverage gaps: 0 noted in" in out
    assert "letters: templates in en" in out


def test_doctor_names_what_is_broken_and_how_to_mend_it(
    run: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ASSISTANT_CHROMA_ULR", "http://127.0.0.1:8000")
    assert run("doctor") == 1
    out = " ".join(capsys.readouterr().out.split())
    assert "ok guidance: 3 documents" in out
    assert "FAIL index: there is no index in" in out
    assert "Run `complaint-assistant index`" in out
    assert "FAIL settings: ASSISTANT_CHROMA_ULR is not a setting" in out


def test_knowledge_check_lists_problems_and_fails(
    run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("knowledge", "check", "--fast", str(CORPUS)) == 1
    out, err = capsys.readouterr()
    assert "requests.yaml:1: evade-enforcement names" in err
    assert "3 documents, 6 sections: " in out


def test_knowledge_check_of_a_folder_without_guidance_is_one_line(
    run: Run, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert run("knowledge", "check", str(tmp_path)) == 1
    assert "no guidance documents" in _error(capsys)


def test_the_installed_command_is_this_one() -> None:
    command = shutil.which("complaint-assistant", path=str(Path(sys.executable).parent))
    if command is None:
        pytest.skip("the package is not installed")
    done = subprocess.run([command, "--help"], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0


def test_a_receipt_replays_the_same_until_the_guidance_changes(
    run: Run,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    knowledge_dir: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    run("index")
    assert run("ask", QUESTION, "--receipt", "receipt.json") == 0
    capsys.readouterr()
    assert run("replay", "receipt.json") == 0
    assert capsys.readouterr().out.startswith("same citations: ")
    path = knowledge_dir / "en" / "counter-notice.md"
    path.write_text(path.read_text().replace("10 to 14", "11 to 15"))
    monkeypatch.setenv("ASSISTANT_KNOWLEDGE_DIR", str(knowledge_dir))
    run("index")
    capsys.readouterr()
    assert run("replay", "receipt.json") == 1
    assert "passage: the text of counter-notice#" in capsys.readouterr().out


def test_a_file_that_is_no_receipt_is_one_line(
    run: Run, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "receipt.json").write_text("not json")
    assert run("replay", "receipt.json") == 1
    assert "is not JSON" in _error(capsys)


def test_a_receipt_is_for_one_question(run: Run) -> None:
    assert run("ask", "--batch", "b", "--output", "o", "--receipt", "r") == 2


def test_ask_explains_the_words_of_its_answer(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    run("index")
    capsys.readouterr()
    run("ask", QUESTION)
    assert "counter-notice: A formal answer to a copyright takedown" in capsys.readouterr().out


def test_gaps_lists_what_was_not_answered(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    run("index")
    run("ask", "how do bananas ripen in zanzibar")
    capsys.readouterr()
    assert run("knowledge", "gaps") == 0
    listed = capsys.readouterr()
    assert listed.out.startswith("1x, last ")
    assert "how do bananas ripen in zanzibar" in listed.out
    assert listed.err == "1 of 1 gaps in 1 groups\n"
    assert run("knowledge", "gaps", "--csv") == 0
    assert capsys.readouterr().out.startswith("group,count,at,status,question,topics,missing\n1,1,")


def test_no_gap_is_kept_when_the_log_is_off(
    run: Run, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSISTANT_GAP_LOG", "false")
    run("index")
    run("ask", "how do bananas ripen in zanzibar")
    capsys.readouterr()
    assert run("knowledge", "gaps") == 0
    assert capsys.readouterr() == ("", "0 of 0 gaps in 0 groups\n")
