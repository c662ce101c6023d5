"""A real Chromium works on a case: login, draft, edit, download, send; hostile text stays text."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.error import HTTPError, URLError
from urllib.parse import urlparse

import pytest

from tests.e2e.agents_server import PASSWORD

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Dialog, Page

playwright = pytest.importorskip("playwright.sync_api")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
REQUIRED = "chromium" in os.environ.get("TESTS_REQUIRE", "")
pytestmark = [
    pytest.mark.e2e,
    pytest.mark.timeout(600),
    pytest.mark.skipif(
        CHROMIUM is None and not REQUIRED, reason="Chromium is not installed (Debian: chromium)"
    ),
]
HOSTILE = (
    "<img src=x onerror=alert(1)><script>alert(2)</script> ${alert(3)} {{value}} "
    "![x](http://evil.example/x.png)"
)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "tests.e2e.agents_server", str(port)]
    server = subprocess.Popen([*command, str(tmp_path_factory.mktemp("data"))])
    url = f"http://127.0.0.1:{port}"
    try:
        _wait_for(f"{url}/healthz", server)
        yield url
    finally:
        server.terminate()
        server.wait(timeout=20)


def _wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        assert server.poll() is None, "the server stopped"
        try:
            urllib.request.urlopen(url, timeout=5).close()
            return
        except (URLError, ConnectionError):
            time.sleep(0.3)
    raise AssertionError("the server did not become healthy")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        yield browser
        browser.close()


def _logged_in(address: str, browser: Browser) -> Page:
    page = browser.new_page()
    page.set_default_timeout(60_000)
    page.goto(f"{address}/agents/")
    _log_in(page, PASSWORD)
    page.locator("#cases").wait_for()
    return page


def _log_in(page: Page, password: str) -> None:
    page.fill("input[name=name]", "ann")
    page.fill("input[name=password]", password)
    page.click("form button")


def _new_case(page: Page, address: str, message: str, notice: str) -> None:
    page.goto(f"{address}/agents/new/")
    page.fill("#message textarea", message)
    page.fill("#notice textarea", notice)
    page.click("#create")
    page.wait_for_url("**/agents/case/?id=*")
    page.locator("#seller-message .pasted").wait_for()


def test_a_wrong_password_is_refused(address: str, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(f"{address}/agents/")
    _log_in(page, "wrong")
    assert "wrong" in page.locator(".error").inner_text()
    page.close()


def test_a_case_goes_from_a_pasted_notice_to_sent(
    address: str, browser: Browser, tmp_path: Path
) -> None:
    page = _logged_in(address, browser)
    _new_case(page, address, "pls help", "A copyright complaint. DEADLINE 3 December")
    assert "Deadline" in page.locator("#notice-text mark").first.inner_text().title()
    page.click("#draft-again")
    page.locator("#state", has_text="not ready to send (1 open)").wait_for()
    page.get_by_label("Who owns the pictures?").fill("Example Ltd.")
    page.click("#fill")
    page.locator("#state", has_text="✓ ready to send").wait_for()
    editor = page.locator("#editor textarea")
    assert editor.input_value().startswith("Dear Example Ltd.")
    editor.fill(editor.input_value() + " Thank you.")
    editor.press("Control+Enter")
    page.locator("#draft-say", has_text="Saved").wait_for()
    page.locator("#changes button").first.click()
    assert "Thank you" in page.locator("#diff ins").last.inner_text()
    with page.expect_download() as download:
        page.locator("#files a", has_text=".eml").click()
    download.value.save_as(tmp_path / "letter.eml")
    assert "Example Ltd." in (tmp_path / "letter.eml").read_text()
    page.click("#sent")
    page.locator("#draft-say", has_text="Marked as sent").wait_for()
    page.goto(f"{address}/agents/")
    page.locator("#cases .badge.sent").first.wait_for()
    page.context.close()


def test_hostile_text_is_shown_and_does_nothing(address: str, browser: Browser) -> None:
    page = _logged_in(address, browser)
    dialogs: list[str] = []
    hosts: set[str] = set()

    def note(dialog: Dialog) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", note)
    page.on("request", lambda request: hosts.add(urlparse(request.url).hostname or ""))
    _new_case(page, address, HOSTILE, HOSTILE)
    assert page.locator("#seller-message .pasted").inner_text() == HOSTILE
    assert HOSTILE in page.locator("#notice-text .pasted").inner_text()
    page.click("#ask button")
    page.fill("#chat-question textarea", HOSTILE)
    page.locator("#chat-question textarea").press("Enter")
    page.locator("#chat .bot-row").first.wait_for()
    assert page.locator("#chat .user-row img[src*=evil]").count() == 0
    page.goto(f"{address}/agents/")
    page.locator("#cases table").wait_for()
    assert dialogs == []
    assert hosts <= {"127.0.0.1", ""}
    page.context.close()


@pytest.mark.parametrize(
    "path",
    ["", "/", "/new/", "/case/?id=1", "/measures/", "/files/draft-1.md", "/files/measures.csv",
     "/config", "/case/config", "/new/gradio_api/info"],
)  # fmt: skip
def test_without_a_login_nothing_of_the_workspace_is_reached(address: str, path: str) -> None:
    with pytest.raises(HTTPError) as refused:
        urllib.request.urlopen(f"{address}/agents{path}", timeout=20)
    assert refused.value.code == 401
    refused.value.close()
