"""What is said instead of an answer: abstaining and refusing, with a way on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assistant.grounding import Support
from assistant.languages import Language
from assistant.lexical import Lexicon
from assistant.localised import Key, say
from assistant.sufficiency import texts_of
from assistant.types import (
    Answer,
    DraftStatement,
    OutsideTopic,
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
LEADING_PARAGRAPH = -1
LAST_PARAGRAPH = 10_000
LIKELY_REPLIES: tuple[Key, ...] = ("reply_accused", "reply_owner", "reply_help")
FALLBACK_TOPICS = (
    "Reading a complaint notice",
    "What to do in the first 24 hours",
    "Getting a complaint retracted",
)


def in_english(language: Language) -> tuple[Statement, ...]:
    """Return the notice that leads an answer in English to a question in another language."""
    return _notice("in_english", language)


def _notice(key: Key, language: Language) -> tuple[Statement, ...]:
    text = say(key, language)
    return (Statement(text=text, block="notice", paragraph=LEADING_PARAGRAPH),) if text else ()


def abstention(
    passages: Sequence[ScoredPassage], language: Language, outside: OutsideTopic | None = None
) -> tuple[tuple[Statement, ...], tuple[str, ...]]:
    """Return the statements of an abstention and the nearest covered topics.

    With the topic outside that the question is about, they say where to turn.
    """
    nearest = list(dict.fromkeys(found.passage.document_title for found in passages))
    topics = tuple(nearest[:NEAREST_TOPICS]) or FALLBACK_TOPICS
    return (
        Statement(text=say("abstained", language)),
        *_elsewhere(outside, language),
        Statement(text=say("nearest", language, topics=" · ".join(topics)), paragraph=1),
    ), tuple(found.passage.section for found in passages[:NEAREST_TOPICS])


def _elsewhere(topic: OutsideTopic | None, language: Language) -> tuple[Statement, ...]:
    if topic is None or not topic.about:
        return ()
    text = say("elsewhere", language, about=topic.about, turn_to=topic.turn_to)
    return (Statement(text=text),) if text else ()


def limits(query: Query, passages: Sequence[ScoredPassage], lexicon: Lexicon) -> Statement:
    """Return the sentence that says what of the question the passages found do not cover."""
    missing = missing_words(query.question, [found.passage for found in passages], lexicon)
    named = ", ".join(f"\u201c{word}\u201d" for word in query.uncovered or missing)
    about = say("says_nothing", query.language, words=named) if named else ""
    text = say("partial", query.language, about=about)
    return Statement(text=text, block="notice", paragraph=LAST_PARAGRAPH)


def missing_words(question: str, passages: Sequence[Passage], lexicon: Lexicon) -> list[str]:
    """Return the rarest words of a question that the passages do not have, rarest first."""
    present = {term for text in texts_of(passages) for term in lexicon.terms(text)}
    words = [w for w in question.split() if w.isalpha() and len(w) > MIN_WORD]
    missing = [w for w in words if not set(lexicon.terms(w)) <= present]
    rarest = sorted(dict.fromkeys(missing), key=lambda w: -max(map(lexicon.idf, lexicon.terms(w))))
    return rarest[:MISSING_WORDS]


def question_back(language: Language) -> tuple[tuple[Statement, ...], tuple[str, ...]]:
    """Return what is asked when a message says nothing about a case, and likely replies."""
    return (Statement(text=say("clarify", language)),), tuple(
        say(reply, language) for reply in LIKELY_REPLIES
    )


def refusal(
    refused: RefusedRequest, passages: Mapping[str, Passage], language: Language
) -> tuple[tuple[Statement, ...], list[tuple[DraftStatement, Support]]]:
    """Return the sentences that decline, and the guidance that says why and what works."""
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
    return (*_notice("refused", language), Statement(text=refused.reply)), evidence


def unanswerable(question: str, problem: str) -> Answer:
    """Return the answer to a message that cannot be processed: it asks for another one."""
    return Answer(
        question=question[:200],
        language="en",
        status=Status.CLARIFY,
        text=problem,
        statements=(Statement(text=problem),),
    )
