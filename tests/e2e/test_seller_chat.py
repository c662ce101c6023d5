"""A real Chromium asks the running product and reads the cited answer."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlparse

import pytest

from tests.e2e.conftest import CHROMIUM, REQUIRED, serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Dialog, Page

pytestmark = pytest.mark.timeout(1000)
INDEX_SECONDS = 900  # 35 s on an idle machine with 2 cores; CI may be busy


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The server's data folder."""
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="module")
def address(data_dir: Path) -> Iterator[str]:
    """The product as `make run` starts it, on a free port, with the real guidance."""
    environment = {"ASSISTANT_DATA_DIR": str(data_dir)}
    command = [sys.executable, "-m", "assistant", "index"]
    subprocess.run(command, env={**os.environ, **environment}, check=True, timeout=INDEX_SECONDS)
    with serving(["assistant", "serve", "--port"], environment) as served:
        yield served


def _ask(page: Page, question: str) -> None:
    page.fill("#question textarea", question)
    page.keyboard.press("Enter")


def test_a_seller_asks_and_reads_a_cited_answer_and_opens_a_card(
    address: str, browser: Browser
) -> None:
    page = browser.new_page()
    hosts: set[str] = set()
    page.on("request", lambda request: hosts.add(urlparse(request.url).hostname or ""))
    page.goto(address)
    _ask(page, "he emailed me that he takes it back. can i just forward that to amazon")
    card = page.locator(".cards details").first
    card.wait_for(timeout=20_000)
    answer = page.locator("#chat .bot-row").last.inner_text()
    assert "directly" in answer
    assert "[1]" in answer
    card.locator("summary").click()
    assert card.locator(".quote").inner_text().strip()
    assert (card.locator("li a").first.get_attribute("href") or "").startswith("http")
    assert "Reviewed" in card.inner_text()
    assert hosts <= {"127.0.0.1", ""}, f"something was loaded from outside: {hosts}"
    page.close()


def test_a_follow_up_button_asks_its_question(address: str, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(address)
    _ask(page, "how long do i wait after a counter notice")
    button = page.locator("#chat .option").first
    button.wait_for(timeout=20_000)
    question = button.inner_text().strip()
    button.click()
    asked = page.locator("#chat .user-row").nth(1)
    asked.wait_for(timeout=20_000)
    assert question in asked.inner_text()
    page.close()


def test_a_question_outside_the_guidance_is_declined_without_cards(
    address: str, browser: Browser
) -> None:
    page = browser.new_page()
    page.goto(address)
    _ask(page, "how do I name my SKUs?")
    answer = page.locator("#chat .bot-row").last
    answer.wait_for(timeout=20_000)
    page.wait_for_function(
        "() => document.querySelector('#chat .bot-row')?.innerText.includes('does not cover')"
    )
    assert page.locator(".cards").count() == 0
    page.close()


def test_pasted_markup_is_shown_as_nothing_and_runs_nothing(address: str, browser: Browser) -> None:
    page = browser.new_page()
    dialogs: list[str] = []

    def dismiss(dialog: Dialog) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", dismiss)
    page.goto(address)
    _ask(page, "<img src=x onerror=alert(1)><script>alert(2)</script> is my complaint valid?")
    page.locator("#chat .bot-row").last.wait_for(timeout=20_000)
    page.wait_for_timeout(500)
    assert dialogs == []
    page.close()


def test_the_chat_fits_a_phone(address: str, browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.goto(address)
    _ask(page, "what proof does amazon accept that i took the photo")
    page.locator(".cards details").first.wait_for(timeout=20_000)
    overflow = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert overflow <= 0, "the page scrolls sideways"
    page.close()


def test_a_word_is_explained_by_pointing_at_it_and_by_keyboard(
    address: str, browser: Browser
) -> None:
    page = browser.new_page()
    page.goto(address)
    _ask(page, "how long do i wait after a counter notice")
    words = page.locator("details.words").last
    words.wait_for(timeout=20_000)
    marked = page.locator("#chat abbr")
    explained = words.locator("dt").count()
    assert marked.count() == explained > 0
    assert all(word.get_attribute("title") for word in marked.all())
    assert page.locator(".cards abbr, a abbr").count() == 0
    assert not words.locator("dd").first.is_visible()
    words.locator("summary").focus()
    page.keyboard.press("Enter")
    assert words.locator("dd").first.inner_text() == marked.first.get_attribute("title")
    page.close()


def test_a_word_is_explained_by_touch(address: str, browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 844}, has_touch=True)
    page.goto(address)
    _ask(page, "how long do i wait after a counter notice")
    words = page.locator("details.words").last
    words.wait_for(timeout=20_000)
    words.locator("summary").tap()
    assert words.locator("dd").first.is_visible()
    page.close()


def test_the_receipt_of_an_answer_is_saved_and_replays(
    address: str, browser: Browser, tmp_path: Path, data_dir: Path
) -> None:
    page = browser.new_page()
    page.goto(address)
    assert not page.locator("#receipt").is_visible()
    _ask(page, "what proof does amazon accept that i took the photo")
    page.locator(".cards details").first.wait_for(timeout=20_000)
    _ask(page, "and if they don't accept it?")
    page.locator("#chat .user-row").nth(1).wait_for(timeout=20_000)
    page.locator("#chat .bot-row").nth(1).locator(".cards details").first.wait_for(timeout=20_000)
    with page.expect_download() as download:
        page.locator("#receipt").click()
    saved = tmp_path / "receipt.json"
    download.value.save_as(saved)
    receipt = json.loads(saved.read_text())
    assert receipt["question"] == "and if they don't accept it?"
    assert [turn["role"] for turn in receipt["history"]] == ["user", "assistant"]
    environment = {**os.environ, "ASSISTANT_DATA_DIR": str(data_dir)}
    replayed = subprocess.run(
        [sys.executable, "-m", "assistant", "replay", str(saved)],
        env=environment, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert replayed.returncode == 0, replayed.stdout + replayed.stderr
    assert replayed.stdout.startswith("same citations: ")
    page.close()


def test_the_chromium_that_ci_promises_is_there() -> None:
    assert CHROMIUM is None or Path(CHROMIUM).exists()
    if REQUIRED:
        assert CHROMIUM is not None, "TESTS_REQUIRE names chromium; it is missing"
