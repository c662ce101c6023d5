"""The MCP endpoint at /mcp: the guidance as tools and documents for other assistants.

It tells what the seller chat tells, so the same rule says who may use it: everybody, or with
ASSISTANT_SELLER_CHAT=login who sends an API token; the guard sees to that. Imported only where
the extra `mcp` is installed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Annotated, Literal

from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.mcpserver.resources import FunctionResource
from mcp.server.transport_security import TransportSecuritySettings
from mcp.types import ToolAnnotations
from pydantic import Field
from starlette.applications import Starlette

from assistant.casework.parts import missing_readers
from assistant.casework.types import LONGEST_TEXT, Notice
from assistant.errors import InputError
from assistant.service import Assistant
from assistant.types import Answer, Frozen, Passage, Source, Turn

PATH = "/mcp"
MAX_BODY = 1_000_000  # bytes of one call, as for the API
_READS = ToolAnnotations(read_only_hint=True, open_world_hint=False)
_INSTRUCTIONS = (
    "Checked guidance about complaints over product images on online marketplaces. `ask` answers a "
    "seller's question with a citation for every sentence, or says that the guidance does not "
    "cover it; `search` finds passages. General information, not legal advice."
)

Text = Annotated[str, Field(max_length=LONGEST_TEXT)]


class PastTurn(Frozen):
    """One message of the conversation before."""

    role: Literal["user", "assistant"]
    content: Text


History = Annotated[tuple[PastTurn, ...], Field(max_length=100)]


class Found(Frozen):
    """A passage of the guidance with its score, higher is nearer."""

    passage_id: str
    document: str
    section: str
    text: str
    score: float
    sources: tuple[Source, ...]
    reviewed: date


def build_tools(assistant: Assistant) -> Starlette:
    """Return the application with the route /mcp. Its lifespan must run once, with the server's."""
    server = MCPServer("image-complaint-assistant", instructions=_INSTRUCTIONS)
    _add_questions(server, assistant)
    if not missing_readers():
        _add_notices(server)
    _add_documents(server, assistant)
    return server.streamable_http_app(
        streamable_http_path=PATH,
        json_response=True,
        stateless_http=True,  # no call needs another one, so any worker may take it
        max_request_body_size=MAX_BODY,
        # its list of hosts suits a server on one name; here the guard compares origin and host
        transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False),
    )


def _add_questions(server: MCPServer, assistant: Assistant) -> None:
    @server.tool(annotations=_READS)
    def ask(question: Text, history: History = ()) -> Answer:
        """Answer a seller's question from the guidance; `history` is the conversation before it."""
        with _told():
            return assistant.answer(question, [Turn(turn.role, turn.content) for turn in history])

    @server.tool(annotations=_READS)
    def search(query: Text, k: Annotated[int, Field(ge=1, le=20)] = 6) -> tuple[Found, ...]:
        """Find the k passages of the guidance that fit best, without an answer."""
        with _told():
            return tuple(_found(f.passage, f.score) for f in assistant.search(query, k))


def _add_notices(server: MCPServer) -> None:
    @server.tool(annotations=_READS)
    def read_notice(text: Text) -> Notice:
        """Read a pasted complaint notice: right, ids, ASINs, owner, deadlines, what is asked."""
        from assistant.casework import notice, reading

        with _told():
            return notice.read_notice(reading.read_text(text))


@contextmanager
def _told() -> Iterator[None]:
    """Tell the caller what is wrong with the input; the SDK hides errors that it does not know."""
    try:
        yield
    except InputError as error:
        raise ToolError(str(error)) from error


def _add_documents(server: MCPServer, assistant: Assistant) -> None:
    """List the documents that the index has now; each is read as the index has it then."""
    titles = {p.document_id: p.document_title for p in assistant.parts.index.passages.values()}
    for document_id, title in titles.items():
        server.add_resource(
            FunctionResource(
                uri=f"guidance://{document_id}",
                name=document_id,
                title=title,
                mime_type="text/markdown",
                fn=_reader(assistant, document_id),
            )
        )


def _reader(assistant: Assistant, document_id: str) -> Callable[[], str]:
    def read() -> str:
        passages = assistant.parts.index.passages.values()
        return _markdown(p for p in passages if p.document_id == document_id)

    return read


def _found(passage: Passage, score: float) -> Found:
    return Found(
        passage_id=passage.id,
        document=passage.document_title,
        section=passage.section,
        text=passage.text,
        score=round(score, 4),
        sources=passage.sources,
        reviewed=passage.reviewed,
    )


def _markdown(passages: Iterable[Passage]) -> str:
    """Return a document's sections and the sources of its statements."""
    sections = list(passages)
    sources = dict.fromkeys(source for passage in sections for source in passage.sources)
    return "\n\n".join(
        [
            *(f"# {passage.document_title}" for passage in sections[:1]),
            *(f"## {passage.section}\n\n{passage.text}" for passage in sections),
            "\n".join(f"- {source.id}: {source.title}, {source.url}" for source in sources),
        ]
    )
