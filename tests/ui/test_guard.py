"""Nobody reaches agents' pages or the API without a login, and no other site acts for an agent."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from assistant.casework.desk import Desk
from assistant.errors import SettingsError, StoreError
from assistant.settings import Settings
from tests.casework.fakes import fake_assistant
from tests.ui.conftest import PASSWORD
from ui.app import build_app
from ui.guard import COOKIE, MAX_BODY

pytestmark = pytest.mark.parametrize("database_url", [""], ids=["sqlite"])
PAGE = {"Accept": "text/html"}


def log_in(client: TestClient, name: str = "ann", **form: str) -> str:
    """Log in with the form and return the Set-Cookie header."""
    reply = client.post("/login", data={"name": name, "password": PASSWORD, **form})
    assert reply.status_code == 303
    return reply.headers["set-cookie"]


@pytest.mark.parametrize(
    "path",
    ["/agents", "/agents/", "/agents/gradio_api/info", "/api", "/api/v1/cases", "/api/v1/measures"],
)
def test_agents_paths_are_closed_without_a_login(visitor: TestClient, path: str) -> None:
    for method in ("GET", "POST", "PUT", "DELETE", "OPTIONS"):
        reply = visitor.request(method, path)
        assert reply.status_code == 401
        assert "log in" in reply.json()["error"]


@pytest.mark.parametrize("path", ["/api/openapi.json", "/api/docs"])
def test_the_description_of_the_api_is_closed_too(visitor: TestClient, path: str) -> None:
    assert visitor.get(path).status_code == 401


def test_a_websocket_below_agents_is_closed(visitor: TestClient) -> None:
    with pytest.raises(WebSocketDisconnect), visitor.websocket_connect("/agents/queue"):
        pass


def test_a_browser_is_led_to_the_login_and_back(visitor: TestClient) -> None:
    led = visitor.get("/agents/", headers=PAGE)
    assert (led.status_code, led.headers["location"]) == (303, "/login?next=/agents/")
    assert 'name="next" value="/agents/"' in visitor.get(led.headers["location"]).text


def test_the_seller_chat_stays_open_even_without_the_database(
    desk: Desk, store_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk.accounts, "who", _database_is_away)
    with TestClient(build_app(fake_assistant(), store_settings, desk)) as client:
        assert client.get("/", headers=PAGE).status_code == 200
        assert client.get("/config").status_code == 200
        assert client.get("/healthz").status_code == 200


def test_the_seller_chat_can_be_closed(desk: Desk, store_settings: Settings) -> None:
    closed = store_settings.model_copy(update={"seller_chat": "login"})
    app = build_app(fake_assistant(), closed, desk)
    with TestClient(app, follow_redirects=False) as client:
        assert client.get("/", headers=PAGE).headers["location"] == "/login?next=/"
        assert client.get("/config").status_code == 401
        assert client.post("/gradio_api/queue/join", json={}).status_code == 401
        assert client.get("/healthz").status_code == 200
        log_in(client)
        assert client.get("/", headers=PAGE).status_code == 200


def test_a_closed_chat_without_agents_parts_does_not_open(store_settings: Settings) -> None:
    closed = store_settings.model_copy(update={"seller_chat": "login"})
    with pytest.raises(SettingsError, match="ASSISTANT_SELLER_CHAT"):
        build_app(fake_assistant(), closed)


def test_the_cookie_is_kept_from_scripts_and_other_sites(visitor: TestClient) -> None:
    cookie = log_in(visitor)
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Max-Age=43200" in cookie
    assert "Secure" not in cookie, "plain http on loopback"
    visitor.base_url = "https://testserver"
    assert "Secure" in log_in(visitor)


def test_logging_out_ends_the_session(visitor: TestClient) -> None:
    log_in(visitor)
    session = visitor.cookies[COOKIE]
    assert visitor.get("/api/v1/cases").status_code == 200
    assert visitor.post("/logout").status_code == 303
    visitor.cookies.set(COOKIE, session)
    assert visitor.get("/api/v1/cases").status_code == 401


def test_a_wrong_password_says_so_and_sets_no_cookie(visitor: TestClient) -> None:
    reply = visitor.post("/login", data={"name": "ann", "password": "wrong"})
    assert reply.status_code == 401
    assert "The name or the password is wrong." in reply.text
    assert "set-cookie" not in reply.headers


def test_a_session_is_no_bearer_token_and_a_token_no_cookie(
    visitor: TestClient, desk: Desk
) -> None:
    log_in(visitor)
    session = visitor.cookies[COOKIE]
    visitor.cookies.clear()
    bearer = {"Authorization": f"Bearer {session}"}
    assert visitor.get("/api/v1/cases", headers=bearer).status_code == 401
    token = desk.accounts.create_token("ann", actor="test")
    assert visitor.get("/agents", headers={"Authorization": f"Bearer {token}"}).status_code == 401
    visitor.cookies.set(COOKIE, token)
    assert visitor.get("/api/v1/cases").status_code == 401


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({"Origin": "https://evil.example"}, id="origin"),
        pytest.param({"Origin": "null"}, id="sandboxed"),
        pytest.param({"Sec-Fetch-Site": "cross-site"}, id="fetch metadata"),
        pytest.param({"Sec-Fetch-Site": "same-site"}, id="sister domain"),
    ],
)
@pytest.mark.parametrize("path", ["/api/v1/cases", "/login", "/logout", "/agents/x"])
def test_another_sites_page_cannot_act_for_an_agent(
    visitor: TestClient, path: str, headers: dict[str, str]
) -> None:
    log_in(visitor)
    assert visitor.post(path, headers=headers, json={"message": "x"}).status_code == 403


def test_the_own_page_may_act(visitor: TestClient) -> None:
    log_in(visitor)
    own = {"Origin": "http://testserver", "Sec-Fetch-Site": "same-origin"}
    assert visitor.post("/api/v1/cases", headers=own, json={"message": "x"}).status_code == 201


@pytest.mark.parametrize(
    ("next", "lands"),
    [
        pytest.param("/agents/?case=3", "/agents/?case=3", id="inside"),
        pytest.param("https://evil.example", "/agents", id="other site"),
        pytest.param("//evil.example", "/agents", id="without scheme"),
        pytest.param("/\\evil.example", "/agents", id="backslash"),
        pytest.param("/a\r\nSet-Cookie: x=y", "/agents", id="header"),
    ],
)
def test_the_login_leads_only_inside(visitor: TestClient, next: str, lands: str) -> None:
    form = {"name": "ann", "password": PASSWORD, "next": next}
    assert visitor.post("/login", data=form).headers["location"] == lands


def test_what_was_typed_is_escaped(visitor: TestClient) -> None:
    assert "<script>" not in visitor.get("/login", params={"next": '/"><script>'}).text


def test_too_much_at_once_is_refused_unread(visitor: TestClient) -> None:
    reply = visitor.post("/login", content=b"x" * (MAX_BODY + 1))
    assert reply.status_code == 413
    chunks = (part for part in (b"x", b"y"))
    assert visitor.post("/login", content=chunks).status_code == 413


def test_without_the_database_nobody_gets_in(
    visitor: TestClient, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    log_in(visitor)
    monkeypatch.setattr(desk.accounts, "who", _database_is_away)
    reply = visitor.get("/api/v1/cases")
    assert reply.status_code == 503
    assert "cannot be checked" in reply.json()["error"]


def _database_is_away(*_: object) -> None:
    raise StoreError("the database failed. Check it.")
