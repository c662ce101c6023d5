"""Whether the agents' parts can run: they need the extra `agents`, the seller chat does not."""

from __future__ import annotations

from importlib.util import find_spec

from assistant.errors import SettingsError

_NOTICES = (
    "bs4",
    "charset_normalizer",
    "lxml",
    "oxmsg",
    "pandas",
    "PIL",
    "pypdfium2",
    "pytesseract",
)
_CASES = (
    "sqlalchemy",
    "alembic",
    "argon2",
    "rapidfuzz",
    "diff_match_patch",
    "fastapi_offline",
    "pandas",
)
_PACKAGES = tuple(dict.fromkeys((*_CASES, *_NOTICES)))
INSTALL = "pip install 'image-complaint-assistant[agents]'"


def missing_parts() -> tuple[str, ...]:
    """Return what is not installed; empty when agents can work."""
    return tuple(name for name in _PACKAGES if find_spec(name) is None)


def missing_readers() -> tuple[str, ...]:
    """Return what is not installed of the extra `notices`; empty when every format is read."""
    return tuple(name for name in _NOTICES if find_spec(name) is None)


def require_parts() -> None:
    """Raise SettingsError when the extra `agents` is not installed."""
    if missing := missing_parts():
        raise SettingsError(f"agents' cases need {', '.join(missing)}. {INSTALL}")
