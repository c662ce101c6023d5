"""How well notices are read: precision and recall of each field, on both splits and a second set.

`python -m evals.notices` prints the table; `--wrong` lists what differs on `dev`. A notice of
`test` is written before it is read and its first reading is what tells about notices that
nobody has seen; docs/evals.md keeps those figures. After it, the gate keeps what works. The set in
`held-back-2` was written by somebody who had not seen the extractor; its misses are never listed.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from assistant.casework.documents import Document
from assistant.casework.notice import read_notice
from assistant.casework.reading import read_bytes
from assistant.casework.types import Notice
from evals.cases import Split, split_of

FOLDER = Path(__file__).parent.parent / "tests" / "casework" / "notices"
HELD_BACK_2 = FOLDER / "held-back-2"
VARIED = FOLDER / "varied"  # written to develop on, apart from the templates of marketplaces
FIELDS = (
    "language", "marketplace", "domain", "kind", "right", "complaint_ids", "asins", "titles",
    "rights_owner", "emails", "objected", "dates", "deadlines", "asked", "documents",
)  # fmt: skip
EXACT = ("complaint_ids", "asins", "deadlines")  # a wrong one does harm: precision 1.0
PRECISION, RECALL = 0.97, 0.92

Values = dict[str, frozenset[str]]


@dataclass(frozen=True)
class NoticeCase:
    """A notice with the values that are in it; a field that is not named must stay missing."""

    name: str
    text: str
    expected: Values
    format: str = ""  # "eml", "html" or "txt": `text` is the source of such a file

    @property
    def document(self) -> Document:
        """What is read: the text itself, or what the file shows."""
        if not self.format:
            return Document(self.text)
        return read_bytes(self.text.encode(), f"notice.{self.format}")

    @property
    def split(self) -> Split:
        """A third, drawn by hash of the name, is held back."""
        return split_of(self.name)


@dataclass(frozen=True)
class FieldScore:
    """Counts of one field over all notices of a split."""

    right: int
    said: int
    expected: int

    @property
    def precision(self) -> float:
        """Share of what was said that is right; 1 when nothing was said."""
        return self.right / self.said if self.said else 1.0

    @property
    def recall(self) -> float:
        """Share of what is in the notices that was said; 1 when nothing is."""
        return self.right / self.expected if self.expected else 1.0


def load_notices(folder: Path = FOLDER) -> tuple[NoticeCase, ...]:
    """Return the notices of the folder, by name."""
    cases = []
    for path in sorted(folder.glob("*.yaml")):
        item = yaml.safe_load(path.read_text("utf-8"))
        values = {"language": frozenset({item["language"]})}
        values |= {name: _as_set(value) for name, value in item["expect"].items()}
        listings = item["expect"].get("listings", {})
        values |= {
            "asins": frozenset(listings),
            "titles": frozenset(f"{asin}: {title}" for asin, title in listings.items() if title),
        }
        cases.append(NoticeCase(path.stem, item["text"], values, item.get("format", "")))
    return tuple(cases)


def development() -> list[NoticeCase]:
    """Return the notices that wordings may be developed on."""
    return [*(case for case in load_notices() if case.split == "dev"), *load_notices(VARIED)]


def _as_set(value: Any) -> frozenset[str]:
    return frozenset(map(str, value)) if isinstance(value, list | dict) else frozenset({str(value)})


def values_of(notice: Notice) -> Values:
    """Return what was read, field by field, as the fixtures name it."""
    single = {
        "language": notice.language,
        "marketplace": notice.marketplace,
        "domain": notice.domain and notice.domain.value,
        "kind": notice.kind,
        "right": notice.right,
        "rights_owner": notice.rights_owner and notice.rights_owner.value,
        "objected": notice.objected and notice.objected.value,
    }
    several = {
        name: [found.value for found in getattr(notice, name)]
        for name in ("complaint_ids", "emails", "dates", "asked", "documents")
    }
    several["asins"] = [listing.asin.value for listing in notice.listings]
    several["titles"] = [f"{x.asin.value}: {x.title.value}" for x in notice.listings if x.title]
    several["deadlines"] = [str(deadline.due) for deadline in notice.deadlines]
    one = {name: frozenset({str(value)} if value else ()) for name, value in single.items()}
    return one | {name: frozenset(values) for name, values in several.items()}


def score(cases: Iterable[NoticeCase]) -> dict[str, FieldScore]:
    """Return the counts of each field over the notices."""
    pairs = [(values_of(read_notice(case.document)), case.expected) for case in cases]
    scores = {}
    for field in FIELDS:
        both = [(said[field], expected.get(field, frozenset())) for said, expected in pairs]
        scores[field] = FieldScore(
            right=sum(len(said & expected) for said, expected in both),
            said=sum(len(said) for said, _ in both),
            expected=sum(len(expected) for _, expected in both),
        )
    return scores


def below(scores: dict[str, FieldScore]) -> tuple[str, ...]:
    """Return what misses its threshold, in words."""
    problems = []
    for field, found in scores.items():
        wanted = 1.0 if field in EXACT else PRECISION
        if found.precision < wanted:
            problems.append(f"{field}: precision {found.precision:.3f}, wanted {wanted}")
        if found.recall < RECALL:
            problems.append(f"{field}: recall {found.recall:.3f}, wanted {RECALL}")
    return tuple(problems)


def main() -> None:
    """Print precision and recall of each field on both splits and on the second set."""
    from rich.console import Console
    from rich.table import Table

    cases = load_notices()
    dev = development()
    test = [case for case in cases if case.split == "test"]
    table = Table(
        "field",
        "dev precision",
        "dev recall",
        "held-back precision",
        "held-back recall",
        "second precision",
        "second recall",
        "n",
        box=None,
    )
    second = load_notices(HELD_BACK_2)
    scores = [score(split) for split in (dev, test, second)]
    for field in FIELDS:
        found = [split[field] for split in scores]
        figures = [figure for one in found for figure in (one.precision, one.recall)]
        counts = "+".join(str(one.expected) for one in found)
        table.add_row(field, *(f"{figure:.3f}" for figure in figures), counts)
    console = Console(width=120)
    console.print(f"{len(dev)} notices to develop on, {len(test)} and {len(second)} held back")
    console.print(table)
    if "--wrong" in sys.argv[1:]:
        _print_wrong(dev, console)


def _print_wrong(cases: list[NoticeCase], console: Any) -> None:
    for case in cases:
        said = values_of(read_notice(case.document))
        for field in FIELDS:
            expected = case.expected.get(field, frozenset())
            if said[field] != expected:
                missed, extra = sorted(expected - said[field]), sorted(said[field] - expected)
                console.print(f"{case.name} {field}: missed {missed}, extra {extra}", markup=False)


if __name__ == "__main__":
    main()
