"""Settings: read from the environment, checked, documented."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pydantic import ValidationError

from assistant.errors import SettingsError
from assistant.settings import PREFIX, Settings, load_settings, unknown_variables

EXAMPLE = Path(__file__).parent.parent / ".env.example"
FIELDS = sorted(Settings.model_fields)


def _example_names() -> list[str]:
    return re.findall(rf"^{PREFIX}(\w+)=", EXAMPLE.read_text(encoding="utf-8"), re.M)


@pytest.mark.parametrize("name", FIELDS)
def test_every_setting_is_documented_in_the_example(name: str) -> None:
    assert name.upper() in _example_names(), f"add {PREFIX}{name.upper()} to .env.example"


@pytest.mark.parametrize("name", FIELDS)
def test_every_setting_describes_itself(name: str) -> None:
    assert Settings.model_fields[name].description


def test_the_example_names_no_setting_that_does_not_exist() -> None:
    assert sorted(name.lower() for name in _example_names()) == FIELDS


def test_the_example_can_be_copied_as_it_is_and_changes_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    defaults = load_settings()
    monkeypatch.setitem(Settings.model_config, "env_file", EXAMPLE)
    assert load_settings() == defaults


def test_nothing_needs_to_be_set() -> None:
    settings = load_settings()
    assert settings.chat_model == "", "the extractive composer is the default"
    assert settings.chroma_url == ""
    assert settings.knowledge_dir.name == "knowledge"


def test_a_variable_sets_its_field(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ASSISTANT_TOP_K", "9")
    monkeypatch.setenv("ASSISTANT_DATA_DIR", str(tmp_path))
    settings = load_settings()
    assert (settings.top_k, settings.data_dir) == (9, tmp_path)


def test_an_empty_variable_means_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_TOP_K", "")
    assert load_settings().top_k == Settings.model_fields["top_k"].default


def test_a_variable_without_the_prefix_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOP_K", "9")
    assert load_settings().top_k != 9


@pytest.fixture
def env_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(Settings.model_config, "env_file", ".env")
    return tmp_path / ".env"


def test_the_env_file_of_the_working_folder_is_read(env_file: Path) -> None:
    env_file.write_text("ASSISTANT_TOP_K=3\n")
    assert load_settings().top_k == 3


def test_the_environment_wins_over_the_env_file(
    env_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    env_file.write_text("ASSISTANT_TOP_K=3\n")
    monkeypatch.setenv("ASSISTANT_TOP_K", "4")
    assert load_settings().top_k == 4


def test_a_typo_in_the_env_file_is_named(env_file: Path) -> None:
    env_file.write_text("ASSISTANT_TOPK=3\n")
    with pytest.raises(SettingsError, match=r"^ASSISTANT_TOPK: .*\.env\.example"):
        load_settings()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        pytest.param("ASSISTANT_TOP_K", "0", id="too-small"),
        pytest.param("ASSISTANT_TOP_K", "21", id="too-large"),
        pytest.param("ASSISTANT_TOP_K", "many", id="not-a-number"),
        pytest.param("ASSISTANT_CHAT_TIMEOUT", "0", id="no-time"),
        pytest.param("ASSISTANT_ANSWER_WORDS", "5", id="no-room"),
        pytest.param("ASSISTANT_MAX_QUESTION_CHARS", "10", id="no-question"),
    ],
)
def test_a_wrong_value_is_named_with_variable_and_value(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert str(caught.value).startswith(f"{name}: ")
    assert f"(got '{value}')" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_typo_in_the_environment_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_CHROMA_ULR", "http://127.0.0.1:8000")
    monkeypatch.setenv("ASSISTANT_CHROMA_URL", "http://127.0.0.1:8000")
    assert "ASSISTANT_CHROMA_ULR" in unknown_variables()
    assert "ASSISTANT_CHROMA_URL" not in unknown_variables()


def test_a_key_is_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_CHAT_API_KEY", "not-a-real-key")
    settings = load_settings()
    assert settings.chat_api_key.get_secret_value() == "not-a-real-key"
    assert "not-a-real-key" not in f"{settings!r} {settings} {settings.model_dump_json()}"


def test_settings_cannot_change_after_they_were_read() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        load_settings().top_k = 1
