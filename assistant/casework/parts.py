"""Whether the agents' parts can run: they need the extra `agents`, the seller chat does not."""

from __future__ import annotations

from importlib.util import find_spec

_PACKAGES = ("sqlalchemy", "alembic", "argon2", "rapidfuzz", "fastapi_offline")
_MODULES = ("assistant.casework.notice", "assistant.casework.drafting")
INSTALL = "pip install 'image-complaint-assistant[agents]'"


def missing_parts() -> tuple[str, ...]:
    """Return what is not installed; empty when agents can work."""
    return tuple(name for name in (*_PACKAGES, *_MODULES) if find_spec(name) is None)
