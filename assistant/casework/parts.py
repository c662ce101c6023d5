"""Whether the agents' parts can run: they need the extra `agents`, the seller chat does not."""

from __future__ import annotations

from importlib.util import find_spec

from assistant.errors import SettingsError

_PACKAGES = ("sqlalchemy", "alembic", "argon2", "rapidfuzz", "fastapi_offline")
INSTALL = "pip install 'image-complaint-assistant[agents]'"


def missing_parts() -> tuple[str, ...]:
    """Return what is not installed; empty when agents can work."""
    return tuple(name for name in _PACKAGES if find_spec(name) is None)


def require_parts() -> None:
    """Raise SettingsError when the extra `agents` is not installed."""
    if missing := missing_parts():
        raise SettingsError(f"agents' cases need {', '.join(missing)}. {INSTALL}")
