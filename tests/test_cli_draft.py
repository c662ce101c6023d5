"""`draft` on the command line: what is printed, what is written, what is refused."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from assistant.casework.types import Notice
from tests.casework.drafts import notice
from tests.test_cli import Run, _error
from tests.test_cli import run as run

MESSAGE = "He says he will retract. Can I forward the retraction to Amazon?"


@pytest.fixture
def message(tmp_path: Path, indexed: object) -> str:
    path = tmp_path / "message.txt"
    path.write_text(MESSAGE, encoding="utf-8")
    return str(path)


@pytest.fixture
def notice_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A notice, and a reader that finds in it what `notice()` says."""

    def read_file(path: Path) -> str:
        return path.read_text(encoding="utf-8")

    def read_notice(text: str) -> Notice:
        return notice(text=text)

    files, reader = (ModuleType(f"assistant.casework.{name}") for name in ("reading", "notice"))
    files.read_file = read_file  # type: ignore[attr-defined]
    reader.read_notice = read_notice  # type: ignore[attr-defined]
    for module in (files, reader):
        monkeypatch.setitem(sys.modules, module.__name__, module)
    path = tmp_path / "notice.txt"
    path.write_text(notice().text, encoding="utf-8")
    return str(path)


def test_a_reply_is_printed_with_its_open_questions(
    run: Run,
    message: str,
    notice_file: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run("draft", "--message", message, "--notice", notice_file) == 0
    shown = capsys.readouterr().out
    assert "To: the seller" in shown
    assert "Example Ltd." in shown
    assert "Open: [[picture_source]]" in shown
    assert "Deadline: none stated in the notice" in shown
    assert shown.rstrip().endswith("not ready to send (1 open)")


def test_facts_fill_slots_and_the_message_may_come_from_standard_input(
    run: Run,
    indexed: object,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(MESSAGE.encode())))
    facts = ["--fact", "ground=own photo = ours", "--fact", "name=Li Wei"]
    assert run("draft", "--message", "-", "--kind", "retraction-request", "--json", *facts) == 0
    letter: dict[str, Any] = json.loads(capsys.readouterr().out)
    slots = {slot["name"]: (slot["value"], slot["origin"]) for slot in letter["slots"]}
    assert slots["ground"] == ("own photo = ours", "agent")
    assert slots["asins"] == ("", None)
    assert "[[asins]]" in letter["text"]


@pytest.mark.parametrize("suffix", ["docx", "md", "eml"])
def test_the_letter_is_written_to_a_file(
    run: Run,
    message: str,
    tmp_path: Path,
    suffix: str,
) -> None:
    path = tmp_path / f"letter.{suffix}"
    assert run("draft", "--message", message, "--output", str(path)) == 0
    assert path.stat().st_size > 100


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        pytest.param(["--kind", "poem"], "no letter that can be drafted", id="kind"),
        pytest.param(["--fact", "name"], "expected name=value", id="fact-without-value"),
        pytest.param(["--fact", "right=a", "--fact", "right=b"], "given twice", id="fact-twice"),
        pytest.param(["--fact", "shoe=44"], "'shoe' is no fact", id="unknown-fact"),
        pytest.param(["--language", "nl"], "cannot be written in 'nl' yet", id="language"),
        pytest.param(["--tone", "rude"], "is no tone", id="tone"),
        pytest.param(["--output", "letter.pdf"], "no file format", id="format"),
        pytest.param(["--output", "/nowhere/letter.md"], "cannot be written", id="folder"),
    ],
)
def test_a_wrong_argument_is_one_line_and_exit_code_1(
    run: Run,
    message: str,
    notice_file: str,
    arguments: list[str],
    says: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run("draft", "--message", message, *arguments) == 1
    assert says in _error(capsys)


def test_a_message_that_is_no_text_is_refused(
    run: Run,
    tmp_path: Path,
    indexed: object,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = tmp_path / "message.bin"
    path.write_bytes(b"\xff\xfe\x00\x81")
    assert run("draft", "--message", str(path)) == 1
    assert "UTF-8" in _error(capsys)
