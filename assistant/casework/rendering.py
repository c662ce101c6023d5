"""Templates to text: Jinja2 fills a letter, every claim about a rule keeps its guidance.

A template marks such a claim with `{% call backed("<passage id>") %}…{% endcall %}`. In the
rendered text each claim ends with an invisible token, which becomes a citation marker or nothing.

The guidance is English. A translated template marks the same claims in the same order, and each
rests on the sentence that its English wording rests on.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from assistant.compose.finish import number_citations
from assistant.errors import SettingsError
from assistant.grounding import Support
from assistant.types import Citation, DraftStatement, Passage, Statement
from assistant.wording import stems

TEMPLATES = Path(__file__).resolve().parents[2] / "knowledge" / "templates"
ORIGINAL = "en"  # the language of the guidance, and of the templates that others translate
_TOKEN = re.compile("\x02(\\d+)\x03")  # no value can hold control characters
_OPEN = re.compile(r"\[\[\w+\]\]")


@dataclass(frozen=True)
class Rendered:
    """A letter's subject and text, the claims that stand in it, and what the agent is told."""

    subject: str
    text: str
    statements: tuple[Statement, ...]
    notes: tuple[Statement, ...]
    citations: tuple[Citation, ...]
    missing: tuple[str, ...]  # passage ids that the guidance does not have


@dataclass
class Footnotes:
    """Collects the claims of one letter while it is rendered, and the notes beside it."""

    passages: Mapping[str, Passage]
    kept: list[tuple[DraftStatement, Support]] = field(default_factory=list)
    asides: list[tuple[DraftStatement, Support]] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    originals: list[Support] = field(default_factory=list)  # of the claims still to translate

    def quoted(self, statement: DraftStatement, support: Support) -> str:
        """Return a claim with its token."""
        self.kept.append((statement, support))
        return f"{statement.text}\x02{len(self.kept) - 1}\x03"

    def backed(self, *passage_ids: str, caller: Callable[[], str]) -> str:
        """Return the text of a `call` block with its token."""
        text = caller().strip()
        claim = self._carried(text, passage_ids)
        if claim is None:
            return text
        statement, support = claim
        return self.quoted(statement, self.originals.pop(0) if self.originals else support)

    def note(self, passage_id: str, text: str = "") -> None:
        """Add a note for the agent: the given text, or the first sentence of the passage."""
        passage = self.passages.get(passage_id)
        said = text or (passage.sentences[0].text if passage else "")
        if claim := self._carried(said, (passage_id,)):
            self.asides.append(claim)

    def _carried(
        self, text: str, passage_ids: Sequence[str]
    ) -> tuple[DraftStatement, Support] | None:
        known = [pid for pid in passage_ids if pid in self.passages]
        self.missing.extend(pid for pid in passage_ids if pid not in self.passages)
        if not known:
            return None
        nearest = {pid: nearest_sentence(text, self.passages[pid]) for pid in known}
        spans = {pid: (position,) for pid, (position, _) in nearest.items()}
        score = max(share for _, share in nearest.values())
        return DraftStatement(text, tuple(known)), Support(score, spans)


def nearest_sentence(text: str, passage: Passage) -> tuple[int, float]:
    """Return the position of the sentence that shares most words, and the share, in [0, 1]."""
    mine = stems(_OPEN.sub("", text))
    shares = [len(mine & stems(s.text)) / (len(mine) or 1) for s in passage.sentences]
    best = max(range(len(shares)), key=lambda position: (shares[position], -position))
    return best, shares[best]


def render(
    template: str, language: str, values: Mapping[str, object], notes: Footnotes, *, cite: bool
) -> Rendered:
    """Return a letter. A template's first line is the subject; `cite` prints the markers."""
    if language != ORIGINAL:
        english = Footnotes(notes.passages)
        _fill(template, ORIGINAL, values, english)
        notes.originals = [support for _, support in english.kept]
    subject, _, body = _fill(template, language, values, notes).strip().partition("\n")
    statements, citations = number_citations([*notes.kept, *notes.asides], notes.passages)
    body = re.sub(r"\n{3,}", "\n\n", re.sub(r"^[ \t]+|[ \t]+$", "", body, flags=re.M)).strip()
    return Rendered(
        subject=_TOKEN.sub("", subject).removeprefix("Subject: ").strip(),
        text=_marked(body, statements, cite=cite),
        statements=statements[: len(notes.kept)],
        notes=statements[len(notes.kept) :],
        citations=citations,
        missing=tuple(dict.fromkeys(notes.missing)),
    )


def languages() -> tuple[str, ...]:
    """Return the languages of letters, English first. Raises SettingsError without templates."""
    if not TEMPLATES.is_dir():
        raise SettingsError(
            f"the letters' templates are missing: {TEMPLATES}. Restore that folder."
        )
    found = sorted(folder.name for folder in TEMPLATES.iterdir() if folder.is_dir())
    return tuple(sorted(found, key=lambda language: language != ORIGINAL))


def as_list(value: str) -> str:
    """Return the parts between semicolons as Markdown bullets; a single part stays a sentence."""
    parts = [part.strip() for part in value.split(";") if part.strip()]
    return "\n".join(f"- {part}" for part in parts) if len(parts) > 1 else value


def _fill(template: str, language: str, values: Mapping[str, object], notes: Footnotes) -> str:
    return _environment(language).get_template(f"{template}.j2").render(values, backed=notes.backed)


def _marked(text: str, statements: Sequence[Statement], *, cite: bool) -> str:
    def marker(match: re.Match[str]) -> str:
        return "".join(f" [{n}]" for n in statements[int(match[1])].citations) if cite else ""

    return _TOKEN.sub(marker, text)


@lru_cache
def _environment(language: str) -> Environment:
    environment = Environment(  # letters are Markdown and plain text: nothing to escape for HTML
        # a template may extend another language's, as `en/counter-notice.j2`
        loader=FileSystemLoader([TEMPLATES / language, TEMPLATES]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,
    )
    environment.filters["as_list"] = as_list
    return environment
