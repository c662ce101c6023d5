"""The same index behind a Chroma server: the Rust server of the chromadb package."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import httpx
import pytest

from assistant.cli.main import main
from assistant.embeddings import SentenceTransformerEmbedder
from assistant.errors import IndexMissing, IndexUnusable
from assistant.index import connect, open_index
from assistant.indexing import update_index
from assistant.service import Assistant
from assistant.settings import Settings, load_settings
from assistant.types import Knowledge, Status
from tests.conftest import CORPUS

pytestmark = pytest.mark.integration

CHROMA = Path(sys.executable).parent / "chroma"
QUESTION = "how long is the wait after a counter-notice"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """A `chroma run` on loopback."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._port = free_port()
        self.url = f"http://127.0.0.1:{self._port}"

    def start(self) -> None:
        log = (self._folder / "server.log").open("ab")
        command = [str(CHROMA), "run", "--path", str(self._folder), "--port", str(self._port)]
        self._process = subprocess.Popen(
            [*command, "--host", "127.0.0.1"], stdout=log, stderr=log, cwd=self._folder
        )
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            try:
                if httpx.get(f"{self.url}/api/v2/heartbeat", timeout=2).is_success:
                    return
            except httpx.TransportError:
                time.sleep(0.1)
        raise AssertionError((self._folder / "server.log").read_text())

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(timeout=20)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    running = Server(tmp_path)
    running.start()
    yield running
    running.stop()


@pytest.fixture
def remote(server: Server, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Settings:
    """Settings as the environment gives them."""
    monkeypatch.setenv("ASSISTANT_CHROMA_URL", server.url)
    monkeypatch.setenv("ASSISTANT_KNOWLEDGE_DIR", str(CORPUS))
    monkeypatch.setenv("ASSISTANT_DATA_DIR", str(tmp_path / "unused"))
    return load_settings()


def test_a_server_indexes_and_answers_like_the_embedded_database(
    remote: Settings,
    real_embedder: SentenceTransformerEmbedder,
    corpus: Knowledge,
    assistant: Assistant,
) -> None:
    with pytest.raises(IndexMissing, match=r"127\.0\.0\.1"):
        open_index(real_embedder, remote)
    assert update_index(corpus, real_embedder, remote).added == 6
    assert update_index(corpus, real_embedder, remote).embedded == 0

    answer = Assistant(remote).answer(QUESTION)
    assert answer.status is Status.ANSWERED
    unlike = {"timings_ms", "confidence"}
    assert answer.model_dump(exclude=unlike) == assistant.answer(QUESTION).model_dump(
        exclude=unlike
    )
    assert not remote.data_dir.exists(), "nothing is written beside the server"


def test_a_server_that_restarts_still_has_the_index(
    server: Server,
    remote: Settings,
    real_embedder: SentenceTransformerEmbedder,
    corpus: Knowledge,
) -> None:
    update_index(corpus, real_embedder, remote)
    assistant = Assistant(remote)
    server.stop()
    server.start()
    assert assistant.answer(QUESTION).status is Status.ANSWERED


def test_a_server_that_stops_is_one_clear_line(
    server: Server,
    remote: Settings,
    real_embedder: SentenceTransformerEmbedder,
    corpus: Knowledge,
) -> None:
    update_index(corpus, real_embedder, remote)
    assistant = Assistant(remote)
    server.stop()
    try:
        with pytest.raises(IndexUnusable) as caught:
            assistant.answer(QUESTION)
    finally:
        server.start()
    assert f"no Chroma server answers at {server.url}" in str(caught.value)
    assert "\n" not in str(caught.value)
    assert assistant.answer(QUESTION).status is Status.ANSWERED


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("http://127.0.0.1:{port}", id="nobody-listens"),
        pytest.param("http://127.0.0.1:99999", id="no-such-port"),
        pytest.param("just-words", id="not-an-address"),
    ],
)
def test_an_unreachable_server_is_one_clear_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], url: str
) -> None:
    address = url.format(port=free_port())
    with pytest.raises(IndexUnusable):
        connect(Settings(chroma_url=address))
    monkeypatch.setenv("ASSISTANT_CHROMA_URL", address)
    monkeypatch.setattr(sys, "argv", ["complaint-assistant", "ask", QUESTION])
    with pytest.raises(SystemExit) as left:
        main()
    assert left.value.code == 1
    (line,) = capsys.readouterr().err.strip().splitlines()
    assert f"no Chroma server answers at {address} (" in line
    assert "Start it with `chroma run`, or mend ASSISTANT_CHROMA_URL." in line


class _Page(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"<html>\nanother server\n</html>")

    def log_message(self, format: str, *arguments: object) -> None:
        """Keep the tests quiet."""


def test_an_address_of_something_else_is_one_clear_line() -> None:
    with HTTPServer(("127.0.0.1", 0), _Page) as other:
        threading.Thread(target=other.serve_forever, daemon=True).start()
        with pytest.raises(IndexUnusable) as caught:
            connect(Settings(chroma_url=f"http://127.0.0.1:{other.server_port}"))
        other.shutdown()
    assert "no Chroma server answers" in str(caught.value)
    assert "\n" not in str(caught.value)
