"""A file or pasted text after reading: the text a person would see, and what was left out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from assistant.errors import InputError


@dataclass(frozen=True)
class Document:
    """Visible text; `warnings` name hidden text and whatever else was left out."""

    text: str
    warnings: tuple[str, ...] = ()
    certainty: float = 1.0  # of the text itself; less when it was recognised in a picture


@contextmanager
def needs(package: str, for_what: str) -> Iterator[None]:
    """Turn a missing package into one line with the mend. Raises InputError."""
    try:
        yield
    except ImportError as error:
        raise InputError(
            f"{for_what} cannot be read without {package}. Run `pip install "
            "'image-complaint-assistant[notices]'`."
        ) from error
