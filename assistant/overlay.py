"""A company's own guidance, laid over ours: a document with the same id replaces ours.

Ours must be whole, or nothing is loaded. A broken file of the company is skipped with a
warning and the rest goes on, because one typo must not take the assistant away from everybody.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import GuidanceError
from assistant.guidance import load_document, load_guidance
from assistant.requests import OUTSIDE, REQUESTS, load_outside, load_requests
from assistant.types import GuidanceDocument, Knowledge, Outside, RefusedRequest

Key = tuple[str, str]  # language, document id


@dataclass(frozen=True)
class Layered:
    """Guidance as it is used, and what became of the company's folder."""

    knowledge: Knowledge
    paths: Mapping[Key, Path]  # the file of each document
    replaced: tuple[str, ...] = ()  # ids of ours that the company's documents replace
    added: tuple[str, ...] = ()  # ids that only the company has
    warnings: tuple[str, ...] = ()  # `file:line: what is wrong`, one for each problem

    @property
    def summary(self) -> str:
        """What the overlay does, in one line: a replaced id may be a clash nobody meant."""
        replaced = f" ({', '.join(self.replaced)})" if self.replaced else ""
        return f"{len(self.replaced)} of our documents replaced{replaced}, {len(self.added)} added"


def load_layered(folder: Path, overlay: Path | None = None) -> Layered:
    """Return the guidance of `folder`, with that of `overlay` laid over it.

    Raises GuidanceError when `folder` is broken or `overlay` is no folder.
    """
    ours = {(d.language, d.id): d for d in load_guidance(folder)}
    paths = {key: document_path(folder, key) for key in ours}
    requests, request_warnings = layered_requests(folder, overlay)
    outside, outside_warnings = layered_outside(folder, overlay)
    if overlay is None:
        return Layered(Knowledge(tuple(ours.values()), requests, outside), paths)
    theirs, warnings = _overlay_documents(overlay)
    merged = {**ours, **theirs}
    paths.update({key: document_path(overlay, key) for key in theirs})
    documents = tuple(merged[key] for key in sorted(merged))
    lost = _sections(ours.values()) - _sections(documents)
    return Layered(
        knowledge=Knowledge(documents, requests, outside),
        paths=paths,
        replaced=tuple(key[1] for key in sorted(ours.keys() & theirs.keys())),
        added=tuple(key[1] for key in sorted(theirs.keys() - ours.keys())),
        warnings=(
            *warnings,
            *request_warnings,
            *outside_warnings,
            *_lost_passages(requests, lost),
        ),
    )


def layered_requests(
    folder: Path, overlay: Path | None = None
) -> tuple[tuple[RefusedRequest, ...], tuple[str, ...]]:
    """Return the kinds of refused requests and the warnings about the overlay's file.

    Raises GuidanceError when the file of `folder` is broken.
    """
    ours = {request.id: request for request in load_requests(folder / REQUESTS)}
    if overlay is None or not (overlay / REQUESTS).is_file():
        return tuple(ours.values()), ()
    try:
        theirs = {request.id: request for request in load_requests(overlay / REQUESTS)}
    except GuidanceError as error:
        return tuple(ours.values()), _skipped(error)
    return tuple({**ours, **theirs}.values()), ()


def layered_outside(folder: Path, overlay: Path | None = None) -> tuple[Outside, tuple[str, ...]]:
    """Return the topics that are not covered and the warnings about the overlay's file.

    A topic of the overlay replaces ours; without questions it takes ours out. Raises
    GuidanceError when the file of `folder` is broken.
    """
    ours = load_outside(folder / OUTSIDE)
    if overlay is None:
        return ours, ()
    try:
        theirs = load_outside(overlay / OUTSIDE)
    except GuidanceError as error:
        return ours, _skipped(error)
    topics = {topic.id: topic for topic in (*ours.topics, *theirs.topics)}
    return Outside(topics=tuple(topics.values()), unclear=(*ours.unclear, *theirs.unclear)), ()


def _skipped(error: GuidanceError) -> tuple[str, ...]:
    return tuple(f"{problem}; skipped, ours stays" for problem in error.problems)


def document_path(folder: Path, key: Key) -> Path:
    """Return where a document stands in a folder of guidance."""
    return folder / key[0] / f"{key[1]}.md"


def _overlay_documents(overlay: Path) -> tuple[dict[Key, GuidanceDocument], list[str]]:
    """Return the documents that can be used, and a line for each file that cannot."""
    if not overlay.is_dir():
        raise GuidanceError(
            [f"{overlay}: is not a folder; create it, or mend ASSISTANT_OVERLAY_DIR"]
        )
    documents: dict[Key, GuidanceDocument] = {}
    warnings = [
        f"{path}:1: skipped, it lies outside a language folder; move it to {overlay / 'en'}"
        for path in sorted(overlay.glob("*.md"))
    ]
    for path in sorted(overlay.glob("[a-z][a-z]/*.md")):
        try:
            document = load_document(path)
        except GuidanceError as error:
            warnings.extend(f"{problem} (file skipped)" for problem in error.problems)
            continue
        if document.language != path.parent.name:
            key = (document.language, document.id)
            warnings.append(
                f"{path}:1: language {document.language!r} clashes with its folder; the id is "
                f"used by or belongs to {document_path(overlay, key)} (file skipped)"
            )
            continue
        documents[(document.language, document.id)] = document
    return documents, warnings


def _sections(documents: Iterable[GuidanceDocument]) -> set[str]:
    return {passage.id for document in documents for passage in document.passages}


def _lost_passages(requests: tuple[RefusedRequest, ...], lost: set[str]) -> list[str]:
    return [
        f"requests.yaml: {request.id} names {passage_id}, which the overlay has replaced; lay "
        "your own requests.yaml over it"
        for request in requests
        for passage_id in request.passages
        if passage_id in lost
    ]
