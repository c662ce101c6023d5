"""The frozen types that cross stages, in the order in which data flows.

Pydantic models hold what comes from outside or leaves the program (guidance, answers);
dataclasses hold what only travels between stages (queries, scored passages).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from assistant.languages import Language

Right = Literal["copyright", "trademark", "patent", "design", "publicity", "policy"]
Marketplace = Literal["amazon", "ebay", "etsy", "walmart", "aliexpress", "temu", "shopify", "any"]
Audience = Literal["accused", "owner", "both"]
SourceKind = Literal["official", "law", "law-firm", "agency", "forum", "press"]
Block = Literal["prose", "intro", "step", "bullet", "notice"]  # notice: about the answer itself


class Frozen(BaseModel):
    """A value: immutable, and a misspelt key fails when it is loaded."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Source(Frozen):
    """Where a fact of the guidance was read."""

    id: str = Field(pattern=r"^s\d+$")
    title: str = Field(min_length=3)
    url: str = Field(pattern=r"^https?://\S+$")
    publisher: str = Field(min_length=2)
    kind: SourceKind
    accessed: date


class Sentence(Frozen):
    """One sentence or list item of a passage, without its source markers.

    `paragraph` counts the blocks of a section from 0; the items of one list and the
    `intro` that leads into it share a number, so that a procedure can be kept whole.
    """

    text: str
    block: Block
    paragraph: int
    sources: tuple[str, ...] = ()
    advice: bool = False


class Passage(Frozen):
    """One section of a guidance document: the unit that is retrieved and cited."""

    id: str  # "<document id>#<section slug>", the same after a rebuild
    language: str
    document_id: str
    document_title: str
    section: str
    text: str
    sentences: tuple[Sentence, ...]
    questions: tuple[str, ...] = ()
    paraphrases: tuple[str, ...] = ()  # the same asked in other words: found by, never rehearsed
    rights: tuple[Right, ...] = ()
    jurisdictions: tuple[str, ...] = ()
    marketplaces: tuple[Marketplace, ...] = ()
    audience: Audience = "both"
    sources: tuple[Source, ...] = ()
    reviewed: date

    @property
    def asked(self) -> tuple[str, ...]:
        """The ways to ask for this passage: heading, sample questions, paraphrases."""
        return (self.section, *self.questions, *self.paraphrases)


class GuidanceDocument(Frozen):
    """One Markdown file of `knowledge/`: its front matter and its sections as passages."""

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    title: str = Field(min_length=5, max_length=90)
    language: str = Field(pattern=r"^[a-z]{2}$")
    topics: tuple[str, ...] = Field(min_length=1)
    rights: tuple[Right, ...] = Field(min_length=1)
    jurisdictions: tuple[str, ...] = Field(min_length=1)
    marketplaces: tuple[Marketplace, ...] = Field(min_length=1)
    audience: Audience
    reviewed: date
    related: tuple[str, ...] = ()
    sources: tuple[Source, ...]
    passages: tuple[Passage, ...] = ()


class RefusedRequest(Frozen):
    """A kind of request that is refused, with the lawful way instead."""

    id: str
    reply: str  # the first sentence of the refusal
    passages: tuple[str, ...]  # guidance that says why, and what works instead
    requests: tuple[str, ...]  # examples of what is refused
    harmless: tuple[str, ...] = ()  # sound alike, are answered


class OutsideTopic(Frozen):
    """A topic that the guidance does not cover; without `about` it is not named in answers."""

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    about: str = ""
    turn_to: str = ""  # an official place; no facts
    questions: tuple[str, ...]  # as sellers ask; none: the topic is taken out


class Outside(Frozen):
    """What is asked and not covered, and messages that say nothing of a case."""

    topics: tuple[OutsideTopic, ...] = ()
    unclear: tuple[str, ...] = ()


@dataclass(frozen=True)
class Knowledge:
    """Everything that is read from the knowledge folder."""

    documents: tuple[GuidanceDocument, ...]
    requests: tuple[RefusedRequest, ...]
    outside: Outside = field(default_factory=Outside)


class Role(StrEnum):
    """On which side of the complaint the asker stands."""

    ACCUSED = "accused"
    OWNER = "owner"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Turn:
    """One earlier message of the conversation."""

    role: Literal["user", "assistant"]
    content: str


