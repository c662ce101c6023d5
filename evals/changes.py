"""What a change of the guidance does to the answers: `eval --changed-since REV`.

Only cases that the changed documents can touch are compared: their gold passages, or what they
cited before, stand in one of them, or a document that is new is among what they find now.
"""

from __future__ import annotations

import difflib
import io
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.embeddings import SentenceTransformerEmbedder, load_embedder
from assistant.errors import InputError
from assistant.indexing import update_index
from assistant.overlay import load_layered
from assistant.service import Assistant
from assistant.settings import Settings
from assistant.types import Answer, Status
from evals import scorers
from evals.cases import EvalCase
from evals.run import rank, run_case
from evals.scorers import Result

REQUESTS = "requests"  # knowledge/requests.yaml: the refused requests


@dataclass(frozen=True)
class Change:
    """One case, answered from the guidance of then and of now."""

    before: Result
    after: Result

    @property
    def answer_changed(self) -> bool:
        """Whether another text or another status is given."""
        return _shown(self.before.answer) != _shown(self.after.answer)

    @property
    def now_abstains(self) -> bool:
        """Whether what was answered is not any more."""
        given = (Status.ANSWERED, Status.PARTIAL)
        return self.before.answer.status in given and self.after.answer.status not in given

    @property
    def diff(self) -> str:
        """The two texts as a unified diff, without the citation markers' numbers."""
        lines = difflib.unified_diff(
            scorers.plain(self.before.answer).splitlines(),
            scorers.plain(self.after.answer).splitlines(),
            "before",
            "after",
            lineterm="",
        )
        return "\n".join(lines)

    @property
    def verdict(self) -> str:
        """How the case fared: passes or fails, before and after."""
        before, after = (_passed(result) for result in (self.before, self.after))
        return before if before == after else f"{before} -> {after}"


@dataclass(frozen=True)
class ChangeReport:
    """Which documents differ, how many cases they touch, and whose answers changed."""

    documents: tuple[str, ...]
    compared: int
    changed: tuple[Change, ...]


def _shown(answer: Answer) -> tuple[Status, str]:
    return answer.status, scorers.plain(answer)


def _passed(result: Result) -> str:
    return "passes" if scorers.passes(result) else "fails"


def compare_since(revision: str, settings: Settings, cases: Sequence[EvalCase]) -> ChangeReport:
    """Answer the touched cases from the guidance of `revision` and from that of now.

    Raises InputError when there is no such revision or it has no guidance.
    """
    documents = changed_documents(revision, settings.knowledge_dir)
    if not documents:
        return ChangeReport((), 0, ())
    embedder = load_embedder(settings.embedding_model)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        old = guidance_of(revision, settings.knowledge_dir, folder / "knowledge")
        before = _assistant(settings, old, folder / "before", embedder)
        after = _assistant(settings, settings.knowledge_dir, folder / "after", embedder)
        touched = _touched(before, after, cases, frozenset(documents))
        changes = [Change(then, run_case(after, then.case)) for then in touched]
    return ChangeReport(
        documents=documents,
        compared=len(changes),
        changed=tuple(change for change in changes if change.answer_changed),
    )


def changed_documents(revision: str, knowledge_dir: Path) -> tuple[str, ...]:
    """Return the ids of the guidance files that differ from `revision`, new ones included."""
    differing = _git(knowledge_dir, "diff", "--name-only", "--no-renames", revision, "--", ".")
    untracked = _git(knowledge_dir, "ls-files", "--others", "--exclude-standard", "--", ".")
    paths = (Path(line) for line in (differing + untracked).decode().splitlines())
    return tuple(sorted({path.stem for path in paths if path.suffix in (".md", ".yaml")}))


def guidance_of(revision: str, knowledge_dir: Path, target: Path) -> Path:
    """Write the guidance as it stood at `revision` into `target`, and return that."""
    packed = _git(knowledge_dir, "archive", "--format=tar", revision, "--", ".")
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        # Python before 3.11.4 has no filters; it then unpacks what git itself packed
        archive.extraction_filter = getattr(tarfile, "data_filter", None)
        archive.extractall(target)
    return target


def _git(folder: Path, *arguments: str) -> bytes:
    command = ["git", "-C", str(folder), *arguments]
    try:
        return subprocess.run(command, check=True, capture_output=True).stdout
    except FileNotFoundError as error:
        raise InputError(f"there is no folder {folder}, or git is not installed") from error
    except subprocess.CalledProcessError as error:
        what = error.stderr.decode(errors="replace").strip().splitlines()[:1]
        raise InputError(
            f"git cannot compare the guidance in {folder} ({''.join(what)}). Name a commit, tag "
            "or branch that has it: --changed-since main"
        ) from error


def _assistant(
    settings: Settings, knowledge_dir: Path, data_dir: Path, embedder: SentenceTransformerEmbedder
) -> Assistant:
    """Return an assistant on its own index, which starts as a copy of the live one.

    So only text that the live index lacks is embedded; the live index is only read.
    """
    live = settings.data_dir / "chroma"
    if live.is_dir() and not settings.chroma_url:
        shutil.copytree(live, data_dir / "chroma")
    own = settings.model_copy(
        update={"knowledge_dir": knowledge_dir, "data_dir": data_dir, "chroma_url": ""}
    )
    update_index(load_layered(knowledge_dir, own.overlay_dir).knowledge, embedder, own)
    return Assistant(own)


def _touched(
    before: Assistant, after: Assistant, cases: Sequence[EvalCase], documents: frozenset[str]
) -> list[Result]:
    """Return what the touched cases got before."""
    known = {p.document_id for p in before.parts.index.passages.values()}
    added = documents - known - {REQUESTS}
    return [
        then
        for case in cases
        if (then := run_case(before, case))
        and (_rests_on(then, documents) or (added and _finds(after, case, added)))
    ]


def _rests_on(then: Result, documents: frozenset[str]) -> bool:
    passages = {*then.case.gold, *(c.passage_id for c in then.answer.citations)}
    refusable = Status.REFUSED in (then.answer.status, *then.case.expect)
    return bool({_document(p) for p in passages} & documents) or (
        refusable and REQUESTS in documents
    )


def _finds(after: Assistant, case: EvalCase, documents: frozenset[str]) -> bool:
    found = rank(after, case)[: after.parts.settings.top_k]
    return any(_document(passage_id) in documents for passage_id in found)


def _document(passage_id: str) -> str:
    return passage_id.partition("#")[0]
