"""`complaint-assistant doctor`: what is configured, what is missing, how to mend it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import typer

from assistant.errors import SettingsError

if TYPE_CHECKING:
    from assistant.settings import Settings

ADD_USER = "Add one: complaint-assistant user add NAME"


@dataclass(frozen=True)
class Finding:
    """One line of the report; `mend` says what to do when it is not ok."""

    name: str
    ok: bool
    detail: str


def doctor() -> None:
    """Check settings, guidance, models and index; exit 1 when something is broken."""
    from rich.console import Console
    from rich.text import Text

    from assistant.settings import load_settings, unknown_variables

    settings = load_settings()
    findings = [_run(name, probe, settings) for name, probe in PROBES.items()]
    findings.extend(
        Finding("settings", False, f"{name} is not a setting; see .env.example")
        for name in unknown_variables()
    )
    console = Console()
    for finding in findings:
        mark = Text("ok   ", style="green") if finding.ok else Text("FAIL ", style="bold red")
        console.print(mark + Text(f"{finding.name}: ", style="bold") + Text(finding.detail))
    if not all(finding.ok for finding in findings):
        raise typer.Exit(1)


def _run(name: str, probe: Callable[[Settings], str], settings: Settings) -> Finding:
    from assistant.errors import AssistantError

    try:
        return Finding(name, True, probe(settings))
    except AssistantError as error:
        return Finding(name, False, str(error))


def _guidance(settings: Settings) -> str:
    from assistant.errors import GuidanceError
    from assistant.overlay import load_layered

    layered = load_layered(settings.knowledge_dir, settings.overlay_dir)
    if layered.warnings:
        raise GuidanceError(list(layered.warnings))
    documents = layered.knowledge.documents
    sections = sum(len(document.passages) for document in documents)
    found = f"{len(documents)} documents, {sections} sections in {settings.knowledge_dir}"
    return f"{found}; {settings.overlay_dir}: {layered.summary}" if settings.overlay_dir else found


def _importer(settings: Settings) -> str:
    from importlib.util import find_spec

    if find_spec("markitdown") is None:
        return (
            "not installed: only Markdown can be imported. For DOCX, PDF and HTML: "
            "pip install 'image-complaint-assistant[import]'"
        )
    return "DOCX, PDF, HTML and Markdown"


def _letters(settings: Settings) -> str:
    from assistant.casework.rendering import TEMPLATES, languages

    return f"templates in {', '.join(languages())}, from {TEMPLATES}"


def _embedding(settings: Settings) -> str:
    from assistant.embeddings import load_embedder

    embedder = load_embedder(settings.embedding_model)
    return f"{embedder.name}, weights {embedder.fingerprint[:12]}"


def _reranker(settings: Settings) -> str:
    if not settings.reranker_model:
        return "none configured: passages keep the order of the ranker"
    from assistant.reranking import RERANKED, load_reranker

    load_reranker(settings.reranker_model)
    return f"{settings.reranker_model} orders the first {RERANKED} passages"


def _nli_model(settings: Settings) -> str:
    if not settings.nli_model:
        return "none configured: the verifier decides without one"
    from assistant.entailment import load_entailment

    load_entailment(settings.nli_model)
    return f"{settings.nli_model} also judges what a chat model wrote; it can only remove"


def _index(settings: Settings) -> str:
    from assistant.embeddings import load_embedder
    from assistant.index import open_index

    index = open_index(load_embedder(settings.embedding_model), settings)
    where = settings.chroma_url or settings.data_dir
    return f"{len(index.passages)} passages, {index.generation}, in {where}"


def _chat_model(settings: Settings) -> str:
    if not settings.chat_model:
        return "none configured: the embedded extractive composer answers"
    from assistant.compose.llm import load_chat_model
    from assistant.errors import ChatModelError

    model = load_chat_model(settings)
    try:
        model.invoke("Say yes.")
    except Exception as error:
        what = (str(error).strip() or type(error).__name__).splitlines()[0]
        raise ChatModelError(
            f"{settings.chat_model} does not answer ({what}). Check ASSISTANT_CHAT_BASE_URL and "
            "ASSISTANT_CHAT_API_KEY; until then answers quote the guidance."
        ) from error
    return f"{settings.chat_model} answers"


def _gap_log(settings: Settings) -> str:
    if not settings.gap_log:
        return "not noted: ASSISTANT_GAP_LOG is false"
    import os

    from assistant.errors import SettingsError
    from assistant.gaps import FILE, read_gaps

    path = settings.data_dir / FILE
    if not os.access(next(place for place in (path, *path.parents) if place.exists()), os.W_OK):
        raise SettingsError(
            f"{path} cannot be written. Mend its permissions, or set ASSISTANT_GAP_LOG=false."
        )
    return f"{len(read_gaps(settings.data_dir).gaps)} noted in {path}"


def _tools(settings: Settings) -> str:
    from importlib.util import find_spec

    if find_spec("mcp") is None:
        return "not installed, /mcp is off: pip install 'image-complaint-assistant[mcp]'"
    token = ", with an API token" if settings.seller_chat == "login" else ""
    return f"ask, search, read_notice and the documents at /mcp{token}"


def _database(settings: Settings) -> str:
    from assistant.casework.parts import INSTALL, missing_parts

    if missing := missing_parts():
        return f"agents' parts are off, {', '.join(missing)} missing. To use them: {INSTALL}"
    from assistant.casework.store.database import FILE, open_database

    file = settings.data_dir / FILE
    if not (settings.database_url.get_secret_value() or file.exists()):
        return f"{file} is made when the first case or user is"
    database = open_database(settings)
    try:
        return database.describe()
    finally:
        database.close()


def _agents(settings: Settings) -> str:
    from assistant.casework.parts import missing_parts

    if missing_parts():
        return "parts are off, see database; the seller chat runs without them"
    from assistant.casework.accounts import count_active

    if users := count_active(settings):
        return f"{users} can log in"
    if settings.seller_chat == "login":
        raise SettingsError(f"nobody can log in, and ASSISTANT_SELLER_CHAT is login. {ADD_USER}")
    return f"no agent users yet. {ADD_USER}"


def _notices(settings: Settings) -> str:
    from assistant.casework.parts import missing_readers

    if missing := missing_readers():
        return (
            f"without {', '.join(missing)} not every notice can be read: "
            "pip install 'image-complaint-assistant[notices]'"
        )
    from assistant.casework.ocr import missing_ocr

    if problem := missing_ocr():
        return f"text, mail, PDF, Word and HTML; not pictures: {problem}"
    return "text, mail, PDF, Word, HTML, and pictures with Tesseract"


PROBES: dict[str, Callable[[Settings], str]] = {
    "guidance": _guidance,
    "embedding model": _embedding,
    "reranker": _reranker,
    "NLI model": _nli_model,
    "index": _index,
    "chat model": _chat_model,
    "import": _importer,
    "coverage gaps": _gap_log,
    "database": _database,
    "agents": _agents,
    "letters": _letters,
    "notices": _notices,
    "mcp": _tools,
}