@dataclass(frozen=True)
class Query:
    """What was understood of a message: the text to search with and its facets."""

    question: str  # as asked, cleaned of control characters
    search_text: str  # what is embedded, in English: follow-ups joined with what they follow
    language: Language = "en"
    parts: tuple[str, ...] = ()  # the separate questions of one message
    notice: str = ""  # pasted by the seller: data, never a question
    alone: str = ""  # a follow-up without what it follows; empty when it follows nothing
    said: str = ""  # a follow-up after the first words of the reply that it may lean on
    role: Role = Role.UNKNOWN
    rights: frozenset[str] = frozenset()
    jurisdictions: frozenset[str] = frozenset()
    marketplaces: frozenset[str] = frozenset()
    uncovered: tuple[str, ...] = ()  # platforms and countries that the guidance has nothing on
    asked_back: bool = False  # the assistant's last turn was a clarifying question

    @property
    def texts(self) -> tuple[str, ...]:
        """What is embedded: whole, parts, notice, the follow-up alone, the one after a reply."""
        beside = (self.notice, self.alone, self.said)
        return tuple(text for text in (self.search_text, *self.parts, *beside) if text)


@dataclass(frozen=True)
class ScoredPassage:
    """A retrieved passage. Every score: higher is nearer."""

    passage: Passage
    score: float  # the ranker's, summed over the query's texts, and how well the facets fit
    similarities: tuple[float, ...] = ()  # per text of the query: best cosine of the entry points
    sentence_similarities: tuple[float, ...] = ()  # per sentence: best cosine to the question

    @property
    def similarity(self) -> float:
        """Best cosine of the passage's entry points to the question or one of its parts."""
        return max(self.similarities, default=0.0)


@dataclass(frozen=True)
class DraftStatement:
    """A statement as a composer wrote it, with the passages it claims to rest on."""

    text: str
    evidence: tuple[str, ...]  # passage ids
    block: Block = "prose"
    paragraph: int = 0
    heading: str = ""  # shown before the paragraph that this statement opens


@dataclass(frozen=True)
class Draft:
    """An answer before verification."""

    statements: tuple[DraftStatement, ...]
    generator: str
    notices: tuple[str, ...] = ()


class CitedSource(Frozen):
    """What an answer shows of a source."""

    title: str
    url: str
    kind: SourceKind


class Citation(Frozen):
    """A passage an answer rests on; `quote` stands word for word in that passage."""

    marker: int = Field(ge=1)
    passage_id: str
    document_title: str
    section: str
    quote: str
    sources: tuple[CitedSource, ...]
    reviewed: date


class Statement(Frozen):
    """One sentence or list item of an answer and the markers it rests on."""

    text: str
    citations: tuple[int, ...] = ()
    support: float = Field(default=0.0, ge=0.0, le=1.0)
    block: Block = "prose"
    paragraph: int = 0
    heading: str = ""


class Removed(Frozen):
    """A statement that the verifier dropped, and why."""

    text: str
    reasons: tuple[str, ...]


class Status(StrEnum):
    """What became of a question."""

    ANSWERED = "answered"
    PARTIAL = "partial"
    CLARIFY = "clarify"
    ABSTAINED = "abstained"
    REFUSED = "refused"


class Timings(Frozen):
    """Milliseconds spent in each stage."""

    understand: float = 0.0
    embed: float = 0.0
    retrieve: float = 0.0
    compose: float = 0.0
    verify: float = 0.0
    total: float = 0.0


class Answer(Frozen):
    """What the seller, the API and `ask --json` get. The contract of design.md."""

    question: str
    language: Language  # the asker's; what is quoted stays in the guidance's
    status: Status
    text: str
    statements: tuple[Statement, ...] = ()
    citations: tuple[Citation, ...] = ()
    follow_ups: tuple[str, ...] = ()
    confidence: float = Field(default=0.0, ge=0.0, le=1.0)
    generator: str = "extractive"
    removed: tuple[Removed, ...] = ()
    notices: tuple[str, ...] = ()  # for example: the chat model failed, this is the fallback
    timings_ms: Timings = Timings()
