"""A real Chromium works on a case: login, upload, draft, edit, download, send; the measures."""

from __future__ import annotations

import io
import os
import shutil
import urllib.request
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.error import HTTPError
from urllib.parse import urlparse

import docx
import pytest

from tests.casework.builders import line, pdf
from tests.casework.test_ocr import screenshot
from tests.e2e.agents import (
    PHONE,
    add,
    case_page,
    log_in,
    logged_in,
    new_case,
    overflow,
    said,
    wrote,
)
from tests.e2e.conftest import serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Dialog, Page

pytestmark = pytest.mark.timeout(600)
TODAY = datetime.now(UTC).date()
HOSTILE = (
    "<img src=x onerror=alert(1)><script>alert(2)</script> ${alert(3)} {{value}} "
    "![x](http://evil.example/x.png)"
)
MAIL = (
    "From: notice@marketplace.example\nSubject: Policy warning\nMIME-Version: 1.0\n"
    "Content-Type: text/plain; charset=utf-8\n\nA copyright complaint. DEADLINE 3 December\n"
)
needs_tesseract = pytest.mark.skipif(
    shutil.which("tesseract") is None and "tesseract" not in os.environ.get("TESTS_REQUIRE", ""),
    reason="Tesseract is not installed",
)


def test_before_there_is_an_agent_the_login_says_how_to_add_one(
    browser: Browser, tmp_path: Path
) -> None:
    page = browser.new_page()
    with serving(["tests.e2e.agents_server", str(tmp_path)]) as empty:
        page.goto(f"{empty}/agents/")
        assert "complaint-assistant user add NAME" in page.locator("main").inner_text()
    page.close()


