"""The files for containers: known settings, no password in them, nobody is root."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

from assistant.settings import PREFIX, Settings, load_settings

ROOT = Path(__file__).parents[1]
COMPOSE = (ROOT / "compose.yaml").read_text("utf-8")
DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8")


def _services() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(COMPOSE)
    return dict(loaded["services"])


def test_the_services_are_the_app_its_database_and_its_vectors() -> None:
    assert set(_services()) == {"app", "db", "chroma"}
    assert set(_services()["app"]["depends_on"]) == {"db", "chroma"}


def test_every_variable_is_a_setting() -> None:
    used = set(re.findall(rf"{PREFIX}\w+", COMPOSE + DOCKERFILE))
    assert used
    assert used <= {PREFIX + name.upper() for name in Settings.model_fields}


def test_the_settings_that_compose_writes_are_accepted() -> None:
    given = {
        name.removeprefix(PREFIX).lower(): re.sub(r"\$\{\w+:-(.*?)\}", r"\1", value)
        for name, value in _services()["app"]["environment"].items()
    }
    settings = load_settings(**given)
    assert settings.chroma_url == "http://chroma:8000"
    assert settings.seller_chat == "open"


def test_no_password_has_a_default() -> None:
    secret = re.findall(r"\$\{(\w*(?:PASSWORD|KEY|TOKEN)\w*)(:[-?])([^}]*)\}", COMPOSE)
    assert {(name, kind) for name, kind, _ in secret} == {
        ("POSTGRES_PASSWORD", ":?"),
        ("ASSISTANT_CHAT_API_KEY", ":-"),
    }
    assert all(not rest for _, kind, rest in secret if kind == ":-")
    assert not re.search(r"PASSWORD: (?!\$\{)\S", COMPOSE)


def test_only_the_app_is_reachable_and_only_from_this_machine() -> None:
    published = {name: service.get("ports", []) for name, service in _services().items()}
    assert published == {"app": ["127.0.0.1:${PORT:-7860}:7860"], "db": [], "chroma": []}


def test_what_must_last_is_in_named_volumes() -> None:
    mounted = {v.partition(":")[0] for s in _services().values() for v in s["volumes"]}
    assert mounted == set(yaml.safe_load(COMPOSE)["volumes"])
    assert "state:/data" in _services()["app"]["volumes"]
    assert "ASSISTANT_DATA_DIR=/data" in DOCKERFILE


def test_the_image_runs_without_root_and_is_watched_through_healthz() -> None:
    user, start = DOCKERFILE.index("USER assistant"), DOCKERFILE.index("\nCMD ")
    assert user < start
    assert "/healthz" in DOCKERFILE
    assert re.search(r"^HEALTHCHECK ", DOCKERFILE, re.M)


def test_what_is_copied_and_installed_exists() -> None:
    for line in re.findall(r"^COPY (.+)$", DOCKERFILE, re.M):
        for name in line.split()[:-1]:
            assert (ROOT / name).exists(), name
            assert f"!{name}" in (ROOT / ".dockerignore").read_text("utf-8").split()
    extras = re.findall(r"\[([\w,]+)\]'", DOCKERFILE)[0].split(",")
    declared = (ROOT / "pyproject.toml").read_text("utf-8")
    for extra in extras:
        assert re.search(rf"^{extra} = \[", declared, re.M), extra
