"""Guidance documents: `knowledge/<language>/*.md` -> `GuidanceDocument` -> `Passage`.

A document is Markdown with YAML front matter. Every `##` section is one passage; HTML comments
under the heading list the questions that the section answers. Every sentence ends
with the sources it rests on, `[s1]`, or with `[advice]` where it is practical advice with
no rule behind it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml
from pydantic import ValidationError

from assistant.errors import GuidanceError
from assistant.requests import OUTSIDE, REQUESTS, load_outside, load_requests
from assistant.sentences import split_sentences
from assistant.types import (
    Block,
    GuidanceDocument,
    Knowledge,
    Passage,
    Sentence,
)

_FRONT_MATTER = re.compile(r"\A---\n(.*?\n)---\n", re.DOTALL)
_QUESTIONS = re.compile(r"<!--\s*questions:\s*\n(.*?)-->", re.DOTALL)
_PARAPHRASES = re.compile(r"<!--\s*also asked:\s*\n(.*?)-->", re.DOTALL)
_MARKER = re.compile(r"\s*\[(s\d+|advice)\]")
_LIST_ITEM = re.compile(r"^(?:(\d+)\.|[-*])\s+(.*)$")


@dataclass(frozen=True)
class RawSection:
    """A section as it stands in the file; `line` is the line of its heading, from 1."""

    heading: str
    body: str
    line: int


def slugify(heading: str) -> str:
    """Return the section part of a passage id: lower case, words joined by hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", heading.lower()).strip("-")


def load_knowledge(folder: Path) -> Knowledge:
    """Return the documents, refused requests and topics outside. Raises GuidanceError."""
    return Knowledge(
        tuple(load_guidance(folder)),
        load_requests(folder / REQUESTS),
        load_outside(folder / OUTSIDE),
    )


def load_guidance(folder: Path) -> list[GuidanceDocument]:
    """Return every document under `folder`, ordered by language and id.

    Raises GuidanceError naming every broken file at once, so that an author mends them in
    one go.
    """
    documents: list[GuidanceDocument] = []
    problems: list[str] = []
    seen: dict[tuple[str, str], Path] = {}
    paths = sorted(folder.glob("[a-z][a-z]/*.md"))
    if not paths:
        problems.append(f"{folder}: no guidance documents (expected <language>/<id>.md inside)")
    for path in paths:
        try:
            document = load_document(path)
        except GuidanceError as error:
            problems.extend(error.problems)
            continue
        key = (document.language, document.id)
        if key in seen:
            problems.append(f"{path}:1: id {document.id!r} is already used by {seen[key]}")
        seen[key] = path
        documents.append(document)
    if problems:
        raise GuidanceError(problems)
    return documents


