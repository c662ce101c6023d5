"""Settings: environment variables with the prefix ASSISTANT_, and `.env`.

Built once at an entry point (CLI, server, eval runner) and passed down, never at import.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from assistant.errors import SettingsError

PREFIX = "ASSISTANT_"
_REPOSITORY = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """Everything that can be configured. Each field is documented in `.env.example`."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=".env", extra="forbid", frozen=True, env_ignore_empty=True
    )

    chat_model: str = Field(
        default="",
        description="LangChain `init_chat_model` name, for example openai:gpt-5-mini or "
        "ollama:llama3.2. Empty: the embedded extractive composer, no model needed.",
    )
    chat_base_url: str = Field(
        default="", description="Address of an OpenAI-compatible server for the chat model."
    )
    chat_api_key: SecretStr = Field(
        default=SecretStr(""), description="Key for the chat model, if its server wants one."
    )
    chat_timeout: float = Field(
        default=60.0, ge=1.0, le=600.0, description="Seconds to wait for the chat model."
    )
    chat_max_tokens: int = Field(
        default=700, ge=50, le=8000, description="Most tokens the chat model may write."
    )
    embedding_model: str = Field(
        default="",
        description="Any sentence-transformers id or path. Empty: the packaged "
        "all-MiniLM-L6-v2, which needs no download.",
    )
    reranker_model: str = Field(
        default="",
        description="A sentence-transformers CrossEncoder trained to rank, which orders the first "
        "ten passages anew. Empty: off.",
    )
    nli_model: str = Field(
        default="",
        description="A sentence-transformers CrossEncoder for natural language inference, asked "
        "for sentences that a chat model wrote. Empty: the verifier decides without one.",
    )
    chroma_url: str = Field(
        default="",
        description="Address of a Chroma server, for example http://127.0.0.1:8000. "
        "Empty: an embedded database in the data folder.",
    )
    database_url: SecretStr = Field(
        default=SecretStr(""),
        description="Database of the agents' cases, for example postgresql://user:password@host/"
        "name. Empty: SQLite in the data folder.",
    )
    data_dir: Path = Field(
        default=_REPOSITORY / ".data", description="Folder for the index and other state."
    )
    knowledge_dir: Path = Field(
        default=_REPOSITORY / "knowledge", description="Folder with the guidance documents."
    )
    overlay_dir: Path | None = Field(
        default=None,
        description="Folder with a company's own guidance, laid over ours: a document with the "
        "same id replaces ours, others are added. Empty: ours alone.",
    )
    review_days: int = Field(
        default=365, ge=1, le=3650, description="Days after which a document is due for review."
    )
    top_k: int = Field(
        default=6, ge=1, le=20, description="Passages that a composer may build an answer from."
    )
    max_question_chars: int = Field(
        default=12_000, ge=100, le=100_000, description="Longest message that is accepted."
    )
    answer_words: int = Field(default=300, ge=80, le=600, description="Longest answer, in words.")
    gap_log: bool = Field(
        default=True,
        description="Whether questions that were not answered, or only in part, are noted in "
        "the data folder for `knowledge gaps`. The note holds what the user wrote.",
    )
    concurrency: int = Field(
        default=4, ge=1, le=64, description="Questions that the web chat answers at once."
    )
    queue_size: int = Field(
        default=64, ge=1, le=1000, description="Questions that may wait in the web chat."
    )
    seller_chat: Literal["open", "login"] = Field(
        default="open", description="Who may use the seller chat: everybody, or who has logged in."
    )
    session_hours: float = Field(
        default=12.0, ge=0.1, le=720.0, description="Hours after which an agent logs in again."
    )
    retention_days: int = Field(
        default=0,
        ge=0,
        le=3650,
        description="Days after its last change at which a case is deleted, when the server starts "
        "or by `cases purge`. 0: cases are kept until somebody deletes them.",
    )


def load_settings(**overrides: object) -> Settings:
    """Return the settings of this process.

    Raises SettingsError with the variable's name, what is wrong and where it is documented.
    """
    try:
        return Settings(**overrides)  # type: ignore[arg-type]
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0]) if first["loc"] else "?"
        variable = name.upper() if name.lower().startswith("assistant") else PREFIX + name.upper()
        raise SettingsError(
            f"{variable}: {first['msg']} (got {first.get('input')!r}). "
            "See .env.example for what it takes."
        ) from error


def unknown_variables() -> list[str]:
    """Return ASSISTANT_* environment variables that no setting reads: most likely typos."""
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    return sorted(name for name in os.environ if name.startswith(PREFIX) and name not in known)
