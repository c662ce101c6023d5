"""In a real Chromium nothing that an agent typed is lost: leaving, conflicts, logins that end."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from assistant.casework.accounts import Accounts
from assistant.casework.store import open_store
from assistant.settings import Settings
from tests.e2e.agents import add, log_in, logged_in, new_case, said, wrote
from tests.e2e.agents_server import AWAY

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Dialog, Page

pytestmark = pytest.mark.timeout(600)


def _questions(page: Page) -> list[str]:
    """Return the list into which the browser's questions go; each is answered with staying."""
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    return asked


def _leave(page: Page) -> None:
    page.locator(".bar nav a", has_text="Measures").click(no_wait_after=True)
    page.wait_for_timeout(700)


def test_leaving_with_an_unsaved_draft_asks_first(agents_address: str, browser: Browser) -> None:
    page = logged_in(browser, agents_address)
    case = new_case(page, agents_address, "help")
    asked = _questions(page)
    text = add(page, " mine")
    page.locator("body.unsaved").wait_for()
    _leave(page)
    assert asked == ["beforeunload"]
    assert (page.url, wrote(page)) == (case, text)
    page.click("#save")
    said(page, "Saved")
    page.locator("body:not(.unsaved)").wait_for()
    page.locator(".bar nav a", has_text="Measures").click()
    page.wait_for_url("**/agents/measures/")
    assert asked == ["beforeunload"]
    page.context.close()


@pytest.mark.parametrize("box", ["#note textarea", ".slot textarea", "#edit-message textarea"])
def test_leaving_with_anything_else_typed_asks_first(
    agents_address: str, browser: Browser, box: str
) -> None:
    page = logged_in(browser, agents_address)
    new_case(page, agents_address, "help")
    asked = _questions(page)
    page.click("#notes-box button")
    page.get_by_text("Change the case").first.click()
    page.locator(box).press_sequentially("x")
    _leave(page)
    assert asked == ["beforeunload"]
    page.context.close()


def test_leaving_an_unfinished_new_case_asks_first(agents_address: str, browser: Browser) -> None:
    page = logged_in(browser, agents_address)
    page.goto(f"{agents_address}/agents/new/")
    asked = _questions(page)
    page.locator("#message textarea").press_sequentially("help")
    _leave(page)
    assert asked == ["beforeunload"]
    assert page.locator("#message textarea").input_value() == "help"
    page.context.close()


def test_another_kind_or_draft_saves_what_was_typed(agents_address: str, browser: Browser) -> None:
    page = logged_in(browser, agents_address)
    new_case(page, agents_address, "help")
    text = add(page, " mine")
    page.get_by_label("Write").click()
    page.get_by_role("option", name="licence-request").click()
    page.click("#draft-again")
    said(page, "Drafted")
    assert wrote(page) != text
    page.click("#choice input")
    page.get_by_role("option", name="reply").click()
    page.wait_for_function(
        "text => document.querySelector('#editor textarea').value === text", arg=text
    )
    page.context.close()


def test_two_agents_on_one_draft_see_both_texts_and_keep_both(
    agents_address: str, browser: Browser
) -> None:
    ann, ben = (logged_in(browser, agents_address, name) for name in ("ann", "ben"))
    case = new_case(ann, agents_address, "help")
    ben.goto(case)
    ben.locator("#editor textarea").wait_for()
    theirs = add(ben, " from ben")
    ben.click("#save")
    said(ben, "Saved")
    mine = add(ann, " from ann")
    ann.click("#save")
    ann.locator("#clash .conflict").wait_for()
    assert theirs in ann.locator("#clash .pasted").first.inner_text()
    assert wrote(ann) == mine
    ann.click("#take")
    said(ann, "yours is kept")
    assert wrote(ann) == theirs
    ann.click("#all-versions button")
    ann.locator("#versions details").first.wait_for()
    kept = ann.locator("#versions .pasted").all_text_contents()
    assert kept[:3] == [theirs, mine, theirs]
    for page in (ann, ben):
        page.context.close()


def test_after_a_conflict_saving_again_puts_ones_own_text_on_top(
    agents_address: str, browser: Browser
) -> None:
    ann, ben = (logged_in(browser, agents_address, name) for name in ("ann", "ben"))
    case = new_case(ann, agents_address, "help")
    ben.goto(case)
    add(ben, " from ben")
    ben.click("#save")
    said(ben, "Saved")
    mine = add(ann, " from ann")
    ann.click("#save")
    ann.locator("#clash .conflict").wait_for()
    ann.click("#save")
    said(ann, "Saved")
    ann.reload()
    ann.locator("#editor textarea").wait_for()
    assert wrote(ann) == mine
    for page in (ann, ben):
        page.context.close()


def test_two_agents_who_change_one_case_see_it(agents_address: str, browser: Browser) -> None:
    ann, ben = (logged_in(browser, agents_address, name) for name in ("ann", "ben"))
    case = new_case(ann, agents_address, "help")
    ben.goto(case)
    ben.locator("#editor textarea").wait_for()
    for page, message in ((ben, "help from ben"), (ann, "help from ann")):
        page.get_by_text("Change the case").first.click()
        page.fill("#edit-message textarea", message)
        page.click("#change")
        page.locator("#case-say p").first.wait_for()
    assert "changed" in ben.locator("#case-say").inner_text()
    assert "help from ben" in ann.locator("#case-say .conflict").inner_text()
    assert ann.locator("#edit-message textarea").input_value() == "help from ann"
    for page in (ann, ben):
        page.context.close()


def test_a_session_that_ends_leaves_the_text_and_says_how_to_go_on(
    agents_address: str, browser: Browser, agents_data: Path
) -> None:
    page = logged_in(browser, agents_address)
    new_case(page, agents_address, "help")
    text = add(page, " mine")
    store = open_store(Settings(data_dir=agents_data))
    accounts = Accounts(store.database, session_hours=12)
    accounts.disable("ann", actor="test")
    page.click("#save")
    page.locator("#away", has_text="session has ended").wait_for()
    assert wrote(page) == text
    accounts.enable("ann", actor="test")
    store.database.close()
    with page.expect_popup() as opened:
        page.click("#away a")
    log_in(opened.value)
    opened.value.locator("#cases p").first.wait_for()
    page.click("#save")
    said(page, "Saved")
    assert page.locator("#away").inner_text() == ""
    page.context.close()


def test_a_database_that_is_away_is_told_and_the_text_stays(
    agents_address: str, browser: Browser, agents_data: Path
) -> None:
    page = logged_in(browser, agents_address)
    new_case(page, agents_address, "help")
    text = add(page, " mine")
    flag = agents_data / AWAY
    flag.touch()
    try:
        page.click("#save")
        page.locator("#away", has_text="The database is away").wait_for()
        other = page.context.new_page()
        reply = other.goto(f"{agents_address}/agents/")
        assert reply is not None and reply.status == 503
        assert "ASSISTANT_DATABASE_URL" in other.locator("main").inner_text()
    finally:
        flag.unlink()
    page.click("#save")
    said(page, "Saved")
    assert wrote(page) == text
    page.context.close()
