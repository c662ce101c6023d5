import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assistant.cli.main import app, main

NOTICE = """From: notice@amazon.co.uk
Date: 07/10/2026

We have removed some of your listings because they infringe a registered design.
Please send us the licence agreement within 14 days.

ASIN: B0BM6DZ4WP
Complaint ID: 16120998471
"""


def test_a_notice_file_is_shown_field_by_field_with_its_quotes(tmp_path: Path) -> None:
    file = tmp_path / "notice.txt"
    file.write_text(NOTICE, encoding="utf-8")
    result = CliRunner(env={"COLUMNS": "160"}).invoke(app, ["notice", str(file)])
    assert result.exit_code == 0
    assert "16120998471" in result.output
    assert "2026-10-21: 14 days after the notice's date" in result.output
    assert "“within 14 days”" in result.output


def test_standard_input_is_read_and_json_has_every_span() -> None:
    result = CliRunner().invoke(app, ["notice", "-", "--json"], input=NOTICE)
    notice = json.loads(result.stdout)
    asin = notice["listings"][0]["asin"]
    assert notice["text"][asin["start"] : asin["end"]] == "B0BM6DZ4WP"
    assert notice["deadlines"][0]["due"] == "2026-10-21"


def test_markup_in_a_notice_is_printed_and_not_obeyed() -> None:
    result = CliRunner().invoke(
        app, ["notice", "-"], input=NOTICE + "Rights owner: [red]Acme[/red] Ltd\n"
    )
    assert "[red]Acme[/red] Ltd" in result.output


def test_a_file_that_is_missing_is_one_line_and_exit_code_1(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["complaint-assistant", "notice", "/nowhere/notice.txt"])
    with pytest.raises(SystemExit) as exit_info:
        main()
    assert exit_info.value.code == 1
    error = capsys.readouterr().err
    assert error.startswith("complaint-assistant: /nowhere/notice.txt cannot be read")
    assert error.count("\n") == 1
