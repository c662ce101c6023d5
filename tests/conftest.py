"""What every test shares: no network, no settings from outside, and a corpus of three pages."""

from __future__ import annotations

import os
import shutil
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from assistant.casework.store import Store, open_store
from assistant.chain import Parts, open_parts
from assistant.embeddings import SentenceTransformerEmbedder, load_embedder
from assistant.guidance import load_knowledge
from assistant.index import GuidanceIndex, open_index
from assistant.indexing import update_index
from assistant.service import Assistant
from assistant.settings import PREFIX, Settings
from assistant.types import Knowledge, Passage
from tests.fakes import KeywordEmbedder
from tests.postgresql import PostgreSQL, running_postgresql

ROOT = Path(__file__).parents[1]
CORPUS = Path(__file__).parent / "guidance"
_LOOPBACK = ("127.", "::1", "localhost", "0.0.0.0")


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let sockets reach this machine only."""
    connect, connect_ex, resolve = (
        socket.socket.connect,
        socket.socket.connect_ex,
        socket.getaddrinfo,
    )

    def is_local(address: Any) -> bool:
        host = address[0] if isinstance(address, tuple) else None  # a path: a Unix socket
        return host is None or str(host).startswith(_LOOPBACK)

    def guarded(real: Callable[..., Any]) -> Callable[..., Any]:
        def call(self: socket.socket, address: Any) -> Any:
            if not is_local(address):
                raise PermissionError(f"tests may not reach {address[0]}")
            return real(self, address)

        return call

    def local_only(host: Any, *arguments: Any, **options: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host
        if not is_local((name,) if name else ""):
            raise PermissionError(f"tests may not look up {name}")
        return resolve(host, *arguments, **options)

    monkeypatch.setattr(socket.socket, "connect", guarded(connect))
    monkeypatch.setattr(socket.socket, "connect_ex", guarded(connect_ex))
    monkeypatch.setattr(socket, "getaddrinfo", local_only)


@pytest.fixture(autouse=True, scope="session")
def _no_settings_from_outside() -> Iterator[None]:
    """Forget the developer's environment and `.env`."""
    with pytest.MonkeyPatch.context() as patch:
        for name in list(os.environ):
            if name.startswith(PREFIX) and not name.startswith(f"{PREFIX}TESTS_"):
                patch.delenv(name)
        patch.setitem(Settings.model_config, "env_file", None)
        yield


@pytest.fixture(scope="session")
def corpus() -> Knowledge:
    """The three pages and two kinds of refused requests of `tests/guidance`."""
    return load_knowledge(CORPUS)


@pytest.fixture(scope="session")
def passages(corpus: Knowledge) -> dict[str, Passage]:
    return {found.id: found for document in corpus.documents for found in document.passages}


@pytest.fixture
def knowledge_dir(tmp_path: Path) -> Path:
    """A copy of the corpus that a test may edit."""
    return Path(shutil.copytree(CORPUS, tmp_path / "knowledge"))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path / "data", knowledge_dir=CORPUS)


@pytest.fixture
def embedder() -> KeywordEmbedder:
    return KeywordEmbedder()


@pytest.fixture
def indexed(settings: Settings, embedder: KeywordEmbedder, corpus: Knowledge) -> Settings:
    """Settings whose data folder holds a Chroma index of the corpus, made with the fake."""
    update_index(corpus, embedder, settings)
    embedder.embedded.clear()
    return settings


@pytest.fixture
def index(indexed: Settings, embedder: KeywordEmbedder) -> GuidanceIndex:
    return open_index(embedder, indexed)


@pytest.fixture
def parts(indexed: Settings, embedder: KeywordEmbedder, corpus: Knowledge) -> Parts:
    return open_parts(indexed, corpus.requests, embedder)


@pytest.fixture(scope="session")
def real_embedder() -> SentenceTransformerEmbedder:
    """The packaged all-MiniLM-L6-v2: for tests marked `integration`."""
    return load_embedder()


@pytest.fixture(scope="session")
def real_settings(
    tmp_path_factory: pytest.TempPathFactory,
    real_embedder: SentenceTransformerEmbedder,
    corpus: Knowledge,
) -> Settings:
    """Settings with an index of the corpus made with the real model. Do not write to it."""
    settings = Settings(data_dir=tmp_path_factory.mktemp("real"), knowledge_dir=CORPUS)
    update_index(corpus, real_embedder, settings)
    return settings


@pytest.fixture(scope="session")
def assistant(real_settings: Settings) -> Assistant:
    return Assistant(real_settings)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQL]:
    """A real server on a throwaway cluster; skipped where none is installed."""
    with running_postgresql() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """An empty database of either kind; "" is SQLite in the data folder."""
    if request.param == "sqlite":
        return ""
    server: PostgreSQL = request.getfixturevalue("postgresql")
    return server.new_database()


@pytest.fixture
def store_settings(settings: Settings, database_url: str) -> Settings:
    return settings.model_copy(update={"database_url": SecretStr(database_url)})


@pytest.fixture
def store(store_settings: Settings) -> Iterator[Store]:
    """The store on SQLite and on PostgreSQL."""
    opened = open_store(store_settings)
    yield opened
    opened.database.close()


@pytest.fixture(scope="session")
def whole(
    tmp_path_factory: pytest.TempPathFactory, real_embedder: SentenceTransformerEmbedder
) -> Assistant:
    """The assistant over all the guidance, with default settings.

    An index that is already there is copied and brought up to date: only changed text is embedded.
    """
    data = tmp_path_factory.mktemp("whole")
    settings = Settings(data_dir=data, knowledge_dir=ROOT / "knowledge")
    if (ROOT / ".data" / "chroma").is_dir():
        shutil.copytree(ROOT / ".data" / "chroma", data / "chroma")
    update_index(load_knowledge(settings.knowledge_dir), real_embedder, settings)
    return Assistant(settings)