def test_a_wrong_password_is_refused(agents_address: str, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(f"{agents_address}/agents/")
    log_in(page, password="wrong")
    assert "wrong" in page.locator(".error").inner_text()
    page.close()


def test_a_case_goes_from_a_pasted_notice_to_sent(agents_address: str, browser: Browser) -> None:
    page = logged_in(browser, agents_address)
    new_case(page, agents_address, "pls help", "A copyright complaint. DEADLINE 3 December")
    assert "Deadline" in page.locator("#notice-text mark").first.inner_text().title()
    page.locator("#state", has_text="not ready to send (1 open)").wait_for()
    page.get_by_label("Who owns the pictures?").fill("Example Ltd.")
    page.click("#fill")
    page.locator("#state", has_text="✓ ready to send").wait_for()
    assert wrote(page).startswith("Dear Example Ltd.")
    add(page, " Thank you.")
    page.locator("#editor textarea").press("Control+Enter")
    said(page, "Saved")
    page.click("#changes button")
    assert page.locator("#diff ins").all_inner_texts() == [" Thank you."]
    page.click("#sent")
    said(page, "Marked as sent")
    page.goto(f"{agents_address}/agents/")
    page.locator("#cases .badge.sent").first.wait_for()
    page.context.close()


@pytest.mark.parametrize(
    ("name", "content"),
    [("notice.eml", MAIL.encode()), ("notice.pdf", pdf(line("Complaint. DEADLINE 3 December")))],
    ids=["mail", "pdf"],
)
def test_an_uploaded_notice_is_read_into_the_box_and_into_the_case(
    agents_address: str, browser: Browser, name: str, content: bytes
) -> None:
    page = _uploaded(browser, agents_address, name, content)
    assert "DEADLINE 3 December" in page.locator("#notice textarea").input_value()
    page.click("#create")
    case_page(page)
    assert "3 December" in page.locator("#notice-text mark").first.inner_text()
    assert page.locator("#fields .doubt").count() == 0
    page.context.close()


@needs_tesseract
def test_fields_read_from_a_picture_are_marked_to_be_checked(
    agents_address: str, browser: Browser
) -> None:
    picture = screenshot("We removed an image after a copyright complaint.\nDEADLINE 3 December")
    page = _uploaded(browser, agents_address, "notice.png", picture)
    page.click("#create")
    case_page(page)
    doubts = page.locator("#fields td.doubt")
    assert doubts.count() > 0
    assert all("picture: check it" in text for text in doubts.all_inner_texts())
    assert "read from a picture" in page.locator("#fields .say").inner_text()
    page.context.close()


def _uploaded(browser: Browser, address: str, name: str, content: bytes) -> Page:
    page = logged_in(browser, address)
    page.goto(f"{address}/agents/new/")
    upload = {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    page.locator("input[type=file]").set_input_files(upload)  # type: ignore[arg-type]
    page.locator("#say p").wait_for()
    return page


def test_a_file_has_the_text_that_was_typed_even_before_it_was_saved(
    agents_address: str, browser: Browser
) -> None:
    page = logged_in(browser, agents_address)
    new_case(page, agents_address, "how do i get it retracted")
    page.click("#leave")
    page.locator("#state", has_text="✓ ready to send").wait_for()
    text = add(page, " Typed last.")
    mail = message_from_bytes(_download(page, ".eml"), policy=policy.default)
    assert mail.get_content().strip() == text
    assert mail["Subject"] == "Your complaint"
    assert _download(page, ".md").decode() == f"# Your complaint\n\n{text}\n"
    paragraphs = docx.Document(io.BytesIO(_download(page, ".docx"))).paragraphs
    assert [paragraph.text for paragraph in paragraphs] == ["Your complaint", text]
    page.context.close()


def _download(page: Page, form: str) -> bytes:
    with page.expect_download() as download:
        page.locator("#files a", has_text=form).click()
    return Path(download.value.path()).read_bytes()


def test_a_note_stays_inside(agents_address: str, browser: Browser) -> None:
    page = logged_in(browser, agents_address)
    case = new_case(page, agents_address, "help")
    page.click("#notes-box button")
    page.fill("#note textarea", "he pays late <b>")
    page.click("#add-note")
    page.locator("#notes li", has_text="he pays late <b>").wait_for()
    page.goto(case)
    page.locator("#editor textarea").wait_for()
    assert "pays late" not in wrote(page)
    assert b"pays late" not in _download(page, ".md")
    page.click("#notes-box button")
    assert "ann" in page.locator("#notes li").inner_text()
    page.context.close()


def test_a_changed_case_voids_its_draft(agents_address: str, browser: Browser) -> None:
    page = logged_in(browser, agents_address)
    new_case(page, agents_address, "help")
    page.get_by_text("Change the case").first.click()
    page.fill("#edit-message textarea", "help, it was a design")
    page.click("#change")
    page.locator("#state", has_text="Void").wait_for()
    assert "the case changed" in page.locator("#state").inner_text().lower()
    page.click("#draft-again")
    page.locator("#state", has_text="not ready to send").wait_for()
    assert "it was a design" in wrote(page)
    page.context.close()


def test_cases_are_found_and_the_overdue_ones_come_first_in_red(
    agents_address: str, browser: Browser
) -> None:
    page = logged_in(browser, agents_address)
    for days, message in ((9, "quokka later"), (-2, "quokka overdue"), (3, "quokka soon")):
        day = str(TODAY + timedelta(days=days))
        new_case(page, agents_address, message, deadline=day, reference=f"T{days}")
    page.goto(f"{agents_address}/agents/")
    page.fill("#search input", "quokka")
    page.locator("#cases", has_text="3 of 3 cases").wait_for()
    order = [row.split()[-1] for row in page.locator("#cases a.wrote").all_inner_texts()]
    assert order == ["overdue", "soon", "later"]
    overdue = page.locator("#cases td .overdue")
    assert overdue.all_inner_texts() == [f"⚠ {TODAY - timedelta(days=2)} · overdue by 2 days"]
    red, green, blue = overdue.evaluate(
        "cell => getComputedStyle(cell).color.match(/\\d+/g).map(Number)"
    )
    assert red > 150 > green + blue
    page.fill("#search input", "quokka T3")
    page.locator("#cases", has_text="1 of 1 cases").wait_for()
    page.fill("#search input", "quokka")
    _choose(page, "status", "closed")
    page.locator("#cases", has_text="No case fits").wait_for()
    _choose(page, "status", "all")
    _choose(page, "topic", "retraction")
    page.locator("#cases", has_text="3 of 3 cases").wait_for()
    page.context.close()


def _choose(page: Page, box: str, option: str) -> None:
    page.click(f"#{box} input")
    page.get_by_role("option", name=option, exact=True).click()


def test_the_measures_count_a_filled_draft_as_accepted_and_come_as_csv(
    agents_address: str, browser: Browser
) -> None:
    page = logged_in(browser, agents_address)
    before = _measured(page, agents_address)
    new_case(page, agents_address, "what is a sku")
    page.get_by_label("Who owns the pictures?").fill("Example Ltd.")
    page.click("#fill")
    said(page, "The facts are in the text")
    page.click("#sent")
    said(page, "Marked as sent")
    after = _measured(page, agents_address)
    assert after["Sent as drafted"] == before["Sent as drafted"] + 1
    assert after["Edited, then sent"] == before["Edited, then sent"]
    for plot in ("drafts-by-topic", "drafts-by-week", "seconds-by-week"):
        page.locator(f"#{plot}").locator("canvas, svg.marks").first.wait_for()
    assert "what is a sku" in page.locator("#gaps").inner_text()
    with page.expect_download() as download:
        page.locator("#total a.file").click()
    table = Path(download.value.path()).read_text().splitlines()
    assert table[0].startswith("topic,week,drafts,accepted")
    assert len(table) > 1
    page.context.close()


def _measured(page: Page, address: str) -> dict[str, int]:
    page.goto(f"{address}/agents/measures/")
    tiles = page.locator("#total .tiles div")
    tiles.first.wait_for()
    pairs = [tile.split("\n") for tile in tiles.all_inner_texts()]
    return {name: int(value) for name, value in pairs if value.isdigit()}


def test_the_keyboard_leads_through_a_case(agents_address: str, browser: Browser) -> None:
    page = logged_in(browser, agents_address)
    page.keyboard.press("Alt+n")
    page.wait_for_url("**/agents/new/")
    page.locator("#message textarea").wait_for()
    page.wait_for_function("document.activeElement.closest('#message')")
    page.keyboard.type("help by keyboard")
    page.keyboard.press("Control+Enter")
    case_page(page)
    page.keyboard.press("Alt+d")
    said(page, "Drafted")
    page.keyboard.press("Alt+l")
    page.wait_for_url("**/agents/")
    page.locator("#cases table").wait_for()
    page.keyboard.press("/")
    page.keyboard.type("keyboard")
    page.locator("#cases", has_text="1 of 1 cases").wait_for()
    page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_is_wider_than_a_phone(agents_address: str, browser: Browser, scheme: str) -> None:
    page = logged_in(browser, agents_address, color_scheme=scheme, **PHONE)
    new_case(page, agents_address, "help " * 60, f"DEADLINE {'x' * 200}")
    assert overflow(page) <= 0
    for path, there in (("", "#cases"), ("new/", "#message"), ("measures/", "#total")):
        page.goto(f"{agents_address}/agents/{path}")
        page.locator(there).wait_for()
        assert overflow(page) <= 0, path
    page.context.close()


def test_hostile_text_is_shown_and_does_nothing(agents_address: str, browser: Browser) -> None:
    page = logged_in(browser, agents_address)
    dialogs: list[str] = []
    hosts: set[str] = set()

    def note(dialog: Dialog) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", note)
    page.on("request", lambda request: hosts.add(urlparse(request.url).hostname or ""))
    new_case(page, agents_address, HOSTILE, HOSTILE)
    assert page.locator("#seller-message .pasted").inner_text() == HOSTILE
    assert HOSTILE in page.locator("#notice-text .pasted").inner_text()
    page.click("#ask button")
    page.fill("#chat-question textarea", HOSTILE)
    page.locator("#chat-question textarea").press("Enter")
    page.locator("#chat .bot-row").first.wait_for()
    assert page.locator("#chat .user-row img[src*=evil]").count() == 0
    page.goto(f"{agents_address}/agents/")
    page.locator("#cases table").wait_for()
    assert dialogs == []
    assert hosts <= {"127.0.0.1", ""}
    page.context.close()


@pytest.mark.parametrize(
    "path",
    ["", "/", "/new/", "/case/?id=1", "/measures/", "/files/draft-1.md", "/files/measures.csv",
     "/config", "/case/config", "/new/gradio_api/info"],
)  # fmt: skip
def test_without_a_login_nothing_of_the_workspace_is_reached(
    agents_address: str, path: str
) -> None:
    with pytest.raises(HTTPError) as refused:
        urllib.request.urlopen(f"{agents_address}/agents{path}", timeout=20)
    assert refused.value.code == 401
    refused.value.close()