def load_document(path: Path) -> GuidanceDocument:
    """Return the document in `path` with its passages.

    Raises GuidanceError with file, line and mend when the file breaks the schema.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise GuidanceError([f"{path}:1: cannot be read as UTF-8 text ({error})"]) from error
    front = _FRONT_MATTER.match(text)
    if front is None:
        raise GuidanceError(
            [f"{path}:1: no YAML front matter; start the file with --- lines around it"]
        )
    document = _validated(path, front.group(1))
    if document.id != path.stem:
        raise GuidanceError(
            [f"{path}:2: id {document.id!r} differs from the file name; rename one of them"]
        )
    first_line = text[: front.end()].count("\n") + 1
    sections = list(_sections(text[front.end() :], first_line))
    if not sections:
        raise GuidanceError([f"{path}:{first_line}: no section; add a `## Heading`"])
    problems = _broken_sections(path, document, sections)
    if problems:
        raise GuidanceError(problems)
    passages = tuple(_passage(document, section) for section in sections)
    return document.model_copy(update={"passages": passages})


def _validated(path: Path, front_matter: str) -> GuidanceDocument:
    try:
        data = yaml.safe_load(front_matter)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 2 if mark else 2
        what = getattr(error, "problem", None) or "cannot be parsed"
        raise GuidanceError([f"{path}:{line}: front matter is not valid YAML: {what}"]) from error
    if not isinstance(data, dict):
        raise GuidanceError([f"{path}:2: front matter must be a list of `key: value` lines"])
    try:
        return GuidanceDocument.model_validate(data)
    except ValidationError as error:
        raise GuidanceError(
            [
                f"{path}:{_line_of(front_matter, e['loc'])}: {_where(e['loc'])}: {e['msg']}"
                for e in error.errors()
            ]
        ) from error


def _where(location: tuple[int | str, ...]) -> str:
    return ".".join(str(part) for part in location)


def _line_of(front_matter: str, location: tuple[int | str, ...]) -> int:
    key = str(location[0]) if location else ""
    for number, line in enumerate(front_matter.splitlines(), start=2):
        if line.startswith(f"{key}:"):
            return number
    return 2


def _sections(body: str, first_line: int) -> Iterator[RawSection]:
    heading, start, lines = "", 0, list[str]()
    for number, line in enumerate(body.splitlines(), start=first_line):
        if line.startswith("## "):
            if heading:
                yield RawSection(heading, "\n".join(lines), start)
            heading, start, lines = line[3:].strip(), number, []
        else:
            lines.append(line)
    if heading:
        yield RawSection(heading, "\n".join(lines), start)


def _broken_sections(
    path: Path, document: GuidanceDocument, sections: list[RawSection]
) -> list[str]:
    problems: list[str] = []
    defined = {source.id for source in document.sources}
    slugs: set[str] = set()
    for section in sections:
        slug = slugify(section.heading)
        if slug in slugs:
            problems.append(f"{path}:{section.line}: two sections are named {section.heading!r}")
        slugs.add(slug)
        used = set(_MARKER.findall(section.body)) - {"advice"}
        for unknown in sorted(used - defined):
            problems.append(
                f"{path}:{section.line}: source [{unknown}] is not listed in the front matter"
            )
        if not parse_sentences(_text(section)):
            problems.append(f"{path}:{section.line}: section {section.heading!r} has no text")
    return problems


def _passage(document: GuidanceDocument, section: RawSection) -> Passage:
    sentences = parse_sentences(_text(section), document.language)
    used = {source for sentence in sentences for source in sentence.sources}
    return Passage(
        id=f"{document.id}#{slugify(section.heading)}",
        language=document.language,
        document_id=document.id,
        document_title=document.title,
        section=section.heading,
        text=render_sentences(sentences),
        sentences=sentences,
        questions=_listed(_QUESTIONS, section),
        paraphrases=_listed(_PARAPHRASES, section),
        rights=document.rights,
        jurisdictions=document.jurisdictions,
        marketplaces=document.marketplaces,
        audience=document.audience,
        sources=tuple(source for source in document.sources if source.id in used),
        reviewed=document.reviewed,
    )


def _text(section: RawSection) -> str:
    return _PARAPHRASES.sub("", _QUESTIONS.sub("", section.body))


def _listed(comment: re.Pattern[str], section: RawSection) -> tuple[str, ...]:
    found = comment.search(section.body)
    lines = found.group(1).splitlines() if found else []
    return tuple(line.strip()[2:].strip() for line in lines if line.strip().startswith("- "))


def parse_sentences(body: str, language: str = "en") -> tuple[Sentence, ...]:
    """Return the sentences and list items of a section's text, in order."""
    sentences: list[Sentence] = []
    paragraph = -1
    fresh = True  # the next line starts a new paragraph
    prose: list[str] = []

    def flush() -> None:
        if prose:
            for text in split_sentences(" ".join(prose), language):
                sentences.append(_sentence(text, "prose", paragraph))
            prose.clear()

    for line in (raw.strip() for raw in body.splitlines()):
        item = _LIST_ITEM.match(line)
        if not line:
            flush()
            fresh = True
        elif item:
            flush()
            if fresh and not _leads_into_list(sentences):
                paragraph += 1
            block: Block = "step" if item.group(1) else "bullet"
            sentences.append(_sentence(item.group(2), block, paragraph))
            fresh = False
        else:
            if fresh:
                paragraph += 1
                fresh = False
            prose.append(line)
    flush()
    return _with_intros(sentences)


def _leads_into_list(sentences: list[Sentence]) -> bool:
    """Whether a list after a blank line belongs to what stands before it."""
    if not sentences:
        return False
    return sentences[-1].text.endswith(":") or sentences[-1].block in ("step", "bullet")


def _sentence(marked: str, block: Block, paragraph: int) -> Sentence:
    markers = _MARKER.findall(marked)
    return Sentence(
        text=_MARKER.sub("", marked).strip(),
        block=block,
        paragraph=paragraph,
        sources=tuple(dict.fromkeys(m for m in markers if m != "advice")),
        advice="advice" in markers,
    )


def _with_intros(sentences: list[Sentence]) -> tuple[Sentence, ...]:
    """Mark a sentence that ends with a colon before a list as that list's `intro`."""
    marked = list(sentences)
    for position, following in enumerate(sentences[1:]):
        current = sentences[position]
        if following.block in ("step", "bullet") and current.text.endswith(":"):
            marked[position] = current.model_copy(update={"block": "intro"})
    return tuple(marked)


def render_sentences(sentences: tuple[Sentence, ...]) -> str:
    """Return sentences as Markdown without markers: the text that quotes must stand in."""
    lines: list[str] = []
    step = 0
    previous: Sentence | None = None
    for sentence in sentences:
        step = step + 1 if sentence.block == "step" else 0
        prefix = {"step": f"{step}. ", "bullet": "- "}.get(sentence.block, "")
        if previous is None:
            glue = ""
        elif prefix:
            glue = "\n" if previous.block == sentence.block else "\n\n"
        elif previous.paragraph == sentence.paragraph and previous.block == "prose":
            glue = " "
        else:
            glue = "\n\n"
        lines.append(f"{glue}{prefix}{sentence.text}")
        previous = sentence
    return "".join(lines)
