"""What is said instead of an answer: abstaining and refusing, with a way on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assistant.grounding import Support
from assistant.lexical import Lexicon
from assistant.sufficiency import texts_of
from assistant.types import (
    Answer,
    DraftStatement,
    Passage,
    Query,
    RefusedRequest,
    ScoredPassage,
    Statement,
    Status,
)

NEAREST_TOPICS = 3
MISSING_WORDS = 3  # of the question that are named as not covered
MIN_WORD = 3  # shorter words tell nothing
LAST_PARAGRAPH = 10_000
FALLBACK_TOPICS = (
    "Reading a complaint notice",
    "What to do in the first 24 hours",
    "Getting a complaint retracted",
)


def abstention(passages: Sequence[ScoredPassage]) -> tuple[tuple[Statement, ...], tuple[str, ...]]:
    """Return the statements of an abstention and the nearest covered topics."""
    nearest = list(dict.fromkeys(found.passage.document_title for found in passages))
    topics = tuple(nearest[:NEAREST_TOPICS]) or FALLBACK_TOPICS
    return (
        Statement(
            text="My guidance is about complaints over product images; it does not cover this "
            "question, so I can't answer it.",
        ),
        Statement(
            text=f"Close to it I can help with: {' · '.join(topics)}. If your question is about a "
            "picture or a complaint after all, tell me which notice you got and what it says.",
            paragraph=1,
        ),
    ), tuple(found.passage.section for found in passages[:NEAREST_TOPICS])


def limits(query: Query, passages: Sequence[ScoredPassage], lexicon: Lexicon) -> Statement:
    """Return the sentence that says what of the question the passages found do not cover."""
    missing = missing_words(query.question, [found.passage for found in passages], lexicon)
    named = ", ".join(f"\u201c{word}\u201d" for word in missing)
    about = f"; what I found says nothing about {named}" if named else ""
    return Statement(
        text=f"Not covered: my guidance may answer only a part of your question{about}. It cannot "
        "judge or predict your own case; for that ask a lawyer.",
        paragraph=LAST_PARAGRAPH,
    )


def missing_words(question: str, passages: Sequence[Passage], lexicon: Lexicon) -> list[str]:
    """Return the rarest words of a question that the passages do not have, rarest first."""
    present = {term for text in texts_of(passages) for term in lexicon.terms(text)}
    words = [w for w in question.split() if w.isalpha() and len(w) > MIN_WORD]
    missing = [w for w in words if not set(lexicon.terms(w)) <= present]
    rarest = sorted(dict.fromkeys(missing), key=lambda w: -max(map(lexicon.idf, lexicon.terms(w))))
    return rarest[:MISSING_WORDS]


def question_back() -> tuple[tuple[Statement, ...], tuple[str, ...]]:
    """Return what is asked when a message says nothing about a case, and likely replies."""
    return (
        Statement(
            text="Tell me what happened: did somebody complain about a picture on your listing, "
            "or does somebody use a picture of yours? Which marketplace, and what does the "
            "notice say?",
        ),
    ), (
        "Amazon removed my listing after a complaint about a picture. What do I do first?",
        "Another seller uses my photos. How do I report it?",
        "What can the assistant help me with?",
    )


def refusal(
    refused: RefusedRequest, passages: Mapping[str, Passage]
) -> tuple[Statement, list[tuple[DraftStatement, Support]]]:
    """Return the sentence that declines, and the guidance that says why and what works."""
    evidence: list[tuple[DraftStatement, Support]] = []
    for paragraph, passage_id in enumerate(refused.passages, start=1):
        passage = passages.get(passage_id)
        if passage is None:
            continue
        for position, sentence in enumerate(passage.sentences[:2]):
            if sentence.block != "prose":
                break
            evidence.append(
                (
                    DraftStatement(sentence.text, (passage_id,), paragraph=paragraph),
                    Support(1.0, {passage_id: (position,)}),
                )
            )
    return Statement(text=refused.reply), evidence


def unanswerable(question: str, problem: str) -> Answer:
    """Return the answer to a message that cannot be processed: it asks for another one."""
    return Answer(
        question=question[:200],
        language="en",
        status=Status.CLARIFY,
        text=problem,
        statements=(Statement(text=problem),),
    )
