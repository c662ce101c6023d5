"""A reply that a real small model polishes: what it invents reaches nobody."""

from __future__ import annotations

import re

import pytest

from assistant.casework.drafting import draft_letter
from assistant.service import Assistant
from assistant.settings import Settings
from tests.model.test_real_chat_model import server as server
from tests.model.test_real_chat_model import settings as settings

pytestmark = [pytest.mark.model, pytest.mark.integration]
FIGURE = re.compile(r"(?<!\n)\b\d+\b(?!\. )")


def test_a_real_model_changes_no_figure_and_leaves_only_supported_statements(
    server: str, settings: Settings
) -> None:
    assistant = Assistant(settings.model_copy(update={"chat_base_url": f"{server}/v1"}))
    message = "The owner mailed me a retraction. Can I forward it to Amazon?"
    letter = draft_letter(assistant, "reply", message)
    passages = assistant.parts.index.passages
    cited = " ".join(passages[citation.passage_id].text for citation in letter.citations)
    assert set(FIGURE.findall(letter.text)) <= set(FIGURE.findall(cited))
    assert letter.statements
    for statement in letter.statements:
        assert statement.text in letter.text
        assert statement.citations and statement.support > 0.6
    assert all(removed.reasons for removed in letter.removed)
