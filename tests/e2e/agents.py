"""What an agent does in the browser, for the tests of the workspace."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.e2e.agents_server import PASSWORD

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}}


def log_in(page: Page, name: str = "ann", password: str = PASSWORD) -> None:
    page.fill("input[name=name]", name)
    page.fill("input[name=password]", password)
    page.click("form button")


def logged_in(browser: Browser, address: str, name: str = "ann", **context: Any) -> Page:
    """Return the list of cases, in a context of its own."""
    page = browser.new_context(**context).new_page()
    page.set_default_timeout(60_000)
    page.goto(f"{address}/agents/")
    log_in(page, name)
    page.locator("#cases p").first.wait_for()
    return page


def new_case(page: Page, address: str, message: str, notice: str = "", **fields: str) -> str:
    """Return the address of a new case, its page open and its reply drafted."""
    page.goto(f"{address}/agents/new/")
    page.fill("#message textarea", message)
    page.fill("#notice textarea", notice)
    for name, value in fields.items():
        page.fill(f"#{name} input", value)
    page.click("#create")
    return case_page(page)


def case_page(page: Page) -> str:
    """Wait for a case with its draft; return its address."""
    page.wait_for_url("**/agents/case/?id=*")
    page.locator("#editor textarea").wait_for()
    return page.url


def wrote(page: Page) -> str:
    return page.locator("#editor textarea").input_value()


def add(page: Page, text: str) -> str:
    """Type at the end of the draft as a person does; return the whole text."""
    editor = page.locator("#editor textarea")
    editor.press("Control+End")
    editor.press_sequentially(text)
    return wrote(page)


def said(page: Page, words: str) -> None:
    page.locator("#draft-say", has_text=words).wait_for()


def overflow(page: Page) -> int:
    """Pixels by which a page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))
