"""The API as help desks use it, on both databases."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from assistant.casework.desk import Desk
from assistant.casework.idempotency import ABANDONED, Idempotency
from assistant.casework.store.tables import IdempotencyRow, now
from assistant.errors import IndexMissing

CASES = "/api/v1/cases"
MANUAL = Path(__file__).parent.parent.parent / "docs" / "api.md"


def created(client: TestClient, **fields: Any) -> dict[str, Any]:
    reply = client.post(CASES, json={"message": "listing down", **fields})
    assert reply.status_code == 201, reply.text
    found: dict[str, Any] = reply.json()
    return found


def drafted(client: TestClient, **wanted: Any) -> dict[str, Any]:
    case = created(client)
    facts = {"facts": {"owner": "Ms Q"}, **wanted}
    reply = client.post(f"{CASES}/{case['id']}/drafts", json=facts)
    assert reply.status_code == 201, reply.text
    found: dict[str, Any] = reply.json()
    return found


def test_a_ticket_becomes_a_sent_reply(help_desk: TestClient) -> None:
    case = created(help_desk, notice_text="DEADLINE", reference="ticket-77")
    assert (case["deadline"], case["topic"], case["status"]) == ("2026-12-03", "retraction", "new")
    draft = help_desk.post(f"{CASES}/{case['id']}/drafts", json={}).json()
    assert draft["open_slots"] == ["owner"]
    edited = help_desk.patch(
        f"/api/v1/drafts/{draft['id']}", json={"text": "Dear Ms Q", "version": 1}
    ).json()
    assert (edited["version"], edited["open_slots"]) == (2, [])
    sent = help_desk.post(f"/api/v1/drafts/{draft['id']}/sent", headers={"If-Match": '"2"'})
    assert sent.json()["state"] == "sent"
    file = help_desk.get(f"{CASES}/{case['id']}").json()
    assert (file["case"]["status"], file["drafts"][0]["text"]) == ("sent", "Dear Ms Q")
    assert help_desk.get("/api/v1/measures").json()["total"]["edited"] == 1
    assert "2026-" in help_desk.get("/api/v1/measures.csv").text


def test_cases_are_found(help_desk: TestClient) -> None:
    case = created(help_desk, reference="ticket-77")
    created(help_desk)
    found = help_desk.get(CASES, params={"search": "ticket-77"}).json()
    assert [one["id"] for one in found] == [case["id"]]
    assert help_desk.get(CASES, params={"status": "sent"}).json() == []


def test_the_second_of_two_agents_gets_both_texts(help_desk: TestClient) -> None:
    path = f"/api/v1/drafts/{drafted(help_desk)['id']}"
    etag = help_desk.get(path).headers["etag"]
    first = help_desk.patch(path, json={"text": "Ann's"}, headers={"If-Match": etag})
    second = help_desk.patch(path, json={"text": "Ben's"}, headers={"If-Match": etag})
    assert (first.status_code, second.status_code) == (200, 409)
    told = second.json()
    assert (told["theirs"], told["yours"], told["version"]) == ("Ann's", "Ben's", 2)
    assert "Compare both" in told["error"]


def test_a_change_without_the_version_seen_is_refused(help_desk: TestClient) -> None:
    path = f"/api/v1/drafts/{drafted(help_desk)['id']}"
    reply = help_desk.patch(path, json={"text": "x"})
    assert (reply.status_code, "If-Match" in reply.json()["error"]) == (422, True)


def test_a_changed_case_voids_its_draft(help_desk: TestClient) -> None:
    draft = drafted(help_desk)
    changed = help_desk.patch(
        f"{CASES}/{draft['case_id']}", json={"message": "more", "version": 1, "deadline": None}
    )
    assert (changed.json()["message"], changed.json()["version"]) == ("more", 2)
    path = f"/api/v1/drafts/{draft['id']}"
    assert "changed" in help_desk.get(path).json()["void"]
    sent = help_desk.post(f"{path}/sent", headers={"If-Match": '"1"'})
    assert (sent.status_code, "void" in sent.json()["error"]) == (422, True)


def test_feedback_is_kept_and_discarding_counts(help_desk: TestClient) -> None:
    draft = drafted(help_desk)
    given = {"verdict": "wrong", "comment": "too long", "draft_id": draft["id"]}
    reply = help_desk.post(f"{CASES}/{draft['case_id']}/feedback", json=given)
    assert (reply.status_code, reply.json()["author"]) == (201, "ann")
    gone = help_desk.post(f"/api/v1/drafts/{draft['id']}/discarded")
    assert gone.json()["state"] == "discarded"
    found = help_desk.get("/api/v1/measures").json()
    assert (found["wrong"], found["total"]["discarded"]) == (1, 1)


def test_export_and_deletion(help_desk: TestClient, desk: Desk) -> None:
    case = created(help_desk)
    desk.store.add_note(case["id"], "internal", actor="ann")
    assert "internal" not in help_desk.get(f"{CASES}/{case['id']}").text
    assert "internal" in help_desk.get(f"{CASES}/{case['id']}/export").text
    assert help_desk.delete(f"{CASES}/{case['id']}").status_code == 204
    assert help_desk.get(f"{CASES}/{case['id']}").status_code == 404


def test_the_sellers_answer(help_desk: TestClient) -> None:
    turns = [{"role": "user", "content": "hello"}]
    reply = help_desk.post("/api/v1/ask", json={"question": "what now", "history": turns})
    assert reply.json()["text"] == "Answered after 1 turns."


@pytest.mark.parametrize(
    ("path", "body", "said"),
    [
        pytest.param(CASES, {}, "message or the notice", id="empty case"),
        pytest.param(CASES, {"mesage": "x"}, "mesage", id="misspelt field"),
        pytest.param(CASES, {"message": "x" * 200_001}, "200000 characters", id="too long"),
        pytest.param(CASES, {"message": "x", "deadline": "soon"}, "deadline", id="no date"),
        pytest.param(f"{CASES}/1/drafts", {"kind": "poem"}, "kind", id="unknown kind"),
        pytest.param("/api/v1/ask", {"question": " "}, "no question", id="no question"),
    ],
)
def test_a_wrong_call_is_one_message_that_says_what(
    help_desk: TestClient, path: str, body: dict[str, Any], said: str
) -> None:
    reply = help_desk.post(path, json=body)
    assert (reply.status_code, list(reply.json())) == (422, ["error"])
    assert said in reply.json()["error"]


def test_what_is_no_json_is_refused(help_desk: TestClient) -> None:
    reply = help_desk.post(CASES, content=b"{", headers={"Content-Type": "application/json"})
    assert (reply.status_code, list(reply.json())) == (422, ["error"])


@pytest.mark.parametrize("path", [f"{CASES}/99", "/api/v1/drafts/99", "/api/v1/nothing"])
def test_what_is_not_there_is_404(help_desk: TestClient, path: str) -> None:
    assert help_desk.get(path).status_code == 404
    assert "error" in help_desk.get(path).json()


def test_a_part_that_is_away_is_503_and_a_defect_500_without_its_trace(
    help_desk: TestClient, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(error: Exception) -> Any:
        def answer(*_: object, **_options: object) -> None:
            raise error

        return answer

    monkeypatch.setattr(desk.assistant, "answer", fails(IndexMissing("/data")))
    reply = help_desk.post("/api/v1/ask", json={"question": "x"})
    assert (reply.status_code, "complaint-assistant index" in reply.text) == (503, True)
    monkeypatch.setattr(desk.assistant, "answer", fails(KeyError("inner detail")))
    reply = help_desk.post("/api/v1/ask", json={"question": "x"})
    assert reply.status_code == 500
    assert "inner detail" not in reply.text


def test_the_same_key_and_call_gives_the_same_response_once(
    help_desk: TestClient, desk: Desk
) -> None:
    key = {"Idempotency-Key": "event-1"}
    first, again = (help_desk.post(CASES, json={"message": "x"}, headers=key) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.content == again.content
    assert again.headers["Idempotent-Replayed"] == "true"
    assert desk.store.count_cases() == 1


def test_the_same_key_with_another_call_is_refused(help_desk: TestClient) -> None:
    key = {"Idempotency-Key": "event-1"}
    help_desk.post(CASES, json={"message": "x"}, headers=key)
    for path, body in ((CASES, {"message": "y"}), ("/api/v1/ask", {"message": "x"})):
        reply = help_desk.post(path, json=body, headers=key)
        assert (reply.status_code, "new key" in reply.json()["error"]) == (409, True)


def test_a_key_is_the_users_own(help_desk: TestClient, desk: Desk) -> None:
    key = {"Idempotency-Key": "event-1"}
    help_desk.post(CASES, json={"message": "ann's"}, headers=key)
    token = desk.accounts.create_token("ben", actor="test")
    bens = {**key, "Authorization": f"Bearer {token}"}
    assert help_desk.post(CASES, json={"message": "ben's"}, headers=bens).status_code == 201


def test_a_failed_call_can_be_made_again_with_its_key(help_desk: TestClient) -> None:
    key = {"Idempotency-Key": "event-1"}
    assert help_desk.post(CASES, json={}, headers=key).status_code == 422
    assert help_desk.post(CASES, json={"message": "x"}, headers=key).status_code == 201


def test_calls_with_one_key_at_once_make_one_case(help_desk: TestClient, desk: Desk) -> None:
    def call(_number: int) -> int:
        key = {"Idempotency-Key": "event-1"}
        return help_desk.post(CASES, json={"message": "x"}, headers=key).status_code

    with ThreadPoolExecutor(6) as pool:
        codes = list(pool.map(call, range(6)))
    assert set(codes) <= {201, 409}
    assert 201 in codes
    assert desk.store.count_cases() == 1


def test_a_call_that_crashed_frees_its_key_after_a_while(desk: Desk) -> None:
    memory = Idempotency(desk.store.database)
    assert memory.begin("ann", "k", "f") is None
    with pytest.raises(Exception, match="still runs"):
        memory.begin("ann", "k", "f")
    with desk.store.database.write() as session:
        row = session.get_one(IdempotencyRow, ("ann", "k"))
        row.created_at = now() - ABANDONED
    assert memory.begin("ann", "k", "f") is None


def test_the_description_names_every_path_and_the_page_loads_nothing_from_outside(
    help_desk: TestClient,
) -> None:
    paths = help_desk.get("/api/openapi.json").json()["paths"]
    assert "/v1/cases/{case_id}/drafts" in paths
    page = help_desk.get("/api/docs").text
    assert "https://" not in page
    assert help_desk.get("/api/docs-files/swagger-ui-bundle.js").status_code == 200


@pytest.mark.parametrize("database_url", [""], ids=["sqlite"])
def test_every_call_in_the_manual_is_in_the_description(help_desk: TestClient) -> None:
    paths = help_desk.get("/api/openapi.json").json()["paths"]
    described = {
        f"{method.upper()} {re.sub('{.*?}', '{id}', path.removeprefix('/v1'))}"
        for path, methods in paths.items()
        for method in methods
    }
    told = set(re.findall(r"`((?:GET|POST|PATCH|DELETE) /[^`?]*)", MANUAL.read_text("utf-8")))
    assert {call.strip() for call in told if "{{" not in call} <= described
    assert len(told) >= 12
