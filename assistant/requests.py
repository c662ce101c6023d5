"""Examples of what is refused (`requests.yaml`) and of what is not covered (`outside.yaml`)."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import TypeAdapter, ValidationError

from assistant.errors import GuidanceError
from assistant.types import Outside, RefusedRequest

REQUESTS = "requests.yaml"
OUTSIDE = "outside.yaml"

T = TypeVar("T")


def load_requests(path: Path) -> tuple[RefusedRequest, ...]:
    """Return the kinds of refused requests. Raises GuidanceError naming the file."""
    return _read(path, TypeAdapter(tuple[RefusedRequest, ...]), "a list of requests")


def load_outside(path: Path) -> Outside:
    """Return the topics that are not covered, none when there is no file.

    Raises GuidanceError naming the file.
    """
    if not path.is_file():
        return Outside()
    outside = _read(path, TypeAdapter(Outside), "topics that are not covered")
    twice = [name for name, n in Counter(topic.id for topic in outside.topics).items() if n > 1]
    if twice:
        raise GuidanceError([f"{path}:1: {', '.join(twice)} stands twice; give each topic one id"])
    return outside


def _read(path: Path, adapter: TypeAdapter[T], what: str) -> T:
    try:
        return adapter.validate_python(yaml.safe_load(path.read_text(encoding="utf-8")))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        problem = f"{where}: {first['msg']}" if where else first["msg"]
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        problem = " ".join(str(error).split())
    raise GuidanceError([f"{path}:1: cannot be read as {what} ({problem})"])
