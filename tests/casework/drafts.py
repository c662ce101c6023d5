"""What tests of letters are built from: a notice by hand, an assistant with scripted answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType, SimpleNamespace
from typing import Any, cast

from langchain_core.language_models import BaseChatModel

from assistant.casework.drafting import draft_letter
from assistant.casework.types import Deadline, Letter, LetterKind, Listing, Notice, Reading
from assistant.casework.types import NoticeKind as Kind
from assistant.chain import Parts
from assistant.compose.finish import number_citations, render_text
from assistant.grounding import Support, Verifier
from assistant.guidance import load_knowledge
from assistant.index import GuidanceIndex
from assistant.languages import Language
from assistant.lexical import Lexicon
from assistant.service import Assistant
from assistant.settings import Settings
from assistant.types import Answer, DraftStatement, Passage, Removed, Status, Turn
from assistant.understanding import understand
from tests.fakes import KeywordEmbedder

KNOWLEDGE = Path(__file__).parents[2] / "knowledge"
SUPPLIER = "supplier-photos#i-got-a-complaint-about-a-supplier-s-photo-what-now"
FIRST = "first-24-hours#what-should-i-do-first-after-an-image-complaint-on-amazon"
FORGED = "evidence-accepted"
MESSAGE = "Amazon took my listing down. What can I do?"
TEXT = (
    "Hello, we removed content on amazon.com. Complaint ID: 12345678901. ASIN: B0ABCDEFGH, the "
    "second gallery image. Rights owner: Example Ltd., legal@example.com. Reply within 5 days."
)
CONTACT = MappingProxyType(
    {
        "name": "Li Wei",
        "address": "Blue Road 7, Springfield",
        "country": "China",
        "phone": "+86 755 5550100",
        "email": "li@shop.example",
    }
)


def reading(value: str, text: str = TEXT) -> Reading:
    start = max(text.find(value), 0)
    return Reading(value=value, start=start, end=start + len(value), confidence=1.0)


def notice(**changes: Any) -> Notice:
    """Return a US copyright complaint about one picture; `changes` replace its fields."""
    fields: dict[str, Any] = {
        "text": TEXT,
        "language": "en",
        "marketplace": "amazon",
        "domain": reading("amazon.com"),
        "kind": Kind.COMPLAINT,
        "right": "copyright",
        "complaint_ids": (reading("12345678901"),),
        "listings": (Listing(asin=reading("B0ABCDEFGH")),),
        "rights_owner": reading("Example Ltd."),
        "emails": (reading("legal@example.com"),),
        "objected": reading("second gallery image"),
    }
    return Notice(**(fields | changes))


def deadline(due: date | None, words: str = "within 5 days", passage_id: str = "") -> Deadline:
    return Deadline(
        reading=reading(words), due=due, rule="as the notice says", passage_id=passage_id
    )


@lru_cache
def guidance() -> Mapping[str, Passage]:
    """The passages of the real guidance."""
    documents = load_knowledge(KNOWLEDGE).documents
    return {passage.id: passage for document in documents for passage in document.passages}


def answered(*passage_ids: str, status: Status = Status.ANSWERED, lead: str = "") -> Answer:
    """Return an answer that quotes whole passages; `lead` is a sentence that cites nothing."""
    kept = [
        (
            DraftStatement(s.text, (pid,), s.block, 100 * number + s.paragraph + 1),
            Support(1.0, {pid: (position,)}),
        )
        for number, pid in enumerate(passage_ids)
        for position, s in enumerate(guidance()[pid].sentences)
    ]
    statements, citations = number_citations(kept, guidance())
    if lead:
        statements = (statements[0].model_copy(update={"text": lead, "citations": ()}), *statements)
    return Answer(
        question="?",
        language="en",
        status=status,
        text=render_text(statements),
        statements=statements,
        citations=citations,
        removed=(Removed(text="dropped", reasons=("nowhere",)),)
        if status is Status.PARTIAL
        else (),
    )


class ScriptedAssistant(Assistant):
    """Gives the same answer to whatever is asked, over the real guidance, without a model."""

    def __init__(self, answer: Answer | None = None, chat_model: BaseChatModel | None = None):
        self.asked: list[str] = []
        self._scripted = answer or answered(FIRST)
        embedder = KeywordEmbedder()
        self._parts = Parts(
            settings=Settings(chat_model="fake:model" if chat_model else ""),
            embedder=embedder,
            index=cast(
                GuidanceIndex,
                SimpleNamespace(passages=guidance(), generation="guidance-000001", corpus_hash=""),
            ),
            retriever=cast(Any, None),
            gate=cast(Any, None),
            verifier=Verifier(embedder, _lexicon(), {}),
            chat_model=chat_model,
        )

    def answer(
        self, question: str, history: Sequence[Turn] = (), language: Language | None = None,
        *, noted: bool = True,
    ) -> Answer:  # fmt: skip
        understand(question)  # refuses what the chain refuses to read
        self.asked.append(question)
        return self._scripted


@lru_cache
def _lexicon() -> Lexicon:
    return Lexicon(guidance().values())


def drafted(
    kind: LetterKind | str = LetterKind.REPLY,
    message: str = MESSAGE,
    found: Notice | None = None,
    facts: Mapping[str, str] = MappingProxyType({}),
    *,
    answer: Answer | None = None,
    **manner: Any,
) -> Letter:
    """Return a draft of the scripted assistant."""
    return draft_letter(ScriptedAssistant(answer), kind, message, found, facts, **manner)


def complete(kind: LetterKind) -> dict[str, str]:
    """Return facts that fill every slot of a letter about the notice above."""
    facts = {
        **CONTACT,
        "location": "https://www.amazon.com/dp/B0ABCDEFGH, gallery position 2",
        "ground": "we took the photo ourselves on 3 March 2025 and hold the original file",
        "store_name": "Bright Lamps",
        "account_email": "account@shop.example",
        "use_wanted": "amazon.com, two years",
        "taken_down": "12 November 2026, gallery position 2",
        "root_cause": "a helper uploaded the picture; nobody asked for a permission",
        "corrective_actions": "picture replaced on 12 November 2026; owner written to",
        "preventive_measures": "source register since 13 November 2026",
        "work": "Lamp on oak table, first published 2 May 2024 at https://shop.example/lamp",
        "infringing_listings": "B0ZZZZZZZZ, main image",
        "ownership": "we took it ourselves",
        "authority": "I am the owner",
        "infringer": "Copy Store",
        "reply_by": "1 December 2026",
    }
    from assistant.casework.needs import facts_of

    return {name: value for name, value in facts.items() if name in facts_of(kind)}
