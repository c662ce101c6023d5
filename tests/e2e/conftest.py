"""The browser, and servers of their own process, for all tests in a real Chromium."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.error import URLError

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
REQUIRED = "chromium" in os.environ.get("TESTS_REQUIRE", "")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
HERE = Path(__file__).parent
START_SECONDS = 180  # usually 10; CI may be busy


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what stands in this folder: it drives a browser, and is skipped where there is none."""
    missing = CHROMIUM is None and not REQUIRED
    skipped = pytest.mark.skipif(missing, reason="Chromium is not installed (Debian: chromium)")
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.e2e)
            item.add_marker(skipped)


@contextmanager
def serving(module: Sequence[str], environment: Mapping[str, str] | None = None) -> Iterator[str]:
    """Run a module that serves on the port it is given last; yield its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", *module, str(port)], env={**os.environ, **(environment or {})}
    )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_until_healthy(f"{address}/healthz", server)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=20)


def _wait_until_healthy(url: str, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        assert server.poll() is None, "the server stopped"
        try:
            with urllib.request.urlopen(url, timeout=5) as reply:
                assert reply.status == 200
                return
        except (URLError, ConnectionError):
            time.sleep(0.3)
    raise AssertionError("the server did not become healthy")


@pytest.fixture(scope="module")  # Playwright's event loop must not outlive these tests
def browser() -> Iterator[Browser]:
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def agents_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of the agents' server."""
    return tmp_path_factory.mktemp("agents")


@pytest.fixture(scope="session")
def agents_address(agents_data: Path) -> Iterator[str]:
    """The workspace on a real store, with a fake assistant; ann and ben may log in."""
    with serving(["tests.e2e.agents_server", str(agents_data), "ann", "ben"]) as address:
        yield address
