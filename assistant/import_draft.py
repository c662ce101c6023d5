"""The text of a draft document: what can be told from an imported file, TODO for the rest."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import yaml

from assistant.guidance import parse_sentences, render_sentences, slugify
from assistant.types import Sentence
from assistant.understanding import understand

TODO = "TODO"
MAX_TITLE = 90

_FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.S)
_HEADING = re.compile(r"^(#{1,6})\s+(.+?)\s*#*$")
_NOT_TEXT = re.compile(r"<!--.*?-->|<[^<>]+>|!\[[^\]]*\]\([^)]*\)", re.S)
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_TABLE_RULE = re.compile(r"^\|(?:\s*:?-+:?\s*\|)+$")
_NUMBERED = re.compile(r"^(\s*)(\d+)[.)]\s+")


def draft_text(
    document_id: str, markdown: str, language: str, source: str, today: date
) -> tuple[str, tuple[str, ...]]:
    """Return the draft and what a person must fill in.

    Every sentence is marked [s1], the imported file: where a fact has another source, a
    person says so.
    """
    title, sections = _outline(markdown)
    title = title or document_id.replace("-", " ").capitalize()
    found = understand(markdown, max_chars=len(markdown))
    front: dict[str, object] = {
        "id": document_id,
        "title": title[:MAX_TITLE] if len(title) >= 5 else f"{title} {TODO}",
        "language": language,
        "topics": [TODO],
        "rights": sorted(found.rights) or [TODO],
        "jurisdictions": sorted(found.jurisdictions) or [TODO],
        "marketplaces": sorted(found.marketplaces) or [TODO],
        "audience": TODO,
        "reviewed": TODO,
        "sources": [
            {"id": "s1", "title": source, "url": TODO, "publisher": TODO, "kind": TODO}
            | {"accessed": today}
        ],
    }
    blocks = [
        "\n\n".join((f"## {heading}", f"<!-- questions:\n- {TODO}\n-->", _marked(sentences)))
        for heading, sentences in sections
    ]
    header = yaml.safe_dump(front, sort_keys=False, allow_unicode=True, width=100)
    return "\n\n".join((f"---\n{header}---", *blocks)) + "\n", _todos(front, len(sections))


def _todos(front: dict[str, object], sections: int) -> tuple[str, ...]:
    guessed = [
        f"{key}: found in the text: {', '.join(value)}; check them"
        for key in ("rights", "jurisdictions", "marketplaces")
        if isinstance(value := front[key], list) and value != [TODO]
    ]
    open_choices = {
        "topics": "a few words",
        "rights": "copyright, trademark, patent, design, publicity or policy",
        "jurisdictions": "country codes, EU or ANY",
        "marketplaces": "amazon, ebay, etsy, walmart, aliexpress, temu, shopify or any",
        "audience": "accused, owner or both",
        "reviewed": "the date on which somebody has checked every fact",
    }
    missing = [f"{key}: {what}" for key, what in open_choices.items() if TODO in str(front[key])]
    return (
        *missing,
        *guessed,
        "sources: url, publisher and kind (official, law, law-firm, agency, forum or press) of s1; "
        "other sources where facts come from elsewhere",
        f"questions: 3 to 8 in sellers' words for each of the {sections} sections",
        "headings: each a question that the first sentence answers",
    )


def _outline(markdown: str) -> tuple[str, list[tuple[str, tuple[Sentence, ...]]]]:
    """Return the title and the sections with text; every heading but the title opens one."""
    title, heading, lines = "", "", list[str]()
    markdown = _FRONT_MATTER.sub("", markdown)
    raw: list[tuple[str, list[str]]] = []
    for line in _NOT_TEXT.sub(" ", markdown).splitlines():
        found = _HEADING.match(line.strip())
        if found is None:
            lines.append(line)
            continue
        raw.append((heading, lines))
        heading, lines = _plain(found.group(2)), []
        if not title and found.group(1) == "#":
            title, heading = heading, ""
    raw.append((heading, lines))
    sections: dict[str, tuple[Sentence, ...]] = {}
    for name, body in raw:
        if sentences := parse_sentences("\n".join(_lines(body))):
            sections[_unused(name or f"{TODO}: {title or 'a question'}", sections)] = sentences
    return title, list(sections.items())


def _unused(heading: str, taken: dict[str, tuple[Sentence, ...]]) -> str:
    slugs = {slugify(name) for name in taken}
    name, number = heading, 1
    while slugify(name) in slugs:
        number += 1
        name = f"{heading} ({number})"
    return name


def _lines(body: list[str]) -> Iterator[str]:
    """Yield the lines of a section as the schema knows them: prose, steps and bullets."""
    for line in body:
        if _TABLE_RULE.match(line.strip()):
            continue
        if line.strip().startswith("|"):
            cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
            line = f"- {', '.join(cell for cell in cells if cell)}" if any(cells) else ""
        bullet = re.match(r"^\s*[*+•-]\s+", line)
        number = _NUMBERED.match(line)
        if bullet:
            yield f"- {_plain(line[bullet.end() :])}"
        elif number:
            yield f"{number.group(2)}. {_plain(line[number.end() :])}"
        else:
            yield _plain(line)


def _plain(text: str) -> str:
    """Return text without markup; brackets become round, because [s1] means a source."""
    text = _LINK.sub(r"\1", _NOT_TEXT.sub(" ", text)).replace("\\", "")
    text = text.replace("[", "(").replace("]", ")")
    return re.sub(r"[ \t]+", " ", re.sub(r"[*_`#<>]", "", text)).strip()


def _marked(sentences: tuple[Sentence, ...]) -> str:
    """Return the sentences as guidance is written, each with its source."""
    return render_sentences(
        tuple(
            s if s.block == "intro" else s.model_copy(update={"text": _with_source(s.text)})
            for s in sentences
        )
    )


def _with_source(text: str) -> str:
    end = text[-1] if text[-1] in ".!?。" else ""
    return f"{text.removesuffix(end) if end else text} [s1]{end or '.'}"
