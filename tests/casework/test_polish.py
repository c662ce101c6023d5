"""A chat model's polish: wording may change, substance may not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from langchain_core.language_models import BaseChatModel, GenericFakeChatModel
from langchain_core.messages import AIMessage

from assistant.casework.polish import Polished, polish
from assistant.casework.reply import Grounded
from assistant.casework.types import LetterKind
from assistant.chain import Parts
from assistant.grounding import Support, Verifier
from assistant.types import DraftStatement
from tests.casework.drafts import MESSAGE, ScriptedAssistant, complete, notice
from tests.fakes import BrokenChatModel

WAIT = "The wait is 10 to 14 business days after Amazon received it."


class LenientVerifier(Verifier):
    """Finds support for everything: what is removed then was removed by the exact rules."""

    def __init__(self, supported: bool = True) -> None:
        self.supported = supported

    def check(self, statement: DraftStatement, passages: object) -> Support:
        return Support(0.9, {}, () if self.supported else ("the passages do not say it",))


def _polished(parts: Parts, reply: str, *, supported: bool = True) -> Polished:
    statement = Grounded(DraftStatement(WAIT, ("counter-notice#wait",)), Support(1.0, {}))
    model = GenericFakeChatModel(messages=iter([AIMessage(reply)]))
    lenient = replace(parts, verifier=LenientVerifier(supported))
    return polish(model, "fake:model", [statement], "calm", lenient)


def _texts(statements: Sequence[Grounded]) -> list[str]:
    return [found.statement.text for found in statements]


def test_a_supported_rewording_replaces_the_sentence(parts: Parts) -> None:
    text = "You will wait 10 to 14 business days once Amazon has it."
    polished = _polished(parts, f"1. {text}")
    assert _texts(polished.statements) == [text]
    assert polished.changed and not polished.removed


@pytest.mark.parametrize(
    "reply",
    [
        pytest.param("The wait is 5 to 14 business days after Amazon received it.", id="number"),
        pytest.param("The wait is 10 to 14 business days after eBay Inc received it.", id="name"),
        pytest.param("The wait is 10 to 14 business days.", id="name-dropped"),
        pytest.param(f"{WAIT[:-1]}, on 3 May.", id="date-added"),
        pytest.param(f"{WAIT[:-1]}; write to bob@evil.example.", id="address-added"),
        pytest.param(f"{WAIT} See https://evil.example", id="link"),
        pytest.param(f"**{WAIT}**", id="markup"),
        pytest.param(f"{WAIT[:-1]} [[name]].", id="slot"),
    ],
)
def test_an_altered_fact_throws_the_rewording_away_and_says_so(parts: Parts, reply: str) -> None:
    polished = _polished(parts, f"1. {reply}")
    assert _texts(polished.statements) == [WAIT]
    assert polished.removed[0].text == reply
    assert "polish" in polished.removed[0].reasons[0]
    assert not polished.changed


def test_what_the_verifier_does_not_find_is_thrown_away(parts: Parts) -> None:
    text = "You never wait 10 to 14 business days once Amazon has it."
    polished = _polished(parts, f"1. {text}", supported=False)
    assert _texts(polished.statements) == [WAIT]
    assert polished.removed[0].reasons == ("the passages do not say it",)


@pytest.mark.parametrize("reply", ["", "Sure! Here you are.", "7. Something else.", "1."])
def test_a_useless_reply_changes_nothing(parts: Parts, reply: str) -> None:
    polished = _polished(parts, reply)
    assert _texts(polished.statements) == [WAIT]
    assert not polished.changed


def _draft(model: BaseChatModel, kind: LetterKind, **arguments: object) -> object:
    from assistant.casework.drafting import draft_letter

    return draft_letter(ScriptedAssistant(chat_model=model), kind, MESSAGE, notice(), **arguments)  # type: ignore[arg-type]


def test_a_model_that_is_down_leaves_a_complete_reply_and_a_warning() -> None:
    plain = _draft(BrokenChatModel(), LetterKind.REPLY)
    assert plain.statements and plain.generator == "extractive"  # type: ignore[attr-defined]
    assert "nothing was polished" in plain.warnings[0]  # type: ignore[attr-defined]


@pytest.mark.parametrize("kind", [k for k in LetterKind if k is not LetterKind.REPLY])
def test_a_letter_for_the_seller_to_send_never_meets_the_model(kind: LetterKind) -> None:
    facts = complete(kind)
    letter = _draft(BrokenChatModel(), kind, facts=facts)
    assert not any("polish" in warning for warning in letter.warnings)  # type: ignore[attr-defined]


def test_the_model_is_not_shown_the_message_or_the_notice() -> None:
    seen: list[str] = []

    class Listening(BrokenChatModel):
        def _generate(self, messages, *arguments, **options):  # type: ignore[no-untyped-def]
            seen.extend(str(message.content) for message in messages)
            return super()._generate(messages, *arguments, **options)

    _draft(Listening(), LetterKind.REPLY)
    assert seen
    assert MESSAGE not in " ".join(seen)
    assert "Example Ltd." not in " ".join(seen)
