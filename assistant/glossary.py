"""Terms of sellers and marketplaces: explained in the chat, expanded for retrieval.

The guidance writes "temporary restraining order"; a seller writes "TRO". `expand` adds the
guidance's word to the seller's message, `explain` says what the words in a text mean.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

import yaml
from pydantic import Field, ValidationError, model_validator

from assistant.errors import GuidanceError
from assistant.types import Frozen

FILE = "glossary.yaml"
_OURS = Path(__file__).resolve().parent.parent / "knowledge" / FILE


class Synonym(Frozen):
    """An everyday word: `term` is the guidance's word for the aliases."""

    term: str = Field(min_length=2)
    aliases: tuple[str, ...] = Field(min_length=1)
    exact: bool = False  # capitals count for aliases that have them: "MAP" is not "map"


class Term(Synonym):
    """A word worth explaining. The meaning has no legal figures: those need a source."""

    meaning: str = Field(min_length=10, max_length=240)


class Entries(Frozen):
    """The file: no name or alias may stand twice, or nobody knows which one is meant."""

    terms: tuple[Term, ...]
    synonyms: tuple[Synonym, ...] = ()

    @model_validator(mode="after")
    def _names_are_unique(self) -> Entries:
        seen: set[str] = set()
        for entry in (*self.terms, *self.synonyms):
            for name in _names(entry):
                if name in seen:
                    raise ValueError(f"{name!r} stands for two terms; keep one")
                seen.add(name)
        return self


@dataclass(frozen=True)
class Use:
    """Where a text uses a term: `text[start:end]`."""

    term: Term
    start: int
    end: int


@dataclass(frozen=True)
class Glossary:
    """The terms and synonyms of one file."""

    entries: Entries

    def expand(self, text: str) -> str:
        """Return the text with the guidance's words for the aliases in it appended."""
        added = [
            entry.term
            for entry, match in self._found(text)
            if entry.term.lower() != match.group().lower() and not _holds(text, entry.term)
        ]
        return f"{text} ({', '.join(dict.fromkeys(added))})" if added else text

    def explain(self, text: str) -> list[Term]:
        """Return the terms that a text uses, in order of their first use."""
        return [use.term for use in self.uses(text)]

    def uses(self, text: str) -> list[Use]:
        """Return where a text uses each term for the first time, in order."""
        first: dict[Term, Use] = {}
        for entry, match in self._found(text):
            if isinstance(entry, Term):
                first.setdefault(entry, Use(entry, match.start(), match.end()))
        return list(first.values())

    def look_up(self, name: str) -> Term | None:
        """Return the term with this name or alias, in whatever case, or None."""
        wanted = name.strip().lower()
        for term in self.entries.terms:
            if wanted in {known.lower() for known in (term.term, *term.aliases)}:
                return term
        return None

    def _found(self, text: str) -> Iterator[tuple[Synonym, re.Match[str]]]:
        """Yield each entry in the text with where it stands there, in order."""
        for match in self._pattern.finditer(text):
            written = match.group()
            for entry, exact in self._by_name[written.lower()]:
                if exact is None or exact == written:
                    yield entry, match

    @cached_property
    def _by_name(self) -> dict[str, list[tuple[Synonym, str | None]]]:
        """Lower-case name -> entries, each with the only spelling that counts, if one does."""
        names: dict[str, list[tuple[Synonym, str | None]]] = {}
        for entry in (*self.entries.terms, *self.entries.synonyms):
            for name in (entry.term, *entry.aliases):
                exact = name if entry.exact and name.isupper() else None
                names.setdefault(name.lower(), []).append((entry, exact))
        return names

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        longest_first = sorted(self._by_name, key=len, reverse=True)
        names = "|".join(re.escape(name) for name in longest_first)
        return re.compile(rf"(?<!\w)(?:{names})(?!\w)", re.I)


def _holds(text: str, term: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(term)}(?!\w)", text, re.I) is not None


def load_glossary(path: Path) -> Glossary:
    """Return the glossary in a file. Raises GuidanceError naming the file and the entry."""
    try:
        return Glossary(Entries.model_validate(yaml.safe_load(path.read_text(encoding="utf-8"))))
    except ValidationError as error:
        raise GuidanceError(
            [f"{path}:1: {'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors()]
        ) from error
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        what = " ".join(str(error).split())
        raise GuidanceError([f"{path}:1: cannot be read as a glossary ({what})"]) from error


def layered_glossary(overlay: Path | None) -> tuple[Glossary, tuple[str, ...]]:
    """Return our glossary with that of a company's folder laid over it, and warnings.

    An entry of the company takes its names from ours. A broken file is named and left out.
    """
    ours = our_glossary()
    if overlay is None or not (overlay / FILE).is_file():
        return ours, ()
    try:
        theirs = load_glossary(overlay / FILE).entries
    except GuidanceError as error:
        return ours, tuple(f"{problem}; skipped, ours stays" for problem in error.problems)
    taken = {name for entry in (*theirs.terms, *theirs.synonyms) for name in _names(entry)}
    merged = Entries(
        terms=(*theirs.terms, *(t for t in ours.entries.terms if not taken & _names(t))),
        synonyms=(*theirs.synonyms, *(s for s in ours.entries.synonyms if not taken & _names(s))),
    )
    return Glossary(merged), ()


def _names(entry: Synonym) -> set[str]:
    return {name.lower() for name in (entry.term, *entry.aliases)}


@lru_cache(maxsize=1)
def our_glossary() -> Glossary:
    """Return the glossary that comes with the assistant, read once."""
    return load_glossary(_OURS)


def expand(text: str) -> str:
    """Return the text with the guidance's words for sellers' abbreviations appended."""
    return our_glossary().expand(text)


def explain(text: str) -> list[Term]:
    """Return what the terms in a text mean, in order of their first use."""
    return our_glossary().explain(text)
