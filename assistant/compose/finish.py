"""From a verified draft to an `Answer`: markers, citations with quotes, Markdown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assistant.grounding import Support
from assistant.types import Citation, CitedSource, DraftStatement, Passage, Statement


def number_citations(
    kept: Sequence[tuple[DraftStatement, Support]], passages: Mapping[str, Passage]
) -> tuple[tuple[Statement, ...], tuple[Citation, ...]]:
    """Return statements with markers, and one citation a passage in order of appearance."""
    markers: dict[str, int] = {}
    used: dict[str, set[int]] = {}
    statements: list[Statement] = []
    for draft, support in kept:
        for passage_id, positions in support.spans.items():
            markers.setdefault(passage_id, len(markers) + 1)
            used.setdefault(passage_id, set()).update(positions)
        statements.append(
            Statement(
                text=draft.text,
                citations=tuple(markers[passage_id] for passage_id in support.spans),
                support=round(support.score, 4),
                block=draft.block,
                paragraph=draft.paragraph,
                heading=draft.heading,
            )
        )
    citations = tuple(
        _citation(marker, passages[passage_id], sorted(used[passage_id]))
        for passage_id, marker in markers.items()
    )
    return tuple(statements), citations


def _citation(marker: int, passage: Passage, positions: Sequence[int]) -> Citation:
    backing = {source for p in positions for source in passage.sentences[p].sources}
    sources = [s for s in passage.sources if s.id in backing] or list(passage.sources)
    return Citation(
        marker=marker,
        passage_id=passage.id,
        document_title=passage.document_title,
        section=passage.section,
        quote=quote(passage, positions[0], positions[-1]),
        sources=tuple(CitedSource(title=s.title, url=s.url, kind=s.kind) for s in sources),
        reviewed=passage.reviewed,
    )


def quote(passage: Passage, first: int, last: int) -> str:
    """Return the text of the passage from one sentence to another, word for word."""
    start = end = cursor = 0
    for position, sentence in enumerate(passage.sentences):
        found = passage.text.index(sentence.text, cursor)
        cursor = found + len(sentence.text)
        if position == first:
            start = found
        if position == last:
            end = cursor
    return passage.text[start:end]


def render_text(statements: Sequence[Statement]) -> str:
    """Return statements as Markdown with [n] markers; the first sentence stands out."""
    lines: list[str] = []
    step = 0
    previous: Statement | None = None
    for statement in statements:
        new_paragraph = previous is None or statement.paragraph != previous.paragraph
        if new_paragraph:
            step = 0
        if statement.block == "step":
            step += 1
        lead = previous is None or previous.block == "notice"
        lines.append(_glue(previous, statement, new_paragraph))
        lines.append(_marked(statement, step, lead=lead))
        previous = statement
    return "".join(lines)


def _glue(previous: Statement | None, statement: Statement, new_paragraph: bool) -> str:
    if previous is None:
        return ""
    if statement.block in ("step", "bullet"):
        return "\n\n" if new_paragraph or previous.block == "intro" else "\n"
    return "\n\n" if new_paragraph else " "


def _marked(statement: Statement, step: int, *, lead: bool) -> str:
    prefix = {"step": f"{step}. ", "bullet": "- "}.get(statement.block, "")
    heading = f"**{statement.heading}** " if statement.heading else ""
    text = f"**{statement.text}**" if lead and statement.block == "prose" else statement.text
    markers = "".join(f"[{marker}]" for marker in statement.citations)
    return f"{prefix}{heading}{text}{' ' if markers else ''}{markers}"
