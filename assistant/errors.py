"""Errors say what is wrong and how to mend it, in one line.

AssistantError
├── GuidanceError       a guidance document breaks the schema (file, line, mend)
├── IndexMissing        nothing is indexed yet
├── IndexMismatch       the index was built with another embedding model
├── IndexUnusable       the index cannot be opened, read or written
├── EmbeddingModelError the embedding model cannot be loaded or is not the one expected
├── ChatModelError      the configured chat model cannot be reached or answers badly
├── SettingsError       a setting has a wrong value
├── StoreError          the database of cases cannot be used
├── ConflictError       somebody else changed it meanwhile; carries both versions
├── KeyReused           an Idempotency-Key came with another call before
├── LoginError          who asks is not logged in, or gave a wrong password
├── NotFound            there is no such case, draft or user
└── InputError          what the user gave cannot be processed
"""

from __future__ import annotations


class AssistantError(Exception):
    """Base of every error that is the environment's or the user's, not a bug."""


class GuidanceError(AssistantError):
    """One or more problems in guidance documents, each `file:line: what, and the mend`."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class IndexMissing(AssistantError):
    """No complete index exists where settings look for one."""

    def __init__(self, where: str) -> None:
        super().__init__(f"there is no index in {where}. Run `complaint-assistant index`.")


class IndexMismatch(AssistantError):
    """The index was built with another embedding model than settings ask for."""

    def __init__(self, built_with: str, asked_for: str) -> None:
        super().__init__(
            f"the index was built with {built_with}, but settings ask for {asked_for}. "
            "Run `complaint-assistant index --rebuild`, or set ASSISTANT_EMBEDDING_MODEL back."
        )


class IndexUnusable(AssistantError):
    """The index exists but cannot be used; the message names the mend."""


class EmbeddingModelError(AssistantError):
    """The embedding model cannot be loaded; the message names the mend."""


class ChatModelError(AssistantError):
    """The chat model failed; answers fall back to the extractive composer."""


class SettingsError(AssistantError):
    """A setting has a value that cannot be used."""


class InputError(AssistantError):
    """The given input cannot be processed."""


class StoreError(AssistantError):
    """The database of cases cannot be used; the message names the mend."""


class ConflictError(AssistantError):
    """Somebody else saved a newer version. Nothing was overwritten; both texts are here."""

    def __init__(self, message: str, *, version: int, theirs: str, yours: str) -> None:
        super().__init__(message)
        self.version = version  # the newest one
        self.theirs = theirs
        self.yours = yours


class KeyReused(AssistantError):
    """An Idempotency-Key came with another call, or its first call still runs."""


class LoginError(AssistantError):
    """The login failed; the message does not say whether the name exists."""


class NotFound(AssistantError):
    """What was asked for does not exist, or has been deleted."""
