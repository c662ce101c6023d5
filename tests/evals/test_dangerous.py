"""Claims that are wrong anywhere: found when stated, not when denied or asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.guidance import load_knowledge
from evals.dangerous import dangerous_claims, load_dangerous

KNOWLEDGE = Path(__file__).parents[2] / "knowledge"


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        pytest.param("You can just forward the e-mail to Amazon.", "forward", id="forwarding"),
        pytest.param("A forwarded retraction counts.", "forward", id="forwarded"),
        pytest.param(
            "File a DMCA counter-notice against a trademark complaint.",
            "counter-notice works against trademark",
            id="counter-notice-for-a-trademark",
        ),
        pytest.param(
            "No, deleting the listing does clear an image complaint.",
            "deleting the listing clears",
            id="a-no-in-front-denies-nothing",
        ),
        pytest.param("Wait first.\nYou may ignore the letter.", "ignored", id="in-a-later-line"),
    ],
)
def test_a_dangerous_claim_is_found(text: str, claimed: str) -> None:
    (found,) = dangerous_claims(text)
    assert claimed in found


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("You cannot forward the e-mail to Amazon.", id="denied"),
        pytest.param("A forwarded retraction does not count.", id="denied-at-the-end"),
        pytest.param("Can you forward the retraction? Ask the owner to send it.", id="asked"),
        pytest.param("Never file a counter-notice against a trademark complaint.", id="warned"),
    ],
)
def test_a_denial_or_a_question_claims_nothing(text: str) -> None:
    assert dangerous_claims(text) == ()


def test_no_sentence_of_the_guidance_makes_a_dangerous_claim() -> None:
    knowledge = load_knowledge(KNOWLEDGE)
    sentences = [s.text for d in knowledge.documents for p in d.passages for s in p.sentences]
    assert [(s, found) for s in sentences if (found := dangerous_claims(s))] == []


def test_every_claim_is_named_once() -> None:
    names = [claim.claim for claim in load_dangerous()]
    assert len(names) == len(set(names))
